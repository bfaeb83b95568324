// Attackers against who may what: forged and altered documents, openers who were removed, outsiders at a locked door.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy } from '../../www/js/crypto/admission.js';
import { fromBase64url, toBase64url } from '../../www/js/crypto/bytes.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { readLink } from '../../www/js/crypto/link.js';
import { random } from '../../www/js/crypto/primitives.js';
import { appoint, checkRights, hashOfAdmission, signRights } from '../../www/js/crypto/rights.js';
import { isIn, opened, outs } from './support/attackers.mjs';

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A document of `identity`, with what it says. */
async function documentOf(room, identity, content) {
  const admission = await hashOfAdmission(room.entrance.admission);
  return signRights({ number: 1, generation: 0, admission, isLocked: false, isClosed: false, lifetime: 0, removed: [], admitted: [], openers: [], ...content }, room.entrance.room, identity);
}

/** Tells `to` a document, in a message of `from` to it alone. */
async function news(room, from, to, document, more = {}) {
  from.circle.sayTo(to.id, { news: { document, ...more } });
  await room.settle();
}

test('nobody closes or locks a room by changing a document that an opener has signed', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const document = await documentOf(room, opener.identity, { number: 7 });
  for (const change of [{ isClosed: 1 }, { isClosed: 'yes' }, { isLocked: 1 }, { isLocked: {} }, { isClosed: null, isLocked: [] }, { isClosed: null }, { isLocked: 0 }]) {
    await news(room, eve, ben, { ...document, ...change });
  }
  assert.deepEqual([outs(ben), ben.of('rights')], [[], []]);
  assert.equal(ben.circle.state.isLocked, false);
  assert.ok(isIn(ben, opener));
  await news(room, eve, ben, document);
  assert.equal(ben.of('rights').length, 1, 'the genuine one is taken');
});

test('what is added to a document is not passed on', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const document = await documentOf(room, opener.identity, { openers: [await appoint(ben.identity.publicKey, room.entrance.room, opener.identity)] });
  document.openers[0].junk = 'x'.repeat(1000);
  await news(room, eve, ben, { ...document, junk: 'x'.repeat(50_000) });
  assert.equal(ben.of('rights').length, 1);
  const before = ben.sent.length;
  eve.circle.sayTo(ben.id, { have: [], rights: 0 });
  await room.settle();
  const sizes = ben.sent.slice(before).map(({ sealed }) => sealed.length);
  assert.ok(sizes.length > 0 && Math.max(...sizes) < 3000, `${sizes}`);
});

test('a document whose signature was turned round changes nothing for anybody', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const document = await documentOf(room, opener.identity, { isLocked: true, admitted: [opener, ben, eve].map(({ identity }) => identity.name) });
  const s = fromBase64url(document.signature);
  const turned = P256_ORDER - BigInt(`0x${Buffer.from(s.slice(32)).toString('hex')}`);
  const other = toBase64url(Buffer.concat([s.slice(0, 32), Buffer.from(turned.toString(16).padStart(64, '0'), 'hex')]));
  await news(room, eve, ben, { ...document, signature: other });
  await news(room, eve, ben, document);
  await news(room, eve, ben, { ...document, signature: other });
  assert.ok(ben.of('rights').length <= 2);
  assert.equal(ben.circle.state.isLocked, true);
  assert.ok(isIn(ben, opener) && isIn(ben, eve));
});

test('documents that nobody may sign, or that are none, are refused', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const mallory = await newIdentity();
  const [place, fingerprint] = [room.entrance.room, room.opener.name];
  const elsewhere = await signRights({ ...await documentOf(room, opener.identity, {}), isLocked: true }, random(16), opener.identity);
  const selfMade = await documentOf(room, mallory, { openers: [await appoint(mallory.publicKey, place, mallory)] });
  const genuine = await documentOf(room, opener.identity, { number: 3 });
  const bad = [
    await documentOf(room, eve.identity, { isLocked: true }), elsewhere, selfMade,
    { ...genuine, number: 4 }, { ...genuine, by: toBase64url(eve.identity.publicKey) }, { ...genuine, removed: [ben.identity.name] },
    { ...genuine, openers: Array(21).fill(await appoint(eve.identity.publicKey, place, opener.identity)) },
    { ...genuine, removed: Array(1_000_000).fill(eve.identity.name) }, { ...genuine, admitted: { length: 3 } }, { ...genuine, openers: [null] },
    { ...genuine, number: '9' }, { ...genuine, lifetime: 60 }, { ...genuine, lifetime: -1 }, { ...genuine, lifetime: undefined }, { ...genuine, number: 2 ** 53 }, { ...genuine, signature: 7 }, JSON.parse('{"__proto__":{"number":9},"number":9}'),
  ];
  for (const document of bad) await assert.rejects(checkRights(document, place, fingerprint), JSON.stringify(document).slice(0, 200));
  for (const document of bad.filter((candidate) => JSON.stringify(candidate).length < 60_000)) await news(room, eve, ben, document);
  assert.deepEqual(ben.of('rights'), []);
  assert.equal(ben.circle.state.isLocked, false);
  assert.equal(ben.of('unreadable').length, 1, 'one complaint a minute');
  assert.equal({}.number, undefined);
});

test('a removed opener gives nobody what was taken from them', async () => {
  const { room, opener, others: [pat, puppet, ben] } = await opened(3);
  await opener.circle.appoint(pat.id);
  await room.settle();
  await opener.circle.remove(pat.id);
  await room.settle();
  const place = room.entrance.room;
  const first = await appoint(pat.identity.publicKey, place, opener.identity);
  const second = await appoint(puppet.identity.publicKey, place, pat.identity);
  await news(room, puppet, ben, await documentOf(room, pat.identity, { number: 9, openers: [first] }));
  await news(room, puppet, ben, await documentOf(room, puppet.identity, { number: 10, openers: [first, second], isClosed: true }));
  await news(room, puppet, opener, await documentOf(room, puppet.identity, { number: 11, openers: [first, second] }));
  assert.deepEqual([...outs(ben), ...outs(opener)], []);
  assert.equal(ben.circle.about(puppet.id).isOpener, false);
  pat.leave({ saysBye: false });
  const again = await room.join({ identity: pat.identity });
  await room.pass(30_000);
  assert.equal(isIn(ben, again), false);
});

test('whom an opener has appointed before being removed stays an opener', async () => {
  const { room, opener, others: [pat, quin, ben] } = await opened(3);
  await opener.circle.appoint(pat.id);
  await room.settle();
  await pat.circle.appoint(quin.id);
  await room.settle();
  await opener.circle.remove(pat.id);
  await room.settle();
  await quin.circle.lock(true);
  await room.settle();
  assert.deepEqual([opener, ben].map(({ circle }) => circle.state.isLocked), [true, true]);
});

test('nobody removes the one whom the link names', async () => {
  const { room, opener, others: [pat, ben] } = await opened(2);
  await opener.circle.appoint(pat.id);
  await room.settle();
  const openers = [await appoint(pat.identity.publicKey, room.entrance.room, opener.identity)];
  await news(room, pat, ben, await documentOf(room, pat.identity, { number: 5, openers, removed: [opener.identity.name] }));
  assert.ok(isIn(ben, opener));
  assert.equal(ben.circle.about(opener.id).isOpener, true);
});

test('of a removal and another decision made at once, the removal holds', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { room, opener, others: [pat, ben, eve] } = await opened(3);
    await opener.circle.appoint(pat.id);
    await room.settle();
    await opener.circle.remove(eve.id);
    await pat.circle.lock(true);
    await room.settle();
    for (const person of [opener, pat, ben]) assert.equal(isIn(person, eve), false);
    assert.deepEqual([pat, ben].map(({ circle }) => circle.state.link), [opener.circle.state.link, opener.circle.state.link]);
  }
});

test('of two removals made at once, both hold, and there is one link', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { room, opener, others: [pat, ben, eve, mallory] } = await opened(4);
    await opener.circle.appoint(pat.id);
    await room.settle();
    await opener.circle.remove(eve.id);
    await pat.circle.remove(mallory.id);
    await room.pass(10_000);
    for (const person of [opener, pat, ben]) assert.deepEqual([isIn(person, eve), isIn(person, mallory)], [false, false]);
    assert.deepEqual([pat, ben].map(({ circle }) => circle.state.link), [opener.circle.state.link, opener.circle.state.link]);
    const cid = await room.join({ entrance: await entranceBy(readLink(ben.circle.state.link)) });
    await room.settle();
    for (const person of [opener, pat, ben]) assert.ok(isIn(person, cid));
  }
});

test('a member cannot keep openers from deciding', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  eve.circle.sayTo(opener.id, { inside: ['x', '__proto__', 'y'.repeat(10_000), 5, null, {}] });
  eve.circle.sayTo(opener.id, { inside: Array.from({ length: 2000 }, () => toBase64url(random(12))) });
  eve.say('', {});
  eve.circle.say({ id: room.makeId(), content: () => ({ kind: 'admit', name: 'nobody at all' }) });
  await room.settle();
  await opener.circle.lock(true);
  await room.settle();
  assert.equal(ben.circle.state.isLocked, true);
  await opener.circle.remove(eve.id);
  await room.settle();
  assert.equal(isIn(ben, eve), false);
  assert.equal(isIn(opener, eve), false);
});

test('a member who vouches for thousands keeps nobody else from being let in', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await opener.circle.lock(true);
  await room.settle();
  for (const to of [opener, ben]) {
    for (let time = 0; time < 3; time += 1) eve.circle.sayTo(to.id, { inside: Array.from({ length: 1000 }, () => toBase64url(random(12))) });
  }
  await room.settle();
  const cid = await room.join();
  await room.settle();
  ben.circle.admit(cid.id);
  await room.pass(20_000);
  for (const person of [opener, ben, eve]) assert.ok(isIn(person, cid));
});

test('a newcomer believes no opener who was removed, whatever number their document has', async () => {
  const { room, opener, others: [ben, eve, mal] } = await opened(3);
  await opener.circle.appoint(ben.id);
  await room.settle();
  const { openers } = opener.circle.document;
  await opener.circle.remove(ben.id);
  await room.settle();
  const undone = await documentOf(room, ben.identity, { number: 50, generation: 1, openers, removed: [eve.identity.name] });
  const cid = await room.join({ entrance: await entranceBy(readLink(opener.circle.state.link)) });
  await room.settle();
  await news(room, mal, cid, undone);
  const dan = await room.join({ entrance: await entranceBy(readLink(opener.circle.state.link)) });
  room.relay = (from, message) => (from === mal.id || message.to !== dan.id ? [[from, message]] : []); // mal alone is heard at first
  await room.settle();
  await news(room, mal, dan, undone);
  room.relay = (from, message) => [[from, message]];
  await room.pass(30_000);
  for (const person of [opener, eve, mal, cid, dan]) {
    assert.equal(person.circle.document.number, opener.circle.document.number);
    assert.ok(person.circle.document.removed.includes(ben.identity.name));
  }
  assert.ok(isIn(dan, eve) && isIn(eve, dan));
});

test('of two openers who remove each other at once one stays, for everybody the same', async () => {
  const { room, opener, others: [ben, eve, cid] } = await opened(3);
  await opener.circle.appoint(ben.id);
  await room.settle();
  await opener.circle.appoint(eve.id);
  await room.settle();
  await Promise.all([ben.circle.remove(eve.id), eve.circle.remove(ben.id)]);
  await room.pass(30_000);
  const stays = [ben, eve].filter((person) => isIn(cid, person));
  assert.equal(stays.length, 1);
  assert.deepEqual([ben, eve].filter((person) => isIn(opener, person)), stays);
  opener.say('one of them hears it');
  await room.settle();
  assert.deepEqual([ben, eve].filter((person) => person.heardOf(opener).length > 0), stays);
});

test('a document with the highest number stops nobody from deciding', async () => {
  const { room, opener, others: [ben, cid] } = await opened(2);
  await opener.circle.appoint(ben.id);
  await room.settle();
  await assert.rejects(documentOf(room, ben.identity, { number: 2 ** 53 - 1, openers: opener.circle.document.openers }));
  await news(room, ben, cid, await documentOf(room, ben.identity, { number: 2 ** 40, openers: opener.circle.document.openers }));
  await news(room, ben, opener, await documentOf(room, ben.identity, { number: 2 ** 40, openers: opener.circle.document.openers }));
  await opener.circle.remove(ben.id);
  await room.settle();
  for (const person of [opener, cid]) assert.equal(isIn(person, ben), false);
});

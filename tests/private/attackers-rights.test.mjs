// Attackers against who may what: forged and altered documents, openers who were removed, outsiders at a locked door.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy } from '../../www/js/crypto/admission.js';
import { fromBase64url, toBase64url } from '../../www/js/crypto/bytes.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { readLink, writeInvitation, writeLink } from '../../www/js/crypto/link.js';
import { random } from '../../www/js/crypto/primitives.js';
import { hashOfAdmission, readRights, signRights } from '../../www/js/crypto/rights.js';
import { merged } from '../../www/js/private/merged.js';
import { isIn, opened, outs } from './support/attackers.mjs';

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A document of `identity`, with what it says. */
async function documentOf(room, identity, content) {
  const admission = await hashOfAdmission(room.entrance.admission);
  return signRights({
    number: 1, lock: [false, 0], limit: [0, 0], isClosed: false, generation: 0, admission, removed: '', admitted: '', openers: '', ...content,
  }, room.entrance.room, identity);
}

/** Tells `to` documents, in a message of `from` to it alone. */
async function news(room, from, to, documents, more = {}) {
  from.circle.sayTo(to.id, { news: { documents, ...more } });
  await room.settle();
}

const nameOf = ({ identity }) => identity.name;

test('nobody closes or locks a room by changing a document that an opener has signed', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const document = await documentOf(room, opener.identity, { number: 7 });
  for (const change of [{ isClosed: 1 }, { isClosed: 'yes' }, { lock: [1, 0] }, { lock: [{}, 0] }, { lock: [true, 0] }, { lock: true }, { lock: [false] }, { isClosed: null, lock: [] }, { isClosed: true }]) {
    await news(room, eve, ben, [{ ...document, ...change }]);
  }
  assert.deepEqual([outs(ben), ben.of('rights')], [[], []]);
  assert.equal(ben.circle.state.isLocked, false);
  assert.ok(isIn(ben, opener));
  await news(room, eve, ben, [document]);
  assert.equal(ben.of('rights').length, 1, 'the genuine one is taken');
});

test('what is added to a document is not passed on', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const document = await documentOf(room, opener.identity, { openers: nameOf(ben) });
  await news(room, eve, ben, [{ ...document, junk: 'x'.repeat(50_000) }]);
  assert.equal(ben.of('rights').length, 1);
  const before = ben.sent.length;
  eve.circle.sayTo(ben.id, { have: [], rights: 0 });
  await room.settle();
  const sizes = ben.sent.slice(before).map(({ sealed }) => sealed.length);
  assert.ok(sizes.length > 0 && Math.max(...sizes) < 3000, `${sizes}`);
});

test('a document whose signature was turned round changes nothing for anybody', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const document = await documentOf(room, opener.identity, { lock: [true, 1], admitted: [opener, ben, eve].map(nameOf).join('') });
  const s = fromBase64url(document.signature);
  const turned = P256_ORDER - BigInt(`0x${Buffer.from(s.slice(32)).toString('hex')}`);
  const other = toBase64url(Buffer.concat([s.slice(0, 32), Buffer.from(turned.toString(16).padStart(64, '0'), 'hex')]));
  await news(room, eve, ben, [{ ...document, signature: other }]);
  await news(room, eve, ben, [document]);
  await news(room, eve, ben, [{ ...document, signature: other }]);
  assert.ok(ben.of('rights').length <= 2);
  assert.equal(ben.circle.state.isLocked, true);
  assert.ok(isIn(ben, opener) && isIn(ben, eve));
});

test('documents that nobody may sign, or that are none, change nothing', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const place = room.entrance.room;
  const genuine = await documentOf(room, opener.identity, { number: 3 });
  const forged = [
    { ...genuine, number: 4 }, { ...genuine, removed: nameOf(ben) }, { ...genuine, limit: [60, 0] }, { ...genuine, lock: [true, 9] }, { ...genuine, openers: nameOf(eve) },
    await signRights({ ...genuine, lock: [true, 1] }, random(16), opener.identity),
  ];
  const strangers = [
    await documentOf(room, eve.identity, { lock: [true, 1] }), await documentOf(room, await newIdentity(), { isClosed: true }), { ...genuine, by: toBase64url(eve.identity.publicKey) },
  ];
  const none = [
    { ...genuine, by: toBase64url(random(65)) }, { ...genuine, removed: nameOf(eve).repeat(201) }, { ...genuine, removed: 'x'.repeat(16_000_000) }, { ...genuine, removed: nameOf(eve).slice(1) },
    { ...genuine, admitted: { length: 3 } }, { ...genuine, openers: [nameOf(eve)] }, { ...genuine, openers: nameOf(eve).repeat(7) }, { ...genuine, number: '9' }, { ...genuine, number: 2 ** 53 }, { ...genuine, number: 2 ** 40 + 1 },
    { ...genuine, limit: [-1, 0] }, { ...genuine, limit: undefined }, { ...genuine, lock: [false, 2 ** 41] }, { ...genuine, generation: 2 ** 53 - 1 }, { ...genuine, signature: 7 },
    JSON.parse('{"__proto__":{"number":9},"number":9}'), null, 5, [],
  ];
  for (const document of none) await assert.rejects(readRights(document, place), JSON.stringify(document)?.slice(0, 200));
  for (const document of forged) assert.equal(await (await readRights(document, place)).isSigned(), false);
  for (const documents of [...forged, ...strangers, ...none].map((document) => [document]).concat([forged, 'x', { length: 1 }, Array(7).fill(genuine)])) {
    if (JSON.stringify(documents).length < 60_000) await news(room, eve, ben, documents);
  }
  assert.deepEqual(ben.of('rights'), []);
  assert.equal(ben.circle.state.isLocked, false);
  assert.equal(ben.of('unreadable').length, 1, 'one complaint a minute');
  assert.equal({}.number, undefined);
});

test('a removed opener, and whom they had appointed, decide nothing any more, whatever they sign', async () => {
  const { room, opener, others: [pat, puppet, ben, eve] } = await opened(4);
  await opener.circle.appoint(pat.id);
  await room.settle();
  await pat.circle.appoint(puppet.id);
  await room.settle();
  const old = ben.circle.documents;
  await opener.circle.remove(pat.id);
  await room.settle();
  const theirs = [
    await documentOf(room, pat.identity, { number: 2 ** 40, openers: nameOf(puppet), removed: nameOf(opener) + nameOf(eve), generation: 2 ** 40, lock: [true, 2 ** 40] }),
    await documentOf(room, puppet.identity, { number: 2 ** 40, isClosed: true, removed: nameOf(ben), openers: nameOf(pat), lock: [true, 2 ** 40] }),
  ];
  for (const to of [opener, ben]) {
    for (const documents of [theirs, [...theirs].reverse(), [...old, ...theirs], ...theirs.map((one) => [one])]) await news(room, puppet, to, documents.slice(0, 6));
  }
  await room.pass(30_000);
  for (const person of [opener, ben]) {
    assert.deepEqual(outs(person), []);
    assert.deepEqual([isIn(person, pat), isIn(person, eve), person.circle.state.isLocked], [false, true, false]);
    assert.equal(person.circle.about(puppet.id).isOpener, false);
  }
  pat.leave({ saysBye: false });
  const again = await room.join({ identity: pat.identity });
  await room.pass(30_000);
  assert.equal(isIn(ben, again), false);
});

test('a puppet that is heard before its maker is removed is believed no longer than that', async () => {
  const { room, opener, others: [pat, puppet, ben] } = await opened(3);
  await opener.circle.appoint(pat.id);
  await room.settle();
  const theirs = [
    await documentOf(room, pat.identity, { number: 2 ** 40, openers: nameOf(puppet) }), await documentOf(room, puppet.identity, { number: 2 ** 40, generation: 2 ** 40, lock: [true, 2 ** 40] }),
  ];
  await news(room, pat, ben, theirs);
  assert.equal(ben.circle.about(puppet.id).isOpener, true);
  await opener.circle.remove(pat.id);
  await room.pass(30_000);
  assert.deepEqual([isIn(ben, pat), ben.circle.about(puppet.id).isOpener], [false, false]);
  ben.say('without Pat');
  await room.settle();
  assert.deepEqual(pat.heardOf(ben), []);
  assert.deepEqual([ben.circle.state.link, ben.circle.state.isLocked], [opener.circle.state.link, opener.circle.state.isLocked]);
});

test('nobody removes an opener who comes before them', async () => {
  const { room, opener, others: [pat, quin, ben] } = await opened(3);
  for (const { id } of [pat, quin]) {
    await opener.circle.appoint(id);
    await room.settle();
  }
  assert.deepEqual([await quin.circle.remove(pat.id), await quin.circle.remove(opener.id), await pat.circle.remove(opener.id)], [false, false, false]);
  assert.deepEqual([quin.circle.about(pat.id).mayGo, pat.circle.about(quin.id).mayGo], [false, true]);
  const senior = [opener, pat].map(nameOf).join('');
  await news(room, quin, ben, [await documentOf(room, quin.identity, { number: 5, removed: senior })]);
  for (const person of [opener, pat]) {
    assert.ok(isIn(ben, person));
    assert.equal(ben.circle.about(person.id).isOpener, true);
  }
  assert.equal(await pat.circle.remove(quin.id), true);
  await room.settle();
  assert.equal(isIn(ben, quin), false);
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

test('a newcomer believes no opener who was removed, however they come to hear of them', async () => {
  const { room, opener, others: [ben, eve, mal] } = await opened(3);
  await opener.circle.appoint(ben.id);
  await room.settle();
  const old = opener.circle.documents;
  await opener.circle.remove(ben.id);
  await room.settle();
  const theirs = [
    await documentOf(room, ben.identity, { number: 50, generation: 1, openers: nameOf(mal), removed: nameOf(eve) }), await documentOf(room, mal.identity, { number: 2 ** 40, lock: [true, 2 ** 40] }),
  ];
  const cid = await room.join({ entrance: await entranceBy(readLink(opener.circle.state.link)) });
  await room.settle();
  await news(room, mal, cid, [...old, ...theirs]);
  const dan = await room.join({ entrance: await entranceBy(readLink(opener.circle.state.link)) });
  room.relay = (from, message) => (from === mal.id || message.to !== dan.id ? [[from, message]] : []); // mal alone is heard at first
  await room.settle();
  await news(room, mal, dan, [...old, ...theirs]);
  room.relay = (from, message) => [[from, message]];
  await room.pass(30_000);
  for (const person of [opener, eve, mal, cid, dan]) {
    assert.deepEqual(person.circle.documents, opener.circle.documents);
    assert.equal(person.circle.state.isLocked, false);
  }
  assert.ok(isIn(dan, eve) && isIn(eve, dan));
});

test('of two openers who remove each other at once one stays, for everybody the same', async () => {
  const { room, opener, others: [ben, eve, cid] } = await opened(3);
  for (const { id } of [ben, eve]) {
    await opener.circle.appoint(id);
    await room.settle();
  }
  await Promise.all([ben.circle.remove(eve.id), eve.circle.remove(ben.id)]);
  await room.pass(30_000);
  assert.deepEqual([ben, eve].map((person) => [isIn(cid, person), isIn(opener, person)]), [[true, true], [false, false]], 'who was appointed first');
  assert.deepEqual(outs(eve), ['removed']);
  opener.say('one of them hears it');
  await room.settle();
  assert.deepEqual([ben, eve].map((person) => person.heardOf(opener).length), [1, 0]);
});

test('whom an opener has removed nobody after them makes an opener again', async () => {
  const [opener, quin, pat, ben] = ['a', 'b', 'c', 'd'].map((sign) => sign.repeat(16));
  const document = (content) => ({ lock: [false, 0], limit: [0, 0], isClosed: false, generation: 0, removed: '', admitted: '', openers: '', ...content });
  const documents = new Map([
    [opener, document({ openers: quin, removed: pat })], [quin, document({ openers: pat })], [pat, document({ removed: ben, lock: [true, 9], isClosed: true, generation: 9 })],
  ]);
  const { openers, removed, lock, isClosed, kept } = merged(documents, opener);
  assert.deepEqual([openers, [...removed], lock, isClosed, kept.length], [[opener, quin], [pat], [false, 0], false, 2]);
});

test('openers who name each other again take no place of others, and there are six at most', () => {
  const [opener, pat, quin, ben] = ['a', 'b', 'c', 'd'].map((sign) => sign.repeat(16));
  const naming = (...names) => ({ lock: [false, 0], limit: [0, 0], isClosed: false, generation: 0, removed: '', admitted: '', openers: names.join('') });
  const circular = new Map([[opener, naming(pat, opener, pat)], [pat, naming(opener, pat, quin)], [quin, naming(pat, quin, opener, ben)]]);
  assert.deepEqual(merged(circular, opener).openers, [opener, pat, quin, ben]);
  const many = [...'efghijklm'].map((sign) => sign.repeat(16));
  const full = new Map([[opener, naming(pat, quin, ben)], [pat, naming(...many.slice(0, 6))], [many[0], naming(...many.slice(6))]]);
  assert.deepEqual(merged(full, opener).openers, [opener, pat, quin, ben, ...many.slice(0, 2)]);
});

// What an opener can sign to be in the way of the others.
const STUBBORN = [
  ['the highest numbers', () => ({ number: 2 ** 40, generation: 2 ** 40, lock: [false, 2 ** 40], limit: [0, 2 ** 40] })],
  ['names of nobody', () => ({ number: 2, removed: toBase64url(random(12 * 200)), admitted: toBase64url(random(12 * 120)) })],
  ['appointments of nobody', () => ({ number: 2, openers: toBase64url(random(12 * 5)) })],
  ['a key that nobody has', () => ({ number: 2, generation: 7, admission: toBase64url(random(32)) })],
];
for (const [what, content] of STUBBORN) {
  test(`an opener who signs ${what} keeps the one in the link from nothing`, async () => {
    const { room, opener, others: [pat, eve, cid] } = await opened(3);
    await opener.circle.appoint(pat.id);
    await room.settle();
    const theirs = await documentOf(room, pat.identity, content());
    for (const to of [opener, eve, cid]) await news(room, pat, to, [theirs]);
    for (const isLocked of [true, false, true]) {
      assert.equal(await opener.circle.lock(isLocked), true);
      await room.settle();
      assert.equal(cid.circle.state.isLocked, isLocked);
    }
    for (const gone of [eve, pat]) {
      assert.equal(await opener.circle.remove(gone.id), true);
      await room.settle();
      assert.equal(isIn(cid, gone), false);
      assert.equal(cid.circle.state.link, opener.circle.state.link);
    }
    assert.equal(await opener.circle.appoint(cid.id), true);
    await room.settle();
    assert.equal(await cid.circle.lock(false), true);
    await room.settle();
    assert.equal(opener.circle.state.isLocked, false);
    assert.equal(await opener.circle.close(), true);
    await room.settle();
    assert.deepEqual(outs(cid), ['closed']);
  });
}

test('one opener undoes no removal of another, and what a removed one had decided holds on', async () => {
  const { room, opener, others: [pat, quin, cid, eve, mal] } = await opened(5);
  for (const { id } of [pat, quin]) {
    await opener.circle.appoint(id);
    await room.settle();
  }
  await opener.circle.remove(eve.id);
  await room.settle();
  await quin.circle.remove(mal.id);
  await quin.circle.lock(true);
  await room.settle();
  opener.leave();
  await room.pass(10_000);
  await news(room, pat, cid, [await documentOf(room, pat.identity, { number: 0 })]);
  assert.deepEqual([isIn(cid, eve), isIn(cid, mal), cid.circle.state.isLocked], [false, false, true]);
  await pat.circle.remove(quin.id);
  await room.settle();
  assert.deepEqual([isIn(cid, quin), cid.circle.state.isLocked], [false, true]);
  for (const gone of [eve, mal]) {
    room.hub.leave(gone.id, 'gone');
    gone.comeIn();
  }
  await room.pass(60_000, 5000);
  assert.deepEqual([isIn(cid, eve), isIn(cid, mal)], [false, false]);
});

test('nobody but an opener tells an opener a password', async () => {
  const { room, opener, others: [pat, mal] } = await opened(2);
  await opener.circle.appoint(pat.id);
  await room.settle();
  room.hub.leave(opener.id, 'gone');
  await pat.circle.lock(true);
  opener.comeIn();
  mal.circle.sayTo(opener.id, { password: 'evil', news: { documents: pat.circle.documents, admission: { key: 'x', link: 'y', password: 5 }, password: 'evil' } });
  await room.settle();
  await opener.circle.remove(mal.id);
  await room.settle();
  assert.equal(readLink(opener.circle.state.link).check, null);
  assert.equal(pat.circle.state.link, opener.circle.state.link);
});

test('no opener gives a link that leads to another room, names another opener, or is none', async () => {
  const { room, opener, others: [pat, ben] } = await opened(2);
  await opener.circle.appoint(pat.id);
  await room.settle();
  const { link } = ben.circle.state;
  const parts = { secret: random(16), opener: fromBase64url(nameOf(opener)), room: room.entrance.room, check: null };
  const links = [
    { link: writeLink({ ...parts, room: random(16) }) }, { link: writeLink({ ...parts, room: null }) }, { link: writeLink({ ...parts, opener: fromBase64url(nameOf(pat)) }) },
    { link: writeInvitation({ room: parts.room, secret: parts.secret, inviter: parts.opener }) }, { link: '#~x' }, { link: writeLink(parts), key: random(31) },
  ].map((one) => ({ key: random(32), ...one }));
  const told = ben.of('rights').length;
  for (const [number, one] of links.entries()) {
    const document = await documentOf(room, pat.identity, { number: number + 1, generation: number + 1, admission: await hashOfAdmission(one) });
    await news(room, pat, ben, [document], { admission: { key: toBase64url(one.key), link: one.link } });
    assert.deepEqual([ben.circle.state.link, ben.circle.documents.some((known) => known.admission === document.admission)], [link, true], one.link);
    assert.equal(ben.of('rights').length, told + number + 1, 'what else it says holds');
  }
});

test('the new key is believed as the opener has signed it, and as nobody else says', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const { link } = ben.circle.state;
  const parts = { secret: random(16), opener: fromBase64url(nameOf(opener)), room: room.entrance.room, check: null };
  const [genuine, evil] = [(await entranceBy(parts)).admission, (await entranceBy({ ...parts, secret: random(16) })).admission];
  const document = await documentOf(room, opener.identity, { generation: 1, admission: await hashOfAdmission(genuine) });
  for (const [{ key }, { link: said }] of [[evil, evil], [evil, genuine], [genuine, evil]]) {
    await news(room, eve, ben, [document], { admission: { key: toBase64url(key), link: said } });
    assert.equal(ben.circle.state.link, link);
  }
  const told = ben.of('rights').length;
  for (const time of ['first', 'again']) {
    await news(room, eve, ben, [document], { admission: { key: toBase64url(genuine.key), link: genuine.link } });
    assert.deepEqual([ben.circle.state.link, ben.of('rights').length], [genuine.link, told + 1], time);
  }
});

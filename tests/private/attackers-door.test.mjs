// Attackers at the door: outsiders with the link, invitations used again, those who were removed, false notices, and what may happen
// to a removal or a lock while people come and go.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy, entranceByInvitation } from '../../www/js/crypto/admission.js';
import { fromBase64url, toBase64url } from '../../www/js/crypto/bytes.js';
import { openCard, sealCard } from '../../www/js/crypto/card.js';
import { sealKeys } from '../../www/js/crypto/keys.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { readLink } from '../../www/js/crypto/link.js';
import { sealNotice } from '../../www/js/crypto/notice.js';
import { Pair } from '../../www/js/crypto/pair.js';
import { unwrap, wrap } from '../../www/js/private/envelopes.js';
import { isIn, opened, outs, sentOf, sortOf } from './support/attackers.mjs';
import { suite } from './support/suite.mjs';

/** Somebody who comes by the link, or has another key, and answers each card that is shown with `keys`, and at once says `word` to the one whose card it was. */
async function intruder(room, word, admission = room.entrance.admission.key) {
  const eve = room.outsider();
  eve.identity = await newIdentity();
  const { room: place } = room.entrance;
  eve.answer = async (relay, message) => {
    const card = await openCard(unwrap(message).bytes, { admission, room: place, relay });
    const shared = { room: place, from: eve.id, to: relay, number: 0 };
    const { message: keys, secret } = await sealKeys({ ...shared, suite, admission, identity: eve.identity, card, note: { have: [] } });
    const pair = await Pair.of({ ...shared, secret, answered: card.number, sent: true });
    eve.say('keys', keys, relay);
    eve.say('pair', await pair.seal(word(eve)), relay);
  };
  return eve;
}

test('an outsider who answers a newcomer first does not come into a locked room by it', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const eve = await intruder(room, ({ identity }) => ({ name: 'Eve', inside: [identity.name] }));
  room.relay = (from, message) => [[from, message]];
  const cid = await room.join();
  await cid.turn();
  await eve.answer(cid.id, sentOf(cid, 'hello')[0]);
  await cid.turn();
  assert.ok(cid.circle.present.includes(eve.id), 'Eve was there before what Ben says');
  await room.settle();
  assert.equal(cid.circle.present.includes(eve.id), false);
  ben.circle.admit(cid.id);
  await room.pass(20_000);
  for (const person of [opener, ben]) assert.ok(isIn(person, cid));
  for (const person of [opener, ben, cid]) assert.equal(person.circle.present.includes(eve.id), false);
});

test('an outsider who answers a card of those inside a locked room is not in by that', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const eve = await intruder(room, ({ identity }) => ({ name: 'Eve', have: [], reads: 0, lacks: true, inside: [identity.name] }));
  await room.pass(11_000);
  for (const inside of [opener, ben]) {
    await eve.answer(inside.id, sentOf(inside, 'hello').findLast(({ to }) => to === undefined || to === eve.id));
    await room.settle();
    inside.say('among us');
    await room.pass(12_000);
    assert.deepEqual([inside.circle.present.includes(eve.id), inside.of('came').some(({ id }) => id === eve.id)], [false, false]);
  }
  assert.deepEqual(eve.heard.filter(([, message]) => message.to === eve.id && ['pair', 'keys'].includes(sortOf(message))), []);
});

test('two who knock do not let each other in', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const [eve, mallory] = [await room.join(), await room.join()];
  await room.settle();
  eve.circle.sayTo(mallory.id, { inside: [mallory.identity.name, eve.identity.name] });
  mallory.circle.sayTo(eve.id, { inside: [mallory.identity.name, eve.identity.name] });
  eve.circle.say({ id: room.makeId(), content: () => ({ kind: 'admit', name: eve.identity.name }) });
  await room.pass(30_000);
  for (const person of [eve, mallory]) assert.deepEqual(person.circle.present, []);
  for (const person of [opener, ben]) assert.deepEqual(person.circle.present.length, 1);
});

test('who has lost the connection while the room is locked is still of those inside', async () => {
  const { room, opener, others: [ben, cid] } = await opened(2);
  ben.say('mine');
  await room.settle();
  ben.isFrozen = true;
  room.hub.leave(ben.id, 'gone');
  await room.settle();
  await opener.circle.lock(true);
  await room.settle();
  assert.deepEqual([...opener.of('gone'), ...cid.of('gone')], []);
  ben.isFrozen = false;
  ben.comeIn();
  await room.settle();
  for (const person of [opener, cid]) assert.ok(isIn(person, ben) && isIn(ben, person));
});

test('a line that waits behind a card when somebody is removed is not said to them', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  ben.isFrozen = true;
  await opener.circle.remove(eve.id);
  await room.settle();
  for (const sort of ['turn', 'line']) await ben.told(opener.id, sentOf(opener, sort).at(-1));
  assert.equal(isIn(ben, eve), false, 'Ben has heard of it');
  ben.circle.enter({ name: 'Ben', members: [opener.id, eve.id], joined: true });
  ben.say('without Eve');
  const batch = await ben.circle.next(90_000);
  assert.ok(batch.messages.some((message) => sortOf(message) === 'hello'));
  for (const message of batch.messages) room.hub.say(ben.id, message);
  ben.circle.post.accepted(batch);
  ben.isFrozen = false;
  await room.settle();
  assert.deepEqual(eve.heardOf(ben), []);
  assert.deepEqual(opener.heardOf(ben), ['without Eve']);
});

test('who has only the link turns nobody away', async () => {
  const { room, others: [ben] } = await opened();
  const { admission: { key: admission }, room: place } = room.entrance;
  const eve = room.outsider();
  const cid = await room.join();
  for (const content of [{ verdict: { what: 'turn away' } }, { verdict: true, documents: null }, { verdict: { what: 'wait' }, documents: [] }, { documents: 5 }, null, []]) {
    eve.say('notice', await sealNotice(content, { admission, room: place, to: cid.id }), cid.id);
  }
  await room.settle();
  assert.deepEqual(outs(cid), []);
  assert.ok(isIn(ben, cid));
});

test('one who was removed drives nobody out who was away meanwhile', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  ben.isFrozen = true;
  room.hub.leave(ben.id, 'gone');
  await room.pass(130_000, 10_000);
  await opener.circle.remove(eve.id);
  await room.settle();
  const notice = sentOf(opener, 'notice').at(-1);
  const { admission: { key: admission }, room: place } = room.entrance;
  const { openNotice } = await import('../../www/js/crypto/notice.js');
  const content = await openNotice(unwrap(notice).bytes, { admission, room: place, to: eve.id });
  ben.isFrozen = false;
  ben.comeIn();
  await ben.turn();
  await ben.told(eve.id, wrap('notice', await sealNotice(content, { admission, room: place, to: ben.id }), { id: room.makeId(), to: ben.id }));
  await room.pass(30_000);
  assert.deepEqual(outs(ben), []);
  assert.ok(isIn(ben, opener) && isIn(opener, ben));
  assert.equal(ben.circle.state.link, opener.circle.state.link);
});

test('one who was removed comes back by nothing that they have, though the server helps', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const fragment = await ben.circle.invite();
  const recorded = [];
  room.relay = (from, message) => {
    recorded.push([from, message]);
    return [[from, message]];
  };
  await opener.circle.remove(eve.id);
  await room.settle();
  for (const [from, message] of [...recorded]) for (const person of [opener, ben]) await person.told(from === eve.id ? eve.id : from, { ...message, to: undefined });
  const { admission: { key: admission }, room: place } = room.entrance;
  const card = async (identity, relay, key, number) => sealCard({ admission: key, room: place, relay, identity, number, kem: new Uint8Array(1216) });
  const other = await newIdentity();
  const invitation = (await entranceByInvitation(readLink(fragment))).invitation.key;
  for (const to of [undefined, opener.id, ben.id]) {
    for (const key of [admission, invitation]) for (const relay of [eve.id, opener.id]) {
      const message = wrap('hello', await card(eve.identity, relay, key, 50), { id: room.makeId(), to });
      for (const person of [opener, ben]) if (person.id !== relay) await person.told(relay, message);
    }
    const stranger = room.outsider();
    await room.settle();
    stranger.say('hello', await card(other, stranger.id, admission, 50), to);
  }
  eve.circle.sayTo(ben.id, { inside: [eve.identity.name], isListWanted: true });
  eve.say('still here');
  await room.pass(20_000);
  ben.say('among us');
  await room.settle();
  assert.deepEqual(eve.heardOf(ben), []);
  for (const person of [opener, ben]) assert.deepEqual(person.circle.present, [opener, ben].filter((one) => one !== person).map(({ id }) => id));
  for (const person of [opener, ben]) assert.deepEqual(person.heardOf(eve), []);
});

test('an invitation that was used opens nothing, also for the one who used it under another identity', async () => {
  const { room, opener, others: [ben] } = await opened();
  const fragment = await ben.circle.invite();
  const entrance = await entranceByInvitation(readLink(fragment));
  const cid = await room.join({ entrance });
  await room.settle();
  assert.ok(isIn(opener, cid));
  const again = [await room.join({ entrance }), await room.join({ entrance, identity: opener.identity })];
  await room.pass(30_000);
  for (const guest of again) assert.deepEqual([guest.of('came'), guest.of('said'), outs(guest)], [[], [], ['uninvited']]);
  assert.equal(ben.circle.present.length, 2);
});

test('an invitation in the hands of two gives the second nothing, whatever they show and the server does', async () => {
  const { room, others: [ben] } = await opened();
  const entrance = await entranceByInvitation(readLink(await ben.circle.invite()));
  const cid = await room.join({ entrance });
  const eve = await room.join({ entrance });
  room.relay = (from, message) => (from === ben.id && message.to === cid.id ? [[from, message], [from, { ...message, to: eve.id }]] : [[from, message]]);
  await room.pass(25_000);
  assert.ok(isIn(ben, cid));
  assert.deepEqual([eve.of('came'), eve.of('said'), outs(eve)], [[], [], ['uninvited']]);
});

test('a card is taken from nobody else, nowhere else, and once', async () => {
  const { room, opener, others: [ben] } = await opened();
  const eve = await room.join();
  await room.settle();
  const [card] = sentOf(ben, 'hello');
  const counts = () => sentOf(opener, 'keys').length;
  const before = counts();
  await opener.told(eve.id, { ...card, to: opener.id });
  await opener.told(ben.id, { ...card, to: opener.id });
  await opener.told(opener.id, { ...card, to: opener.id });
  const bytes = unwrap(card).bytes;
  await opener.told(ben.id, wrap('hello', bytes.slice(0, -1), { id: room.makeId(), to: opener.id }));
  await opener.told(ben.id, wrap('hello', new Uint8Array(1400), { id: room.makeId(), to: opener.id }));
  await room.settle();
  assert.equal(counts(), before);
  const elsewhere = await entranceBy({ ...room.link, room: fromBase64url(toBase64url(new Uint8Array(16))) });
  await assert.rejects(openCard(bytes, { admission: elsewhere.admission.key, room: elsewhere.room, relay: ben.id }));
  assert.ok(isIn(opener, ben) && isIn(opener, eve));
});

test('a card with a key that is none keeps nobody from talking', async () => {
  const { room, opener, others: [ben] } = await opened();
  const { admission: { key: admission }, room: place } = room.entrance;
  const [eve, identity] = [room.outsider(), await newIdentity()];
  for (const [number, kem] of [new Uint8Array(1216), new Uint8Array(1216).fill(255)].entries()) {
    eve.say('hello', await sealCard({ admission, room: place, relay: eve.id, identity, number: number + 1, kem }));
    await room.settle();
  }
  opener.say('still talking');
  await room.pass(30_000, 5000);
  assert.deepEqual(ben.heardOf(opener), ['still talking']);
});

test('strangers without the link who fill a room keep nobody out for long', async () => {
  const { room, opener, others: [ben] } = await opened();
  for (let number = 0; number < 120; number += 1) room.outsider();
  await room.settle();
  await room.pass(31_000, 31_000);
  const cid = await room.join();
  await room.settle();
  assert.ok(isIn(opener, cid) && isIn(ben, cid));
  assert.ok(isIn(opener, ben) && isIn(ben, opener), 'nobody who is known makes room');
});

test('who was in and is known to nobody inside any more is told that the link is dead, though later', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  ben.isFrozen = true;
  room.hub.leave(ben.id, 'gone');
  await room.pass(130_000, 10_000);
  const cid = await room.join();
  await room.settle();
  await opener.circle.remove(eve.id);
  await room.settle();
  for (const person of [opener, eve]) person.leave();
  await room.settle();
  ben.isFrozen = false;
  ben.comeIn();
  await room.pass(10_000);
  assert.deepEqual(outs(ben), []);
  await room.pass(30_000);
  assert.deepEqual(outs(ben), ['withdrawn']);
  assert.equal(isIn(cid, ben), false);
});

test('one connection is one identity, and one identity one connection', async () => {
  const { room, opener } = await opened();
  const { admission: { key: admission }, room: place } = room.entrance;
  const { privateKey, publicKey } = await suite.kem.generateKeyPair();
  assert.ok(privateKey);
  const kem = new Uint8Array(await suite.kem.serializePublicKey(publicKey));
  const [first, second] = [room.outsider(), room.outsider()];
  const [eve, mallory] = [await newIdentity(), await newIdentity()];
  const answered = async (stranger, identity, number) => {
    const before = sentOf(opener, 'keys').length;
    stranger.say('hello', await sealCard({ admission, room: place, relay: stranger.id, identity, number, kem }), opener.id);
    await room.settle();
    return sentOf(opener, 'keys').length - before;
  };
  assert.equal(await answered(first, eve, 1), 1);
  assert.equal(await answered(first, mallory, 2), 0);
  assert.equal(await answered(second, eve, 3), 0);
  assert.equal(await answered(first, eve, 4), 1, 'as it was');
});

test('a guest takes no answer but that of the one who has invited them, though others have the invitation', async () => {
  const { room, opener, others: [ben] } = await opened();
  const entrance = await entranceByInvitation(readLink(await ben.circle.invite()));
  const evil = { key: toBase64url(new Uint8Array(32)), link: opener.circle.state.link, documents: [] };
  const eve = await intruder(room, () => ({ name: 'Eve', have: [], admission: evil }), entrance.invitation.key);
  ben.isFrozen = true;
  const cid = await room.join({ entrance });
  await cid.turn();
  await eve.answer(cid.id, sentOf(cid, 'hello')[0]);
  await room.settle();
  assert.deepEqual([cid.circle.present, cid.of('came'), cid.circle.state.link], [[], [], null]);
  ben.isFrozen = false;
  await room.pass(10_000);
  assert.ok(isIn(cid, ben) && isIn(cid, opener));
  assert.equal(cid.circle.state.link, ben.circle.state.link);
});

test('nobody answers a card in the name of one who is in, though the server helps', async () => {
  const { room, opener, others: [ben] } = await opened();
  room.outsider(); // keeps the key of a card alive
  await room.pass(11_000);
  const { admission: { key: admission }, room: place } = room.entrance;
  const hello = sentOf(opener, 'hello').at(-1);
  const card = await openCard(unwrap(hello).bytes, { admission, room: place, relay: opener.id });
  const shared = { room: place, from: ben.id, to: opener.id, number: 7 };
  const { message, secret } = await sealKeys({ ...shared, suite, admission, identity: await newIdentity(), card, note: { have: [] } });
  await opener.told(ben.id, wrap('keys', message, { id: room.makeId(), to: opener.id }));
  assert.deepEqual(opener.of('unreadable').map(({ id }) => id), [ben.id]);
  opener.circle.sayTo(ben.id, { word: 'for Ben alone' });
  await room.settle();
  assert.deepEqual(ben.of('word').map(({ word }) => word), ['for Ben alone']);
  const pair = await Pair.of({ ...shared, secret, answered: card.number, sent: true });
  await opener.told(ben.id, wrap('pair', await pair.seal({ name: 'Ben', word: 'not of Ben' }), { id: room.makeId(), to: opener.id }));
  assert.deepEqual(opener.of('word'), []);
});

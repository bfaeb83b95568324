// Attackers who take places, or get them for others: by cards under a dead link, by knocking, by vouching for names that
// nobody has seen, by an identity that had left, and by links that lead elsewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy, entranceByInvitation } from '../../www/js/crypto/admission.js';
import { fromBase64url, toBase64url } from '../../www/js/crypto/bytes.js';
import { sealCard } from '../../www/js/crypto/card.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { readLink, writeLink } from '../../www/js/crypto/link.js';
import { random } from '../../www/js/crypto/primitives.js';
import { hashOfAdmission, namesIn, signRights } from '../../www/js/crypto/rights.js';
import { Rights } from '../../www/js/private/rights.js';
import { isIn, opened, outs, sayOnly, sortOf } from './support/attackers.mjs';
import { Room } from './support/circles.mjs';

const entranceTo = async ({ circle }) => entranceBy(readLink(circle.state.link));

/** Somebody at the server, who shows a card under that key. */
async function stranger(room, admission) {
  const someone = room.outsider();
  await room.settle();
  const card = { admission, room: room.entrance.room, relay: someone.id, identity: await newIdentity(), number: 1, kem: random(1216) };
  someone.say('hello', await sealCard(card));
  await room.settle();
}

test('whoever was removed keeps nobody out by cards under the dead link, however many', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await opener.circle.remove(eve.id);
  await room.settle();
  eve.leave();
  for (let number = 0; number < 99; number += 1) await stranger(room, room.entrance.admission.key);
  await room.pass(60_000, 10_000);
  const cid = await room.join({ entrance: await entranceTo(opener) });
  await room.pass(120_000, 20_000);
  assert.ok(isIn(opener, cid) && isIn(ben, cid));
});

test('whoever was turned away makes room for others who knock', async () => {
  const { room, opener } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  for (let number = 0; number < 98; number += 1) await stranger(room, room.entrance.admission.key);
  await room.pass(30_000, 10_000);
  for (const { id } of opener.circle.state.knocks) opener.circle.turnAway(id);
  await room.pass(30_000, 10_000);
  const cid = await room.join();
  await room.pass(60_000, 10_000);
  assert.deepEqual(opener.circle.state.knocks.map(({ id }) => id), [cid.id]);
});

for (const [how, prepare] of Object.entries({
  member: async (room, { eve, opener }, name) => {
    eve.circle.sayTo(opener.id, { inside: [name] });
    await room.settle();
    await opener.circle.lock(true);
  },
  host: async (room, { eve, ben, opener }, name) => {
    await opener.circle.appoint(eve.id);
    await room.settle();
    ben.circle.sayTo(eve.id, { inside: [name] });
    await room.settle();
    await eve.circle.lock(true);
    await eve.circle.limit(60);
  },
})) {
  test(`whom nobody but a removed ${how} had let in is a stranger`, async () => {
    const { room, opener, others: [ben, eve] } = await opened(2);
    const puppet = await newIdentity();
    await room.pass(5000);
    await prepare(room, { eve, ben, opener }, puppet.name);
    await room.settle();
    await opener.circle.remove(eve.id);
    await room.settle();
    assert.deepEqual(opener.circle.documents.filter(({ admitted }) => namesIn(admitted).includes(puppet.name)), []);
    const comes = await room.join({ identity: puppet, entrance: await entranceTo(opener) });
    await room.pass(30_000, 5000);
    assert.equal(isIn(opener, comes), false);
  });
}

test('who had said goodbye does not come in again by a link that is dead since', async () => {
  const { room, opener, others: [ben, eve, second] } = await opened(3);
  await room.pass(5000);
  second.leave();
  await room.pass(20_000, 5000);
  await opener.circle.remove(eve.id);
  await room.settle();
  assert.deepEqual(outs(eve), ['removed']);
  room.members.push(second);
  second.comeIn();
  await room.pass(60_000, 5000);
  for (const inside of [opener, ben]) assert.equal(isIn(inside, second), false);
  assert.notEqual(second.circle.state.link, opener.circle.state.link);
});

for (const [what, linkOf] of Object.entries({
  'says more than a link': (link) => `${link} - or rather https://example.org/`,
  'is of another key': (link) => link,
})) {
  test(`nobody passes on a link of a host that ${what}`, async () => {
    const { room, opener, others: [ben, eve] } = await opened(2);
    await opener.circle.appoint(eve.id);
    await room.settle();
    const link = linkOf(writeLink({ secret: random(16), opener: fromBase64url(opener.identity.name), room: room.entrance.room, check: null }));
    const key = random(32);
    const content = { number: 1000, lock: [false, 0], limit: [0, 0], isClosed: false, generation: 1, admission: await hashOfAdmission({ key, link }), removed: '', admitted: '', openers: '' };
    const document = await signRights(content, room.entrance.room, eve.identity);
    sayOnly(room, eve, { kind: 'rights', documents: [...opener.circle.documents, document], admission: { key: toBase64url(key), link }, no: 0, passing: true });
    await room.pass(60_000, 5000);
    for (const inside of [opener, ben]) assert.notEqual(inside.circle.state.link, link);
    const cid = await room.join({ entrance: await entranceTo(ben) });
    await room.pass(30_000, 5000);
    assert.ok(isIn(ben, cid));
  });
}

test('an invitation is still good where nobody answered its first guest', async () => {
  const { room, opener } = await opened(0);
  const link = readLink(await opener.circle.invite());
  opener.isFrozen = true;
  const first = await room.join({ entrance: await entranceByInvitation(link) });
  await room.pass(25_000, 5000);
  assert.deepEqual(outs(first), ['uninvited']);
  first.leave();
  opener.isFrozen = false;
  await room.pass(5000);
  const again = await room.join({ entrance: await entranceByInvitation(link) });
  await room.pass(5000);
  assert.ok(isIn(opener, again));
  const third = await room.join({ entrance: await entranceByInvitation(link) });
  await room.pass(25_000, 5000);
  assert.deepEqual([isIn(opener, third), outs(third)], [false, ['uninvited']]);
});

test('who had lost the connection while somebody was let in is no stranger to them', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const eve = await room.join();
  await room.settle();
  ben.circle.admit(eve.id);
  await room.pass(5000);
  ben.leave();
  eve.isFrozen = true;
  room.hub.leave(eve.id, 'gone');
  await room.pass(5000);
  const cid = await room.join();
  await room.settle();
  opener.circle.admit(cid.id);
  await room.pass(30_000, 5000);
  eve.isFrozen = false;
  eve.comeIn();
  await room.pass(30_000, 5000);
  assert.ok(isIn(cid, eve) && isIn(eve, cid));
  assert.deepEqual(cid.of('knock'), []);
});

/** A room for the opener and one more. */
async function small() {
  const room = await Room.open();
  const opener = await room.join({ identity: room.opener, most: 2 });
  await room.settle();
  return { room, opener };
}

test('a stranger without the link takes the place of nobody who knocks', async () => {
  const { room, opener } = await small();
  await opener.circle.lock(true);
  const ben = await room.join();
  await room.pass(31_000);
  room.outsider();
  await room.pass(60_000, 10_000);
  assert.deepEqual(opener.circle.state.knocks.map(({ id }) => id), [ben.id]);
});

test('nor of one who is half in', async () => {
  const { room, opener } = await small();
  const ben = await room.join();
  room.relay = (from, message) => (from === ben.id && sortOf(message) !== 'hello' ? [] : [[from, message]]);
  await room.pass(31_000);
  room.outsider();
  await room.pass(2000);
  room.relay = (from, message) => [[from, message]];
  ben.say('do you hear me?');
  await room.pass(120_000, 10_000);
  assert.deepEqual(opener.heardOf(ben), ['do you hear me?']);
});

test('whoever was removed and stays connected makes room for another', async () => {
  const { room, opener } = await small();
  const eve = await room.join();
  await room.settle();
  await opener.circle.remove(eve.id);
  eve.isFrozen = true;
  await room.settle();
  const ben = await room.join({ entrance: await entranceTo(opener) });
  await room.pass(120_000, 10_000);
  assert.ok(isIn(opener, ben));
});

test('vouchers whom nobody knows, however many, take nothing from those whom openers name', async () => {
  const name = (number) => String(number).padStart(16, '0');
  const opener = name('opener');
  const rights = new Rights(random(16), opener);
  for (let number = 0; number < 1000; number += 1) rights.letIn(name(number + 5000), name(number));
  Object.defineProperty(rights, 'isLocked', { get: () => true });
  for (const [whom, by] of [[name('a'), null], [name('b'), opener]]) {
    rights.letIn(whom, by);
    assert.equal(rights.isAllowed(whom), true);
  }
});

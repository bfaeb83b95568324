// Locking, knocking, removing, inviting, closing: who may come in and who must go.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy, entranceByInvitation } from '../../www/js/crypto/admission.js';
import { readLink } from '../../www/js/crypto/link.js';
import { random } from '../../www/js/crypto/primitives.js';
import { isIn, opened, outs, sentOf } from './support/attackers.mjs';
import { Room } from './support/circles.mjs';

function assertIn(...people) {
  for (const one of people) for (const other of people) if (one !== other) assert.ok(isIn(one, other), `${one.id} sees ${other.id}`);
}

test('into a locked room one knocks, and sees nothing before one is let in', async () => {
  const { room, opener, others: [ben] } = await opened();
  ben.say('before the lock');
  await opener.circle.lock(true);
  await room.settle();
  assert.equal(ben.circle.state.isLocked, true);
  const eve = await room.join();
  ben.say('under lock');
  await room.pass(30_000);
  assert.deepEqual(eve.of('said'), []);
  assert.deepEqual(eve.of('came'), []);
  assert.deepEqual(eve.of('locked').length > 0, true);
  for (const inside of [opener, ben]) assert.deepEqual(inside.circle.state.knocks.map(({ id, name }) => [id, name]), [[eve.id, eve.identity.name]]);
  ben.circle.admit(eve.id);
  await room.pass(20_000);
  assertIn(opener, ben, eve);
  assert.deepEqual(eve.heardOf(ben), ['before the lock', 'under lock']);
  for (const inside of [opener, ben]) assert.deepEqual(inside.circle.state.knocks, []);
});

test('who is turned away hears so, and comes in no more', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const eve = await room.join();
  await room.settle();
  ben.circle.turnAway(eve.id);
  await room.settle();
  assert.deepEqual(outs(eve), ['turned away']);
  for (const inside of [opener, ben]) assert.deepEqual(inside.circle.state.knocks, []);
  room.hub.overflow(eve.id);
  await room.pass(30_000);
  for (const inside of [opener, ben]) assert.deepEqual(inside.circle.state.knocks, []);
  assert.equal(isIn(opener, eve), false);
});

test('after it is unlocked, who knocked comes in', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const cid = await room.join();
  await room.settle();
  await opener.circle.lock(false);
  await room.pass(20_000);
  assertIn(opener, ben, cid);
});

test('nobody but an opener locks or removes', async () => {
  const { room, opener, others: [ben, cid] } = await opened(2);
  await ben.circle.lock(true);
  await ben.circle.remove(cid.id);
  await ben.circle.appoint(ben.id);
  await room.settle();
  assert.equal(opener.circle.state.isLocked, false);
  assertIn(opener, ben, cid);
});

test('who is removed hears nothing that is said afterwards, and does not come in again', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  eve.say('let me stay');
  ben.say('before');
  await room.settle();
  await opener.circle.remove(eve.id);
  await room.settle();
  assert.deepEqual(outs(eve), ['removed']);
  for (const inside of [opener, ben]) {
    assert.equal(isIn(inside, eve), false);
    assert.deepEqual(inside.of('gone').map(({ id, why }) => [id, why]), [[eve.id, 'removed']]);
    inside.say('without Eve');
  }
  await room.settle();
  assert.deepEqual([eve.heardOf(opener), eve.heardOf(ben)], [[], ['before']]);
  assert.deepEqual([ben.heardOf(opener), opener.heardOf(ben)], [['without Eve'], ['before', 'without Eve']]);
  room.hub.leave(eve.id, 'gone');
  eve.comeIn();
  await room.pass(60_000, 5000);
  opener.say('still without');
  await room.settle();
  assert.deepEqual(eve.heardOf(opener), []);
  assertIn(opener, ben);
});

test('the old link is dead, and the new one opens', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const before = opener.circle.state.link;
  await opener.circle.remove(eve.id);
  await room.settle();
  assert.notEqual(opener.circle.state.link, before);
  assert.equal(ben.circle.state.link, opener.circle.state.link);
  const late = await room.join();
  await room.pass(15_000);
  assert.deepEqual(outs(late).slice(0, 1), ['withdrawn']);
  assert.deepEqual(late.of('came'), []);
  const cid = await room.join({ entrance: await entranceBy(readLink(ben.circle.state.link)) });
  await room.settle();
  assertIn(opener, ben, cid);
});

test('who was away during a removal learns of it, and nobody hears the one removed', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  ben.isFrozen = true;
  room.hub.leave(ben.id, 'gone');
  await opener.circle.remove(eve.id);
  await room.settle();
  ben.isFrozen = false;
  ben.comeIn();
  await room.settle();
  assertIn(opener, ben);
  assert.equal(isIn(ben, eve), false);
  ben.say('am I alone with you?');
  await room.settle();
  assert.deepEqual(opener.heardOf(ben), ['am I alone with you?']);
  assert.deepEqual(eve.heardOf(ben), []);
  assert.equal(ben.circle.state.link, opener.circle.state.link);
});

test('an opener who dies half-way through a removal has done it all the same', async () => {
  const { room, opener, others: [ben, cid, eve] } = await opened(3);
  room.relay = (from, message) => (from === opener.id && message.to === undefined ? [[from, { ...message, to: ben.id }]] : [[from, message]]);
  await opener.circle.remove(eve.id);
  for (let turn = 0; turn < 3; turn += 1) await opener.turn();
  room.relay = (from, message) => [[from, message]];
  opener.leave({ saysBye: false });
  await room.settle();
  assert.equal(isIn(ben, eve), false);
  ben.say('Eve must go');
  await room.settle();
  assert.equal(isIn(cid, eve), false);
  cid.say('she has');
  await room.settle();
  assert.deepEqual(ben.heardOf(cid), ['she has']);
  assert.deepEqual(eve.heardOf(cid), []);
});

test('an opener makes another, who can then do as much, also for those who come later', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await opener.circle.appoint(ben.id);
  await room.settle();
  opener.leave();
  await room.settle();
  assert.equal(ben.circle.state.isOpener, true);
  await ben.circle.remove(eve.id);
  await room.settle();
  assert.equal(isIn(ben, eve), false);
  const cid = await room.join({ entrance: await entranceBy(readLink(ben.circle.state.link)) });
  await room.settle();
  await ben.circle.lock(true);
  await room.settle();
  assert.equal(cid.circle.state.isLocked, true);
});

test('a closed room is closed for all, and for who comes', async () => {
  const { room, opener, others: [ben, cid] } = await opened(2);
  await opener.circle.close();
  await room.settle();
  for (const person of [opener, ben, cid]) assert.deepEqual(outs(person), ['closed']);
  const late = await room.join();
  await room.pass(5000);
  assert.deepEqual([outs(late), late.of('came'), isIn(ben, late)], [['closed'], [], false]);
});

test('an invitation lets in the one who comes first, and nobody else', async () => {
  const { room, opener, others: [ben] } = await opened();
  const fragment = await ben.circle.invite();
  assert.deepEqual(ben.circle.state.invitations, [{ fragment, state: 'open' }]);
  const entrance = await entranceByInvitation(readLink(fragment));
  const cid = await room.join({ entrance });
  await room.settle();
  assertIn(opener, ben, cid);
  assert.deepEqual(ben.circle.state.invitations, [{ fragment, state: 'used' }]);
  assert.equal(cid.circle.state.link, ben.circle.state.link);
  const eve = await room.join({ entrance });
  await room.pass(25_000);
  assert.deepEqual(outs(eve), ['uninvited']);
  assert.deepEqual(eve.of('came'), []);
});

test('two who come at once by one invitation: one is let in', async () => {
  const { room, opener, others: [ben] } = await opened();
  const entrance = await entranceByInvitation(readLink(await ben.circle.invite()));
  const guests = [await room.join({ entrance }), await room.join({ entrance })];
  await room.pass(25_000);
  assert.equal(guests.filter((guest) => isIn(ben, guest)).length, 1);
  assert.equal(guests.filter((guest) => outs(guest)[0] === 'uninvited').length, 1);
  assert.equal(guests.filter((guest) => isIn(opener, guest)).length, 1);
});

test('a withdrawn invitation lets nobody in', async () => {
  const { room, others: [ben] } = await opened();
  const fragment = await ben.circle.invite();
  ben.circle.withdraw(fragment);
  const cid = await room.join({ entrance: await entranceByInvitation(readLink(fragment)) });
  await room.pass(25_000);
  assert.deepEqual(outs(cid), ['uninvited']);
});

test('into a locked room an invitation lets in without a knock', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const cid = await room.join({ entrance: await entranceByInvitation(readLink(await ben.circle.invite())) });
  await room.pass(20_000);
  assertIn(opener, ben, cid);
  assert.deepEqual(opener.of('knock'), []);
});

test('a room keeps its password when somebody is removed', async () => {
  const room = await Room.open({ password: 'cheese' });
  const opener = await room.join({ identity: room.opener });
  const [ben, eve] = [await room.join(), await room.join()];
  await room.settle();
  await opener.circle.remove(eve.id);
  await room.settle();
  const link = readLink(ben.circle.state.link);
  assert.match(link.check, /^[a-z2-7]{2}$/);
  assert.equal(opener.circle.state.link, ben.circle.state.link);
  assert.notDeepEqual((await entranceBy(link)).admission.key, (await entranceBy(link, 'cheese')).admission.key);
  const cid = await room.join({ entrance: await entranceBy(link) });
  await room.pass(20_000);
  assert.equal(isIn(opener, cid), false);
  const dan = await room.join({ entrance: await entranceBy(link, 'cheese') });
  await room.settle();
  assertIn(opener, ben, dan);
});

test('who comes by a link that nobody here knows is told that nobody answers', async () => {
  const { room } = await opened();
  const other = await entranceBy({ ...room.link, secret: random(16), room: room.entrance.room });
  const late = await room.join({ entrance: other });
  await room.pass(58_000, 2000);
  assert.deepEqual(late.of('unanswered'), []);
  await room.pass(4000, 2000);
  assert.equal(late.of('unanswered').length, 1);
  const alone = await Room.open();
  const opener = await alone.join({ identity: alone.opener });
  await alone.pass(70_000, 5000);
  const second = await alone.join();
  await alone.pass(70_000, 5000);
  for (const one of [opener, second]) assert.deepEqual(one.of('unanswered'), []);
});

test('who knocks and goes again knocks no more', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const eve = await room.join();
  await room.settle();
  for (const inside of [opener, ben]) assert.equal(inside.circle.about(eve.id), null, 'nor are they in meanwhile');
  eve.leave();
  await room.settle();
  for (const inside of [opener, ben]) {
    assert.deepEqual([inside.of('knock'), inside.of('knock over')].map((events) => events.map(({ id }) => id)), [[eve.id], [eve.id]]);
    assert.deepEqual(inside.circle.state.knocks, []);
  }
});

test('a guest who shows the key of the room to their inviter is not answered once more', async () => {
  const { room, others: [ben] } = await opened();
  const cid = await room.join({ entrance: await entranceByInvitation(readLink(await ben.circle.invite())) });
  await room.pass(20_000);
  assertIn(ben, cid);
  assert.equal(sentOf(ben, 'keys').filter(({ to }) => to === cid.id).length + sentOf(cid, 'keys').filter(({ to }) => to === ben.id).length, 1);
});

test('who is left alone with one whose key is another is told that nobody answers, once', async () => {
  const { room, opener, others: [ben] } = await opened();
  await room.pass(60_000, 20_000);
  assert.deepEqual(ben.of('unanswered'), []);
  opener.leave();
  room.outsider();
  await room.pass(90_000, 10_000);
  assert.equal(ben.of('unanswered').length, 1);
  await room.pass(300_000, 20_000);
  assert.equal(ben.of('unanswered').length, 1);
});

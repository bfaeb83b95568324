// What is noticed though the server says nothing of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy } from '../../www/js/crypto/admission.js';
import { readLink } from '../../www/js/crypto/link.js';
import { signRights, hashOfAdmission } from '../../www/js/crypto/rights.js';
import { isIn, opened } from './support/attackers.mjs';

test('a line that the server keeps back for good is told, once, when a pulse shows that there was one', async () => {
  const { room, others: [ben, cid] } = await opened(2);
  room.relay = (from, message) => (from === ben.id && message.to === undefined ? [] : [[from, message]]);
  ben.say('kept back');
  await room.settle();
  room.relay = (from, message) => (from === ben.id && message.to !== undefined ? [] : [[from, message]]); // nor may he give it
  await room.pass(190_000, 5000);
  assert.deepEqual(cid.of('withheld').map(({ id, by }) => [id, by]), [[ben.id, ben.id]]);
  assert.deepEqual(cid.heardOf(ben), []);
  room.relay = (from, message) => [[from, message]];
  await room.pass(70_000, 5000);
  assert.deepEqual(cid.heardOf(ben), ['kept back']);
});

test('who has said goodbye is gone, though the server goes on as if they were there', async () => {
  const { room, others: [ben, cid] } = await opened(2);
  ben.say('of Ben');
  await room.settle();
  room.hub.say(ben.id, ben.circle.lastWords.message);
  await room.settle();
  assert.deepEqual(cid.of('gone'), [], 'for a moment the server may not have said so');
  room.members = room.members.filter((member) => member !== ben);
  await room.pass(6000);
  assert.deepEqual(cid.of('gone').map(({ id, why }) => [id, why]), [[ben.id, 'left']]);
});

test('a removal is not undone by a later document of another opener, who does not tell of it', async () => {
  const { room, opener, others: [ben, eve, cid] } = await opened(3);
  await opener.circle.appoint(ben.id);
  await room.settle();
  await opener.circle.remove(eve.id);
  await room.settle();
  const { openers, generation } = opener.circle.document;
  const undone = await signRights({
    number: 90, isLocked: false, isClosed: false, lifetime: 0, generation: generation - 1, removed: [], admitted: [], openers, admission: await hashOfAdmission(room.entrance.admission),
  }, room.entrance.room, ben.identity);
  for (const to of [opener, cid]) ben.circle.sayTo(to.id, { news: { document: undone } });
  await room.pass(20_000);
  for (const person of [opener, cid]) {
    assert.ok(person.circle.document.removed.includes(eve.identity.name), 'it is removed again');
    assert.equal(isIn(person, eve), false);
  }
  assert.equal(opener.circle.state.link, cid.circle.state.link);
});

test('nobody is busy for ever: after what is due was done, the next comes later', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await opener.circle.remove(eve.id);
  await opener.circle.lock(true);
  await room.settle();
  const knocker = await room.join({ entrance: { ...room.entrance, admission: { ...room.entrance.admission } } });
  const late = await room.join({ entrance: await entranceBy(readLink(opener.circle.state.link)) });
  await room.settle();
  ben.isFrozen = true; // there, and silent
  for (let second = 0; second < 400; second += 5) {
    await room.pass(5000, 5000);
    for (const member of [opener, eve, knocker, late]) {
      await member.circle.tick();
      assert.ok(member.circle.tickAt() > room.clock.now(), `after ${second + 5} s`);
    }
  }
});

// Where the server is honest and loses nothing, nobody is told that it might not be.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceByInvitation } from '../../www/js/crypto/admission.js';
import { readLink } from '../../www/js/crypto/link.js';
import { isIn, opened, sentOf } from './support/attackers.mjs';

const ALARMS = ['ruled', 'split', 'withheld', 'silent', 'unreadable'];
const alarms = (people) => people.flatMap((person) => ALARMS.flatMap((type) => person.of(type)));

test('a decision after which nobody says anything', async () => {
  const { room, opener, others } = await opened(2);
  await room.pass(30_000);
  const asked = () => others.map((person) => sentOf(person, 'pair').length);
  await opener.circle.lock(true);
  await room.pass(5000, 500);
  const before = asked();
  await room.pass(60_000, 500);
  assert.deepEqual(alarms([opener, ...others]), []);
  assert.deepEqual(asked(), before, 'nobody asks either');
});

test('a guest in a room where something was decided', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.limit(3600);
  await room.settle();
  const guest = await room.join({ entrance: await entranceByInvitation(readLink(await ben.circle.invite())) });
  await room.pass(60_000, 1000);
  assert.ok(isIn(guest, opener) && isIn(ben, guest));
  assert.deepEqual(alarms([opener, ben, guest]), []);
});

test('a goodbye after a line that was given up', async () => {
  const { room, opener, others: [ben] } = await opened();
  opener.say('one');
  await room.pass(5000);
  opener.isFrozen = true;
  opener.say('too long for the path');
  const batch = await opener.circle.next(90_000);
  const { lastWords } = opener.circle;
  opener.circle.post.refused(batch, 'path');
  while (opener.circle.lastWords === lastWords) await new Promise((resolve) => { setImmediate(resolve); });
  opener.isFrozen = false;
  await room.pass(5000);
  opener.leave();
  await room.pass(10_000);
  assert.deepEqual(ben.of('gone').map(({ why }) => why), ['left']);
  assert.deepEqual(alarms([ben]), []);
});

test('somebody in a tunnel, whose last line crossed a decision', async () => {
  const { room, opener, others: [ann, ben] } = await opened(2);
  ann.isFrozen = true;
  ann.say('crossing');
  const batch = await ann.circle.next(90_000);
  await opener.circle.limit(60);
  await room.settle();
  for (const message of batch.messages) room.hub.say(ann.id, message);
  ann.circle.post.accepted(batch);
  await room.settle();
  room.hub.leave(ann.id, 'gone');
  await room.pass(60_000, 5000);
  ann.comeIn();
  for (const one of [ben, opener, ben, opener]) await one.turn(); // before a word of hers can come
  assert.deepEqual(alarms([ben, opener]), []);
  ann.isFrozen = false;
  await room.pass(20_000);
  assert.deepEqual(alarms([ben, opener, ann]), []);
  assert.equal(ann.circle.state.lifetime, 60);
});

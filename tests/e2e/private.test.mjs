// Private rooms over the real daemon and a front server.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Daemon } from '../lib/daemon.mjs';
import { Front } from '../lib/front.mjs';
import { newRoom, privateTalker } from '../lib/private-talker.mjs';

let daemon, front;
before(async () => {
  daemon = await Daemon.start();
  front = await Front.start('lighttpd', { socket: daemon.socket });
});
after(async () => {
  await front.stop();
  await daemon.stop();
});

async function peopleIn(t, count, options) {
  const room = await newRoom();
  const people = Array.from({ length: count }, (_, number) => privateTalker(front.url, { ...room, identity: number === 0 ? room.opener : null, ...options }));
  t.after(() => { for (const person of people) person.stop(); });
  for (const person of people) person.start();
  return { room, people };
}

const areAllIn = (people) => people.every(({ session }) => session.people.length === people.length);

async function allIn(people) {
  for (const person of people) await person.until(() => person.session.people.length === people.length, 'everybody');
}

test('three people hear each other, a newcomer hears what was said', async (t) => {
  const { room, people } = await peopleIn(t, 3);
  await allIn(people);
  people.forEach((person, number) => person.say(`line of ${number}`));
  for (const person of people) await person.until(() => person.texts.length === 3, 'all lines');
  const late = privateTalker(front.url, room);
  t.after(() => late.stop());
  late.start();
  await late.until(() => late.texts.length === 3, 'the history');
  assert.deepEqual(late.texts, people[0].texts);
  for (const person of people) assert.deepEqual(person.texts, people[0].texts);
});

// The daemon, the front server, or both are killed while ten people talk: every line is in the end with everybody, once. A
// handful of times by default, fifty times in long runs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from '../lib/mixture.mjs';
import { convergence } from '../lib/mixture-run.mjs';
import { newRoom, privateTalker } from '../lib/private-talker.mjs';
import { daemonFor, frontFor } from '../lib/scene.mjs';
import { Talker } from '../lib/talker.mjs';

const PEOPLE = 10;
const KILLS = process.env.OTC_LONG ? 50 : 6;
const HASTE = 10; // the page's own waits, its back-off above all, are so much shorter

const kills = {
  daemon: async ({ daemon }) => {
    await daemon.kill();
    await daemon.start();
  },
  'front server': ({ front }) => front.restart('SIGKILL'),
  both: async ({ daemon, front }) => {
    await Promise.all([daemon.kill(), front.end('SIGKILL')]);
    await daemon.start();
    await front.restart('SIGKILL');
  },
};

async function talkThroughKills(t, place, makeTalker) {
  const people = Array.from({ length: PEOPLE }, (_, number) => makeTalker(number, { haste: HASTE, random: randomFrom(`back-off ${number}`) }));
  t.after(() => people.forEach((person) => person.stop()));
  for (const person of people) person.start();
  for (const person of people) await person.until(() => person.session.people.length === PEOPLE, 'everybody');
  for (let kill = 0; kill < KILLS; kill += 1) {
    for (const [number, person] of people.entries()) person.say(`person ${number} line ${kill}`);
    // Every other time what was said has come through; else it is on its way.
    if (kill % 2) await people[0].until(() => people[1].textsOf(people[0].me).length > kill, 'a line');
    await Object.values(kills)[kill % 3](place);
  }
  await convergence(people);
  for (const person of people) assert.deepEqual(person.returned, []);
}

const placeFor = async (t) => {
  const daemon = await daemonFor(t, ['--join-rate', '0']);
  return { daemon, front: await frontFor(t, 'lighttpd', { socket: daemon.socket }) };
};

test(`in a public room, ${KILLS} kills of the daemon, the front server and both`, async (t) => {
  const place = await placeFor(t);
  await talkThroughKills(t, place, (number, options) => new Talker(place.front.url, { room: 'kills', ...options }));
});

test(`in a private room, ${KILLS} kills of the daemon, the front server and both`, async (t) => {
  const [place, room] = [await placeFor(t), await newRoom()];
  await talkThroughKills(t, place, (number, options) => privateTalker(place.front.url, { ...room, identity: number === 0 ? room.opener : null, ...options }));
});

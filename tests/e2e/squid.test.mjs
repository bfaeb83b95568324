// Through the real squid, as companies and schools have it before their network.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daemonFor, frontFor } from '../lib/scene.mjs';
import { Squid } from '../lib/squid.mjs';
import { Talker } from '../lib/talker.mjs';

async function peopleBehind(t, settings = []) {
  const daemon = await daemonFor(t, ['--hold', '2']);
  const front = await frontFor(t, 'lighttpd', { socket: daemon.socket });
  const squid = await Squid.start(settings);
  t.after(() => squid.stop());
  const people = [0, 1, 2].map(() => new Talker(front.url, { room: 'squid', fetch: squid.fetch() }));
  t.after(() => { for (const person of people) person.stop(); });
  for (const person of people) person.start();
  for (const person of people) await person.until(() => person.session.people.length === people.length, 'all to be there');
  return { squid, people };
}

async function everyoneHolds(people) {
  for (const person of people) {
    for (const sender of people) {
      await person.until(() => person.textsOf(sender.me).length >= sender.said.length, 'every line');
      assert.deepEqual(person.textsOf(sender.me), sender.said);
    }
  }
}

test('three people talk through squid', async (t) => {
  const { squid, people } = await peopleBehind(t);
  for (const line of ['one', 'two', 'x'.repeat(80_000)]) for (const [number, person] of people.entries()) person.say(`${number} ${line}`);
  await everyoneHolds(people);
  for (const endpoint of ['join', 'poll', 'send']) await squid.accessLog.waitFor(new RegExp(`/200 .* POST http://127\\.0\\.0\\.1:\\d+/chat/${endpoint}\\?`));
});

for (const signal of ['SIGTERM', 'SIGKILL']) {
  test(`squid is ended by ${signal} and started again, and nothing is lost`, async (t) => {
    const { squid, people } = await peopleBehind(t);
    for (const [number, person] of people.entries()) person.say(`${number} before`);
    await everyoneHolds(people);
    const restarted = squid.restart(signal);
    for (const [number, person] of people.entries()) person.say(`${number} meanwhile`);
    await restarted;
    const begun = performance.now();
    await everyoneHolds(people);
    t.diagnostic(`recovery: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    for (const [number, person] of people.entries()) person.say(`${number} after`);
    await everyoneHolds(people);
  });
}

test('squid that gives up after a second is adapted to', async (t) => {
  const { squid, people } = await peopleBehind(t, ['read_timeout 1 second', 'request_timeout 1 second']);
  await people[0].until(() => people[0].path.facts.cut !== null, 'the time-out to be noticed', 120_000);
  assert.ok(people[0].path.hold < 1);
  await squid.accessLog.waitFor(/\/504 .* POST .*\/chat\/poll/);
  for (const [number, person] of people.entries()) person.say(`${number} says so`);
  await everyoneHolds(people);
});

// Relays and hubs of different versions: the newer hub takes over, and no conversation is lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FastCgiConnection } from '../lib/fastcgi.mjs';
import { guarded } from '../lib/process.mjs';
import { hubFor, isRunning, newerProgram, processGone, processesWith, relayFor } from '../lib/relay.mjs';
import { joined, polling, post, statusUntil } from '../lib/scene.mjs';

test('a newer relay replaces the hub by its own, and the older ends', async (t) => {
  const hub = await hubFor(t);
  const newer = await newerProgram(t);
  const old = await relayFor(hub);
  assert.equal((await post(old, 'join', {})).status, 200);
  const { pid, version } = hub;
  assert.notEqual(version, newer.version);
  const relay = await relayFor(hub, [], { program: newer.path });
  assert.equal((await post(relay, 'join', {})).status, 200);
  assert.equal(hub.version, newer.version);
  assert.equal((await hub.status()).version, newer.version);
  await processGone(pid);
  assert.equal((await post(old, 'join', {})).status, 200);
  assert.equal((await hub.status()).clients, 2, 'the older relay uses the newer hub');
});

test('an older relay leaves the newer hub alone', async (t) => {
  const hub = await hubFor(t);
  const newer = await newerProgram(t);
  const relay = await relayFor(hub, [], { program: newer.path });
  assert.equal((await post(relay, 'join', {})).status, 200);
  const { pid } = hub;
  const old = await relayFor(hub);
  for (let i = 0; i < 5; i++) assert.equal((await post(old, 'join', {})).status, 200);
  assert.equal(hub.pid, pid);
  assert.ok(isRunning(pid));
  assert.equal((await hub.status()).clients, 6);
});

test('many newer relays at once take over once', async (t) => {
  const hub = await hubFor(t);
  const newer = await newerProgram(t);
  const old = await relayFor(hub);
  assert.equal((await post(old, 'join', {})).status, 200);
  const relays = await Promise.all(Array.from({ length: 40 }, () => relayFor(hub, [], { program: newer.path })));
  const answers = await Promise.all(relays.map((relay) => post(relay, 'join', {})));
  for (const answer of answers) assert.equal(answer.status, 200, answer.text);
  await statusUntil(hub, (status) => status.version === newer.version);
  const own = new Set(hub.relays.map((relay) => relay.pid));
  const hubs = () => processesWith(hub.socket).filter((pid) => !own.has(pid));
  for (const pid of hubs()) if (pid !== hub.pid) await processGone(pid);
  assert.deepEqual(hubs(), [hub.pid]);
  assert.equal(hub.relays.map((relay) => relay.output).join(''), '');
});

test('the polls parked in the older hub are answered at once, and asked to wait', async (t) => {
  const hub = await hubFor(t);
  const newer = await newerProgram(t);
  const old = await relayFor(hub, ['--hold', '300']);
  const ann = await joined(old);
  const parked = ann.poll();
  await statusUntil(hub, (status) => status.parked === 1);
  const relay = await relayFor(hub, [], { program: newer.path });
  assert.equal((await post(relay, 'join', {})).status, 200);
  const answer = await parked;
  assert.equal(answer.status, 200);
  assert.ok(answer.json.wait > 0);
  assert.equal((await ann.poll()).status, 410);
});

test('people who talk through a takeover hold every message once, and are the same people', async (t) => {
  const hub = await hubFor(t);
  const args = ['--rate', '0', '--rate-bytes', '0', '--grace', '60'];
  const people = [];
  for (let i = 0; i < 3; i++) people.push(await polling(t, await relayFor(hub, args), { persistent: true }));
  const ids = people.map((person) => `${person.init.name} ${person.id}`);
  for (const person of people) await person.until((c) => c.members.size === 2);
  const talk = (word, count) => Promise.all(people.map(async (person, who) => {
    for (let i = 0; i < count; i++) await person.say(`${word} ${who} ${i}`);
  }));
  await talk('before', 5);
  for (const [round, first] of [[1, 8], [2, 9]]) {
    const newer = await newerProgram(t, first);
    const talking = talk(`during ${round}`, 40);
    const relay = await relayFor(hub, args, { program: newer.path });
    assert.equal((await post(relay, 'join', { room: 'elsewhere' })).status, 200);
    await guarded(talking, 'all to be said');
    for (const person of people) await person.until((c) => c.inits > round);
    assert.equal((await hub.status()).version, newer.version);
  }
  await talk('after', 5);
  const said = people.flatMap((person) => person.said.map((m) => m.text));
  assert.equal(said.length, 3 * (5 + 40 + 40 + 5));
  for (const person of people) {
    await person.until((c) => c.messages.size === said.length);
    assert.deepEqual(person.texts().sort(), [...said].sort());
  }
  assert.deepEqual(people.map((person) => `${person.init.name} ${person.id}`), ids);
});

test('a connection that stays open between requests goes on with the newer hub', async (t) => {
  const hub = await hubFor(t);
  const newer = await newerProgram(t);
  const old = await relayFor(hub);
  const connection = await FastCgiConnection.open(old.address);
  assert.equal((await connection.request({ endpoint: 'join', body: '{}' })).status, 200);
  const relay = await relayFor(hub, [], { program: newer.path });
  assert.equal((await post(relay, 'join', {})).status, 200);
  await connection.closed; // as with any restart of a daemon; a front server opens another
  assert.equal((await post(old, 'join', {})).status, 200);
});

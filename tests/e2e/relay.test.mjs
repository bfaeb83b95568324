// Relays pass requests on to the one hub of their user, and start it.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { FastCgiConnection } from '../lib/fastcgi.mjs';
import { hubFor, isRunning, processesWith, relayFor } from '../lib/relay.mjs';
import { joined, polling, post, statusUntil } from '../lib/scene.mjs';

test('a relay starts the hub, which is a process of its own', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub, ['--grace', '77']);
  const answer = await post(relay, 'join', {});
  assert.equal(answer.status, 200);
  assert.equal(answer.json.commands[0][2].grace, 77);
  const { pid } = hub;
  assert.notEqual(pid, relay.pid);
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  assert.equal(Number(stat[3]), pid, 'it leads a session of its own');
  assert.equal(statSync(hub.dir).mode & 0o777, 0o700);
  for (const ending of ['sock', 'pid', 'lock', 'log']) assert.equal(statSync(`${hub.dir}/hub.${ending}`).mode & 0o777, 0o600, ending);
  assert.match(hub.log, /version .* listening/);
  assert.equal((await relay.stop()).code, 0);
  assert.ok(isRunning(pid), 'the hub outlives the relay');
  assert.equal((await post(hub, 'join', {})).status, 200);
});

test('nothing of the relay stays open in the hub', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub);
  const idle = await FastCgiConnection.open(relay.address);
  t.after(() => idle.destroy());
  assert.equal((await post(relay, 'join', {})).status, 200);
  const open = (pid) => readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return ''; // the listing's own
    }
  });
  const shared = open(relay.pid).filter((file) => /^(socket|pipe):/.test(file));
  assert.ok(shared.length >= 3);
  assert.deepEqual(open(hub.pid).filter((file) => shared.includes(file)), []);
});

test('output that it is started without does not go to a connection', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub, [], { wrapper: ['sh', '-c', 'exec "$0" "$@" >&- 2>&-'] });
  assert.equal((await post(relay, 'join', {})).status, 200);
  for (const fd of [1, 2]) assert.equal(readlinkSync(`/proc/${relay.pid}/fd/${fd}`), '/dev/null');
});

test('a hundred relays that start at once start one hub', async (t) => {
  const hub = await hubFor(t);
  const relays = await Promise.all(Array.from({ length: 100 }, () => relayFor(hub)));
  const answers = await Promise.all(relays.map((relay) => post(relay, 'join', { room: 'hundred' })));
  for (const answer of answers) assert.equal(answer.status, 200, answer.text);
  assert.equal((await hub.status()).clients, 100);
  const hubs = processesWith(hub.socket).filter((pid) => !relays.some((relay) => relay.pid === pid));
  assert.deepEqual(hubs, [hub.pid]);
});

test('people talk through relays, each of their own', async (t) => {
  const hub = await hubFor(t);
  const people = [];
  for (let i = 0; i < 5; i++) people.push(await polling(t, await relayFor(hub, ['--rate', '0'])));
  for (const person of people) await person.until((c) => c.members.size === 4);
  await Promise.all(people.map(async (person, who) => {
    for (let i = 0; i < 10; i++) await person.say(`${who} ${i} ${'y'.repeat(i * 4000)}`);
  }));
  for (const person of people) await person.until((c) => c.messages.size === 50);
  for (const person of people) assert.deepEqual(person.texts(), people[0].texts());
});

test('a poll ends with the front server\'s connection', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub, ['--hold', '300']);
  const ann = await joined(relay);
  const connection = await FastCgiConnection.open(relay.address);
  const answer = connection.request({ endpoint: 'poll', body: JSON.stringify({ ...ann.credentials, ack: 1 }) });
  await statusUntil(hub, (status) => status.parked === 1);
  connection.destroy();
  await assert.rejects(answer);
  await statusUntil(hub, (status) => status.parked === 0);
});

test('requests on one connection are multiplexed through a relay', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub, ['--hold', '300']);
  const connection = await FastCgiConnection.open(relay.address);
  t.after(() => connection.destroy());
  const people = await Promise.all(Array.from({ length: 20 }, () => connection.request({ endpoint: 'join', body: '{"room":"mpx"}' })));
  const polls = people.map(({ json }) => {
    const [, id, { token }] = json.commands[0];
    return connection.request({ endpoint: 'poll', body: JSON.stringify({ id, token, ack: 1, hold: 0 }) });
  });
  for (const poll of await Promise.all(polls)) assert.equal(poll.status, 200);
});

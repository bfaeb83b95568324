// What a relay costs: at most 1 MiB of memory of its own, and a delay that is measured here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FastCgiConnection } from '../lib/fastcgi.mjs';
import { hubFor, privateKiB, relayFor } from '../lib/relay.mjs';
import { joined, post, statusUntil } from '../lib/scene.mjs';

const LIMIT_KIB = 1024;

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The microseconds of each of `count` requests, one after the other, each on a connection of its own. */
async function delays(place, count) {
  const taken = [];
  for (let i = 0; i < count; i++) {
    const begun = process.hrtime.bigint();
    const answer = await post(place, 'poll', { id: 'f'.repeat(32), token: 'a'.repeat(22), ack: 1 });
    taken.push(Number(process.hrtime.bigint() - begun) / 1e3);
    assert.equal(answer.status, 410);
  }
  return taken.sort((a, b) => a - b);
}

test('a relay has at most 1 MiB of private memory, alone and as one of a hundred', async (t) => {
  const hub = await hubFor(t);
  const first = await relayFor(hub, ['--rate', '0', '--rate-bytes', '0', '--max-parked', '0']);
  const ann = await joined(first);
  t.diagnostic(`one relay that has started the hub: ${privateKiB(first.pid)} KiB`);
  assert.ok(privateKiB(first.pid) <= LIMIT_KIB);
  const commands = [['send', ann.id, { id: 'm', text: 'y'.repeat(60000) }]];
  for (let i = 0; i < 20; i++) assert.equal((await ann.post('send', { ...ann.credentials, commands })).status, 200);
  t.diagnostic(`after 20 messages of 60 KB: ${privateKiB(first.pid)} KiB`);
  assert.ok(privateKiB(first.pid) <= LIMIT_KIB);

  const relays = await Promise.all(Array.from({ length: 100 }, () => relayFor(hub)));
  const people = await Promise.all(relays.map((relay, i) => joined(relay, { room: `room-${i}` })));
  const connections = await Promise.all(relays.map((relay) => FastCgiConnection.open(relay.address)));
  for (const [i, { credentials }] of people.entries()) {
    connections[i].request({ endpoint: 'poll', body: JSON.stringify({ ...credentials, ack: people[i].ack, hold: 30 }) });
  }
  await statusUntil(hub, (status) => status.parked === 100);
  const all = relays.map((relay) => privateKiB(relay.pid)).sort((a, b) => a - b);
  t.diagnostic(`each of 100 relays: median ${percentile(all, 0.5)} KiB, most ${all.at(-1)} KiB`);
  assert.ok(all.at(-1) <= LIMIT_KIB);
  for (const connection of connections) connection.destroy();
});

test('the delay of a relay, beside the hub asked directly', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub);
  await delays(relay, 200);
  await delays(hub, 200);
  for (const round of [1, 2, 3]) {
    const [direct, relayed] = [await delays(hub, 500), await delays(relay, 500)];
    const say = (share) => `${(percentile(relayed, share) - percentile(direct, share)).toFixed(0)} µs more at ${100 * share} %`;
    t.diagnostic(`round ${round}: direct ${percentile(direct, 0.5).toFixed(0)} µs, relayed ${percentile(relayed, 0.5).toFixed(0)} µs; ${say(0.5)}, ${say(0.9)}, ${say(0.99)}`);
  }
});

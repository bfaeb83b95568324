// A new node that asks the others for a share of their rooms.

import assert from 'node:assert/strict';
import test from 'node:test';
import { ChatClient } from '../lib/client.mjs';
import { overNodes, Redis } from '../lib/redis.mjs';

const ROOMS = 12;
const PEOPLE = 3; // in each

/** Until as many people as `from` to `to` are at that node. */
async function untilAt(node, from, to) {
  for (;;) {
    const { clients } = await node.status();
    if (clients >= from && clients <= to) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Rooms in which people have said a line each: [{ all, lines }]. */
async function talkingRooms(t, nodes) {
  return Promise.all(Array.from({ length: ROOMS }, async (_, room) => {
    const all = await Promise.all(Array.from({ length: PEOPLE }, async () => {
      const client = new ChatClient(overNodes(() => nodes), { room: `room-${room}`, hold: 2 });
      client.persistent = true;
      t.after(() => client.vanish());
      return client.start();
    }));
    const lines = all.map((_one, index) => `line ${index}`);
    await Promise.all(all.map((client, index) => client.say(lines[index])));
    return { all, lines };
  }));
}

const holdsAll = ({ all, lines }) => Promise.all(all.map((client) => client.until(
  (c) => c.members.size === PEOPLE - 1 && JSON.stringify(c.texts().sort()) === JSON.stringify([...lines].sort()), `${lines.length} lines`,
)));

test('a new node that asks gets its share of the rooms, each as a whole, and nobody loses a line', { timeout: 120_000 }, async (t) => {
  const redis = await Redis.start(t);
  const nodes = [await redis.node(t, 'a')];
  const rooms = await talkingRooms(t, nodes);
  await Promise.all(rooms.map(holdsAll));
  nodes.push(await redis.node(t, 'b', { args: ['--rebalance'] }));
  const [a, b] = nodes;
  const total = ROOMS * PEOPLE;
  await untilAt(b, total / 4, total);
  await Promise.all(rooms.map(async ({ all, lines }, room) => {
    lines.push(`while it moves ${room}`);
    await all[0].say(lines.at(-1));
  }));
  await Promise.all(rooms.map(holdsAll));
  await untilAt(b, total / 3, total * 2 / 3);
  await untilAt(a, total / 3, total * 2 / 3);
  for (const { all } of rooms) assert.equal(new Set(all.map(({ transport }) => transport.node)).size, 1);
});

test('without that old rooms stay where they are', { timeout: 60_000 }, async (t) => {
  const redis = await Redis.start(t);
  const nodes = [await redis.node(t, 'a')];
  const rooms = await talkingRooms(t, nodes);
  nodes.push(await redis.node(t, 'b'));
  const monitor = await redis.monitor(t);
  const leases = () => monitor.lines.filter((line) => /node:a/.test(line) && /SADD/.test(line)).length;
  while (leases() < 4) await new Promise((resolve) => setTimeout(resolve, 50)); // it has looked at both that often
  await Promise.all(rooms.map(holdsAll));
  assert.equal((await nodes[1].status()).clients, 0);
  assert.equal((await nodes[0].status()).rooms_moved, 0);
});

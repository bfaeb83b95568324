// Nodes that stand still, and all kinds of trouble one after the other: nothing is lost, nothing comes twice.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import test from 'node:test';
import { ChatClient, newToken } from '../lib/client.mjs';
import { request } from '../lib/fastcgi.mjs';
import { threeNodes, troubles } from '../lib/nodes.mjs';
import { overNodes, Redis } from '../lib/redis.mjs';

const TROUBLES = process.env.OTC_LONG ? 50 : 6;
const guard = { timeout: 300_000 };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const joinAt = (node, room) => request(node.address, { endpoint: 'join', body: JSON.stringify({ room, token: newToken() }) });

/** Asks until the answer is as wanted. */
async function joinUntil(node, room, wanted) {
  for (;;) {
    const answer = await joinAt(node, room);
    if (wanted(answer)) return answer;
    await pause(100);
  }
}

test('a node that stands still is left, and takes nothing back when it goes on', guard, async (t) => {
  const { nodes: [a, b] } = await threeNodes(t);
  assert.equal((await joinAt(a, 'green')).status, 200);
  assert.equal((await joinAt(b, 'green')).json.node, 'a');
  a.process.signal('SIGSTOP');
  t.after(() => a.process.signal('SIGCONT'));
  await joinUntil(b, 'green', ({ status }) => status === 200);
  a.process.signal('SIGCONT');
  const answer = await joinUntil(a, 'green', ({ status }) => status === 421);
  assert.equal(answer.json.node, 'b');
  assert.equal((await a.status()).clients, 0, 'its people were let go');
  assert.equal((await joinAt(b, 'green')).status, 200);
});

test('a second process of one name takes over, and the first lets its people go', guard, async (t) => {
  const { redis, nodes: [a] } = await threeNodes(t);
  assert.equal((await joinAt(a, 'green')).status, 200);
  const again = await redis.node(t, 'a');
  await a.process.waitForLine(/another process is the node a/);
  assert.equal((await joinAt(again, 'green')).status, 200);
  assert.equal((await joinAt(a, 'green')).status, 503);
  assert.equal((await a.status()).clients, 0);
  await again.kill();
  await a.process.waitForLine(/this process is the node a again/);
  assert.equal((await joinAt(a, 'green')).status, 200);
});

test(`${TROUBLES} times at random: nothing is lost, nothing comes twice`, { timeout: 1_200_000 }, async (t) => {
  const { redis, nodes } = await threeNodes(t);
  const groups = [];
  for (const room of ['green', 'blue']) {
    const group = [];
    for (let i = 0; i < 5; i++) {
      const client = new ChatClient(overNodes(() => nodes.filter((node) => !node.process.ended), i), { room, hold: 2 });
      client.persistent = true;
      t.after(() => client.vanish());
      await client.start();
      group.push(client);
    }
    groups.push({ group, lines: [] });
  }
  const say = async ({ group, lines }, text) => {
    lines.push(text);
    await group[randomInt(group.length)].say(text);
  };
  const holdsAll = ({ group, lines }) => Promise.all(group.map((client) => client.until(
    (c) => c.members.size === group.length - 1 && JSON.stringify(c.texts().sort()) === JSON.stringify([...lines].sort()),
    `${lines.length} lines and ${group.length - 1} others`,
  )));
  for (let turn = 0; turn < TROUBLES; turn++) {
    const names = Object.keys(troubles);
    const name = names[turn < names.length ? turn : randomInt(names.length)];
    const node = nodes[randomInt(nodes.length)];
    t.diagnostic(`${turn}: ${name} (${node.node})`);
    const trouble = troubles[name]({ redis, node });
    await Promise.all([trouble, ...groups.map((each) => say(each, `line ${turn}`))]);
    await Promise.all(groups.map(holdsAll));
  }
  for (const { group } of groups) assert.equal(new Set(group.map(({ transport }) => transport.node)).size, 1);
});

test('a room takes at most 200 bytes of Redis, and 0.3 commands a second', guard, async (t) => {
  const redis = await Redis.start(t);
  const a = await redis.node(t, 'a', { args: ['--join-rate', '0'] });
  const number = async (section, name) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await redis.command('info', section))[1]);
  await joinAt(a, 'first');
  const before = await number('memory', 'used_memory');
  const ROOMS = 2000;
  const began = Date.now();
  for (let i = 0; i < ROOMS; i += 50) await Promise.all(Array.from({ length: 50 }, (_, k) => joinAt(a, `room-${i + k}`)));
  t.diagnostic(`${Math.round(ROOMS / (Date.now() - began) * 1000)} joins a second, each to a new room`);
  const bytes = (await number('memory', 'used_memory') - before) / ROOMS;
  const calls = async () => Number(/^cmdstat_eval:calls=(\d+)/m.exec(await redis.command('info', 'commandstats'))[1]);
  const monitor = await redis.monitor(t);
  const from = await calls();
  const start = Date.now();
  const seen = () => monitor.lines.filter((line) => /"(eval|EVAL)"/.test(line)).length;
  while (seen() < 2 * ROOMS / 32) await pause(100);
  const rate = (await calls() - from) / ROOMS / ((Date.now() - start) / 1000);
  t.diagnostic(`${bytes.toFixed(0)} bytes and ${rate.toFixed(3)} commands a second for each of ${ROOMS} rooms`);
  assert.ok(bytes <= 200, `${bytes} bytes`);
  assert.ok(rate <= 0.3, `${rate} commands a second`);
});

// One budget for all that is held: the daemon keeps to it whatever is done to it, and a pair that talks does not notice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FastCgiConnection, begin, pairs, params, record, requestBytes, TYPE } from '../lib/fastcgi.mjs';
import { daemonFor, joined, polling, post } from '../lib/scene.mjs';

const MIB = 1 << 20;
const BUDGET = 32 * MIB;
const OPTIONS = ['--rate', '0', '--rate-bytes', '0', '--join-rate', '0', '--hold', '5'];

/** A daemon with that budget, and watch(), which says by how much it has grown at most. */
async function scene(t, budget = '32M') {
  const daemon = await daemonFor(t, ['--max-memory', budget, ...OPTIONS]);
  const start = await daemon.residentKiB();
  let most = 0;
  const watch = async () => {
    const { memory } = await daemon.status();
    assert.ok(memory <= BUDGET * 1.05, `${memory} bytes are booked`);
    most = Math.max(most, 1024 * (await daemon.residentKiB() - start));
    return { most, memory };
  };
  const pair = [await polling(t, daemon, { room: 'quiet' }), await polling(t, daemon, { room: 'quiet' })];
  /** The two say something to each other, once each. */
  const talk = async (text) => {
    for (const [from, to] of [pair, [...pair].reverse()]) {
      await from.say(text);
      await to.until((c) => c.texts(from.id).includes(text), `${text} to arrive`);
    }
  };
  return { daemon, watch, talk, pair };
}

/** Posts on one connection, `n` at a time, what `next()` gives until that is null; returns how often each status came. */
async function postMany(daemon, n, next) {
  const connection = await FastCgiConnection.open(daemon.address);
  const statuses = {};
  const worker = async () => {
    for (let value; (value = next());) {
      const { status } = await connection.request({ endpoint: value.endpoint, body: JSON.stringify(value.body) });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: n }, worker));
  connection.destroy();
  return statuses;
}

/** One in each of `n` rooms who talks, beside one who never reads: what each says waits in a queue of its own. */
async function talkers(daemon, n) {
  const all = [];
  for (let i = 0; i < n; i++) {
    await joined(daemon, { room: `room-${i}` });
    all.push(await joined(daemon, { room: `room-${i}` }));
  }
  return all;
}

/** A connection whose request has 60 KB of its body, and no end. */
async function beginBody(daemon) {
  const connection = await FastCgiConnection.open(daemon.address);
  connection.write(Buffer.concat([
    begin(1), record(TYPE.PARAMS, 1, pairs(params({ endpoint: 'send', body: 'x'.repeat(90_000) }))), record(TYPE.PARAMS, 1),
    record(TYPE.STDIN, 1, Buffer.alloc(60_000, 'x')),
  ]));
  return connection;
}

for (const [what, size, commands, rounds] of [['large', 80_000, 1, 12], ['small', 60, 64, 110]]) {
  test(`queues full of ${what} messages keep within the budget, and nothing is refused for it`, async (t) => {
    const { daemon, watch, talk, pair } = await scene(t);
    const all = await talkers(daemon, 60);
    const text = 'x'.repeat(size);
    for (let round = 0; round < rounds; round++) {
      const queue = all.map((c) => ({ endpoint: 'send', body: { ...c.credentials, ack: undefined, commands: Array.from({ length: commands }, () => ['send', c.id, { text }]) } }));
      const statuses = await postMany(daemon, 4, () => queue.pop());
      assert.deepEqual(statuses, { 200: 60 });
      if (round % 10 === 0) await talk(`round ${round}`);
      await watch();
    }
    const { most } = await watch();
    const { overflowed } = await daemon.status();
    t.diagnostic(`it grew by ${(most / MIB).toFixed(1)} MiB of 32; ${overflowed} queues began anew`);
    assert.ok(most <= BUDGET * 1.05, `it grew by ${most} bytes`);
    assert.ok(overflowed > 0);
    for (const { inits } of pair) assert.equal(inits, 1, 'the pair did not begin anew');
  });
}

test('bodies that do not end take half of the budget at most', async (t) => {
  const { daemon, watch, talk } = await scene(t);
  const open = [];
  t.after(() => open.forEach((c) => c.destroy()));
  for (let i = 0; i < 500; i++) {
    open.push(await beginBody(daemon));
    if (i % 100 === 99) await watch();
  }
  await talk('between bodies');
  const { most, memory } = await watch();
  t.diagnostic(`it grew by ${(most / MIB).toFixed(1)} MiB`);
  assert.ok(memory > BUDGET / 3, `only ${memory} bytes are booked`);
  assert.ok(most <= BUDGET * 1.05, `it grew by ${most} bytes`);
  assert.equal((await post(daemon, 'join', {})).status, 200);
});

test('answers that nobody reads keep within the budget', async (t) => {
  const { daemon, watch, talk } = await scene(t);
  const all = await talkers(daemon, 30);
  const text = 'x'.repeat(40_000);
  const queue = all.flatMap((c) => Array.from({ length: 20 }, () => ({ endpoint: 'send', body: { id: c.id, token: c.token, commands: [['send', c.id, { text }]] } })));
  await postMany(daemon, 4, () => queue.pop());
  const open = [];
  t.after(() => open.forEach((c) => c.destroy()));
  for (let i = 0; i < 400; i++) {
    const c = all[i % all.length];
    const connection = await FastCgiConnection.open(daemon.address);
    connection.socket.pause();
    open.push(connection);
    const body = JSON.stringify({ id: c.id, token: c.token, ack: 1, hold: 0 });
    connection.write(requestBytes(1, { endpoint: 'poll', body, keep: true }));
    if (i % 100 === 99) await watch();
  }
  await talk('between answers');
  const { most } = await watch();
  t.diagnostic(`it grew by ${(most / MIB).toFixed(1)} MiB`);
  assert.ok(most <= BUDGET * 1.05, `it grew by ${most} bytes`);
});

test('while memory is short a join is a 503, those who are there go on, and what is freed is used again', async (t) => {
  const { daemon, talk, pair } = await scene(t, '8M');
  const open = [];
  t.after(() => open.forEach((c) => c.destroy()));
  for (let i = 0; i < 60; i++) open.push(await beginBody(daemon));
  // Queues too small to overflow, each of a client that never reads.
  const connection = await FastCgiConnection.open(daemon.address);
  t.after(() => connection.destroy());
  const ask = (endpoint, body) => connection.request({ endpoint, body: JSON.stringify(body) });
  const there = [];
  let refused;
  while (!refused) {
    const answer = await ask('join', { room: `room-${there.length}` });
    if (answer.status !== 200) {
      refused = answer;
      break;
    }
    const [, id, { token }] = answer.json.commands[0];
    there.push({ id, token });
    await ask('send', { id, token, commands: [['send', id, { text: 'x'.repeat(800) }]] });
    assert.ok(there.length < 10_000, 'memory never became short');
  }
  assert.equal(refused.status, 503);
  assert.equal(refused.json.error, 'full');
  assert.match(refused.headers['retry-after'], /^[1-9]\d*$/);
  assert.equal((await daemon.status()).clients, there.length + 2, 'who was refused is not there');
  await talk('while memory is short');
  for (const { inits } of pair) assert.equal(inits, 1);
  assert.ok(daemon.process.lines.some((line) => line.includes('--max-memory')), 'the log says so');
  for (const one of there.splice(0, there.length / 2)) assert.equal((await ask('leave', one)).status, 204);
  assert.equal((await ask('join', {})).status, 200);
});

// Floods, small ones: whatever others do, a quiet pair hears all of its lines once and in order, the daemon's limits hold, and nothing
// is left of it. The pair is part of the program (tests/bench/flood/quiet.c), which fails where a line is lost, repeated or out of order.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { FLOODS, flood } from '../bench/driver/floods.mjs';
import { Daemon } from '../lib/daemon.mjs';
import { daemonFor, statusUntil } from '../lib/scene.mjs';

const SMALL = { scale: 0.05, warmup: 0.3, seconds: 1 };
const TIMES = ['--hold', '1', '--grace', '5'];
const POOLS = 262144; // bytes: what stays in the daemon's pools of memory

const descriptors = async ({ pid }) => (await readdir(`/proc/${pid}/fd`)).length;

test('a quiet pair talks on through each flood, of which nothing is left', async (t) => {
  const flooded = [];
  for (const { name } of FLOODS) {
    await t.test(name, async () => {
      const daemon = await Daemon.start({ args: TIMES });
      t.after(() => daemon.stop());
      const before = { ...await daemon.status(), descriptors: await descriptors(daemon) };
      flooded.push({ name, daemon, before });
      const { lines, connections } = await flood(daemon.socket, name, SMALL);
      assert.ok(lines > 0 && connections > 0);
    });
  }
  // Their graces end side by side.
  await t.test('afterwards', () => Promise.all(flooded.map(async ({ name, daemon, before }) => {
    const after = await statusUntil(daemon, ({ clients }) => clients === 0);
    for (const what of ['rooms', 'parked', 'streams']) assert.equal(after[what], before[what], `${name}: ${what}`);
    assert.ok(after.memory <= before.memory + POOLS, `${name}: ${after.memory - before.memory} bytes more`);
    assert.ok(await descriptors(daemon) <= before.descriptors + 1, `${name}: descriptors, one of them for the status at most`);
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null }, name);
  })));
});

test('where descriptors are short, who asks nothing makes place, and nobody else waits', async (t) => {
  const daemon = await daemonFor(t, TIMES, { wrapper: ['prlimit', '--nofile=256'] });
  const { lines, closed, told_to_wait: waits } = await flood(daemon.socket, 'silent', { ...SMALL, scale: 250 / 19000 });
  assert.ok(lines > 0);
  assert.ok(closed > 0, 'some were closed');
  assert.equal(waits, 0);
});

test('joins of one address pass up to its rate', async (t) => {
  const daemon = await daemonFor(t, [...TIMES, '--join-rate', '60']);
  const begun = process.hrtime.bigint();
  const { answers, refused_answers: refused } = await flood(daemon.socket, 'joins-of-one', SMALL);
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  assert.ok(answers > 1000);
  const passed = answers - refused;
  assert.ok(passed >= 900 && passed <= 1001 + seconds, `${passed} of a burst of 1000 in ${seconds} s`);
});

test('past --max-clients joins are refused', async (t) => {
  const daemon = await daemonFor(t, [...TIMES, '--max-clients', '100']);
  const { answers, refused_answers: refused } = await flood(daemon.socket, 'joins', SMALL);
  assert.ok(refused > 0 && refused < answers);
  const { clients } = await daemon.status();
  assert.ok(clients > 90 && clients <= 100, `${clients} clients`);
});

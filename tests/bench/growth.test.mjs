// No kind of request may cost more than in proportion to its size: three sizes of each, each twice the one before, and the instructions
// that callgrind counts. Where the work is linear the second step costs twice what the first does, whatever every request costs beside.

import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { temporaryDirectory } from '../lib/daemon.mjs';
import { run } from '../lib/process.mjs';

const program = join(process.env.OTC_BUILD, 'tests', 'bench', 'growth');

// Above 2: buffers grow by steps. Far below the 4 of quadratic work.
const FACTOR_MAX = 2.4;
// Instructions that are no growth: what the moment brings, and for each unit of the size whether it fits what is kept of the last request.
const NOISE = 30_000;
const NOISE_PER_UNIT = 3;

/** Each call of the counted function: {kind, size, cost}, in order. */
async function count(t) {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true }));
  const file = join(dir, 'callgrind.out');
  const options = ['--zero-before=growth_counted', '--dump-after=growth_counted'];
  const { code, output } = await run('valgrind', ['--tool=callgrind', `--callgrind-out-file=${file}`, ...options, program], { guard: 300_000 });
  assert.equal(code, 0, output);
  const calls = output.split('\n').map((line) => line.split('\t')).filter((row) => row.length === 2);
  const costs = new Map();
  for (const name of await readdir(dir)) {
    const text = await readFile(join(dir, name), 'utf8');
    const part = /^part: (\d+)$/m.exec(text)?.[1];
    if (/^desc: Trigger: --dump-after=growth_counted/m.test(text)) costs.set(Number(part), Number(/^(?:totals|summary): (\d+)$/m.exec(text)[1]));
  }
  const inOrder = [...costs].sort(([a], [b]) => a - b).map(([, cost]) => cost);
  assert.equal(inOrder.length, calls.length, 'each call was counted');
  return calls.map(([kind, size], i) => ({ kind, size: Number(size), cost: inOrder[i] }));
}

test('the work for a request grows no faster than the request', async (t) => {
  const kinds = new Map();
  for (const call of await count(t)) kinds.set(call.kind, [...(kinds.get(call.kind) ?? []), call]);
  const tooFast = [];
  for (const [kind, calls] of kinds) {
    const [small, middle, large] = calls.map(({ cost }) => cost);
    const [first, second] = [middle - small, large - middle];
    t.diagnostic(`${kind}: ${small}, ${middle}, ${large} instructions for ${calls.map(({ size }) => size).join(', ')}`);
    if (second > FACTOR_MAX * Math.max(first, 0) + NOISE + NOISE_PER_UNIT * calls[2].size) tooFast.push(`${kind}: ${first}, then ${second} more`);
  }
  assert.ok(kinds.size > 40);
  assert.deepEqual(tooFast, []);
});

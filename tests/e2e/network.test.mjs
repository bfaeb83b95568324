// A hundred random mixtures of network faults, each with three people who talk through it, each by a path of their own. In the
// end everyone holds every message exactly once, in its last wording, all in the same order, and each author knows it.
// OTC_SEEDS=7 or 101-400 runs others.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Daemon } from '../lib/daemon.mjs';
import { FAULT_NAMES } from '../lib/faults.mjs';
import { Front } from '../lib/front.mjs';
import { PEOPLE, runMixture, seedsOr } from '../lib/mixture-run.mjs';
import { Talker } from '../lib/talker.mjs';

const seeds = seedsOr(100);
const totals = {};
let streamed = 0;

let daemon, front;
before(async () => {
  daemon = await Daemon.start({ args: ['--hold', '0.5', '--join-rate', '0'] });
  front = await Front.start('lighttpd', { socket: daemon.socket });
});
after(async () => {
  await front.stop();
  await daemon.stop();
});

const makeTalkers = (seed, list) => list.map(([url, options]) => new Talker(url, { room: `mixture-${seed}`, ...options }));

async function run(t, seed) {
  const outcome = await runMixture(t, seed, { url: front.url, makeTalkers });
  streamed += outcome.streamed;
  for (const [kind, count] of Object.entries(outcome.counts)) totals[kind] = (totals[kind] ?? 0) + count;
}

describe('three people talk through a mixture of faults', { concurrency: 20 }, () => {
  for (const seed of seeds) test(`seed ${seed}`, (t) => run(t, seed));
});

test('streams have carried the news', (t) => {
  t.diagnostic(`to ${streamed} of ${PEOPLE * seeds.length} people`);
  assert.ok(streamed > 0);
});

test('each kind of fault has been met', { skip: seeds.length < 100 && 'too few seeds' }, (t) => {
  t.diagnostic(Object.entries(totals).map(([kind, count]) => `${kind} ${count}`).join(', '));
  // No address comes twice, so a cache that goes by addresses never answers.
  assert.deepEqual(Object.keys(totals).sort(), FAULT_NAMES.filter((kind) => kind !== 'cache').sort());
});

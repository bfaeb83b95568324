// The mixtures of network faults of network.test.mjs, in private rooms. OTC_SEEDS=7 or 101-400 runs others.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Daemon } from '../lib/daemon.mjs';
import { Front } from '../lib/front.mjs';
import { PEOPLE, runMixture, seedsOr } from '../lib/mixture-run.mjs';
import { newRoom, privateTalker } from '../lib/private-talker.mjs';

const seeds = seedsOr(60);
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

async function makeTalkers(seed, list) {
  const room = await newRoom();
  return list.map(([url, options], number) => privateTalker(url, { ...room, identity: number === 0 ? room.opener : null, ...options }));
}

describe('three people talk in private through a mixture of faults', { concurrency: 10 }, () => {
  for (const seed of seeds) {
    test(`seed ${seed}`, async (t) => {
      const outcome = await runMixture(t, seed, { url: front.url, makeTalkers });
      streamed += outcome.streamed;
    });
  }
});

test('streams have carried the news', (t) => {
  t.diagnostic(`to ${streamed} of ${PEOPLE * seeds.length} people`);
  assert.ok(streamed > 0);
});

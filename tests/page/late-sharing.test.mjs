// What shares polls among tabs comes later: polls wait for it, and do without where it does not come.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lateSharing } from '../../www/js/tabs/late-sharing.js';
import { ManualClock, settle } from './support/clock.mjs';

function scene(load) {
  const clock = new ManualClock();
  const asked = [];
  const post = async (endpoint) => {
    asked.push(`alone ${endpoint}`);
    return { ok: true, body: { from: endpoint } };
  };
  const made = { post: async (endpoint) => { asked.push(`shared ${endpoint}`); return { ok: true, body: {} }; }, rest: () => asked.push('rest') };
  return { clock, asked, made, sharing: lateSharing({ post, timers: clock.timers, load: (joined) => load({ joined, made }) }) };
}

test('a poll waits for it, and other requests do not', async () => {
  let come;
  const loads = [];
  const { asked, sharing } = scene(({ joined, made }) => {
    loads.push(joined);
    return new Promise((resolve) => { come = () => resolve(made); });
  });
  sharing.rest();
  await sharing.post('join', {}, {});
  assert.deepEqual(loads, [], 'not before the first poll');
  const polled = sharing.post('poll', {}, {});
  await sharing.post('send', {}, {});
  await settle();
  assert.deepEqual(asked, ['alone join', 'alone send']);
  assert.deepEqual(loads, [{ from: 'join' }]);
  come();
  await polled;
  await sharing.post('stream', {}, {});
  await sharing.post('send', {}, {});
  sharing.rest();
  assert.deepEqual(asked, ['alone join', 'alone send', 'shared poll', 'shared stream', 'shared send', 'rest']);
});

test('where it does not come, a poll goes alone, and the next asks again', async () => {
  let fails = true;
  let loads = 0;
  const { asked, sharing } = scene(async ({ made }) => {
    loads += 1;
    if (fails) throw new Error('no way through');
    return made;
  });
  await sharing.post('poll', {}, {});
  assert.deepEqual(asked, ['alone poll']);
  fails = false;
  await sharing.post('poll', {}, {});
  assert.deepEqual([asked, loads], [['alone poll', 'shared poll'], 2]);
});

test('a poll does not wait for long', async () => {
  const { clock, asked, sharing } = scene(() => new Promise(() => {}));
  const polled = sharing.post('poll', {}, {});
  await clock.pass(2900);
  assert.deepEqual(asked, []);
  await clock.pass(200);
  await polled;
  assert.deepEqual(asked, ['alone poll']);
});

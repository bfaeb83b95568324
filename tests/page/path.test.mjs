import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf } from '../../www/js/wire/faults.js';
import { Path } from '../../www/js/path/path.js';
import { ManualClock } from './support/clock.mjs';

const MINUTE_MS = 60_000;
const OK = { ok: true, body: {} };

function makePath({ random = () => 0.5 } = {}) {
  const clock = new ManualClock();
  const path = new Path({ now: clock.now, random });
  path.server({ hold: 25, maxHold: 50 });
  /** A request that ends after `ms` with `outcome`. */
  const request = async (endpoint, outcome, { ms = 0, bytes = 200, hold } = {}) => {
    const seen = path.began({ endpoint, bytes, hold });
    await clock.pass(ms);
    path.ended(seen, outcome);
  };
  return { clock, path, request };
}

test('each end of a request has its name, and the daemon’s own word is none', () => {
  const parked = { hold: 25, start: 0, end: 20_000 };
  const prompt = { hold: null, start: 0, end: 50 };
  const refused = (status) => ({ ok: false, code: 'not_understood', status });
  const cases = [
    [OK, prompt, null], [{ ok: false, code: 'unknown_client', status: 410 }, prompt, null], [{ ok: false, code: 'rate_limited', status: 429 }, prompt, null],
    [{ ok: false, code: 'aborted' }, parked, null],
    [{ ok: false, code: 'unreachable' }, parked, 'cut'], [{ ok: false, code: 'unreachable' }, prompt, 'lost'], [{ ok: false, code: 'timed_out' }, parked, 'silent'],
    [{ ok: false, code: 'unreachable' }, { hold: 25, start: 0, end: 100 }, 'lost'], [{ ok: false, code: 'unreachable' }, { hold: 0, start: 0, end: 5000 }, 'lost'],
    [{ ok: false, code: 'cut_short' }, prompt, 'half'], [{ ok: false, code: 'bad_type', status: 415 }, prompt, 'damaged'], [{ ok: false, code: 'redirected' }, prompt, 'redirect'],
    [refused(504), parked, 'cut'], [refused(504), prompt, 'gateway'], [refused(502), prompt, 'gateway'], [refused(200), parked, 'page'],
    [refused(407), prompt, 'proxy_login'], [refused(413), prompt, 'too_large'], [refused(511), prompt, 'portal'], [refused(418), prompt, 'page'],
  ];
  for (const [outcome, request, expected] of cases) assert.equal(faultOf(outcome, request), expected, JSON.stringify(outcome));
});

test('the hold of polls that come back grows; what was replaced counts for nothing', async () => {
  const { path, request } = makePath();
  await request('poll', { ok: false, code: 'aborted' }, { hold: 25, ms: 20_000 });
  await request('poll', { ok: false, code: 'aborted' }, { hold: 25, ms: 20_000 });
  assert.equal(path.hold, 25);
  await request('poll', OK, { hold: 25, ms: 25_000 });
  assert.equal(path.hold, 30);
});

test('two cuts alike lower it, whatever stands in their place', async () => {
  for (const outcome of [{ ok: false, code: 'unreachable' }, { ok: false, code: 'not_understood', status: 504 }, { ok: false, code: 'cut_short' }]) {
    const { path, request } = makePath();
    for (let count = 0; count < 2; count += 1) {
      await request('poll', outcome, { hold: 25, ms: 20_000 });
      await request('poll', OK, { hold: 0, ms: 40 });
    }
    assert.deepEqual([path.hold, path.interval, path.facts.cut], [15, 0, 20]);
  }
});

test('where polls are not parked there is an interval between them', async () => {
  const { path, request } = makePath();
  for (let count = 0; count < 2; count += 1) await request('poll', { ok: false, code: 'unreachable' }, { hold: 25, ms: 2000 });
  assert.deepEqual([path.hold, path.interval], [0, 3000]);
});

test('a path that repeats polls is not asked to park them for five minutes', async () => {
  const { clock, path } = makePath();
  path.saw('repeated');
  assert.equal(path.hold, 25, 'once may be chance');
  path.saw('repeated');
  assert.deepEqual([path.hold, path.interval], [0, 3000]);
  await clock.pass(5 * MINUTE_MS);
  assert.equal(path.hold, 25);
});

test('a batch may have what the body limit leaves beside the envelope', async () => {
  const { path, request } = makePath();
  assert.equal(path.mostBatch, Infinity);
  for (let count = 0; count < 2; count += 1) await request('send', { ok: false, code: 'not_understood', status: 413 }, { bytes: 50_000 });
  assert.equal(path.mostBatch, 24_800);
});

test('every address is another one', () => {
  let random = 0;
  const { path } = makePath({ random: () => (random += 0.001) });
  const addresses = Array.from({ length: 100 }, () => path.address('poll'));
  assert.equal(new Set(addresses).size, 100);
  for (const address of addresses) assert.match(address, /^poll\?[0-9a-z]+$/);
});

test('the round trip is the median of what was due at once', async () => {
  const { path, request } = makePath();
  assert.equal(path.facts.roundTrip, null);
  for (const ms of [40, 60, 5000]) await request('send', OK, { ms });
  await request('poll', OK, { hold: 25, ms: 20_000 });
  await request('probe', OK, { ms: 1000 });
  assert.equal(path.facts.roundTrip, 60);
});

test('requests are kept for a minute, those under way for as long as they are, and no more than some hundreds', async () => {
  const { clock, path, request } = makePath();
  path.began({ endpoint: 'poll', bytes: 1, hold: 50 });
  await request('send', OK);
  await clock.pass(MINUTE_MS + 1);
  assert.deepEqual(path.requests.map(({ endpoint }) => endpoint), ['poll']);
  for (let count = 0; count < 2000; count += 1) await request('send', { ok: false, code: 'aborted' });
  assert.ok(path.requests.length <= 300);
});

test('a fault is forgotten after ten minutes, and with the network it belonged to', async () => {
  const { clock, path, request } = makePath();
  const lose = () => request('send', { ok: false, code: 'unreachable' }, { ms: 10 });
  await lose();
  await lose();
  assert.deepEqual(path.facts.faults, [{ kind: 'lost', count: 2, ago: 0, status: null }]);
  await clock.pass(10 * MINUTE_MS);
  assert.deepEqual(path.facts.faults, []);
  await lose();
  assert.equal(path.facts.faults[0].count, 1);
  path.forget();
  assert.deepEqual(path.facts.faults, []);
});

test('what one tab has found another takes over, and foreign nonsense it does not', async () => {
  const leader = makePath();
  for (let count = 0; count < 2; count += 1) await leader.request('poll', { ok: false, code: 'unreachable' }, { hold: 25, ms: 20_000 });
  const { path, request } = makePath();
  path.adopt(leader.path.advice);
  assert.deepEqual([path.hold, path.facts.cut, path.facts.elsewhere], [15, 20, true]);
  for (const advice of [{}, { hold: 'x' }, { hold: -1 }, { hold: Number.NaN }]) path.adopt(advice);
  assert.equal(path.hold, 15);
  await request('poll', OK, { hold: 15, ms: 15_000 });
  assert.deepEqual([path.hold, path.facts.elsewhere], [20, false]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPost } from '../../www/js/wire/requests.js';
import { ManualClock, settle } from './support/clock.mjs';
import { html, json } from './support/hub.mjs';

function setUp(answer) {
  const clock = new ManualClock();
  const requests = [];
  const fetch = async (url, options) => {
    requests.push({ url, options });
    return answer(options);
  };
  const post = createPost({ base: 'https://site.example/deep/chat/', fetch, timers: clock.timers });
  const call = (signal = new AbortController().signal) => post('poll', { ack: 1 }, { signal, guardMs: 5000 });
  return { clock, requests, call };
}

function never({ signal }) {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
}

test('a request goes as JSON to the endpoint beside the page, with nothing in its address', async () => {
  const { requests, call } = setUp(() => json(200, { seq: 0 }));
  assert.deepEqual(await call(), { ok: true, body: { seq: 0 } });
  const [{ url, options }] = requests;
  assert.equal(url, 'https://site.example/deep/chat/poll');
  assert.equal(options.method, 'POST');
  assert.deepEqual(options.headers, { 'Content-Type': 'application/json' });
  assert.equal(options.body, '{"ack":1}');
  assert.equal(options.redirect, 'manual');
});

test('an error of the daemon is told by its code', async () => {
  const { call } = setUp(() => json(429, { error: 'rate_limited', detail: '' }, { 'retry-after': '7' }));
  assert.deepEqual(await call(), { ok: false, code: 'rate_limited', status: 429, retryAfter: 7 });
});

test('an odd Retry-After is none, a huge one is cut', async () => {
  for (const [value, expected] of [['soon', null], ['-1', null], ['1e9', 300]]) {
    const { call } = setUp(() => json(503, { error: 'full' }, { 'retry-after': value }));
    assert.equal((await call()).retryAfter, expected);
  }
});

test('whatever is not the daemon’s JSON is not understood', async () => {
  const answers = [
    () => html(200), () => html(502), () => html(410), () => json(200, [1]), () => json(200, null), () => json(200, 'x'),
    () => json(502, { message: 'no' }), () => new Response('[1', { headers: { 'content-type': 'application/json' } }),
    () => new Response('', { headers: { 'content-type': 'application/json' } }),
  ];
  for (const answer of answers) {
    const { ok, code } = await setUp(answer).call();
    assert.deepEqual([ok, code], [false, 'not_understood']);
  }
});

test('an answer that ends in the middle is told apart, whether or not its length gives it away', async () => {
  const torn = new ReadableStream({ pull: (controller) => controller.error(new TypeError('reset')) });
  for (const body of ['{"seq":1,"comm', torn]) {
    const { call } = setUp(() => new Response(body, { headers: { 'content-type': 'application/json' } }));
    assert.deepEqual(await call(), { ok: false, code: 'cut_short' });
  }
});

test('a redirect is told apart, whether the browser shows it or hides it', async () => {
  const hidden = { type: 'opaqueredirect', status: 0, ok: false };
  for (const answer of [hidden, new Response(null, { status: 302, headers: { location: 'login' } })]) {
    assert.deepEqual(await setUp(() => answer).call(), { ok: false, code: 'redirected' });
  }
});

test('JSON is JSON, whatever type a proxy gave it', async () => {
  for (const headers of [{}, { 'content-type': 'text/plain' }]) {
    assert.deepEqual(await setUp(() => new Response('{"seq":0}', { headers })).call(), { ok: true, body: { seq: 0 } });
  }
});

test('204 is an answer', async () => {
  assert.deepEqual(await setUp(() => new Response(null, { status: 204 })).call(), { ok: true, body: {} });
});

test('no connection, a guard that went off and an abort are told apart', async () => {
  const broken = setUp(() => { throw new TypeError('failed'); });
  assert.deepEqual(await broken.call(), { ok: false, code: 'unreachable' });

  const silent = setUp(never);
  const outcome = silent.call();
  await silent.clock.pass(5000);
  assert.deepEqual(await outcome, { ok: false, code: 'timed_out' });

  const replaced = setUp(never);
  const controller = new AbortController();
  const aborted = replaced.call(controller.signal);
  await settle();
  controller.abort();
  assert.deepEqual(await aborted, { ok: false, code: 'aborted' });
});

test('no timer is left behind', async () => {
  const { clock, call } = setUp(() => json(200, {}));
  await call();
  assert.deepEqual(clock.delays, []);
});

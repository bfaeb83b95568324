// The misbehaving proxy itself: each fault does to requests and answers what it says.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import * as fault from '../lib/faults.mjs';
import { Mixture } from '../lib/mixture.mjs';
import { Proxy, whole } from '../lib/proxy.mjs';

const ANSWER = JSON.stringify({ said: 'x'.repeat(1000) });

/** A server that keeps what it was sent, and may be told to answer later; a proxy before it with these faults. */
async function scene(t, ...faults) {
  const got = [];
  const held = [];
  const server = createServer(async (request, response) => {
    got.push({ path: request.url, body: String(await whole(request)) });
    server.emit('got');
    response.on('close', () => server.emit('closed'));
    const answer = () => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': ANSWER.length, 'Cache-Control': 'no-store' });
      response.end(ANSWER);
    };
    if (request.url.includes('hold')) held.push(answer);
    else answer();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await Proxy.start(`http://127.0.0.1:${server.address().port}/`, () => faults);
  t.after(async () => {
    await proxy.stop();
    server.closeAllConnections();
    server.close();
  });
  return { got, held, proxy, server };
}

function post(proxy, path, body = 'hello', options = {}) {
  return fetch(proxy.url + path, { method: 'POST', body, redirect: 'manual', ...options });
}

async function textOf(proxy, path, body) {
  return (await post(proxy, path, body)).text();
}

test('without a fault everything passes as it is', async (t) => {
  const { got, proxy } = await scene(t);
  const answer = await post(proxy, 'chat/poll?1');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(await answer.text(), ANSWER);
  assert.deepEqual(got, [{ path: '/chat/poll?1', body: 'hello' }]);
});

test('answers are cut in the header, in the body, and with a length that fits', async (t) => {
  await assert.rejects(post((await scene(t, fault.truncate({ at: 'header', share: 0.9 }))).proxy, 'a'));
  const inBody = await post((await scene(t, fault.truncate({ at: 'body', share: 0.5 }))).proxy, 'a');
  assert.equal(inBody.headers.get('content-length'), String(ANSWER.length));
  await assert.rejects(inBody.text());
  assert.equal(await textOf((await scene(t, fault.truncate({ at: 'short', share: 0.5 }))).proxy, 'a'), ANSWER.slice(0, ANSWER.length / 2));
});

test('requests are repeated', async (t) => {
  for (const give of ['first', 'second']) {
    const { got, proxy, server } = await scene(t, fault.duplicate({ give }));
    const twice = once(server, 'got').then(() => got.length === 2 || once(server, 'got'));
    assert.equal(await textOf(proxy, 'a'), ANSWER);
    await twice;
    assert.deepEqual(got.map(({ body }) => body), ['hello', 'hello']);
  }
});

test('answers are cut off that do not begin in time, and the server is told', async (t) => {
  for (const [how, outcome] of [['close', null], ['reset', null], ['page', 504]]) {
    const { proxy, server } = await scene(t, fault.cut({ limit: 50, how }));
    const closed = once(server, 'closed');
    if (outcome === null) await assert.rejects(post(proxy, 'hold'));
    else assert.equal((await post(proxy, 'hold')).status, outcome);
    await closed;
    assert.equal(await textOf(proxy, 'a'), ANSWER);
    assert.deepEqual(proxy.counts, { cut: 1 });
  }
});

test('a cache goes by the address, a coarse one by the path', async (t) => {
  const fine = await scene(t, fault.cache({ store: new Map() }));
  for (const path of ['a?1', 'a?2', 'a?1']) await textOf(fine.proxy, path);
  assert.deepEqual(fine.got.map(({ path }) => path), ['/a?1', '/a?2']);
  const coarse = await scene(t, fault.cache({ store: new Map(), coarse: true }));
  for (const path of ['a?1', 'a?2', 'b']) await textOf(coarse.proxy, path);
  assert.deepEqual(coarse.got.map(({ path }) => path), ['/a?1', '/b']);
});

test('pages take the place of answers, with the server reached or not', async (t) => {
  const statuses = [];
  for (const which of fault.PAGE_NAMES) {
    const { got, proxy } = await scene(t, fault.inject({ which }));
    if (which === 'proxyLogin') { // fetch() hides a 407 that no proxy of its own has sent
      await assert.rejects(post(proxy, 'a'));
      continue;
    }
    const answer = await post(proxy, 'a');
    assert.match(answer.headers.get('content-type'), /^text\/html/);
    assert.match(await answer.text(), /^<!DOCTYPE html>/);
    statuses.push(answer.status);
    assert.equal(got.length, 0);
  }
  assert.deepEqual(statuses, [200, 302, 413, 502, 504, 511]);
  const { got, proxy } = await scene(t, fault.inject({ which: 'badGateway', reached: true }));
  assert.equal((await post(proxy, 'a')).status, 502);
  assert.equal(got.length, 1);
});

test('headers are taken away and changed, lengths too', async (t) => {
  const { proxy } = await scene(t, fault.rewrite({ strip: ['content-type'], set: { 'cache-control': 'max-age=60' }, chunked: true }));
  const { headers } = await post(proxy, 'a');
  assert.deepEqual(['content-type', 'cache-control', 'content-length', 'transfer-encoding'].map((name) => headers.get(name)), [null, 'max-age=60', null, 'chunked']);
});

test('large bodies are refused', async (t) => {
  const asPage = await scene(t, fault.limitBody({ most: 100 }));
  assert.equal((await post(asPage.proxy, 'a', 'x'.repeat(101))).status, 413);
  assert.equal((await post(asPage.proxy, 'a', 'x'.repeat(100))).status, 200);
  const asReset = await scene(t, fault.limitBody({ most: 100, how: 'reset' }));
  await assert.rejects(post(asReset.proxy, 'a', 'x'.repeat(101)));
  assert.equal(asReset.got.length, 0);
});

test('connections are reset before, after and within', async (t) => {
  for (const [when, reached] of [['before', 0], ['after', 1], ['within', 1]]) {
    const { got, proxy } = await scene(t, fault.reset({ when }));
    await assert.rejects(textOf(proxy, 'a'));
    assert.equal(got.length, reached, when);
  }
});

test('one request overtakes another', async (t) => {
  const { got, proxy } = await scene(t);
  proxy.faultsOf = ({ path }) => (path === '/first' ? [fault.reorder({ patience: 60_000 })] : []);
  const first = textOf(proxy, 'first');
  while (proxy.requests === 0) await new Promise(setImmediate);
  await Promise.all([first, textOf(proxy, 'second')]);
  assert.deepEqual(got.map(({ path }) => path), ['/second', '/first']);
});

test('an answer is kept back until all of it is there, and a while', async (t) => {
  const { proxy } = await scene(t, fault.buffer({ hold: 30 }), fault.delay({ before: 30, after: 30 }));
  const begun = performance.now();
  assert.equal(await textOf(proxy, 'a'), ANSWER);
  assert.ok(performance.now() - begun >= 85);
});

test('a server is told that its client has gone, unless the proxy is deaf', async (t) => {
  for (const [faults, told] of [[[], true], [[fault.deaf()], false]]) {
    const { held, proxy, server } = await scene(t, ...faults);
    let closed = false;
    server.on('closed', () => { closed = true; });
    const going = new AbortController();
    const got = once(server, 'got');
    const answer = post(proxy, 'hold', 'x', { signal: going.signal });
    await got;
    going.abort();
    await assert.rejects(answer);
    if (told) {
      while (!closed) await new Promise(setImmediate);
    } else {
      while (!proxy.counts.deaf) await new Promise(setImmediate);
      assert.equal(closed, false);
      held[0]();
    }
  }
});

test('a seed draws the same faults again, another seed others', () => {
  const drawn = (seed) => {
    const mixture = new Mixture(seed);
    const faults = [0, 1, 2].map((person) => Array.from({ length: 50 }, () => mixture.of(person)({ endpoint: 'poll' }).length));
    return JSON.stringify([mixture.description, faults]);
  };
  assert.equal(drawn(7), drawn(7));
  assert.notEqual(drawn(7), drawn(8));
});

// Whose pages may ask: those of the same site, of sites that are named, and programs that are no browsers. Through a front server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daemonProgram } from '../lib/daemon.mjs';
import { request } from '../lib/http.mjs';
import { Process } from '../lib/process.mjs';
import { daemonFor, frontFor, joined } from '../lib/scene.mjs';

const NAMED = 'https://named.example:8443', OTHER = 'https://other.example';

async function frontWith(t, args = []) {
  const daemon = await daemonFor(t, args);
  return { daemon, front: await frontFor(t, 'lighttpd', { socket: daemon.socket }) };
}

function ask(front, endpoint, headers, value = {}, method = 'POST') {
  return request(front.endpoint(endpoint), {
    method, headers: { ...(method === 'POST' && { 'Content-Type': 'application/json' }), ...headers }, ...(method === 'POST' && { body: JSON.stringify(value) }),
  });
}

test('by default only pages of the same site may ask, and programs', async (t) => {
  const { daemon, front } = await frontWith(t);
  const own = new URL(front.url).origin;
  const rows = [
    [{}, 200],
    [{ Origin: own }, 200],
    [{ Origin: own, 'Sec-Fetch-Site': 'same-origin' }, 200],
    // In a frame of another site the page's own requests are the same.
    [{ Origin: own, 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Storage-Access': 'none' }, 200],
    // A proxy that writes a host of its own into the request.
    [{ Origin: 'https://chat.example', 'Sec-Fetch-Site': 'same-origin' }, 200],
    [{ Origin: 'https://chat.example', 'X-Forwarded-Host': 'chat.example' }, 200],
    [{ Origin: OTHER }, 403],
    [{ Origin: 'null' }, 403],
    [{ Origin: OTHER, 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ Origin: own, 'Sec-Fetch-Site': 'same-site' }, 403],
  ];
  for (const [headers, status] of rows) {
    const before = (await daemon.status()).clients;
    const answer = await ask(front, 'join', headers);
    assert.equal(answer.status, status, JSON.stringify(headers));
    assert.equal((await daemon.status()).clients, before + (status === 200 ? 1 : 0));
    if (status === 403) assert.equal(answer.json.error, 'foreign_origin');
    for (const name of Object.keys(answer.headers)) assert.doesNotMatch(name, /^access-control/);
  }
  const endpoints = ['join', 'poll', 'send', 'leave', 'probe', 'stream', 'ack'];
  for (const endpoint of endpoints) assert.equal((await ask(front, endpoint, { Origin: OTHER })).status, 403, endpoint);
  const preflight = await ask(front, 'join', { Origin: OTHER, 'Access-Control-Request-Method': 'POST' }, null, 'OPTIONS');
  assert.notEqual(preflight.headers['access-control-allow-origin'], OTHER);
});

/** Asserts that a browser lets the page of the named site read this. */
function assertReadable(answer, what) {
  assert.equal(answer.headers['access-control-allow-origin'], NAMED, what);
  assert.match(answer.headers.vary, /\bOrigin\b/, what);
  assert.equal(answer.headers['access-control-allow-credentials'], undefined, what);
}

test('a named site passes the preflight, and reads every kind of answer', async (t) => {
  const { daemon, front } = await frontWith(t, ['--allow-origin', `https://first.example,${NAMED}`]);
  const headers = { Origin: NAMED, 'Sec-Fetch-Site': 'cross-site' };
  const preflight = await ask(front, 'join', { ...headers, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' }, null, 'OPTIONS');
  assert.equal(preflight.status, 204);
  assertReadable(preflight, 'the preflight');
  assert.match(preflight.headers['access-control-allow-methods'], /\bPOST\b/);
  assert.match(preflight.headers['access-control-allow-headers'], /\bcontent-type\b/i);

  const joining = await ask(front, 'join', headers, { token: 't'.repeat(32) });
  assert.equal(joining.status, 200);
  assertReadable(joining, 'join');
  const [, id, { token }] = joining.json.commands[0];
  const me = { id, token };
  // Parked, and answered when somebody else asks: what is sent then is for this page, not for that one.
  const parked = ask(front, 'poll', headers, { ...me, ack: joining.json.seq });
  const other = await joined(daemon);
  assertReadable(await parked, 'a parked poll');
  const rows = [
    ['send', { ...me, commands: [['send', id, { text: 'x' }]] }, 200],
    ['send', { ...me, commands: [] }, 400],
    ['ack', { ...me, ack: 1 }, 204],
    ['probe', { ...me, pause: 0.01, fill: 5 }, 200],
    ['probe', { ...me, fill: 5 }, 200],
    ['poll', { ...me, ack: 1, hold: 0 }, 200],
    ['poll', { id, token: 'x'.repeat(32), ack: 1 }, 403],
    ['leave', me, 204],
    ['leave', me, 410],
  ];
  for (const [endpoint, value, status] of rows) {
    const answer = await ask(front, endpoint, headers, value);
    assert.equal(answer.status, status, `${endpoint} ${answer.text}`);
    assertReadable(answer, endpoint);
  }
  const foreign = await ask(front, 'join', { Origin: OTHER });
  assert.equal(foreign.status, 403);
  assert.equal(foreign.headers['access-control-allow-origin'], undefined);
  assert.match(foreign.headers.vary, /\bOrigin\b/);
  // The answer to one who asked without an origin says nothing of a page, even if a page's request made it come.
  const waiting = other.post('poll', { ...other.credentials, ack: other.ack, hold: 20 });
  await ask(front, 'join', headers);
  assert.equal((await waiting).headers['access-control-allow-origin'], undefined);
});

test('a stream for a named site can be read by it', async (t) => {
  const { front } = await frontWith(t, ['--allow-origin', NAMED]);
  const headers = { Origin: NAMED };
  const joining = await ask(front, 'join', headers);
  const [, id, { token }] = joining.json.commands[0];
  const stream = ask(front, 'stream', headers, { id, token, ack: 1 });
  // A second one ends the first.
  const second = ask(front, 'stream', headers, { id, token, ack: 1 });
  await Promise.race([stream, second]);
  await ask(front, 'leave', headers, { id, token });
  for (const answer of await Promise.all([stream, second])) assertReadable(answer, 'a stream');
});

test('what is no list of origins is refused at the start', async (t) => {
  for (const list of ['*', 'null', 'https://a.example/', 'https://A.example', 'a.example', 'https://a.example:443', 'https://a.example,,https://b.example']) {
    const daemon = new Process(daemonProgram(), ['--listen', ':0', '--allow-origin', list]);
    t.after(() => daemon.stop());
    assert.equal((await daemon.exited).code, 2, list);
    assert.match(daemon.output, /--allow-origin: '.*' is not an origin/, list);
  }
});

// The contract's main rows again, through real lighttpd, Apache, nginx and HAProxy with the shipped configurations, by HTTP and by HTTPS.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newToken } from '../lib/client.mjs';
import { FRONTS, SECURE } from '../lib/front.mjs';
import { assertPage, assertSecurityHeaders } from '../lib/headers.mjs';
import { HttpConnection, postJson, request, requestBytes } from '../lib/http.mjs';
import { guarded } from '../lib/process.mjs';
import { daemonFor, frontFor, joined, polling, send, statusUntil } from '../lib/scene.mjs';

// HAProxy serves no files, and logs nothing.
const PLACES = [...FRONTS, 'lighttpd-spawn', ...SECURE.filter((kind) => !kind.startsWith('haproxy'))];
const CHATS = [...new Set([...PLACES, 'haproxy', ...SECURE])];
const isSecure = (kind) => SECURE.includes(kind);

/** A daemon and a front server before it; with lighttpd-spawn the front server starts the daemon. */
async function placeFor(t, kind, args = [], options = {}) {
  if (kind === 'lighttpd-spawn') return { front: await frontFor(t, kind, { args, ...options }) };
  const daemon = await daemonFor(t, args);
  return { daemon, front: await frontFor(t, kind, { socket: daemon.socket, ...options }) };
}

for (const kind of PLACES) {
  for (const base of ['', '/~ann/talk', '/chat']) {
    test(`${kind} serves the page and the chat at ${base || 'the root'}`, async (t) => {
      const { front } = await placeFor(t, kind, [], { base });
      await assertPage(front);
      if (base) assert.ok([301, 404].includes((await request(front.url.slice(0, -1))).status));
      const [ann, bob] = [await polling(t, front), await polling(t, front)];
      await ann.say('hello');
      await bob.until((c) => c.texts().includes('hello'));
      const init = await postJson(front.endpoint('join'), {});
      assertSecurityHeaders(init, 'join', isSecure(kind));
      assert.equal(init.headers['cache-control'], 'no-store');
      assert.equal((await ann.leave()).status, 204);
      await bob.until((c) => c.gone.length === 1);
    });
  }

  test(`${kind} logs the page and no line of the chat`, async (t) => {
    const { front } = await placeFor(t, kind, ['--hold', '0.1']);
    const ann = await joined(front);
    await send(ann, { id: 'm' });
    await ann.poll();
    await ann.leave();
    await request(front.endpoint('status'));
    await postJson(front.endpoint('nope'), {});
    await request(front.url);
    await front.end();
    const log = front.accessLog.read();
    assert.match(log, /"GET \/ HTTP/, 'the log is written');
    assert.doesNotMatch(log, /chat|join|poll|send|leave|status|nope/);
    for (const text of [log, front.errorLog.read()]) assert.ok(!text.includes(ann.id) && !text.includes(ann.token));
  });

}

/**
 * The answer to a body of more than `size` bytes. By TLS lighttpd closes as soon as it has answered, and what comes
 * after that may reset the connection before the answer was read: it gets the beginning alone, and answers that.
 */
async function sendTooMuch(kind, front, size) {
  const url = front.endpoint('send');
  if (kind !== 'lighttpd-tls') return postJson(url, { x: 'y'.repeat(size) });
  const connection = new HttpConnection(url);
  const headers = { 'Content-Type': 'application/json' };
  connection.write(requestBytes(url, { method: 'POST', headers, body: JSON.stringify({ x: 'y'.repeat(size) }) }).subarray(0, 4096));
  try {
    return await guarded(connection.answer('POST'), 'the answer to a body that is too large');
  } finally {
    connection.destroy();
  }
}

for (const kind of CHATS) {
  test(`${kind} passes the daemon's errors unchanged`, async (t) => {
    const { front } = await placeFor(t, kind, ['--rate', '1', '--max-room', '2']);
    const [ann, bob] = [await joined(front), await joined(front)];
    const cases = [
      [400, 'bad_json', () => request(front.endpoint('join'), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{' })],
      [400, 'bad_request', () => postJson(front.endpoint('join'), [])],
      [403, 'bad_token', () => postJson(front.endpoint('poll'), { id: ann.id, token: bob.token, ack: 1 })],
      [404, 'no_such_endpoint', () => postJson(front.endpoint('nope'), {})],
      [405, 'bad_method', () => request(front.endpoint('join'))],
      [410, 'unknown_client', () => postJson(front.endpoint('poll'), { id: 'f'.repeat(32), token: newToken(), ack: 1 })],
      [413, 'too_large', () => sendTooMuch(kind, front, 98304)],
      [413, 'too_large', () => sendTooMuch(kind, front, 3_000_000)],
      [415, 'bad_type', () => request(front.endpoint('join'), { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{}' })],
      [503, 'full', () => postJson(front.endpoint('join'), {})],
    ];
    for (const [status, code, ask] of cases) {
      const answer = await ask();
      assert.equal(answer.status, status, `${code}: ${answer.status} ${answer.text.slice(0, 200)}`);
      assert.match(answer.headers['content-type'], /^application\/json\b/);
      assert.equal(answer.json.error, code);
      assertSecurityHeaders(answer, code, isSecure(kind));
      if (status === 405) assert.equal(answer.headers.allow, 'POST');
      if (status === 503) assert.match(answer.headers['retry-after'], /^\d+$/);
    }
    let limited;
    while ((limited = await send(ann, {})).status === 200);
    assert.equal(limited.status, 429);
    assert.match(limited.headers['retry-after'], /^\d+$/);
    assert.equal(limited.json.error, 'rate_limited');
  });

  test(`${kind}: a poll is parked, answered at once, superseded`, async (t) => {
    const { front } = await placeFor(t, kind, ['--hold', '300']);
    const ann = await joined(front);
    const status = { status: async () => (await request(front.endpoint('status'))).json };
    const older = ann.post('poll', { ...ann.credentials, ack: 1 });
    await statusUntil(status, (s) => s.parked === 1);
    const newer = ann.post('poll', { ...ann.credentials, ack: 1 });
    assert.deepEqual((await older).json, { seq: 1, commands: [], superseded: true });
    await statusUntil(status, (s) => s.parked === 1);
    await send(ann, { id: 'm', ts: 1 });
    assert.deepEqual((await newer).json, { seq: 2, commands: [['add', ann.id, { id: 'm', ts: 1 }]] });
    ann.ack = 2;
    const left = ann.poll();
    await statusUntil(status, (s) => s.parked === 1);
    assert.equal((await ann.post('leave', ann.credentials)).status, 204);
    assert.equal((await left).status, 410);
  });

  test(`${kind}: people talk all at once, and everyone hears the same`, async (t) => {
    const { front } = await placeFor(t, kind, ['--rate', '0']);
    const people = await Promise.all(Array.from({ length: 10 }, () => polling(t, front)));
    // Everyone has been announced to everyone before anything is said, so nothing is said twice.
    for (const person of people) await person.until((c) => c.members.size === 9);
    await Promise.all(people.map(async (person, who) => {
      for (let i = 0; i < 10; i++) await person.say(`${who} ${i} <img onerror=x> \u202e\u200b🙂`);
    }));
    for (const person of people) await person.until((c) => c.messages.size === 100);
    for (const person of people) {
      assert.deepEqual(person.texts(), people[0].texts());
      assert.equal(person.repeated, 0);
      assert.equal(person.doubles ?? 0, 0);
    }
    const newcomer = await polling(t, front);
    await newcomer.until((c) => c.messages.size === 100);
  });

  test(`${kind} keeps a connection open between requests`, async (t) => {
    const { front } = await placeFor(t, kind);
    const connection = new HttpConnection(front.url);
    t.after(() => connection.destroy());
    for (let i = 0; i < 5; i++) {
      const answer = await connection.request('chat/join', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
      assert.equal(answer.status, 200);
    }
  });
}

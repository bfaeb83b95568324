// The shipped configuration that speaks HTTP/2, nginx's: one connection carries all the polls and streams of a browser.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChatClient } from '../lib/client.mjs';
import { temporaryDirectory } from '../lib/daemon.mjs';
import { DiskWatch } from '../lib/disk.mjs';
import { assertSecurityHeaders } from '../lib/headers.mjs';
import { Http2Connection } from '../lib/http2.mjs';
import { SECRET, said } from '../lib/large.mjs';
import { Responder } from '../lib/responder.mjs';
import { daemonFor, frontFor, joined, send, statusUntil } from '../lib/scene.mjs';

const FREELY = ['--rate', '0', '--rate-bytes', '0'];
const LAX = 'underscores_in_headers on;\nignore_invalid_headers off;';

async function placeFor(t, args = [], options = {}) {
  const daemon = await daemonFor(t, [...FREELY, ...args]);
  const front = await frontFor(t, 'nginx-tls', { socket: daemon.socket, ...options });
  return { daemon, front, connection: await Http2Connection.to(t, front) };
}

async function joinedBy(connection, options) {
  const client = new ChatClient(connection.transport, options);
  await client.join();
  return client;
}

test('the page, the chat and errors by HTTP/2 have all headers', async (t) => {
  const { front, connection } = await placeFor(t);
  const page = await connection.request(new URL(front.url).pathname);
  assert.equal(page.status, 200);
  assertSecurityHeaders(page, 'page', true);
  assertSecurityHeaders(await connection.post('join', {}), 'join', true);
  const large = await connection.post('send', { x: 'y'.repeat(3_000_000) });
  assert.equal(large.status, 413, large.text);
  assert.equal(large.json.error, 'too_large');
  assertSecurityHeaders(large, 'an error', true);
});

test('bodies that are refused before all of them has come leave the connection as it was', async (t) => {
  const { front } = await placeFor(t);
  for (let i = 0; i < 10; i++) {
    // nginx ends one on which still more is refused.
    const connection = await Http2Connection.to(t, front);
    for (const size of [300_000, 1_000_000]) {
      assert.equal((await connection.post('send', { x: 'y'.repeat(size) })).status, 413);
      assert.equal((await connection.request(connection.path('status'))).status, 200);
    }
    assert.equal(connection.connections, 1);
  }
});

test('60 polls are parked on one connection, and each hears everything once', async (t) => {
  const { daemon, connection } = await placeFor(t, ['--hold', '300', '--max-hold', '300', '--join-rate', '0']);
  const people = [];
  for (let i = 0; i < 60; i++) {
    const person = new ChatClient(connection.transport);
    people.push(await person.start());
    t.after(() => person.vanish());
  }
  await statusUntil(daemon, (status) => status.parked === 60, Infinity);
  for (let i = 0; i < 10; i++) await people[i].say(`message ${i}`);
  for (const person of people) await person.until((c) => c.messages.size === 10);
  for (const person of people) {
    assert.deepEqual(person.texts(), people[0].texts());
    assert.equal(person.repeated, 0);
  }
  // nginx wants a new one after a thousand requests.
  t.diagnostic(`${connection.connections} connections`);
  assert.ok(connection.connections <= 4);
});

test('lines of a stream come at once beside parked polls, and one that is cut is noticed', async (t) => {
  const { daemon, connection } = await placeFor(t, ['--hold', '300', '--max-hold', '300', '--grace', '1']);
  const [ann, bob] = [await joinedBy(connection), await joined(daemon)];
  for (let i = 0; i < 20; i++) {
    const other = new ChatClient(connection.transport, { room: `room${i}` });
    await other.start();
    t.after(() => other.vanish());
  }
  const lines = connection.lines(ann);
  ann.takeIn(await lines.next());
  for (let i = 0; i < 20; i++) {
    await send(bob, { id: `m${i}`, ts: 1 });
    while (ann.messages.size === i) ann.takeIn(await lines.next());
  }
  lines.cut();
  // Bob has no poll, and is gone as well.
  await statusUntil(daemon, (status) => status.clients === 20, Infinity);
});

test('it passes X-Forwarded-For on by HTTP/2, in order, and nothing that only looks like it', async (t) => {
  const dir = await temporaryDirectory();
  const responder = await Responder.start(join(dir, 'chat.sock'));
  t.after(async () => {
    responder.stop();
    await rm(dir, { recursive: true });
  });
  const front = await frontFor(t, 'nginx-tls', { socket: join(dir, 'chat.sock'), extra: LAX });
  const connection = await Http2Connection.to(t, front);
  for (const sign of [...'_.!#$%&\'*+^`|~']) {
    const answer = await connection.post('join', {}, {
      'x-forwarded-for': '192.0.2.1, 192.0.2.2', [`x${sign}forwarded${sign}for`]: '198.51.100.1', [`x-forwarded${sign}for`]: '198.51.100.1',
    }).catch(() => ({ status: 400 }));
    if (answer.status === 400) continue; // refused as a whole
    assert.equal(answer.status, 204, sign);
    assert.equal(responder.last('HTTP_X_FORWARDED_FOR').join(', '), '192.0.2.1, 192.0.2.2', sign);
  }
  assert.equal((await connection.post('join', {}, { 'x-forwarded-for': '192.0.2.1' })).status, 204);
  assert.equal(responder.last('HTTP_X_FORWARDED_FOR').join(', '), '192.0.2.1');
});

/** The files that nginx writes to while a large body comes in halves, and a large answer waits to be read. */
async function written(t, changes = []) {
  const { front, connection } = await placeFor(t, [], { changes });
  const [ann, bob] = [await joinedBy(connection), await joinedBy(connection)];
  const watch = await DiskWatch.start(front.pid);
  let files;
  try {
    for (let i = 0; i < 5; i++) {
      const body = Buffer.from(said(ann, 90_000));
      const stream = connection.open(connection.path('send'), { headers: { 'content-type': 'application/json' } });
      stream.write(body.subarray(0, body.length / 2));
      assert.equal((await connection.request(new URL(front.url).pathname)).status, 200);
      stream.end(body.subarray(body.length / 2));
      assert.equal((await connection.answer(stream)).status, 200);
    }
    const body = JSON.stringify({ ...bob.credentials, ack: 1 });
    const slow = connection.open(connection.path('poll'), { headers: { 'content-type': 'application/json' }, body });
    const whole = connection.answer(slow);
    slow.pause();
    for (let i = 0; i < 30; i++) await connection.request(connection.path('status'));
    assert.equal((await connection.request(new URL(front.url).pathname)).status, 200);
    slow.resume();
    const { bytes } = await whole;
    assert.ok(bytes > 150_000, `${bytes} bytes`);
  } finally {
    files = [...(await watch.stop()).keys()];
  }
  for (const log of [front.errorLog, front.accessLog]) assert.ok(!log.read().includes(SECRET));
  return files.filter((path) => ![front.errorLog.path, front.accessLog.path].includes(path));
}

test('with careless settings nginx writes what comes by HTTP/2 to files, and the watch sees it', async (t) => {
  const files = await written(t, [['^        fastcgi_(request_)?buffering +off;$', '', 2], ['^        fastcgi_max_temp_file_size 0;$', '', 1]]);
  assert.ok(files.some((path) => path.includes('/client_body/')) && files.some((path) => path.includes('/fastcgi/')), files.join(' '));
});

test('as shipped nginx writes nothing that comes by HTTP/2 to a disk', async (t) => {
  assert.deepEqual(await written(t), []);
});

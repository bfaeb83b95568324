// Large bodies and answers through a front server: what some would write to temporary files.

import assert from 'node:assert/strict';
import { follow, openStream } from './lines.mjs';
import { HttpConnection, request, requestBytes } from './http.mjs';
import { joined } from './scene.mjs';

const headers = { 'Content-Type': 'application/json' };

/** Stands in each message, and so must not stand in any file. */
export const SECRET = 'SECRET ';

/** The body of a `send` with a message of about `size` bytes. */
export function said(client, size) {
  const text = SECRET.repeat((size - 500) / SECRET.length);
  return JSON.stringify({ ...client.credentials, commands: [['send', client.id, { text }]] });
}

/** Large bodies: at once, in two halves, in chunks. Returns the statuses of the chunked ones. */
export async function largeBodies(front, speaker, size) {
  const url = front.endpoint('send');
  const whole = await request(url, { method: 'POST', headers, body: said(speaker, size) });
  assert.equal(whole.status, 200, whole.text);

  const bytes = requestBytes(url, { method: 'POST', headers, body: said(speaker, size) });
  const slow = new HttpConnection(url);
  slow.write(bytes.subarray(0, size / 2));
  // The server has read the first half when it has served others meanwhile.
  await request(front.url);
  await request(front.endpoint('status'));
  slow.write(bytes.subarray(size / 2));
  assert.equal((await slow.answer()).status, 200);
  slow.destroy();

  const statuses = [];
  for (const chunked of [1000, 40000, 200000]) {
    statuses.push((await request(url, { method: 'POST', headers, body: said(speaker, size), chunked })).status);
  }
  return statuses;
}

/** Answers of 250 KB to many who do not read for a while: more than the kernel's buffers hold. */
export async function largeAnswers(front, readers) {
  const connection = new HttpConnection(front.url);
  connection.socket.pause();
  const polls = readers.map((reader) => requestBytes(front.endpoint('poll'), {
    method: 'POST', headers, keep: true, body: JSON.stringify({ ...reader.credentials, ack: 1, hold: 1 }),
  }));
  connection.write(Buffer.concat(polls));
  const other = await joined(front, { room: 'other' });
  for (let i = 0; i < 30; i++) assert.equal((await other.poll(undefined, { hold: 0.02 })).status, 200);
  connection.socket.resume();
  for (const reader of readers) {
    const answer = await connection.answer();
    assert.equal(answer.status, 200);
    assert.ok(answer.bytes > 150000, `${answer.bytes} bytes for ${reader.id}`);
  }
  connection.destroy();
}

/** A stream to somebody who does not read while more is said than a queue holds; then the rest is read. */
export async function largeStream(front, size) {
  const [reader, speaker] = [await joined(front, { room: 'stream' }), await joined(front, { room: 'stream' })];
  const lines = openStream(front, reader);
  reader.takeIn(await lines.next());
  lines.pause();
  for (let i = 0; i < 20; i++) {
    assert.equal((await request(front.endpoint('send'), { method: 'POST', headers, body: said(speaker, size) })).status, 200);
  }
  lines.resume();
  await follow(lines, reader, { done: (c) => c.inits === 2 });
  assert.ok(reader.messages.size < 20);
  lines.cut();
}

// Streams, asked of the daemon directly: when lines come, what is sent again, and who does not read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FastCgiConnection } from '../lib/fastcgi.mjs';
import { follow, openStream, overFastCgi } from '../lib/lines.mjs';
import { daemonFor, joined, polling, send, statusUntil } from '../lib/scene.mjs';

const HEAD = {
  'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-accel-buffering': 'no',
};
const PLENTY = ['--rate', '0', '--rate-bytes', '0'];

function opened(t, place, client, options) {
  const lines = openStream(place, client, options);
  t.after(() => lines.cut());
  return lines;
}

test('a line comes before the next is caused', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const lines = opened(t, daemon, ann);
  const head = await lines.head;
  assert.equal(head.status, 200);
  for (const [name, value] of Object.entries(HEAD)) assert.equal(head.headers[name], value);
  assert.equal(head.headers['content-length'], undefined);
  assert.deepEqual(await lines.next(), { seq: 1, commands: [] });
  for (let i = 2; i < 12; i++) {
    await send(ann, { id: `m${i}`, ts: i });
    assert.deepEqual(await lines.next(), { seq: i, commands: [['add', ann.id, { id: `m${i}`, ts: i }]] });
  }
  assert.equal((await daemon.status()).streams, 1);
});

test('many streams share one connection, and one that is aborted ends alone', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await FastCgiConnection.open(daemon.address);
  t.after(() => connection.destroy());
  const people = await Promise.all(Array.from({ length: 20 }, () => joined(daemon)));
  for (const person of people) {
    person.lines = overFastCgi(connection, JSON.stringify({ ...person.credentials, ack: person.ack }));
    person.takeIn(await person.lines.next());
  }
  people[0].lines.cut();
  assert.equal(await people[0].lines.next(), null);
  await send(people[1], { id: 'm', ts: 1 });
  for (const person of people.slice(1)) await follow(person.lines, person, { done: (c) => c.messages.size === 1 });
  const poll = connection.request({ endpoint: 'poll', body: JSON.stringify({ ...people[0].credentials, ack: people[0].ack }) });
  assert.ok((await poll).json.commands.some(([name]) => name === 'add'), 'what the aborted stream did not bring a poll does');
});

test('a cut stream loses nothing and repeats nothing to who counts', async (t) => {
  const daemon = await daemonFor(t, PLENTY);
  const ann = await joined(daemon);
  const bob = await polling(t, daemon);
  const all = (async () => { for (let i = 0; i < 200; i++) await bob.say(`${i}`); })();
  for (let cuts = 0; ann.messages.size < 200; cuts++) {
    const lines = openStream(daemon, ann);
    const before = ann.messages.size;
    await follow(lines, ann, { ackEvery: 3, done: (c) => c.messages.size >= Math.min(200, before + 1 + cuts % 9) });
    lines.cut();
  }
  await all;
  assert.deepEqual(ann.texts(bob.id), bob.said.map((m) => m.text));
  assert.equal(ann.doubles ?? 0, 0);
  assert.equal(ann.inits, 1);
});

test('a stream and a poll carry the same, and the first acknowledgement wins', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const lines = opened(t, daemon, ann);
  await lines.next();
  const poll = ann.post('poll', { ...ann.credentials, ack: 1 });
  await statusUntil(daemon, (s) => s.parked === 2);
  await send(ann, { id: 'm', ts: 1 });
  const expected = { seq: 2, commands: [['add', ann.id, { id: 'm', ts: 1 }]] };
  assert.deepEqual(await lines.next(), expected);
  assert.deepEqual((await poll).json, expected);
  // Neither ends the other: a newer poll, a newer stream.
  const parked = ann.post('poll', { ...ann.credentials, ack: 2 });
  await statusUntil(daemon, (s) => s.parked === 2);
  const newer = opened(t, daemon, ann, { ack: 2 });
  assert.deepEqual(await newer.next(), { seq: 2, commands: [] });
  assert.deepEqual(await lines.next(), { seq: 2, commands: [], superseded: true });
  assert.equal(await lines.next(), null);
  await send(ann, { id: 'n', ts: 1 }, { ack: 2 });
  assert.equal((await parked).json.seq, 3);
  assert.equal((await newer.next()).seq, 3);
});

test('a client with a stream is present, and without it for a grace more', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.2', '--grace', '0.4']);
  const [ann, bob] = [await joined(daemon), await polling(t, daemon)];
  const lines = openStream(daemon, ann);
  await lines.next();
  // Several graces, told by polls of Bob's that were held to their end.
  for (let polls = 0; polls < 8; polls++) assert.equal((await bob.post('probe', { ...bob.credentials, pause: 0.2 })).status, 200);
  assert.equal((await daemon.status()).clients, 2);
  lines.cut();
  await bob.until((c) => c.gone.some(({ id, why }) => id === ann.id && why === 'gone'));
});

test('a stream ends with a word when the daemon does', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const lines = opened(t, daemon, ann);
  await lines.next();
  const { code } = await daemon.terminate();
  assert.equal(code, 0);
  const { wait, ...last } = await lines.next();
  assert.deepEqual(last, { seq: 1, commands: [], end: true });
  assert.ok(wait > 0);
  assert.equal(await lines.next(), null);
});

test('beyond 256 KiB nothing comes before an acknowledgement', async (t) => {
  const daemon = await daemonFor(t, PLENTY);
  const ann = await joined(daemon);
  const lines = opened(t, daemon, ann);
  await lines.next();
  const text = 'x'.repeat(50_000);
  for (let i = 0; i < 10; i++) assert.equal((await send(ann, { id: `m${i}`, text })).status, 200);
  let seq = 1;
  while (seq < 6) seq = (await lines.next()).seq;
  assert.equal(seq, 6, 'five of 50 KB');
  await daemon.status();
  assert.equal(lines.waiting, 0);
  for (const ack of [6, 11]) {
    assert.equal((await ann.post('ack', { ...ann.credentials, ack })).status, 204);
    while (ack === 6 && seq < 11) {
      const line = await lines.next();
      assert.equal(line.seq - line.commands.length, seq, 'it goes on where it ended');
      seq = line.seq;
    }
  }
  assert.equal(seq, 11);
});

test('who does not read costs a queue, and begins anew when reading again', async (t) => {
  // The address sanitizer keeps what is freed, which would be measured.
  const env = { ASAN_OPTIONS: 'quarantine_size_mb=1' };
  const daemon = await daemonFor(t, [...PLENTY, '--max-queue', '500000'], { env });
  const [ann, bob] = [await joined(daemon), await polling(t, daemon)];
  const lines = opened(t, daemon, ann);
  ann.takeIn(await lines.next());
  lines.pause();
  const before = await daemon.residentKiB();
  const text = 'x'.repeat(50_000);
  for (let i = 0; i < 400; i++) {
    const answer = await send(bob, { id: `m${i}`, text });
    assert.equal(answer.status, 200, answer.text);
  }
  const grown = await daemon.residentKiB() - before;
  t.diagnostic(`20 MB said to who does not read: the daemon grew by ${grown} KiB`);
  assert.ok(grown < 8 * 1024, `${grown} KiB`);
  assert.ok((await daemon.status()).overflowed > 0);
  lines.resume();
  const following = follow(lines, ann, { done: (c) => c.inits === 2 });
  await following;
  await bob.say('after');
  await follow(lines, ann, { done: (c) => c.texts().includes('after') });
  assert.equal(ann.faulted, undefined);
});

test('who does not read nor acknowledge on one of many connections keeps nobody waiting', async (t) => {
  const daemon = await daemonFor(t, PLENTY);
  const people = await Promise.all(Array.from({ length: 4 }, () => joined(daemon)));
  const [, ...readers] = people;
  for (const person of people) {
    person.lines = opened(t, daemon, person);
    person.takeIn(await person.lines.next());
  }
  people[0].lines.pause();
  const text = 'x'.repeat(20_000);
  for (let i = 0; i < 100; i++) {
    await send(readers[0], { id: `m${i}`, ts: 1, text });
    await Promise.all(readers.map((c) => follow(c.lines, c, { done: () => c.messages.has(`${readers[0].id} m${i}`) })));
  }
  assert.ok((await daemon.status()).overflowed > 0);
});

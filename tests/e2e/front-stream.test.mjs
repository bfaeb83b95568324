// Streams through real lighttpd, Apache, nginx and HAProxy with the shipped configurations, by HTTP and by HTTPS: each line at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRONTS, SECURE } from '../lib/front.mjs';
import { follow, openStream } from '../lib/lines.mjs';
import { daemonFor, frontFor, joined, polling, send } from '../lib/scene.mjs';

const CHATS = [...FRONTS, 'haproxy', ...SECURE];
const PLENTY = ['--rate', '0', '--rate-bytes', '0'];

/** The address sanitizer keeps what is freed, which would be measured. */
const env = { ASAN_OPTIONS: 'quarantine_size_mb=1' };

async function placeFor(t, kind, args = []) {
  const daemon = await daemonFor(t, args, { env });
  return { daemon, front: await frontFor(t, kind, { socket: daemon.socket }) };
}

function opened(t, place, client) {
  const lines = openStream(place, client);
  t.after(() => lines.cut());
  return lines;
}

for (const kind of CHATS) {
  test(`${kind} passes each line on before the next is caused`, async (t) => {
    const { daemon, front } = await placeFor(t, kind);
    const ann = await joined(front);
    const lines = opened(t, front, ann);
    const head = await lines.head;
    assert.equal(head.status, 200);
    assert.match(head.headers['content-type'], /^application\/x-ndjson/);
    assert.equal(head.headers['cache-control'], 'no-store');
    assert.equal(head.headers['content-length'], undefined);
    assert.deepEqual(await lines.next(), { seq: 1, commands: [] });
    const times = [];
    const bob = await joined(daemon); // by another path, so that only the stream's is measured
    ann.takeIn(await lines.next());
    for (let i = 0; i < 50; i++) {
      const begun = performance.now();
      await send(bob, { id: `m${i}`, ts: 1 });
      ann.takeIn(await lines.next());
      times.push(performance.now() - begun);
      assert.equal(ann.messages.size, i + 1);
    }
    times.sort((a, b) => a - b);
    t.diagnostic(`${kind}: from a send to its line ${times[25].toFixed(1)} ms (median), ${times[49].toFixed(1)} ms (most)`);
  });

  test(`${kind} passes long lines on`, async (t) => {
    const { daemon, front } = await placeFor(t, kind, PLENTY);
    const ann = await joined(front);
    const lines = opened(t, front, ann);
    ann.takeIn(await lines.next());
    const bob = await polling(t, daemon);
    for (let i = 0; i < 20; i++) {
      await bob.say(`${i} ${'x'.repeat(90_000)}`);
      await follow(lines, ann, { done: (c) => c.texts().length === i + 1 });
    }
    assert.deepEqual(ann.texts(), bob.said.map((m) => m.text));
  });

  test(`${kind}: who does not read keeps nobody else waiting`, async (t) => {
    const { daemon, front } = await placeFor(t, kind, PLENTY);
    const [ann, carl] = [await joined(front), await joined(front)];
    const [unread, read] = [opened(t, front, ann), opened(t, front, carl)];
    await unread.next();
    unread.pause();
    const bob = await polling(t, front);
    for (let i = 0; i < 40; i++) {
      await bob.say(`${i} ${'x'.repeat(50_000)}`);
      await Promise.all([
        follow(read, carl, { done: (c) => c.texts(bob.id).length === i + 1 }),
        bob.until((c) => c.texts(bob.id).length === i + 1),
      ]);
    }
    assert.ok((await daemon.status()).overflowed > 0, 'and more was said than anything on the way holds');
  });

  test(`${kind}: who does not read makes nothing grow, and begins anew when reading again`, async (t) => {
    const { daemon, front } = await placeFor(t, kind, PLENTY);
    const ann = await joined(front);
    const lines = opened(t, front, ann);
    ann.takeIn(await lines.next());
    lines.pause();
    const bob = await polling(t, daemon);
    const before = await daemon.residentKiB();
    for (let i = 0; i < 200; i++) assert.equal((await send(bob, { id: `m${i}`, text: 'x'.repeat(50_000) })).status, 200);
    const grown = await daemon.residentKiB() - before;
    t.diagnostic(`${kind}: 10 MB said to who does not read: the daemon grew by ${grown} KiB`);
    assert.ok(grown < 8 * 1024, `${grown} KiB`);
    assert.ok((await daemon.status()).overflowed > 0);
    lines.resume();
    await follow(lines, ann, { done: (c) => c.inits === 2 });
    await bob.say('after');
    await follow(lines, ann, { done: (c) => c.texts().includes('after') });
    assert.equal(ann.faulted, undefined);
  });
}

test('what is broken on the way is repaired, whoever is in front', async (t) => {
  const daemon = await daemonFor(t, PLENTY);
  const people = await Promise.all(CHATS.map(async (kind) => {
    const place = await frontFor(t, kind, { socket: daemon.socket });
    return Object.assign(await joined(place), { place });
  }));
  const bob = await polling(t, daemon);
  const following = people.map(async (ann) => {
    for (let cuts = 0; ann.texts(bob.id).length < 100; cuts++) {
      const before = ann.messages.size;
      const lines = openStream(ann.place, ann);
      await follow(lines, ann, { ackEvery: 3, done: (c) => c.texts(bob.id).length >= Math.min(100, before + 5 + cuts % 7) });
      lines.cut();
    }
  });
  for (let i = 0; i < 100; i++) await bob.say(`${i}`);
  await Promise.all(following);
  for (const ann of people) {
    assert.deepEqual(ann.texts(bob.id), bob.said.map((m) => m.text));
    assert.equal(ann.doubles ?? 0, 0);
    assert.equal(ann.inits, 1);
  }
});

test('after 15 seconds of silence a heartbeat comes, whoever is in front', async (t) => {
  const daemon = await daemonFor(t);
  await Promise.all(CHATS.map(async (kind) => {
    const place = await frontFor(t, kind, { socket: daemon.socket });
    const ann = await joined(place, { room: kind });
    const lines = opened(t, place, ann);
    assert.deepEqual(await lines.next(), { seq: 1, commands: [] });
    const begun = performance.now();
    assert.deepEqual(await lines.next(), { seq: 1, commands: [], heartbeat: true });
    t.diagnostic(`${kind}: a heartbeat after ${((performance.now() - begun) / 1000).toFixed(2)} s`);
  }));
});

test('on shared hosting streams are not offered, for mod_fcgid holds lines back', async (t) => {
  const front = await frontFor(t, 'apache-fcgid');
  const ann = await joined(front);
  assert.equal(ann.init.stream, false);
  const direct = await joined(await daemonFor(t));
  assert.equal(direct.init.stream, true);
});

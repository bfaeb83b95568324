// Bounded queues: nobody who does not read can make the server grow, and nothing is lost by it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daemonFor, joined, polling, post, send } from '../lib/scene.mjs';

const kilobyte = 'x'.repeat(1000);

async function sendUntilOverflow(sender, total) {
  for (let sent = 0; sent < total; sent += 1000) {
    const answer = await send(sender, { text: kilobyte });
    assert.equal(answer.status, 200, answer.text);
  }
}

test('a queue that overflows becomes one init, and only then are the others asked', async (t) => {
  const daemon = await daemonFor(t, ['--max-queue', '20000', '--rate', '0', '--rate-bytes', '0', '--hold', '0.1']);
  const slow = await joined(daemon);
  const loud = await polling(t, daemon);
  await sendUntilOverflow(loud, 40000);
  const late = await joined(daemon);
  const answer = await slow.poll();
  const names = answer.json.commands.map(([name]) => name);
  assert.deepEqual(names.filter((name) => name === 'add'), [], 'the queue was emptied');
  assert.equal(names.filter((name) => name === 'init').length, 1);
  assert.deepEqual(answer.json.commands.filter(([name]) => name === 'fetch').map(([, id]) => id).slice(0, 1), [loud.id], 'pending fetches stay');
  const [, id, init] = answer.json.commands.find(([name]) => name === 'init');
  assert.equal(id, slow.id);
  assert.equal(init.name, slow.init.name);
  assert.deepEqual(new Set(init.members), new Set([loud.id, late.id]), 'members are those of now');
  assert.ok(answer.json.seq > 1, 'the numbers go on');
});

test('after an overflow everything comes again, once', async (t) => {
  const daemon = await daemonFor(t, ['--max-queue', '50000', '--rate', '0', '--rate-bytes', '0']);
  const slow = await joined(daemon);
  const loud = await polling(t, daemon);
  for (let i = 0; i < 100; i++) await loud.say(`${i} ${kilobyte}`);
  slow.polling = (async () => {
    while (slow.messages.size < 100) assert.equal((await slow.poll()).status, 200);
  })();
  await slow.until((c) => c.messages.size === 100);
  await slow.polling;
  assert.equal(slow.inits, 2, 'the first one, and one for the overflow');
  assert.deepEqual(slow.texts(loud.id), loud.said.map((m) => m.text));
  assert.equal(slow.repeated, 0);
});

test('what comes between the overflow and its init is dropped', async (t) => {
  const daemon = await daemonFor(t, ['--max-queue', '20000', '--rate', '0', '--rate-bytes', '0', '--hold', '0.1']);
  const [slow, loud] = [await joined(daemon), await joined(daemon)];
  await sendUntilOverflow(loud, 30000);
  await send(loud, { id: 'small' });
  const answer = await slow.poll();
  assert.deepEqual(answer.json.commands.map(([name]) => name).filter((name) => name === 'add'), []);
  await send(loud, { id: 'after' });
  await slow.poll();
  assert.deepEqual([...slow.messages.values()].map((m) => m.id), ['after']);
});

test('the others are asked at most once in ten seconds for one client', async (t) => {
  const daemon = await daemonFor(t, ['--max-queue', '20000', '--rate', '0', '--rate-bytes', '0', '--hold', '5']);
  const [slow, loud] = [await joined(daemon), await joined(daemon)];
  const fetched = [];
  const hear = async (hold = 0) => {
    for (;;) {
      const { json } = await loud.poll(undefined, { hold });
      fetched.push(...json.commands.filter(([name, id]) => name === 'fetch' && id === slow.id));
      if (json.commands.length === 0) return;
    }
  };
  const begun = process.hrtime.bigint();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 40; i++) {
      await send(loud, { text: kilobyte });
      await hear();
    }
    while ((await slow.poll(undefined, { hold: 0 })).json.commands.length > 0);
    await hear();
  }
  assert.ok(slow.inits >= 3, `${slow.inits} inits`);
  // The join counts as the first time, so the next may come only after ten seconds.
  while (fetched.length === 0) await hear(5);
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  assert.ok(fetched.length <= 1 + Math.floor(seconds / 10), `${fetched.length} fetches in ${seconds} s`);
});

test('a message to a client whose queue is more than half full is a 429', async (t) => {
  const daemon = await daemonFor(t, ['--max-queue', '20000', '--rate', '0', '--rate-bytes', '0', '--hold', '0.1']);
  const [slow, loud] = [await joined(daemon), await joined(daemon)];
  let accepted = 0;
  let answer;
  while ((answer = await send(loud, { id: `m${accepted}`, to: slow.id, text: kilobyte })).status === 200) accepted++;
  assert.equal(answer.status, 429);
  assert.equal(answer.json.error, 'rate_limited');
  assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
  assert.ok(accepted >= 7 && accepted <= 12, `${accepted} KB of a queue of 20 KB`);
  while ((await slow.poll()).json.commands.length > 0);
  assert.equal(slow.inits, 1, 'history does not overflow a queue');
  assert.equal(slow.messages.size, accepted);
  assert.equal((await send(loud, { id: 'again', to: slow.id, text: kilobyte })).status, 200, 'what was read makes room');
});

test('an idle reader is not disturbed by a full one', async (t) => {
  const daemon = await daemonFor(t, ['--max-queue', '20000', '--rate', '0', '--rate-bytes', '0']);
  await joined(daemon);
  const [reader, loud] = [await polling(t, daemon), await joined(daemon)];
  await sendUntilOverflow(loud, 60000);
  await reader.until((c) => c.messages.size === 60);
  assert.equal(reader.inits, 1);
});

test('a newcomer to a room with 2 MB of history gets all of it', async (t) => {
  const daemon = await daemonFor(t, ['--rate', '0', '--rate-bytes', '0']);
  const people = [await polling(t, daemon), await polling(t, daemon)];
  for (const person of people) {
    for (let i = 0; i < 20; i++) await person.say(`${i} ${'y'.repeat(50000)}`);
  }
  for (const person of people) await person.until((c) => c.messages.size === 40);
  const newcomer = await polling(t, daemon);
  await newcomer.until((c) => c.messages.size === 40);
  for (const person of people) assert.deepEqual(newcomer.texts(person.id), person.said.map((m) => m.text));
  assert.equal(newcomer.inits, 1, 'without an overflow');
  assert.equal(newcomer.doubles ?? 0, 0);
});

test('a big message into a small queue goes to those who can take it', async (t) => {
  const daemon = await daemonFor(t, ['--max-queue', '20000', '--rate-bytes', '0', '--hold', '0.1']);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  const answer = await send(ann, { id: 'big', text: 'x'.repeat(30000) });
  assert.ok([200, 413, 429].includes(answer.status), `${answer.status}`);
  assert.equal((await bob.poll()).status, 200);
  assert.equal((await post(daemon, 'join', {})).status, 200);
});

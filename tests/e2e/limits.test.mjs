// Limits: places, rates, descriptors.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FastCgiConnection, request, requestBytes } from '../lib/fastcgi.mjs';
import { newToken } from '../lib/client.mjs';
import { daemonFor, joined, polling, post, send, statusUntil } from '../lib/scene.mjs';

function assertRefused(answer, status, code) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.json.error, code);
  assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
}

/** Sends until one is refused; returns how many passed and the refusal. */
async function until429(attempt, most = 100000) {
  for (let passed = 0; passed < most; passed++) {
    const answer = await attempt(passed);
    if (answer.status === 429) return { passed, answer };
    assert.equal(answer.status, 200, answer.text);
  }
  throw new Error(`${most} passed`);
}

test('--max-clients: 503 full, and a place that is left can be taken', async (t) => {
  const daemon = await daemonFor(t, ['--max-clients', '3']);
  const people = [await joined(daemon), await joined(daemon, { room: 'b' }), await joined(daemon)];
  assertRefused(await post(daemon, 'join', {}), 503, 'full');
  assert.equal((await post(daemon, 'join', { token: people[0].token })).status, 200, 'who is present may join again');
  await people[1].leave();
  assert.equal((await post(daemon, 'join', {})).status, 200);
});

test('--max-room: 503 full for that room only', async (t) => {
  const daemon = await daemonFor(t, ['--max-room', '2', '--hold', '0.1']);
  const [ann, bob] = [await joined(daemon, { room: 'a' }), await joined(daemon, { room: 'a' })];
  assertRefused(await post(daemon, 'join', { room: 'a' }), 503, 'full');
  const cem = await joined(daemon, { room: 'b' });
  assertRefused(await post(daemon, 'join', { room: 'a', token: cem.token }), 503, 'full');
  assert.equal((await cem.poll()).status, 200, 'a refused move changes nothing');
  assert.equal((await post(daemon, 'join', { room: 'a', token: ann.token })).status, 200);
  await bob.leave();
  assert.equal((await post(daemon, 'join', { room: 'a' })).status, 200);
});

test('--rate: bursts of five seconds, then 429; messages with "to" have a budget of their own', async (t) => {
  const daemon = await daemonFor(t, ['--rate', '2', '--rate-bytes', '0', '--hold', '0.1']);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  const begun = process.hrtime.bigint();
  const open = await until429((i) => send(ann, { id: `o${i}` }));
  assertRefused(open.answer, 429, 'rate_limited');
  const addressed = await until429((i) => send(ann, { id: `t${i}`, to: bob.id }));
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  for (const { passed } of [open, addressed]) {
    assert.ok(passed >= 10 && passed <= 11 + Math.ceil(2 * seconds), `${passed} of a burst of 10 in ${seconds} s`);
  }
  assert.equal((await send(bob, { id: 'm' })).status, 200, 'each client has its own');
  await bob.poll();
  assert.equal(bob.messages.size, open.passed + addressed.passed + 1, 'what was refused went nowhere');
});

test('a request passes while its bucket is not empty, and may take it below zero', async (t) => {
  const daemon = await daemonFor(t, ['--rate', '1', '--rate-bytes', '0']);
  const ann = await joined(daemon);
  const many = Array.from({ length: 64 }, (_, i) => ['send', ann.id, { id: `m${i}` }]);
  assert.equal((await ann.post('send', { ...ann.credentials, commands: many })).status, 200);
  const refused = await send(ann, {});
  assertRefused(refused, 429, 'rate_limited');
  assert.ok(Number(refused.headers['retry-after']) > 40, `59 below zero at one a second: retry after ${refused.headers['retry-after']}`);
});

test('--rate 0 is no limit', async (t) => {
  const daemon = await daemonFor(t, ['--rate', '0', '--rate-bytes', '0']);
  const ann = await joined(daemon);
  for (let i = 0; i < 400; i++) assert.equal((await send(ann, { id: `m${i}` })).status, 200);
});

test('--rate-bytes: bursts of a quarter of the queue', async (t) => {
  const daemon = await daemonFor(t, ['--rate', '0', '--rate-bytes', '1000', '--max-queue', '400000']);
  const ann = await joined(daemon);
  const begun = process.hrtime.bigint();
  const { passed, answer } = await until429((i) => send(ann, { id: `m${i}`, text: 'x'.repeat(10000) }));
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  assertRefused(answer, 429, 'rate_limited');
  assert.ok(passed >= 9 && passed <= 11 + Math.ceil(seconds / 10), `${passed} of 10 KB each in ${seconds} s, of a burst of 100 KB`);
});

test('--join-rate: one address, not all', async (t) => {
  const daemon = await daemonFor(t, ['--join-rate', '1', '--max-clients', '5000', '--max-room', '5000']);
  const connection = await FastCgiConnection.open(daemon.address);
  t.after(() => connection.destroy());
  const join = (remote) => connection.request({ endpoint: 'join', body: '{}', remote });
  const { passed, answer } = await until429(() => join('192.0.2.1'));
  assertRefused(answer, 429, 'rate_limited');
  assert.ok(passed >= 1000 && passed <= 1003, `${passed} of a burst of 1000`);
  assert.equal((await join('192.0.2.2')).status, 200);
  assert.equal((await join('2001:db8::1')).status, 200);
});

test('--join-rate 0 is no limit', async (t) => {
  const daemon = await daemonFor(t, ['--join-rate', '0']);
  const connection = await FastCgiConnection.open(daemon.address);
  t.after(() => connection.destroy());
  const token = newToken();
  for (let i = 0; i < 1200; i++) {
    const answer = await connection.request({ endpoint: 'join', body: JSON.stringify({ token }) });
    assert.equal(answer.status, 200, answer.text);
  }
});

test('a long address does not hide whose it is: the request is refused', async (t) => {
  const daemon = await daemonFor(t);
  const long = `/${'A'.repeat(8000)}/join`;
  const extra = { REQUEST_URI: long, SCRIPT_NAME: long, CONTENT_TYPE: `application/json; x=${'y'.repeat(600)}` };
  const answer = await request(daemon.address, { endpoint: 'join', body: '{}', extra });
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.json.error, 'bad_request');
  assert.equal((await daemon.status()).clients, 0);
});

test('64 descriptors and 80 requests that never become whole: others find a place', async (t) => {
  const daemon = await daemonFor(t, [], { wrapper: ['prlimit', '--nofile=64:64'] });
  const half = requestBytes(1, { endpoint: 'join', body: '{}' }).subarray(0, 40);
  for (let i = 0; i < 80; i++) {
    const connection = await FastCgiConnection.open(daemon.address);
    t.after(() => connection.destroy());
    connection.write(half);
  }
  const person = await joined(daemon);
  assert.equal((await send(person, { id: 'through' })).status, 200);
});

test('an answer is written before its connection gives way to others', async (t) => {
  const daemon = await daemonFor(t, [], { wrapper: ['prlimit', '--nofile=64:64'] });
  const kept = await FastCgiConnection.open(daemon.address);
  t.after(() => kept.destroy());
  await kept.request({ endpoint: 'join', body: '{}' });
  // All of it is there when the daemon looks: the request, and connections enough to need every place.
  daemon.process.signal('SIGSTOP');
  const asked = kept.request({ endpoint: 'join', body: '{}' });
  for (let i = 0; i < 80; i++) {
    const connection = await FastCgiConnection.open(daemon.address);
    t.after(() => connection.destroy());
  }
  daemon.process.signal('SIGCONT');
  assert.equal((await asked).status, 200);
});

test('64 descriptors and 200 clients: nobody is stuck, every message arrives', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '2', '--grace', '20', '--rate', '0'], { wrapper: ['prlimit', '--nofile=64:64'] });
  const people = await Promise.all(Array.from({ length: 200 }, () => polling(t, daemon, { persistent: true })));
  const speakers = people.filter((_, i) => i % 20 === 0);
  await Promise.all(speakers.map(async (person, i) => {
    for (let n = 0; n < 3; n++) await person.say(`${i} ${n}`);
  }));
  for (const person of people) await person.until((c) => c.messages.size >= 30);
  for (const person of people) {
    assert.equal(person.messages.size, 30);
    assert.deepEqual(person.gone, [], 'nobody was taken for gone');
  }
  assert.equal(daemon.process.ended, false);
});

test('when descriptors run short the longest parked are asked to wait, and a send finds its place', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '600', '--grace', '100'], { wrapper: ['prlimit', '--nofile=64:64'] });
  const people = [];
  for (let i = 0; i < 70; i++) people.push(await joined(daemon, { room: `r${i}` }));
  const released = [];
  const polls = [];
  for (const [index, person] of people.entries()) {
    polls.push(person.poll().then((answer) => {
      if (!daemon.leaving) released.push(index);
      return answer;
    }));
    await statusUntil(daemon, (status) => status.parked + released.length >= index + 1 || released.length > 0);
  }
  assert.equal(released[0], 0, 'the first to park is the first to be asked');
  const speaker = people.at(-1);
  for (let i = 0; i < 5; i++) assert.equal((await send(speaker, { id: `m${i}` })).status, 200);
  assert.ok(released.length > 0);
  daemon.leaving = true;
  await daemon.terminate();
  const answers = await Promise.all(polls.map((poll) => poll.catch(() => null)));
  for (const index of released.filter((i) => people[i] !== speaker)) {
    const { json } = answers[index];
    assert.deepEqual(json.commands, []);
    assert.ok(json.wait > 0 && json.wait <= 50, `wait ${json.wait} is at most half the grace`);
  }
});

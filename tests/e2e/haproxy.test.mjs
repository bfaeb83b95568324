// HAProxy as shipped: polls share connections to the daemon, the page comes from lighttpd or Apache.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { assertPage } from '../lib/headers.mjs';
import { request, requestBytes } from '../lib/http.mjs';
import { daemonFor, frontFor, joined, polling, send, statusUntil } from '../lib/scene.mjs';

const UNLIMITED = ['--rate', '0', '--rate-bytes', '0', '--join-rate', '0', '--max-answer', '65536'];
// All polls of a few people then meet on one connection.
const ONE_THREAD = ['^global$', 'global\n    nbthread 1'];
const guard = { timeout: 300_000 };

async function placeFor(t, args = [], { kind = 'haproxy', ...options } = {}) {
  const daemon = await daemonFor(t, [...UNLIMITED, ...args]);
  return { daemon, front: await frontFor(t, kind, { socket: daemon.socket, ...options }) };
}

/** How many connections the daemon has on its socket. */
async function connectionsOf(daemon) {
  const CONNECTED = '03';
  const sockets = (await readFile('/proc/net/unix', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  return sockets.filter(([, , , , , state, , path]) => state === CONNECTED && path === daemon.socket).length;
}

async function crowdFor(t, front, count) {
  const people = [];
  while (people.length < count) {
    const some = Math.min(20, count - people.length);
    people.push(...await Promise.all(Array.from({ length: some }, () => polling(t, front))));
  }
  return people;
}

async function allHear(people, count) {
  for (const person of people) await person.until((c) => c.messages.size === count);
  for (const person of people) assert.deepEqual([...person.messages.keys()], [...people[0].messages.keys()]);
  for (const person of people) assert.equal(person.repeated, 0);
}

const PAGES = [['lighttpd', ''], ['lighttpd', '/~ann/talk'], ['lighttpd', '/chat'], ['apache', ''], ['apache', '/~ann/talk']]
  .flatMap((page) => ['haproxy', 'haproxy-tls'].map((kind) => [kind, ...page]));

for (const [kind, pageFrom, base] of PAGES) {
  test(`${kind}: the page of ${pageFrom} and the chat beside it, at ${base || 'the root'}`, guard, async (t) => {
    const { front } = await placeFor(t, [], { kind, base, pageFrom });
    await assertPage(front);
    assert.equal(front.web.kind, pageFrom);
    const people = await crowdFor(t, front, 2);
    await people[0].say('hello');
    await allHear(people, 1);
  });
}

test('the sources of the page too, of which some lie in a directory named chat', guard, async (t) => {
  const { front } = await placeFor(t, [], { unbuilt: true });
  const [name] = (await readdir(join(process.env.OTC_SOURCE, 'www', 'js', 'chat'))).filter((file) => file.endsWith('.js'));
  const answer = await request(`${front.url}js/chat/${name}`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /^text\/javascript/);
});

test('1,000 polls are parked on few connections, and each hears everything once', guard, async (t) => {
  const { daemon, front } = await placeFor(t, ['--hold', '300', '--max-hold', '300']);
  const people = await crowdFor(t, front, 1000);
  await statusUntil(daemon, (status) => status.parked === 1000, Infinity);
  const connections = await connectionsOf(daemon);
  t.diagnostic(`1,000 parked polls and ${connections} connections`);
  assert.ok(connections <= 80, `${connections} connections`);
  // All poll again at the same moment.
  for (let i = 1; i <= 5; i++) {
    await people[i].say(`message ${i}`);
    await allHear(people, i);
  }
  assert.ok(await connectionsOf(daemon) <= 80);
});

test('messages of 1 byte to 90 KB reach all who share a connection', guard, async (t) => {
  const { front } = await placeFor(t);
  const people = await crowdFor(t, front, 100);
  let count = 0;
  for (const size of [1, 200, 4000, 7000, 16_000, 17_000, 40_000, 65_000, 66_000, 90_000]) {
    for (const person of people.slice(0, 4)) await person.say(String(count++).padEnd(size, 'z'));
    await allHear(people, count);
  }
});

test('a poll with headers that no buffer of many could hold is answered beside the others', guard, async (t) => {
  const { front } = await placeFor(t);
  const people = await crowdFor(t, front, 60);
  const long = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`c${i}`, 'y'.repeat(1000)]));
  const others = [];
  while (others.length < 60) others.push(await joined(front));
  const asking = others.map(({ credentials }) => request(front.endpoint('poll'), {
    method: 'POST', headers: { 'Content-Type': 'application/json', ...long }, body: JSON.stringify({ ...credentials, ack: 1 }),
  }));
  for (let i = 1; i <= 3; i++) {
    await people[i].say(`message ${i}`);
    await allHear(people, i);
  }
  for (const answer of await Promise.all(asking)) assert.equal(answer.status, 200, answer.text);
});

test('who has gone is so after hold and grace, and the others on the connection stay', guard, async (t) => {
  const { daemon, front } = await placeFor(t, ['--hold', '2', '--grace', '1.5'], { changes: [ONE_THREAD] });
  const people = await crowdFor(t, front, 20);
  await statusUntil(daemon, (status) => status.parked === 20);
  const [leaver, ...others] = people;
  await leaver.vanish();
  for (const person of others) await person.until((c) => c.gone.length === 1);
  assert.deepEqual(others[0].gone, [{ id: leaver.id, why: 'gone' }]);
  await others[0].say('still here');
  await allHear(others, 1);
  for (const person of others) assert.equal(person.gone.length, 1);
});

// Sends a request with the least room for an answer that the system grants, and reads it when told to. node cannot.
const SLOW_READER = `
  use Socket;
  socket(S, PF_INET, SOCK_STREAM, 0) && setsockopt(S, SOL_SOCKET, SO_RCVBUF, 1) or die;
  connect(S, sockaddr_in($ARGV[0], INADDR_LOOPBACK)) && syswrite(S, $ARGV[1]) or die;
  <STDIN>;
  print while <S>;`;

test('who does not read holds up nobody on the same connection', guard, async (t) => {
  // The system would take a whole answer otherwise.
  const small = ['^global$', 'global\n    nbthread 1\n    tune.sndbuf.client 4096'];
  const { daemon, front } = await placeFor(t, [], { changes: [small] });
  const people = await crowdFor(t, front, 10);
  const speaker = await joined(front, { room: 'other' });
  const deaf = await joined(front, { room: 'other' });
  for (let i = 0; i < 30; i++) assert.equal((await send(speaker, { text: 'z'.repeat(10_000) })).status, 200);
  const { delivered } = await daemon.status();
  const bytes = requestBytes(front.endpoint('poll'), {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...deaf.credentials, ack: 1 }),
  });
  const reader = spawn('perl', ['-e', SLOW_READER, String(front.port), String(bytes)], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => reader.kill());
  await statusUntil(daemon, (status) => status.delivered > delivered, Infinity);
  for (let i = 1; i <= 5; i++) {
    await people[i].say(`message ${i}`);
    await allHear(people, i);
  }
  reader.stdin.end('\n');
  assert.match(await text(reader.stdout), /^HTTP\/1\.1 200 [^]*zzz/);
});

test('the daemon or HAProxy is killed and started, and a crowd is back with everything', guard, async (t) => {
  const { daemon, front } = await placeFor(t);
  const people = await Promise.all(Array.from({ length: 60 }, () => polling(t, front, { persistent: true })));
  await people[0].say('before');
  await allHear(people, 1);
  await daemon.kill();
  await daemon.start();
  for (const person of people) await person.until((c) => c.inits === 2 && c.messages.size === 1);
  await front.restart('SIGKILL');
  await people[1].say('after');
  for (const person of people) await person.until((c) => c.messages.size === 2);
  for (const person of people) assert.deepEqual(person.gone, []);
});

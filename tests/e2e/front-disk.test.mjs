// No byte of a message may reach a disk: what each front server writes is watched while large bodies and
// answers pass. Each is first run with settings that do write, to see that the watch notices.

import assert from 'node:assert/strict';
import { statfs } from 'node:fs/promises';
import { test } from 'node:test';
import { DiskWatch } from '../lib/disk.mjs';
import { FRONTS } from '../lib/front.mjs';
import { HttpConnection, request, requestBytes } from '../lib/http.mjs';
import { daemonFor, frontFor, joined, statusUntil } from '../lib/scene.mjs';

const headers = { 'Content-Type': 'application/json' };
const TMPFS = 0x01021994;
const text = 'SECRET '.repeat(12500);

/** What is changed in the shipped configuration so that the server writes to files. */
const careless = {
  lighttpd: [['^    server\\.stream-re\\w+-body +=.*$', '', 2], ['^server\\.upload-dirs := .*$', '', 1]],
  nginx: [['^        fastcgi_(request_)?buffering +off;$', '', 2], ['^        fastcgi_max_temp_file_size 0;$', '', 1]],
  // Apache streams by default; this makes it collect bodies.
  apache: [['^    LimitRequestBody 0$', '    SetEnvIf Request_URI "^" proxy-sendcl=1', 1]],
};

function said(client, more = {}) {
  return JSON.stringify({ ...client.credentials, commands: [['send', client.id, { text, ...more }]] });
}

/** Bodies of 90 KB: at once, in two halves, in chunks. Returns the statuses of the chunked ones. */
async function largeBodies(front, speaker) {
  const url = front.endpoint('send');
  const whole = await request(url, { method: 'POST', headers, body: said(speaker) });
  assert.equal(whole.status, 200, whole.text);

  const bytes = requestBytes(url, { method: 'POST', headers, body: said(speaker) });
  const slow = new HttpConnection(url);
  slow.write(bytes.subarray(0, 70000));
  // The server has read the first half when it has served others meanwhile.
  await request(front.url);
  await request(front.endpoint('status'));
  slow.write(bytes.subarray(70000));
  assert.equal((await slow.answer()).status, 200);
  slow.destroy();

  const statuses = [];
  for (const chunked of [1000, 40000, 200000]) {
    statuses.push((await request(url, { method: 'POST', headers, body: said(speaker), chunked })).status);
  }
  return statuses;
}

/** Answers of 250 KB to many who do not read for a while: more than the kernel's buffers hold. */
async function largeAnswers(front, daemon, readers) {
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

async function watched(t, kind, changes) {
  const daemon = await daemonFor(t, ['--rate', '0', '--rate-bytes', '0']);
  const front = await frontFor(t, kind, { socket: daemon.socket, changes });
  const readers = [];
  for (let i = 0; i < 50; i++) readers.push(await joined(daemon));
  const speaker = readers.at(-1);
  const watch = await DiskWatch.start(front.pid);
  let statuses;
  let written;
  try {
    statuses = await largeBodies(front, speaker);
    await largeAnswers(front, daemon, readers);
  } finally {
    written = await watch.stop();
  }
  await statusUntil(daemon, (status) => status.clients >= 50);
  const logs = [front.errorLog.path, front.accessLog.path];
  const files = [...written.keys()].filter((path) => !logs.includes(path.replace(/ \(deleted\)$/, '')));
  for (const log of [front.errorLog, front.accessLog]) assert.ok(!log.read().includes('SECRET'));
  return { files, statuses };
}

for (const kind of FRONTS) {
  test(`${kind} with careless settings writes to files, and the watch sees it`, async (t) => {
    const { files } = await watched(t, kind, careless[kind]);
    t.diagnostic(`${files.length} files: ${files.slice(0, 3).join(' ')}`);
    assert.ok(files.length > 0);
  });

  test(`${kind} as shipped writes no message to a disk`, async (t) => {
    const { files, statuses } = await watched(t, kind);
    // lighttpd's temporary files are in a directory that is memory.
    const inMemory = kind === 'lighttpd' ? files.filter((path) => path.startsWith('/dev/shm/')) : [];
    if (inMemory.length) assert.equal((await statfs('/dev/shm')).type, TMPFS);
    assert.deepEqual(files.filter((path) => !inMemory.includes(path)), []);
    t.diagnostic(`chunked bodies are answered ${statuses.join(' ')}`);
    for (const status of statuses) assert.ok(status === 200 || status === 411, `${status}`);
  });
}

test('the daemon itself writes no file', async (t) => {
  const daemon = await daemonFor(t, ['--rate', '0', '--rate-bytes', '0']);
  const watch = await DiskWatch.start(daemon.pid);
  const ann = await joined(daemon);
  for (let i = 0; i < 20; i++) assert.equal((await ann.post('send', JSON.parse(said(ann)))).status, 200);
  await ann.poll();
  assert.deepEqual([...(await watch.stop()).keys()], []);
});

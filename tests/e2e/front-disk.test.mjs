// No byte of a message may reach a disk: what each front server writes is watched while large bodies and
// answers pass. Each is first run with settings that do write, to see that the watch notices.

import assert from 'node:assert/strict';
import { statfs } from 'node:fs/promises';
import { test } from 'node:test';
import { DiskWatch } from '../lib/disk.mjs';
import { FRONTS, SECURE } from '../lib/front.mjs';
import { SECRET, largeAnswers, largeBodies, largeStream, said } from '../lib/large.mjs';
import { daemonFor, frontFor, joined, statusUntil } from '../lib/scene.mjs';

const TMPFS = 0x01021994;
const LARGEST = 90_000;

/** What is changed in the shipped configuration so that the server writes to files. */
const careless = {
  lighttpd: [['^    server\\.stream-re\\w+-body +=.*$', '', 2], ['^server\\.upload-dirs := .*$', '', 1]],
  nginx: [['^        fastcgi_(request_)?buffering +off;$', '', 2], ['^        fastcgi_max_temp_file_size 0;$', '', 1]],
  // Apache streams by default; this makes it collect bodies.
  apache: [['^    LimitRequestBody 0$', '    SetEnvIf Request_URI "^" proxy-sendcl=1', 1]],
};

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
    statuses = await largeBodies(front, speaker, LARGEST);
    await largeAnswers(front, readers);
    // With careless settings lighttpd passes no line of it on.
    if (!changes) await largeStream(front, LARGEST);
  } finally {
    written = await watch.stop();
  }
  await statusUntil(daemon, (status) => status.clients >= 50);
  const logs = [front.errorLog.path, front.accessLog.path];
  const files = [...written.keys()].filter((path) => !logs.includes(path.replace(/ \(deleted\)$/, '')));
  for (const log of [front.errorLog, front.accessLog]) assert.ok(!log.read().includes(SECRET));
  return { files, statuses };
}

// HAProxy has no temporary files.
for (const kind of [...FRONTS, ...SECURE.filter((name) => name !== 'haproxy-tls')]) {
  test(`${kind} with careless settings writes to files, and the watch sees it`, async (t) => {
    const { files } = await watched(t, kind, careless[kind.replace('-tls', '')]);
    t.diagnostic(`${files.length} files: ${files.slice(0, 3).join(' ')}`);
    assert.ok(files.length > 0);
  });

  test(`${kind} as shipped writes no message to a disk`, async (t) => {
    const { files, statuses } = await watched(t, kind);
    // lighttpd's temporary files are in a directory that is memory.
    const inMemory = kind.startsWith('lighttpd') ? files.filter((path) => path.startsWith('/dev/shm/')) : [];
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
  for (let i = 0; i < 20; i++) assert.equal((await ann.post('send', JSON.parse(said(ann, LARGEST)))).status, 200);
  await ann.poll();
  assert.deepEqual([...(await watch.stop()).keys()], []);
});

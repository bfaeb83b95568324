// The folder of shared hosting in real Apache with mod_fcgid: what its .htaccess does, and that nothing reaches a disk.

import assert from 'node:assert/strict';
import { readFile, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DiskWatch } from '../lib/disk.mjs';
import { adjust } from '../lib/front.mjs';
import { assertPage, assertSecurityHeaders } from '../lib/headers.mjs';
import { postJson, request } from '../lib/http.mjs';
import { SECRET, largeAnswers, largeBodies } from '../lib/large.mjs';
import { frontFor, joined, polling } from '../lib/scene.mjs';

const LARGEST = 60_000;

test('the page, the chat and their errors have all headers', async (t) => {
  const front = await frontFor(t, 'apache-fcgid', { base: '/~ann/talk' });
  await assertPage(front);
  assertSecurityHeaders(await postJson(front.endpoint('join'), {}), 'join');
  const wrong = await postJson(front.endpoint('nope'), {});
  assert.equal(wrong.json.error, 'no_such_endpoint');
  assertSecurityHeaders(wrong, 'an error');
  assert.equal(wrong.headers['cache-control'], 'no-store');
});

test('the programs, the dot files and the options are nobody\'s to read', async (t) => {
  const front = await frontFor(t, 'apache-fcgid');
  await writeFile(join(front.page, '.secret'), 'a dot file');
  const libraries = await readdir(join(front.page, 'lib'));
  assert.ok(libraries.includes('loader') && libraries.includes('onetimechatd'));
  for (const path of ['.htaccess', '.secret', 'lib/', ...libraries.map((name) => `lib/${name}`)]) {
    const { status } = await request(front.url + path);
    assert.equal(status, 404, path);
  }
  const script = await request(`${front.url}chat.fcgi`);
  assert.equal(script.json?.error, 'no_such_endpoint', 'it is run, not read');
});

test('a host without mod_headers and mod_alias serves it too', async (t) => {
  const front = await frontFor(t, 'apache-fcgid', { without: ['headers', 'alias'] });
  assert.equal((await request(front.url)).status, 200);
  const [ann, bob] = [await polling(t, front), await polling(t, front)];
  await ann.say('hello');
  await bob.until((c) => c.texts().includes('hello'));
});

test('the numbers for an administrator are good ones', async (t) => {
  const front = await frontFor(t, 'apache-fcgid', { extra: `Include "${join(process.env.OTC_BUILD, 'conf', 'apache-fcgid.conf')}"` });
  // More at once than mod_fcgid would start by default without a pause.
  const people = await Promise.all(Array.from({ length: 30 }, () => polling(t, front)));
  await people[0].say('hello');
  for (const person of people) await person.until((c) => c.texts().includes('hello'));
});

test('options change with the file, and those present come over to the new hub', async (t) => {
  const front = await frontFor(t, 'apache-fcgid');
  const ann = await polling(t, front, { persistent: true });
  await ann.say('before');
  assert.equal(ann.init.max_hold, 30);
  const script = join(front.page, 'chat.fcgi');
  const changed = adjust(await readFile(script, 'utf8'), [['--max-hold 30', '--max-hold 20']]);
  await writeFile(`${script}.new`, changed, { mode: 0o755 });
  await rename(`${script}.new`, script);
  // A relay that runs the old file may start the next hub, if its poll ends just then: it is gone soon.
  let bob = null;
  for (let tries = 0; tries < 5 && bob?.init.max_hold !== 20; tries++) {
    await unlink(front.hub.socket);
    bob = await polling(t, front, { persistent: true });
  }
  assert.equal(bob.init.max_hold, 20);
  await bob.until((c) => c.texts(ann.id).includes('before'));
});

/** The files that Apache, the relays and the hub write to while large messages pass. */
async function written(t, options = {}) {
  const front = await frontFor(t, 'apache-fcgid', { args: ['--rate', '0', '--rate-bytes', '0'], ...options });
  const readers = [];
  for (let i = 0; i < 30; i++) readers.push(await joined(front));
  const watch = await DiskWatch.start(front.pid, front.hub.pid);
  let files;
  try {
    await largeBodies(front, readers.at(-1), LARGEST);
    await largeAnswers(front, readers);
  } finally {
    files = [...(await watch.stop()).keys()];
  }
  const logs = [front.errorLog.path, front.accessLog.path];
  for (const path of logs) assert.ok(!(await readFile(path, 'utf8')).includes(SECRET));
  assert.ok(!front.hub.log.includes(SECRET));
  return files.filter((path) => !logs.includes(path));
}

test('mod_fcgid that keeps less in memory writes to files, and the watch sees it', async (t) => {
  const files = await written(t, { extra: 'FcgidMaxRequestInMem 4096' });
  t.diagnostic(`${files.length} files: ${files.slice(0, 3).join(' ')}`);
  assert.ok(files.length > 0);
});

test('through mod_fcgid as it is, no message reaches a disk', async (t) => {
  assert.deepEqual(await written(t), []);
});

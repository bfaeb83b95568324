// conf/check-page.sh, which tells whether a site serves exactly a release's page.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { temporaryDirectory } from '../lib/daemon.mjs';
import { run } from '../lib/process.mjs';
import { freePort } from '../lib/ports.mjs';
import { daemonFor, frontFor } from '../lib/scene.mjs';

const script = join(process.env.OTC_SOURCE, 'conf', 'check-page.sh');
const list = join(process.env.OTC_BUILD, 'www', 'dist', 'SHA256SUMS');

// The last word is that of `sha256sum SHA256SUMS`.
const GENUINE = /^This site serves exactly the page of the release: index\.html and \d+ more files\.\nThe hash of the list, .*: [0-9a-f]{64}$/;

const check = (url, sums = list) => run('sh', [script, url, sums]);

async function siteFor(t, kind = 'lighttpd', options = {}) {
  const socket = kind === 'apache-fcgid' ? undefined : (await daemonFor(t)).socket;
  return frontFor(t, kind, { socket, ...options });
}

const nameOf = async (front, pattern) => (await readdir(front.page)).find((name) => pattern.test(name));

async function differs(front, sentence) {
  const { code, output } = await check(front.url);
  assert.equal(code, 1, output);
  assert.match(output, sentence);
  assert.match(output, /This site does not serve the page of the release\.$/);
}

for (const [kind, options] of [
  ['lighttpd', { base: '/~ann/talk' }], ['nginx', {}], ['apache', {}], ['apache-fcgid', {}],
  ['apache', { without: ['rewrite'], modules: ['filter', 'deflate'] }],
]) {
  test(`a release's page behind ${kind} is found to be that${options.without ? ', compressed on the way' : ''}`, async (t) => {
    const front = await siteFor(t, kind, options);
    for (const url of [front.url, front.url.slice(0, -1)]) {
      const { code, output } = await check(url);
      assert.equal(code, 0, output);
      assert.match(output, GENUINE);
    }
  });
}

test('the hash of the list is that which the dialog shows, and the list of an unpacked release is found', async (t) => {
  const front = await siteFor(t);
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'conf'));
  await mkdir(join(dir, 'www', 'dist'), { recursive: true });
  await copyFile(script, join(dir, 'conf', 'check-page.sh'));
  await copyFile(list, join(dir, 'www', 'dist', 'SHA256SUMS'));
  const { code, output } = await run('sh', ['conf/check-page.sh', front.url], { cwd: dir });
  assert.equal(code, 0, output);
  assert.ok(output.endsWith(`: ${createHash('sha256').update(await readFile(list)).digest('hex')}`), output);
});

test('one more script in index.html is found', async (t) => {
  const front = await siteFor(t);
  const path = join(front.page, 'index.html');
  await writeFile(path, (await readFile(path, 'utf8')).replace('</head>', '<script src="more.js"></script></head>'));
  await differs(front, /^index\.html is not the release's/);
});

test('what is changed for those alone who ask for gzip, or for br, is found', async (t) => {
  for (const [ending, encoding] of [['.gz', 'gzip'], ['.br', 'br']]) {
    const front = await siteFor(t);
    await writeFile(join(front.page, `index.html${ending}`), gzipSync('<!DOCTYPE html><script src="more.js"></script>'));
    await differs(front, new RegExp(`^index\\.html is not the release's \\(asked for with Accept-Encoding: ${encoding}\\)`));
  }
});

test('a file that is altered, or missing, is found', async (t) => {
  const altered = await siteFor(t);
  const name = await nameOf(altered, /^main-.*\.js$/);
  await appendFile(join(altered.page, name), ' ');
  await differs(altered, new RegExp(`^${name} is not the release's`, 'm'));
  const lacking = await siteFor(t);
  for (const ending of ['', '.gz', '.br']) await rm(join(lacking.page, name + ending));
  await differs(lacking, new RegExp(`^${name} is missing: the site answers 404`, 'm'));
});

test('what cannot be told is no verdict', async (t) => {
  const front = await siteFor(t);
  const nowhere = `http://127.0.0.1:${await freePort()}/`;
  for (const [args, sentence] of [
    [[script], /usage/], [[script, nowhere, list], /cannot be fetched/],
    [[script, front.url, '/nonexistent'], /no list of hashes/], [[script, front.url, '/dev/null'], /names no index\.html/],
  ]) {
    const { code, output } = await run('sh', args);
    assert.equal(code, 2, output);
    assert.match(output, sentence);
  }
});

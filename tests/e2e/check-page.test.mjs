// conf/check-page.sh, which tells whether a site serves exactly a release's page.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
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

// As an operator sets it, in all forms that browsers get.
async function edit(front, change) {
  const path = join(front.page, 'index.html');
  const page = change(await readFile(path, 'utf8'));
  assert.notEqual(page, await readFile(path, 'utf8'));
  await writeFile(path, page);
  await writeFile(`${path}.gz`, gzipSync(page));
  await writeFile(`${path}.br`, brotliCompressSync(page));
}

const ROOMS = '<meta name="onetimechat-rooms" content="public private">';
const ENDPOINT = '<meta name="onetimechat-endpoint" content="chat/">';
const meta = (name, content) => `<meta name="onetimechat-${name}" content="${content}">`;

test('what an operator says in site.json makes no difference, and is told', async (t) => {
  const front = await siteFor(t);
  await writeFile(join(front.page, 'site.json'), '{\n  "name": "Garden Club\x1b[31m"\n}\n');
  const { code, output } = await check(front.url);
  assert.equal(code, 0, output);
  assert.equal(output.split('\n')[2], 'site.json is { "name": "Garden Club?[31m" } ');
  await rm(join(front.page, 'site.json'));
  assert.equal((await check(front.url)).code, 0);
});

test('what an operator may set in index.html makes no difference, and is told', async (t) => {
  const front = await siteFor(t);
  await edit(front, (page) => page.replace(ROOMS, meta('rooms', 'private')).replace(ENDPOINT, meta('endpoint', '/~ann/chat-2/')));
  const { code, output } = await check(front.url);
  assert.equal(code, 0, output);
  const [first, ...lines] = output.split('\n');
  assert.match(first, /^This site serves exactly the page of the release/);
  assert.deepEqual(lines.slice(0, -1), [
    'Its operator has set in index.html and site.json what is theirs to set:', 'onetimechat-endpoint is "/~ann/chat-2/"', 'onetimechat-rooms is "private"',
  ]);
});

test('how many people a room holds is the operator’s to set, too', async (t) => {
  const front = await siteFor(t);
  await edit(front, (page) => page.replace(ROOMS, meta('rooms', 'public private 100')));
  const { code, output } = await check(front.url);
  assert.equal(code, 0, output);
  assert.match(output, /^onetimechat-rooms is "public private 100"$/m);
});

for (const [what, change] of [
  ['an attribute more', (page) => page.replace(ROOMS, '<meta name="onetimechat-rooms" content="private" http-equiv="refresh">')],
  ['an attribute within', (page) => page.replace(ROOMS, '<meta name="onetimechat-rooms" http-equiv="x" content="private">')],
  ['a script behind it', (page) => page.replace(ROOMS, `${meta('rooms', 'private')}<script src="more.js"></script>`)],
  ['a script before it', (page) => page.replace(ROOMS, `<script src="more.js"></script>${meta('rooms', 'private')}`)],
  ['a script in it', (page) => page.replace(ROOMS, meta('rooms', 'private"><script src="more.js"></script><meta content="'))],
  ['words for a number', (page) => page.replace(ROOMS, meta('rooms', 'private many'))],
  ['another word in it', (page) => page.replace(ROOMS, meta('rooms', 'secret'))],
  ['two of it', (page) => page.replace(ROOMS, `${ROOMS}\n${meta('rooms', 'private')}`)],
  ['one that is not there', (page) => page.replace(ROOMS, '')],
  ['an address elsewhere', (page) => page.replace(ENDPOINT, meta('endpoint', 'https://evil.example/'))],
  ['an address elsewhere, without a scheme', (page) => page.replace(ENDPOINT, meta('endpoint', '//evil.example/'))],
  ['an address with a tag', (page) => page.replace(ENDPOINT, meta('endpoint', 'chat/"><base href="x'))],
  ['a change beside what may be set', (page) => page.replace(ROOMS, meta('rooms', 'private')).replace('</head>', '<base href="x"></head>')],
  ['a file that is altered, beside what may be set', (page) => page.replace(ROOMS, meta('rooms', 'private')).replace(/src="main-/, 'src="other-')],
]) {
  test(`in what an operator may set, ${what} is found`, async (t) => {
    const front = await siteFor(t);
    await edit(front, change);
    await differs(front, /^index\.html is not the release's/);
  });
}

test('what may be set in index.html may not be in another file', async (t) => {
  const front = await siteFor(t);
  for (const ending of ['', '.gz', '.br']) await copyFile(join(front.page, `index.html${ending}`), join(front.page, `LICENSES.txt${ending}`));
  await differs(front, /^LICENSES\.txt is not the release's/m);
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

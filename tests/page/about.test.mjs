// What the connection dialog says of the page itself.

import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { VERSION, checkCommand, readAbout } from '../../www/js/view/doctor/about.js';
import { connection as words } from '../../www/js/words/en-connection.js';

const BASE = 'https://site.example/talk/';
const NAMES = ['boot-0123456789ab.js', 'doctor-0123456789ab.js', 'index.html', 'main-0123456789ab.js', 'page-0123456789ab.css'];
const LIST = NAMES.map((name) => `${'a'.repeat(64)}  ${name}\n`).join('');
const loaded = [NAMES[0], `${NAMES[1]}?again`, NAMES[3], NAMES[4]].map((name) => BASE + name);

const answering = (text, status = 200) => async () => new Response(text, { status });
const about = (more = {}) => readAbout({ version: '1.2.3', base: BASE, loaded, fetch: answering(LIST), subtle: webcrypto.subtle, ...more });

test('the hash is that of the list, as sha256sum tells it, and is asked for on this site alone', async () => {
  const asked = [];
  const { hash } = await about({ fetch: (url) => { asked.push(url.href); return answering(LIST)(); } });
  assert.equal(hash, createHash('sha256').update(LIST).digest('hex').slice(0, 16));
  assert.deepEqual(asked, [`${BASE}SHA256SUMS`]);
});

test('a list that does not name all that was loaded is another page’s', async () => {
  for (const [index] of loaded.entries()) {
    const others = loaded.map((address, at) => (at === index ? address.replace('0123', '9999') : address));
    assert.deepEqual(await about({ loaded: others }), { why: 'other' });
  }
});

test('without a list, without WebCrypto, or without a build there is no hash', async () => {
  assert.deepEqual(await about({ fetch: answering('not found', 404) }), { why: 'missing' });
  assert.deepEqual(await about({ fetch: answering(LIST, 503) }), { why: 'missing' });
  assert.deepEqual(await about({ fetch: answering('<!DOCTYPE html><p>Please sign in</p>') }), { why: 'missing' });
  assert.deepEqual(await about({ fetch: () => Promise.reject(new TypeError('no network')) }), { why: 'missing' });
  assert.deepEqual(await about({ subtle: undefined }), { why: 'insecure' });
  assert.deepEqual(await about({ version: null }), { why: 'unbuilt' });
  assert.equal(VERSION, null, 'these are the sources');
});

test('each case is said, with the version where there is one', () => {
  const said = ['unbuilt', 'insecure', 'missing', 'other'].map((why) => words.about.version({ version: '1.2.3', why }));
  assert.equal(new Set(said).size, 4);
  for (const sentence of said) assert.match(sentence, /^Version 1\.2\.3\. .+\.$/);
  assert.equal(words.about.version({ version: '1.2.3', hash: 'ab' }), 'Version 1.2.3. Hash of the list of its files: ab');
  assert.equal(words.about.version({ version: '1.2.3' }), 'Version 1.2.3.');
  assert.doesNotMatch(words.about.version({ version: null, why: 'unbuilt' }), /Version|null/);
});

test('the command names the page, and no room', () => {
  for (const page of [BASE, `${BASE}index.html`, `${BASE}#garden`, `${BASE}?x#~secret`]) assert.equal(checkCommand(page), `sh conf/check-page.sh ${BASE}`);
});

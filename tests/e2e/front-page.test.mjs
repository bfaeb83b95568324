// How each front server hands out the page: compressed as it lies there, to whom takes that, for as long as it is good for;
// and that nothing of the chat is ever compressed.

import assert from 'node:assert/strict';
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { FRONTS, adjust } from '../lib/front.mjs';
import { assertSecurityHeaders } from '../lib/headers.mjs';
import { HttpConnection, postJson, request } from '../lib/http.mjs';
import { daemonFor, frontFor, joined, send } from '../lib/scene.mjs';

const ALL = [...FRONTS, 'haproxy', 'apache-fcgid'];
// nginx has no brotli of its own.
const encodings = (kind) => (kind === 'nginx' ? ['gzip'] : ['br', 'gzip']);
const ENDING = { br: '.br', gzip: '.gz' };
const TYPES = { html: /^text\/html; ?charset=utf-8$/i, js: /^text\/javascript; ?charset=utf-8$/i, css: /^text\/css; ?charset=utf-8$/i };
const FOREVER = 'public, max-age=31536000, immutable';

async function placeFor(t, kind, options = {}) {
  const daemon = kind === 'apache-fcgid' ? {} : await daemonFor(t);
  return frontFor(t, kind, { socket: daemon.socket, ...options });
}

/** The files that a browser may ask for. */
async function filesOf(front) {
  const names = await readdir(front.web?.page ?? front.page);
  return names.filter((name) => /\.(html|js|css)$/.test(name));
}

/** Asks for a file by its name; with the raw bytes of the answer. */
async function fetched(front, name, accepted, headers = {}) {
  const wanted = accepted === undefined ? {} : { 'Accept-Encoding': accepted };
  const connection = new HttpConnection(front.url);
  try {
    return await connection.request(name, { headers: { ...wanted, ...headers } });
  } finally {
    connection.destroy();
  }
}

function assertVaries(answer, what) {
  assert.match(answer.headers.vary ?? '', /\baccept-encoding\b/i, `${what}: Vary`);
}

function decoded({ body, headers }) {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(body);
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

for (const kind of ALL) {
  for (const base of ['', '/~ann/talk']) {
    test(`${kind} at ${base || 'the root'} hands out the very bytes that make compressed`, async (t) => {
      const front = await placeFor(t, kind, { base });
      const folder = front.web?.page ?? front.page;
      for (const name of ['', ...await filesOf(front)]) {
        const path = join(folder, name || 'index.html');
        for (const encoding of encodings(kind)) {
          const answer = await fetched(front, name, encoding);
          const what = `${name || '/'} in ${encoding}`;
          assert.equal(answer.status, 200, what);
          assert.equal(answer.headers['content-encoding'], encoding, what);
          assert.deepEqual(answer.body, await readFile(path + ENDING[encoding]), what);
          assert.match(answer.headers['content-type'], TYPES[path.split('.').at(-1)], what);
          assertVaries(answer, what);
          assertSecurityHeaders(answer, what);
        }
        const plain = await fetched(front, name);
        assert.equal(plain.headers['content-encoding'], undefined, name);
        assert.deepEqual(plain.body, await readFile(path), name);
        assertVaries(plain, name);
      }
    });
  }

  test(`${kind} goes by what the browser takes`, async (t) => {
    const front = await placeFor(t, kind);
    const best = encodings(kind)[0];
    const cases = [
      ['gzip, deflate, br', best], ['br, gzip', best], ['GZIP', 'gzip'], ['gzip;q=0.5', 'gzip'], ['gzip ; q=1.0', 'gzip'],
      ['gzip;q=0', undefined], ['gzip;q=0.000', undefined], ['gzip;q=0, br;q=0', undefined], ['br;q=0, gzip', 'gzip'],
      ['identity', undefined], ['identity, gzip;q=0', undefined], ['deflate', undefined], ['', undefined], ['xgzip, brx', undefined],
    ];
    for (const name of ['', ...await filesOf(front)]) {
      for (const [accepted, expected] of cases) {
        const answer = await fetched(front, name, accepted);
        assert.equal(answer.headers['content-encoding'], expected, `${name || '/'} for ${JSON.stringify(accepted)}`);
      }
    }
  });

  test(`${kind} has browsers keep what a hash names, and ask for index.html`, async (t) => {
    const front = await placeFor(t, kind);
    for (const name of await filesOf(front)) {
      for (const accepted of [undefined, ...encodings(kind)]) {
        const answer = await fetched(front, name, accepted);
        assert.equal(answer.headers['cache-control'], name === 'index.html' ? 'no-cache' : FOREVER, `${name} ${accepted}`);
      }
    }
    for (const accepted of [undefined, ...encodings(kind)]) {
      const { headers } = await fetched(front, '', accepted);
      assert.equal(headers['cache-control'], 'no-cache');
      const again = await fetched(front, '', accepted, { 'If-None-Match': headers.etag });
      assert.equal(again.status, 304, `${accepted}`);
      assertVaries(again, 'not modified');
      const changed = await fetched(front, '', accepted, { 'If-None-Match': '"another"' });
      assert.equal(changed.status, 200);
    }
    const missing = await fetched(front, 'main-0123456789ab.js');
    assert.equal(missing.status, 404);
    assert.notEqual(missing.headers['cache-control'], FOREVER, 'what is missing now may come');
  });

  test(`${kind} has browsers ask for site.json each time, and hands out what stands in it now`, async (t) => {
    const front = await placeFor(t, kind);
    const path = join(front.web?.page ?? front.page, 'site.json');
    for (const content of ['{}\n', '{ "name": "Garden Club" }\n']) {
      await writeFile(path, content);
      let answer;
      // lighttpd goes by the size that it saw a second ago.
      do answer = await fetched(front, 'site.json', 'gzip, br'); while (decoded(answer).toString() !== content);
      assert.equal(answer.status, 200);
      assert.match(answer.headers['content-type'], /^application\/json\b/);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.equal(answer.headers['cache-control'], 'no-cache');
      const again = await fetched(front, 'site.json', 'gzip, br', { 'If-None-Match': answer.headers.etag });
      assert.equal(again.status, 304);
    }
  });

  test(`${kind} compresses no answer of the chat`, async (t) => {
    const front = await placeFor(t, kind, { modules: kind.startsWith('apache') ? ['filter', 'deflate', 'brotli'] : [], ...careless[kind] });
    const headers = { 'Accept-Encoding': 'gzip, deflate, br' };
    assert.ok((await fetched(front, '', 'gzip')).headers['content-encoding'], 'the page is compressed');
    const ann = await joined(front);
    const long = 'y'.repeat(20_000);
    const answers = {
      join: await postJson(front.endpoint('join'), {}, { headers }),
      send: await send(ann, { id: 'm', text: long }),
      poll: await postJson(front.endpoint('poll'), { ...ann.credentials, ack: 1 }, { headers }),
      error: await postJson(front.endpoint('nope'), {}, { headers }),
      probe: await postJson(front.endpoint('probe'), { ...ann.credentials, fill: 20_000 }, { headers }),
    };
    for (const [what, answer] of Object.entries(answers)) {
      assert.equal(answer.headers['content-encoding'], undefined, what);
      assert.ok(answer.json, what);
    }
    assert.ok(answers.poll.text.includes(long));
  });
}

// A server that compresses all JSON: the chat's must stay as it is all the same.
const JSON_TOO = 'AddOutputFilterByType DEFLATE application/json';
const careless = {
  nginx: { changes: [['^    gzip_types .*;$', '    gzip_types text/css text/javascript application/json;\n    gzip_min_length 0;']] },
  apache: { extra: JSON_TOO },
  'apache-fcgid': { extra: JSON_TOO },
  haproxy: { changes: [['^defaults$', 'defaults\n    compression algo gzip\n    compression type application/json']] },
};

for (const kind of FRONTS) {
  test(`${kind} serves the sources of the page as they lie`, async (t) => {
    const front = await placeFor(t, kind, { unbuilt: true });
    const page = await fetched(front, '', 'gzip, br');
    assert.equal(page.status, 200);
    const html = decoded(page).toString();
    const paths = [...html.matchAll(/(?:src|href)="([^"#:]+\.(?:js|css|svg))"/g)].map(([, path]) => path);
    assert.ok(paths.length >= 3, paths.join(' '));
    for (const path of paths) {
      const file = await fetched(front, path, 'gzip, br');
      assert.equal(file.status, 200, path);
      assert.deepEqual(decoded(file), await readFile(join(front.page, path)), path);
      assert.equal(file.headers['cache-control'], 'no-cache', path);
    }
  });
}

/** That the page comes, and is as good as it can be: compressed on the way or not at all. */
async function assertWhole(front, compressed) {
  for (const name of ['', ...await filesOf(front)]) {
    const answer = await fetched(front, name, 'gzip');
    assert.equal(answer.status, 200, name);
    assert.equal(answer.headers['content-encoding'], compressed ? 'gzip' : undefined, name);
    assert.deepEqual(decoded(answer), await readFile(join(front.page, name || 'index.html')), name);
    const again = await fetched(front, name, 'gzip', { 'If-None-Match': answer.headers.etag });
    assert.equal(again.status, 304, name);
  }
}

const ON_THE_WAY = ['filter', 'deflate'];
for (const [what, options, compressed] of [
  ['without mod_rewrite', { without: ['rewrite'], modules: ON_THE_WAY }, true],
  ['without mod_rewrite and anything that compresses', { without: ['rewrite'] }, false],
]) {
  test(`apache ${what} serves it`, async (t) => assertWhole(await placeFor(t, 'apache', options), compressed));
  test(`shared hosting ${what} serves it`, async (t) => assertWhole(await placeFor(t, 'apache-fcgid', options), compressed));
}

for (const options of ['None', 'ExecCGI']) {
  test(`shared hosting with Options ${options}, where mod_rewrite is forbidden, serves it`, async (t) => {
    await assertWhole(await placeFor(t, 'apache-fcgid', { options, modules: ON_THE_WAY }), true);
  });
}

test('shared hosting that allows FileInfo alone serves it, without the line for ExecCGI', async (t) => {
  const front = await placeFor(t, 'apache-fcgid', { allowed: 'FileInfo', options: 'ExecCGI FollowSymLinks' });
  assert.equal((await request(front.url)).status, 500, 'Options is forbidden');
  await adjustFile(join(front.page, '.htaccess'), [['^Options \\+ExecCGI$', '']]);
  assert.equal((await fetched(front, '', 'gzip')).headers['content-encoding'], 'gzip');
  await joined(front);
});

async function adjustFile(path, changes) {
  await writeFile(path, adjust(await readFile(path, 'utf8'), changes));
}

test('lighttpd without mod_rewrite serves it as it is', async (t) => {
  const daemon = await daemonFor(t);
  const front = await frontFor(t, 'lighttpd', { socket: daemon.socket, whole: [['"mod_rewrite", ', '']] });
  await assertWhole(front, false);
});

test('lighttpd that was started before an upgrade serves what is new', async (t) => {
  const front = await placeFor(t, 'lighttpd');
  const [script] = (await filesOf(front)).filter((name) => name.startsWith('main-'));
  const name = 'main-0123456789ab.js';
  await cp(join(front.page, script), join(front.page, name));
  await rm(join(front.page, script));
  const answer = await fetched(front, name, 'gzip');
  assert.equal(answer.status, 200);
  assert.deepEqual(decoded(answer), await readFile(join(front.page, name)));
});

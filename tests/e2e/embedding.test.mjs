// Nobody's page may show the chat in a frame, at any front server, unless its configuration has the line that it names for
// that; with that line it is the site in it alone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { FRONTS, SECURE, shipped } from '../lib/front.mjs';
import { assertSecurityHeaders } from '../lib/headers.mjs';
import { request } from '../lib/http.mjs';
import { daemonFor, frontFor } from '../lib/scene.mjs';

const SITES = ['https://shop.example', 'https://shop.example https://news.example:8443'];

async function ancestorsAt(t, kind, embed) {
  const daemon = kind === 'apache-fcgid' ? {} : await daemonFor(t);
  const front = await frontFor(t, kind, { socket: daemon.socket, embed });
  const page = await request(front.url);
  const again = await request(front.url, { headers: { 'If-None-Match': page.headers.etag } });
  assert.deepEqual([page.status, again.status], [200, 304]);
  for (const answer of [page, again]) assertSecurityHeaders(answer, kind, kind.endsWith('-tls'), embed || "'none'");
  assert.equal(page.headers['x-frame-options'], undefined);
  const chat = await request(front.endpoint('time'));
  assert.match(chat.headers['content-security-policy'], /frame-ancestors (?!\*)/);
}

for (const kind of [...FRONTS, 'haproxy', 'apache-fcgid', ...SECURE]) {
  test(`${kind} refuses frames by itself`, (t) => ancestorsAt(t, kind, ''));
  for (const sites of SITES) {
    test(`${kind} lets ${sites} show the page, and nobody else`, (t) => ancestorsAt(t, kind, sites));
  }
}

test('conf/SITE.md names the same lines', async () => {
  const site = await readFile(join(process.env.OTC_SOURCE, 'conf', 'SITE.md'), 'utf8');
  const lines = [...site.matchAll(/^\| [\w ]+ \| `(.*https:\/\/shop\.example.*)` \|/gm)].map(([, line]) => line.replace('shop.example', 'example.org'));
  const names = ['lighttpd-chat.conf', 'apache-chat.conf', 'nginx-chat.conf', 'haproxy.cfg'];
  const texts = [...await Promise.all(names.map(shipped)), await readFile(join(process.env.OTC_SOURCE, 'conf', 'htaccess'), 'utf8')];
  assert.equal(lines.length, texts.length);
  for (const [number, text] of texts.entries()) assert.ok(text.split('\n').some((line) => line.replace(/^[ #]+/, '') === lines[number]), lines[number]);
});

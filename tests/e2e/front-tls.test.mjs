// Real front servers with the shipped configurations for TLS: what they take, where HTTP leads, how a certificate is renewed.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { SECURE } from '../lib/front.mjs';
import { assertSecurityHeaders } from '../lib/headers.mjs';
import { postJson, request } from '../lib/http.mjs';
import { guarded } from '../lib/process.mjs';
import { daemonFor, frontFor, polling } from '../lib/scene.mjs';
import { handshake, makeCertificate } from '../lib/tls.mjs';

const CHALLENGE = '.well-known/acme-challenge/';

/** All that this machine's OpenSSL can do, good or bad. */
const ANYTHING = 'ALL:@SECLEVEL=0';
// Without forward secrecy, without authenticated encryption, or both.
const WEAK = 'AES128-GCM-SHA256:AES256-SHA256:AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA@SECLEVEL=0';
const STRONG = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305'];

/** What each server speaks where a browser can do both. */
const SPOKEN = { 'nginx-tls': 'h2' };

/** What the rest of a server may have switched on. */
const ELSEWHERE = { 'apache-tls': { modules: ['http2'], extra: 'Protocols h2 http/1.1' } };

/** What is changed in the shipped configuration so that it takes what it should not. */
const CARELESS = {
  'haproxy-tls': [['ssl-min-ver TLSv1.2', 'ssl-min-ver TLSv1.0'], ['ECDHE\\+AESGCM:ECDHE\\+CHACHA20', ANYTHING]],
  'apache-tls': [['^SSLProtocol .*$', 'SSLProtocol all'], ['^SSLCipherSuite .*$', `SSLCipherSuite ${ANYTHING}`]],
  'lighttpd-tls': [['^ssl\\.engine   = "enable"$', `ssl.engine = "enable"\nssl.openssl.ssl-conf-cmd = ( "MinProtocol" => "TLSv1", "CipherString" => "${ANYTHING}" )`]],
  'nginx-tls': [['^ssl_protocols .*$', 'ssl_protocols TLSv1 TLSv1.1 TLSv1.2;'], ['^ssl_ciphers .*$', `ssl_ciphers ${ANYTHING};`]],
};

const only = (version, ciphers = ANYTHING) => ({ minVersion: version, maxVersion: version, ciphers });

async function placeFor(t, kind, options = {}) {
  const daemon = await daemonFor(t);
  return { daemon, front: await frontFor(t, kind, { socket: daemon.socket, ...options }) };
}

/** An address with what is escaped in capitals, which Apache does not use. */
const escapes = (url) => url.replace(/%[0-9a-f]{2}/g, (escape) => escape.toUpperCase());

/** A web server of the test, ended with it. */
async function serve(t, port, onRequest) {
  const server = createServer(onRequest).listen(port, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return server.address().port;
}

/** As an ACME client does: a file for the front server, or, where that serves no files, a server of its own. */
async function offerChallenge(t, front) {
  const [name, content] = ['tOken-_1', 'tOken-_1.thumbprint'];
  if (front.kind !== 'haproxy-tls') return writeFile(join(front.challenges, CHALLENGE, name), content);
  return serve(t, front.acmePort, ({ url }, answer) => {
    answer.statusCode = url === `/${CHALLENGE}${name}` ? 200 : 404;
    answer.end(content);
  });
}

async function shownAnother(front, fingerprint) {
  for (let shown; !shown || shown === fingerprint;) {
    assert.ok(!front.process.ended, `the server has ended:\n${front.errorLog.read()}`);
    shown = (await handshake(front.port)).fingerprint;
  }
}

for (const kind of SECURE) {
  test(`${kind} speaks TLS 1.2 and 1.3 with strong ciphers, and nothing older`, async (t) => {
    const { front } = await placeFor(t, kind, ELSEWHERE[kind]);
    const { port } = front;
    assert.equal((await handshake(port)).protocol, 'TLSv1.3');
    assert.equal((await handshake(port, only('TLSv1.2'))).protocol, 'TLSv1.2');
    for (const cipher of STRONG) assert.equal((await handshake(port, only('TLSv1.2', cipher))).cipher, cipher);
    for (const old of ['TLSv1', 'TLSv1.1']) assert.match((await handshake(port, only(old))).refused ?? 'taken', /ALERT|ECONNRESET/, old);
    for (const weak of WEAK.replace('@SECLEVEL=0', '').split(':')) {
      assert.match((await handshake(port, only('TLSv1.2', `${weak}:@SECLEVEL=0`))).refused ?? 'taken', /ALERT|ECONNRESET/, weak);
    }
    assert.equal((await handshake(port, { ALPNProtocols: ['h2', 'http/1.1'] })).alpn, SPOKEN[kind] ?? 'http/1.1');
    assert.notEqual((await request(`http://127.0.0.1:${port}/`).catch(() => ({}))).status, 200, 'no plain HTTP on the same port');
  });

  test(`${kind} with careless settings takes old versions and weak ciphers, and the tests see it`, async (t) => {
    const { front } = await placeFor(t, kind, { tlsChanges: CARELESS[kind] });
    assert.equal((await handshake(front.port, only('TLSv1.1'))).protocol, 'TLSv1.1');
    assert.equal((await handshake(front.port, only('TLSv1.2', 'AES128-SHA:@SECLEVEL=0'))).cipher, 'AES128-SHA');
  });

  test(`${kind}: HTTP leads to HTTPS and nowhere else`, async (t) => {
    const { daemon, front } = await placeFor(t, kind);
    const plain = `http://127.0.0.1:${front.plainPort}`;
    // The port of HTTPS is 443 there, not the one that the test has.
    for (const path of ['/', '/chat/status', '/a%20b/%C3%A4?c=d&e=%2F', '/x?https://other.example/', `/${CHALLENGE.slice(0, -1)}`]) {
      for (const headers of [{}, { 'Accept-Encoding': 'gzip, br' }]) {
        const answer = await request(plain + path, { headers });
        assert.equal(answer.status, 301, path);
        assert.equal(escapes(answer.headers.location), `https://127.0.0.1${path}`);
        assert.equal(answer.headers['strict-transport-security'], undefined, 'over HTTP it must not be said');
      }
    }
    assert.equal((await postJson(`${plain}/chat/join`, {})).status, 301);
    for (const path of [`/${CHALLENGE}../../chat/status`, `/${CHALLENGE}..%2f../chat/status`, `/${CHALLENGE}../../index.html`]) {
      assert.notEqual((await request(plain + path)).status, 200, path);
    }
    const named = await request(`${plain}/a`, { host: 'chat.example' });
    assert.equal(named.headers.location, 'https://chat.example/a');
    assert.equal((await daemon.status()).clients, 0);
  });

  test(`${kind} hands out the challenge of who issues certificates by HTTP`, async (t) => {
    const { front } = await placeFor(t, kind);
    await offerChallenge(t, front);
    const plain = `http://127.0.0.1:${front.plainPort}/${CHALLENGE}`;
    const answer = await request(`${plain}tOken-_1`);
    assert.equal(answer.status, 200);
    assert.equal(answer.text, 'tOken-_1.thumbprint');
    assert.equal((await request(`${plain}another`)).status, 404);
  });

  test(`${kind} takes a renewed certificate, and those who talk talk on`, async (t) => {
    const { front } = await placeFor(t, kind);
    const [ann, bob] = [await polling(t, front, { persistent: true }), await polling(t, front, { persistent: true })];
    await ann.say('before');
    await bob.until((c) => c.texts().includes('before'));
    const { fingerprint } = await handshake(front.port);
    // As an ACME client does: a new file in place of the old one.
    await makeCertificate(`${front.certificate}.new`);
    await rename(`${front.certificate}.new`, front.certificate);
    await rename(`${front.certificate}.new.key`, `${front.certificate}.key`);
    assert.equal((await handshake(front.port)).fingerprint, fingerprint);
    await front.reload();
    await guarded(shownAnother(front, fingerprint), 'the new certificate');
    await bob.say('after');
    await ann.until((c) => c.texts().includes('after'));
    assert.equal(ann.inits, 1, 'who polls has not joined again');
    assertSecurityHeaders(await request(front.url), 'page', true);
  });
}

test('the web server behind haproxy-tls hears of HTTPS, and its redirects lead there', async (t) => {
  const heard = [];
  const port = await serve(t, 0, ({ headers }, answer) => {
    heard.push(headers['x-forwarded-proto']);
    answer.writeHead(302, { Location: `http://${headers.host}/talk/` }).end();
  });
  const { front } = await placeFor(t, 'haproxy-tls', { tlsChanges: [['^    server web .*$', `    server web 127.0.0.1:${port}`]] });
  const answer = await request(`${front.url}talk`, { headers: { 'X-Forwarded-Proto': 'http' } });
  assert.equal(answer.headers.location, `https://127.0.0.1:${front.port}/talk/`);
  assert.deepEqual(heard, ['https']);
});

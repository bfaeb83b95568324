// What each front server must send with the page and the chat: its types and security headers.

import assert from 'node:assert/strict';
import { request } from './http.mjs';

const POLICY = {
  'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'connect-src': "'self'", 'img-src': "'self' data: blob:", 'manifest-src': "'self'", 'media-src': 'blob:',
  'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'", 'require-trusted-types-for': "'script'",
};

/** `secure`: over HTTPS, where browsers are told to come by HTTPS again; over HTTP that would be wrong. `ancestors`: whose pages may show it in a frame. */
export function assertSecurityHeaders(answer, what, secure = false, ancestors = "'none'") {
  const policy = answer.headers['content-security-policy'] ?? '';
  const found = Object.fromEntries(policy.split(';').map((part) => part.trim()).filter(Boolean).map((part) => {
    const space = part.indexOf(' ');
    return [part.slice(0, space), part.slice(space + 1)];
  }));
  for (const [name, value] of Object.entries({ ...POLICY, 'frame-ancestors': ancestors })) assert.equal(found[name], value, `${what}: ${name}`);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff', what);
  assert.equal(answer.headers['referrer-policy'], 'no-referrer', what);
  assert.equal(answer.headers['cross-origin-opener-policy'], 'same-origin', what);
  assert.match(answer.headers['permissions-policy'] ?? '', /^camera=\(self\), microphone=\(self\)/, what);
  assert.equal(answer.headers['strict-transport-security'], secure ? 'max-age=31536000' : undefined, what);
}

/** The page of a front server, each of its files, with their types, and how long a browser keeps them. */
export async function assertPage(front) {
  const secure = front.url.startsWith('https:');
  const page = await request(front.url);
  assert.equal(page.status, 200);
  assert.match(page.headers['content-type'], /^text\/html; ?charset=utf-8$/i);
  assertSecurityHeaders(page, 'page', secure);
  assert.match(page.headers['cache-control'], /\bno-cache\b/);
  assert.ok(page.headers.etag);
  const again = await request(front.url, { headers: { 'If-None-Match': page.headers.etag } });
  assert.equal(again.status, 304);
  assertSecurityHeaders(again, 'page, not modified', secure);
  for (const [name, type] of [['manifest.webmanifest', /^application\/manifest\+json\b/], ['apple-touch-icon.png', /^image\/png$/]]) {
    const file = await request(new URL(name, front.url));
    assert.equal(file.status, 200, name);
    assert.match(file.headers['content-type'], type, name);
    assert.match(file.headers['cache-control'], /\bno-cache\b/, name);
    assertSecurityHeaders(file, name, secure);
  }
  const scripts = [...page.text.matchAll(/(?:src|href)="([^"]+\.(js|css|svg))"/g)];
  assert.ok(scripts.some(([, , type]) => type === 'js'), 'the page has a script');
  const types = { js: /^text\/javascript\b/, css: /^text\/css\b/, svg: /^image\/svg\+xml\b/ };
  for (const [, path, type] of scripts) {
    const file = await request(new URL(path, front.url));
    assert.equal(file.status, 200, path);
    assert.match(file.headers['content-type'], types[type], path);
    assertSecurityHeaders(file, path, secure);
    // Names with a hash of the content are the built page's.
    assert.match(file.headers['cache-control'], /-[0-9a-f]{12}\./.test(path) ? /\bimmutable\b/ : /\bno-cache\b/, path);
  }
}

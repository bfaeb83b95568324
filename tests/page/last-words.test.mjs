import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendLast } from '../../www/js/wire/last-words.js';

const URL_OF = 'https://site.example/chat/leave';

async function lastWords(beacon, fetch = async () => new Response()) {
  const sent = [];
  const told = beacon && ((url, content) => { sent.push(['beacon', url, content]); return beacon(); });
  sendLast(URL_OF, { id: 'a', token: 'b' }, { beacon: told, fetch: (url, request) => { sent.push(['fetch', url, request.body, request]); return fetch(); } });
  for (const [, url, content] of sent) {
    assert.equal(url, URL_OF);
    assert.equal(content.type, 'application/json');
    assert.equal(await content.text(), '{"id":"a","token":"b"}');
  }
  return sent;
}

test('the beacon alone, where it takes it', async () => {
  assert.deepEqual((await lastWords(() => true)).map(([by]) => by), ['beacon']);
});

test('a request that is kept alive where the beacon is missing, refuses or throws', async () => {
  for (const beacon of [undefined, () => false, () => { throw new TypeError('blocked'); }]) {
    const sent = await lastWords(beacon);
    const [by, , , request] = sent.at(-1);
    assert.deepEqual([by, request.method, request.keepalive], ['fetch', 'POST', true]);
  }
});

test('it never throws, nor is a rejection left unhandled', async () => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  await lastWords(() => false, () => Promise.reject(new TypeError('offline')));
  await lastWords(() => false, () => { throw new TypeError('no keepalive here'); });
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  assert.deepEqual(unhandled, []);
});

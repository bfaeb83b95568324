import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendLast } from '../../www/js/wire/last-words.js';

const URL_OF = 'https://site.example/chat/leave';
const BODY = '{"id":"a","token":"b"}';
const answered = async () => new Response();

/** What was sent by which way. Without `beacon` the browser has none. */
async function lastWords({ keepsAlive, fetch = answered, beacon }) {
  const ways = [];
  sendLast(URL_OF, { id: 'a', token: 'b' }, {
    keepsAlive,
    fetch: (url, { method, headers, body, keepalive }) => {
      ways.push('fetch');
      assert.deepEqual([url, method, headers, body, keepalive], [URL_OF, 'POST', { 'Content-Type': 'application/json' }, BODY, true]);
      return fetch();
    },
    beacon: beacon && ((url, content) => {
      ways.push(content.text().then((text) => {
        assert.deepEqual([url, content.type, text], [URL_OF, 'application/json', BODY]);
        return 'beacon';
      }));
      return beacon();
    }),
  });
  await new Promise(setImmediate);
  return Promise.all(ways);
}

const FAILING_BEACONS = [undefined, () => false, () => { throw new TypeError('blocked'); }];
const FAILING_FETCHES = [() => Promise.reject(new TypeError('offline')), () => { throw new TypeError('not allowed'); }];

test('a request that is kept alive, alone, where the browser can', async () => {
  assert.deepEqual(await lastWords({ keepsAlive: true, beacon: () => true }), ['fetch']);
});

test('a beacon, alone, where it cannot', async () => {
  assert.deepEqual(await lastWords({ keepsAlive: false, beacon: () => true }), ['beacon']);
});

test('a request all the same where the beacon is missing, refuses or throws', async () => {
  for (const beacon of FAILING_BEACONS) assert.equal((await lastWords({ keepsAlive: false, beacon })).at(-1), 'fetch');
});

test('a beacon after all where the request fails', async () => {
  for (const fetch of FAILING_FETCHES) assert.deepEqual(await lastWords({ keepsAlive: true, fetch, beacon: () => true }), ['fetch', 'beacon']);
});

test('it never throws, nor is a rejection left unhandled', async () => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  for (const keepsAlive of [true, false]) {
    for (const fetch of FAILING_FETCHES) {
      for (const beacon of FAILING_BEACONS) await lastWords({ keepsAlive, fetch, beacon });
    }
  }
  process.off('unhandledRejection', note);
  assert.deepEqual(unhandled, []);
});

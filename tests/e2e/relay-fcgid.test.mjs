// Real Apache with mod_fcgid, which starts a relay for each request at the same time, in a folder with a .htaccess alone.

import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { newToken } from '../lib/client.mjs';
import { HttpConnection, postJson, request, requestBytes } from '../lib/http.mjs';
import { Hub } from '../lib/relay.mjs';
import { frontFor, joined, polling, send, statusUntil } from '../lib/scene.mjs';

/** Apache with mod_fcgid; its hub ends with test `t`. */
async function fcgidFor(t, args = [], options = {}) {
  const front = await frontFor(t, 'apache-fcgid', { args, ...options });
  const hub = new Hub(dirname(front.hub));
  t.after(() => hub.stop());
  return { front, hub };
}

for (const base of ['', '/~ann/talk']) {
  test(`the page and the chat are served at ${base || 'the root'}`, async (t) => {
    const { front } = await fcgidFor(t, [], { base });
    const page = await request(front.url);
    assert.equal(page.status, 200);
    assert.match(page.headers['content-security-policy'], /default-src 'none'/);
    const [ann, bob] = [await polling(t, front), await polling(t, front)];
    assert.equal(ann.init.hold, 25);
    await ann.say('hello');
    await bob.until((c) => c.texts().includes('hello'));
    assert.equal((await ann.leave()).status, 204);
    await bob.until((c) => c.gone.length === 1);
    assert.deepEqual(bob.gone, [{ id: ann.id, why: 'left' }]);
  });
}

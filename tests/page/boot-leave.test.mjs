// Who goes before the page has come, leaves where boot.js was let in.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import vm from 'node:vm';
import { json } from './support/hub.mjs';

const SOURCE = await readFile(new URL('../../www/js/boot.js', import.meta.url), 'utf8');
const BASE = 'https://site.example/talk/';

/** Runs boot.js in as much of a browser as it needs; `answer` is to its join. Returns the paths of what it asks, before and after the page goes. */
async function goEarly(answer, { keepsAlive = true } = {}) {
  const asked = [];
  const listeners = new Map();
  const element = { hidden: true, replaceChildren() {} };
  class Request {}
  if (keepsAlive) Request.prototype.keepalive = true;
  const window = { addEventListener: (type, call) => listeners.set(type, call), removeEventListener() {}, AbortController, HTMLDialogElement: {}, crypto };
  window.parent = window;
  const document = {
    baseURI: BASE, readyState: 'loading', documentElement: element, addEventListener() {}, getElementById: () => element,
    querySelector: () => null, createElement: () => ({ noModule: false }),
  };
  const note = (url) => asked.push(new URL(url).pathname);
  vm.runInNewContext(SOURCE, {
    window, document, Request, URL, Blob, crypto, performance, btoa, location: { hash: '#green', origin: new URL(BASE).origin },
    history: {}, setTimeout: () => 0, getComputedStyle: () => ({ getPropertyValue: () => 'yes' }),
    navigator: { language: 'en', sendBeacon: note },
    fetch: async (url) => {
      if (url === 'site.json') return json(404, {});
      note(url);
      return answer;
    },
  });
  await new Promise((resolve) => { setImmediate(resolve); });
  listeners.get('pagehide')();
  return asked;
}

const granted = (node) => json(200, { seq: 1, commands: [['init', 'an id', { node }]] });

test('who goes before the page has come, leaves the node that let them in', async () => {
  for (const options of [{}, { keepsAlive: false }]) {
    assert.deepEqual(await goEarly(granted('b'), options), ['/talk/chat/join', '/talk/chat/b/leave']);
    assert.deepEqual(await goEarly(granted(undefined), options), ['/talk/chat/join', '/talk/chat/leave']);
    assert.deepEqual(await goEarly(granted('//elsewhere.example/'), options), ['/talk/chat/join', '/talk/chat/leave']);
    assert.deepEqual(await goEarly(json(421, { error: 'elsewhere', node: 'b' }), options), ['/talk/chat/join'], 'nobody has let them in');
  }
});

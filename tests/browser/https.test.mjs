// The page by HTTPS, in a browser that takes the way to its host for unsafe otherwise: what only safe pages have is there.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SECURE } from '../lib/front.mjs';
import { Stage, UNTRUSTED_HOST } from './support/people.mjs';

const TABS = 10; // more than lighttpd takes requests at a time by HTTP/2

/** The protocol of the request that came last to the chat. */
const protocolOf = (person) => person.page.evaluate(() => performance.getEntriesByType('resource')
  .filter(({ name, nextHopProtocol }) => name.includes('/chat/') && nextHopProtocol).at(-1).nextHopProtocol);

for (const kind of SECURE) {
  describe(`through ${kind}`, () => {
    let stage;
    before(async () => {
      stage = await Stage.set(kind);
      stage.url = stage.url.replace('127.0.0.1', UNTRUSTED_HOST);
    });
    after(() => stage?.stop());
    const person = (t, fragment) => stage.person(t, { fragment, ignoreHTTPSErrors: true });

    test('two talk, and the page has the cryptography of safe pages', async (t) => {
      const [ann, ben] = [await person(t, '#two'), await person(t, '#two')];
      await ann.present(2);
      await ann.say('hello');
      await ben.sees('hello');
      await ben.say('hello yourself');
      await ann.sees('hello', 'hello yourself');
      for (const one of [ann, ben]) {
        assert.equal(await one.page.evaluate(() => window.isSecureContext), true);
        const digest = await one.page.evaluate(async () => new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array())).length);
        assert.equal(digest, 32);
        assert.equal(await protocolOf(one), kind === 'nginx-tls' ? 'h2' : 'http/1.1');
        await one.check();
      }
    });

    test(`${TABS} tabs of one browser all hear each other`, async (t) => {
      const first = await person(t, '#tabs');
      const tabs = [first];
      while (tabs.length < TABS) tabs.push(await first.constructor.openTab(first.context, stage.url, { fragment: '#tabs' }));
      for (const tab of tabs) await tab.present(TABS);
      const said = [];
      for (const [index, tab] of tabs.entries()) {
        await tab.say(`tab ${index}`);
        said.push(`tab ${index}`);
      }
      for (const tab of tabs) await tab.sees(said);
      // Of several kept connections in a row that the server has just closed the browser makes a note; the page asks again.
      for (const tab of tabs) await tab.check(/ERR_TOO_MANY_RETRIES/);
    });
  });
}

test('by HTTP the same host has none of it', async (t) => {
  const stage = await Stage.set('nginx');
  t.after(() => stage.stop());
  stage.url = stage.url.replace('127.0.0.1', UNTRUSTED_HOST);
  const ann = await stage.person(t);
  assert.deepEqual(await ann.page.evaluate(() => [window.isSecureContext, typeof crypto.subtle]), [false, 'undefined']);
});

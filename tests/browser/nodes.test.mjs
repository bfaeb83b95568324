// The page at one of several nodes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Front } from '../lib/front.mjs';
import { Redis } from '../lib/redis.mjs';
import { Person, startBrowser } from './support/people.mjs';

test('while the node may not be the only one with the room, the page says that some may not hear', { timeout: 180_000 }, async (t) => {
  const redis = await Redis.start(t);
  const node = await redis.node(t, 'a', { args: ['--hold', '1'] });
  const front = await Front.start('lighttpd', { socket: node.socket });
  t.after(() => front.stop());
  const browser = await startBrowser();
  t.after(() => browser.close());
  const ann = await Person.open(browser, front.url, { fragment: '#green' });
  t.after(() => ann.close());
  await ann.say('before');
  await ann.page.locator('.cut-off').waitFor({ state: 'attached' }); // it is loaded once one is online
  assert.equal(await ann.page.isVisible('.cut-off'), false);
  await redis.kill();
  await ann.page.locator('.cut-off', { hasText: 'Some may not hear you yet' }).waitFor();
  await ann.until(() => document.querySelector('#announcer').textContent.includes('Some may not hear you yet'));
  await ann.screenshot('cut-off');
  await ann.say('meanwhile');
  await redis.launch();
  await ann.page.locator('.cut-off').waitFor({ state: 'hidden' });
  await ann.check();
});

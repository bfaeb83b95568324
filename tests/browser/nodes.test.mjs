// The page at one of several nodes.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChatClient } from '../lib/client.mjs';
import { Front } from '../lib/front.mjs';
import { FRONTS, threeNodes, troubles } from '../lib/nodes.mjs';
import { overNodes, Redis } from '../lib/redis.mjs';
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

const TROUBLES = process.env.OTC_LONG ? 50 : 5;

test(`${TROUBLES} troubles of three nodes behind HAProxy: two browsers and four clients lose nothing`, { timeout: 1_800_000 }, async (t) => {
  const { redis, nodes } = await threeNodes(t, { tcp: true });
  const url = await FRONTS.haproxy(t, nodes, join(redis.dir, 'none.sock'));
  const browser = await startBrowser();
  t.after(() => browser.close());
  const people = [];
  for (let i = 0; i < 2; i += 1) {
    people.push(await Person.open(browser, url, { fragment: '#green' }));
    t.after(() => people[i].close());
  }
  const clients = [];
  for (let i = 0; i < 4; i += 1) {
    const client = new ChatClient(overNodes(() => nodes.filter((node) => !node.process.ended), i), { room: 'green', hold: 2 });
    client.persistent = true;
    t.after(() => client.vanish());
    clients.push(await client.start());
  }
  const lines = [];
  for (let turn = 0; turn < TROUBLES; turn += 1) {
    const names = Object.keys(troubles);
    const name = names[turn < names.length ? turn : randomInt(names.length)];
    const node = nodes[randomInt(nodes.length)];
    t.diagnostic(`${turn}: ${name} (${node.node})`);
    const said = [...people, ...clients].map((each, who) => [each, `line ${turn} of ${who}`]);
    lines.push(...said.map(([, line]) => line));
    await Promise.all([troubles[name]({ redis, node }), ...said.map(([each, line]) => (people.includes(each) ? each.type(line) : each.say(line, { kind: 'text', name: 'Client' })))]);
    const all = [...lines].sort();
    for (const client of clients) {
      // Pages also send what is no line: that somebody types, or has read.
      await client.until((c) => c.members.size === 5 && JSON.stringify(c.texts().filter((text) => /^line /.test(text)).sort()) === JSON.stringify(all), `${all.length} lines and 5 others`);
    }
    for (const person of people) {
      await person.until((wanted) => JSON.stringify([...document.querySelectorAll('.line .text')].map(({ textContent }) => textContent).sort()) === wanted, JSON.stringify(all));
    }
  }
});

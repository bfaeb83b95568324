// A part of the browser that is missing, throws, or gives nothing must neither end the receiving loop nor leave "Online" standing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchConnections } from '../../www/js/path/connections.js';
import { createSharedPost } from '../../www/js/tabs/shared-post.js';
import { makeBrowser } from './support/browser.mjs';
import { settle } from './support/clock.mjs';
import { makeRig } from './support/rig.mjs';

const blocked = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); };
const rejected = async () => blocked();
const never = () => new Promise(() => {});
const channelWith = (more) => () => ({ postMessage: () => {}, close: () => {}, ...more });
const locksWith = (more) => ({ request: never, query: async () => ({ held: [], pending: [] }), ...more });

const BROWSERS = {
  'channels that cannot be opened': { openChannel: blocked, locks: locksWith() },
  'channels that cannot be written to': { openChannel: channelWith({ postMessage: blocked }), locks: locksWith() },
  'locks that throw': { openChannel: channelWith(), locks: locksWith({ request: blocked }) },
  'locks that are refused': { openChannel: channelWith(), locks: locksWith({ request: rejected }) },
  'locks that cannot be looked at': { openChannel: channelWith(), locks: locksWith({ request: (name, options, lead) => Promise.resolve(lead()), query: blocked }) },
  'locks whose look is refused': { openChannel: channelWith(), locks: locksWith({ request: (name, options, lead) => Promise.resolve(lead()), query: rejected }) },
  'neither': { openChannel: null, locks: undefined },
};

for (const [name, { openChannel, locks }] of Object.entries(BROWSERS)) {
  test(`a browser with ${name}: one hears and is heard`, async () => {
    const rig = makeRig();
    rig.hub.init = { ...rig.hub.init, max_polls: 16, stream: true };
    const ben = rig.page();
    const ann = rig.page({
      network: (network) => {
        const shared = createSharedPost({
          ...network, base: 'https://site.example/chat/', now: rig.clock.now, locks, openChannel, tab: 'tab',
        });
        return { ...network, post: shared.post };
      },
    });
    for (const page of [ann, ben]) page.session.start();
    await rig.clock.pass(60_000);
    for (const [page, text] of [[ann, '1'], [ben, '2'], [ann, '3']]) {
      page.session.say(text);
      await rig.clock.pass(30_000);
    }
    for (const page of [ann, ben]) {
      assert.deepEqual(page.texts, ['1', '2', '3']);
      assert.equal(page.status.phase, 'online');
    }
  });
}

test('a channel that fails later leaves each tab to poll for itself', async () => {
  const browser = makeBrowser();
  const tabs = [browser.open('room'), browser.open('room')];
  await browser.clock.pass(1000);
  browser.channels.fail = true;
  for (const [tab, text] of [[tabs[0], 'a'], [tabs[1], 'b'], [tabs[0], 'c']]) {
    tab.session.say(text);
    await browser.clock.pass(60_000);
  }
  for (const tab of tabs) {
    assert.deepEqual(tab.texts, ['a', 'b', 'c']);
    assert.equal(tab.status.phase, 'online');
  }
});

test('an exception in the receiving loop is said, and the loop goes on', async () => {
  const rig = makeRig();
  let broken = true;
  const ann = rig.page({
    network: (network) => ({ ...network, post: (endpoint, ...rest) => (broken && endpoint === 'poll' ? Promise.reject(new Error('a bug')) : network.post(endpoint, ...rest)) }),
  });
  const ben = rig.page();
  for (const page of [ann, ben]) page.session.start();
  await settle();
  assert.deepEqual([ann.status.phase, ann.status.reason], ['waiting', 'fault']);
  ben.session.say('said meanwhile');
  broken = false;
  await rig.clock.pass(60_000);
  assert.deepEqual(ann.texts, ['said meanwhile']);
  assert.equal(ann.status.phase, 'online');
});

test('an exception where something is shown makes the page begin anew, with nothing lost', async () => {
  const rig = makeRig();
  let broken = false;
  const shown = [];
  const statuses = [];
  const ann = rig.page({
    on: {
      changes: (changes) => { if (broken) { broken = false; throw new Error('a bug of the view'); } shown.push(...changes); },
      status: (status) => statuses.push(status.phase),
      returned: () => {},
    },
  });
  const ben = rig.page();
  for (const page of [ann, ben]) page.session.start();
  await settle();
  broken = true;
  ben.session.say('first');
  await settle();
  ben.session.say('second');
  await rig.clock.pass(5000);
  assert.deepEqual(ann.texts, ['first', 'second']);
  assert.deepEqual(statuses.slice(-2), ['reconnecting', 'online']);
  const texts = shown.filter(({ type, line }) => type === 'added' && line.content).map(({ line }) => line.content.text);
  assert.deepEqual(texts.slice(-2), ['first', 'second']);
});

test('a view that always throws does not make a storm of joins', async () => {
  const rig = makeRig({ random: () => 1 });
  const ann = rig.page({ on: { changes: () => { throw new Error('a bug of the view'); }, status: () => {}, returned: () => {} } });
  ann.session.start();
  await rig.clock.pass(60_000);
  assert.ok(rig.requestsTo('join') < 12, `${rig.requestsTo('join')} joins in a minute`);
});

test('an exception in the sending loop loses nothing', async () => {
  const rig = makeRig();
  let broken = true;
  const ann = rig.page({
    network: (network) => ({ ...network, post: (endpoint, ...rest) => (broken && endpoint === 'send' ? Promise.reject(new Error('a bug')) : network.post(endpoint, ...rest)) }),
  });
  ann.session.start();
  ann.session.say('kept');
  await rig.clock.pass(5000);
  broken = false;
  await rig.clock.pass(60_000);
  assert.deepEqual([ann.texts, ann.waiting], [['kept'], []]);
});

test('an observer of connections that throws is done without', () => {
  class Observer {
    static supportedEntryTypes = ['resource'];

    observe() { blocked(); }
  }
  watchConnections({ base: 'https://site.example/chat/', path: { sawConnection: () => {} }, Observer });
  watchConnections({ base: 'https://site.example/chat/', path: { sawConnection: () => {} }, Observer: undefined });
});

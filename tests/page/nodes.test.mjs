// The page where many daemons make one chat.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPost } from '../../www/js/wire/requests.js';
import { makeBrowser } from './support/browser.mjs';
import { settle } from './support/clock.mjs';
import { json } from './support/hub.mjs';
import { Nodes } from './support/nodes.mjs';

const NODE_LEASE_MS = 3000;

async function people(count, { rooms = () => 'green', ...options } = {}) {
  const browser = makeBrowser({ makeHub: (clock) => new Nodes(clock), sharing: false, ...options });
  const all = [];
  for (let i = 0; i < count; i += 1) {
    all.push(browser.open(rooms(i)));
    await browser.clock.pass(200);
  }
  return { browser, nodes: browser.hub, clock: browser.clock, all };
}

const say = (person, text) => { person.session.say(text); return settle(); };
const addresses = (person, endpoint) => person.requests.filter((request) => request.endpoint === endpoint).map(({ url }) => new URL(url).pathname);

function allHold(all, texts) {
  for (const person of all) {
    assert.deepEqual([...person.texts].sort(), [...texts].sort());
    assert.equal(person.status.phase, 'online');
    assert.deepEqual(person.told.returned, []);
  }
}

test('who comes to another node joins where the room is, and all that follows goes there', async () => {
  const { all, nodes, clock } = await people(3);
  const [first, second, third] = all;
  assert.deepEqual(addresses(first, 'join'), ['/chat/join']);
  assert.deepEqual(addresses(second, 'join'), ['/chat/join', '/chat/a/join']);
  for (const [i, person] of all.entries()) await say(person, `line ${i}`);
  await clock.pass(1000);
  allHold(all, ['line 0', 'line 1', 'line 2']);
  assert.deepEqual(nodes.at(third.id), ['a']);
  for (const person of all) {
    for (const endpoint of ['poll', 'send']) {
      assert.deepEqual([...new Set(addresses(person, endpoint))], [`/chat/a/${endpoint}`]);
    }
  }
});

test('a node dies: its people are the same persons at another within seconds, and nothing is lost or twice', async () => {
  const { all, nodes, clock } = await people(8);
  const ids = all.map(({ id }) => id);
  for (const [i, person] of all.entries()) await say(person, `before ${i}`);
  await clock.pass(1000);
  nodes.kill('a');
  clock.timers.set(() => nodes.forget('a'), NODE_LEASE_MS);
  await clock.pass(500);
  for (const [i, person] of all.entries()) await say(person, `after ${i}`);
  await clock.pass(4500);
  allHold(all, all.flatMap((_, i) => [`before ${i}`, `after ${i}`]));
  assert.deepEqual(all.map(({ id }) => id), ids);
  const [[home]] = ids.map((id) => nodes.at(id));
  assert.notEqual(home, 'a');
  for (const id of ids) assert.deepEqual(nodes.at(id), [home]);
});

test('a room that is given away moves as a whole in under a second', async () => {
  const { all, nodes, clock } = await people(5);
  await say(all[0], 'before');
  nodes.give('green', 'c');
  await say(all[1], 'after');
  await clock.pass(900);
  allHold(all, ['before', 'after']);
  for (const { id } of all) assert.deepEqual(nodes.at(id), ['c']);
});

test('a way that is broken for a while is no reason to leave a node', async () => {
  const { all: [person], nodes, clock } = await people(1);
  const joins = addresses(person, 'join').length;
  nodes.hubs.get('a').intercept = (endpoint) => (endpoint === 'poll' ? new TypeError('no network') : null);
  for (const client of nodes.hubs.get('a').clients.values()) client.parked?.reject(new TypeError('no network'));
  await clock.pass(20_000);
  assert.equal(person.status.phase, 'waiting');
  nodes.hubs.get('a').intercept = () => null;
  await clock.pass(60_000);
  assert.equal(person.status.phase, 'online');
  assert.equal(addresses(person, 'join').length, joins);
});

test('nodes that send from one to the other for ever are asked a few times, then later', async () => {
  const { all: [person], nodes, clock } = await people(0).then(async (made) => {
    made.nodes.fetchFor = () => async (url) => json(421, { error: 'elsewhere', node: url.includes('/b/') ? 'a' : 'b', detail: '' });
    made.all.push(made.browser.open('green'));
    await settle();
    return made;
  });
  assert.ok(nodes);
  assert.equal(person.requests.length, 4);
  assert.equal(person.status.phase, 'waiting');
  await clock.pass(1000);
  assert.ok(person.requests.length <= 12);
});

test('what is no name of a node is nowhere to go', async () => {
  for (const node of ['../x', '//evil.example', 'A', '', 7, null, undefined, 'a'.repeat(33), 'a/b', '-a']) {
    const urls = [];
    const fetch = async (url) => { urls.push(url); return json(421, { error: 'elsewhere', node }); };
    const timers = { set: () => null, clear: () => {} };
    const post = createPost({ base: 'https://site.example/chat/', fetch, timers });
    const answer = await post('join', { room: 'green' }, { signal: new AbortController().signal, guardMs: 1 });
    assert.deepEqual(urls, ['https://site.example/chat/join']);
    assert.deepEqual([answer.ok, answer.code], [false, 'busy']);
  }
});

test('tabs share one poll a node', async () => {
  const { all, browser, nodes, clock } = await people(6, { sharing: true, rooms: (i) => `room${i}` });
  assert.deepEqual([...nodes.hubs.values()].map(({ clients }) => clients.size), [2, 2, 2]);
  assert.deepEqual(browser.parked.map((clients) => clients.length), [2, 2, 2]);
  for (const [i, tab] of all.entries()) await say(tab, `line ${i}`);
  await clock.pass(1000);
  for (const [i, tab] of all.entries()) assert.deepEqual(tab.texts, [`line ${i}`]);
  assert.deepEqual(browser.parked.map((clients) => clients.length), [2, 2, 2]);
  nodes.kill('a');
  nodes.forget('a');
  await clock.pass(5000);
  for (const [i, tab] of all.entries()) {
    assert.deepEqual([tab.status.phase, tab.texts], ['online', [`line ${i}`]]);
    assert.notDeepEqual(nodes.at(tab.id), ['a']);
  }
  assert.equal(browser.parked.length, 2);
});

test('where there are no nodes nothing is asked differently', async () => {
  const browser = makeBrowser({ sharing: false });
  const tab = browser.open('green');
  await settle();
  await say(tab, 'line');
  await browser.clock.pass(1000);
  const paths = new Set(tab.requests.map(({ url }) => new URL(url).pathname));
  assert.deepEqual([...paths].sort(), ['/chat/join', '/chat/poll', '/chat/send']);
});

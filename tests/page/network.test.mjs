// Pages that talk over networks that misbehave: each fault is named, and nothing is lost or doubled.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.mjs';
import { html, json } from './support/hub.mjs';
import { makeRig } from './support/rig.mjs';

const endpointOf = (url) => new URL(url).pathname.split('/').at(-1);

/** Numbers from 0 to 1 that look random, the same each time. */
function makeDice() {
  let state = 7;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Ends what gets no answer within `network.cut` seconds. */
const cutting = (network) => (fetch, clock) => (url, options) => new Promise((resolve, reject) => {
  const timer = clock.timers.set(() => reject(new TypeError('reset')), network.cut * 1000);
  fetch(url, options).then(resolve, reject).finally(() => clock.timers.clear(timer));
});

async function talkers(number, options) {
  const rig = makeRig(options);
  const pages = Array.from({ length: number }, () => rig.page());
  for (const page of pages) {
    page.session.start();
    await settle();
  }
  return { ...rig, pages };
}

/** Every page says a line each `seconds` for `minutes`; what was said. */
async function talk({ clock, pages }, { minutes, seconds }) {
  const said = [];
  const turns = Math.floor((minutes * 60) / seconds);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [index, { session }] of pages.entries()) {
      said.push(`${index} ${turn}`);
      session.say(said.at(-1));
    }
    await clock.pass(seconds * 1000);
  }
  await clock.pass(120_000);
  return said;
}

function assertAllHave(pages, said) {
  for (const { texts } of pages) assert.deepEqual([...texts].sort(), [...said].sort());
}

const faultsOf = ({ pages }) => [...new Set(pages.flatMap(({ path }) => path.facts.faults.map(({ kind }) => kind)))];

test('under a cut at 20, 7 or 3 seconds two talk as ever, and nobody is alarmed', async () => {
  for (const [cut, hold] of [[20, 15], [7, 5], [3, 0]]) {
    const scene = await talkers(2, { through: cutting({ cut }) });
    const said = await talk(scene, { minutes: 12, seconds: 47 });
    assertAllHave(scene.pages, said);
    for (const { told, path } of scene.pages) {
      assert.ok(told.statuses.every(({ phase }) => phase !== 'waiting'), `cut at ${cut}`);
      assert.deepEqual([path.hold, Math.round(path.facts.cut)], [hold, cut]);
    }
  }
});

test('where no poll survives, news still comes within three seconds and the pause is kept', async () => {
  const { clock, pages: [ann, ben], polls } = await talkers(2, { through: cutting({ cut: 2 }) });
  await clock.pass(30_000);
  const before = polls().length;
  await clock.pass(60_000);
  assert.ok(polls().length - before <= 42, `${polls().length - before} polls of two pages in a minute`);
  ann.session.say('hello');
  await clock.pass(3000);
  assert.deepEqual(ben.texts, ['hello']);
});

test('when the network gets better the polls grow again', async () => {
  const network = { cut: 7 };
  const { clock, pages: [{ path }] } = await talkers(2, { through: cutting(network) });
  await clock.pass(60_000);
  assert.equal(path.hold, 5);
  network.cut = 1000;
  await clock.pass(15 * 60_000);
  assert.equal(path.hold, 50);
});

test('lost answers of every kind: each line arrives once', async () => {
  let count = 0;
  const lossy = (fetch) => async (url, options) => {
    const answer = await fetch(url, options);
    count += 1;
    if (count % 3 === 0) throw new TypeError('lost');
    return answer;
  };
  const scene = await talkers(2, { through: lossy });
  assertAllHave(scene.pages, await talk(scene, { minutes: 4, seconds: 7 }));
  assert.ok(faultsOf(scene).includes('lost'));
});

test('requests carried out twice: each line is shown once', async () => {
  for (const answered of [0, 1]) {
    const doubling = (fetch) => async (url, options) => {
      const both = [fetch(url, options), fetch(url, options)];
      both[1 - answered].catch(() => {});
      return both[answered];
    };
    const scene = await talkers(2, { through: doubling });
    assertAllHave(scene.pages, await talk(scene, { minutes: 3, seconds: 11 }));
    assert.equal(faultsOf(scene).includes('repeated'), answered === 0);
  }
});

test('a cache that looks at nothing but the endpoint, even of other people: nothing is taken for ours, nothing is lost', async () => {
  const network = { caches: false };
  const cached = new Map();
  let requests = 0;
  const caching = (fetch) => async (url, options) => {
    requests += 1;
    if (requests > 500) throw new TypeError('a storm'); // which would never end by itself
    const endpoint = endpointOf(url);
    if (network.caches && cached.has(endpoint)) return cached.get(endpoint).clone();
    const answer = await fetch(url, options);
    if (answer.ok) cached.set(endpoint, answer.clone());
    return answer;
  };
  const scene = await talkers(2, { through: caching });
  const [ann, ben] = scene.pages;
  for (const text of ['one', 'two']) {
    ann.session.say(text);
    await settle();
  }
  network.caches = true;
  ann.session.say('three');
  ben.session.say('four');
  const late = scene.page();
  late.session.start();
  await scene.clock.pass(60_000);
  assert.deepEqual(late.session.people, [], 'nobody is taken for somebody else');
  assert.ok(requests < 150, `${requests} requests in a minute`);
  assert.deepEqual(ann.waiting, ['three']);
  assert.ok(faultsOf(scene).includes('cached'));
  network.caches = false;
  await scene.clock.pass(120_000);
  assertAllHave([...scene.pages, late], ['one', 'two', 'three', 'four']);
  assert.deepEqual([ann.waiting, ben.waiting], [[], []]);
});

test('a cache that looks at addresses never has an answer', async () => {
  const seen = new Set();
  let random = 0;
  const recording = (fetch) => (url, options) => {
    assert.ok(!seen.has(url), url);
    seen.add(url);
    return fetch(url, options);
  };
  const scene = await talkers(2, { through: recording, random: () => (random += 0.000_123) % 1 });
  assertAllHave(scene.pages, await talk(scene, { minutes: 2, seconds: 13 }));
  assert.ok(seen.size > 20);
});

test('answers cut in half and every kind of page in their place are named, and survived', async () => {
  const half = new Response('{"seq":3,"comm', { headers: { 'content-type': 'application/json' } });
  const redirect = new Response(null, { status: 302, headers: { location: 'login' } });
  const cases = [
    [half, 'half'], [redirect, 'redirect'], [html(200), 'page'], [html(407), 'proxy_login'], [html(413), 'too_large'], [html(502), 'gateway'],
    [html(504), 'gateway'], [html(511), 'portal'], [html(403), 'page'], [json(415, { error: 'bad_type' }), 'damaged'], [json(403, { error: 'foreign_origin' }), 'foreign'],
  ];
  for (const [answer, fault] of cases) {
    const dice = makeDice();
    const injecting = (fetch) => (url, options) => (dice() < 0.25 ? Promise.resolve(answer.clone()) : fetch(url, options));
    const scene = await talkers(2, { through: injecting });
    assertAllHave(scene.pages, await talk(scene, { minutes: 4, seconds: 17 }));
    assert.deepEqual(faultsOf(scene), [fault]);
  }
});

test('a network that limits bodies gets smaller ones; one line over the limit comes back to who wrote it', async () => {
  for (const refuse of [() => html(413), () => { throw new TypeError('reset'); }]) {
    const network = { most: Infinity };
    const sizes = [];
    const limiting = (fetch) => async (url, options) => {
      if (options.body.length <= network.most) return fetch(url, options);
      sizes.push(options.body.length);
      return refuse();
    };
    const scene = await talkers(2, { through: limiting });
    const [ann] = scene.pages;
    const said = Array.from({ length: 12 }, (_, index) => `${index} ${'x'.repeat(3000)}`);
    for (const text of said) {
      ann.session.say(text);
      await settle();
    }
    network.most = 20_000;
    const late = scene.page(); // everybody sends it all they have said
    late.session.start();
    await scene.clock.pass(120_000);
    assertAllHave([...scene.pages, late], said);
    assert.ok(sizes.length > 0 && sizes.length <= 7, `${sizes.length} refusals`);
    ann.session.say('y'.repeat(40_000));
    await scene.clock.pass(120_000);
    assert.deepEqual(ann.told.returned, ['y'.repeat(40_000)]);
    assertAllHave([ann], said);
    assert.ok(ann.session.excess('z'.repeat(40_000)) > 0, 'the next one is not even tried');
    assert.ok(ann.session.excess('z'.repeat(5000)) <= 0);
  }
});

test('a portal is told from an outage, and lines wait for the end of it', async () => {
  const network = { portal: false };
  const scene = await talkers(2, { through: (fetch) => (url, options) => (network.portal ? Promise.resolve(html(200)) : fetch(url, options)) });
  const [ann] = scene.pages;
  network.portal = true;
  scene.hub.overflow(ann.id); // ends the parked poll
  ann.session.say('waits');
  await scene.clock.pass(20_000);
  assert.equal(ann.status.reason, 'portal');
  network.portal = false;
  await scene.clock.pass(120_000);
  assertAllHave(scene.pages, ['waits']);
  assert.equal(ann.status.phase, 'online');
});

test('numbers taken from a foreign answer are healed by joining again', async () => {
  const { hub, clock, pages: [ann, ben] } = await talkers(2);
  let given = 0;
  const foreign = new Response(JSON.stringify({ seq: 900, commands: [['init', ann.id, { members: [ben.id] }]] }), { headers: { 'content-type': 'application/json' } });
  hub.intercept = (endpoint, { id, ack }) => {
    if (endpoint !== 'poll' || id !== ann.id) return null;
    if (ack === 900) return new Response(JSON.stringify({ error: 'bad_request', detail: 'ack' }), { status: 400, headers: { 'content-type': 'application/json' } });
    return (given += 1) === 1 ? foreign : null;
  };
  ben.session.say('before');
  await clock.pass(10_000);
  ben.session.say('after');
  await clock.pass(10_000);
  assert.deepEqual(ann.texts, ['before', 'after']);
});

test('history that is too large for the path is not dropped: the rest goes first, and it follows when it can', async () => {
  const network = { most: Infinity };
  const limiting = (fetch) => async (url, options) => (options.body.length <= network.most ? fetch(url, options) : html(413));
  const scene = await talkers(1, { through: limiting });
  const [ann] = scene.pages;
  const said = ['before', 'y'.repeat(40_000), 'after'];
  for (const text of said) {
    ann.session.say(text);
    await settle();
  }
  network.most = 20_000;
  const late = scene.page();
  late.session.start();
  await scene.clock.pass(120_000);
  assertAllHave([late], ['before', 'after']);
  network.most = Infinity;
  await scene.clock.pass(120_000);
  assertAllHave([ann, late], said);
});

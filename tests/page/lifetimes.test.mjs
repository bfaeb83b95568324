// Lines that vanish by themselves, at everybody's at the same time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lifetimes, lifetimeOf } from '../../www/js/chat/lifetimes.js';
import { ManualClock, settle } from './support/clock.mjs';
import { pagesOf } from './support/rig.mjs';

async function say({ clock }, page, text, lifetime) {
  page.session.lifetime = lifetime;
  page.session.say(text);
  await settle();
  await clock.pass(10);
}

test('a line vanishes for all after its time, and others stay', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  await say(scene, ann, 'for a minute', 60);
  await say(scene, ann, 'to stay');
  await say(scene, ben, 'for ten seconds', 10);
  await scene.clock.pass(8000);
  for (const page of scene.all) assert.deepEqual(page.texts, ['for a minute', 'to stay', 'for ten seconds']);
  await scene.clock.pass(4000);
  for (const page of scene.all) assert.deepEqual(page.texts, ['for a minute', 'to stay']);
  await scene.clock.pass(47_000);
  for (const page of scene.all) assert.deepEqual(page.texts, ['for a minute', 'to stay']);
  await scene.clock.pass(3000);
  for (const page of scene.all) assert.deepEqual(page.texts, ['to stay']);
});

test('who comes later sees it for the rest of its time, and nothing of it afterwards', async () => {
  const scene = await pagesOf(1);
  const [ann] = scene.all;
  await say(scene, ann, 'for a minute', 60);
  await say(scene, ann, 'to stay');
  await scene.clock.pass(40_000);
  const ben = scene.page();
  ben.session.start();
  await settle();
  await scene.clock.pass(1000);
  assert.deepEqual(ben.texts, ['for a minute', 'to stay']);
  await scene.clock.pass(20_000);
  assert.deepEqual(ben.texts, ['to stay']);
  const cid = scene.page();
  cid.session.start();
  await settle();
  await scene.clock.pass(1000);
  assert.deepEqual(cid.texts, ['to stay']);
  const sent = scene.hub.requests.filter(({ body: { commands } }) => commands).flatMap(({ body: { commands } }) => commands.map(([, , message]) => message));
  assert.equal(sent.filter(({ to, text }) => to === cid.id && text === 'for a minute').length, 0);
});

test('a line said in other words keeps its end', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  await say(scene, ann, 'for a minute', 60);
  (await ann.session.later).reword(ann.session.lines.find(({ content }) => content), 'for one minute');
  await settle();
  const cid = scene.page();
  cid.session.start();
  await settle();
  await scene.clock.pass(1000);
  for (const page of [ann, ben, cid]) assert.deepEqual(page.texts, ['for one minute']);
  await scene.clock.pass(61_000);
  for (const page of [ann, ben, cid]) assert.deepEqual(page.texts, []);
});

test('after the server has lost everything the end is still the same', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  await say(scene, ann, 'for a minute', 60);
  await scene.clock.pass(30_000);
  scene.hub.restart();
  await scene.clock.pass(10_000);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['for a minute']);
  await scene.clock.pass(22_000);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, []);
});

test('what anybody says of a time is kept within bounds', () => {
  for (const nothing of [undefined, null, 0, -1, 1.5, '60', Number.NaN, {}]) assert.equal(lifetimeOf(nothing), null);
  assert.deepEqual([1, 10, 60, 3600, 1e9].map(lifetimeOf), [10, 10, 60, 3600, 3600]);
});

test('a room has an end for all lines, and the nearer one counts', () => {
  const clock = new ManualClock(1_000_000);
  const line = (key, ts) => ({ key, id: key, sender: key, own: false, ts });
  const lines = [line('a', 990_000), line('b', 900_000), { key: 'n', events: [] }];
  const gone = [];
  const lifetimes = new Lifetimes({
    conversation: { lines, me: { id: 'me' }, line: (sender, id) => lines.find((each) => each.id === id) },
    expire: (ended) => { gone.push(ended.key); return []; }, serverNow: clock.now, timers: clock.timers, onNews: () => {},
  });
  lifetimes.took([['add', 'a', { id: 'a', ttl: 3600 }]]);
  lifetimes.room = 60;
  assert.deepEqual([lifetimes.of(), lifetimes.of(10), lifetimes.of(600)], [60, 10, 60]);
  assert.deepEqual(lines.map(({ endsAt }) => endsAt), [1_050_000, 960_000, undefined]);
  return clock.pass(2000).then(() => {
    assert.deepEqual(gone, ['b']);
    return clock.pass(50_000);
  }).then(() => assert.deepEqual(gone, ['b', 'a']));
});

// Lines that vanish by themselves, at everybody's at the same time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lifetimes, lifetimeOf } from '../../www/js/chat/lifetimes.js';
import { PassingTime } from '../../www/js/chat/passing-time.js';
import { ManualClock, settle } from './support/clock.mjs';
import { makeRig, pagesOf } from './support/rig.mjs';

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

/** Lifetimes of some lines, each with its key as sender and id, by a server's clock that the test puts on and back. */
function lifetimesOf(lines) {
  const clock = new ManualClock(1_000_000);
  const scene = { clock, wrong: 0, gone: [], lines };
  const found = (sender, id) => lines.find((each) => each.id === id);
  scene.lifetimes = new Lifetimes({
    conversation: { lines, me: { id: 'me' }, line: found },
    expire: (over) => {
      scene.gone.push(...over.map(({ key }) => [key, clock.now() - 1_000_000]));
      return [];
    },
    serverNow: () => clock.now() + scene.wrong, now: clock.now, wall: clock.wall, timers: clock.timers, onNews: () => {},
  });
  scene.hears = (key, ttl) => scene.lifetimes.took([['add', key, { id: key, ttl }]]);
  return scene;
}

const lineOf = (key, ts, more) => ({ key, id: key, sender: key, own: false, order: ts, content: {}, ts, ...more });
const HOUR_MS = 3_600_000;

test('a room has an end for all lines, and the nearer one counts', async () => {
  const { clock, lifetimes, lines, hears, gone } = lifetimesOf([lineOf('a', 990_000), lineOf('b', 900_000), { key: 'n', events: [] }]);
  hears('a', 3600);
  lifetimes.room = 60;
  assert.deepEqual([lifetimes.of(), lifetimes.of(10), lifetimes.of(600)], [60, 10, 60]);
  assert.deepEqual(lines.map(({ endsAt, left }) => endsAt && [endsAt, left()]), [[1_050_000, 50_000], [1_000_000, 0], undefined]);
  await clock.pass(2000);
  assert.deepEqual(gone, [['b', 1000]]);
  await clock.pass(50_000);
  assert.deepEqual(gone, [['b', 1000], ['a', 50_000]]);
});

test('a limit of the room takes no line that still waits to be sent', async () => {
  const { clock, lifetimes, lines, hears, gone } = lifetimesOf([lineOf('mine', 0, { own: true, state: 'waiting', order: Infinity, ts: 900_000 })]);
  lifetimes.room = 60;
  await clock.pass(100_000);
  assert.deepEqual(gone, []);
  Object.assign(lines[0], { state: 'delivered', order: 1_100_000, ts: 1_100_000 });
  hears('mine');
  await clock.pass(59_000);
  assert.deepEqual(gone, []);
  await clock.pass(2000);
  assert.deepEqual(gone.map(([key]) => key), ['mine']);
});

test('what is kept of lines that are to end is not the lines, and one that ends keeps nobody waiting for all', async () => {
  const { clock, lines, hears, gone } = lifetimesOf(Array.from({ length: 3000 }, (_, index) => lineOf(`${index}`, 1_000_000)));
  let looks = 0;
  const all = lines.splice(0);
  for (const line of all) lines.push(new Proxy(line, { get: (target, name) => { looks += 1; return target[name]; }, set: (target, name, value) => { target[name] = value; return true; } }));
  for (const { id } of all) hears(id, 10);
  looks = 0;
  await clock.pass(11_000);
  assert.equal(gone.length, 3000);
  assert.ok(looks < 10 * 3000, `${looks} looks at 3,000 lines`);
});

test('no time that the server tells after a line has come moves its end, nor what is shown to be left', async () => {
  for (const wrong of [-3 * HOUR_MS, 3 * HOUR_MS]) {
    const scene = lifetimesOf([lineOf('a', 995_000), lineOf('mine', 1_000_000, { own: true, content: { ttl: 60 } }), lineOf('b', 1_000_000), lineOf('c', 1_000_000)]);
    scene.hears('a', 10);
    scene.hears('mine', 60);
    scene.hears('b', 3600);
    scene.hears('c');
    scene.wrong = wrong;
    scene.lifetimes.took([['init']]); // own lines are looked at again
    scene.hears('mine', 60);
    assert.deepEqual(scene.lines.map(({ left }) => left?.()), [5000, 60_000, HOUR_MS, undefined]);
    await scene.clock.pass(30_000);
    assert.deepEqual(scene.gone, [['a', 5000]]);
    scene.lifetimes.room = 40;
    assert.deepEqual(scene.lines.slice(1).map(({ left }) => left()), [10_000, 10_000, 10_000], 'those that had no end, too');
    await scene.clock.pass(10_000);
    assert.deepEqual(scene.gone.slice(1), [['mine', 40_000], ['b', 40_000], ['c', 40_000]]);
  }
});

test('a server whose time is wrong when a line comes gives it no more than its time, and no less than nothing', async () => {
  for (const [wrong, left] of [[-3 * HOUR_MS, 60_000], [3 * HOUR_MS, 0]]) {
    const scene = lifetimesOf([lineOf('a', 990_000)]);
    scene.wrong = wrong;
    scene.hears('a', 60);
    assert.equal(scene.lines[0].left(), left);
    scene.wrong = 0;
    await scene.clock.pass(left + 1000);
    assert.deepEqual(scene.gone, [['a', left || 1000]]);
  }
});

test('who rests waits for nothing, whatever comes then', () => {
  const scene = lifetimesOf([lineOf('a', 1_000_000)]);
  scene.lifetimes.rest();
  scene.hears('a', 60);
  assert.deepEqual(scene.clock.delays, []);
  scene.lifetimes.wake();
  assert.deepEqual(scene.clock.delays, [1000]);
});

test('while the computer sleeps time passes for a line, and is not given back', async () => {
  const scene = lifetimesOf([lineOf('a', 1_000_000), lineOf('b', 1_000_000), lineOf('c', 1_000_000)]);
  scene.hears('a', 60);
  scene.hears('b', 3600);
  scene.hears('c', 600);
  await scene.clock.pass(10_000);
  scene.clock.sleep(45_000);
  assert.equal(scene.lines[0].left(), 5000);
  await scene.clock.pass(1000);
  scene.clock.sleep(-2 * HOUR_MS); // somebody puts it back
  await scene.clock.pass(1000);
  assert.deepEqual(scene.lines.map(({ left }) => left()), [3000, 3_543_000, 543_000]);
  scene.clock.sleep(HOUR_MS);
  await scene.clock.pass(1000);
  assert.deepEqual(scene.gone.map(([key]) => key).sort(), ['a', 'b', 'c']);
});

test('clocks that part a little are no sleep, however often they are looked at', () => {
  const clock = new ManualClock();
  const time = new PassingTime({ clock: clock.now, wall: clock.wall });
  const begun = time.now;
  for (let turn = 0; turn < 1000; turn += 1) {
    clock.sleep(turn % 2 === 0 ? 900 : -900);
    assert.equal(time.now, begun);
  }
  clock.sleep(600);
  assert.equal(time.now, begun);
  clock.sleep(600); // more than a moment in all
  assert.equal(time.now, begun + 1200);
});

test('what came before one was away for a while ends at its time, and nothing while one is away', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  await say(scene, ann, 'for a minute', 60);
  ann.session.stop();
  await scene.clock.pass(30_000);
  ann.session.start();
  await scene.clock.pass(25_000);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['for a minute']);
  await scene.clock.pass(8000);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, []);
  await say(scene, ann, 'for ten seconds', 10);
  ann.session.stop();
  await settle();
  await scene.clock.pass(20_000);
  assert.deepEqual(ann.texts, ['for ten seconds'], 'nobody looks');
});

test('two Dates that agree on an hour before or after change nothing for a line that is there', async () => {
  for (const wrong of [-HOUR_MS, HOUR_MS]) {
    let error = 0;
    const dated = (fetch, { now }) => async (...request) => {
      const response = await fetch(...request);
      response.headers.set('date', new Date(now() + error).toUTCString());
      return response;
    };
    const scene = await pagesOf(2, makeRig({ through: dated }));
    const [ann, ben] = scene.all;
    await say(scene, ann, 'for ten minutes', 600);
    error = wrong;
    for (const page of scene.all) for (let turn = 0; turn < 4; turn += 1) await say(scene, page, `${turn}`);
    await scene.clock.pass(500_000);
    for (const page of [ann, ben]) assert.ok(page.texts.includes('for ten minutes'));
    await scene.clock.pass(102_000);
    for (const page of [ann, ben]) assert.ok(!page.texts.includes('for ten minutes'));
  }
});

// Whose clock is wrong, or steps, changes nothing in the order in which everybody sees what was said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerClock } from '../../www/js/chat/server-clock.js';
import { settle } from './support/clock.mjs';
import { makeRig } from './support/rig.mjs';

const HOUR = 3_600_000;

// As every front server has it: whole seconds.
const dated = (fetch, clock) => async (...request) => {
  const answer = await fetch(...request);
  answer.headers.set('date', new Date(clock.now()).toUTCString());
  return answer;
};

async function three(rig = makeRig({ through: dated })) {
  const people = ['ann', 'ben', 'cat'].map(() => {
    const error = { ms: 0 };
    return Object.assign(rig.page({ clock: () => rig.clock.now() + error.ms }), { error });
  });
  for (const person of people) {
    person.session.start();
    await settle();
  }
  return { ...rig, people };
}

async function say(rig, person, text) {
  person.session.say(text);
  await settle();
  await rig.clock.pass(50);
}

const late = async (rig) => {
  const page = rig.page();
  page.session.start();
  await settle();
  return page;
};

for (const [what, step] of [['an hour ahead', HOUR], ['an hour back', -HOUR], ['a minute back', -61_000], ['eleven seconds ahead', 11_000], ['a year back', -8766 * HOUR]]) {
  test(`a clock that steps ${what}: all see what was said in the order in which it was`, async () => {
    const rig = await three();
    const [ann, ben, cat] = rig.people;
    await say(rig, ann, 'a1');
    await say(rig, ben, 'b1');
    ann.error.ms = step;
    for (const [person, text] of [[ann, 'a2'], [ben, 'b2'], [ann, 'a3'], [ben, 'b3'], [cat, 'c1']]) await say(rig, person, text);
    const wanted = ['a1', 'b1', 'a2', 'b2', 'a3', 'b3', 'c1'];
    for (const person of rig.people) assert.deepEqual(person.texts, wanted);
    await rig.clock.pass(120_000);
    await say(rig, cat, 'c2');
    for (const person of [...rig.people, await late(rig)]) assert.deepEqual(person.texts.at(-1), 'c2');
  });
}

for (const back of [15_000, 30_000, 59_000, 61_000, HOUR]) {
  test(`the server’s clock is put back by ${back / 1000} s: all go on in order, and a newcomer sees the same`, async () => {
    const server = { ms: back };
    const rig = await three(makeRig({ through: (fetch, clock) => dated(fetch, { now: () => clock.now() + server.ms }) }));
    rig.hub.now = () => rig.clock.now() + server.ms;
    for (const person of rig.people) {
      person.session.stop();
      person.session.start();
      await settle();
    }
    const wanted = [];
    for (let turn = 0; turn < 20; turn++) {
      if (turn === 6) server.ms = 0;
      await say(rig, rig.people[turn % 3], `line ${turn}`);
      wanted.push(`line ${turn}`);
    }
    for (const person of [...rig.people, await late(rig)]) assert.deepEqual(person.texts, wanted);
  });
}

test('a time of a foreign client, whatever it says, puts its line where it came, and a newcomer sees the same', async () => {
  const rig = await three();
  const mallory = rig.hub.join('mallory');
  await settle();
  const times = [0, 1, rig.clock.now() - HOUR, rig.clock.now() - 90_000, rig.clock.now() + 11_000, rig.clock.now() + HOUR, 2 ** 53 - 1];
  const wanted = [];
  for (const [index, ts] of times.entries()) {
    await say(rig, rig.people[index % 3], `before ${index}`);
    rig.hub.say(mallory.id, { id: `odd-${index}`, ts, kind: 'text', text: `odd ${index}` });
    wanted.push(`before ${index}`, `odd ${index}`);
    await settle();
    await rig.clock.pass(50);
  }
  for (const person of rig.people) {
    assert.deepEqual(person.texts, wanted);
    const [first, last] = [person.session.lines[0], person.session.lines.at(-1)].map(({ ts }) => ts);
    for (const { ts, content } of person.session.lines.filter(({ events }) => !events)) {
      assert.ok(ts >= first - 300_000 && ts <= last + 10_000, `${content.text} is shown as said at ${ts}`);
    }
  }
});

test('lines on their way to the server at one time are in the same order for all, their authors too', async () => {
  const held = [];
  let holding = false;
  const slow = (fetch) => (url, request) => {
    if (!holding || !url.includes('/send')) return fetch(url, request);
    return new Promise((resolve) => held.push(() => resolve(fetch(url, request))));
  };
  const rig = await three(makeRig({ through: slow }));
  const [ann, ben, cat] = rig.people;
  for (const person of rig.people) await say(rig, person, 'hello');
  holding = true;
  ann.session.say('said first, arrived last');
  await rig.clock.pass(100);
  ben.session.say('said last, arrived first');
  await rig.clock.pass(100);
  held[1]();
  await settle();
  held[0]();
  await settle();
  holding = false;
  const orders = [...rig.people, await late(rig)].map(({ texts }) => texts);
  for (const order of orders) assert.deepEqual(order, orders[0]);
  assert.equal(cat.texts.length, 5);
});

test('what is said again after a restart of the server is in its old place, and no news', async () => {
  const rig = await three();
  const [ann, ben] = rig.people;
  const wanted = [];
  for (let number = 0; number < 6; number += 1) {
    await say(rig, [ann, ben][number % 2], `line ${number}`);
    await rig.clock.pass(90_000);
    wanted.push(`line ${number}`);
  }
  rig.hub.restart();
  await rig.clock.pass(5000);
  for (const person of rig.people) assert.deepEqual(person.texts, wanted);
  const foreign = ann.session.lines.filter(({ own, events }) => !own && !events);
  assert.ok(foreign.length === 3 && foreign.every(({ earlier }) => earlier));
});

test('what was typed under a wrong clock before we were in has the server’s time when it is sent', async () => {
  const rig = makeRig();
  let error = HOUR;
  const ann = rig.page({ clock: () => rig.clock.now() + error });
  ann.session.say('typed early');
  ann.session.start();
  await settle();
  error = HOUR;
  const [line] = ann.session.lines;
  assert.ok(Math.abs(line.order - rig.clock.now()) < 1000, `${line.order - rig.clock.now()} ms off`);
});

test('the server’s clock is measured again by the Dates of two answers that agree', () => {
  let ours = 1000;
  const clock = new ServerClock(() => ours);
  clock.dated(5_000_000);
  clock.told(5_000_300);
  assert.equal(clock.now, 5_000_300);
  ours += 20_000;
  clock.dated(5_020_000);
  assert.equal(clock.now, 5_020_300, 'whole seconds are no reason to change it');
  ours += 1000; // and the computer slept for a minute
  clock.dated(5_081_000);
  assert.equal(clock.now, 5_021_300, 'one answer may be an old one');
  clock.dated(5_081_000);
  assert.ok(Math.abs(clock.now - 5_081_300) <= 1000, `${clock.now}`);
  clock.dated(5_000_000);
  clock.dated(5_081_000);
  clock.dated(5_000_000);
  assert.ok(Math.abs(clock.now - 5_081_300) <= 1000, 'old answers in between change nothing');
});

test('a front server with a clock of its own, or none, changes nothing', () => {
  const ours = 1000;
  const [apart, none] = [new ServerClock(() => ours), new ServerClock(() => ours)];
  apart.dated(9_999_999_000);
  for (const clock of [apart, none]) clock.told(5_000_300);
  for (let turn = 0; turn < 3; turn += 1) {
    apart.dated(9_999_999_000);
    none.dated(turn === 1 ? null : 7_000_000);
  }
  for (const clock of [apart, none]) assert.equal(clock.now, 5_000_300);
});

const hang = (signal) => new Promise((resolve, reject) => {
  signal.addEventListener('abort', () => reject(signal.reason));
});

test('a line that gets through only when its author joins again stands where it came, for all', async () => {
  const rig = await three();
  const [sam, ann, ben] = rig.people;
  await say(rig, sam, 's1');
  await say(rig, ann, 'a1');
  const { id } = sam;
  // Sam's network dies while he says it; the server takes him for gone in the end.
  rig.hub.intercept = (endpoint, body, signal) => (body.id === id ? hang(signal) : null);
  await say(rig, sam, 'late');
  for (let turn = 2; turn < 8; turn += 1) {
    await rig.clock.pass(15_000);
    await say(rig, ann, `a${turn}`);
  }
  rig.hub.leave(id, 'gone');
  rig.hub.intercept = () => null;
  sam.session.probe();
  await rig.clock.pass(60_000);
  const wanted = ['s1', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'late'];
  for (const person of [sam, ann, ben, await late(rig)]) assert.deepEqual(person.texts, wanted);
});

test('a line that was tried before the queue was lost, and again after, stands where it came, for all', async () => {
  const rig = await three();
  const [sam, ann, ben] = rig.people;
  await say(rig, ben, 'b1');
  let refused = true;
  rig.hub.intercept = (endpoint, { id }, signal) => (endpoint === 'send' && refused && id === sam.id ? hang(signal) : null);
  await say(rig, sam, 'tried');
  rig.hub.overflow(sam.id);
  await rig.clock.pass(65_000);
  await say(rig, ann, 'meanwhile');
  refused = false;
  sam.session.retry();
  await rig.clock.pass(60_000);
  for (const person of [sam, ann, ben, await late(rig)]) assert.deepEqual(person.texts, ['b1', 'meanwhile', 'tried']);
});

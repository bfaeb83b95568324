// Between chat and transport each message passes an envelope, which may take its time; lines can be altered where they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonSize } from '../../www/js/chat/envelope.js';
import { OrderedQueue } from '../../www/js/chat/ordered-queue.js';
import { settle } from './support/clock.mjs';
import { makeRig } from './support/rig.mjs';

const STEP = 512;

/** Hides all but id, ts and to, pads to steps, and takes a while, each message another. */
function slowEnvelope(key) {
  let count = 0;
  const aWhile = async () => {
    count += 1;
    for (let turn = (count * 7) % 5; turn > 0; turn -= 1) await new Promise(setImmediate);
  };
  const hide = ({ id, ts, to, ...content }) => {
    const hidden = Buffer.from(JSON.stringify({ key, ...content })).toString('base64');
    return { id, ts, ...(to === undefined ? {} : { to }), hidden: hidden.padEnd(Math.ceil(hidden.length / STEP) * STEP, '.') };
  };
  return {
    seal: async (message) => { await aWhile(); return hide(message); },
    open: async (sender, { hidden, ...message }) => {
      await aWhile();
      const { key: itsKey, ...content } = JSON.parse(Buffer.from(hidden.replaceAll('.', ''), 'base64'));
      if (itsKey !== key) throw new Error('another key');
      return { ...content, ...message };
    },
    size: (message) => jsonSize(hide(message)),
  };
}

// Sealing takes turns that no clock counts.
async function until(rig, holds) {
  for (let turn = 0; turn < 300 && !holds(); turn += 1) await rig.clock.pass(20);
}

async function sealed(keys) {
  const rig = makeRig();
  const people = keys.map((key) => rig.page({ envelope: slowEnvelope(key) }));
  for (const person of people) {
    person.session.start();
    await rig.clock.pass(100);
  }
  return { ...rig, people };
}

test('what passes a slow envelope arrives once and in order, history too, and the server reads none of it', async () => {
  const rig = await sealed(['k', 'k', 'k']);
  const wanted = [];
  for (let number = 0; number < 100; number += 1) {
    rig.people[number % 3].session.say(`line ${number}`);
    wanted.push(`line ${number}`);
    if (number % 9 === 0) await rig.clock.pass(30);
  }
  await until(rig, () => rig.people.every(({ texts, waiting }) => texts.length === 100 && waiting.length === 0));
  const late = rig.page({ envelope: slowEnvelope('k') });
  late.session.start();
  await until(rig, () => late.texts.length === 100);
  const byAuthor = ({ session }) => session.lines.filter(({ events }) => !events).map(({ content }) => content.text);
  for (const person of [...rig.people, late]) {
    assert.deepEqual(byAuthor(person), byAuthor(rig.people[0]));
    assert.deepEqual([...byAuthor(person)].sort(), [...wanted].sort());
  }
  const sends = rig.hub.requests.filter(({ endpoint }) => endpoint === 'send');
  assert.ok(sends.length > 3);
  for (const { body } of sends) {
    for (const [, , message] of body.commands) assert.deepEqual(Object.keys(message).filter((name) => !['id', 'ts', 'to', 'hidden'].includes(name)), []);
  }
});

test('batches are cut by the sizes behind the envelope, and so is what is too long', async () => {
  const rig = makeRig();
  rig.hub.init = { ...rig.hub.init, max_message: 8000 };
  const ann = rig.page({ envelope: slowEnvelope('k') });
  ann.session.start();
  await rig.clock.pass(100);
  for (let number = 0; number < 40; number += 1) ann.session.say(`line ${number} ${'x'.repeat(300)}`);
  await until(rig, () => ann.waiting.length === 0);
  assert.deepEqual(ann.waiting, []);
  for (const { endpoint, body } of rig.hub.requests) if (endpoint === 'send') assert.ok(jsonSize(body.commands) <= 8000 + 2);
  const longest = [...Array(8000).keys()].findLast((length) => ann.session.excess('x'.repeat(length)) <= 0);
  assert.ok(longest > 4000 && longest < 6000, `${longest} characters`);
});

test('a message that does not open is passed over, and holds up nothing', async () => {
  const rig = await sealed(['k', 'k', 'another']);
  const [ann, ben, cat] = rig.people;
  for (const [person, line] of [[cat, 'unreadable'], [ann, 'a'], [ben, 'b']]) {
    person.session.say(line);
    await rig.clock.pass(200);
  }
  for (const person of [ann, ben]) assert.deepEqual(person.texts, ['a', 'b']);
  assert.deepEqual(cat.texts, ['unreadable']);
  assert.ok(rig.people.every(({ status }) => status.phase === 'online'));
});

test('a queue delivers in order, goes on after an error, and delivers nothing once it has ended', async () => {
  const [delivered, errors, releases] = [[], [], []];
  const queue = new OrderedQueue({
    work: (item) => new Promise((resolve, reject) => { releases[item] = item === 1 ? reject : resolve; }),
    deliver: (item) => { delivered.push(item); if (item === 'two') throw new Error('deliver'); },
    onError: ({ message }) => errors.push(message),
  });
  for (const item of [0, 1, 2, 3, 4]) queue.push(item);
  releases[3]('three');
  releases[2]('two');
  releases[1](new Error('work'));
  await settle();
  assert.deepEqual([delivered, errors], [[], []]);
  releases[0]('zero');
  await settle();
  assert.deepEqual([delivered, errors], [['zero', 'two', 'three'], ['work', 'deliver']]);
  queue.end();
  releases[4]('four');
  await queue.idle;
  assert.deepEqual(delivered, ['zero', 'two', 'three']);
});

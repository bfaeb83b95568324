// A hundred random mixtures of network faults, each with three people who talk through it, each by a path of their own. In the
// end everyone holds every message exactly once, and all in the same order. OTC_SEEDS=7 or 101-400 runs others.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Daemon } from '../lib/daemon.mjs';
import { FAULT_NAMES } from '../lib/faults.mjs';
import { Front } from '../lib/front.mjs';
import { Mixture, randomFrom } from '../lib/mixture.mjs';
import { Proxy } from '../lib/proxy.mjs';
import { Talker } from '../lib/talker.mjs';

const PEOPLE = 3;
const LINES = 6;
const ENOUGH_FAULTS = 40;
const ENOUGH_REQUESTS = 150;
const HASTE = 10; // the page's own waits, its back-off above all, are so much shorter
const [first, last = first] = (process.env.OTC_SEEDS ?? '1-100').split('-').map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);
const totals = {};
let streamed = 0;

let daemon, front;
before(async () => {
  daemon = await Daemon.start({ args: ['--hold', '0.5', '--join-rate', '0'] });
  front = await Front.start('lighttpd', { socket: daemon.socket });
});
after(async () => {
  await front.stop();
  await daemon.stop();
});

async function setScene(t, seed) {
  const mixture = new Mixture(seed, PEOPLE);
  const proxies = [];
  const people = [];
  t.after(async () => {
    for (const person of people) person.stop();
    for (const proxy of proxies) await proxy.stop();
  });
  for (let number = 0; number < PEOPLE; number += 1) {
    const proxy = await Proxy.start(front.url, mixture.of(number));
    proxies.push(proxy);
    const random = randomFrom(`${seed} back-off ${number}`);
    people.push(new Talker(proxy.url, { room: `mixture-${seed}`, haste: HASTE, random }));
  }
  return { mixture, proxies, people };
}

function sum(proxies, count) {
  return proxies.reduce((total, proxy) => total + count(proxy), 0);
}

// Some lines are long, so that limits of the path are met.
function lineOf(person, line) {
  const label = `person ${person} line ${line}`;
  return line % 2 === 0 ? label : `${label} ${'long '.repeat(200 + 130 * person)}end`;
}

/** Says a line whenever something has happened, until all is said. */
async function talk(person, number) {
  for (let line = 0; line < LINES; line += 1) {
    await person.news(`news for person ${number}`);
    person.say(lineOf(number, line));
  }
}

async function enoughHasHappened(proxies) {
  const faults = (proxy) => Object.values(proxy.counts).reduce((total, count) => total + count, 0);
  await new Promise((resolve) => {
    const look = () => {
      if (sum(proxies, faults) >= ENOUGH_FAULTS || sum(proxies, ({ requests }) => requests) >= ENOUGH_REQUESTS) resolve();
    };
    for (const proxy of proxies) proxy.onRequest = look;
    look();
  });
}

const brief = (texts) => texts.map((text) => `${text.slice(0, 15)} (${text.length})`);

/** What a person holds of what each of them has said, what of its own is on its way, and how many are shown as present. */
function held(person, people) {
  return {
    present: person.session.people.length,
    said: people.map(({ me }) => brief(person.textsOf(me))),
    waiting: brief(person.lines.filter(({ state }) => state !== 'delivered').map(({ content }) => content.text)),
  };
}

async function convergence(people) {
  const wanted = { present: PEOPLE, said: people.map(({ said }) => brief(said)), waiting: [] };
  const holds = (person) => isDeepStrictEqual(held(person, people), wanted);
  // One who has got there may have to begin anew for a late copy of a request.
  while (!people.every(holds)) {
    for (const person of people) {
      await person.until(() => holds(person), 'everything').catch((error) => {
        assert.deepEqual(held(person, people), wanted, error.message);
        throw error;
      });
    }
  }
}

async function run(t, seed) {
  const { mixture, proxies, people } = await setScene(t, seed);
  t.diagnostic(`seed ${seed}: ${mixture.description}`);
  for (const person of people) person.start();
  await Promise.all(people.map((person, number) => talk(person, number)));
  await enoughHasHappened(proxies);
  mixture.calm();
  await convergence(people);
  for (const person of people) {
    assert.deepEqual(brief(person.texts), brief(people[0].texts), 'the same order for all');
    assert.deepEqual(person.returned, []);
    if (person.streamed) streamed += 1;
  }
  for (const { counts } of proxies) {
    for (const [kind, count] of Object.entries(counts)) totals[kind] = (totals[kind] ?? 0) + count;
  }
}

describe('three people talk through a mixture of faults', { concurrency: 20 }, () => {
  for (const seed of seeds) test(`seed ${seed}`, (t) => run(t, seed));
});

test('streams have carried the news', (t) => {
  t.diagnostic(`to ${streamed} of ${PEOPLE * seeds.length} people`);
  assert.ok(streamed > 0);
});

test('each kind of fault has been met', { skip: seeds.length < 100 && 'too few seeds' }, (t) => {
  t.diagnostic(Object.entries(totals).map(([kind, count]) => `${kind} ${count}`).join(', '));
  // No address comes twice, so a cache that goes by addresses never answers.
  assert.deepEqual(Object.keys(totals).sort(), FAULT_NAMES.filter((kind) => kind !== 'cache').sort());
});

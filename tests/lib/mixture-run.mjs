// Three people who talk through a random mixture of network faults, each by a path of their own, until everybody holds every
// message exactly once, in its last wording, all in the same order, and each author knows it.

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { Mixture, randomFrom } from './mixture.mjs';
import { Proxy } from './proxy.mjs';

export const PEOPLE = 3;
const LINES = 6;
const ENOUGH_FAULTS = 40;
const ENOUGH_REQUESTS = 150;
const HASTE = 10; // the page's own waits, its back-off above all, are so much shorter

/** What OTC_SEEDS says, as 7 or 101-400, else those from 1 to `last`. */
export function seedsOr(last) {
  const [first, end = first] = (process.env.OTC_SEEDS ?? `1-${last}`).split('-').map(Number);
  return Array.from({ length: end - first + 1 }, (_, index) => first + index);
}

async function setScene(t, seed, { url, makeTalkers }) {
  const mixture = new Mixture(seed, PEOPLE);
  const proxies = [];
  let people = [];
  t.after(async () => {
    for (const person of people) person.stop();
    for (const proxy of proxies) await proxy.stop();
  });
  for (let number = 0; number < PEOPLE; number += 1) {
    proxies.push(await Proxy.start(url, mixture.of(number)));
  }
  people = await makeTalkers(seed, proxies.map((proxy, number) => [proxy.url, { haste: HASTE, random: randomFrom(`${seed} back-off ${number}`) }]));
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
    if (line === 2) await person.alter(0, `person ${number} line 0, in other words`);
  }
  await person.alter(2, null);
  await person.alter(0, `person ${number} line 0, in still others`);
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

const brief = (texts) => texts.map((text) => `${text.slice(0, 15)} … ${text.slice(-9)} (${text.length})`);

/** What a person holds of what each of them has said, what of its own is on its way or not known to be held by whom, and how many are shown as present. */
function held(person, people) {
  return {
    present: person.session.people.length,
    said: people.map(({ me }) => brief(person.textsOf(me))),
    waiting: brief(person.lines.filter(({ state }) => state !== 'delivered').map(({ content }) => content.text)),
    holders: person.lines.filter(({ own }) => own).map(({ holders }) => [...holders ?? []].sort()),
  };
}

/** Waits until everybody holds what everybody has said, once, and each author knows that; and that nobody else is shown. */
export async function convergence(people) {
  const wantedOf = (person) => ({
    present: people.length,
    said: people.map(({ said }) => brief(said)),
    waiting: [],
    holders: person.said.map(() => people.filter((other) => other !== person).map(({ me }) => me).sort()),
  });
  const holds = (person) => isDeepStrictEqual(held(person, people), wantedOf(person));
  // One who has got there may have to begin anew for a late copy of a request.
  while (!people.every(holds)) {
    for (const person of people) {
      await person.until(() => holds(person), 'everything').catch((error) => {
        assert.deepEqual(held(person, people), wantedOf(person), error.message);
        throw error;
      });
    }
  }
}

/**
 * Runs the mixture of `seed` in front of the server at `url`. `makeTalkers(seed, list)` gives a promise of the people, for a list of the address
 * and the options of each. Returns the counts of faults by their kinds, and how many people were served by a stream.
 */
export async function runMixture(t, seed, options) {
  const { mixture, proxies, people } = await setScene(t, seed, options);
  t.diagnostic(`seed ${seed}: ${mixture.description}`);
  for (const person of people) person.start();
  await Promise.all(people.map((person, number) => talk(person, number)));
  await enoughHasHappened(proxies);
  mixture.calm();
  await convergence(people);
  for (const person of people) {
    assert.deepEqual(brief(person.texts), brief(people[0].texts), 'the same order for all');
    assert.deepEqual(person.returned, []);
  }
  const counts = {};
  for (const proxy of proxies) for (const [kind, count] of Object.entries(proxy.counts)) counts[kind] = (counts[kind] ?? 0) + count;
  return { counts, streamed: people.filter((person) => person.streamed).length };
}

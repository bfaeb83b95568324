// Random mixtures of network faults for three people, drawn from a seed: the same seed draws the same faults with the same
// settings, and decides alike for the n-th request of a person to an endpoint.

import { createHash } from 'node:crypto';
import * as fault from './faults.mjs';

const ENDPOINTS = ['join', 'poll', 'stream', 'ack', 'send', 'leave', 'probe'];

/** A source of numbers from 0 to below 1 that depends on `key` alone. */
export function randomFrom(key) {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${key} ${drawn}`).digest().readUInt32BE() / 2 ** 32;
  };
}

function pick(random, values) {
  return values[Math.floor(random() * values.length)];
}

const upTo = (random, most) => Math.round(random() * most);

// The outermost first. Each draws the settings for one request, and where it says so, some for the whole time. A `steady` fault is a
// property of the path: it meets every request and stays to the end. The others meet some requests, until the network calms down.
const KINDS = {
  limitBody: { steady: true, draw: (random) => pick(random, [{ most: 4500 + upTo(random, 5000), how: 'page' }, { most: 9000 + upTo(random, 5000), how: 'reset' }]) },
  cut: { steady: true, draw: (random) => ({ limit: 400 + upTo(random, 1000), how: pick(random, ['close', 'reset', 'page']) }) },
  chunked: { steady: true, make: fault.rewrite, draw: () => ({ chunked: true, strip: ['cache-control', 'retry-after'] }) },
  reset: { draw: (random) => ({ when: pick(random, ['before', 'after', 'within']) }) },
  inject: { draw: (random) => ({ which: pick(random, fault.PAGE_NAMES), reached: random() < 0.5 }) },
  truncate: { draw: (random) => ({ at: pick(random, ['header', 'body', 'short']), share: random() }) },
  strip: { make: fault.rewrite, draw: (random) => pick(random, [{ strip: ['content-type'] }, { set: { 'content-type': 'text/plain' } }, { strip: ['cache-control'] }]) },
  buffer: { draw: (random) => ({ hold: upTo(random, 300) }) },
  delay: { draw: (random) => ({ before: upTo(random, 150), after: upTo(random, 150) }) },
  // Shared by all, as at a proxy.
  cache: { draw: (random, { store }) => ({ store, fresh: random() < 0.3 }) },
  // Shared but for news: nothing in the answer to another's poll tells that it is not one's own.
  coarseCache: { make: fault.cache, draw: (random, { coarseStore }, { own, endpoint }) => ({ coarse: true, store: ['poll', 'stream'].includes(endpoint) ? own : coarseStore, fresh: random() < 0.4 }) },
  reorder: { draw: (random) => ({ patience: upTo(random, 300) }) },
  duplicate: { draw: (random) => ({ apart: pick(random, [0, 0, 20, 200, 1500]), give: pick(random, ['first', 'second']) }) },
  deaf: { steady: true, draw: () => ({}) },
};
const KIND_NAMES = Object.keys(KINDS);

/** The faults of one person's path. */
class Path {
  #key; #shared; #steady; #passing;
  #asked = new Map(); // endpoint -> how many requests
  #own = new Map();   // a cache for this person alone

  constructor(key, shared) {
    this.#key = key;
    this.#shared = shared;
    const random = randomFrom(key);
    const kinds = KIND_NAMES.map((name) => ({ name, ...KINDS[name], rank: random() }))
      .sort((one, other) => one.rank - other.rank).slice(0, 3 + upTo(random, 3));
    this.#passing = kinds.filter(({ steady }) => !steady).map((kind) => ({ ...kind, chance: 0.1 + 0.3 * random() }));
    this.#steady = kinds.filter(({ steady }) => steady).map((kind) => ({ ...kind, settings: kind.draw(random, shared) }));
    // A time in which everything meets the page of a captive portal: from the n-th request to an endpoint on.
    this.portal = random() < 0.25 ? { from: 3 + upTo(random, 5), length: 2 + upTo(random, 4), which: pick(random, ['login', 'redirect', 'networkLogin']) } : null;
  }

  get names() {
    return [...this.#steady, ...this.#passing].map(({ name }) => name).concat(this.portal ? ['portal'] : []);
  }

  faultsOf({ endpoint }, calm) {
    if (!ENDPOINTS.includes(endpoint)) return [];
    const number = this.#asked.get(endpoint) ?? 0;
    this.#asked.set(endpoint, number + 1);
    const random = randomFrom(`${this.#key} ${endpoint} ${number}`);
    const drawn = this.#passing.filter(({ chance }) => random() < chance && !calm)
      .map(({ name, draw }) => ({ name, settings: draw(random, this.#shared, { own: this.#own, endpoint }) }));
    const chosen = [...drawn, ...this.#steady];
    const faults = KIND_NAMES.flatMap((name) => chosen.filter((each) => each.name === name))
      .map(({ name, settings }) => (KINDS[name].make ?? fault[name])(settings));
    if (!calm && this.portal && number >= this.portal.from && number < this.portal.from + this.portal.length) faults.unshift(fault.inject(this.portal));
    return faults;
  }
}

export class Mixture {
  #calm = false;

  /** The mixture of `seed` for `people` of them. */
  constructor(seed, people = 3) {
    const shared = { store: new Map(), coarseStore: new Map() };
    this.paths = Array.from({ length: people }, (_, person) => new Path(`${seed} ${person}`, shared));
  }

  /** What it holds, in words. */
  get description() {
    return this.paths.map(({ names }) => names.join(' ')).join(' | ');
  }

  /** The `faultsOf` of the proxy of a person. */
  of(person) {
    return (request) => this.paths[person].faultsOf(request, this.#calm);
  }

  /** From now on only the steady faults remain. */
  calm() {
    this.#calm = true;
  }
}

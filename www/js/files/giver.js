// Gives the files that we offer to those who ask for them, a piece at a time. What is on its way to somebody, and they have not said that they
// have, is never more than a window: so much may wait for them at the server. Where everybody who is here wants the same
// piece it is said to all at once, else to each.

import { cipherOf } from './frames.js';

const WINDOW = 128 * 1024;
const SILENT_MS = 20_000;        // without a word of what has arrived; then it is given again from there
const MOST_SILENCES = 5;
const GENEROSITY = 3;            // how often somebody gets as much as the whole file, whatever became of it
const UNASKED = 2;               // and how often at most because nothing was heard of them: who asks, gets the last
const MOST_KNOWN = 1000;         // who are remembered with what they got of a file, also when they have gone or want no more

export class Giver {
  #now; #others; #reach;
  #offers = new Map();           // id -> { id, blob, cipher, size, takers: Map of id -> taker, known: the same of all who have ever asked }
  #turn = 0;

  /** `others()` are the ids of those who are here, `reach()` how many are told what is said to all, be they here or only about to be. */
  constructor({ now, others, reach }) {
    this.#now = now;
    this.#others = others;
    this.#reach = reach;
  }

  offer(file, blob) {
    this.#offers.set(file.id, { id: file.id, blob, cipher: cipherOf(file), size: file.size, takers: new Map(), known: new Map() });
  }

  /** What is offered under that id, `{ blob, cipher }`; undefined for nothing. */
  of(id) {
    return this.#offers.get(id);
  }

  /** Only these are still offered. */
  keep(ids) {
    for (const id of this.#offers.keys()) if (!ids.has(id)) this.#offers.delete(id);
  }

  /** `{ takers, done, given }` of an offer: how many have asked, how many have it, and what part of it is with them on average. */
  progress(id) {
    const { takers, size } = this.#offers.get(id);
    const here = new Set(this.#others());
    const all = [...takers.values()].filter(({ id: taker }) => here.has(taker));
    const done = all.filter(({ has }) => has === size).length;
    return { takers: all.length, done, given: all.reduce((sum, { has }) => sum + has, 0) / (size * Math.max(1, all.length)) };
  }

  /** Somebody has said something of a file of ours. Returns whether it was of one. */
  told(id, { of, says, at }) {
    const offer = this.#offers.get(of);
    if (!offer || at > offer.size) return false;
    if (says === 'stop') return offer.takers.delete(id);
    if (says === 'want') this.#wanted(offer, id, at);
    if (says === 'have') this.#has(offer.takers.get(id), at);
    return true;
  }

  /** Somebody has gone. */
  gone(id) {
    for (const { takers } of this.#offers.values()) takers.delete(id);
  }

  /** What was on its way is lost. */
  restarted() {
    for (const { takers } of this.#offers.values()) for (const taker of takers.values()) taker.at = taker.has;
  }

  /** What to say next: `{ offer, at, length, takers, toAll }`, of at most `most` bytes; null where nobody can take any more now. */
  next(most) {
    const offers = [...this.#offers.values()];
    const here = new Set(offers.length > 0 ? this.#others() : []);
    for (let index = 0; index < offers.length; index += 1) {
      const offer = offers[(this.#turn + index) % offers.length];
      const part = this.#partOf(offer, most, here);
      if (!part) continue;
      this.#turn = (this.#turn + index + 1) % offers.length;
      return part;
    }
    return null;
  }

  /** That was said to them. */
  given({ at, length, takers }) {
    for (const taker of takers) {
      taker.given += length;
      if (taker.at === at) Object.assign(taker, { at: at + length, saidAt: this.#now() });
    }
  }

  /** These can take nothing for a while. */
  putOff({ takers }, milliseconds) {
    for (const taker of takers) taker.notBefore = this.#now() + milliseconds;
  }

  /** Looks after those of whom nothing was heard; returns when to look again, null for never. */
  tick() {
    let dueAt = null;
    const due = (at) => { dueAt = Math.min(at, dueAt ?? Infinity); };
    for (const { takers, size } of this.#offers.values()) {
      for (const taker of takers.values()) {
        if (taker.at > taker.has && this.#now() >= taker.saidAt + SILENT_MS) this.#silent(takers, taker, size);
        if (taker.at > taker.has) due(taker.saidAt + SILENT_MS);
        if (taker.at < size && taker.notBefore > this.#now()) due(taker.notBefore);
      }
    }
    return dueAt;
  }

  // It is lost, or they cannot hear us at present: they may ask again.
  #silent(takers, taker, size) {
    taker.silences += 1;
    taker.saidAt = this.#now();
    if (taker.silences > MOST_SILENCES) takers.delete(taker.id);
    else if (taker.given + taker.at - taker.has <= UNASKED * size) taker.at = taker.has;
  }

  // From where they say, whatever they said before.
  #wanted({ takers, known, size }, id, at) {
    const taker = known.get(id) ?? { id, given: 0, notBefore: 0, saidAt: this.#now() };
    if (taker.given + size - at > GENEROSITY * size) return; // so nobody keeps us busy for ever
    known.set(id, taker);
    if (known.size > MOST_KNOWN) known.delete(known.keys().next().value);
    takers.set(id, Object.assign(taker, { has: at, at, silences: 0 }));
  }

  // They may have got what we take for lost. Who says so of what was never sent has it to themselves that it is missing.
  #has(taker, at) {
    if (!taker || at <= taker.has) return;
    Object.assign(taker, { has: at, at: Math.max(at, taker.at), silences: 0, saidAt: this.#now() });
  }

  // To the one who is the furthest behind of those who can take any, and to whoever is as far.
  #partOf(offer, most, here) {
    const { takers, size } = offer;
    const open = [...takers.values()].filter(({ id, at, has, notBefore, given }) => (
      here.has(id) && at < size && at - has < WINDOW && notBefore <= this.#now() && given + size - at <= GENEROSITY * size));
    if (open.length === 0) return null;
    const at = Math.min(...open.map((taker) => taker.at));
    const [level, ahead] = [open.filter((taker) => taker.at === at), open.filter((taker) => taker.at > at)];
    const length = Math.min(most, size - at, WINDOW, ...ahead.map((taker) => taker.at - at)); // up to where the next one is
    const toAll = level.length > 1 && level.length === here.size && here.size === this.#reach();
    return { offer, at, length, takers: toAll ? level : level.slice(0, 1), toAll };
  }
}

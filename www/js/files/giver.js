// Gives the files that we offer to those who ask for them, a piece at a time. What is on its way to somebody, and they have not said that they
// have, is never more than a window: so much may wait for them at the server. Where everybody who is here wants the same
// piece it is said to all at once, else to each.

import { cipherOf } from './frames.js';

const WINDOW = 128 * 1024;
const SILENT_MS = 20_000;        // without a word of what has arrived; then it is given again from there
const MOST_SILENCES = 5;
const GENEROSITY = 3;            // how often somebody gets as much as the whole file
const MOST_STOPPED = 1000;       // who want no more of a file, and are remembered with what they got of it

export class Giver {
  #now; #others; #reach;
  #offers = new Map();           // id -> { id, blob, cipher, size, takers: Map of id -> taker, stopped: the same of those who want no more }
  #turn = 0;

  /** `others()` are the ids of those who are here, `reach()` how many are told what is said to all, be they here or only about to be. */
  constructor({ now, others, reach }) {
    this.#now = now;
    this.#others = others;
    this.#reach = reach;
  }

  offer(file, blob) {
    this.#offers.set(file.id, { id: file.id, blob, cipher: cipherOf(file), size: file.size, takers: new Map(), stopped: new Map() });
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
    if (says === 'stop') return this.#stopped(offer, id);
    if (says === 'want') this.#wanted(offer, id, at);
    if (says === 'have') this.#has(offer.takers.get(id), at);
    return true;
  }

  /** Somebody has gone. */
  gone(id) {
    for (const { takers, stopped } of this.#offers.values()) {
      takers.delete(id);
      stopped.delete(id);
    }
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
      for (const [id, taker] of takers) {
        if (taker.at > taker.has && this.#now() >= taker.saidAt + SILENT_MS) this.#silent(takers, id, taker);
        if (taker.at > taker.has) due(taker.saidAt + SILENT_MS);
        if (taker.at < size && taker.notBefore > this.#now()) due(taker.notBefore);
      }
    }
    return dueAt;
  }

  #silent(takers, id, taker) {
    taker.silences += 1;
    if (taker.silences > MOST_SILENCES) takers.delete(id); // they may ask again
    else taker.at = taker.has;
  }

  // What they got counts when they ask again.
  #stopped({ takers, stopped }, id) {
    const taker = takers.get(id);
    if (!taker) return false;
    takers.delete(id);
    stopped.set(id, taker);
    if (stopped.size > MOST_STOPPED) stopped.delete(stopped.keys().next().value);
    return true;
  }

  // From where they say, whatever they said before.
  #wanted({ takers, stopped, size }, id, at) {
    const known = takers.get(id) ?? stopped.get(id) ?? { id, given: 0, notBefore: 0, saidAt: this.#now() };
    if (known.given - (size - at) > GENEROSITY * size) return; // so nobody keeps us busy for ever
    stopped.delete(id);
    takers.set(id, Object.assign(known, { has: at, at, silences: 0 }));
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
      here.has(id) && at < size && at - has < WINDOW && notBefore <= this.#now() && given <= (GENEROSITY + 1) * size));
    if (open.length === 0) return null;
    const at = Math.min(...open.map((taker) => taker.at));
    const [level, ahead] = [open.filter((taker) => taker.at === at), open.filter((taker) => taker.at > at)];
    const length = Math.min(most, size - at, WINDOW, ...ahead.map((taker) => taker.at - at)); // up to where the next one is
    const toAll = level.length > 1 && level.length === here.size && here.size === this.#reach();
    return { offer, at, length, takers: toAll ? level : level.slice(0, 1), toAll };
  }
}

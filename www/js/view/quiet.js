// Keeps those who hear the page from being flooded with comings and goings: some in a minute are said, of the rest how many. What is
// a warning is always said.

import { isMove } from './ignored.js';

const MINUTE_MS = 60_000;
const MOST = 6;

export class Quiet {
  #timers; #now; #say;
  #said = [];     // when
  #more = 0;
  #timer = null; // eslint-disable-line no-unused-private-class-members -- read by ??=

  /** `say(count)` is called when so many were not said. */
  constructor({ timers, now, say }) {
    this.#timers = timers;
    this.#now = now;
    this.#say = say;
  }

  /** The changes, with those marked that are not to be said. */
  heard(changes) {
    return changes.map((change) => (change.line?.events && !change.again && isMove(change.line.events.at(-1)) && !this.#mayBeSaid() ? { ...change, again: true } : change));
  }

  #mayBeSaid() {
    const now = this.#now();
    this.#said = this.#said.filter((at) => now - at < MINUTE_MS);
    if (this.#said.length < MOST) {
      this.#said.push(now);
      return true;
    }
    this.#more += 1;
    this.#timer ??= this.#timers.set(() => this.#tell(), MINUTE_MS);
    return false;
  }

  #tell() {
    const more = this.#more;
    this.#more = 0;
    this.#timer = null;
    this.#say(more);
  }
}

// The polls that the leading tab makes for all tabs: one for as many clients as the server takes in one, so a
// browser with more tabs than that has a second.

import { SharedPoll } from './shared-poll.js';

const ROLL_CALL_MS = 100; // against a tab that does not answer: it is crashing, or stopped

export class SharedPolls {
  #makePoll; #most; #timers;
  #polls = [];
  #early = [];                    // entries of the time before the roll is called; null after it
  #unheard = Infinity;            // tabs that have not reported yet
  #timer = null;

  /**
   * `most()`: for how many clients one poll may speak. The rest is a SharedPoll's.
   * @param {{ most: () => number, post: any, timers: any, now: () => number, deliver: any }} parts
   */
  constructor({ most, ...rest }) {
    this.#most = most;
    this.#timers = rest.timers;
    this.#makePoll = () => new SharedPoll(rest);
  }

  /** Nothing is polled until so many other tabs have `reported()` which entries they wait for, or soon after. */
  callRoll(tabs) {
    this.#unheard = tabs;
    if (tabs === 0) return this.#begin();
    this.#timer = this.#timers.set(() => this.#begin(), ROLL_CALL_MS);
  }

  reported() {
    this.#unheard -= 1;
    if (this.#unheard <= 0) this.#begin();
  }

  add(entry) {
    if (this.#early) {
      this.#early.push(entry);
      return;
    }
    const place = this.#polls.find((poll) => poll.serves(entry.id)) ?? this.#polls.find(({ size }) => size < this.#most());
    if (place) return place.add(entry);
    const poll = this.#makePoll();
    this.#polls.push(poll);
    poll.add(entry);
  }

  remove(entry) {
    if (this.#early) this.#early = this.#early.filter((each) => each !== entry);
    for (const poll of this.#polls) poll.remove(entry);
  }

  stop() {
    this.#timers.clear(this.#timer);
    this.#early = [];
    for (const poll of this.#polls) poll.stop();
    this.#polls = [];
  }

  #begin() {
    this.#timers.clear(this.#timer);
    const early = this.#early ?? [];
    this.#early = null;
    for (const entry of early) this.add(entry);
  }
}

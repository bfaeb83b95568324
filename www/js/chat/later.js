// The parts of a stay that are loaded once one is in, since nobody can talk any sooner for having them. They are told of all that
// has come since the beginning, once the conversation has taken it in.

import { Alterations } from './alterations.js';
import { Delivery } from './delivery.js';
import { Lifetimes } from './lifetimes.js';

export { Alterations, Lifetimes }; // which private rooms have, too

export class Later {
  #delivery; #alterations; #lifetimes;

  /** What they need of the session: see each of them. */
  constructor(needs) {
    this.#delivery = new Delivery(needs);
    this.#alterations = new Alterations(needs);
    this.#lifetimes = new Lifetimes({ ...needs, expire: (lines) => this.#alterations.expire(lines) });
  }

  /** These commands have come, their messages as they were said. */
  took(commands) {
    this.#alterations.took(commands);
    this.#lifetimes.took(commands);
    this.#delivery.took(commands);
  }

  /** Nothing is sent any more, until something comes. */
  rest() {
    this.#delivery.rest();
    this.#lifetimes.rest();
  }

  /** One is in again. */
  wake() {
    this.#lifetimes.wake();
  }

  /** Says an own line in other words. False where nothing is in them. */
  reword(line, typed) {
    return this.#alterations.reword(line, typed);
  }

  /** A promise of the Talk (talk.js), or of null; undefined where none is to be. */
  get talk() {
    return this.#alterations.talk;
  }

  /** Takes an own line back. */
  withdraw(line) {
    this.#alterations.withdraw(line);
  }
}

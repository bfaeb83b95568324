// Shows at each own line how far it has got: accepted by the server, or held by how many of those present. (That it waits
// is shown from the beginning: row.js.) When somebody comes or goes that is another for each of them, so they are gone through
// only now and then, and only what is another is touched. Nothing is announced: who wants to know finds it behind the line.

import { MOST_PRESENT } from '../kinds/receipt.js';
import { others as alone } from '../words/en-others.js';
import { ownLines as words } from '../words/en-own-lines.js';
import { make } from './elements.js';

const PAUSE_MS = 300;

export class DeliveryStates {
  #lines; #others; #stateOf; #isBehind;
  #shown = new WeakMap(); // line -> the sentence
  #timer = null; // eslint-disable-line no-unused-private-class-members -- read by ??=

  /**
   * `lines()` and `others()` are those of the conversation; `stateOf(line)` is where the state of one is shown, or null;
   * `isBehind()`: whether lines are still to be shown.
   */
  constructor({ lines, others, stateOf, isBehind }) {
    this.#lines = lines;
    this.#others = others;
    this.#stateOf = stateOf;
    this.#isBehind = isBehind;
  }

  /** Something in the conversation has changed. */
  changed() {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#refresh();
    }, PAUSE_MS);
  }

  #refresh() {
    if (this.#isBehind()) this.changed();
    const accepted = this.#lines().filter(({ own, state }) => own && state === 'delivered');
    if (accepted.length === 0) return;
    const others = this.#others();
    const isCrowd = others >= MOST_PRESENT;
    for (const line of accepted) {
      const count = isCrowd ? 0 : line.holders?.size ?? 0;
      this.#show(line, line.content.by ? alone.fateOf(line.content) : count === 0 ? words.accepted : words.held(count, others));
    }
  }

  #show(line, { sign, sentence }) {
    if (this.#shown.get(line) === sentence) return;
    const place = this.#stateOf(line);
    if (!place) return;
    this.#shown.set(line, sentence);
    const seen = make('span', '', sign);
    seen.setAttribute('aria-hidden', 'true');
    seen.title = sentence;
    place.replaceChildren(seen, make('span', 'visually-hidden', sentence));
  }
}

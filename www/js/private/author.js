// What this page's own person says to all: the lines, which newcomers get again, and the chain that they are sealed under.

import { toBase64url } from '../crypto/bytes.js';
import { newSenderChain, sealLine, sealTurn } from '../crypto/line.js';

const MOST_LINES_A_CHAIN = 500;
const MOST_AGE_MS = 600_000;
const LEFT_APART_MS = 10_000;

export class Author {
  #identity; #where;
  #lines = [];            // { no, id, read }, those that count; `read()` gives the content as it is by now
  #count = 0;             // numbers given
  #generation = 0;
  #sender;
  #said = 0;              // lines under this chain
  #begunAt;
  #someoneLeft = false;
  #mustTurn = false;

  /** `identity` is one's own (identity.js), `where` is `{ room, relay }`, `now` in milliseconds. */
  constructor(identity, where, now) {
    this.#identity = identity;
    this.#where = { ...where, publicKey: identity.publicKey };
    this.#begin(now);
  }

  /** How many numbers were given to lines, the last of which is this. */
  get count() {
    return this.#count;
  }

  /** The number of the last line that counts; 0 for none. */
  get last() {
    return this.#lines.at(-1)?.no ?? 0;
  }

  /** That of the present chain. */
  get generation() {
    return this.#generation;
  }

  /** `[{ no, id, content }]` of what newcomers get, without the numbers for which `isHeld(no)`. */
  linesBut(isHeld) {
    return this.#lines.filter(({ no }) => !isHeld(no)).map(({ no, id, read }) => ({ no, id, content: read() }));
  }

  /** What one needs to read from here on: `{ chain, link, index, count }`. */
  get state() {
    const { id, chain } = this.#sender;
    const link = chain.link;
    const state = { chain: toBase64url(id), link: toBase64url(link), index: chain.index, count: this.#count };
    link.fill(0);
    return state;
  }

  /**
   * The bytes of a line, sent under `id`, with what `read()` gives as its content (JSON). `along` goes with it to those who hear it now. `isKept`: newcomers are
   * to get the content, too, as it is then.
   */
  async line(read, id, { along = {}, isKept = true } = {}) {
    if (isKept) {
      this.#count += 1;
      this.#lines.push({ no: this.#count, id, read });
    }
    this.#said += 1;
    return sealLine(this.#sender, { ...read(), ...along, no: this.#count }, { ...this.#where, id }, this.#identity);
  }

  /** A line was given up: nobody gets it any more. */
  unsay(id) {
    this.#lines = this.#lines.filter((line) => line.id !== id);
  }

  /** The ids of those that have such numbers (Numbers). */
  idsIn(numbers) {
    return this.#lines.filter(({ no }) => numbers.has(no)).map(({ id }) => id);
  }

  /** Somebody has left who has the chain: one that they do not have begins before long. */
  leftBehind() {
    this.#someoneLeft = true;
  }

  /** The next line must be under a new chain. */
  turnAtOnce() {
    this.#mustTurn = true;
  }

  isTurnDue(now) {
    const age = now - this.#begunAt;
    return this.#mustTurn || this.#said >= MOST_LINES_A_CHAIN || (this.#said > 0 && age >= MOST_AGE_MS) || (this.#someoneLeft && age >= LEFT_APART_MS);
  }

  /** Begins a new chain; returns the bytes that tell it to those of `pairs`, to be sent under `id` before any line. Null where there are none. */
  async turn(pairs, id, now) {
    this.#sender.chain.wipe();
    this.#begin(now);
    return pairs.length > 0 ? sealTurn(this.#sender, pairs, { ...this.#where, id }, this.#identity) : null;
  }

  /** Nothing is said any more, and nothing is left. */
  wipe() {
    this.#sender.chain.wipe();
    this.#lines = [];
  }

  #begin(now) {
    this.#generation += 1;
    this.#sender = newSenderChain(this.#generation);
    this.#said = 0;
    this.#begunAt = now;
    this.#someoneLeft = false;
    this.#mustTurn = false;
  }
}

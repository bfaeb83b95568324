// What one has of another person's lines: which, and the chain to read on with. There is one chain a person, and none is gone
// back to.

import { equal, fromBase64url } from '../crypto/bytes.js';
import { Chain, LINK_BYTES } from '../crypto/chain.js';
import { CHAIN_ID_BYTES, generationOf, openLine } from '../crypto/line.js';
import { Numbers } from './numbers.js';

const MOST_WAITING = 64;
const MOST_WAITING_BYTES = 400_000;
const FIRST_ASK_MS = 1000;
const MOST_ASK_MS = 60_000;
const OVERDUE_MS = 60_000;      // longer than an author is away for a moment

export class Reading {
  /** The numbers of the lines that need not come any more. */
  held = new Numbers();
  /** When to ask the author for what is missing; null where nothing is known to be. */
  askAt = null;
  /** When the author last gave all; null where that was never. */
  completeAt = null;

  /** When it is to be told that something is missing; null where nothing is, or it was told. */
  overdueAt = null;

  /** How many times the author was asked for what is missing, and which of these times they have last answered with all. */
  question = 0;
  answered = 0;

  #id = null;             // of the chain
  #chain = null;
  #waiting = [];          // { id, bytes } of lines that cannot be read yet
  #askWait = FIRST_ASK_MS;

  get generation() {
    return this.#id ? generationOf(this.#id) : 0;
  }

  /** Reads on with a chain where that is not behind the one at hand. */
  adopt(id, chain) {
    const ahead = generationOf(id) - this.generation;
    if (ahead < 0 || (ahead === 0 && chain.index <= (this.#chain?.index ?? -1))) {
      chain.wipe();
      return;
    }
    this.#chain?.wipe();
    this.#id = id;
    this.#chain = chain;
  }

  /** As `adopt`, of what Author.state gave and anybody may have changed. Throws where it is no such thing. */
  adoptState({ chain, link, index }) {
    const [id, start] = [fromBase64url(chain), fromBase64url(link)];
    if (id?.length !== CHAIN_ID_BYTES || start?.length !== LINK_BYTES || !Number.isSafeInteger(index) || index < 0 || index >= 2 ** 32) throw new RangeError('no state');
    this.adopt(id, new Chain(start, index));
  }

  /** Whether a line (line.js) is of no use any more: it was read, or is behind what was given. */
  isPast(line) {
    if (!this.#chain) return false;
    const behind = this.generation - generationOf(line.chainId);
    return behind > 0 || (behind === 0 && line.index < this.#chain.index);
  }

  canRead(line) {
    return this.#chain !== null && equal(this.#id, line.chainId);
  }

  /** How many lines would be skipped by reading that one, which is not past. */
  skippedBy(line) {
    return line.index - this.#chain.index;
  }

  /** The content of a line. Throws where it does not open; nothing is changed by that. */
  async read(line, where) {
    const { content, chain } = await openLine(line, where, this.#chain);
    this.#chain.wipe();
    this.#chain = chain;
    return content;
  }

  /** Puts a message aside that cannot be read yet, the oldest of too many being forgotten; then its author will be asked. */
  wait(message, now) {
    this.#waiting.push(message);
    const size = () => this.#waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
    while (this.#waiting.length > MOST_WAITING || size() > MOST_WAITING_BYTES) this.#waiting.shift();
    this.lacks(now);
  }

  /** The messages put aside, which are then not any more. */
  takeWaiting() {
    return this.#waiting.splice(0);
  }

  /** Something is missing. */
  lacks(now) {
    if (this.askAt === null) this.overdueAt = now + OVERDUE_MS;
    this.askAt ??= now + this.#askWait;
  }

  /** The author was away for so long. */
  putOff(milliseconds) {
    if (this.overdueAt !== null) this.overdueAt += milliseconds;
  }

  /** Whether it is to be told now, and not again, that something is missing. */
  isOverdue(now) {
    if (this.overdueAt === null || now < this.overdueAt) return false;
    this.overdueAt = null;
    return true;
  }

  /** The author has given a part; the rest should come by itself. */
  goesOn(now) {
    this.#askLater(now);
    if (this.overdueAt !== null) this.overdueAt = now + OVERDUE_MS;
  }

  /** The author has been asked. */
  asked(now) {
    this.question += 1;
    this.#askLater(now);
  }

  /** The author has given all up to `count`, as an answer to that question. */
  complete(count, question, now) {
    if (question > this.answered && question <= this.question) this.answered = question;
    if (count > 0) this.held.addRange(1, count);
    this.askAt = this.overdueAt = null;
    this.completeAt = now;
  }

  /** What was put aside has been tried again. Where it still cannot be read, asking for it has not helped, and is done less often. */
  tried() {
    if (this.askAt === null) this.#askWait = FIRST_ASK_MS;
  }

  wipe() {
    this.#chain?.wipe();
  }

  #askLater(now) {
    this.#askWait = Math.min(this.#askWait * 2, MOST_ASK_MS);
    this.askAt = now + this.#askWait;
  }
}

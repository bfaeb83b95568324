// What this page owes those who have said something: to each a receipt for the lines that have arrived here. They are
// gathered for two seconds, so that a run of lines costs its author one message.

import { MOST_IDS } from '../kinds/receipt.js';

const APART_MS = 2000;
// Half of what the server lets one client say to single members in that time; history needs the rest.
const MOST_AT_ONCE = 20;
const MOST_OWED = 20_000;
const MOST_OWED_ONE = 2000;   // so nobody uses up what is there for all

export class Receipts {
  #owed = new Map(); // author -> Set of message ids; who has waited longest is the first
  #count = 0;
  #dueAt = null;
  #notBefore = 0;

  /** A line of `author` has arrived. That it had before is no news. */
  heard(author, id, now) {
    const ids = this.#owed.get(author) ?? new Set();
    if (ids.has(id) || ids.size >= MOST_OWED_ONE || this.#count >= MOST_OWED) return;
    this.#owed.set(author, ids.add(id));
    this.#count += 1;
    this.#dueAt ??= now + APART_MS;
  }

  /** When there is something to take; null for never. */
  get dueAt() {
    return this.#dueAt === null ? null : Math.max(this.#dueAt, this.#notBefore);
  }

  /** `[{ to, ids }]`, what is to be sent now, of at most so many receipts and ids. It is owed no more. */
  take(now, { receipts = MOST_AT_ONCE, ids: mostIds = MOST_IDS } = {}) {
    if (this.#dueAt === null || now < this.dueAt) return [];
    const taken = [];
    let left = Math.min(mostIds, MOST_IDS);
    for (const [to, owed] of [...this.#owed].slice(0, Math.min(receipts, MOST_AT_ONCE))) {
      if (left === 0) break;
      const ids = [...owed].slice(0, left);
      this.#owed.delete(to);
      for (const id of ids) owed.delete(id);
      if (owed.size > 0) this.#owed.set(to, owed); // the others have their turn first
      left -= ids.length;
      taken.push({ to, ids });
    }
    this.#count -= taken.reduce((sum, { ids }) => sum + ids.length, 0);
    this.#dueAt = this.#owed.size > 0 ? now + APART_MS : null;
    return taken;
  }

  /** Nothing is to be taken before that. */
  putOff(until) {
    this.#notBefore = until;
  }

  /** The author has gone. */
  gone(author) {
    this.#count -= this.#owed.get(author)?.size ?? 0;
    this.#owed.delete(author);
    if (this.#owed.size === 0) this.#dueAt = null;
  }

  /** Nothing is held any more that a receipt could tell of. */
  clear() {
    this.#owed.clear();
    this.#count = 0;
    this.#dueAt = null;
    this.#notBefore = 0;
  }
}

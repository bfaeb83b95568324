// A chain of keys, each for one message. From a link of it follow the key of its message, the next link, and a proof that
// this very link was used; nothing of it can be reckoned back, so what is used and wiped opens nothing that is past.

import { framed } from './bytes.js';
import { hkdf } from './primitives.js';

export const LINK_BYTES = 32;
export const PROOF_BYTES = 16;
const MOST_SKIPPED = 2000;

const STEP = framed('chain');

export class Chain {
  #link;
  #index;

  /** Goes on from `link` (32 bytes, which it takes over and wipes) at `index`. */
  constructor(link, index = 0) {
    this.#link = link;
    this.#index = index;
  }

  /** The index of the next message. */
  get index() {
    return this.#index;
  }

  /** A copy of the link at `index`, for one who is to follow from here. */
  get link() {
    return this.#link.slice();
  }

  /** `{ index, key, proof }` for the next message, the latter 16 bytes that commit to the chain. */
  async next() {
    const index = this.#index;
    // In one call: to ask WebCrypto takes longer than what it does.
    const derived = await hkdf(this.#link, STEP, 2 * LINK_BYTES + PROOF_BYTES);
    const [link, key, proof] = [derived.slice(0, LINK_BYTES), derived.slice(LINK_BYTES, 2 * LINK_BYTES), derived.slice(2 * LINK_BYTES)];
    derived.fill(0);
    this.#link.fill(0);
    this.#link = link;
    this.#index = index + 1;
    return { index, key, proof };
  }

  /** The same for the message at `index`, which is not behind; those between can no longer be opened. */
  async skipTo(index) {
    while (this.#index < index) (await this.next()).key.fill(0);
    return this.next();
  }

  /** A chain at the same place. */
  copy() {
    return new Chain(this.link, this.#index);
  }

  /**
   * Tries what may be the message at `index`: `open(key, proof)` gives a promise of what is in it. Returns `{ opened, chain }`, the latter as it will be behind it;
   * where it throws nothing is left of what was tried. This chain stays as it was.
   */
  async tried(index, open) {
    if (index < this.#index || index - this.#index > MOST_SKIPPED) throw new RangeError('not ahead, or too far');
    const chain = this.copy();
    let key;
    try {
      const next = await chain.skipTo(index);
      key = next.key;
      return { opened: await open(key, next.proof), chain };
    } catch (error) {
      key?.fill(0);
      chain.wipe();
      throw error;
    }
  }

  /** Nothing can be done with it any more: a link of zeros would give keys that everybody knows. */
  wipe() {
    this.#link?.fill(0);
    this.#link = null;
  }
}

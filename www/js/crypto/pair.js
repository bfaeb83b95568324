// What two people have once one has sent the other `keys`: a chain for what each says to the other alone, and one for what each
// puts for the other into a message to all.
//
//   pair id (8) · index (4) · ciphertext, padded

import { Chain, LINK_BYTES } from './chain.js';
import { concat, framed, Reader, textOf, u32, u64, utf8 } from './bytes.js';
import { pad, paddedSize, unpad } from './padding.js';
import { hkdf, openOnce, sealOnce } from './primitives.js';

export const PAIR_ID_BYTES = 8;
const TAG_BYTES = 16;

/** The bytes that a text of `length` bytes takes when it is sent to one. */
export const sealedPairSize = (length) => PAIR_ID_BYTES + 4 + paddedSize(length) + TAG_BYTES;

/** The id of the pair that a message belongs to. Throws where it is too short. */
export const pairIdOf = (message) => new Reader(message).take(PAIR_ID_BYTES);

export class Pair {
  #bound; #out; #in; #entriesOut; #entriesIn;

  /**
   * `id`: 8 bytes. `bound(out)` is what ciphertexts of either direction are bound to. `chains`: out, in, and of the entries out and in.
   * @param {{ id: Uint8Array, bound: (out: boolean, index: number) => Uint8Array, chains: Uint8Array[] }} parts
   */
  constructor({ id, bound, chains: [out, incoming, entriesOut, entriesIn] }) {
    this.id = id;
    this.#bound = bound;
    this.#out = new Chain(out);
    this.#in = new Chain(incoming);
    this.#entriesOut = new Chain(entriesOut);
    this.#entriesIn = new Chain(entriesIn);
  }

  /**
   * The pair that `secret` (wiped) makes: `from` sent it to `to`, by the answer of its card `number` to the card `answered`. `sent`: we
   * are `from`.
   */
  static async of({ secret, room, from, to, number, answered, sent }) {
    const derived = await hkdf(secret, framed('pair', room, from, to, u64(number), u64(answered)), PAIR_ID_BYTES + 4 * LINK_BYTES);
    secret.fill(0);
    const reader = new Reader(derived);
    const id = reader.take(PAIR_ID_BYTES);
    const [forth, back, entriesForth, entriesBack] = Array.from({ length: 4 }, () => reader.take(LINK_BYTES));
    derived.fill(0);
    const chains = sent ? [forth, back, entriesForth, entriesBack] : [back, forth, entriesBack, entriesForth];
    const bound = (out, index) => framed('pair message', room, ...(out === sent ? [from, to] : [to, from]), id, u32(index));
    return new Pair({ id, bound, chains });
  }

  /** The bytes of a message (JSON) to the other. */
  async seal(content) {
    const { index, key } = await this.#out.next();
    const plain = pad(utf8(JSON.stringify(content)));
    return concat(this.id, u32(index), await sealOnce(key, plain, this.#bound(true, index)));
  }

  /**
   * The content of such bytes from the other, null where they come again (or late: a later one has). Throws where they are not
   * genuine; nothing is changed by that.
   */
  async open(message) {
    const reader = new Reader(message);
    reader.take(PAIR_ID_BYTES);
    const index = reader.u32();
    if (index < this.#in.index) return null;
    const { opened, chain } = await this.#in.tried(index, (key) => openOnce(key, reader.rest(), this.#bound(false, index)));
    this.#in.wipe();
    this.#in = chain;
    return JSON.parse(textOf(unpad(opened)));
  }

  /** How many messages of the other's would be skipped by opening that one. */
  skippedBy(message) {
    const reader = new Reader(message);
    reader.take(PAIR_ID_BYTES);
    return Math.max(0, reader.u32() - this.#in.index);
  }

  /** How many entries of the other's would be skipped by opening that one. */
  entriesSkippedBy({ index }) {
    return Math.max(0, index - this.#entriesIn.index);
  }

  /** `{ index, sealed }`: bytes for the other alone, as a part of a message to all that `bound` names. */
  async sealEntry(bytes, bound) {
    const { index, key } = await this.#entriesOut.next();
    return { index, sealed: await sealOnce(key, bytes, bound) };
  }

  /** The bytes of an entry of the other's. Throws where it is not genuine or comes again. */
  async openEntry({ index, sealed }, bound) {
    const { opened, chain } = await this.#entriesIn.tried(index, (key) => openOnce(key, sealed, bound));
    this.#entriesIn.wipe();
    this.#entriesIn = chain;
    return opened;
  }

  wipe() {
    for (const chain of [this.#out, this.#in, this.#entriesOut, this.#entriesIn]) chain.wipe();
  }
}

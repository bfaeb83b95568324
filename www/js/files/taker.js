// Takes the files that we asked for, from their beginning to their end. What comes unasked, or out of its order, is nothing; and nothing is
// kept beyond the size that the offer names.

import { sha256 } from '../crypto/primitives.js';
import { toBase64url } from '../crypto/bytes.js';
import { cipherOf } from './frames.js';
import { Pile } from './pile.js';

const MOST_AT_ONCE = 3;          // files that are on their way; of as many a window waits at the server
const SAY_EVERY = 32 * 1024;     // bytes, that we have them
const ASK_AGAIN_MS = 2000;
const SILENT_MS = 30_000;
const MOST_SILENCES = 8;

const OVER = ['stopped', 'failed'];

const keyOf = (sender, id) => `${sender} ${id}`;

// Over HTTP a browser has nothing that could check it.
const isWhatWasOffered = async (blob, { hash }) => hash === undefined || !globalThis.crypto.subtle || toBase64url(await sha256(await blob.arrayBuffer())) === hash;

export class Taker {
  #now; #answer; #onNews;
  #taken = new Map();            // key -> { sender, file, cipher, phase, next, said, pile, heardAt, askedAt, toldAt, silences, blob }

  /**
   * `answer(to, file, says, at)` tells the sender, `onNews()` that a file has come nearer, or will not. A file is `waiting`, `coming`, `here` (then it has a `blob`),
   * `stopped`, or `failed`.
   */
  constructor({ now, answer, onNews }) {
    this.#now = now;
    this.#answer = answer;
    this.#onNews = onNews;
  }

  /** Of a file that was asked for, `{ phase, next, blob }`; undefined where it was not. */
  of(sender, file) {
    const taken = this.#taken.get(keyOf(sender, file.id));
    return taken && taken.file.hash === file.hash && taken.file.size === file.size ? taken : undefined;
  }

  /** What may be read of messages about it; undefined where nothing is on its way. */
  cipher(sender, id) {
    const taken = this.#taken.get(keyOf(sender, id));
    return ['coming', 'here'].includes(taken?.phase) ? taken.cipher : undefined;
  }

  /** How many files were asked for, of those that are still offered. */
  get count() {
    return this.#taken.size;
  }

  /** How many bytes are here, or will be. */
  get bytes() {
    return [...this.#taken.values()].reduce((sum, { phase, file }) => sum + (OVER.includes(phase) ? 0 : file.size), 0);
  }

  /** Asks for a file, now or when others have come. */
  get(sender, file) {
    const taken = this.of(sender, file);
    if (taken && !OVER.includes(taken.phase)) return;
    this.#taken.set(keyOf(sender, file.id), {
      sender, file, cipher: cipherOf(file), phase: 'waiting', next: 0, said: 0, pile: new Pile(), heardAt: 0, askedAt: -Infinity, toldAt: -Infinity, silences: 0, blob: null,
    });
    this.#begin();
  }

  /** It is not wanted any more. */
  stop(sender, file) {
    const taken = this.of(sender, file);
    if (!taken || !['waiting', 'coming'].includes(taken.phase)) return;
    if (taken.phase === 'coming') this.#answer(sender, file, 'stop', 0);
    this.#end(taken, 'stopped');
  }

  /** What is here is kept elsewhere. */
  release(sender, file) {
    const taken = this.of(sender, file);
    if (taken) taken.blob = null;
  }

  /** A sender has gone, and all of theirs with them. */
  gone(sender) {
    for (const [key, taken] of this.#taken) if (taken.sender === sender) this.#taken.delete(key);
    this.#begin();
  }

  /** Only those of which `isOffered(sender, file)` are kept. */
  keep(isOffered) {
    for (const [key, { sender, file, phase }] of this.#taken) {
      if (isOffered(sender, file)) continue;
      if (phase === 'coming') this.#answer(sender, file, 'stop', 0);
      this.#taken.delete(key);
    }
    this.#begin();
  }

  /** What was on its way is lost: we go on where we are. */
  restarted() {
    for (const taken of this.#coming) this.#ask(taken);
  }

  /** Something was said of a file that is on its way to us. */
  async told(sender, { of, says, at, piece }) {
    const taken = this.#taken.get(keyOf(sender, of));
    if (taken?.phase === 'here' && says === 'piece') return this.#tellAgain(taken);
    if (taken?.phase !== 'coming') return;
    if (says === 'stop') return this.#end(taken, 'failed');
    if (says !== 'piece' || piece.length === 0) return;
    taken.heardAt = this.#now();
    if (at > taken.next) return this.#askAgain(taken); // something before it is lost
    if (at < taken.next) return this.#tellAgain(taken);
    if (at + piece.length > taken.file.size) return;
    Object.assign(taken, { next: at + piece.length, silences: 0 });
    taken.pile.add(piece);
    const isWhole = taken.next === taken.file.size;
    if (isWhole) await this.#finish(taken);
    else if (taken.next - taken.said >= SAY_EVERY) this.#tellHave(taken);
    this.#onNews();
  }

  /** Asks again where nothing has come for long; returns when to look again, null for never. */
  tick() {
    for (const taken of this.#coming) {
      if (this.#now() < taken.heardAt + SILENT_MS) continue;
      taken.silences += 1;
      if (taken.silences > MOST_SILENCES) this.#end(taken, 'failed');
      else this.#ask(taken);
    }
    const times = this.#coming.map(({ heardAt }) => heardAt + SILENT_MS);
    return times.length > 0 ? Math.min(...times) : null;
  }

  get #coming() {
    return [...this.#taken.values()].filter(({ phase }) => phase === 'coming');
  }

  #begin() {
    let free = MOST_AT_ONCE - this.#coming.length;
    const begun = free;
    for (const taken of this.#taken.values()) {
      if (free <= 0 || taken.phase !== 'waiting') continue;
      free -= 1;
      taken.phase = 'coming';
      this.#ask(taken);
    }
    if (free < begun) this.#onNews();
  }

  #ask(taken) {
    Object.assign(taken, { askedAt: this.#now(), heardAt: this.#now(), said: taken.next });
    this.#answer(taken.sender, taken.file, 'want', taken.next);
  }

  #askAgain(taken) {
    if (this.#now() - taken.askedAt >= ASK_AGAIN_MS) this.#ask(taken);
  }

  // What told them so may be lost.
  #tellAgain(taken) {
    if (this.#now() - taken.toldAt >= ASK_AGAIN_MS) this.#tellHave(taken);
  }

  #tellHave(taken) {
    taken.toldAt = this.#now();
    taken.said = taken.next;
    this.#answer(taken.sender, taken.file, 'have', taken.next);
  }

  async #finish(taken) {
    const { file, pile } = taken;
    taken.phase = 'checked'; // nothing more is taken in
    const blob = pile.toBlob('application/octet-stream');
    taken.pile = null;
    const isGenuine = await isWhatWasOffered(blob, file).catch(() => false); // the browser has no memory left for it
    if (taken.phase !== 'checked') return;
    taken.blob = isGenuine ? blob : null;
    if (isGenuine) this.#tellHave(taken); // not before: who is told so may leave, and take it along
    else this.#answer(taken.sender, file, 'stop', 0);
    this.#end(taken, isGenuine ? 'here' : 'failed');
  }

  #end(taken, phase) {
    Object.assign(taken, { phase, pile: null });
    this.#begin();
    this.#onNews();
  }
}

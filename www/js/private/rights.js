// Who may what in this room, as far as we know: the newest document (crypto/rights.js), and who was let in since.

import { toBase64url } from '../crypto/bytes.js';
import { appoint, checkRights, hashOfAdmission, signRights } from '../crypto/rights.js';

const MOST_ADMITTED = 500;

export class Rights {
  #room; #opener;
  #document = null;
  #openers;
  #letIn = new Set();         // names of those who were let in since the document

  /** `room` in bytes, `opener` the name (fingerprint) in the link, or null. */
  constructor(room, opener) {
    this.#room = room;
    this.#opener = opener;
    this.#openers = opener === null ? [] : [opener];
  }

  /** The name of the one in the link; null as long as one has only an invitation. */
  get opener() {
    return this.#opener;
  }

  set opener(name) {
    this.#opener = name;
    this.#openers = [name];
  }

  /** The document, null where none was ever made; nobody may change it. */
  get document() {
    return this.#document;
  }

  get number() {
    return this.#document?.number ?? 0;
  }

  get generation() {
    return this.#document?.generation ?? 0;
  }

  get isLocked() {
    return this.#document?.isLocked ?? false;
  }

  get isClosed() {
    return this.#document?.isClosed ?? false;
  }

  /** For how many seconds lines are to be seen; 0 for no end. */
  get lifetime() {
    return this.#document?.lifetime ?? 0;
  }

  isOpener(name) {
    return this.#openers.includes(name) && !this.isRemoved(name);
  }

  isRemoved(name) {
    return this.#document?.removed.includes(name) ?? false;
  }

  /** Whether somebody of that name may be here. */
  isAllowed(name) {
    if (this.isRemoved(name)) return false;
    return !this.isLocked || this.isOpener(name) || this.#document.admitted.includes(name) || this.#letIn.has(name);
  }

  /** Somebody inside has let them in. */
  letIn(name) {
    if (this.#letIn.size < MOST_ADMITTED) this.#letIn.add(name);
  }

  /** Takes a document where it is newer than the one at hand; returns whether it was. Throws where it is not genuine. */
  async take(document) {
    if (typeof document !== 'object' || document === null || !this.#isNewer(document)) return false;
    const { openers, signer } = await checkRights(document, this.#room, this.#opener);
    if (this.isRemoved(signer)) throw new Error('signed by one who was removed');
    this.#document = document;
    this.#openers = [...new Set([this.#opener, ...openers])];
    return true;
  }

  /** The next document, by `identity`, an opener's: with `changes`, in a room whose admission key is `key`. It does not hold before it is taken. */
  async next(identity, key, changes) {
    const { isLocked = false, isClosed = false, lifetime = 0, removed = [], admitted = [], openers = [] } = this.#document ?? {};
    const content = { number: this.number + 1, generation: this.generation, isLocked, isClosed, lifetime, removed, openers, admitted: [...new Set([...admitted, ...this.#letIn])], ...changes };
    return signRights({ ...content, admission: await hashOfAdmission(key) }, this.#room, identity);
  }

  /** `next` in which somebody else is an opener, too. */
  async nextWith(publicKey, identity, key) {
    const openers = this.#document?.openers ?? [];
    const already = openers.some((opener) => opener.identity === toBase64url(publicKey));
    return this.next(identity, key, already ? {} : { openers: [...openers, await appoint(publicKey, this.#room, identity)] });
  }

  // Of two that were made at once, all take the same.
  #isNewer({ number, signature }) {
    return number > this.number || (number === this.number && this.#document !== null && signature < this.#document.signature);
  }
}

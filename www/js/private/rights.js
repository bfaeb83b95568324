// Who may what in this room, as far as we know: the newest document (crypto/rights.js), and who was let in since.

import { toBase64url } from '../crypto/bytes.js';
import { MOST_NAMED, appoint, checkRights, hashOfAdmission, signRights } from '../crypto/rights.js';

const MOST_LET_IN = 500;        // by one person
const NAME = /^[A-Za-z0-9_-]{16}$/;
const OURSELVES = '';

export class Rights {
  #room; #opener;
  #document = null;
  #openers;
  #letIn = new Map();         // name -> names of those whom they let in since the document
  #trusted = null;            // names of all who were let in, as long as they are known

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
    this.#trusted = null;
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
    return !this.isLocked || this.#all.has(name);
  }

  /** `by` (a name; null: ourselves) has let them in, which counts as long as that one may be here. */
  letIn(name, by) {
    const key = by ?? OURSELVES;
    const others = this.#letIn.get(key) ?? new Set();
    if (!NAME.test(name) || others.size >= MOST_LET_IN) return;
    this.#letIn.set(key, others.add(name));
    this.#trusted = null;
  }

  // Those in the document, and whom they have let in, and whom these: nobody vouches for themselves. What is added is gone through, too.
  get #all() {
    if (this.#trusted) return this.#trusted;
    this.#trusted = new Set([OURSELVES, ...this.#openers, ...this.#document?.admitted ?? []]);
    for (const name of this.#trusted) if (!this.isRemoved(name)) for (const other of this.#letIn.get(name) ?? []) this.#trusted.add(other);
    return this.#trusted;
  }

  /** Takes a document where it is newer than the one at hand; returns whether it was. Throws where it is not genuine. */
  async take(document) {
    if (typeof document !== 'object' || document === null || !this.#isNewer(document)) return false;
    const mayAppoint = (appointer, appointed) => !this.isRemoved(appointer) || this.#openers.includes(appointed);
    const checked = await checkRights(document, this.#room, this.#opener, mayAppoint);
    if (this.isRemoved(checked.signer)) throw new Error('signed by one who was removed');
    this.#document = checked.document;
    this.#openers = [...new Set([this.#opener, ...checked.openers])];
    this.#trusted = null;
    return true;
  }

  /**
   * The next document, by `identity`, an opener's: with `changes`, in a room whose admission key is `key`. It does not hold before it is taken. Where there
   * is not enough place for all who were let in, those named in `changes.admitted` go before.
   */
  async next(identity, key, { admitted = [], ...changes }) {
    const { isLocked = false, isClosed = false, lifetime = 0, removed = [], openers = [] } = this.#document ?? {};
    const all = new Set([...admitted, ...this.#document?.admitted ?? [], ...this.#all]);
    all.delete(OURSELVES);
    const content = { number: this.number + 1, generation: this.generation, isLocked, isClosed, lifetime, removed, openers, admitted: [...all].slice(0, MOST_NAMED), ...changes };
    return signRights({ ...content, admission: await hashOfAdmission(key) }, this.#room, identity);
  }

  /** `next` in which somebody else is an opener, too. */
  async nextWith(publicKey, identity, key) {
    const openers = this.#document?.openers ?? [];
    const already = openers.some((opener) => opener.identity === toBase64url(publicKey));
    return this.next(identity, key, already ? {} : { openers: [...openers, await appoint(publicKey, this.#room, identity)] });
  }

  // Of two that were made at once, all take the same: one that removes somebody before one that does not.
  #isNewer({ number, generation, signature }) {
    if (number !== this.number || this.#document === null) return number > this.number;
    return generation > this.generation || (generation === this.generation && signature < this.#document.signature);
  }
}

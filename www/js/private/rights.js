// Who may what in this room, as far as we know: the newest document (crypto/rights.js), and who was let in since.

import { toBase64url } from '../crypto/bytes.js';
import { MOST_NAMED, MOST_NUMBER, appoint, checkRights, hashOfAdmission, signRights } from '../crypto/rights.js';

const MOST_LET_IN = 500;        // by one person
const NAME = /^[A-Za-z0-9_-]{16}$/;
const OURSELVES = '';
const MARK_LENGTH = 12;

// Whose word counts where one opener removes another: that of the one nearer to the link, and among equals the same for all. Else
// a higher number would do, which one who was removed can make, too.
const outranks = (one, other) => one.depth < other.depth || (one.depth === other.depth && one.name < other.name);

export class Rights {
  #room; #opener;
  #document = null;
  #signer = null;             // { name, depth } of who signed it
  #openers;
  #letIn = new Map();         // name -> names of those whom they let in since the document
  #undone = new Set();        // names that a former document had removed, and the present one has not
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

  /** A removal is never undone: a later document that does not tell of it was made by one who did not know, or did not want it. */
  isRemoved(name) {
    return this.#undone.has(name) || (this.#document?.removed.includes(name) ?? false);
  }

  /** The names of those whom the document should have removed, too. */
  get undone() {
    return [...this.#undone];
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

  /** What tells this document from others, to compare; '' for none. */
  get mark() {
    return this.#document?.signature.slice(0, MARK_LENGTH) ?? '';
  }

  /** Takes a document where it counts for more than the one at hand; returns whether it did. Throws where it is not genuine. */
  async take(document) {
    if (typeof document !== 'object' || document === null || document.signature === this.#document?.signature) return false;
    const mayOverrule = Array.isArray(document.removed) && document.removed.includes(this.#signer?.name);
    if (!this.#isNewer(document) && !mayOverrule) return false;
    const mayAppoint = (appointer, appointed) => !this.isRemoved(appointer) || this.#openers.includes(appointed);
    const checked = await checkRights(document, this.#room, this.#opener, mayAppoint);
    const overrules = mayOverrule && this.#signer.name !== checked.signer.name && outranks(checked.signer, this.#signer);
    if (!overrules && !this.#isNewer(document)) return false;
    if (!overrules && this.isRemoved(checked.signer.name)) throw new Error('signed by one who was removed');
    const removed = overrules ? [] : [...this.#document?.removed ?? [], ...this.#undone];
    this.#undone = new Set(removed.filter((name) => !checked.document.removed.includes(name)));
    this.#document = checked.document;
    this.#signer = checked.signer;
    this.#openers = [...new Set([this.#opener, ...checked.openers])];
    this.#trusted = null;
    return true;
  }

  /**
   * The next document, by `identity`, an opener's: with `changes`, in a room with that `admission`, { key, link }. It does not hold before it is taken. Where there
   * is not enough place for all who were let in, those named in `changes.admitted` go before.
   */
  async next(identity, admission, { admitted = [], ...changes }) {
    const { isLocked = false, isClosed = false, lifetime = 0, removed = [], openers = [] } = this.#document ?? {};
    const all = new Set([...admitted, ...this.#document?.admitted ?? [], ...this.#all]);
    all.delete(OURSELVES);
    const content = { number: Math.min(this.number + 1, MOST_NUMBER), generation: this.generation, isLocked, isClosed, lifetime, removed, openers, admitted: [...all].slice(0, MOST_NAMED), ...changes };
    return signRights({ ...content, admission: await hashOfAdmission(admission) }, this.#room, identity);
  }

  /** `next` in which somebody else is an opener, too. */
  async nextWith(publicKey, identity, admission) {
    const openers = this.#document?.openers ?? [];
    const already = openers.some((opener) => opener.identity === toBase64url(publicKey));
    return this.next(identity, admission, already ? {} : { openers: [...openers, await appoint(publicKey, this.#room, identity)] });
  }

  // Of two that were made at once, all take the same: one that removes somebody before one that does not.
  #isNewer({ number, generation, signature }) {
    if (number !== this.number || this.#document === null) return number > this.number;
    return generation > this.generation || (generation === this.generation && signature < this.#document.signature);
  }
}

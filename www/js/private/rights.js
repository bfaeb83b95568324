// Who may what in this room, as far as we know: what the openers' documents say (crypto/rights.js, merged.js), and who was let in since.

import { framed, toBase64url } from '../crypto/bytes.js';
import { sha256 } from '../crypto/primitives.js';
import { MOST_ADMITTED, MOST_NUMBER, MOST_OPENERS, MOST_REMOVED, hashOfAdmission, hashOfTitle, namesIn, readRights, signRights } from '../crypto/rights.js';
import { merged } from './merged.js';

const MOST_LET_IN = 500;        // by one person
const MOST_LETTING = 1000;      // people who have let in others, but for those named by openers
const NAME = /^[A-Za-z0-9_-]{16}$/;
const OURSELVES = '';
const MARK_LENGTH = 12;
const MOST_TITLE = 200;
const MOST_SALT = 40;

const oneMore = (number) => Math.min(number + 1, MOST_NUMBER);
const listOf = (names, most) => [...new Set(names)].slice(0, most).join('');

export class Rights {
  #room; #opener;
  #documents = new Map();     // name of an opener -> their document
  #holds;                     // what they say together
  #mark = '';
  #letIn = new Map();         // name -> names of those whom they let in
  #called = null;             // { text, salt, hash } of what the room is called, where somebody has told us
  #trusted = null;            // names of all who were let in, as long as they are known

  /** `room` in bytes, `opener` the name (fingerprint) in the link, or null. */
  constructor(room, opener) {
    this.#room = room;
    this.opener = opener;
  }

  /** The name of the one in the link; null as long as one has only an invitation. */
  get opener() {
    return this.#opener;
  }

  set opener(name) {
    this.#opener = name;
    this.#holds = merged(this.#documents, name);
    this.#trusted = null;
  }

  /** The documents that count; nobody may change them. */
  get documents() {
    return this.#holds.kept;
  }

  /** What tells these documents from others, to compare; '' for none. */
  get mark() {
    return this.#mark;
  }

  /** What those documents say of the key that lets in (hashOfAdmission); null where they say nothing. */
  get admission() {
    return this.#holds.holder?.admission ?? null;
  }

  /** Whether the room has another key than the first. */
  get isRenewed() {
    return this.#holds.holder !== null && this.#holds.holder.generation > 0;
  }

  get isLocked() {
    return this.#holds.lock[0];
  }

  get isClosed() {
    return this.#holds.isClosed;
  }

  /** For how many seconds lines are to be seen; 0 for no end. */
  get lifetime() {
    return this.#holds.limit[0];
  }

  /** What the room is called, as those inside tell each other: `{ text, salt }`; undefined for nothing. Whoever decides may have written anything. */
  get called() {
    const [hash] = this.#holds.title;
    return hash !== '' && this.#called?.hash === hash ? { text: this.#called.text, salt: this.#called.salt } : undefined;
  }

  /**
   * Somebody says that the room is called that; returns whether it is, and that was news.
   * @param {{ text?: any, salt?: any }} [called]
   */
  async takeCalled({ text, salt } = {}) {
    const [hash] = this.#holds.title;
    if (hash === '' || this.#called?.hash === hash || typeof text !== 'string' || text.length > MOST_TITLE || typeof salt !== 'string' || salt.length > MOST_SALT) return false;
    if (await hashOfTitle({ text, salt }) !== hash) return false;
    this.#called = { text, salt, hash };
    return true;
  }

  isOpener(name) {
    return this.#holds.openers.includes(name);
  }

  /** Whether `by`, an opener, may remove `name`: nobody removes an opener who comes before them. */
  mayRemove(by, name) {
    const { openers } = this.#holds;
    return openers.includes(by) && (!openers.includes(name) || openers.indexOf(by) < openers.indexOf(name));
  }

  /** Whether there may be one opener more whom `by` names. */
  mayAppoint(by) {
    return this.isOpener(by) && this.#holds.openers.length < MOST_OPENERS;
  }

  isRemoved(name) {
    return this.#holds.removed.has(name);
  }

  /** Whether somebody of that name may be here. */
  isAllowed(name) {
    return !this.isRemoved(name) && (!this.isLocked || this.#all.has(name));
  }

  /** Whether openers say so themselves. */
  isNamed(name) {
    return !this.isRemoved(name) && (this.isOpener(name) || this.#holds.admitted.has(name));
  }

  /** `by` (a name; null: ourselves) has let them in, which counts as long as that one may be here. */
  letIn(name, by) {
    const key = by ?? OURSELVES;
    const others = this.#letIn.get(key) ?? new Set();
    const isOneTooMany = this.#letIn.size >= MOST_LETTING && !this.#letIn.has(key) && by !== null && !this.isNamed(by);
    if (!NAME.test(name) || others.size >= MOST_LET_IN || isOneTooMany) return;
    this.#letIn.set(key, others.add(name));
    this.#trusted = null;
  }

  // Those in the documents, and whom they have let in, and whom these: nobody vouches for themselves. What is added is gone through, too.
  get #all() {
    if (this.#trusted) return this.#trusted;
    this.#trusted = new Set([OURSELVES, ...this.#holds.openers, ...this.#holds.admitted]);
    for (const name of this.#trusted) if (!this.isRemoved(name)) for (const other of this.#letIn.get(name) ?? []) this.#trusted.add(other);
    return this.#trusted;
  }

  /** Takes those of `offered` that are newer than what is at hand; returns whether there were any. Throws where one that matters is not genuine. */
  async take(offered) {
    if (!Array.isArray(offered) || offered.length > MOST_OPENERS) throw new RangeError('no documents');
    const news = new Map();
    const known = this.#holds.kept.map(contentOf);
    for (const one of offered) {
      if (known.includes(contentOf(one))) continue;
      const read = await readRights(one, this.#room);
      news.set(read.name, read);
    }
    const documents = new Map(this.#documents);
    const next = () => merged(documents, this.#opener).openers.find((name) => news.has(name));
    for (let name = next(); name !== undefined; name = next()) {
      const { document, isSigned } = news.get(name);
      news.delete(name);
      if (!isNewer(document, documents.get(name))) continue;
      if (!await isSigned()) throw new Error('not signed by an opener');
      documents.set(name, document);
    }
    return this.#hold(documents);
  }

  async #hold(documents) {
    const holds = merged(documents, this.#opener);
    const mark = holds.kept.length > 0 ? toBase64url(await sha256(framed('rights mark', ...holds.kept.map(contentOf)))).slice(0, MARK_LENGTH) : '';
    if (mark === this.#mark) return false;
    this.#documents = new Map([...documents].filter(([, document]) => holds.kept.includes(document)));
    this.#holds = holds;
    this.#mark = mark;
    this.#trusted = null;
    return true;
  }

  /**
   * The next document of `identity`, an opener: with `changes`, of { isLocked, lifetime, title, isClosed }, `title` being a hash (hashOfTitle) or '', with `openers`, names to be added, `removed`, all whom they
   * have removed, and `present`, those who are let in where it is locked, with others who were let in and are known. `admission`, { key, link }, is the key that lets in, which `renews` says is another than
   * before. Nothing holds before it is taken. It repeats what holds already, which so remains where another opener is removed: of removals those of
   * people who were here, as `isKnown(name)` says, and else what others still say. Throws where too many are named.
   */
  async next(identity, admission, { changes = /** @type {{ isLocked?: boolean, lifetime?: number, title?: string, isClosed?: boolean }} */ ({}), removed = [], openers = [], present = [], renews = false, isKnown = () => true }) {
    if (removed.length > MOST_REMOVED) throw new RangeError('too many are removed');
    const own = this.#documents.get(identity.name);
    const named = namesIn(own?.openers ?? '').filter((name) => !this.isRemoved(name) && !removed.includes(name));
    const content = {
      by: toBase64url(identity.publicKey), number: oneMore(own?.number ?? 0), lock: [false, 0], limit: [0, 0], isClosed: changes.isClosed ?? own?.isClosed ?? false,
      generation: 0, admission: await hashOfAdmission(admission),
      removed: listOf([...removed, ...[...this.#holds.removed].filter(isKnown)], MOST_REMOVED), admitted: '', openers: listOf([...named, ...openers], MOST_OPENERS - 1),
    };
    const others = merged(new Map(this.#documents).set(identity.name, content), this.#opener);
    content.removed = listOf([...namesIn(content.removed), ...others.removed], MOST_REMOVED);
    content.lock = decided(changes.isLocked ?? this.isLocked, others.lock);
    content.limit = decided(changes.lifetime ?? this.lifetime, others.limit);
    const title = decided(changes.title ?? this.#holds.title[0], others.title);
    if (title[0] || title[1] > 0) content.title = title;
    content.generation = renews ? oneMore(others.holder.generation) : this.#holds.holder?.generation ?? 0;
    const isIn = (name) => name !== OURSELVES && !namesIn(content.removed).includes(name);
    if (content.lock[0]) content.admitted = listOf([...present, ...[...this.#all].filter(isKnown)].filter(isIn), MOST_ADMITTED);
    return signRights(content, this.#room, identity);
  }

  /**
   * Whether the key that lets in was made by an opener who did not know of a removal: then whoever was removed may have it. Not where there are so many that their
   * document has no place for them.
   */
  get isLeaked() {
    const known = namesIn(this.#holds.holder?.removed ?? '');
    return this.#holds.holder !== null && known.length < MOST_REMOVED && [...this.#holds.removed].some((name) => !known.includes(name));
  }

  /** Whether a key that an opener of that name makes would let in. */
  mayRenew(name) {
    const { holder, openers } = this.#holds;
    const before = [...this.#documents].find(([, document]) => document === holder)?.[0];
    return openers.includes(name) && (holder === null || holder.generation < MOST_NUMBER || openers.indexOf(name) <= openers.indexOf(before));
  }

  /** Which of the openers one of that name is, the first being 0. */
  rankOf(name) {
    return this.#holds.openers.indexOf(name);
  }
}

// What is to hold, where the others' documents come to `held` at that time: it is said where they say something else.
const decided = (value, [held, time]) => [value, value === held ? 0 : oneMore(time)];

// What a document says: there are more signatures than one for the same.
const contentOf = (document) => JSON.stringify({ ...document, signature: '' });
const isNewer = (one, other) => !other || one.number > other.number || (one.number === other.number && contentOf(one) < contentOf(other));

// What openers decide: locking, removing, closing, appointing. Each decision is a new document of theirs, said to all in a line,
// and given to whoever turns out not to have it.

import { entranceBy } from '../crypto/admission.js';
import { equal, fromBase64url, toBase64url } from '../crypto/bytes.js';
import { SECRET_BYTES, readLink, writeLink } from '../crypto/link.js';
import { random } from '../crypto/primitives.js';
import { MOST_REMOVED, hashOfTitle } from '../crypto/rights.js';

const KEY_BYTES = 32;
const KEY_MS = 10_000;          // for a key to come from those who have it
const RANK_MS = 5000;           // for one opener to do what another would do else

export class Ruling {
  #identity; #room; #keyring; #rights; #company; #now; #tell; #announce; #onOthers; #onKey;
  #isKeyMissing = false;  // the documents tell of another admission key than we have
  #renewAt = null;        // when we make another, if we have not got it by then
  #removed = new Set();   // names of those whom we have removed

  /** `announce(content)` says something to all inside, `onOthers()` is called when other people may be in than before,
   * `onKey()` when somebody has told us the key that lets in. */
  constructor({ identity, room, keyring, rights, company, now, tell, announce, onOthers, onKey }) {
    this.#identity = identity;
    this.#room = room;
    this.#keyring = keyring;
    this.#rights = rights;
    this.#company = company;
    this.#now = now;
    this.#tell = tell;
    this.#announce = announce;
    this.#onOthers = onOthers;
    this.#onKey = onKey;
  }

  /** Whether we may decide. */
  get isOurs() {
    return this.#rights.isOpener(this.#identity.name);
  }

  /** Whether we have the key that lets in now. */
  get hasKey() {
    return this.#keyring.key !== null && !this.#isKeyMissing;
  }

  // Each decision is a promise of whether it holds.

  async lock(isLocked) {
    await this.#decide({ changes: { isLocked } });
    return this.#rights.isLocked === isLocked;
  }

  /** All lines are to be seen for so many seconds at most, 0 for no end. */
  async limit(lifetime) {
    await this.#decide({ changes: { lifetime } });
    return this.#rights.lifetime === lifetime;
  }

  /** The room is to be called that; '' for nothing. */
  async call(text) {
    const called = text === '' ? undefined : { text, salt: toBase64url(random(SECRET_BYTES)) };
    await this.#decide({ changes: { title: called ? await hashOfTitle(called) : '' }, called });
    return (this.#rights.called?.text ?? '') === text;
  }

  /** Closes the room for all. */
  async close() {
    await this.#decide({ changes: { isClosed: true } }, () => this.#tell({ type: 'out', why: 'closed' }));
    return this.#rights.isClosed;
  }

  /** Whether we may remove that one (a name). */
  mayRemove(name) {
    return this.#removed.size < MOST_REMOVED && this.#rights.mayRemove(this.#identity.name, name);
  }

  /** Whether we may make an opener of somebody. */
  get mayAppoint() {
    return this.#rights.mayAppoint(this.#identity.name);
  }

  /** Removes one who is here: nothing that is said from now on reaches them, nor does the link let them in. */
  async remove(id) {
    const person = this.#company.get(id);
    const name = person && this.#company.nameOf(person);
    if (!name || !this.mayRemove(name)) return false;
    this.#removed.add(name);
    await this.#decide({ renews: true });
    return this.#rights.isRemoved(name);
  }

  /** Makes an opener of one who is here. */
  async appoint(id) {
    const person = this.#company.get(id);
    const name = person && this.#company.nameOf(person);
    if (!name || !this.mayAppoint) return false;
    if (!this.#rights.isOpener(name)) await this.#decide({ openers: [name] });
    return this.#rights.isOpener(name);
  }

  /** Whether we shall need a password that we do not know, for a link that we make. */
  get lacksPassword() {
    return this.isOurs && this.hasKey && this.#keyring.password === '' && readLink(this.#keyring.link).check !== null;
  }

  /** The password for one of that name, an opener; undefined where they get none. */
  passwordFor(name) {
    return this.#rights.isOpener(name) && this.#keyring.password ? this.#keyring.password : undefined;
  }

  /** One of that name says that this is the password, which an opener needs who makes a new link. */
  async takePassword(name, password) {
    if (!this.#rights.isOpener(name) || !this.lacksPassword) return;
    const { admission } = await entranceBy(readLink(this.#keyring.link), password);
    if (equal(admission.key, this.#keyring.key)) this.#keyring.password = password;
  }

  /** What brings another up to date: `{ documents, called, admission }`, the latter, the key that lets in, where it was renewed. */
  get #words() {
    const { key, link } = this.#keyring.admission ?? {};
    const isRenewed = this.#rights.isRenewed && this.hasKey;
    return { kind: 'rights', documents: this.#rights.documents, called: this.#rights.called, ...(isRenewed ? { admission: { key: toBase64url(key), link } } : {}) };
  }

  /** What an invitation stands for: what a link gives. */
  get admission() {
    return { key: toBase64url(this.#keyring.key), link: this.#keyring.link, documents: this.#rights.documents, called: this.#rights.called };
  }

  /** Takes that, once: returns whether. Throws where it is none. */
  async takeAdmission({ key, link, documents, called }) {
    if (this.#keyring.key) return false;
    const bytes = fromBase64url(key);
    const opener = typeof link === 'string' && toBase64url(readLink(link).opener ?? new Uint8Array(0));
    if (bytes?.length !== KEY_BYTES || !opener || !await this.#opens(link, bytes, opener)) throw new RangeError('no admission');
    this.#rights.opener = opener;
    this.#keyring.renew({ key: bytes, link });
    await this.#adopt(documents, { called });
    await this.#lookForKey();
    this.#tell({ type: 'rights' });
    if (this.#rights.isClosed) this.#tell({ type: 'out', why: 'closed' });
    return true;
  }

  /** What one whose documents have that mark may not know: null for nothing. */
  newsFor(mark) {
    return this.#rights.mark !== '' && mark !== this.#rights.mark ? this.#words : null;
  }

  /** The mark of what we have, to compare; '' also where the key that belongs to it is missing. */
  get mark() {
    return this.#isKeyMissing ? '' : this.#rights.mark;
  }

  /** Takes documents, and keys, from whomever; a promise of whether that was news. Throws where one is not genuine. */
  async take({ documents, called = undefined, admission = undefined }) {
    const isNew = await this.#adopt(documents, { called, admission });
    if (isNew && this.#rights.isClosed) this.#tell({ type: 'out', why: 'closed' });
    return isNew;
  }

  async #adopt(documents, { called, admission = undefined, password = undefined }) {
    const isNew = await this.#rights.take(documents);
    const isCalled = await this.#rights.takeCalled(called ?? {});
    if (isNew) await this.#lookForKey();
    const isKey = await this.#takeKey(admission, password);
    if (isCalled && !isNew && !isKey) this.#tell({ type: 'rights' });
    if (!isNew && !isKey) return false;
    this.#onOthers();
    this.#tell({ type: 'rights' });
    this.#look();
    return true;
  }

  // Where the key may be known to one who was removed, or to nobody here, an opener makes another: the first of those who are here, and the others if
  // that one does not.
  #look() {
    const isLost = this.#isKeyMissing && this.#company.confirmed.length > 0; // who is alone has it from nobody, and nobody would have theirs
    const isWrong = isLost || this.#rights.isLeaked;
    if (!isWrong || !this.#rights.mayRenew(this.#identity.name)) this.#renewAt = null;
    else this.#renewAt ??= this.#now() + (this.#isKeyMissing ? KEY_MS : 0) + RANK_MS * this.#rank;
  }

  // How many openers who are here come before us.
  get #rank() {
    const own = this.#rights.rankOf(this.#identity.name);
    return this.#company.confirmed.map((person) => this.#rights.rankOf(this.#company.nameOf(person))).filter((rank) => rank >= 0 && rank < own).length;
  }

  /** Does what is due by now. */
  async tick(now) {
    if (this.#renewAt === null || now < this.#renewAt) return;
    this.#renewAt = null;
    await this.#decide({ renews: true });
  }

  /** When `tick` has something to do; null for never. */
  get dueAt() {
    return this.#renewAt;
  }

  async #lookForKey() {
    const { admission } = this.#rights;
    this.#isKeyMissing = admission !== null && !(this.#keyring.admission && await this.#keyring.fits(this.#keyring.admission, admission));
  }

  // `password` is that of a link of our own.
  async #takeKey({ key, link } = /** @type {{ key?: any, link?: any }} */ ({}), password) {
    if (!this.#isKeyMissing || typeof link !== 'string') return false;
    const bytes = fromBase64url(key);
    if (bytes?.length !== KEY_BYTES || !await this.#opens(link, bytes, this.#rights.opener)) return false;
    if (!await this.#keyring.fits({ key: bytes, link }, this.#rights.admission)) return false;
    this.#keyring.renew({ key: bytes, link, ...(password === undefined ? {} : { password }) });
    this.#isKeyMissing = false;
    if (password === undefined) this.#onKey();
    return true;
  }

  // Whether this and nothing else is a link to the room of that opener, with that key, as far as can be told without its password: everybody passes it on.
  async #opens(link, key, opener) {
    const read = readLink(link);
    if (read.fault || read.inviter || writeLink(read) !== link || toBase64url(read.opener) !== opener) return false;
    if (read.check !== null) return read.room === null || equal(read.room, this.#room);
    const { room, admission } = await entranceBy(read);
    return equal(room, this.#room) && equal(admission.key, key);
  }

  // A new key has the password that the room had, so far as we know it.
  async #decide(decision, onSent) {
    if (!this.isOurs) return;
    const renews = decision.renews || this.#isKeyMissing || this.#rights.isLeaked;
    const inside = this.#company.all.filter(({ isShown }) => isShown).map((person) => this.#company.nameOf(person)); // also those whose connection is lost
    const admission = renews ? await this.#newAdmission() : this.#keyring.admission;
    const document = await this.#rights.next(this.#identity, admission, {
      ...decision, renews, removed: [...this.#removed], present: [this.#identity.name, ...inside], isKnown: (name) => this.#company.acquaintances.isKnown(name),
    });
    await this.#adopt([document], { called: decision.called, admission: renews ? { ...admission, key: toBase64url(admission.key) } : undefined, password: admission.password });
    this.#announce(this.#words, { onSent });
  }

  async #newAdmission() {
    const link = { secret: random(SECRET_BYTES), opener: fromBase64url(this.#rights.opener), room: this.#room };
    return (await entranceBy(link, this.#keyring.password)).admission;
  }
}

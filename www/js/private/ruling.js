// What openers decide: locking, removing, closing, appointing. Each decision is a new document of theirs, said to all in a line,
// and given to whoever turns out not to have it.

import { entranceBy } from '../crypto/admission.js';
import { equal, fromBase64url, toBase64url } from '../crypto/bytes.js';
import { SECRET_BYTES, readLink } from '../crypto/link.js';
import { random } from '../crypto/primitives.js';
import { MOST_REMOVED } from '../crypto/rights.js';

const KEY_BYTES = 32;

export class Ruling {
  #identity; #room; #keyring; #rights; #company; #tell; #announce; #notify; #onOthers;
  #isKeyMissing = false;  // the documents tell of another admission key than we have
  #removed = new Set();   // names of those whom we have removed

  /** `announce(content)` says something to all inside, `notify(person, key)` sends the documents to one who is not, under an
   * admission key that they have; `onOthers()` is called when other people may be in than before. */
  constructor({ identity, room, keyring, rights, company, tell, announce, notify, onOthers }) {
    this.#identity = identity;
    this.#room = room;
    this.#keyring = keyring;
    this.#rights = rights;
    this.#company = company;
    this.#tell = tell;
    this.#announce = announce;
    this.#notify = notify;
    this.#onOthers = onOthers;
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
    const former = this.#keyring.key;
    this.#removed.add(name);
    await this.#decide({ renews: true });
    this.#notify(person, former);
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

  /** One of that name says that this is the password, which an opener needs who makes a new link. */
  async takePassword(name, password) {
    if (!this.#rights.isOpener(name) || this.#keyring.password !== '' || !this.hasKey) return;
    const link = readLink(this.#keyring.link);
    if (!link.check) return;
    const { admission } = await entranceBy(link, password);
    if (equal(admission.key, this.#keyring.key)) this.#keyring.password = password;
  }

  /** The keys that let in before, for one who knows only the last: so they can tell who comes by an old link; undefined for none. */
  get former() {
    return this.#keyring.former.length > 0 ? this.#keyring.former.map(toBase64url) : undefined;
  }

  takeFormer(keys) {
    this.#keyring.know(keys.map(fromBase64url).filter((key) => key?.length === KEY_BYTES));
  }

  /** What brings another up to date: `{ documents, admission }`, the latter, the key that lets in, where it was renewed. */
  get #words() {
    const { key, link } = this.#keyring.admission ?? {};
    const isRenewed = this.#rights.isRenewed && this.hasKey;
    return { kind: 'rights', documents: this.#rights.documents, ...(isRenewed ? { admission: { key: toBase64url(key), link } } : {}) };
  }

  /** What an invitation stands for: what a link gives. */
  get admission() {
    return { key: toBase64url(this.#keyring.key), link: this.#keyring.link, documents: this.#rights.documents };
  }

  /** Takes that, once: returns whether. Throws where it is none. */
  async takeAdmission({ key, link, documents }) {
    if (this.#keyring.key) return false;
    const [bytes, read] = [fromBase64url(key), readLink(String(link))];
    if (bytes?.length !== KEY_BYTES || typeof link !== 'string' || !read.opener) throw new RangeError('no admission');
    this.#rights.opener = toBase64url(read.opener);
    this.#keyring.renew({ key: bytes, link });
    await this.#adopt(documents);
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

  /** Takes documents, and keys, from whomever. Throws where one is not genuine. */
  async take({ documents, admission }) {
    const isNew = await this.#adopt(documents, admission);
    if (isNew && this.#rights.isClosed) this.#tell({ type: 'out', why: 'closed' });
  }

  async #adopt(documents, admission, password) {
    const isNew = await this.#rights.take(documents);
    if (isNew) await this.#lookForKey();
    const isKey = await this.#takeKey(admission, password);
    if (!isNew && !isKey) return false;
    this.#onOthers();
    this.#tell({ type: 'rights' });
    if (isNew && this.isOurs && this.#rights.isUnknown([...this.#removed])) await this.#decide({ renews: true });
    return true;
  }

  async #lookForKey() {
    const { admission } = this.#rights;
    this.#isKeyMissing = admission !== null && !(this.#keyring.admission && await this.#keyring.fits(this.#keyring.admission, admission));
  }

  // `password` is that of a link of our own.
  async #takeKey({ key, link } = {}, password) {
    if (!this.#isKeyMissing || typeof link !== 'string') return false;
    const [bytes, read] = [fromBase64url(key), readLink(link)];
    if (bytes?.length !== KEY_BYTES || !read.room || !read.opener || !equal(read.room, this.#room) || toBase64url(read.opener) !== this.#rights.opener) return false;
    if (!await this.#keyring.fits({ key: bytes, link }, this.#rights.admission)) return false;
    this.#keyring.renew({ key: bytes, link, ...(password === undefined ? {} : { password }) });
    this.#isKeyMissing = false;
    return true;
  }

  // Where we have not got the key that lets in, nobody may have it: then there is another. It has the password that the room had, so far as we know it.
  async #decide(decision, onSent) {
    if (!this.isOurs) return;
    const renews = decision.renews || this.#isKeyMissing;
    const inside = this.#company.all.filter(({ isShown }) => isShown).map((person) => this.#company.nameOf(person)); // also those whose connection is lost
    const admission = renews ? await this.#newAdmission() : this.#keyring.admission;
    const document = await this.#rights.next(this.#identity, admission, { ...decision, renews, removed: [...this.#removed], present: [this.#identity.name, ...inside] });
    await this.#adopt([document], renews ? { ...admission, key: toBase64url(admission.key) } : undefined, admission.password);
    this.#announce(this.#words, { onSent });
  }

  async #newAdmission() {
    const link = { secret: random(SECRET_BYTES), opener: fromBase64url(this.#rights.opener), room: this.#room };
    return (await entranceBy(link, this.#keyring.password)).admission;
  }
}

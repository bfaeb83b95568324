// What openers decide: locking, removing, closing, appointing. Each decision is a new document, said to all in a line, and given
// to whoever turns out not to have it.

import { entranceBy } from '../crypto/admission.js';
import { equal, fromBase64url, toBase64url } from '../crypto/bytes.js';
import { SECRET_BYTES, readLink } from '../crypto/link.js';
import { random } from '../crypto/primitives.js';

const KEY_BYTES = 32;

export class Ruling {
  #identity; #room; #keyring; #rights; #company; #tell; #announce; #notify; #onOthers;
  #isKeyMissing = false;  // the document tells of another admission key than we have
  #removed = new Set();   // names of those whom we have removed

  /** `announce(content)` says something to all inside, `notify(person, key)` sends the document to one who is not, under an
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

  async lock(isLocked) {
    await this.#decide({ isLocked });
  }

  /** All lines are to be seen for so many seconds at most, 0 for no end. */
  async limit(lifetime) {
    await this.#decide({ lifetime });
  }

  /** Removes one who is here: nothing that is said from now on reaches them, nor does the link let them in. */
  async remove(id) {
    const person = this.#company.get(id);
    const name = person && this.#company.nameOf(person);
    if (!name || name === this.#rights.opener) return;
    const former = this.#keyring.key;
    if (this.isOurs) this.#removed.add(name);
    await this.#removeAll([name]);
    this.#notify(person, former);
  }

  async #removeAll(names) {
    const removed = [...this.#rights.document?.removed ?? [], ...names];
    await this.#decide({ removed, generation: this.#rights.generation + 1 }, { renews: true });
  }

  // Another opener has decided something at the same time, of the two documents theirs holds, and it lacks a removal.
  async #removeAgain() {
    const { removed } = this.#rights.document;
    const names = [...new Set([...this.#removed, ...this.#rights.undone])].filter((name) => !removed.includes(name));
    if (names.length > 0) await this.#removeAll(names);
  }

  /** Closes the room for all. */
  async close() {
    await this.#decide({ isClosed: true }, { onSent: () => this.#tell({ type: 'out', why: 'closed' }) });
  }

  /** Makes an opener of one who is here. */
  async appoint(id) {
    const person = this.#company.get(id);
    const identity = person && this.#company.identityOf(person);
    if (!identity || !this.isOurs) return;
    await this.#adopt({ document: await this.#rights.nextWith(identity.publicKey, this.#identity, this.#keyring.admission) });
    this.#announce(this.#words);
  }

  /** What brings another up to date: `{ document, admission }`, the latter where the link was renewed. */
  get #words() {
    const { key, link } = this.#keyring.admission ?? {};
    const isRenewed = this.#rights.generation > 0 && !this.#isKeyMissing;
    return { kind: 'rights', document: this.#rights.document, ...(isRenewed ? { admission: { key: toBase64url(key), link } } : {}) };
  }

  /** What one whose document has that mark may not know: null for nothing. */
  newsFor(mark) {
    return this.#rights.document && mark !== this.#rights.mark ? this.#words : null;
  }

  /** The mark of what we have, to compare; '' also where the key that belongs to it is missing. */
  get mark() {
    return this.#isKeyMissing ? '' : this.#rights.mark;
  }

  /** Takes a document, and the renewed key and link, from whomever. Throws where the former is not genuine. */
  async take(news) {
    const isNew = await this.#adopt(news);
    if (isNew && this.#rights.isClosed) this.#tell({ type: 'out', why: 'closed' });
  }

  async #adopt({ document, admission }) {
    const isNew = await this.#rights.take(document);
    if (isNew) this.#isKeyMissing = !this.#keyring.admission || !await this.#keyring.fits(this.#keyring.admission, this.#rights.document);
    const isKey = await this.#takeAdmission(admission);
    if (!isNew && !isKey) return false;
    this.#onOthers();
    this.#tell({ type: 'rights' });
    if (isNew) await this.#removeAgain();
    return true;
  }

  async #takeAdmission({ key, link, password } = {}) {
    if (!this.#isKeyMissing || typeof link !== 'string') return false;
    const [bytes, read] = [fromBase64url(key), readLink(link)];
    if (bytes?.length !== KEY_BYTES || !read.room || !read.opener || !equal(read.room, this.#room) || toBase64url(read.opener) !== this.#rights.opener) return false;
    if (!await this.#keyring.fits({ key: bytes, link }, this.#rights.document)) return false;
    this.#keyring.renew({ key: bytes, link, ...(password === undefined ? {} : { password }) }, this.#rights.generation);
    this.#isKeyMissing = false;
    return true;
  }

  // A renewed link has the password that the room had, so far as we know it.
  async #decide(changes, { renews = false, onSent } = {}) {
    if (!this.isOurs || (this.#isKeyMissing && !renews)) return;
    const inside = this.#company.all.filter(({ isShown }) => isShown).map((person) => this.#company.nameOf(person)); // also those whose connection is lost
    const admission = renews ? await this.#newAdmission() : this.#keyring.admission;
    const document = await this.#rights.next(this.#identity, admission, { ...changes, admitted: [this.#identity.name, ...inside] });
    await this.#adopt({ document, ...(renews ? { admission: { ...admission, key: toBase64url(admission.key) } } : {}) });
    this.#announce(this.#words, { onSent });
  }

  async #newAdmission() {
    const link = { secret: random(SECRET_BYTES), opener: fromBase64url(this.#rights.opener), room: this.#room };
    return (await entranceBy(link, this.#keyring.password)).admission;
  }
}

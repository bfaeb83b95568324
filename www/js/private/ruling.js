// What openers decide: locking, removing, closing, appointing. Each decision is a new document, said to all in a line, and given
// to whoever turns out not to have it.

import { admissionOf } from '../crypto/admission.js';
import { fromBase64url, toBase64url } from '../crypto/bytes.js';
import { SECRET_BYTES, writeLink } from '../crypto/link.js';
import { random } from '../crypto/primitives.js';

export class Ruling {
  #identity; #room; #keyring; #rights; #company; #tell; #announce; #notify; #onOthers;
  #secret = null;         // of the link, where that was renewed; base64url
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
    await this.#decide({ removed, generation: this.#rights.generation + 1 }, { secret: toBase64url(random(SECRET_BYTES)) });
  }

  // Another opener has decided something at the same time, and of the two documents theirs holds.
  async #removeAgain() {
    const names = [...this.#removed].filter((name) => !this.#rights.isRemoved(name));
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
    await this.#adopt({ document: await this.#rights.nextWith(identity.publicKey, this.#identity, this.#keyring.key) });
    this.#announce(this.#words);
  }

  /** What brings another up to date: `{ document, secret }`; null where there is nothing. */
  get #words() {
    return { kind: 'rights', document: this.#rights.document, ...(this.#secret ? { secret: this.#secret } : {}) };
  }

  /** What one who has the document of that number, or none, does not know: null for nothing. */
  newsFor(number) {
    return this.#rights.document && !(number >= this.#rights.number) ? this.#words : null;
  }

  /** The number of what we have, to compare; 0 also where the key that belongs to it is missing. */
  get number() {
    return this.#isKeyMissing ? 0 : this.#rights.number;
  }

  /** Takes a document, and the secret of the new link, from whomever. Throws where the former is not genuine. */
  async take(news) {
    const isNew = await this.#adopt(news);
    if (isNew && this.#rights.isClosed) this.#tell({ type: 'out', why: 'closed' });
  }

  async #adopt({ document, secret }) {
    const isNew = await this.#rights.take(document);
    if (isNew) this.#isKeyMissing = !await this.#keyring.fits(this.#keyring.key, this.#rights.document);
    const isKey = await this.#takeSecret(secret);
    if (!isNew && !isKey) return false;
    this.#onOthers();
    this.#tell({ type: 'rights' });
    if (isNew) await this.#removeAgain();
    return true;
  }

  async #takeSecret(secret) {
    const { document } = this.#rights;
    if (typeof secret !== 'string' || !this.#isKeyMissing) return false;
    const link = this.#linkWith(secret);
    if (link.secret?.length !== SECRET_BYTES) return false;
    const { key } = await admissionOf(link);
    if (!await this.#keyring.fits(key, document)) return false;
    this.#keyring.renew({ key, link: writeLink(link) }, document.generation);
    this.#secret = secret;
    this.#isKeyMissing = false;
    return true;
  }

  async #decide(changes, { secret = null, onSent } = {}) {
    if (!this.isOurs || (this.#isKeyMissing && !secret)) return;
    const inside = this.#company.all.filter(({ isShown }) => isShown).map((person) => this.#company.nameOf(person)); // also those whose connection is lost
    const key = secret ? (await admissionOf(this.#linkWith(secret))).key : this.#keyring.key;
    await this.#adopt({ document: await this.#rights.next(this.#identity, key, { ...changes, admitted: [this.#identity.name, ...inside] }), secret });
    this.#announce(this.#words, { onSent });
  }

  #linkWith(secret) {
    return { secret: fromBase64url(secret), opener: fromBase64url(this.#rights.opener), room: this.#room };
  }
}

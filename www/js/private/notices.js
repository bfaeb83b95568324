// What those inside tell one who is not in: the openers' documents, and that they are to wait, or are turned away. Whoever has the
// key of a notice can make one; so the latter count only with the signature of one whom the documents name.

import { fromBase64url, toBase64url } from '../crypto/bytes.js';
import { readIdentity } from '../crypto/identity.js';
import { openNotice, sealNotice } from '../crypto/notice.js';
import { wrap } from './envelopes.js';

const GUESSES = 4;
const VERDICTS = ['wait', 'turn away'];

export class Notices {
  #identity; #room; #keyring; #rights; #company; #post; #makeId;

  constructor({ identity, room, keyring, rights, company, post, makeId }) {
    this.#identity = identity;
    this.#room = room;
    this.#keyring = keyring;
    this.#rights = rights;
    this.#company = company;
    this.#post = post;
    this.#makeId = makeId;
  }

  /**
   * Tells one who is not in under an admission key that they have, or where we do not know it (any more), under those that we have, a few at a time; `verdict`: 'wait' or
   * 'turn away'. One of us does so, whoever can sign and has the lowest id, or each who `isAsked`.
   */
  tell(person, theirs, { verdict, isAsked = false } = /** @type {{ verdict?: string, isAsked?: boolean }} */ ({})) {
    if (!(isAsked || this.#isFirst)) return;
    this.#post.drop('notice', person.id);
    for (const admission of this.#keyring.has(theirs) ? [theirs] : this.#nextKeys(person)) this.#put(person, admission, verdict);
  }

  #put(person, admission, verdict) {
    const place = { id: this.#makeId(), to: person.id };
    const name = this.#company.nameOf(person);
    const make = async () => {
      const content = { documents: this.#rights.documents, ...(verdict && this.#canSign ? { verdict: await this.#signed(verdict, name) } : {}) };
      const sealed = await sealNotice(content, { admission, room: this.#room, to: person.id }).catch(() => null); // the key may be over
      return sealed && wrap('notice', sealed, place);
    };
    this.#post.put({ what: 'notice', to: person.id, make });
  }

  // Who is not in most likely has one that we had before.
  #nextKeys(person) {
    const { former, key } = this.#keyring;
    const keys = key ? [...former, key] : former;
    const begin = person.guesses % Math.max(keys.length, 1);
    person.guesses = begin + GUESSES;
    return [...keys.slice(begin), ...keys.slice(0, begin)].slice(0, GUESSES);
  }

  /** `{ documents, verdict }` of a notice to us, the latter being what anybody says. Null where it is under none of our keys: they may not know which we have. */
  async read(bytes) {
    for (const admission of new Set([this.#keyring.shown, ...this.#keyring.all.map(({ key }) => key)])) { // they may not know that we have got another
      const content = await openNotice(bytes, { admission, room: this.#room, to: this.#company.relay }).catch(() => null);
      if (content) return content;
    }
    return null;
  }

  /** What of a verdict is genuine: which it is, or undefined. */
  async genuine(verdict) {
    const { what, by, signature } = verdict ?? {};
    const [key, bytes] = [fromBase64url(by), fromBase64url(signature)];
    if (!VERDICTS.includes(what) || !key || !bytes) return undefined;
    const { name, signed } = await readIdentity(key);
    return this.#rights.isNamed(name) && await signed(bytes, what, this.#room, this.#identity.name) ? what : undefined;
  }

  async #signed(what, name) {
    const signature = await this.#identity.sign(what, this.#room, name);
    return { what, by: toBase64url(this.#identity.publicKey), signature: toBase64url(signature) };
  }

  get #canSign() {
    return this.#rights.isNamed(this.#identity.name);
  }

  get #isFirst() {
    const others = this.#company.confirmed;
    const signers = others.filter((person) => this.#rights.isNamed(this.#company.nameOf(person)));
    if (!this.#canSign && signers.length > 0) return false;
    return (this.#canSign ? signers : others).every(({ id }) => id > this.#company.relay);
  }
}

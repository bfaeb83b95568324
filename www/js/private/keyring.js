// The admission keys that we have: that of the room, those it had before, and those of invitations.

import { hashOfAdmission } from '../crypto/rights.js';

const MOST_FORMER = 20;

export class Keyring {
  #current = null;        // { key, link, password, generation }
  #former = [];           // keys
  #invitation;            // { key, inviter } that we came by
  #invitations = new Map(); // fragment -> { key, state, guest } of those that we made

  /** `admission`: { key, link, password } of a link, the latter '' where there is none or we do not know it, or `invitation`: { key, inviter }; the other is null. */
  constructor({ admission = null, invitation = null }) {
    if (admission) this.#current = { ...admission, key: admission.key.slice(), generation: 0 };
    this.#invitation = invitation && { ...invitation, key: invitation.key.slice() };
  }

  /** The key of the room; null as long as one has only an invitation. */
  get key() {
    return this.#current?.key ?? null;
  }

  /** What `key` and `link` are; null as long as one has only an invitation. */
  get admission() {
    return this.#current && { key: this.#current.key, link: this.#current.link };
  }

  /** The password that belongs to the link, '' for none, or where we do not know it. */
  get password() {
    return this.#current?.password ?? '';
  }

  get generation() {
    return this.#current?.generation ?? 0;
  }

  /** The fragment of the link that lets others in; null where there is none. */
  get link() {
    return this.#current?.link ?? null;
  }

  /** What to show one's card under. */
  get shown() {
    return this.key ?? this.#invitation.key;
  }

  /** Whether an answer to a card that was shown under `key` may come from one of that name. */
  mayAnswer(key, name) {
    return key !== this.#invitation?.key || name === this.#invitation.inviter;
  }

  /** The room has another key, `{ key, link }`, or we have learnt it. */
  renew(admission, generation) {
    if (this.#current) this.#former = [this.#current.key, ...this.#former].slice(0, MOST_FORMER);
    this.#current = { password: this.password, ...admission, generation };
  }

  /** Whether `admission`, { key, link }, is the one that a document tells of. */
  async fits(admission, document) {
    return await hashOfAdmission(admission) === document.admission;
  }

  /** All keys that a card may come under: `{ key, isFormer, fragment }`, the latter that of an invitation of ours. */
  get all() {
    const current = this.#current ? [{ key: this.#current.key }] : [];
    const former = this.#former.map((key) => ({ key, isFormer: true }));
    const invitations = [...this.#invitations].filter(([, { key }]) => key).map(([fragment, { key }]) => ({ key, fragment }));
    return [...current, ...invitations, ...former];
  }

  wipe() {
    for (const { key } of this.all) key.fill(0);
    this.#invitation?.key.fill(0);
  }

  // ---- invitations of ours ----

  /** `[{ fragment, state }]`, `state`: open, taken (somebody is coming in by it), used or withdrawn. */
  get invitations() {
    return [...this.#invitations].map(([fragment, { state }]) => ({ fragment, state }));
  }

  addInvitation(fragment, key) {
    this.#invitations.set(fragment, { key, state: 'open', guest: null });
  }

  /** Whether the invitation is for one of that name, who is the first to come or came before. */
  isFor(fragment, name) {
    const invitation = this.#invitations.get(fragment);
    if (invitation.guest !== null) return invitation.guest === name;
    Object.assign(invitation, { guest: name, state: 'taken' });
    return true;
  }

  /** It has served, or is withdrawn: its key is forgotten. False where it was over before. */
  endInvitation(fragment, state) {
    const invitation = this.#invitations.get(fragment);
    if (!invitation?.key) return false;
    Object.assign(invitation, { key: null, state });
    return true;
  }
}

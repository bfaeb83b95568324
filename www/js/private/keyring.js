// The admission keys that we have: that of the room, those it had before, and those of invitations.

import { equal } from '../crypto/bytes.js';
import { wipeSecret } from '../crypto/primitives.js';
import { hashOfAdmission } from '../crypto/rights.js';

const KEY_BYTES = 32;
const MOST_FORMER = 20;
const MOST_TOLD = 5;      // of these by one person

export class Keyring {
  #current = null;        // { key, link, password }
  #former = [];           // keys
  #told = new Map();      // relay id -> how many of these they have told us
  #invitation;            // { key, inviter } that we came by
  #invitations = new Map(); // fragment -> { key, state, guest } of those that we made

  /** `admission`: { key, link, password } of a link, the latter '' where there is none or we do not know it, or `invitation`: { key, inviter }; the other is null. */
  constructor({ admission = null, invitation = null }) {
    if (admission) this.#current = { ...admission, key: admission.key.slice() };
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

  set password(password) {
    this.#current.password = password;
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
  renew(admission) {
    if (this.#current) this.#former.unshift(this.#current.key);
    for (const key of this.#former.splice(MOST_FORMER)) wipeSecret(key);
    this.#current = { password: this.password, ...admission };
  }

  /** The keys that the room had before. */
  get former() {
    return this.#former;
  }

  /** The room had these keys before, as `teller` says; of each teller a few are believed. */
  know(keys, teller) {
    const known = this.all.map(({ key }) => key);
    const others = keys.filter((key) => key?.length === KEY_BYTES && !known.some((one) => equal(one, key)));
    const told = this.#told.get(teller) ?? 0;
    const taken = others.slice(0, Math.min(MOST_TOLD - told, MOST_FORMER - this.#former.length));
    if (taken.length > 0) this.#told.set(teller, told + taken.length);
    this.#former.push(...taken);
  }

  /** Whether we have `key`, which is wiped when nobody is to come by it any more. */
  has(key) {
    return this.all.some((one) => one.key === key);
  }

  /** What to show a card under to one with whom we began under `key`: that, as long as we have it. */
  shownTo(key) {
    return this.has(key) ? key : this.shown;
  }

  /** Whether `key`, which was in use when two people began to meet, still lets in. */
  isCurrent(key) {
    return key === this.key || key === this.#invitation?.key || [...this.#invitations.values()].some((invitation) => invitation.key === key);
  }

  /** Whether `admission`, { key, link }, is the one that documents tell of. */
  async fits(admission, hash) {
    return await hashOfAdmission(admission) === hash;
  }

  /** All keys that a card may come under: `{ key, fragment }`, the latter that of an invitation of ours. */
  get all() {
    const current = this.#current ? [{ key: this.#current.key }] : [];
    const former = this.#former.map((key) => ({ key }));
    const invitations = [...this.#invitations].filter(([, { key }]) => key).map(([fragment, { key }]) => ({ key, fragment }));
    return [...current, ...invitations, ...former];
  }

  wipe() {
    for (const key of [...this.all.map((one) => one.key), ...(this.#invitation ? [this.#invitation.key] : [])]) wipeSecret(key);
  }

  // ---- invitations of ours ----

  /** `[{ fragment, state }]`, `state`: open, taken (somebody is coming in by it), used or withdrawn. */
  get invitations() {
    return [...this.#invitations].map(([fragment, { state }]) => ({ fragment, state }));
  }

  addInvitation(fragment, key) {
    this.#invitations.set(fragment, { key, state: 'open', guest: null });
  }

  /** Whether the invitation is for one of that name: who is the first to come or came before. Who came and went away before they were in, as `isHere(name)` says, was not the one. */
  isFor(fragment, name, isHere) {
    const invitation = this.#invitations.get(fragment);
    if (invitation.guest === name) return true;
    if (invitation.state !== 'open' && (invitation.state !== 'taken' || isHere(invitation.guest))) return false;
    Object.assign(invitation, { guest: name, state: 'taken' });
    return true;
  }

  /** Whether it is neither withdrawn nor over. */
  isOpen(fragment) {
    return Boolean(this.#invitations.get(fragment)?.key);
  }

  /** Its guest is in: it cannot be withdrawn any more. */
  hasServed(fragment) {
    this.#invitations.get(fragment).state = 'used';
  }

  /** Its guest has shown the room's key, so that its own is forgotten. */
  endInvitation(fragment) {
    this.#forgetKey(this.#invitations.get(fragment));
  }

  /** Nobody comes in by it who is not in yet. */
  withdraw(fragment) {
    const invitation = this.#invitations.get(fragment);
    if (!invitation || invitation.state === 'used') return;
    this.#forgetKey(invitation);
    invitation.state = 'withdrawn';
  }

  #forgetKey(invitation) {
    if (invitation.key) wipeSecret(invitation.key);
    invitation.key = null;
  }
}

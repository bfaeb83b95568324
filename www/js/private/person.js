// Somebody else in a private room: who they are, and what we have in common. The relay's id and the identity belong to each other
// for as long as the page is there (Acquaintances), also when all the rest is forgotten.

import { equal, toBase64url } from '../crypto/bytes.js';
import { Budget } from './budget.js';
import { Reading } from './reading.js';

const MOST_PAIRS = 2;     // of those confirmed, and of those that are not
const HEAL_FIRST_MS = 10_000;
const HEAL_MOST_MS = 300_000;

const CARDS = { rate: 0.5, burst: 6 };
const MESSAGES = { rate: 40, burst: 400 };
const CLAIMS = { rate: 0.5, burst: 20 };    // of having heard what we have not
const NOTICES = { rate: 0.1, burst: 2 };
const SKIPS = { rate: 100, burst: 2500 };   // keys of messages that have not come

export class Person {
  /** As the server says. */
  isPresent = true;
  /** Whether they have told us what they are called. */
  isNamed = false;
  reading = new Reading();
  /** When the connection was lost; null while there is one. */
  lostAt = null;
  /** Whether they have said goodbye, when, and the number of their last line. */
  saidBye = false;
  saidByeAt = null;
  lastSaid = 0;
  /** The number of their last card, as they say by a pair; what they signed under older ones counts no more. */
  lastCard = 0;
  /** The card of one who is not let in yet: they knock. Null where nobody does. */
  knock = null;
  /** Their card that we have answered last; null for none. */
  answered = null;
  /** The mark of their documents (Rights.mark), '' also where they have not got the key that belongs to these. */
  mark = '';
  /** Whether they have let us in, too. */
  hasTakenUs = false;
  /** The pair (pairWith) that they have sent us and that we do not use, as long as nobody vouches for them. */
  waiting = null;
  /** Which of our keys is the next to try for a notice to them, where we do not know which they have. */
  guesses = 0;
  /** The key that let us begin with them; null where we have not. */
  admission = null;
  /** Somebody inside does not want them. */
  isTurnedAway = false;
  /** The fragment of the invitation of ours by which they come; null for none. */
  invitation = null;
  /** Whether they are shown; and whether they were, and are not let in any more. */
  isShown = false;
  isExpelled = false;
  cards = new Budget(CARDS);
  messages = new Budget(MESSAGES);
  skips = new Budget(SKIPS);
  claims = new Budget(CLAIMS);
  notices = new Budget(NOTICES);
  healAt;
  /** When they are to be told which of their lines we have; null where there is nothing new. */
  receiptAt = null;

  #healWait = HEAL_FIRST_MS;
  #pairs = [];            // { key, pair, isConfirmed, greeting, admission }

  /** `wasHere`: before us. */
  constructor(id, now, { wasHere = false } = {}) {
    this.id = id;
    this.wasHere = wasHere;
    this.since = now;
    this.startHealing(now);
  }

  get isConfirmed() {
    return this.#pairs.some(({ isConfirmed }) => isConfirmed);
  }

  /** The pair to speak by: the last that is confirmed; undefined for none. */
  get pair() {
    return this.#pairs.findLast(({ isConfirmed }) => isConfirmed);
  }

  /** `{ pair, isConfirmed, greeting, admission }` with the id (bytes), `greeting` being null, 'waits' or 'sent'; undefined where there is none. */
  pairWith(id) {
    const key = toBase64url(id);
    return this.#pairs.find((entry) => entry.key === key);
  }

  /** `admission` is the key that let us begin. */
  addPair(pair, isConfirmed, admission) {
    this.admission = admission;
    this.#pairs.push({ key: toBase64url(pair.id), pair, isConfirmed, greeting: null, admission });
    for (const kind of [true, false]) {
      const alike = this.#pairs.filter((entry) => entry.isConfirmed === kind);
      for (const entry of alike.slice(0, -MOST_PAIRS)) this.forget(entry);
    }
  }

  /** Whether they are neither in, nor half in, nor knock. */
  get isOutside() {
    return !this.isShown && this.knock === null && this.answered === null && this.waiting === null;
  }

  /** The other has the pair, too: it is the one to speak by. */
  confirm(entry) {
    this.isExpelled = false;
    entry.isConfirmed = true;
    this.#pairs = [...this.#pairs.filter((other) => other !== entry), entry];
    this.#healWait = HEAL_FIRST_MS;
    this.healAt = null;
  }

  /** There should be a pair before long. */
  startHealing(now) {
    this.#healWait = HEAL_FIRST_MS;
    this.healAt = now + HEAL_FIRST_MS;
  }

  /** Something is being done about there being no pair. */
  heals(now) {
    this.healAt = now + this.#healWait;
    this.#healWait = Math.min(this.#healWait * 2, HEAL_MOST_MS);
  }

  /** A message came by a pair that is not known. Returns whether to do something about it now. */
  isEstranged(now) {
    if (this.healAt !== null && this.healAt > now) return false;
    this.heals(now);
    return true;
  }

  /** What has become of a greeting that waits for them: 'sent', or null where it was lost. */
  greeted(greeting) {
    for (const entry of this.#pairs) if (entry.greeting === 'waits') entry.greeting = greeting;
  }

  /** Nothing is left in common. */
  wipe() {
    for (const { pair } of this.#pairs) pair.wipe();
    this.#pairs = [];
    this.waiting = this.answered = null;
    this.hasTakenUs = false;
    this.reading.wipe();
    this.reading = new Reading();
  }

  /** A pair (pairWith) is of no use any more. */
  forget(entry) {
    entry.pair.wipe();
    if (this.waiting === entry) this.waiting = null;
    this.#pairs = this.#pairs.filter((other) => other !== entry);
  }
}

const MOST_ACQUAINTANCES = 5000;

/** Which relay id belongs to which identity, once and for all, and the number of the last card. */
export class Acquaintances {
  #byRelay = new Map();   // relay id -> { identity, number, wasIn, mayReturn, complainedAt }
  #byIdentity = new Map();
  #names = new Set();     // of those who were in

  of(relay) {
    return this.#byRelay.get(relay);
  }

  /** Whether somebody of that name (a fingerprint) was ever in. */
  isKnown(name) {
    return this.#names.has(name);
  }

  /** One who is `relay` at the server is in. */
  letIn(relay) {
    const known = this.of(relay);
    known.wasIn = known.mayReturn = true;
    this.#names.add(known.identity.name);
  }

  /** One has said goodbye: an old link does not let them in again. */
  hasLeft(relay) {
    const known = this.of(relay);
    if (known) known.mayReturn = false;
  }

  /** Whether `relay` may be that identity (identity.js); from then on it is no other. */
  bind(relay, identity) {
    const known = this.#byRelay.get(relay);
    if (known) return equal(known.identity.publicKey, identity.publicKey);
    const key = toBase64url(identity.publicKey);
    if (this.#byIdentity.has(key)) return false;
    if (this.#byRelay.size >= MOST_ACQUAINTANCES) this.#forgetOne();
    this.#byIdentity.set(key, relay);
    this.#byRelay.set(relay, { identity, number: 0 });
    return true;
  }

  // Of those who were never in, the first.
  #forgetOne() {
    for (const [relay, { identity, wasIn }] of this.#byRelay) {
      if (wasIn) continue;
      this.#byRelay.delete(relay);
      this.#byIdentity.delete(toBase64url(identity.publicKey));
      return;
    }
  }
}

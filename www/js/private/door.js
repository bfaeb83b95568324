// How people come in: they show a card, somebody answers it, and then the two have a pair. Who may not come in at once knocks, or
// is told why not.
//
// The answer to a card to all comes from each of those inside. Where two may have got each other's card, only one answers: the
// one with the lower identity key.

import { keyOfInvitation } from '../crypto/admission.js';
import { compare, fromBase64url } from '../crypto/bytes.js';
import { SECRET_BYTES, writeInvitation } from '../crypto/link.js';
import { random } from '../crypto/primitives.js';
import { Budget } from './budget.js';
import { wrap } from './envelopes.js';
import { Handshakes } from './handshakes.js';

const ANSWERS = { rate: 10, burst: 30 };
const HEALS = { rate: 10, burst: 10 };
const BUSY_MS = 1000;           // healing waits as long as there is something to send

export class Door {
  #identity; #room; #keyring; #rights; #company; #notices; #post; #makeId; #now; #tell; #onPair; #onCard; #announce; #hasKey; #onDocuments;
  #handshakes;
  #cards = new Map();           // relay id -> a card that is still to be answered
  #answers = new Budget(ANSWERS);
  #heals = new Budget(HEALS);
  #hello = null;                // { id, heardBy }: our last card to all, and who was there when it came back

  /**
   * `onPair(person, entry, note)` is told of each pair (Person.pairWith) that both have, `onCard()` that we have shown a card, `announce(content)` says
   * something to all inside, `hasKey()` whether we have the room's, `onDocuments(documents, called)` takes those of openers, and what the room is called (Rights.called). The rest is the circle's.
   */
  constructor({ suite, identity, room, keyring, rights, company, notices, post, makeId, now, tell, onPair, onCard, announce, hasKey, onDocuments }) {
    this.#identity = identity;
    this.#room = room;
    this.#keyring = keyring;
    this.#rights = rights;
    this.#company = company;
    this.#notices = notices;
    this.#post = post;
    this.#makeId = makeId;
    this.#now = now;
    this.#tell = tell;
    this.#onPair = onPair;
    this.#onCard = onCard;
    this.#announce = announce;
    this.#hasKey = hasKey;
    this.#onDocuments = onDocuments;
    this.#handshakes = new Handshakes({ suite, identity, room, relay: company.relay, keyring });
  }

  /** The number of our last card. */
  get number() {
    return this.#handshakes.number;
  }

  // ---- our own card ----

  /** Shows a card to all. */
  helloAll() {
    this.#post.drop('hello');
    const hello = { id: this.#makeId(), heardBy: null };
    this.#hello = hello;
    this.#post.put({ what: 'hello', make: () => this.#card({ id: hello.id }) });
  }

  /** Shows a card to all where somebody is there who did not know us by another key. */
  helloOthers() {
    const others = this.#company.all.filter(({ isPresent, isConfirmed }) => isPresent && !isConfirmed);
    if (others.length > 0) this.helloAll();
    for (const person of others) person.startHealing(this.#now());
  }

  /** Shows a card to one: the two begin anew. */
  helloTo({ id: to }) {
    if (this.#post.isUnsealed('hello', to)) return;
    this.#post.put({ what: 'hello', to, make: () => this.#card({ id: this.#makeId(), to }) });
  }

  async #card(place) {
    const message = wrap('hello', await this.#handshakes.showCard(this.#now(), this.#shownTo(place.to), place.to), place);
    await this.#onCard();
    return message;
  }

  // Who was in may have missed that the key is another.
  #shownTo(to) {
    const wasIn = this.#company.acquaintances.of(to)?.wasIn;
    return wasIn ? this.#keyring.shownTo(this.#company.get(to)?.admission) : this.#keyring.shown;
  }

  /** A message of ours to all has come back: who is here now has got it, too. */
  echoed(id) {
    if (id === this.#hello?.id) this.#hello.heardBy = new Set(this.#company.all.map((person) => person.id));
  }

  // ---- cards of others ----

  async takeCard(person, { bytes, to }) {
    const renewsNothing = to === undefined && person.isConfirmed && !person.invitation;
    if (renewsNothing || !person.cards.take(this.#now())) return;
    const card = await this.#handshakes.readCard(bytes, person.id);
    if (!card && to !== undefined) this.#answerUnread(person);
    if (card && !this.#isCurrent(person, card.admission)) this.#notices.tell(person, card.admission, { isAsked: to !== undefined });
    else if (card && this.#isNew(person, card) && await this.#mayComeIn(person, card, to !== undefined)) this.#answerLater(person, card, to);
  }

  #answerLater(person, card, to) {
    if (to === undefined && person.isConfirmed) return;
    if (to === undefined && this.#comeAtOnce(person) && compare(this.#identity.publicKey, card.identity.publicKey) > 0) return; // they answer ours
    this.#cards.set(person.id, card);
    this.#answerCards(this.#now());
  }

  // Somebody has another key than we. They may know us, if it is the newer; else they may have one of those that we had, and learn by it.
  #answerUnread(person) {
    const now = this.#now();
    if (!this.#hasKey()) this.#beginAnew(person, now);
    else if (this.#keyring.former.length > 0 && person.notices.take(now)) this.#notices.tell(person, null, { isAsked: true });
  }

  // Whether a card is what it may be: of the one it always was, and no older than the last.
  #isNew(person, { identity, number }) {
    const { acquaintances } = this.#company;
    if (!acquaintances.bind(person.id, identity)) throw new Error('another identity');
    const known = acquaintances.of(person.id);
    if (number <= known.number) return false;
    known.number = number;
    person.saidBye = false;
    return true;
  }

  // `isAsked`: the card is for us alone.
  async #mayComeIn(person, card, isAsked) {
    const { name } = card.identity;
    if (this.#rights.isRemoved(name) || this.#rights.isClosed) {
      this.#notices.tell(person, card.admission, { isAsked });
      return false;
    }
    if (card.fragment) return this.#isInvited(person, card);
    if (person.invitation) this.#keyring.endInvitation(person.invitation);
    if (this.#rights.isAllowed(name)) return true;
    this.#knock(person, card, isAsked);
    return false;
  }

  #isInvited(person, { fragment, identity }) {
    if (!this.#keyring.isFor(fragment, identity.name, (guest) => Boolean(this.#company.named(guest)?.isPresent))) return false;
    person.invitation = fragment;
    this.#tell({ type: 'invitations' });
    return true;
  }

  // Who was in may begin anew with an old key; others only with one that still lets in, whenever they began.
  #isCurrent(person, admission) {
    return this.#keyring.isCurrent(admission) || Boolean(this.#company.acquaintances.of(person.id)?.mayReturn);
  }

  // Whether the two may have a pair: they are allowed to be here, or invited.
  #isWelcome(person, name) {
    return this.#rights.isAllowed(name) || (!this.#rights.isRemoved(name) && person.invitation !== null && this.#keyring.isOpen(person.invitation));
  }

  // Whether the other has got our card to all, or will.
  #comeAtOnce({ id }) {
    return this.#hello !== null && (this.#hello.heardBy === null || this.#hello.heardBy.has(id));
  }

  #answerCards(now) {
    for (const [id, card] of this.#cards) {
      if (!this.#answers.take(now)) return;
      this.#cards.delete(id);
      this.#post.drop('keys', id);
      this.#post.put({ what: 'keys', to: id, make: () => this.#answer(id, card) });
    }
  }

  async #answer(id, card) {
    const person = this.#company.get(id);
    if (!person || !this.#isWelcome(person, card.identity.name) || !this.#isCurrent(person, card.admission)) return null;
    const { documents } = this.#rights;
    const answer = await this.#handshakes.answer(card, id, { have: person.reading.held.ranges, ...(documents.length > 0 ? { documents, called: this.#rights.called } : {}) });
    if (!answer) return null;
    const { message, pair } = answer;
    person.answered = card;
    person.addPair(pair, false, card.admission);
    person.heals(this.#now());
    return wrap('keys', message, { id: this.#makeId(), to: id });
  }

  /** An answer to a card of ours. */
  async takeKeys(person, bytes) {
    if (!person.cards.take(this.#now())) return;
    if (this.#handshakes.isTooLate(bytes)) {
      if (!person.isConfirmed && this.#heals.take(this.#now())) this.helloTo(person);
      return;
    }
    const answer = await this.#handshakes.takeAnswer(bytes, person.id);
    if (!answer) return;
    const { identity, pair, note, admission } = answer;
    if (!this.#isCurrent(person, admission)) return;
    if (!this.#company.acquaintances.bind(person.id, identity)) throw new Error('another identity');
    if (note.documents !== undefined) await this.#onDocuments(note.documents, note.called); // so that nobody waits who need not
    const isAllowed = this.#rights.isAllowed(identity.name);
    person.addPair(pair, isAllowed, admission);
    if (isAllowed) this.confirm(person, person.pairWith(pair.id), note);
    else person.waiting = person.pairWith(pair.id); // until somebody whom we know vouches for them
  }

  /** The other has the pair, too: they are in, if they may. Returns whether. */
  confirm(person, entry, note = {}) {
    const name = this.#company.nameOf(person);
    if (!this.#isWelcome(person, name)) {
      this.#knockInstead(person);
      return false;
    }
    if (!this.#isCurrent(person, entry.admission)) {
      person.forget(entry);
      this.#notices.tell(person, entry.admission, { isAsked: true });
      return false;
    }
    person.confirm(entry);
    if (person.invitation) this.#hasServed(person, name);
    person.waiting = null;
    this.#cards.delete(person.id);
    this.#company.acquaintances.letIn(person.id);
    this.#handshakes.areAnswered(person.id);
    if (this.#company.all.every(({ isPresent, isConfirmed }) => isConfirmed || !isPresent)) this.#handshakes.areAnswered(undefined);
    this.#onPair(person, entry, note);
    return true;
  }

  #hasServed({ invitation }, name) {
    this.#keyring.hasServed(invitation);
    this.#tell({ type: 'invitations' });
    if (!this.#rights.isAllowed(name)) this.#letIn(name);
  }

  #isAllowed(person) {
    const name = this.#company.nameOf(person);
    return name === null || this.#rights.isAllowed(name);
  }

  /** A message came by a pair that we have not got: begin anew, or tell them why not. */
  estranged(person) {
    const now = this.#now();
    if (this.#isAllowed(person)) this.#beginAnew(person, now);
    else if (person.notices.take(now)) this.#notices.tell(person, person.admission, { verdict: 'wait', isAsked: true });
  }

  #beginAnew(person, now) {
    if (person.isEstranged(now)) this.helloTo(person);
  }

  // ---- knocking ----

  /** Whether we are in ourselves, and can let others in. */
  get isIn() {
    return this.#rights.isAllowed(this.#identity.name) || this.#company.confirmed.length > 0;
  }

  // The room was locked when they were half in.
  #knockInstead(person) {
    const { answered } = person;
    if (person.isShown || person.knock || !answered || this.#rights.isClosed || this.#rights.isRemoved(answered.identity.name)) return;
    this.#knock(person, answered);
  }

  #knock(person, card, isAsked = false) {
    if (person.isTurnedAway) {
      if (isAsked) this.#notices.tell(person, card.admission, { verdict: 'turn away', isAsked });
      return;
    }
    const isNew = person.knock === null;
    person.knock = card;
    if (!this.isIn) return;
    if (isNew || isAsked) this.#notices.tell(person, card.admission, { verdict: 'wait', isAsked });
    if (isNew) this.#tell({ type: 'knock', id: person.id, name: card.identity.name });
  }

  /** One inside lets in the one who knocks. */
  admit(id) {
    const name = this.#company.get(id)?.knock?.identity.name;
    if (name) this.#letIn(name);
  }

  #letIn(name) {
    this.#announce({ kind: 'admit', name }, { isKept: true });
    this.wasLetIn(name, null);
  }

  /** `by` (a name; null: ourselves) has let in somebody of that name. */
  wasLetIn(name, by) {
    this.#rights.letIn(name, by);
    this.look();
  }

  #comesIn(person) {
    person.startHealing(this.#now());
    this.#cards.set(person.id, person.knock);
    this.#endKnock(person);
    this.#answerCards(this.#now());
  }

  /** One inside does not want the one who knocks. */
  turnAway(id) {
    const person = this.#company.get(id);
    if (!person?.knock) return;
    this.#announce({ kind: 'turn away', name: person.knock.identity.name });
    this.wasTurnedAway(person.knock.identity.name);
  }

  /** One inside does not want somebody of that name. */
  wasTurnedAway(name) {
    const person = this.#company.named(name);
    if (!person?.knock) return;
    const { admission } = person.knock;
    person.isTurnedAway = true;
    this.#endKnock(person);
    this.#notices.tell(person, admission, { verdict: 'turn away' });
  }

  #endKnock(person) {
    person.knock = null;
    this.#tell({ type: 'knock over', id: person.id });
  }

  /** The lock has changed: who knocks may come in, and who is in may have to go. */
  look() {
    for (const person of this.#company.all) {
      const name = this.#company.nameOf(person);
      if (name === null) continue;
      const isAllowed = this.#rights.isAllowed(name);
      if (person.isShown && !isAllowed) this.#expel(person);
      else if (person.knock && !this.#isCurrent(person, person.knock.admission)) this.#endOldKnock(person);
      else if (person.waiting && isAllowed) this.confirm(person, person.waiting);
      else if (person.knock && isAllowed) this.#comesIn(person);
      else if (!isAllowed) this.#knockInstead(person);
      else if (!person.isConfirmed && person.healAt === null) person.startHealing(this.#now());
    }
  }

  // They are not let in any more. Who was removed hears it from one of us, who is only to wait from each who had let them in.
  #expel(person) {
    const { admission } = person;
    this.#company.expel(person);
    this.#notices.tell(person, admission, { verdict: 'wait', isAsked: !this.#rights.isRemoved(this.#company.nameOf(person)) });
  }

  // The link that they came by is dead.
  #endOldKnock(person) {
    const { admission } = person.knock;
    this.#endKnock(person);
    this.#notices.tell(person, admission, { isAsked: true });
  }

  // ---- invitations ----

  /** Makes an invitation; a promise of its fragment. */
  async invite() {
    const parts = { room: this.#room, secret: random(SECRET_BYTES), inviter: fromBase64url(this.#identity.name) };
    const fragment = writeInvitation(parts);
    this.#keyring.addInvitation(fragment, await keyOfInvitation(parts));
    return fragment;
  }

  withdraw(fragment) {
    this.#keyring.withdraw(fragment);
  }

  // ---- time ----

  /** Does what is due by now for all; `heal` does it for one. */
  tick(now) {
    this.#handshakes.wipeOld(now);
    this.#answerCards(now);
  }

  /** When there is something to do; null for never. */
  tickAt(now) {
    const times = [this.#cards.size > 0 ? this.#answers.dueAt(now) : null, this.#handshakes.wipeAt].filter((time) => time !== null);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** Shows a card to one with whom there should be a pair by now. */
  heal(person, now) {
    if (person.healAt === null || person.healAt > now) return;
    if (!this.#isAllowed(person)) {
      person.healAt = null; // until they are let in
      return;
    }
    if (this.#post.isBusy(now) || !this.#heals.take(now)) {
      person.healAt = now + BUSY_MS;
      return;
    }
    person.heals(now);
    this.helloTo(person);
  }

  /** Nothing is for them any more. */
  away({ id }) {
    this.#cards.delete(id);
    this.#hello?.heardBy?.delete(id);
  }

  wipe() {
    this.#handshakes.wipe();
  }
}

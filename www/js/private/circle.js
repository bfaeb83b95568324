// The people of a private room who have let each other in, and what they say. It is told what the server says, and says what
// is to be sent; it knows neither the network nor the page. All its asynchronous methods must be called one after the other.
//
// Everybody has a pair with everybody (door.js), by which two people can say things to one another alone. So each gives each
// the chain that reads their lines, and what they have said so far (gifts.js). Who cannot read something asks its author, who gives
// it again. What openers decide (ruling.js) is said in lines, too.
//
// What becomes of it is told by `tell(event)`:
//
//   { type: 'came', id, wasHere }   somebody is in; 'named', with their name; 'lost', 'back', and at last 'gone', `why`: left, gone, removed
//   { type: 'said', id, messageId, content, earlier }
//   { type: 'word', id, word }      the same to us alone
//   { type: 'holds', id, ids }      they have got these lines of ours
//   { type: 'unreadable', id }      something that is said to be of them is not genuine
//   { type: 'withheld', id, by }    `by` has heard a line of theirs that we have not got
//   { type: 'silent', id }          nothing was heard of them for minutes; 'heard again'
//   { type: 'split', id, other, isSeen }  they do not see `other`, whom we see (or the other way round); null: they do not say whom
//   { type: 'ruled', id }           they have heard other decisions of openers than we, and that stays so
//   { type: 'knock', id, name }     somebody waits to be let in; 'knock over'
//   { type: 'rights' }              who may what has changed, or the link; 'invitations'
//   { type: 'locked' }              we are to wait until somebody lets us in
//   { type: 'unanswered' }          people are there, and for a minute none of them has answered: our link may be an old one
//   { type: 'full' }                there are too many people for us to come in before somebody leaves
//   { type: 'out', why }            we are not in any more: removed, withdrawn (the link), turned away, closed, uninvited

import { openBye, sealBye } from '../crypto/bye.js';
import { cleanName } from '../kinds/fields.js';
import { Author } from './author.js';
import { Company, LOST_MS } from './company.js';
import { Door } from './door.js';
import { unwrap, wrap } from './envelopes.js';
import { Gifts } from './gifts.js';
import { Hearing } from './hearing.js';
import { Keyring } from './keyring.js';
import { Notices } from './notices.js';
import { Pairwise } from './pairwise.js';
import { Post } from './post.js';
import { Refusal } from './refusal.js';
import { Rights } from './rights.js';
import { Ruling } from './ruling.js';
import { Watch } from './watch.js';

const UNREADABLE_APART_MS = 60_000;
const BYE_MS = 5000;            // within which who has said goodbye is gone

const isDue = (time, now) => time !== null && time <= now;

export class Circle {
  #identity; #room; #makeId; #now; #tell;
  #keyring; #rights; #company; #notices; #door; #ruling; #refusal; #watch; #author; #gifts; #hearing; #pairwise;
  #post = new Post();
  #bye = null;
  #byes = 0;                    // how many were begun: the last counts

  /**
   * `suite`: HPKE with X-Wing. `entrance`: `{ room, opener, admission: { key, link } }` of a link, or `{ room, invitation: { key, inviter } }`; names are fingerprints.
   * `identity` (identity.js) and `relay`, our id at the server, are ours for this stay. `most` says how many people there may be. `now()` is in milliseconds, `random()` from 0 to below 1,
   * `makeId()` makes ids of messages.
   */
  constructor({ suite, entrance, identity, relay, most, now, random = Math.random, makeId, tell }) {
    this.#identity = identity;
    this.#room = entrance.room;
    this.#makeId = makeId;
    this.#now = now;
    this.#tell = tell;
    this.#keyring = new Keyring(entrance);
    this.#rights = new Rights(entrance.room, entrance.opener ?? null);
    this.#company = new Company({ relay, most, now, tell, onLost: (person) => this.#lost(person), onBack: (person, away) => this.#watch.back(person, away), onAway: (person, wasIn) => this.#away(person, wasIn) });
    this.#author = new Author(identity, { room: entrance.room, relay }, now());
    this.#gifts = new Gifts({ author: this.#author, post: this.#post, sealTo: (id, content) => this.#pairwise.sealTo(id, content) });
    this.#watch = new Watch({
      company: this.#company, name: identity.name, now, tell, random, askForList: (id) => this.sayTo(id, { isListWanted: true }),
      askForNews: (person) => this.#pairwise.askForMark(person),
    });
    const shared = { identity, room: entrance.room, keyring: this.#keyring, rights: this.#rights, company: this.#company, now, tell, announce: (content, told) => this.#announce(content, told) };
    this.#notices = new Notices({ ...shared, post: this.#post, makeId });
    this.#door = new Door({
      ...shared, suite, notices: this.#notices, post: this.#post, makeId, onPair: (person, entry, note) => this.#paired(person, entry, note),
      onCard: () => this.#prepareBye(), hasKey: () => this.#ruling.hasKey, onDocuments: (documents, called) => this.#ruling.take({ documents, called }),
    });
    this.#ruling = new Ruling({ ...shared, onOthers: () => this.#others(), onKey: () => this.#door.helloOthers() });
    this.#refusal = new Refusal({
      ...shared, name: identity.name, ruling: this.#ruling, ask: (person) => this.#pairwise.ask(person), knock: () => this.#door.helloAll(),
    });
    this.#hearing = new Hearing({
      room: entrance.room, company: this.#company, watch: this.#watch, now, complain: (person) => this.#complain(person),
      onSaid: (...said) => this.#said(...said), onRights: (person, mark = '') => this.#watch.compare(person, mark, this.#ruling.mark),
    });
    this.#pairwise = new Pairwise({
      ...shared, post: this.#post, makeId, author: this.#author, gifts: this.#gifts, door: this.#door, ruling: this.#ruling, refusal: this.#refusal, watch: this.#watch, hearing: this.#hearing,
    });
    if (entrance.invitation) this.#refusal.waitForKey('uninvited');
  }

  get post() {
    return this.#post;
  }

  /** Our id at the server. */
  get relay() {
    return this.#company.relay;
  }

  /** The ids of those who are in, and have a connection. */
  get present() {
    return this.#company.confirmed.map(({ id }) => id);
  }

  // ---- what the server says -------------------------------------------------

  /** `init`: we are in, with these members. `joined`: for the server we have just come; else our queue was lost. */
  enter({ name, members, joined }) {
    const isFirst = this.#pairwise.name === undefined;
    this.#pairwise.name = name;
    for (const id of this.#company.ids) if (!members.includes(id)) this.#company.depart(id);
    for (const id of members) this.#company.arrive(id, { wasHere: isFirst });
    this.#post.renew();
    if (isFirst && this.#company.isTooMany(members.length)) this.#tell({ type: 'full' });
    if (joined) this.#door.helloAll();
    for (const person of this.#company.all) {
      if (!person.isPresent) continue;
      if (person.isConfirmed) this.#pairwise.meetAgain(person, { comesAgain: true });
      else if (!joined) this.#door.helloTo(person);
    }
    this.#refusal.tick(this.#now());
  }

  /** `fetch`: somebody has come, or has lost their queue. */
  newcomer(id) {
    const person = this.#company.arrive(id);
    if (!person?.isConfirmed) return;
    this.#pairwise.meetAgain(person, { comesAgain: false }); // they ask us, and say what there is to ask for
    this.#tell({ type: 'asks', id });
  }

  /** `rm`. */
  gone(id) {
    this.#company.depart(id);
  }

  /** `add`. */
  async heard(sender, message) {
    const envelope = unwrap(message);
    if (sender === this.relay) return this.#echoed(envelope);
    const person = this.#company.get(sender);
    if (!person?.isPresent) return undefined;
    if (!envelope) return this.#complain(person);
    if (!person.messages.take(this.#now())) return undefined;
    return this.#take(person, envelope).catch(() => this.#complain(person));
  }

  // ---- what we say ----------------------------------------------------------

  /**
   * Says something to all as soon as it can be sent. `item` is `{ id, content(), isKept, prepare(), onSent(), onRefused(why) }`: when its turn has come, `prepare`
   * is called, which may be missing, and then `content()` asked. `isKept` says whether newcomers get it, too: the content as it is by then.
   */
  say({ id, content, isKept = true, prepare = undefined, onSent, onRefused = undefined }) {
    const make = async () => {
      prepare?.();
      const along = { ...await this.#watch.along(), ...(isKept ? {} : { passing: true }), ...(this.#ruling.mark ? { rights: this.#ruling.mark } : {}) };
      const bytes = await this.#author.line(content, id, { along, isKept });
      await this.#prepareBye();
      return wrap('line', bytes, { id });
    };
    const refused = (why) => {
      this.#author.unsay(id);
      onRefused?.(why);
      return this.#prepareBye(); // which told of it
    };
    this.#post.put({ what: 'line', id, make, onSent, onRefused: refused });
  }

  /** As Pairwise.say. */
  sayTo(id, content, told) {
    this.#pairwise.say(id, content, told);
  }

  /** We are called that from now on. */
  rename(name) {
    this.#pairwise.rename(name);
  }

  // Something of the circle's own.
  #announce(content, { isKept = false, onSent } = /** @type {{ isKept?: boolean, onSent?: () => void }} */ ({})) {
    this.say({ id: this.#makeId(), content: () => content, isKept, onSent });
  }

  /** The next batch to send, of at most `most` bytes if it can be: see Post. */
  async next(most) {
    const now = this.#now();
    if (this.#post.isUnsealed('line') && this.#author.isTurnDue(now) && !this.#post.isUnsealed('turn')) {
      const id = this.#makeId();
      const make = async () => {
        const bytes = await this.#author.turn(this.#company.confirmed.map((person) => person.pair.pair), id, now);
        return bytes && wrap('turn', bytes, { id });
      };
      this.#post.putFirst({ what: 'turn', make });
    }
    return this.#post.next(now, most);
  }

  /** What `leave` is to carry: a goodbye, `{ message }`. */
  get lastWords() {
    return this.#bye;
  }

  // ---- who may what ---------------------------------------------------------

  /** `{ isOpener, mayAppoint, isLocked, lifetime, title, link, invitations, knocks }`: see Keyring.invitations; `knocks` are `{ id, name, publicKey }`. */
  get state() {
    const knocks = this.#company.all.filter(({ knock }) => knock && this.#door.isIn).map(({ id, knock: { identity: { name, publicKey } } }) => ({ id, name, publicKey }));
    return { isOpener: this.#ruling.isOurs, mayAppoint: this.#ruling.mayAppoint, isLocked: this.#rights.isLocked, lifetime: this.#rights.lifetime, title: cleanName(this.#rights.called?.text), link: this.#keyring.link, invitations: this.#keyring.invitations, knocks };
  }

  /** The documents that hold (crypto/rights.js). */
  get documents() {
    return this.#rights.documents;
  }

  /** `{ publicKey, name, isOpener, mayGo }` of one who is in, the latter saying whether we may remove them; null for nobody. */
  about(id) {
    const person = this.#company.get(id);
    const identity = person?.isShown ? this.#company.identityOf(person) : null;
    return identity && { publicKey: identity.publicKey, name: identity.name, isOpener: this.#rights.isOpener(identity.name), mayGo: this.#ruling.mayRemove(identity.name) };
  }

  // Each a promise of whether it was done.

  lock(isLocked) { return this.#ruling.lock(isLocked); }

  limit(seconds) { return this.#ruling.limit(seconds); }

  call(title) { return this.#ruling.call(cleanName(title)); }

  remove(id) { return this.#ruling.remove(id); }

  close() { return this.#ruling.close(); }

  async appoint(id) {
    const isDone = await this.#ruling.appoint(id);
    if (isDone) this.#pairwise.tellPassword(this.#company.get(id));
    return isDone;
  }

  admit(id) { this.#door.admit(id); }

  turnAway(id) { this.#door.turnAway(id); }

  invite() { return this.#door.invite(); }

  withdraw(fragment) { this.#door.withdraw(fragment); }

  // ---- time -----------------------------------------------------------------

  /** Does what is due by now. */
  async tick() {
    const now = this.#now();
    this.#door.tick(now);
    this.#company.fill();
    for (const person of this.#company.all) this.#look(person, now);
    if (this.#watch.tick()) this.#announce({ kind: 'pulse' });
    await this.#ruling.tick(now);
    this.#refusal.tick(now);
  }

  /** When `tick` has something to do. */
  tickAt() {
    const now = this.#now();
    const times = [this.#door.tickAt(now), this.#watch.tickAt(), this.#ruling.dueAt, this.#refusal.dueAt];
    for (const person of this.#company.all) {
      if (person.saidBye) times.push(person.saidByeAt + BYE_MS);
      if (person.lostAt !== null) times.push(person.lostAt + LOST_MS);
      else times.push(...(person.isConfirmed ? [person.reading.askAt, person.receiptAt] : [person.healAt]));
    }
    return Math.min(...times.filter((time) => time !== null));
  }

  /** Takes away all keys. Nothing may be called after it. */
  wipe() {
    for (const person of this.#company.all) person.wipe();
    this.#door.wipe();
    this.#author.wipe();
    this.#keyring.wipe();
  }

  #look(person, now) {
    if (person.saidBye && now - person.saidByeAt >= BYE_MS) {
      this.#company.forget(person, 'left'); // the server should have said so
    } else if (person.lostAt !== null) {
      if (now - person.lostAt >= LOST_MS) this.#company.forget(person, 'gone');
    } else if (!person.isConfirmed) {
      this.#door.heal(person, now);
    } else {
      if (isDue(person.reading.askAt, now)) {
        person.reading.asked(now);
        this.#pairwise.ask(person, { lacks: true });
      }
      if (isDue(person.receiptAt, now)) this.#pairwise.acknowledge(person);
    }
  }

  // ---- people ---------------------------------------------------------------

  #paired(person, entry, { have }) {
    if (!person.isShown) {
      person.isShown = true;
      this.#tell({ type: 'came', id: person.id, wasHere: person.wasHere });
    }
    this.#pairwise.greet(person, entry);
    if (have !== undefined) this.#gifts.give(person.id, have);
  }

  // Nothing can be sent to them any more; they may be back.
  #lost(person) {
    person.greeted(null);
    this.#watch.lost(person);
    this.#post.forget(person.id);
    this.#gifts.forget(person.id);
    this.#door.away(person);
  }

  // Nothing is for them any more; `wasIn`: they could read what we say.
  #away(person, wasIn) {
    this.#lost(person);
    this.#watch.away(person);
    if (wasIn) this.#author.leftBehind();
  }

  // Others may be in than before.
  #others() {
    this.#door.look();
    this.#author.turnAtOnce();
    this.#refusal.missesKey();
    this.#watch.ruled(this.#ruling.mark);
  }

  #complain(person) {
    const now = this.#now();
    const known = this.#company.acquaintances.of(person.id);
    if (!person.isShown || now - (known.complainedAt ?? -Infinity) < UNREADABLE_APART_MS) return;
    known.complainedAt = now;
    this.#tell({ type: 'unreadable', id: person.id });
  }

  // ---- messages -------------------------------------------------------------

  #take(person, envelope) {
    if (['line', 'turn'].includes(envelope.sort) && !person.isConfirmed) this.#door.estranged(person); // they take us for one who reads that
    switch (envelope.sort) {
      case 'hello': return this.#door.takeCard(person, envelope);
      case 'keys': return this.#door.takeKeys(person, envelope.bytes);
      case 'pair': return this.#pairwise.take(person, envelope.bytes);
      case 'line': return this.#hearing.takeLine(person, envelope);
      case 'turn': return this.#hearing.takeTurn(person, envelope);
      case 'bye': return this.#takeBye(person, envelope.bytes);
      default: return this.#takeNotice(envelope.bytes);
    }
  }

  // What we said to all has come back, whatever became of the answer to its `send`.
  #echoed(envelope) {
    if (!envelope) return;
    this.#door.echoed(envelope.id);
    this.#post.arrived(envelope.id);
  }

  // ---- to all ----

  // What somebody has said: the circle's own matters, or what people say.
  async #said(person, messageId, content, earlier) {
    switch (content?.kind) {
      case 'pulse': return undefined;
      case 'rights': return this.#ruling.take(content);
      case 'admit': return this.#door.wasLetIn(String(content.name), this.#company.nameOf(person));
      case 'turn away': return this.#door.wasTurnedAway(String(content.name));
      default: return this.#tell({ type: 'said', id: person.id, messageId, content, earlier });
    }
  }

  // ---- the end ----

  async #prepareBye() {
    const where = { room: this.#room, relay: this.relay, number: this.#door.number, last: this.#author.last };
    const turn = (this.#byes += 1);
    const message = wrap('bye', await sealBye(where, this.#identity), { id: this.#makeId() });
    if (turn === this.#byes) this.#bye = { message };
  }

  async #takeBye(person, bytes) {
    if (!person.isConfirmed) return;
    const { identity, number: last } = this.#company.acquaintances.of(person.id);
    const { number, last: lastSaid } = await openBye(bytes, { room: this.#room, relay: person.id, identity });
    if (number < Math.max(last, person.lastCard)) return;
    Object.assign(person, { saidBye: true, saidByeAt: this.#now(), lastSaid });
  }

  // Why we are not let in.
  async #takeNotice(bytes) {
    const { documents, verdict } = await this.#notices.read(bytes) ?? {};
    if (!documents || this.#rights.opener === null) return;
    const isNews = await this.#ruling.take({ documents });
    this.#refusal.look({ verdict: await this.#notices.genuine(verdict), isNews });
  }
}

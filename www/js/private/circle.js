// The people of a private room who have let each other in, and what they say. It is told what the server says, and says what
// is to be sent; it knows neither the network nor the page. All its asynchronous methods must be called one after the other.
//
// Everybody has a pair with everybody: `hello` shows a card, `keys` answers it, and from then on two people can say things to one
// another alone (`pair`). So each gives each the chain that reads their lines, and what they have said so far. Who cannot read
// something asks its author (`need`), who gives it again (`give`).
//
// What becomes of it is told by `tell(event)`:
//
//   { type: 'came', id, wasHere }   somebody is in; 'named', with their name; 'lost', 'back', and at last 'gone', `why`: left or gone
//   { type: 'said', id, messageId, content, earlier }
//   { type: 'unreadable', id }      something that is said to be of them is not genuine, or cannot be read
//   { type: 'withheld', id, by }    somebody has heard a line of theirs that we have not got

import { compare, fromBase64url } from '../crypto/bytes.js';
import { generationOf, isSigned, isTurnSigned, openTurn, readLine, readTurn } from '../crypto/line.js';
import { openBye, sealBye } from '../crypto/bye.js';
import { pairIdOf } from '../crypto/pair.js';
import { Author } from './author.js';
import { Budget } from './budget.js';
import { unwrap, wrap } from './envelopes.js';
import { Handshakes } from './handshakes.js';
import { Gifts } from './gifts.js';
import { Acquaintances, Person } from './person.js';
import { Post } from './post.js';

export const MOST_PEOPLE = 100;
const LOST_MS = 120_000;
const BUSY_MS = 1000;           // healing waits as long as there is something to send
const WITHHELD_MS = 15_000;
const UNREADABLE_APART_MS = 60_000;
const MOST_SEEN = 30;
const ANSWERS = { rate: 10, burst: 30 };
const HEALS = { rate: 10, burst: 10 };

export class Circle {
  #identity; #room; #relay; #name; #makeId; #now; #tell;
  #handshakes; #author; #gifts;
  #post = new Post();
  #people = new Map();          // relay id -> Person
  #acquaintances = new Acquaintances();
  #cards = new Map();           // relay id -> a card that is still to be answered
  #answers = new Budget(ANSWERS);
  #heals = new Budget(HEALS);
  #hello = null;                // { id, heardBy }: our last card to all, and who was there when it came back
  #heard = new Map();           // relay id -> the last number heard since our last line
  #doubts = new Map();          // relay id -> { no, by, since }: lines that others have
  #complaints = new Map();      // relay id -> when something unreadable was last told
  #bye = null;

  /**
   * `suite`: HPKE with X-Wing. `admission`: { room, key } (admission.js), `identity` (identity.js) and `relay`, our id at the server, are ours for
   * this stay. `now()` is in milliseconds, `makeId()` makes ids of messages.
   */
  constructor({ suite, admission: { room, key }, identity, relay, now, makeId, tell }) {
    this.#identity = identity;
    this.#room = room;
    this.#relay = relay;
    this.#makeId = makeId;
    this.#now = now;
    this.#tell = tell;
    this.#handshakes = new Handshakes({ suite, identity, room, relay, admission: key });
    this.#author = new Author(identity, { room, relay }, now());
    this.#gifts = new Gifts({ author: this.#author, post: this.#post, sealTo: (id, content) => this.#sealTo(id, content) });
  }

  get post() {
    return this.#post;
  }

  /** The ids of those who are in, and have a connection. */
  get present() {
    return this.#confirmed().map(({ id }) => id);
  }

  // ---- what the server says -------------------------------------------------

  /** `init`: we are in, with these members. `joined`: for the server we have just come; else our queue was lost. */
  enter({ name, members, joined }) {
    const now = this.#now();
    const isFirst = this.#name === undefined;
    this.#name = name;
    for (const person of this.#people.values()) if (!members.includes(person.id)) this.#absent(person, now);
    for (const id of members) this.#arrive(id, { wasHere: isFirst });
    this.#post.renew();
    if (joined) this.#sayHello();
    for (const person of this.#people.values()) {
      if (!person.isPresent) continue;
      if (person.isConfirmed) this.#ask(person);
      else if (!joined) this.#helloTo(person);
    }
  }

  /** `fetch`: somebody has come, or has lost their queue. */
  newcomer(id) {
    const person = this.#arrive(id);
    if (person?.isConfirmed) this.#ask(person);
  }

  /** `rm`. Who has said goodbye has left; who has not may come again. */
  gone(id) {
    const person = this.#people.get(id);
    if (!person) return;
    if (person.saidBye || !person.isShown) this.#forget(person, 'left');
    else this.#absent(person, this.#now());
  }

  /** `add`. */
  async heard(sender, message) {
    const envelope = unwrap(message);
    if (sender === this.#relay) return this.#echoed(envelope);
    const person = this.#people.get(sender);
    if (!person?.isPresent) return undefined;
    if (!envelope) return this.#complain(person);
    if (!person.messages.take(this.#now())) return undefined;
    return this.#take(person, envelope).catch(() => this.#complain(person));
  }

  // ---- what we say ----------------------------------------------------------

  /**
   * Says something to all as soon as it can be sent. `item` is `{ id, content(), isKept, onSent(), onRefused(why) }`: `content()` is asked when its turn has
   * come, `isKept` says whether newcomers get it, too.
   */
  say({ id, content, isKept = true, onSent, onRefused }) {
    const make = async () => {
      const bytes = await this.#author.line(content(), id, { along: { ...this.#along(), ...(isKept ? {} : { passing: true }) }, isKept });
      await this.#prepareBye();
      return wrap('line', bytes, { id });
    };
    const refused = (why) => {
      this.#author.unsay(id);
      onRefused(why);
    };
    this.#post.put({ what: 'line', id, make, onSent, onRefused: refused });
  }

  /** Says something (JSON) to one who is in, and nobody else; lost where they are lost. */
  sayTo(id, content) {
    this.#post.put({ what: 'word', to: id, make: () => this.#sealTo(id, content) });
  }

  /** The next batch to send, of at most `most` bytes if it can be: see Post. */
  async next(most) {
    const now = this.#now();
    if (this.#post.isNext('line') && this.#author.isTurnDue(now)) {
      const id = this.#makeId();
      const make = async () => {
        const bytes = await this.#author.turn(this.#confirmed().map((person) => person.pair.pair), id, now);
        return bytes && wrap('turn', bytes, { id });
      };
      this.#post.putFirst({ what: 'turn', make });
    }
    return this.#post.next(now, most);
  }

  /** Newcomers get another content of a line: what `change(content)` gives. */
  revise(id, change) {
    this.#author.revise(id, change);
  }

  /** What `leave` is to carry: a goodbye, `{ message }`. */
  get lastWords() {
    return this.#bye;
  }

  /** Our id at the server. */
  get relay() {
    return this.#relay;
  }

  // ---- time -----------------------------------------------------------------

  /** Does what is due by now. */
  async tick() {
    const now = this.#now();
    this.#handshakes.wipeOld(now);
    this.#answerCards(now);
    for (const person of [...this.#people.values()]) this.#look(person, now);
    for (const [id, { no, by, since }] of this.#doubts) {
      const hasCome = this.#people.get(id)?.reading.held.has(no) ?? true;
      if (!hasCome && now - since < WITHHELD_MS) continue;
      this.#doubts.delete(id);
      if (!hasCome) this.#tell({ type: 'withheld', id, by });
    }
  }

  /** When `tick` has something to do; null for never. */
  tickAt() {
    const now = this.#now();
    const times = this.#cards.size > 0 ? [this.#answers.dueAt(now)] : [];
    for (const { since } of this.#doubts.values()) times.push(since + WITHHELD_MS);
    for (const person of this.#people.values()) {
      if (person.lostAt !== null) times.push(person.lostAt + LOST_MS);
      else if (!person.isConfirmed) times.push(person.healAt);
      else if (person.reading.askAt !== null) times.push(person.reading.askAt);
    }
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** Takes away all keys. Nothing may be called after it. */
  wipe() {
    for (const person of this.#people.values()) person.wipe();
    this.#handshakes.wipe();
  }

  #look(person, now) {
    if (person.lostAt !== null) {
      if (now - person.lostAt >= LOST_MS) this.#forget(person, 'gone');
    } else if (!person.isConfirmed) {
      if (person.healAt > now) return;
      if (this.#post.dueAt() !== null || !this.#heals.take(now)) {
        person.healAt = now + BUSY_MS;
        return;
      }
      person.heals(now);
      this.#helloTo(person);
    } else if (person.reading.askAt !== null && person.reading.askAt <= now) {
      person.reading.asked(now);
      this.#ask(person);
    }
  }

  // ---- people ---------------------------------------------------------------

  #confirmed() {
    return [...this.#people.values()].filter(({ isPresent, isConfirmed }) => isPresent && isConfirmed);
  }

  #arrive(id, { wasHere = false } = {}) {
    if (id === this.#relay) return null;
    let person = this.#people.get(id);
    if (!person) {
      if (this.#people.size + 1 >= MOST_PEOPLE) return null;
      person = new Person(id, this.#now(), { wasHere });
      this.#people.set(id, person);
    }
    person.isPresent = true;
    if (person.lostAt !== null) {
      person.lostAt = null;
      this.#tell({ type: 'back', id });
    }
    return person;
  }

  #absent(person, now) {
    if (!person.isShown) {
      this.#forget(person, 'gone');
      return;
    }
    if (!person.isPresent) return;
    person.isPresent = false;
    person.lostAt = now;
    this.#author.leftBehind();
    this.#post.forget(person.id);
    this.#cards.delete(person.id);
    this.#tell({ type: 'lost', id: person.id });
  }

  #forget(person, why) {
    this.#people.delete(person.id);
    this.#post.forget(person.id);
    this.#cards.delete(person.id);
    this.#heard.delete(person.id);
    this.#doubts.delete(person.id);
    this.#gifts.forget(person.id);
    this.#hello?.heardBy?.delete(person.id);
    if (person.isConfirmed) this.#author.leftBehind();
    person.wipe();
    if (person.isShown) this.#tell({ type: 'gone', id: person.id, why });
  }

  #complain(person) {
    const now = this.#now();
    if (!person.isShown || now - (this.#complaints.get(person.id) ?? -Infinity) < UNREADABLE_APART_MS) return;
    this.#complaints.set(person.id, now);
    this.#tell({ type: 'unreadable', id: person.id });
  }

  // ---- messages -------------------------------------------------------------

  #take(person, envelope) {
    switch (envelope.sort) {
      case 'hello': return this.#takeCard(person, envelope);
      case 'keys': return this.#takeKeys(person, envelope.bytes);
      case 'pair': return this.#takePair(person, envelope.bytes);
      case 'line': return this.#takeLine(person, envelope);
      case 'turn': return this.#takeTurn(person, envelope);
      default: return this.#takeBye(person, envelope.bytes);
    }
  }

  // What we said to all has come back, whatever became of the answer to its `send`. Who is here now has got our card, too.
  #echoed(envelope) {
    if (!envelope) return;
    if (envelope.id === this.#hello?.id) this.#hello.heardBy = new Set(this.#people.keys());
    this.#post.arrived(envelope.id);
  }

  #sayHello() {
    this.#post.drop('hello');
    const hello = { id: this.#makeId(), heardBy: null };
    this.#hello = hello;
    const make = async () => {
      const message = wrap('hello', await this.#handshakes.showCard(this.#now()), { id: hello.id });
      await this.#prepareBye();
      return message;
    };
    this.#post.put({ what: 'hello', make });
  }

  #helloTo({ id: to }) {
    if (this.#post.has('hello', to)) return;
    this.#post.put({ what: 'hello', to, make: async () => wrap('hello', await this.#handshakes.showCard(this.#now()), { id: this.#makeId(), to }) });
  }

  async #takeCard(person, { bytes, to }) {
    if (to === undefined && person.isConfirmed) return; // it renews nothing
    if (!person.cards.take(this.#now())) return;
    const card = await this.#handshakes.readCard(bytes, person.id);
    if (!this.#isNew(person, card)) return;
    if (to === undefined && this.#comeAtOnce(person) && compare(this.#identity.publicKey, card.identity.publicKey) > 0) return; // they answer ours
    this.#cards.set(person.id, card);
    this.#answerCards(this.#now());
  }

  // Whether a card is what it may be: of the one it always was, and no older than the last.
  #isNew(person, { identity, number }) {
    if (!this.#acquaintances.bind(person.id, identity)) throw new Error('another identity');
    const known = this.#acquaintances.of(person.id);
    if (number <= known.number) return false;
    known.number = number;
    person.saidBye = false;
    return true;
  }

  // Whether the other has got our card to all, or will.
  #comeAtOnce({ id }) {
    return this.#hello !== null && (this.#hello.heardBy === null || this.#hello.heardBy.has(id));
  }

  #answerCards(now) {
    for (const [id, card] of this.#cards) {
      if (!this.#answers.take(now)) return;
      this.#cards.delete(id);
      this.#post.put({ what: 'keys', to: id, make: () => this.#answer(id, card) });
    }
  }

  async #answer(id, card) {
    const person = this.#people.get(id);
    if (!person) return null;
    const { message, pair } = await this.#handshakes.answer(card, id, { have: person.reading.held.ranges });
    person.addPair(pair, false);
    person.heals(this.#now());
    return wrap('keys', message, { id: this.#makeId(), to: id });
  }

  async #takeKeys(person, bytes) {
    const now = this.#now();
    if (!person.cards.take(now)) return;
    if (this.#handshakes.isTooLate(bytes)) {
      if (!person.isConfirmed && person.isEstranged(now)) this.#helloTo(person);
      return;
    }
    const { identity, pair, note } = await this.#handshakes.takeAnswer(bytes, person.id);
    if (!this.#acquaintances.bind(person.id, identity)) throw new Error('another identity');
    person.addPair(pair, true);
    this.#confirm(person, person.pairWith(pair.id));
    this.#gifts.give(person.id, note?.have);
  }

  // The other has the pair, too: now we are known to each other.
  #confirm(person, entry) {
    person.confirm(entry);
    this.#cards.delete(person.id);
    if (!person.isShown) {
      person.isShown = true;
      this.#tell({ type: 'came', id: person.id, wasHere: person.wasHere });
    }
    if (entry.greeted) return;
    entry.greeted = true;
    const { held } = person.reading;
    this.#post.put({ what: 'greeting', to: person.id, make: () => this.#sealTo(person.id, { name: this.#name, have: held.ranges }) });
  }

  async #sealTo(id, content) {
    const person = this.#people.get(id);
    const entry = person?.isPresent ? person.pair : null;
    return entry ? wrap('pair', await entry.pair.seal(content), { id: this.#makeId(), to: id }) : null;
  }

  #ask(person) {
    if (this.#post.has('need', person.id)) return;
    this.#post.put({ what: 'need', to: person.id, make: () => this.#sealTo(person.id, { have: person.reading.held.ranges }) });
  }

  async #takePair(person, bytes) {
    const entry = person.pairWith(pairIdOf(bytes));
    if (!entry) {
      if (person.isEstranged(this.#now())) this.#helloTo(person);
      return;
    }
    const content = await entry.pair.open(bytes);
    if (content === null) return;
    if (!entry.isConfirmed) this.#confirm(person, entry);
    const { name, have, give, word } = content;
    if (typeof name === 'string') this.#tell({ type: 'named', id: person.id, name });
    if (have !== undefined) this.#gifts.give(person.id, have);
    if (give !== undefined) await this.#takeGift(person, give);
    if (word !== undefined) this.#tell({ type: 'word', id: person.id, word });
  }

  async #takeGift(person, gift) {
    const { reading } = person;
    const { lines = [], last, count } = gift;
    if (gift.chain !== undefined) reading.adoptState(gift);
    for (const { no, id, content } of lines) {
      if (!Number.isSafeInteger(no) || no < 1 || reading.held.has(no)) continue;
      reading.held.add(no);
      this.#tell({ type: 'said', id: person.id, messageId: id, content, earlier: true });
    }
    if (last === true && Number.isSafeInteger(count) && count >= 0) reading.complete(count);
    else reading.asked(this.#now()); // the rest should come by itself
    await this.#readWaiting(person);
  }

  async #readWaiting(person) {
    for (const envelope of person.reading.takeWaiting()) await this.#takeLine(person, envelope).catch(() => this.#complain(person));
  }

  #placeOf(person, id) {
    return { room: this.#room, relay: person.id, publicKey: this.#acquaintances.of(person.id).identity.publicKey, id };
  }

  async #takeLine(person, { id, bytes }) {
    const { reading } = person;
    const line = readLine(bytes);
    if (!person.isConfirmed || !reading.canRead(line)) {
      if (!reading.isPast(line)) reading.wait({ id, bytes }, this.#now());
      return;
    }
    if (reading.isPast(line)) return;
    const where = this.#placeOf(person, id);
    if (!await isSigned(line, where, this.#acquaintances.of(person.id).identity)) throw new Error('a line with a false signature');
    const { no, seen, passing, ...content } = await reading.read(line, where);
    this.#hears(person, { no, seen, passing });
    if (passing !== true && reading.held.has(no)) return;
    if (passing !== true) reading.held.add(no);
    this.#tell({ type: 'said', id: person.id, messageId: id, content, earlier: false });
  }

  // What a line tells besides: which number it has, and whom its author has heard.
  #hears(person, { no, seen, passing }) {
    const now = this.#now();
    if (!Number.isSafeInteger(no) || no < 0) throw new RangeError('no number');
    if (!person.reading.held.hasAllTo(passing === true ? no : no - 1)) person.reading.lacks(now);
    if (passing !== true) this.#heard.set(person.id, no);
    for (const [id, last] of Array.isArray(seen) ? seen.slice(0, MOST_SEEN) : []) {
      const author = this.#people.get(id);
      if (!author?.isConfirmed || !author.isPresent || !Number.isSafeInteger(last) || author.reading.held.has(last) || last < 1) continue;
      author.reading.lacks(now);
      if (!this.#doubts.has(id)) this.#doubts.set(id, { by: person.id, since: now, no: last });
    }
  }

  // What goes along with a line: whom we have heard since our last one.
  #along() {
    const seen = [...this.#heard].slice(-MOST_SEEN);
    this.#heard.clear();
    return seen.length > 0 ? { seen } : {};
  }

  async #takeTurn(person, { id, bytes }) {
    const turn = readTurn(bytes);
    if (!person.isConfirmed) return; // they will give us the chain as it then is
    const where = this.#placeOf(person, id);
    if (!await isTurnSigned(turn, where, this.#acquaintances.of(person.id).identity)) throw new Error('a turn with a false signature');
    if (generationOf(turn.chainId) <= person.reading.generation) return;
    for (const entry of turn.entries) {
      const ours = person.pairWith(fromBase64url(entry.pair));
      if (!ours) continue;
      person.reading.adopt(turn.chainId, await openTurn(turn, entry, ours.pair, where));
      await this.#readWaiting(person);
      return;
    }
    person.reading.lacks(this.#now());
  }

  async #prepareBye() {
    const where = { room: this.#room, relay: this.#relay, number: this.#handshakes.number, last: this.#author.count };
    this.#bye = { message: wrap('bye', await sealBye(where, this.#identity), { id: this.#makeId() }) };
  }

  async #takeBye(person, bytes) {
    if (!person.isConfirmed) return;
    const { identity, number: last } = this.#acquaintances.of(person.id);
    const { number } = await openBye(bytes, { room: this.#room, relay: person.id, identity });
    if (number >= last) person.saidBye = true;
  }
}

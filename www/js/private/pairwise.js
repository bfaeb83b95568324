// What two people say to one another alone, by the pair that they have (crypto/pair.js): a greeting, what each needs of the
// other, and the answers to that.

import { fromBase64url, toBase64url } from '../crypto/bytes.js';
import { pairIdOf } from '../crypto/pair.js';
import { wrap } from './envelopes.js';
import { Numbers } from './numbers.js';

const MOST_WITH_RECEIPTS = 50;  // in a room of more they would cost too much

export class Pairwise {
  /** What we are called; undefined as long as the server has not let us in. */
  name;
  #keyring; #rights; #company; #now; #tell; #post; #makeId; #author; #gifts; #door; #ruling; #refusal; #watch; #hearing;

  constructor({ keyring, rights, company, now, tell, post, makeId, author, gifts, door, ruling, refusal, watch, hearing }) {
    this.#keyring = keyring;
    this.#rights = rights;
    this.#company = company;
    this.#now = now;
    this.#tell = tell;
    this.#post = post;
    this.#makeId = makeId;
    this.#author = author;
    this.#gifts = gifts;
    this.#door = door;
    this.#ruling = ruling;
    this.#refusal = refusal;
    this.#watch = watch;
    this.#hearing = hearing;
  }

  // ---- what we say ----

  /** A promise of the message (envelopes.js) that says `content`, an object, to one who is in; null where nobody of that id is. */
  async sealTo(id, content) {
    const person = this.#company.get(id);
    const entry = person?.isPresent ? person.pair : null;
    if (!entry) return null;
    const holds = person.receiptAt === null || content.have ? undefined : person.reading.held.ranges;
    person.receiptAt = null;
    return wrap('pair', await entry.pair.seal({ holds, ...content }), { id: this.#makeId(), to: id });
  }

  /**
   * Says something (an object, or a function that gives it when its turn comes, or null) to one who is in, and nobody else; lost where they are lost. `told`: { key, onSent, onRefused };
   * what has a `key` is not taken while the same waits unsealed.
   */
  say(id, content, { key = 'word', ...told } = {}) {
    if (key !== 'word' && this.#post.isUnsealed(key, id)) return;
    this.#put(key, id, typeof content === 'function' ? content : () => content, told);
  }

  /** We are called that from now on: all are greeted again, who is cut off once they are back. */
  rename(name) {
    this.name = name;
    for (const person of this.#company.all) {
      if (!person.pair) continue;
      person.pair.greeting = null;
      if (person.isPresent) this.greet(person, person.pair);
    }
  }

  /** Says who we are, once by each pair (Person.pairWith), though what waits for them may be lost before it is sent. */
  greet(person, entry) {
    if (entry.greeting !== null) return;
    entry.greeting = 'waits';
    const more = () => ({ name: this.name, inside: this.#inside, former: this.#rights.isRenewed ? this.#keyring.former.map(toBase64url) : undefined });
    this.#putNeed('greeting', person, more, { onSent: () => person.greeted('sent'), onRefused: () => person.greeted(null) });
  }

  /** Asks for what we lack, unless that is on its way: a room that begins anew asks enough. `lacks`: something of theirs seems to be missing, so that they are to answer even if it is not. */
  ask(person, { lacks } = /** @type {{ lacks?: boolean }} */ ({})) {
    if (!this.#post.waits('need', person.id)) this.#putNeed('need', person, () => (lacks ? { lacks, question: person.reading.question } : {}));
  }

  /** One of the two comes again: a greeting may have been lost on the way, though it was sent. */
  meetAgain(person, { comesAgain }) {
    this.greet(person, person.pair);
    if (comesAgain || !person.isNamed) this.#putNeed('need', person, () => ({}));
  }

  /** Asks which documents they have, and so for those that we lack. */
  askForMark(person) {
    this.#putNeed('need', person, () => ({ isMarkWanted: true }));
  }

  /** Says which of their lines we have: all of them, so that it does not matter if one such message is lost. */
  acknowledge(person) {
    person.receiptAt = null;
    if (this.#company.confirmed.length + 1 > MOST_WITH_RECEIPTS || this.#post.isUnsealed('receipt', person.id)) return;
    this.#put('receipt', person.id, () => ({ holds: person.reading.held.ranges }));
  }

  /** Tells an opener the password of the room, where we know one. */
  tellPassword(person) {
    const password = this.#ruling.passwordFor(this.#company.nameOf(person));
    if (password) this.#answer('password', person.id, { password });
  }

  #put(what, to, content, told) {
    const make = () => {
      const said = content();
      return said && this.sealTo(to, said);
    };
    this.#post.put({ what, to, make, ...told });
  }

  #greetAgain(person) {
    if (person.pair.greeting === 'sent') person.pair.greeting = null;
    this.greet(person, person.pair);
  }

  // An answer, in place of one of that sort that still waits: nobody makes us keep more by asking again.
  #answer(what, id, content) {
    this.#post.drop(what, id);
    this.#put(what, id, () => content);
  }

  // What we have, so that the other gives what we have not, and how much we have said, so that the other asks.
  #putNeed(what, person, more, told) {
    if (this.#post.isUnsealed(what, person.id)) return;
    const content = () => {
      const { held, generation } = person.reading;
      const isNameWanted = (what === 'need' && !person.isNamed) || undefined;
      return { ...more(), isNameWanted, have: held.ranges, reads: generation, said: this.#author.count, rights: this.#ruling.mark, card: this.#door.number, wantsPassword: this.#ruling.lacksPassword || undefined };
    };
    const make = () => (this.#gifts.carry(person.id, content, told) ? null : this.sealTo(person.id, content()));
    this.#post.put({ what, to: person.id, make, ...told });
  }

  // Whom we vouch for, where the room is locked: also who has lost the connection and may be back.
  get #inside() {
    const inside = this.#company.all.filter(({ isShown }) => isShown);
    const names = this.#rights.isLocked ? inside.map((person) => this.#company.nameOf(person)) : undefined;
    for (const name of names ?? []) this.#rights.letIn(name, null); // whoever let them in
    return names;
  }

  // ---- what others say ----

  /** A message to us alone. Throws where it is not genuine. */
  async take(person, bytes) {
    const entry = person.pairWith(pairIdOf(bytes));
    if (!entry) return this.#door.estranged(person);
    if (!entry.isConfirmed && person.waiting) return undefined;
    if (!person.skips.take(this.#now(), entry.pair.skippedBy(bytes))) return undefined;
    const content = await entry.pair.open(bytes);
    if (content === null || (!entry.isConfirmed && !this.#door.confirm(person, entry))) return undefined;
    person.hasTakenUs = true;
    this.#refusal.isIn();
    for (const [field, take] of this.#fields) if (content[field] !== undefined) await take(person, content[field], content);
    return undefined;
  }

  /**
   * What a message may say, in the order in which it counts: `[field, (person, value, content) => …]`. Anybody may say anything.
   * @type {[string, (person: any, value: any, content: any) => any][]}
   */
  #fields = Object.entries({
    name: (person, name) => this.#takeName(person, name),
    admission: async (_, admission) => { if (await this.#ruling.takeAdmission(admission ?? {})) this.#door.helloAll(); },
    inside: (person, names) => { if (Array.isArray(names)) this.#vouched(names, person); },
    former: ({ id }, keys) => { if (Array.isArray(keys)) this.#keyring.know(keys.map(fromBase64url), id); },
    news: (_, news) => this.#ruling.take(news ?? {}),
    password: (person, password) => this.#takePassword(person, password),
    give: (person, gift) => this.#hearing.takeGift(person, gift),
    have: (person, ranges, content) => this.#takeNeed(person, ranges, content),
    holds: (person, ranges) => this.#tellHeld(person, ranges),
    isNameWanted: (person, isWanted) => { if (isWanted === true) this.#greetAgain(person); },
    isMarkWanted: ({ id }, isWanted) => { if (isWanted === true) this.#answer('mark', id, { mark: this.#ruling.mark }); },
    mark: (person, mark) => { if (typeof mark === 'string') this.#watch.compare(person, mark, this.#ruling.mark); },
    isListWanted: ({ id }, isWanted) => { if (isWanted === true) this.#answer('list', id, { list: this.#watch.list }); },
    list: (person, list) => this.#watch.takeList(person, list),
    word: ({ id }, word) => this.#tell({ type: 'word', id, word }),
  });

  #takeName(person, name) {
    if (typeof name !== 'string') return;
    const isFirst = !person.isNamed;
    person.isNamed = true;
    this.#tell({ type: 'named', id: person.id, name, isFirst });
  }

  async #takePassword(person, password) {
    if (typeof password === 'string' && person.cards.take(this.#now())) await this.#ruling.takePassword(this.#company.nameOf(person), password);
  }

  #vouched(names, by) {
    for (const name of names) if (typeof name === 'string') this.#rights.letIn(name, this.#company.nameOf(by));
    this.#door.look();
  }

  #takeNeed(person, have, { lacks, question, reads, said, rights, card, wantsPassword, give }) {
    this.#tellHeld(person, have);
    if (person.reading.held.ranges.length > 0) this.#hearing.owes(person); // what told them so may be lost
    this.#company.sawCard(person, card);
    this.#tellNews(person, rights);
    if (wantsPassword === true) this.tellPassword(person);
    if (person.invitation && this.#keyring.isOpen(person.invitation)) this.#answer('admission', person.id, { admission: this.#ruling.admission });
    if (typeof rights === 'string') this.#watch.compare(person, rights, this.#ruling.mark);
    if (give === undefined) this.#catchUp(person, said);
    this.#gifts.give(person.id, have, { reads: lacks === true ? null : reads, question });
  }

  #tellHeld(person, ranges) {
    const ids = this.#author.idsIn(Numbers.from(ranges));
    if (ids.length > 0) this.#tell({ type: 'holds', id: person.id, ids });
  }

  // Asks for what they have and we have not; as long as we cannot read them, that may be on its way.
  #catchUp(person, said) {
    const { reading } = person;
    if (reading.generation === 0) reading.lacks(this.#now());
    else if (Number.isSafeInteger(said) && !reading.held.hasAllTo(said)) this.ask(person);
  }

  // Who has another document than ours gets ours.
  #tellNews(person, mark) {
    const news = this.#ruling.newsFor(mark);
    if (news) this.#answer('news', person.id, { news });
  }
}

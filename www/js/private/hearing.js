// What others say to all, or give us of what they have said: who it is of, and whether it can be read.

import { fromBase64url } from '../crypto/bytes.js';
import { generationOf, isSigned, isTurnSigned, openTurn, readLine, readTurn } from '../crypto/line.js';
import { isMessageId } from '../kinds/fields.js';

const RECEIPT_MS = 2000;        // so a run of lines costs its author one message
const RECEIPT_EACH_MS = 100;    // of those inside: more of them are more messages, and what is to be read goes first

export class Hearing {
  #room; #company; #watch; #now; #complain; #onSaid; #onRights;

  /**
   * `onSaid(person, messageId, content, earlier)` gets each thing once, `onRights(person, mark)` the mark of the documents (Rights.mark) that its author had.
   * `complain(person)` is told of what waited and is not genuine. The rest is the circle's.
   */
  constructor({ room, company, watch, now, complain, onSaid, onRights }) {
    this.#room = room;
    this.#company = company;
    this.#watch = watch;
    this.#now = now;
    this.#complain = complain;
    this.#onSaid = onSaid;
    this.#onRights = onRights;
  }

  /** What an author gives: the chain to read on with, and lines that we lack (Gifts). Throws where it is no such thing. */
  async takeGift(person, gift) {
    const { reading } = person;
    const { lines = [], last, count, question } = gift;
    if (gift.chain !== undefined) reading.adoptState(gift);
    for (const { no, id, content } of lines) {
      if (!Number.isSafeInteger(no) || no < 1 || !isMessageId(id) || reading.held.has(no)) continue;
      reading.held.add(no);
      this.owes(person);
      await this.#onSaid(person, id, content, true);
    }
    if (last === true && Number.isSafeInteger(count) && count >= 0) reading.complete(count, question, this.#now());
    else reading.goesOn(this.#now());
    await this.#readWaiting(person);
    reading.tried();
    this.#watch.given(person);
  }

  /** They are to be told before long which of their lines we have. */
  owes(person) {
    person.receiptAt ??= this.#now() + RECEIPT_MS + RECEIPT_EACH_MS * this.#company.confirmed.length;
  }

  #placeOf(person, id) {
    return { room: this.#room, relay: person.id, publicKey: this.#company.identityOf(person).publicKey, id };
  }

  async #readWaiting(person) {
    for (const envelope of person.reading.takeWaiting()) await this.takeLine(person, envelope).catch(() => this.#complain(person));
  }

  /** A line, sent under `id`. One that cannot be read yet waits. Throws where it is not genuine. */
  async takeLine(person, { id, bytes }) {
    const { reading } = person;
    const line = readLine(bytes);
    if (reading.isPast(line)) return;
    const where = person.isConfirmed ? this.#placeOf(person, id) : null;
    if (where && !await isSigned(line, where, this.#company.identityOf(person))) throw new Error('a line with a false signature');
    if (!where || !reading.canRead(line) || !person.skips.take(this.#now(), reading.skippedBy(line))) {
      reading.wait({ id, bytes }, this.#now());
      return;
    }
    const { no, passing, seen, view, rights, ...content } = await reading.read(line, where);
    if (!Number.isSafeInteger(no) || no < 0) throw new RangeError('no number');
    const isKept = passing !== true;
    if (!reading.held.hasAllTo(isKept ? no - 1 : no)) reading.lacks(this.#now());
    await this.#watch.heard(person, { no, seen, view, isKept });
    this.#onRights(person, rights);
    if (isKept && reading.held.has(no)) return;
    if (isKept) {
      reading.held.add(no);
      this.owes(person);
    }
    await this.#onSaid(person, id, content, false);
  }

  /** A turn: their next lines are under another chain. Throws where it is not genuine. */
  async takeTurn(person, { id, bytes }) {
    const turn = readTurn(bytes);
    if (!person.isConfirmed) return; // they will give us the chain as it then is
    const where = this.#placeOf(person, id);
    if (!await isTurnSigned(turn, where, this.#company.identityOf(person))) throw new Error('a turn with a false signature');
    if (generationOf(turn.chainId) <= person.reading.generation) return;
    for (const entry of turn.entries) {
      const ours = person.pairWith(fromBase64url(entry.pair));
      if (!ours) continue;
      if (!person.skips.take(this.#now(), ours.pair.entriesSkippedBy(entry))) break;
      person.reading.adopt(turn.chainId, await openTurn(turn, entry, ours.pair, where));
      await this.#readWaiting(person);
      return;
    }
    person.reading.lacks(this.#now());
  }
}

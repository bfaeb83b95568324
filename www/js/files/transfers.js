// The files of one stay in a room: those that we offer, and those of others that we ask for. It hears all that the server says before anybody
// else does, and takes what is about files to itself. It knows neither the page nor the network.

import { KEY_BYTES, PART, cipherOf, isKey, pieceIn, read, write } from './frames.js';
import { Courier } from './courier.js';
import { Giver } from './giver.js';
import { Pace } from './pace.js';
import { SOUNDS } from './sounds.js';
import { Taker } from './taker.js';
import { toBase64url } from '../crypto/bytes.js';
import { random as randomBytes, sha256 } from '../crypto/primitives.js';
import { MOST_BYTES, file as kindOfFiles } from '../kinds/file.js';

const { name: KIND } = kindOfFiles;
const ID_BYTES = 12;
const REGAINED_MS = 60_000;      // after we begin anew, within which the lines of others come again
const MOST_AT_ONCE = 1024 * 1024;  // of a picture or sound that is asked for without a word
const MOST_UNASKED = 48 * 1024 * 1024; // of all that is here by then
const MOST_UNASKED_FILES = 200;
const MOST_COMPANY = 50;

export const PICTURES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

const newId = () => toBase64url(randomBytes(ID_BYTES));
const isOffer = ({ kind, events }) => kind === KIND && !events;

export class Transfers {
  #session; #path; #timers; #now; #onNews; #comesUnasked;
  #giver; #taker; #courier; #pace;
  #last = Promise.resolve();     // of what is heard, one after the other
  #isGiving = false;
  #timer = null;
  #regainedAt = 0;
  #seen = new Set();             // keys of lines that were looked at
  #isOver = false;

  /** `session` is one of either sort; `onNews()` is told that something is another; `comesUnasked(line)` says which files of others are asked for at once. */
  constructor({ session, post, path, timers, now, random, onNews, comesUnasked = (line) => this.#isSmallAndSeen(line) }) {
    this.#session = session;
    this.#path = path;
    this.#timers = timers;
    this.#now = now;
    this.#onNews = onNews;
    this.#comesUnasked = comesUnasked;
    this.#pace = new Pace(now);
    this.#giver = new Giver({ now, others: () => this.#others, reach: () => session.near?.size ?? session.others });
    this.#taker = new Taker({ now, answer: (...answer) => this.#answer(...answer), onNews: () => this.#news() });
    this.#courier = new Courier({ post, timers, now, random, credentials: () => session.credentials, isBusy: () => session.server.isSending });
    session.server.tap = (command) => this.#tapped(command);
  }

  /**
   * Offers a file to everybody: a promise of whether it is. `more`: `{ name, type, text, width, height }`; `isWanted()` is asked right before, since what comes
   * first takes its time.
   */
  async offer(blob, { text = '', ...more }, isWanted = () => true) {
    if (blob.size < 1 || blob.size > MOST_BYTES) return false;
    const subtle = globalThis.crypto.subtle;
    const hash = subtle ? toBase64url(await sha256(await blob.arrayBuffer())) : undefined;
    const key = this.#session.isPrivate ? toBase64url(randomBytes(KEY_BYTES)) : undefined;
    const file = { ...more, id: newId(), size: blob.size, hash, key };
    await this.#session.later; // which knows the kind
    if (this.#isOver || !isWanted()) return false;
    this.#giver.offer(file, blob);
    return this.#session.say({ text, file }, undefined, KIND);
  }

  /** Asks for the file of a line. */
  get({ sender, own, content: { file } }) {
    if (!own && this.#isFit(file)) this.#taker.get(sender, file);
  }

  /** What is here of it is kept elsewhere. */
  release({ sender, content: { file } }) {
    this.#taker.release(sender, file);
  }

  /** Whether the senders have been told all that has come. */
  get isSettled() {
    return this.#courier.isSettled;
  }

  /** It is not wanted any more. */
  stop({ sender, content: { file } }) {
    this.#taker.stop(sender, file);
  }

  /**
   * `{ phase, part, blob, takers, done }` of the file of a line: `offered`, which may be asked for, or nobody has asked for yet; `waiting`, `coming`, `checked`, `here`, `stopped`, `failed`; `given`, of
   * ours; `unfit`, which is not asked for. `part` goes from 0 to 1.
   */
  of({ own, sender, content: { file } }) {
    if (own) {
      const offer = this.#giver.of(file.id);
      if (!offer) return { phase: 'unfit', part: 0, blob: null };
      const { takers, done, given } = this.#giver.progress(file.id);
      return { phase: takers > 0 ? 'given' : 'offered', part: given, blob: offer.blob, takers, done };
    }
    if (!this.#isFit(file)) return { phase: 'unfit', part: 0, blob: null };
    const taken = this.#taker.of(sender, file);
    return taken ? { phase: taken.phase, part: taken.next / file.size, blob: taken.blob } : { phase: 'offered', part: 0, blob: null };
  }

  /** The lines may be others. */
  sync() {
    const lines = this.#session.lines.filter(isOffer);
    this.#giver.keep(new Set(lines.filter(({ own }) => own).map(({ content }) => content.file.id)));
    const offered = new Set(lines.map(({ sender, content: { file } }) => `${sender} ${file.id} ${file.hash}`));
    if (this.#now() >= this.#regainedAt) this.#taker.keep((sender, file) => offered.has(`${sender} ${file.id} ${file.hash}`));
    const keys = new Set(lines.map(({ key }) => key));
    for (const key of this.#seen) if (!keys.has(key)) this.#seen.delete(key);
    for (const line of lines) {
      if (this.#seen.has(line.key)) continue;
      this.#seen.add(line.key);
      if (!line.own && this.#comesUnasked(line)) this.get(line);
    }
  }

  /** Nothing is given or taken any more. */
  end() {
    this.#isOver = true;
    this.#session.server.tap = null;
    this.#timers.clear(this.#timer);
    this.#courier.end();
    this.#giver.keep(new Set());
  }

  get #me() {
    return this.#session.people.find(({ own }) => own)?.id;
  }

  get #others() {
    return this.#session.people.filter(({ own }) => !own).map(({ id }) => id);
  }

  // In a private room nothing goes in the clear, and nothing comes unchecked.
  #isFit({ key, hash }) {
    return this.#session.isPrivate ? isKey(key) && hash !== undefined : key === undefined;
  }

  #isSmallAndSeen({ earlier, content: { file } }) {
    return !earlier && (PICTURES.includes(file.type) || SOUNDS.includes(file.type)) && file.size <= MOST_AT_ONCE
      && this.#taker.count < MOST_UNASKED_FILES && this.#taker.bytes + file.size <= MOST_UNASKED && this.#session.others < MOST_COMPANY;
  }

  #news() {
    if (!this.#isOver) this.#onNews();
  }

  // ---- what comes ----

  // Whether it is nobody else's business. Nothing may be thrown here: it would keep the rest from being heard.
  #tapped([name, id, message]) {
    if (name === 'init') this.#inTurn(() => this.#restarted());
    if (name === 'rm') this.#inTurn(() => this.#gone(id));
    if (name !== 'add' || message?.kind !== PART) return false;
    if (id !== this.#me) this.#inTurn(() => this.#heard(id, message));
    return true;
  }

  #inTurn(work) {
    this.#last = this.#last.then(() => (this.#isOver ? undefined : work())).catch(() => {});
  }

  async #heard(sender, message) {
    if (typeof message.of !== 'string') return;
    const offer = this.#giver.of(message.of);
    const cipher = offer?.cipher ?? this.#taker.cipher(sender, message.of);
    const told = cipher && await read(message, sender, cipher);
    if (!told) return;
    if (!offer) await this.#taker.told(sender, told);
    else if (this.#giver.told(sender, told)) this.#news();
    this.#goOn();
  }

  #gone(id) {
    this.#giver.gone(id);
    this.#taker.gone(id);
    this.#goOn();
  }

  #restarted() {
    this.#regainedAt = this.#now() + REGAINED_MS;
    this.#giver.restarted();
    this.#taker.restarted();
    this.#goOn();
  }

  // ---- what goes ----

  #answer(to, file, says, at) {
    this.#courier.say(`${to} ${file.id}`, () => write({ id: newId(), of: file.id, from: this.#me, to, says, at }, cipherOf(file)));
    this.#sleep();
  }

  async #goOn() {
    if (this.#isGiving || this.#isOver) return;
    this.#isGiving = true;
    if (this.#regainedAt > 0 && this.#now() >= this.#regainedAt) this.#regained();
    try {
      while (!this.#isOver && this.#mayGo && await this.#giveNext()) { /* one piece after the other */ }
    } catch { // the file cannot be read any more, or a fault of the page
      this.#pace.later(1000);
    }
    this.#isGiving = false;
    this.#sleep();
  }

  // Whose lines have not come again has gone meanwhile.
  #regained() {
    this.#regainedAt = 0;
    this.sync();
  }

  get #mayGo() {
    return this.#courier.isFree && this.#pace.dueAt <= this.#now();
  }

  async #giveNext() {
    const part = this.#giver.next(pieceIn(this.#pace.atOnce(this.#path.mostBatch)));
    if (!part) return false;
    const { offer, at, length, takers, toAll } = part;
    const piece = new Uint8Array(await offer.blob.slice(at, at + length).arrayBuffer());
    const to = toAll ? undefined : takers[0].id;
    const message = await write({ id: newId(), of: offer.id, from: this.#me, to, says: 'piece', at, piece }, offer.cipher);
    if (!this.#courier.isFree) return true; // somebody has said something meanwhile
    this.#became(part, await this.#courier.send([message]), message.bytes.length);
    return true;
  }

  #became(part, { ok, took, code, retryAfter, status, isOutside }, bytes) {
    if (ok) {
      this.#giver.given(part);
      this.#pace.sent(bytes, took, part.toAll);
    } else if (code === 'rate_limited' && !part.toAll && part.takers[0].at > part.takers[0].has) {
      this.#giver.putOff(part, (retryAfter ?? 1) * 1000); // they are slow, or we are fast
      this.#pace.slower(0);
    } else if (isOutside) {
      this.#pace.later(1000); // an init will come
    } else {
      if (code === 'too_large' || status === 413) this.#pace.smaller();
      this.#pace.slower((retryAfter ?? 1) * 1000);
    }
    this.#news();
  }

  // Until something is due.
  #sleep() {
    this.#timers.clear(this.#timer);
    if (this.#isOver) return;
    const hasNext = this.#giver.next(1) !== null;
    const soon = hasNext ? Math.max(this.#pace.dueAt, this.#now() + (this.#courier.isFree ? 0 : this.#courier.pause)) : null;
    const times = [soon, this.#regainedAt || null, this.#giver.tick(), this.#taker.tick()].filter((time) => time !== null);
    if (times.length === 0) return;
    this.#timer = this.#timers.set(() => this.#goOn(), Math.max(10, Math.min(...times) - this.#now()));
  }
}

// Notices what the server keeps back, or shows to some only. Each line says whom its author has heard since the last, and a short
// form of whom they see; who says nothing says a pulse, so that silence is no excuse.

import { framed, toBase64url } from '../crypto/bytes.js';
import { sha256 } from '../crypto/primitives.js';
import { Doubt } from './doubt.js';

const WITHHELD_MS = 15_000;
const SPLIT_MS = 15_000;
const RULED_ASK_MS = 1000;
const RULED_MS = 15_000;
const PULSE_MS = 120_000;
const PULSE_SPREAD = 0.2;
const SILENT_MS = 300_000;
const MOST_SEEN = 30;
const MOST_LACKING = 8;         // of one author
const MOST_LISTED = 100;
const MOST_UNKNOWN = 10;        // that one may be told to see
const VIEW_BYTES = 8;
const SHORT_ID = 12;            // signs of a relay id that are enough among a hundred people

const isId = (value) => typeof value === 'string' && value.length <= 64;

export class Watch {
  #company; #name; #now; #tell; #askForList; #askForNews; #random;
  #heard = new Map();         // relay id -> the last number heard since our last line
  #lacking = new Map();       // relay id -> [{ no, by, since, question }] of lines that others have
  #lastHeard = new Map();     // relay id -> when anything was heard of them
  #silent = new Set();
  #split = new Map();         // relay id -> { doubt, missing } of those who see others than we do
  #ruled = new Map();         // relay id -> Doubt of those who have other documents than we
  #told = new Map();          // relay id -> ids of whom they do not see, or see and we do not, as was told
  #pulseAt;
  #viewed = { whom: null, view: null }; // whom we see, and the short form of that

  /** `name` is ours (a fingerprint), `askForList(id)` asks somebody whom they see, `askForNews(person)` for their documents. The rest is the circle's. */
  constructor({ company, name, now, tell, askForList, askForNews, random }) {
    this.#company = company;
    this.#name = name;
    this.#now = now;
    this.#tell = tell;
    this.#askForList = askForList;
    this.#askForNews = askForNews;
    this.#random = random;
    this.#putPulseOff();
  }

  /** What goes along with a line that is said now. */
  async along() {
    this.#putPulseOff();
    const seen = [...this.#heard].slice(0, MOST_SEEN).map(([id, no]) => [id.slice(0, SHORT_ID), no]);
    for (const id of [...this.#heard.keys()].slice(0, MOST_SEEN)) this.#heard.delete(id); // the others with the next line
    return { view: await this.#view(), ...(seen.length > 0 ? { seen } : {}) };
  }

  /** `person` has said something, with what goes along. */
  async heard(person, { no, seen, view, isKept }) {
    const now = this.#now();
    if (isKept) this.#heard.set(person.id, no);
    this.#lastHeard.set(person.id, now);
    if (this.#silent.delete(person.id)) this.#tell({ type: 'heard again', id: person.id });
    for (const [id, last] of Array.isArray(seen) ? seen.slice(0, MOST_SEEN).filter(Array.isArray) : []) this.#compareHeard(person, id, last, now);
    if (typeof view !== 'string') return;
    if (view === await this.#view()) this.#split.delete(person.id);
    else if (!this.#split.has(person.id)) this.#split.set(person.id, { doubt: new Doubt(now, SPLIT_MS), missing: new Map() });
  }

  /** `person` has the documents with the mark `theirs`, we those with `ours`: whoever lacks some is to get them. */
  compare(person, theirs, ours) {
    person.mark = theirs;
    const doubt = this.#ruled.get(person.id) ?? new Doubt(this.#now(), RULED_ASK_MS);
    if (theirs === ours) this.#ruled.delete(person.id);
    else this.#ruled.set(person.id, doubt);
    if (theirs === ours || theirs === '' || theirs === doubt.about) return;
    doubt.about = theirs;
    this.#askForNews(person);
  }

  /** We have the documents with the mark `ours`: those who have them, too, are in no doubt any more. */
  ruled(ours) {
    for (const id of this.#ruled.keys()) if (this.#company.get(id)?.mark === ours) this.#ruled.delete(id);
  }

  /** `person` has given what they were asked for: whether that was all is another question where somebody has heard more. */
  given(person) {
    if (this.#lacked(person.id).length > 0) person.reading.lacks(this.#now());
  }

  /** Whom `person` sees, as they say: what `list` gives. */
  takeList(person, list) {
    const split = this.#split.get(person.id);
    if (!split || !Array.isArray(list)) return;
    const theirs = new Set(list.slice(0, MOST_LISTED).filter(isId));
    const ours = new Set(this.#seen);
    const different = [...ours].filter((one) => !theirs.has(one)).concat([...theirs].filter((one) => !ours.has(one)));
    const now = this.#now();
    split.missing = new Map(different.map((one) => [one, split.missing.get(one) ?? now]));
    split.doubt.answered(now);
    if (different.length === 0) this.#split.delete(person.id);
    for (const [one, since] of split.missing) if (now - since >= SPLIT_MS) this.#tellSplit(person, one.split(' ')[0], ours.has(one));
  }

  /** Whom we see, for another who asks. */
  get list() {
    return this.#seen.slice(0, MOST_LISTED);
  }

  /** Does what is due by now. Returns whether a pulse is. */
  tick() {
    const now = this.#now();
    this.#tellWithheld(now);
    for (const person of this.#company.confirmed) {
      if (person.reading.isOverdue(now)) this.#tell({ type: 'withheld', id: person.id, by: person.id });
      const last = this.#lastHeard.get(person.id) ?? now;
      this.#lastHeard.set(person.id, last);
      if (now - last < SILENT_MS || this.#silent.has(person.id)) continue;
      this.#silent.add(person.id);
      this.#tell({ type: 'silent', id: person.id });
    }
    for (const [id, { doubt }] of this.#present(this.#split)) this.#askAgain(id, doubt, now);
    for (const [id, doubt] of this.#present(this.#ruled)) this.#askAbout(id, doubt, now);
    if (now < this.#pulseAt) return false;
    this.#putPulseOff();
    return this.#company.confirmed.length > 0;
  }

  tickAt() {
    const [now, confirmed] = [this.#now(), this.#company.confirmed];
    const times = [this.#pulseAt];
    for (const { reading } of confirmed) if (reading.overdueAt !== null) times.push(reading.overdueAt);
    for (const [{ since }] of this.#lacking.values()) times.push(since + WITHHELD_MS);
    for (const [, { doubt }] of this.#present(this.#split)) times.push(doubt.askAt);
    for (const [, { since, askAt, isTold }] of this.#present(this.#ruled)) times.push(isTold ? askAt : Math.min(askAt, since + RULED_MS));
    for (const { id } of confirmed) if (!this.#silent.has(id)) times.push((this.#lastHeard.get(id) ?? now) + SILENT_MS);
    return Math.min(...times);
  }

  /** They have lost the connection: once they are back, that they are silent is another matter. */
  lost({ id }) {
    this.#silent.delete(id);
  }

  /** They are back after so long. */
  back({ id, reading }, away) {
    const split = this.#split.get(id);
    split?.doubt.putOff(away);
    for (const [one, since] of split?.missing ?? []) split.missing.set(one, since + away);
    this.#ruled.get(id)?.putOff(away);
    reading.putOff(away);
  }

  /** They are away: what somebody else has of theirs, and we have not, or they had said before their goodbye, does not come any more. */
  away({ id, reading, saidBye, lastSaid }) {
    const isCut = saidBye && reading.completeAt !== null && !reading.held.hasAllTo(lastSaid);
    const [lacked] = this.#lacked(id);
    if (lacked) this.#tell({ type: 'withheld', id, by: lacked.by });
    else if (isCut) this.#tell({ type: 'withheld', id, by: id });
    for (const map of [this.#heard, this.#lacking, this.#lastHeard, this.#split, this.#ruled, this.#told]) map.delete(id);
    this.#silent.delete(id);
  }

  // Of those who are there: what is in doubt of others waits until they are back.
  #present(doubts) {
    return [...doubts].filter(([id]) => this.#company.get(id)?.isPresent);
  }

  // Who does not answer is told of, too: it may be the server that keeps the answer.
  #askAgain(id, doubt, now) {
    if (now < doubt.askAt) return;
    if (doubt.isAsked && !doubt.isTold) {
      doubt.isTold = true;
      this.#tell({ type: 'split', id, other: null });
    }
    doubt.asked(now);
    this.#askForList(id);
  }

  #askAbout(id, doubt, now) {
    if (!doubt.isTold && now - doubt.since >= RULED_MS) {
      doubt.isTold = true;
      this.#tell({ type: 'ruled', id });
    }
    if (now < doubt.askAt) return;
    doubt.asked(now);
    this.#askForNews(this.#company.get(id));
  }

  #compareHeard(person, id, last, now) {
    const author = typeof id === 'string' && id.length === SHORT_ID ? this.#company.all.find((each) => each.isShown && each.id.startsWith(id)) : null;
    if (!author || !Number.isSafeInteger(last) || last < 1 || author.reading.held.has(last)) return;
    const lacked = this.#lacked(author.id);
    if (lacked.length >= MOST_LACKING || last <= (lacked.at(-1)?.no ?? 0) || !person.claims.take(now)) return;
    author.reading.lacks(now);
    this.#lacking.set(author.id, [...lacked, { no: last, by: person.id, since: now, question: author.reading.question + 1 }]);
  }

  // What somebody has heard of them and is still missing. It never was where its author, asked since, has given all.
  #lacked(id) {
    const reading = this.#company.get(id)?.reading;
    const lacked = (this.#lacking.get(id) ?? []).filter(({ no, question }) => reading && !reading.held.has(no) && reading.answered < question);
    if (lacked.length > 0) this.#lacking.set(id, lacked);
    else this.#lacking.delete(id);
    return lacked;
  }

  #tellWithheld(now) {
    for (const id of [...this.#lacking.keys()]) {
      const [lacked] = this.#lacked(id);
      if (!lacked || now - lacked.since < WITHHELD_MS) continue;
      this.#lacking.delete(id);
      this.#tell({ type: 'withheld', id, by: lacked.by });
    }
  }

  // `isSeen`: we see `id`, and they do not.
  #tellSplit(person, id, isSeen) {
    const told = this.#told.get(person.id) ?? new Set();
    if (told.has(id) || (!isSeen && told.size >= MOST_UNKNOWN)) return;
    this.#told.set(person.id, told.add(id));
    this.#tell({ type: 'split', id: person.id, other: id, isSeen });
  }

  async #view() {
    const whom = this.#company.confirmed.map(({ id }) => id).join();
    if (whom !== this.#viewed.whom) this.#viewed = { whom, view: toBase64url((await sha256(framed('view', this.#seen.join('\n')))).slice(0, VIEW_BYTES)) };
    return this.#viewed.view;
  }

  // Whom we see, ourselves among them: ids with the identities that are behind them.
  get #seen() {
    const others = this.#company.confirmed.map((person) => `${person.id} ${this.#company.nameOf(person)}`);
    return [`${this.#company.relay} ${this.#name}`, ...others].sort();
  }

  #putPulseOff() {
    this.#pulseAt = this.#now() + PULSE_MS * (1 + PULSE_SPREAD * (2 * this.#random() - 1));
  }
}

// Notices what the server keeps back, or shows to some only. Each line says whom its author has heard since the last, and a short
// form of whom they see; who says nothing says a pulse, so that silence is no excuse.

import { framed, toBase64url } from '../crypto/bytes.js';
import { sha256 } from '../crypto/primitives.js';

const WITHHELD_MS = 15_000;
const SPLIT_MS = 15_000;
const PULSE_MS = 120_000;
const PULSE_SPREAD = 0.2;
const SILENT_MS = 300_000;
const MOST_SEEN = 30;
const MOST_LISTED = 100;
const MOST_UNKNOWN = 10;        // that one may be told to see
const VIEW_BYTES = 8;
const SHORT_ID = 12;            // signs of a relay id that are enough among a hundred people

const isId = (value) => typeof value === 'string' && value.length <= 64;

export class Watch {
  #company; #name; #now; #tell; #askForList; #random;
  #heard = new Map();         // relay id -> the last number heard since our last line
  #lacking = new Map();       // relay id -> { no, by, since }: lines that others have
  #lastHeard = new Map();     // relay id -> when anything was heard of them
  #silent = new Set();
  #split = new Map();         // relay id -> { since, asked, missing } of those who see others than we do
  #told = new Map();          // relay id -> ids of whom they do not see, or see and we do not, as was told
  #pulseAt;
  #viewed = { all: null, view: null }; // whom we see, and the short form of that

  /** `name` is ours (a fingerprint), `askForList(id)` asks somebody whom they see. The rest is the circle's. */
  constructor({ company, name, now, tell, askForList, random }) {
    this.#company = company;
    this.#name = name;
    this.#now = now;
    this.#tell = tell;
    this.#askForList = askForList;
    this.#random = random;
    this.#putPulseOff();
  }

  /** What goes along with a line that is said now. */
  async along() {
    this.#putPulseOff();
    const seen = [...this.#heard].slice(-MOST_SEEN).map(([id, no]) => [id.slice(0, SHORT_ID), no]);
    this.#heard.clear();
    return { view: await this.#view(), ...(seen.length > 0 ? { seen } : {}) };
  }

  /** `person` has said something, with what goes along. */
  async heard(person, { no, seen, view, isKept }) {
    const now = this.#now();
    if (isKept) this.#heard.set(person.id, no);
    this.#lastHeard.set(person.id, now);
    if (this.#silent.delete(person.id)) this.#tell({ type: 'heard again', id: person.id });
    for (const [id, last] of Array.isArray(seen) ? seen.slice(0, MOST_SEEN).filter(Array.isArray) : []) this.#compare(person, id, last, now);
    if (typeof view !== 'string') return;
    if (view === await this.#view()) this.#split.delete(person.id);
    else if (!this.#split.has(person.id)) this.#split.set(person.id, { since: now, isAsked: false, missing: new Map() });
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
    Object.assign(split, { since: now, isAsked: false });
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
    for (const [id, split] of this.#split) {
      if (split.isAsked || now - split.since < SPLIT_MS) continue;
      split.isAsked = true;
      this.#askForList(id);
    }
    if (now < this.#pulseAt) return false;
    this.#putPulseOff();
    return this.#company.confirmed.length > 0;
  }

  tickAt() {
    const times = [this.#pulseAt];
    for (const { reading } of this.#company.confirmed) if (reading.overdueAt !== null) times.push(reading.overdueAt);
    for (const { since } of this.#lacking.values()) times.push(since + WITHHELD_MS);
    for (const { since, isAsked } of this.#split.values()) if (!isAsked) times.push(since + SPLIT_MS);
    for (const { id } of this.#company.confirmed) if (!this.#silent.has(id)) times.push((this.#lastHeard.get(id) ?? this.#now()) + SILENT_MS);
    return Math.min(...times);
  }

  /** They are away. */
  away({ id }) {
    for (const map of [this.#heard, this.#lacking, this.#lastHeard, this.#split, this.#told]) map.delete(id);
    this.#silent.delete(id);
  }

  #compare(person, id, last, now) {
    const author = typeof id === 'string' && id.length === SHORT_ID ? this.#company.confirmed.find((each) => each.id.startsWith(id)) : null;
    if (!author || !Number.isSafeInteger(last) || last < 1 || author.reading.held.has(last)) return;
    author.reading.lacks(now);
    if (!this.#lacking.has(author.id)) this.#lacking.set(author.id, { no: last, by: person.id, since: now });
  }

  #tellWithheld(now) {
    for (const [id, { no, by, since }] of this.#lacking) {
      const reading = this.#company.get(id)?.reading;
      const isOver = !reading || reading.held.has(no) || reading.completeAt > since; // the author has given all since, so there is no such line
      if (!isOver && now - since < WITHHELD_MS) continue;
      this.#lacking.delete(id);
      if (!isOver) this.#tell({ type: 'withheld', id, by });
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
    const all = this.#seen.join('\n');
    if (all !== this.#viewed.all) this.#viewed = { all, view: toBase64url((await sha256(framed('view', all))).slice(0, VIEW_BYTES)) };
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

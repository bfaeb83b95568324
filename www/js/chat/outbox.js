// What this page has to say: lines nobody has got yet, and its own history for those who ask.
// One batch is under way at a time. Order of precedence: the greeting, lines never sent, own lines again
// after the server has lost them, history for newcomers. What goes to everybody and what goes to one member
// has separate budgets at the server, so one being put off does not hold up the other.

import { KINDS } from '../kinds/kinds.js';
import { jsonSize, PLAIN } from './envelope.js';
import { TimeStamps } from './time-stamps.js';

const MOST_COMMANDS = 64;
const FIRST_OF_HISTORY = 20;       // to a newcomer at once, from each: the talk at hand
const COMMAND_BYTES = 47;          // around a message: ["send","<id>",…],
const ASSUMED_MAX_MESSAGE = 64_000; // until the server tells its own
const CROWD = 50;
const PUT_OFF_ALL_MS = 1000;
const REFUSED_LATER_MS = 60_000;   // history that the network did not let through is tried again

function isKept({ kind: name }) {
  const kind = KINDS.of(name);
  return kind.isLine || kind.isKept;
}

export class Outbox {
  #me = null;
  #said = [];             // own lines that were sent, in order
  #unsent = [];
  #again = [];
  #greeting = null;
  #members = 0;
  #histories = new Map(); // member id -> { to, items, notBefore }
  #notBefore = { everybody: 0, history: 0 };
  #oneMember = false;     // the last history batch was put off: find out by whom
  #maxMessage = ASSUMED_MAX_MESSAGE;
  #mostCommands = MOST_COMMANDS; // fewer since a batch was refused
  #mostBytes = Infinity;  // that the network lets through
  #times = new TimeStamps();
  #makeId; #envelope;

  /** `makeId` makes the ids of messages; `envelope` is what they are sent in. */
  constructor(makeId, envelope = PLAIN) {
    this.#makeId = makeId;
    this.#envelope = envelope;
  }

  /** How many lines nobody has got yet. */
  get waiting() {
    return this.#unsent.length;
  }

  /** By how many bytes a text is too long for one message, of which `most` bytes may be sent; less than nothing where more would fit. */
  excess(text, most = Infinity) {
    const item = { id: 'x'.repeat(22), ts: 1e15, kind: 'text', content: { text } };
    const longest = KINDS.write(item, { name: this.#me?.name ?? '', to: 'x'.repeat(32) });
    return this.#envelope.size(longest) - Math.min(this.#maxMessage, most);
  }

  /** Takes what was typed in; returns the item, or null where there is nothing to send. */
  say(typed, now, kind = 'text') {
    const content = KINDS.of(kind).compose(typed);
    return content && this.put(kind, content, now);
  }

  /** Takes in what is to be said to everybody; returns the item. `undo()` is kept with it, for who gets it back. */
  put(kind, content, now, undo) {
    const item = { id: this.#makeId(), kind, ts: Math.round(now), content, undo, begun: false, underWay: false, delivered: false };
    this.#unsent.push(item);
    return item;
  }

  /** The item of an own message that may still be sent to somebody. What is put into it is what they get. */
  item(id) {
    return [...this.#unsent, ...this.#said].find((candidate) => candidate.id === id);
  }

  /**
   * We are in, with these members (ids). `again`: the others may have lost what we said. Otherwise only we have begun
   * anew, and who has asked for our history still waits for it. Returns the unsent items that turn out to be too long
   * for this server; they are out of the box.
   */
  entered({ me, members, maxMessage, again, now }) {
    this.#me = me;
    this.#members = members.length;
    if (maxMessage) this.#maxMessage = maxMessage;
    for (const id of this.#histories.keys()) if (again || !members.includes(id)) this.#histories.delete(id);
    this.#notBefore = { everybody: 0, history: 0 };
    if (again) {
      this.#greeting = this.#greets() ? this.#hello(now) : null;
      this.#again = members.length > 0 ? this.#said.filter(({ delivered }) => delivered) : [];
      // What was tried before, as far as is known in vain, is said now: its old time would put it elsewhere for others.
      this.#said = this.#said.filter((item) => !this.#unsent.includes(item));
      for (const item of this.#unsent) Object.assign(item, { begun: false, underWay: false });
    }
    const tooLong = this.#unsent.filter(({ content }) => this.excess(content.text) > 0);
    this.#unsent = this.#unsent.filter((item) => !tooLong.includes(item));
    return tooLong;
  }

  /** A member asks for what we have said so far; `members` are the others present. */
  asked(to, members, now) {
    this.#members = members;
    // What is still to be sent to everybody will reach it that way; what is under way may have been before its time.
    const past = this.#said.filter(({ delivered, underWay }) => delivered || underWay);
    const latestFirst = past.reverse();
    const items = this.#greets() ? [this.#hello(now), ...latestFirst] : latestFirst;
    // In place of what it had asked for: of that, what is under way may have been before its time, too.
    const notBefore = this.#histories.get(to)?.notBefore ?? 0;
    if (items.length > 0) this.#histories.set(to, { to, items, notBefore, begun: false, postponed: [], later: 0 });
  }

  /** A member has gone: it needs nothing any more. */
  gone(id, members) {
    this.#members = members;
    this.#histories.delete(id);
  }

  /**
   * The next batch, a promise of `{ messages, items, bytes, jobs, stamped }`, or of null. Lines sent for the first time get their
   * time here (`stamped`): the server's, and behind `latest`, the last line we saw, so that an answer never comes
   * before its question. `now` is the clock that `putOff` counts by, `most` the bytes that may go at once.
   */
  async next({ now, serverNow, latest, most = Infinity }) {
    if (!this.#me) return null;
    this.#mostBytes = most;
    return await this.#batchForEverybody(now, serverNow, latest) ?? await this.#batchOfHistory(now);
  }

  /** When there will be something to send again: 0 for now, null for nothing. */
  dueAt() {
    const times = [];
    if (this.#greeting || this.#unsent.length > 0 || this.#again.length > 0) times.push(this.#notBefore.everybody);
    for (const { notBefore } of this.#histories.values()) times.push(Math.max(notBefore, this.#notBefore.history));
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** The server has taken the batch. Returns the ids of the own lines that are delivered by it. */
  accepted(batch) {
    this.#mostCommands = Math.min(MOST_COMMANDS, this.#mostCommands * 2);
    if (batch.jobs) {
      this.#historySent(batch);
      return [];
    }
    const taken = new Set(batch.items);
    if (taken.has(this.#greeting)) this.#greeting = null;
    this.#unsent = this.#unsent.filter((item) => !taken.has(item));
    this.#again = this.#again.filter((item) => !taken.has(item));
    return batch.items.filter((item) => this.#markDelivered(item)).map(({ id }) => id);
  }

  /** The others sort an own line by another time than it was given: history says that one. */
  placed(id, order) {
    const item = this.#said.findLast((candidate) => candidate.id === id);
    if (item && order !== null) item.ts = order;
  }

  /** An own line has come back, whatever became of the answer to its `send`. True where that is news. */
  echoed(id) {
    const item = this.#unsent.find((candidate) => candidate.id === id);
    if (!item) return false;
    this.#unsent = this.#unsent.filter((candidate) => candidate !== item);
    return this.#markDelivered(item);
  }

  /** The server wants the batch later (429). */
  putOff(batch, milliseconds, now) {
    const later = now + milliseconds;
    if (!batch.jobs) {
      for (const item of batch.items) item.underWay = false;
      this.#notBefore.everybody = later;
      return;
    }
    this.#oneMember = true;
    if (batch.jobs.size > 1) {
      this.#notBefore.history = later;
      return;
    }
    this.#notBefore.history = now + Math.min(milliseconds, PUT_OFF_ALL_MS);
    for (const { to } of batch.jobs.keys()) {
      const job = this.#histories.get(to);
      if (!job) continue; // gone in the meantime
      job.notBefore = later;
      this.#histories.delete(to); // to the end of the line
      this.#histories.set(to, job);
    }
  }

  /**
   * The batch does not get through: `why` is `server`, which will never take it (400, 413), `path`, on which it is too
   * large, or `network`, which refuses what it says. Of several half go again, to find which it is; a single one is given
   * up. Returns the own lines that are given up. `now` is the clock that `putOff` counts by.
   */
  refused(batch, why, now) {
    if (batch.items.length > 1) {
      this.#mostCommands = Math.ceil(batch.items.length / 2);
      return [];
    }
    const [{ item = batch.items[0] }] = batch.items;
    this.#mostCommands = MOST_COMMANDS;
    if (batch.jobs) {
      if (why !== 'server') this.#postpone(batch, now + REFUSED_LATER_MS);
      this.#historySent(batch);
      return [];
    }
    const unsent = this.#unsent.includes(item);
    if (item === this.#greeting) this.#greeting = null;
    this.#unsent = this.#unsent.filter((other) => other !== item);
    this.#again = this.#again.filter((other) => other !== item);
    if (unsent || why === 'server') this.#said = this.#said.filter((other) => other !== item);
    return unsent ? [item] : [];
  }

  // A network may let it through another time, and nobody else has this line. The rest of the history goes on.
  #postpone({ jobs }, later) {
    for (const [job, [item]] of jobs) {
      job.postponed.push(item);
      job.later = later;
    }
  }

  // In a crowd only those who have said something greet, or each join would cost a message a member.
  #greets() {
    return this.#members + 1 <= CROWD || this.#said.length > 0;
  }

  #hello(now) {
    return { id: this.#makeId(), kind: 'hello', ts: this.#times.next(now), content: {} };
  }

  #markDelivered(item) {
    if (!isKept(item) || item.delivered) return false;
    item.delivered = true;
    return true;
  }

  async #batchForEverybody(now, serverNow, latest) {
    if (now < this.#notBefore.everybody) return null;
    const waiting = [...(this.#greeting ? [this.#greeting] : []), ...this.#unsent, ...this.#again];
    if (waiting.length === 0) return null;
    const stamped = [];
    const { items, messages, bytes } = await this.#filled(waiting.map((item) => ({ item })), ({ item }) => {
      if (!isKept(item) || item.begun) return;
      item.ts = this.#times.next(serverNow, latest);
      item.begun = true;
      this.#said.push(item);
      stamped.push(item);
    });
    for (const { item } of items) item.underWay = true;
    return { messages, items: items.map(({ item }) => item), bytes, stamped };
  }

  async #batchOfHistory(now) {
    if (now < this.#notBefore.history) return null;
    const due = [...this.#histories.values()].filter((job) => job.notBefore <= now);
    const parts = [];
    for (const job of this.#oneMember ? due.slice(0, 1) : due) {
      const most = Math.min(job.begun ? MOST_COMMANDS : FIRST_OF_HISTORY, MOST_COMMANDS - parts.length);
      for (const item of job.items.slice(0, most)) parts.push({ item, job, to: job.to });
    }
    if (parts.length === 0) return null;
    const { items, messages, bytes } = await this.#filled(parts);
    const jobs = new Map();
    for (const { job, item } of items) jobs.set(job, [...(jobs.get(job) ?? []), item]);
    return { messages, items, bytes, jobs, stamped: [] };
  }

  // As many of the candidates `{ item, to }` as one request may carry, at least one, in their envelopes.
  async #filled(candidates, prepare = (_candidate) => {}) {
    const most = Math.min(this.#maxMessage, this.#mostBytes);
    const [items, messages] = [[], []];
    let bytes = 0;
    for (const candidate of candidates.slice(0, this.#mostCommands)) {
      prepare(candidate);
      const { item, to } = candidate;
      const message = await this.#envelope.seal(KINDS.write(item, { name: this.#me.name, to, earlier: item.delivered }));
      const size = jsonSize(message) + COMMAND_BYTES;
      if (items.length > 0 && bytes + size > most) break;
      items.push(candidate);
      messages.push(message);
      bytes += size;
    }
    return { items, messages, bytes };
  }

  #historySent({ jobs }) {
    this.#oneMember = false;
    for (const [job, items] of jobs) {
      const sent = new Set(items);
      job.items = job.items.filter((item) => !sent.has(item));
      job.begun = true;
      if (this.#histories.get(job.to) !== job) continue; // gone, or has asked again, in the meantime
      this.#histories.delete(job.to);
      if (job.items.length === 0 && job.postponed.length > 0) {
        Object.assign(job, { items: job.postponed, postponed: [], notBefore: job.later });
      }
      if (job.items.length > 0) this.#histories.set(job.to, job); // the others have their turn first
    }
  }
}

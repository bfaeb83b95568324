// What this page has to say: lines nobody has got yet, and its own history for those who ask.
// One batch is under way at a time. Order of precedence: the greeting, lines never sent, own lines again
// after the server has lost them, history for newcomers. What goes to everybody and what goes to one member
// has separate budgets at the server, so one being put off does not hold up the other.

import { KINDS } from '../kinds/kinds.js';
import { jsonSize } from './envelope.js';

const MOST_COMMANDS = 64;
const ASSUMED_MAX_MESSAGE = 64_000; // until the server tells its own
const CROWD = 50;
const PUT_OFF_ALL_MS = 1000;
const LARGE_LATER_MS = 60_000;     // history that was too large for the path is tried again

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
  #batchBytes = Infinity; // since a batch was refused
  #mostBytes = Infinity;  // that the network lets through
  #lastTs = 0;
  #makeId;

  /** `makeId` makes the ids of messages. */
  constructor(makeId) {
    this.#makeId = makeId;
  }

  /** How many lines nobody has got yet. */
  get waiting() {
    return this.#unsent.length;
  }

  /** By how many bytes a text is too long for one message, of which `most` bytes may be sent; 0 where it fits. */
  excess(text, most = Infinity) {
    const item = { id: 'x'.repeat(22), ts: 1e15, kind: 'text', content: { text } };
    const longest = KINDS.write(item, this.#me?.name ?? '', 'x'.repeat(32));
    return Math.max(0, jsonSize(longest) - Math.min(this.#maxMessage, most));
  }

  /** Takes what was typed in; returns the item, or null where there is nothing to send. */
  say(typed, now) {
    const content = KINDS.of('text').compose(typed);
    if (content === null) return null;
    const item = { id: this.#makeId(), kind: 'text', ts: this.#nextTs(now), content, begun: false, underWay: false, delivered: false };
    this.#unsent.push(item);
    return item;
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
    const items = this.#greets() ? [this.#hello(now), ...past] : past;
    // In place of what it had asked for: of that, what is under way may have been before its time, too.
    const notBefore = this.#histories.get(to)?.notBefore ?? 0;
    if (items.length > 0) this.#histories.set(to, { to, items, notBefore });
  }

  /** A member has gone: it needs nothing any more. */
  gone(id, members) {
    this.#members = members;
    this.#histories.delete(id);
  }

  /**
   * The next batch, `{ commands, items, jobs, stamped }`, or null. Lines sent for the first time get their
   * time here (`stamped`): the server's, and behind `latest`, the last line we saw, so that an answer never comes
   * before its question. `now` is the clock that `putOff` counts by, `most` the bytes that may go at once.
   */
  next({ now, serverNow, latest, most = Infinity }) {
    if (!this.#me) return null;
    this.#mostBytes = most;
    return this.#batchForEverybody(now, serverNow, latest) ?? this.#batchOfHistory(now);
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
   * The batch does not get through: `why` is `server`, which will never take it (400, 413), or `path`, on which it is too
   * large. One of several goes again alone, to find which it is; a single one is given up. Returns the own lines that
   * are given up. `now` is the clock that `putOff` counts by.
   */
  refused(batch, why, now) {
    if (batch.items.length > 1) {
      this.#batchBytes = Math.floor(batch.bytes / 2);
      return [];
    }
    const [item] = batch.items;
    this.#batchBytes = Infinity;
    if (batch.jobs) {
      if (why === 'path') this.#toTheEnd(batch, now + LARGE_LATER_MS);
      else this.#historySent(batch);
      return [];
    }
    const unsent = this.#unsent.includes(item);
    if (item === this.#greeting) this.#greeting = null;
    this.#unsent = this.#unsent.filter((other) => other !== item);
    this.#again = this.#again.filter((other) => other !== item);
    if (unsent || why === 'server') this.#said = this.#said.filter((other) => other !== item);
    return unsent ? [item] : [];
  }

  // A network may let it through another time, and nobody else has this line.
  #toTheEnd({ jobs }, later) {
    for (const [job, [item]] of jobs) {
      job.items = [...job.items.filter((other) => other !== item), item];
      job.notBefore = later;
    }
  }

  #nextTs(now, latest = 0) {
    this.#lastTs = Math.max(Math.round(now), this.#lastTs + 1, latest + 1);
    return this.#lastTs;
  }

  // In a crowd only those who have said something greet, or each join would cost a message a member.
  #greets() {
    return this.#members + 1 <= CROWD || this.#said.length > 0;
  }

  #hello(now) {
    return { id: this.#makeId(), kind: 'hello', ts: this.#nextTs(now), content: {} };
  }

  #markDelivered(item) {
    if (!KINDS.of(item.kind).isLine || item.delivered) return false;
    item.delivered = true;
    return true;
  }

  #command(item, to) {
    return ['send', this.#me.id, KINDS.write(item, this.#me.name, to)];
  }

  #batchForEverybody(now, serverNow, latest) {
    if (now < this.#notBefore.everybody) return null;
    const waiting = [...(this.#greeting ? [this.#greeting] : []), ...this.#unsent, ...this.#again];
    if (waiting.length === 0) return null;
    const { items, bytes } = this.#filled(waiting);
    for (const item of items) item.underWay = true;
    const stamped = items.filter((item) => KINDS.of(item.kind).isLine && !item.begun);
    for (const item of stamped) {
      item.ts = this.#nextTs(serverNow, latest);
      item.begun = true;
      this.#said.push(item);
    }
    return { commands: items.map((item) => this.#command(item)), items, bytes, stamped };
  }

  #batchOfHistory(now) {
    if (now < this.#notBefore.history) return null;
    const due = [...this.#histories.values()].filter((job) => job.notBefore <= now);
    const parts = [];
    for (const job of this.#oneMember ? due.slice(0, 1) : due) {
      for (const item of job.items.slice(0, MOST_COMMANDS - parts.length)) parts.push({ ...item, item, job });
    }
    if (parts.length === 0) return null;
    const { items, bytes } = this.#filled(parts);
    const jobs = new Map();
    for (const { job, item } of items) jobs.set(job, [...(jobs.get(job) ?? []), item]);
    return { commands: items.map((part) => this.#command(part, part.job.to)), items, bytes, jobs, stamped: [] };
  }

  // As many of the candidates as one request may carry, at least one.
  #filled(candidates) {
    const most = Math.min(this.#maxMessage, this.#batchBytes, this.#mostBytes);
    const items = [];
    let bytes = 0;
    for (const candidate of candidates.slice(0, MOST_COMMANDS)) {
      const size = jsonSize(this.#command(candidate, candidate.job?.to)) + 1;
      if (items.length > 0 && bytes + size > most) break;
      items.push(candidate);
      bytes += size;
    }
    return { items, bytes };
  }

  #historySent({ jobs }) {
    this.#oneMember = false;
    for (const [job, items] of jobs) {
      const sent = new Set(items);
      job.items = job.items.filter((item) => !sent.has(item));
      if (this.#histories.get(job.to) !== job) continue; // gone, or has asked again, in the meantime
      this.#histories.delete(job.to);
      if (job.items.length > 0) this.#histories.set(job.to, job); // the others have their turn first
    }
  }
}

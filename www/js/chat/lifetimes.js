// Lines that vanish by themselves: each may say for how many seconds it is to be seen (`ttl`), and a private room may say it for
// all. Every page takes them away at the same time, their authors' too, who then give them to nobody any more.
//
// How old a line is when it comes is told by its time and the server's clock. From then on time passes here alone: whatever time the
// server tells later, no line stays longer for it, and none goes sooner.

import { PassingTime } from './passing-time.js';

export const SHORTEST_S = 10;
export const LONGEST_S = 3600;

const SECOND_MS = 1000;

/** What anybody says of how long, in seconds as they count; null for nothing. */
export function lifetimeOf(value) {
  return Number.isSafeInteger(value) && value > 0 ? Math.min(LONGEST_S, Math.max(SHORTEST_S, value)) : null;
}

export class Lifetimes {
  #conversation; #expire; #serverNow; #time; #timers; #onNews;
  #isResting = false;
  #room = null;           // seconds that all lines of the room have
  #due = new Map();       // second -> Set of the keys of lines that end in it, or did and now end sooner
  #timer = null;

  /**
   * `expire(lines)` takes lines away and gives the changes; `serverNow()` is the server's clock, `now()` and `wall()` are those of PassingTime. `onNews(changes)`
   * gets what is another for the view: a line that ends has `endsAt`, and `left()`, in milliseconds.
   */
  constructor({ conversation, expire, serverNow, now, wall, timers, onNews }) {
    this.#conversation = conversation;
    this.#expire = expire;
    this.#serverNow = serverNow;
    this.#time = new PassingTime({ clock: now, wall });
    this.#timers = timers;
    this.#onNews = onNews;
  }

  /** These commands have come, and `conversation` has taken them in. */
  took(commands) {
    const changes = commands.flatMap(([name, sender, message]) => {
      if (name === 'init') return this.#ownLines(); // one may have got lost on its way back
      return name === 'add' ? this.#heard(sender, message) : [];
    });
    if (changes.length > 0) this.#onNews(changes);
  }

  /** From now on all lines of the room, those that are there too, last for so many seconds at most; null for no such end. */
  set room(seconds) {
    this.#room = lifetimeOf(seconds);
    if (this.#room === null) return;
    const changes = this.#conversation.lines.filter(({ events, order }) => !events && order !== Infinity).flatMap((line) => this.#end(line, this.#room)); // of what waits time begins later
    if (changes.length > 0) this.#onNews(changes);
  }

  /** How long a line of ours that is said now is to last: `wanted` or less; undefined for no end. */
  of(wanted) {
    const all = [lifetimeOf(wanted), this.#room].filter((seconds) => seconds !== null);
    return all.length > 0 ? Math.min(...all) : undefined;
  }

  /** Nothing ends any more, until `wake`. */
  rest() {
    this.#isResting = true;
    this.#timers.clear(this.#timer);
    this.#timer = null;
  }

  wake() {
    this.#isResting = false;
    this.#watch();
  }

  #ownLines() {
    return this.#conversation.lines.filter(({ own, order, content }) => own && order !== Infinity && content.ttl).flatMap((line) => this.#end(line, this.of(line.content.ttl)));
  }

  #heard(sender, message) {
    const line = this.#conversation.line(sender === this.#conversation.me?.id ? 'me' : sender, message?.id);
    if (!line) return [];
    this.#saidAt(line); // also where it has no end yet: the room may get one
    const seconds = this.of(message?.ttl);
    return seconds === undefined ? [] : this.#end(line, seconds);
  }

  // When it was said, as time passes here. One of ours that waits will be said later.
  #saidAt(line) {
    const saidAt = line.saidAt ?? this.#time.now - Math.max(0, this.#serverNow() - line.ts);
    if (line.state !== 'waiting') line.saidAt = saidAt;
    return saidAt;
  }

  #end(line, seconds) {
    const endsAt = Math.max(this.#time.now, this.#saidAt(line) + seconds * SECOND_MS);
    if (line.endsAt <= endsAt) return [];
    Object.assign(line, { endsAt, left: () => Math.max(0, endsAt - this.#time.now) });
    const second = Math.ceil(endsAt / SECOND_MS);
    this.#due.set(second, (this.#due.get(second) ?? new Set()).add(line.key));
    this.#watch();
    return [{ type: 'changed', line }];
  }

  #watch() {
    if (this.#timer === null && this.#due.size > 0 && !this.#isResting) this.#timer = this.#timers.set(() => this.#tick(), SECOND_MS);
  }

  #tick() {
    this.#timer = null;
    const now = this.#time.now;
    const over = [...this.#due.keys()].filter((second) => second * SECOND_MS <= now);
    const keys = new Set(over.flatMap((second) => [...this.#due.get(second)]));
    for (const second of over) this.#due.delete(second);
    const lines = keys.size > 0 ? this.#conversation.lines.filter(({ key, endsAt }) => keys.has(key) && endsAt <= now) : [];
    const changes = lines.length > 0 ? this.#expire(lines) : [];
    if (changes.length > 0) this.#onNews(changes);
    this.#watch();
  }
}

// What waits to be sent from a private room: to everybody, and to each person. What is for everybody goes first. The server has
// a budget for either, and takes a batch as a whole or not at all; so once it has put one off that was for several people, each
// gets their own until it is known whom it was about.
//
// An entry is `{ what, to, make(most), onSent(), onRefused(why) }`: `make` gives a promise of its message, which may take `most` bytes, or of null
// where there is nothing to say any more. It is asked once: what is sealed is repeated byte for byte.

import { jsonSize } from '../chat/envelope.js';

const MOST_COMMANDS = 64;
const AT_ONCE = 8;              // to one person, before the others have their turn
const COMMAND_BYTES = 47;       // around a message: ["send","<id>",…],
const PUT_OFF_ALL_MS = 1000;

export class Post {
  #everybody = [];
  #people = new Map();          // id -> { entries, notBefore }
  #notBefore = { everybody: 0, people: 0 };
  #onePerson = false;
  #mostCommands = MOST_COMMANDS;

  /** Puts an entry at the end: of that person's where it has `to`. */
  put(entry) {
    if (entry.to === undefined) this.#everybody.push(entry);
    else if (this.#people.has(entry.to)) this.#people.get(entry.to).entries.push(entry);
    else this.#people.set(entry.to, { entries: [entry], notBefore: 0 });
  }

  /** Puts an entry for everybody before all that is not sealed yet. */
  putFirst(entry) {
    const first = this.#everybody.findIndex(({ message }) => !message);
    this.#everybody.splice(first < 0 ? this.#everybody.length : first, 0, entry);
  }

  /** Whether something of that sort waits, for everybody or for one, that can still say what is so by then: what is sealed cannot. */
  isUnsealed(what, to) {
    return this.#waiting(to).some((entry) => entry.what === what && !entry.message);
  }

  /** Whether something of that sort waits, sealed or not. */
  waits(what, to) {
    return this.#waiting(to).some((entry) => entry.what === what);
  }

  #waiting(to) {
    return to === undefined ? this.#everybody : this.#people.get(to)?.entries ?? [];
  }

  /** Takes out what was not sealed yet: of that sort, and for one where `to` is given. */
  drop(what, to) {
    const stays = (entry) => entry.what !== what || Boolean(entry.message);
    if (to === undefined) this.#everybody = this.#everybody.filter(stays);
    else if (this.#people.has(to)) this.#people.get(to).entries = this.#people.get(to).entries.filter(stays);
  }

  /** Somebody is away: nothing can be sent to them. */
  forget(id) {
    this.#people.delete(id);
  }

  /** We are in anew: nothing is put off any more. */
  renew() {
    this.#notBefore = { everybody: 0, people: 0 };
    for (const queue of this.#people.values()) queue.notBefore = 0;
  }

  /** What we sent to everybody under that id has come back. */
  arrived(id) {
    const entry = this.#everybody.find(({ message }) => message?.id === id);
    if (entry) this.#sent([entry]);
  }

  /** The next batch, `{ messages, items, bytes }`, the items being entries; null where there is none. */
  async next(now, most) {
    const forEverybody = now >= this.#notBefore.everybody && await this.#filled(this.#everybody, most);
    if (forEverybody) return forEverybody;
    return now >= this.#notBefore.people ? this.#filled(this.#dueTo(now), most) : null;
  }

  /** When there will be something: 0 for now, null for nothing. */
  dueAt() {
    const times = this.#everybody.length > 0 ? [this.#notBefore.everybody] : [];
    for (const { entries, notBefore } of this.#people.values()) if (entries.length > 0) times.push(Math.max(notBefore, this.#notBefore.people));
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** Whether something waits, other than what one person alone has no room for. */
  isBusy(now) {
    return this.#everybody.length > 0 || [...this.#people.values()].some(({ entries, notBefore }) => entries.length > 0 && notBefore <= now);
  }

  accepted({ items }) {
    this.#mostCommands = Math.min(MOST_COMMANDS, this.#mostCommands * 2);
    if (items[0].to !== undefined) this.#onePerson = false;
    this.#sent(items.filter((entry) => !entry.isSent));
  }

  putOff({ items }, milliseconds, now) {
    const later = now + milliseconds;
    const ids = new Set(items.map(({ to }) => to));
    if (ids.has(undefined)) {
      this.#notBefore.everybody = later;
      return;
    }
    this.#onePerson = true;
    this.#notBefore.people = ids.size > 1 ? later : now + Math.min(milliseconds, PUT_OFF_ALL_MS);
    for (const id of ids.size > 1 ? [] : ids) {
      const queue = this.#people.get(id);
      if (!queue) continue; // gone in the meantime
      queue.notBefore = later;
      this.#people.delete(id); // behind the others
      this.#people.set(id, queue);
    }
  }

  /** As Outbox.refused: several go again by halves, one is given up and told so. */
  refused({ items }, why) {
    if (items.length > 1) {
      this.#mostCommands = Math.ceil(items.length / 2);
      return;
    }
    this.#mostCommands = MOST_COMMANDS;
    this.#remove(items);
    if (!items[0].isSent) items[0].onRefused?.(why);
  }

  #dueTo(now) {
    const due = [...this.#people.values()].filter(({ entries, notBefore }) => entries.length > 0 && notBefore <= now);
    return (this.#onePerson ? due.slice(0, 1) : due).flatMap(({ entries }) => entries.slice(0, AT_ONCE));
  }

  async #filled(candidates, most) {
    const [items, messages, idle] = [[], [], []];
    let bytes = 0;
    for (const entry of candidates.slice(0, this.#mostCommands)) {
      entry.message ??= await entry.make(most);
      if (!entry.message) {
        idle.push(entry);
        continue;
      }
      const size = jsonSize(entry.message) + COMMAND_BYTES;
      if (items.length > 0 && bytes + size > most) break;
      items.push(entry);
      messages.push(entry.message);
      bytes += size;
    }
    this.#remove(idle);
    if (items.length > 0) return { messages, items, bytes };
    return idle.length > 0 ? this.#filled(candidates.slice(idle.length), most) : null;
  }

  // Once, whether it came back before the answer did or after.
  #sent(items) {
    this.#remove(items);
    for (const entry of items) {
      entry.isSent = true;
      entry.onSent?.();
    }
  }

  #remove(items) {
    const away = new Set(items);
    this.#everybody = this.#everybody.filter((entry) => !away.has(entry));
    for (const queue of this.#people.values()) queue.entries = queue.entries.filter((entry) => !away.has(entry));
  }
}

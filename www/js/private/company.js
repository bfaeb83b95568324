// Who is in the room, as the server says, and as we know them.

import { Acquaintances, Person } from './person.js';

/** How many people there are in a room, ourselves among them, unless it is said otherwise; and how many there can be. */
export const DEFAULT_PEOPLE = 50;
export const MOST_PEOPLE = 100;
export const LOST_MS = 120_000;
const MOST_WAITING = 200;
const UNKNOWN_MS = 30_000;      // for a card, in a room that is full

export class Company {
  acquaintances = new Acquaintances();
  #relay; #most; #now; #tell; #onLost; #onBack; #onAway;
  #people = new Map();    // relay id -> Person
  #waiting = new Map();   // relay id of one who is there, and has no place -> { wasHere, isAside }, the latter of one who has made room

  /** `relay` is our own id at the server, `most` how many there may be. `onLost(person)` is called when a person has no connection any more, `onBack(person, milliseconds)` when they have one again, `onAway(person, wasIn)` when nothing more is for them. */
  constructor({ relay, most = DEFAULT_PEOPLE, now, tell, onLost, onBack, onAway }) {
    this.#relay = relay;
    this.#most = Math.min(most, MOST_PEOPLE);
    this.#now = now;
    this.#tell = tell;
    this.#onLost = onLost;
    this.#onBack = onBack;
    this.#onAway = onAway;
  }

  get relay() {
    return this.#relay;
  }

  /** Undefined where there is none of that id. */
  get(id) {
    return this.#people.get(id);
  }

  /** Whether so many others are more than there may be. */
  isTooMany(others) {
    return others + 1 > this.#most;
  }

  get all() {
    return [...this.#people.values()];
  }

  /** The ids of all who are there for the server, or were a moment ago. */
  get ids() {
    return [...this.#people.keys(), ...this.#waiting.keys()];
  }

  /** Those who are in and have a connection. */
  get confirmed() {
    return this.all.filter(({ isPresent, isConfirmed }) => isPresent && isConfirmed);
  }

  identityOf(person) {
    return this.acquaintances.of(person.id)?.identity ?? null;
  }

  /** The name (fingerprint) of a person; null as long as it is not known. */
  nameOf(person) {
    return this.identityOf(person)?.name ?? null;
  }

  /** They say themselves that their last card has that number. */
  sawCard(person, number) {
    if (!Number.isSafeInteger(number) || number <= person.lastCard) return;
    person.lastCard = number;
    person.saidBye = false;
  }

  /** Those of that name. */
  named(name) {
    return this.all.find((person) => this.nameOf(person) === name);
  }

  /** The server says that `id` is there. Null where that is nobody to be reckoned with, as long as there is no place. */
  arrive(id, { wasHere = false } = {}) {
    if (id === this.#relay) return null;
    const known = this.#people.get(id);
    if (!known && this.#isFull) {
      if (this.#waiting.size < MOST_WAITING) this.#waiting.set(id, { wasHere });
      this.fill();
      return this.#people.get(id) ?? null;
    }
    this.#waiting.delete(id);
    const person = known ?? new Person(id, this.#now(), { wasHere });
    this.#people.set(id, person);
    person.isPresent = true;
    if (person.lostAt !== null) {
      this.#onBack(person, this.#now() - person.lostAt);
      person.lostAt = null;
      this.#tell({ type: 'back', id });
    }
    return person;
  }

  get #isFull() {
    return this.#people.size + 1 >= this.#most;
  }

  /** Those who have waited longest for a place have one, where there is one. */
  fill() {
    const next = () => [...this.#waiting].find(([, { isAside }]) => !isAside || !this.#isFull);
    for (let first = next(); first && (!this.#isFull || this.#makesRoom()); first = next()) this.arrive(first[0], first[1]);
  }

  // Whoever was there for a while, and neither is in, nor coming in, nor knocks, makes room for another: to be there one needs not even the link.
  #makesRoom() {
    const stranger = this.all.find((person) => person.isOutside && this.#now() - person.since >= UNKNOWN_MS && (person.isExpelled || !this.acquaintances.of(person.id)?.wasIn));
    if (!stranger) return false;
    this.#drop(stranger, 'gone');
    if (stranger.isPresent) this.#waiting.set(stranger.id, { wasHere: stranger.wasHere, isAside: true });
    return true;
  }

  /** The server says that `id` is not there. Whoever has said goodbye has left; whoever has not may come again. */
  depart(id) {
    this.#waiting.delete(id);
    const person = this.#people.get(id);
    if (!person) return;
    if (person.saidBye || !person.isShown) this.forget(person, 'left');
    else this.lose(person);
  }

  /** The connection of `person` is lost. */
  lose(person) {
    if (!person.isShown) return this.forget(person, 'gone');
    if (!person.isPresent) return undefined;
    person.isPresent = false;
    person.lostAt = this.#now();
    this.#onLost(person);
    return this.#tell({ type: 'lost', id: person.id });
  }

  /** They are not known any more, but for who they are; whoever has waited longest for a place has one. */
  forget(person, why) {
    this.#drop(person, why);
    this.fill();
  }

  #drop(person, why) {
    this.#end(person, why);
    this.#people.delete(person.id);
  }

  /** They are still there, but not in any more. */
  expel(person) {
    this.#end(person, 'removed');
    person.isShown = false;
    person.isExpelled = true;
  }

  #end(person, why) {
    this.#onAway(person, person.isConfirmed);
    if (person.saidBye) this.acquaintances.hasLeft(person.id);
    person.wipe();
    if (person.knock) this.#tell({ type: 'knock over', id: person.id });
    person.knock = null;
    if (person.isShown) this.#tell({ type: 'gone', id: person.id, why });
  }
}

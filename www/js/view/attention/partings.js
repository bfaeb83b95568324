// What parts the log: where a day begins, and where what is new does. Each stands within the row that it is above, so that
// rows stay what they are to each other, and has room there that the style sheet gives it.

import { attention as words } from '../../words/en-attention.js';
import { make } from '../elements.js';
import { beginningsOfDays, nameOfDay } from './days.js';

const CLASSES = ['parted', 'parted-twice'];

function makeSeparator(className, text) {
  const separator = make('div', className);
  separator.setAttribute('role', 'separator');
  separator.setAttribute('aria-label', text); // what stands in a separator is not read
  separator.append(make('span', '', text));
  return separator;
}

export class Partings {
  #rowOf; #locale; #onSeen; #observer;
  #shown = new Map(); // key of a line -> { parting, what }

  /** `rowOf(line)` is where a line is shown, within `scroller`, `locale()` the language of dates; `onSeen(isSeen)` is told when what is new comes into sight, and goes out of it. */
  constructor({ rowOf, locale, scroller, onSeen }) {
    this.#rowOf = rowOf;
    this.#locale = locale;
    this.#onSeen = onSeen;
    this.#observer = new IntersectionObserver((entries) => this.#onSeen(entries.at(-1).isIntersecting), { root: scroller });
  }

  /** Parts `lines`; `fresh` is the key of the first that is new, or null. False where rows of some are still to be made. */
  show(lines, fresh, now) {
    const days = beginningsOfDays(lines, now);
    const wanted = fresh === null ? days : new Map([...days, [fresh, days.get(fresh)]]);
    for (const key of this.#shown.keys()) if (!wanted.has(key)) this.#drop(key);
    if (wanted.size === 0) return true;
    const parted = lines.filter(({ key }) => wanted.has(key));
    return parted.map((line) => this.#put(line, { day: wanted.get(line.key), isFresh: line.key === fresh }, now)).every(Boolean);
  }

  /** Where what is new begins; null for nowhere. */
  get freshRow() {
    return document.querySelector('.parting-fresh')?.closest('li') ?? null;
  }

  // A row may be another one by now, or have been filled anew.
  #put(line, { day, isFresh }, now) {
    const row = this.#rowOf(line);
    if (!row) return false;
    const what = `${day} ${isFresh}`;
    const shown = this.#shown.get(line.key);
    if (shown?.what === what && shown.parting.parentElement === row) return true;
    this.#drop(line.key);
    const parting = make('div', 'parting');
    if (day !== undefined) parting.append(makeSeparator('parting-day', nameOfDay(day, now, this.#locale())));
    if (isFresh) parting.append(makeSeparator('parting-fresh', words.fresh));
    row.classList.add('parted');
    row.classList.toggle('parted-twice', parting.children.length > 1);
    row.prepend(parting);
    this.#shown.set(line.key, { parting, what });
    if (isFresh) this.#watch(parting);
    return true;
  }

  #drop(key) {
    const { parting } = this.#shown.get(key) ?? {};
    if (!parting) return;
    parting.parentElement?.classList.remove(...CLASSES);
    parting.remove();
    this.#observer.unobserve(parting);
    this.#shown.delete(key);
  }

  #watch(parting) {
    this.#observer.disconnect();
    this.#observer.observe(parting);
  }
}

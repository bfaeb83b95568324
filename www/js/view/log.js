// The log of what is said: puts changes of the conversation into the page, and keeps its end in sight, or where the
// reader has scrolled up, what is read.

import { watchSizes } from './elements.js';
import { Chunks } from './row-chunks.js';
import { Place } from './place.js';
import { isFolded, fold, makeRow, refreshRow } from './row.js';
import { words } from '../words/words.js';

const NEAR_END_PX = 60;
const SAME_BREATH_MS = 5 * 60_000;
const MOST_AT_ONCE = 20; // changes; then keys that were pressed have their turn: 60 had them wait for 100 ms

export class Log {
  #items; #button; #place;
  #elements = new Map(); // key -> { item, line }
  #lines = new WeakMap();
  #atEnd = true;
  #unseen = 0;
  #due = [];             // changes that are still to be shown
  #next = null;          // timer of the next of them
  #lost = null; // { key, top } of a line under the eye that went; it may come again when the connection does

  constructor({ scroller, content, list, button }) {
    this.#items = new Chunks(list);
    this.#button = button;
    this.#place = new Place(scroller, this.#items);
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    list.addEventListener('click', ({ target }) => {
      const opener = target.closest('.unfold');
      if (opener) this.#fold(opener.closest('.line'));
    });
    button.addEventListener('click', () => {
      this.showEnd();
      scroller.focus({ preventScroll: true });
    });
    // The content grows when lines come or are laid out, the scroller shrinks when a keyboard opens.
    watchSizes([content, scroller], () => this.#stay());
  }

  /** Shows changes, a few at once, the others soon after. */
  apply(changes) {
    for (const change of changes) this.#due.push(change);
    if (this.#next === null) this.#showDue();
  }

  #showDue() {
    this.#show(this.#due.splice(0, document.hidden ? Infinity : MOST_AT_ONCE));
    this.#next = this.#due.length > 0 ? setTimeout(() => this.#showDue()) : null;
  }

  #show(changes) {
    if (this.#place.isLeft) this.#scrolled(); // the event that tells so is still to come
    if (!this.#atEnd) this.#prepare(changes);
    for (const change of changes) this.#applyOne(change);
    if (changes.some(({ type, line }) => type === 'added' && line.state === 'waiting')) return this.showEnd();
    this.#findAgain();
    this.#stay();
    if (!this.#atEnd) this.#count(changes);
  }

  /** Whether changes are still to be shown. */
  get isBehind() {
    return this.#due.length > 0;
  }

  /** The row of a line, null where it has none; and the line of a row. */
  rowOf({ key }) {
    return this.#itemOf(key);
  }

  lineOf(row) {
    return this.#lines.get(row);
  }

  clear() {
    this.#due = [];
    this.#items.clear();
    this.#elements.clear();
    this.showEnd();
  }

  showEnd() {
    this.#lost = null;
    this.#arrive();
    this.#place.toEnd();
  }

  #arrive() {
    this.#atEnd = true;
    this.#unseen = 0;
    this.#button.hidden = true;
  }

  #prepare(changes) {
    const removed = new Set(changes.flatMap(({ type, lines }) => (type === 'removed' ? lines.map(({ key }) => this.#itemOf(key)) : [])));
    const moved = new Set(changes.map(({ type, line }) => (type === 'moved' ? this.#itemOf(line.key) : null)));
    const left = this.#place.prepare((item) => removed.has(item) || moved.has(item));
    if (left && removed.has(left.row)) this.#lost ??= { key: this.#lines.get(left.row).key, top: left.top };
  }

  // After an interruption all that others said is taken away and comes again, also what was under the eye.
  #findAgain() {
    const row = this.#lost && this.#itemOf(this.#lost.key);
    if (!row) return;
    this.#atEnd = false;
    this.#place.hold(row, this.#lost.top);
    this.#lost = null;
  }

  #stay() {
    if (this.#atEnd) return this.#place.toEnd();
    this.#place.restore();
    if (this.#place.toGo < 1) this.#arrive(); // all that was below has gone
  }

  // Of an opened text the top stays where it is; of a closed one what is left of it is shown.
  #fold(item) {
    const folds = !isFolded(item);
    if (folds) this.#place.holdAll(item);
    else this.#place.hold(item);
    this.#atEnd = false;
    this.#lost = null;
    fold(item, folds);
    this.#stay();
  }

  #applyOne({ type, line, lines, before }) {
    if (type === 'added') this.#add(line, before);
    else if (type === 'moved') this.#move(line, before);
    else if (type === 'changed') this.#change(line);
    else if (type === 'removed') this.#remove(lines);
  }

  #add(line, before) {
    const item = makeRow(line);
    if (!line.earlier && this.#due.length === 0) item.classList.add('arriving'); // in a flood nobody sees it
    this.#elements.set(line.key, { item, line });
    this.#lines.set(item, line);
    this.#items.insert(item, this.#itemOf(before));
    this.#group(item);
    this.#group(this.#items.after(item));
  }

  #move(line, before) {
    const item = this.#itemOf(line.key);
    if (!item) return;
    const follower = this.#items.after(item);
    const place = this.#itemOf(before);
    if (place !== follower) {
      this.#items.remove(item);
      this.#items.insert(item, place);
    }
    refreshRow(item, line);
    for (const touched of [follower, item, this.#items.after(item)]) this.#group(touched);
  }

  #change(line) {
    const item = this.#itemOf(line.key);
    if (item) refreshRow(item, line);
  }

  #remove(lines) {
    for (const { key } of lines) {
      const item = this.#itemOf(key);
      if (!item) continue;
      const follower = this.#items.after(item);
      this.#items.remove(item);
      this.#elements.delete(key);
      this.#group(follower);
    }
  }

  #itemOf(key) {
    return this.#elements.get(key)?.item ?? null;
  }

  // Lines of one person in one breath show the name once.
  #group(item) {
    const line = item && this.#lines.get(item);
    if (!line || line.events) return;
    const previous = this.#lines.get(this.#items.before(item));
    const continued = previous !== undefined && !previous.events
      && (line.own ? previous.own : previous.sender === line.sender && previous.name === line.name && previous.like === line.like)
      && line.ts - previous.ts < SAME_BREATH_MS;
    item.classList.toggle('continued', continued);
  }

  #scrolled() {
    if (!this.#place.isLeft) return; // it was not the reader
    this.#lost = null;
    if (this.#place.toGo < NEAR_END_PX) this.#arrive();
    else this.#atEnd = false;
    this.#place.note();
  }

  #count(changes) {
    for (const { type, line } of changes) {
      if (type === 'added' && !line.events && !line.earlier) this.#unseen += 1;
    }
    this.#button.hidden = this.#unseen === 0;
    this.#button.textContent = `${words.log.fresh(this.#unseen)} ↓`;
  }
}

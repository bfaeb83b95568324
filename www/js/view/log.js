// The log of what is said: puts changes of the conversation into the page and keeps its end in sight.

import { Chunks } from './row-chunks.js';
import { makeRow, refreshRow } from './row.js';
import { words } from '../words/words.js';

const NEAR_END_PX = 60;
const SAME_BREATH_MS = 5 * 60_000;

export class Log {
  #scroller; #items; #button;
  #elements = new Map(); // key -> { item, line }
  #lines = new WeakMap();
  #atEnd = true;
  #unseen = 0;

  constructor({ scroller, content, list, button }) {
    this.#scroller = scroller;
    this.#items = new Chunks(list);
    this.#button = button;
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    button.addEventListener('click', () => {
      this.showEnd();
      scroller.focus({ preventScroll: true });
    });
    // The content grows when lines come, the scroller shrinks when a keyboard opens.
    const follow = new ResizeObserver(() => { if (this.#atEnd) this.#toEnd(); });
    follow.observe(content);
    follow.observe(scroller);
  }

  apply(changes) {
    for (const change of changes) this.#applyOne(change);
    if (changes.some(({ type, line }) => type === 'added' && line.state === 'waiting')) this.showEnd();
    else if (this.#atEnd) this.#toEnd();
    else this.#count(changes);
  }

  clear() {
    this.#items.clear();
    this.#elements.clear();
    this.showEnd();
  }

  showEnd() {
    this.#atEnd = true;
    this.#unseen = 0;
    this.#button.hidden = true;
    this.#toEnd();
  }

  #applyOne({ type, line, lines, before }) {
    if (type === 'added') this.#add(line, before);
    else if (type === 'moved') this.#move(line, before);
    else if (type === 'changed') this.#change(line);
    else if (type === 'removed') this.#remove(lines);
  }

  #add(line, before) {
    const item = makeRow(line);
    if (!line.earlier) item.classList.add('arriving');
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
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (!this.#atEnd) return;
    this.#unseen = 0;
    this.#button.hidden = true;
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #count(changes) {
    for (const { type, line } of changes) {
      if (type === 'added' && !line.events && !line.earlier) this.#unseen += 1;
    }
    this.#button.hidden = this.#unseen === 0;
    this.#button.textContent = `${words.log.fresh(this.#unseen)} ↓`;
  }
}

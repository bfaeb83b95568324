// The search in what is on screen: a small box over the log. The browser's own search stays what it is.

import { talk as words } from '../../words/en-talk.js';
import { make } from '../elements.js';
import { makeLabelledButton } from '../button.js';
import { Marked, placesOf } from './marked.js';

const LONGEST = 200;
const PAUSE_MS = 200; // a burst of lines is looked through once

export class Search {
  #log; #say; #back;
  #bar = make('div', 'search');
  #box = make('input', 'search-box');
  #count = make('span', 'search-count');
  #marked = new Marked();
  #ranges = [];
  #isMore = false;
  #at = -1;
  #waits = false;

  /** `log` is the element that scrolls the lines; `say(sentence)` says it to those who hear the page; `back()` is called when it is closed. */
  constructor({ log, say, back }) {
    this.#log = log;
    this.#say = say;
    this.#back = back;
    this.#bar.setAttribute('role', 'search');
    Object.assign(this.#box, { type: 'search', maxLength: LONGEST, autocomplete: 'off', placeholder: words.search });
    this.#box.setAttribute('aria-label', words.searchFor);
    this.#box.addEventListener('input', () => this.#find());
    this.#bar.addEventListener('keydown', (event) => this.#key(event));
    this.#bar.append(
      this.#box, this.#count,
      makeLabelledButton('↑', words.previous, () => this.#step(-1)), makeLabelledButton('↓', words.next, () => this.#step(1)), makeLabelledButton('×', words.close, () => this.close()),
    );
    this.#bar.hidden = true;
    log.before(this.#bar);
  }

  open(query = '') {
    this.#bar.hidden = false;
    if (query) this.#box.value = query.slice(0, LONGEST);
    this.#box.focus();
    this.#box.select();
    this.#find();
  }

  close() {
    if (this.#bar.hidden) return;
    this.#bar.hidden = true;
    this.#marked.clear();
    this.#ranges = [];
    this.#back();
  }

  /** Lines may have come, gone or changed. */
  update() {
    if (this.#bar.hidden || this.#waits) return;
    this.#waits = true;
    setTimeout(() => {
      this.#waits = false;
      if (!this.#bar.hidden) this.#refresh();
    }, PAUSE_MS);
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && event.target === this.#box) this.#step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  // The last is nearest to what is read.
  #find() {
    this.#look();
    this.#at = this.#ranges.length - 1;
    this.#show();
  }

  #refresh() {
    this.#look();
    this.#at = Math.min(this.#at < 0 ? this.#ranges.length : this.#at, this.#ranges.length - 1);
    this.#tell();
  }

  #look() {
    const query = this.#box.value.trim();
    this.#marked.clear();
    const { ranges, isMore } = query === '' ? { ranges: [], isMore: false } : placesOf(this.#log.querySelectorAll('.line .text'), query);
    this.#ranges = ranges;
    this.#isMore = isMore;
    this.#marked.show(ranges);
  }

  #step(by) {
    const count = this.#ranges.length;
    if (count === 0) return this.#show();
    this.#at = (this.#at + by + count) % count;
    this.#show();
  }

  #show() {
    const sentence = this.#tell();
    if (sentence) this.#say(sentence);
    if (this.#at >= 0) this.#bringIntoSight(this.#ranges[this.#at]);
  }

  #tell() {
    const sentence = this.#box.value.trim() === '' ? '' : words.found(this.#at + 1, this.#ranges.length, this.#isMore);
    this.#count.textContent = sentence;
    if (this.#at >= 0) this.#marked.showCurrent(this.#ranges[this.#at]);
    return sentence;
  }

  #bringIntoSight(range) {
    const row = range.startContainer.parentElement?.closest('.line');
    if (!row) return;
    if (row.classList.contains('long')) row.querySelector('.unfold').click();
    row.scrollIntoView({ block: 'nearest' }); // what is out of sight has no place yet
    const { top, bottom } = range.getBoundingClientRect();
    const { top: edge, height } = this.#log.getBoundingClientRect();
    if (top < edge + this.#bar.offsetHeight || bottom > edge + height) this.#log.scrollTop += top - edge - height / 3;
  }
}

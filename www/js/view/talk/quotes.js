// Above an answer: whom and what it answers, in one line that leads there. It follows what it quotes: other wordings, and the end of it.

import { talk as words } from '../../words/en-talk.js';
import { make } from '../elements.js';
import { makeButton } from '../button.js';

const LONGEST = 120;
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
const SEARCHED = 1000;

/** The beginning of what a line says, in one line. */
export function beginningOf({ content }) {
  const text = (content.text ?? '').slice(0, SEARCHED).replace(TURNING, '').replace(/\s+/g, ' ').trim();
  const characters = [...text];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : text;
}

export class Quotes {
  #rowOf;
  #answers = new Map(); // key of a line -> Set of the lines that answer it
  #answered = new Map(); // key of an answer -> key of the line that it answers
  #cameFrom = new WeakMap(); // row -> the quote that led there

  /** `rowOf(line)` is where a line is shown. */
  constructor(rowOf) {
    this.#rowOf = rowOf;
    document.querySelector('#lines').addEventListener('keydown', (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /** Shows what `line` answers, `{ key, line }` or null, in its row. */
  show(line, row, answered) {
    if (!answered) return;
    this.#answers.set(answered.key, (this.#answers.get(answered.key) ?? new Set()).add(line));
    this.#answered.set(line.key, answered.key);
    const body = row.querySelector('.body');
    const former = body.querySelector('.quote');
    const quote = this.#make(answered.line, former);
    if (former?.isEqualNode(quote)) return;
    const hadFocus = document.activeElement === former;
    former?.remove();
    body.prepend(quote);
    if (hadFocus) quote.focus();
  }

  /** The answers to the line with that key. */
  answersTo(key) {
    return this.#answers.get(key) ?? [];
  }

  /** A line is shown no more. */
  forget(line) {
    const key = this.#answered.get(line.key);
    const others = this.#answers.get(key);
    this.#answered.delete(line.key);
    others?.delete(line);
    if (others?.size === 0) this.#answers.delete(key);
  }

  clear() {
    this.#answers.clear();
    this.#answered.clear();
  }

  #make(line, former) {
    const row = line && this.#rowOf(line);
    if (!row) return make('p', 'quote', former?.localName === 'button' ? words.vanished : former?.textContent ?? words.notHere);
    const quote = makeButton('', ({ currentTarget }) => this.#jump(currentTarget));
    quote.className = 'quote';
    quote.dataset.key = line.key;
    quote.append(make('span', 'visually-hidden', `${words.inReplyTo} `), make('bdi', 'quote-name', line.name), ' ', make('bdi', '', beginningOf(line)));
    return quote;
  }

  #jump(quote) {
    const row = this.#rowOf({ key: quote.dataset.key });
    if (!row) return;
    row.tabIndex = -1;
    row.scrollIntoView({ block: 'center' });
    row.focus({ preventScroll: true });
    row.classList.remove('jumped-to');
    row.getBoundingClientRect(); // so that it begins again
    row.classList.add('jumped-to');
    row.addEventListener('animationend', () => row.classList.remove('jumped-to'), { once: true });
    this.#cameFrom.set(row, quote);
  }

  // Back from what is quoted.
  #key({ key, target }) {
    const quote = this.#cameFrom.get(target);
    if (key !== 'Escape' || !quote?.isConnected) return;
    quote.focus();
    this.#cameFrom.delete(target);
  }
}

// Counts down what is left for one message, when little is. What counts is bytes, but people think in characters, so it is
// told in characters such as those that were typed: one of them may take several bytes.

import { ownLines as words } from '../words/en-own-lines.js';
import { make } from './elements.js';

const SHORT_CHARACTERS = 100;
const SAID_AT = [0.1, 0.05, 0.01, 0]; // shares of the whole that are left; shown from the first on

// So that it is not another at each key.
function rounded(value) {
  const size = Math.abs(value);
  const step = size >= 1000 ? 100 : size >= 100 ? 10 : 1;
  return Math.floor(value / step) * step;
}

export class Countdown {
  #place; #excess; #say;
  #shown = make('span', 'room-left');
  #text = '';
  #stage = 0; // how many of SAID_AT are passed

  /**
   * `place` shows it; `excess(text)` tells by how many bytes it is too long, less than nothing where it
   * is not; `say(sentence)` says it to those who hear the page.
   */
  constructor({ place, excess, say }) {
    this.#place = place;
    this.#excess = excess;
    this.#say = say;
    this.#shown.setAttribute('aria-hidden', 'true'); // it is said, but rarely
  }

  /** This stands in the box now. */
  edited(text) {
    if (text === this.#text) return;
    this.#text = text;
    const left = text.length < SHORT_CHARACTERS ? Infinity : -this.#excess(text);
    const bytes = new TextEncoder().encode(JSON.stringify(text)).length; // as they are counted
    const stage = SAID_AT.filter((share) => left < share * (bytes + left)).length;
    if (stage > 0) this.#show(rounded(left * (text.length / bytes)), stage);
    else this.#shown.remove();
    this.#stage = stage;
  }

  #show(characters, stage) {
    this.#shown.textContent = words.left(characters);
    this.#shown.style.setProperty('color', `var(--${characters < 0 ? 'bad' : 'muted'})`);
    if (!this.#shown.isConnected) this.#place.append(this.#shown);
    if (stage > this.#stage) this.#say(words.leftSpoken(characters));
  }
}

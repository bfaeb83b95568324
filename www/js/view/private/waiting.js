// Stands in place of the talk as long as nobody inside has let one in.

import { make } from '../elements.js';

export class Waiting {
  #part; #words; #ownWords; #announce;
  #section = null;
  #deserted;

  /** `part`: { content, text, send, present } of the page; `words` are those of private rooms, `ownWords()` gives a promise of our five words, null where they are not to be had. */
  constructor(part, { words, ownWords, announce }) {
    this.#part = part;
    this.#words = words;
    this.#deserted = make('p', 'alert', words.waiting.deserted);
    this.#ownWords = ownWords;
    this.#announce = announce;
  }

  get isShown() {
    return this.#section !== null;
  }

  show() {
    if (this.isShown) return;
    this.#deserted.hidden = true;
    this.#make();
    this.refresh(false);
  }

  /** The page has shown something anew. `isDeserted`: nobody is there who could let us in. */
  refresh(isDeserted) {
    if (!this.isShown) return;
    this.#part.present().textContent = this.#words.waiting.present;
    if (isDeserted && this.#deserted.hidden) this.#announce(this.#words.waiting.deserted);
    this.#deserted.hidden = !isDeserted;
  }

  /** `isIn`: somebody has let us in. */
  end({ isIn }) {
    if (!this.isShown) return;
    this.#section.remove();
    this.#section = null;
    this.#part.content().classList.remove('waits');
    if (!isIn) return;
    this.#announce(this.#words.waiting.over);
    const text = this.#part.text();
    text.disabled = false;
    text.dispatchEvent(new Event('input')); // the button beside it goes by what is in it
  }

  async #make() {
    const section = make('section', 'waiting');
    this.#section = section;
    const five = make('p', 'words', this.#words.loading);
    section.append(make('h2', '', this.#words.waiting.title), this.#deserted, make('p', '', this.#words.waiting.explanation), make('h3', '', this.#words.waiting.label), five, make('p', 'aside', this.#words.waiting.patience));
    const content = this.#part.content();
    content.classList.add('waits');
    content.prepend(section);
    this.#part.text().disabled = true;
    this.#part.send().disabled = true;
    const said = await this.#ownWords() ?? this.#words.knock.noWords;
    if (this.#section !== section) return;
    five.textContent = said;
    this.#announce(`${this.#words.waiting.title}. ${this.#words.waiting.label}: ${said}`);
  }
}

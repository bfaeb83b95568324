// Who wants to come in, shown to those inside above the box that one writes in, without taking the talk from them.

import { make } from '../elements.js';
import { makeAnswers, makeButton } from '../button.js';

const MOST_SHOWN = 3;

export class KnockBar {
  #bar = make('section', 'knocks');
  #place; #words; #wordsOf; #announce; #admit; #turnAway; #focusOn;
  #items = new Map(); // id -> its element
  #more = make('p', 'aside');

  /** `place` is the element that it stands in, first. `words` are those of private rooms, `wordsOf(id)` gives a promise of the words of one who knocks, null where they are not to be had; `focusOn()` puts the focus elsewhere. */
  constructor(place, { words, wordsOf, announce, admit, turnAway, focusOn }) {
    this.#place = place;
    this.#words = words;
    this.#wordsOf = wordsOf;
    this.#announce = announce;
    this.#admit = admit;
    this.#turnAway = turnAway;
    this.#focusOn = focusOn;
    this.#bar.setAttribute('aria-label', this.#words.knock.title);
  }

  /** `knocks` are `[{ id }]`; those in `fresh` have just come. */
  refresh(knocks, fresh = []) {
    const ids = new Set(knocks.map(({ id }) => id));
    const hadFocus = this.#bar.contains(document.activeElement);
    for (const [id, item] of this.#items) {
      if (ids.has(id)) continue;
      item.remove();
      this.#items.delete(id);
    }
    for (const id of ids) if (!this.#items.has(id)) this.#add(id, fresh.includes(id));
    this.#showMore();
    if (ids.size === 0) this.#bar.remove();
    else if (!this.#bar.isConnected) this.#place.prepend(this.#bar);
    if (hadFocus && !this.#bar.contains(document.activeElement)) (this.#bar.querySelector('button') ?? { focus: this.#focusOn }).focus();
  }

  #showMore() {
    const items = [...this.#items.values()];
    for (const [index, item] of items.entries()) item.hidden = index >= MOST_SHOWN;
    const more = items.length - MOST_SHOWN;
    this.#more.textContent = more > 0 ? this.#words.knock.more(more) : this.#words.knock.hint;
    this.#bar.append(this.#more);
  }

  async #add(id, isFresh) {
    const item = make('div', 'knock');
    const five = make('strong', 'words', this.#words.loading);
    const sentence = make('p', '', this.#words.knock.wants);
    sentence.append(' ', make('span', 'aside', this.#words.knock.theirs), ' ', five);
    const [admit, turnAway] = [makeButton(this.#words.knock.admit, () => this.#admit(id), 'small main'), makeButton(this.#words.knock.turnAway, () => this.#turnAway(id))];
    item.append(sentence, makeAnswers(admit, turnAway));
    this.#items.set(id, item);
    this.#bar.insertBefore(item, this.#more.parentNode ? this.#more : null);
    const said = await this.#wordsOf(id) ?? this.#words.knock.noWords;
    five.textContent = said;
    admit.setAttribute('aria-label', this.#words.knock.admitThis(said));
    turnAway.setAttribute('aria-label', this.#words.knock.turnAwayThis(said));
    if (isFresh && this.#items.has(id)) this.#announce(this.#words.knock.said(said));
  }
}

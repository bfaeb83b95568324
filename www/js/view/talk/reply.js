// Above the box: what one is answering, and a button that ends it.

import { talk as words } from '../../words/en-talk.js';
import { make, makeSentence } from '../elements.js';
import { makeLabelledButton } from '../button.js';
import { beginningOf } from './quotes.js';

export class Reply {
  #form;
  #bar = make('div', 'replying');
  #line = null;

  constructor(form) {
    this.#form = form;
    this.#bar.hidden = true;
    form.querySelector('.composer-row').before(this.#bar);
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || !this.#line) return;
      event.preventDefault();
      this.end();
    });
  }

  /** The line that is answered; null for none. */
  get line() {
    return this.#line;
  }

  begin(line) {
    this.#line = line;
    this.refresh();
    this.#form.querySelector('textarea').focus();
  }

  /** The line may have another wording. */
  refresh() {
    const said = make('p', 'replying-to');
    said.append(...makeSentence(words.replying(this.#line.name)), ' ', make('bdi', '', beginningOf(this.#line)));
    const cancel = makeLabelledButton('×', words.noReply, () => this.end());
    this.#bar.replaceChildren(said, cancel);
    this.#bar.hidden = false;
  }

  end() {
    const hadFocus = this.#bar.contains(document.activeElement);
    this.#line = null;
    this.#bar.hidden = true;
    this.#bar.replaceChildren();
    if (hadFocus) this.#form.querySelector('textarea').focus();
  }
}

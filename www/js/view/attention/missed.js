// The line above the box one writes in that says, after a longer absence, what was missed.

import { attention as words } from '../../words/en-attention.js';
import { make, makeSentence } from '../elements.js';
import { makeButton, makeCross } from '../button.js';

export class Missed {
  #notice; #form;
  #bar = make('div', 'missed');
  #sentence = make('p');
  #show = makeButton('', () => this.#onShow());
  #cross = makeCross('', () => this.#onClose());
  #onShow; #onClose;

  /** `notice(events)` words what happened; `form` is what one writes in; `show()` brings what is new before the eyes, `close()` takes this away. */
  constructor({ notice, form, show, close }) {
    this.#notice = notice;
    this.#form = form;
    this.#onShow = show;
    this.#onClose = close;
    this.#bar.append(this.#sentence, this.#show, this.#cross);
  }

  /** `missed`: `{ count, events }`, or null for nothing. Returns the sentence, '' for none. */
  show(missed) {
    if (!missed) {
      this.#bar.remove();
      return '';
    }
    const sentence = words.missed(missed.count, missed.events.length > 0 ? this.#notice(missed.events) : '');
    this.#sentence.replaceChildren(...makeSentence(sentence));
    this.#show.textContent = words.show; // the language may be another one by now
    this.#cross.setAttribute('aria-label', words.close);
    this.#show.hidden = missed.count === 0;
    if (!this.#bar.isConnected) this.#form.prepend(this.#bar);
    return sentence;
  }
}

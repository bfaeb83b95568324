// The box one writes in.

import { isBlank } from '../kinds/blank.js';
import { words } from '../words/words.js';

export class Composer {
  #form; #text; #send; #trouble;
  #excess; #submit;

  /** `excess(text)` tells by how many bytes it is too long; `submit(text)` takes it, false where it is empty. */
  constructor({ form, text, send, trouble, excess, submit }) {
    this.#form = form;
    this.#text = text;
    this.#send = send;
    this.#trouble = trouble;
    this.#excess = excess;
    this.#submit = submit;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submitText();
    });
    text.addEventListener('keydown', (event) => this.#key(event));
    text.addEventListener('input', () => this.#edited());
    this.#edited();
  }

  enable(enabled) {
    this.#text.disabled = !enabled;
    this.#edited();
  }

  clear() {
    this.#text.value = '';
    this.#edited();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** Puts texts that could not be sent back in front of what stands in the box; `why`: `server` or `path`. */
  giveBack(texts, why) {
    this.#text.value = [...texts, this.#text.value].filter((text) => text !== '').join('\n');
    this.#edited();
    this.#trouble.textContent = words.composer.returned[why];
  }

  // While an input method composes, Enter chooses a word (keyCode 229: Safari says so only there).
  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submitText();
  }

  #submitText() {
    const text = this.#text.value;
    if (this.#text.disabled || isBlank(text)) return;
    const excess = this.#excess(text);
    if (excess > 0) {
      this.#trouble.textContent = words.composer.tooLong(excess);
      return;
    }
    if (this.#submit(text)) this.clear();
    this.focus();
  }

  #edited() {
    this.#trouble.textContent = '';
    this.#send.disabled = this.#text.disabled || isBlank(this.#text.value);
    if (CSS.supports('field-sizing', 'content')) return;
    this.#text.style.setProperty('height', 'auto');
    this.#text.style.setProperty('height', `${this.#text.scrollHeight}px`);
  }
}

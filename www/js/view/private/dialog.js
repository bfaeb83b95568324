// A dialog of a part that is loaded later: made by script, with what the page's own dialogs have.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';

let count = 0;

export class Dialog {
  #element = make('dialog', 'private');
  #close;

  /** `title` is its heading, `content` the elements below. */
  constructor(title, content) {
    count += 1;
    const heading = make('h2', '', title);
    heading.id = `private-dialog-${count}`;
    this.#element.setAttribute('aria-labelledby', heading.id);
    this.#close = make('button', 'small', words.close);
    this.#close.type = 'button';
    this.#close.addEventListener('click', () => this.close());
    const head = make('div', 'dialog-head');
    head.append(heading, this.#close);
    this.#element.append(head, ...content);
    this.#element.addEventListener('click', ({ target }) => { if (target === this.#element) this.close(); });
    document.body.append(this.#element);
  }

  /** Shows it; `focus` is the element to begin at. */
  show(focus) {
    if (!this.#element.open) this.#element.showModal();
    focus?.focus();
  }

  close() {
    if (this.#element.open) this.#element.close();
  }

  /** Calls `closed()` each time it is closed, by whatever. */
  onClose(closed) {
    this.#element.addEventListener('close', closed);
  }

  remove() {
    this.#element.remove();
  }
}

/** A button with a text; `call` is called when it is pressed. */
export function makeButton(text, call, className = 'small') {
  const button = make('button', className, text);
  button.type = 'button';
  button.addEventListener('click', call);
  return button;
}

let fields = 0;

/** `[label, input]` of a field. */
export function makeField(text, type) {
  fields += 1;
  const input = make('input');
  Object.assign(input, { type, id: `private-field-${fields}`, autocomplete: 'off', spellcheck: false });
  const label = make('label', '', text);
  label.htmlFor = input.id;
  return [label, input];
}

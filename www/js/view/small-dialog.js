// A dialog with a few buttons, or a field, of a part that is loaded later.

import { others as words } from '../words/en-others.js';
import { makeButton } from './button.js';
import { make } from './elements.js';
import { makePicture } from './picture.js';

const CROSS = 'M6 6l12 12M18 6L6 18';

export class SmallDialog {
  #element = make('dialog', 'others-dialog');
  #heading = make('h2');
  #content = make('div');
  #before = null; // what had the focus

  constructor() {
    this.#heading.id = 'others-title';
    this.#element.setAttribute('aria-labelledby', this.#heading.id);
    const cross = makeButton('', () => this.close());
    cross.setAttribute('aria-label', words.close);
    cross.append(makePicture(CROSS));
    const head = make('div', 'dialog-head');
    head.append(this.#heading, cross);
    this.#element.append(head, this.#content);
    this.#element.addEventListener('click', ({ target }) => { if (target === this.#element) this.close(); });
    // What is open below stays so: it would take these for its own.
    this.#element.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.stopPropagation(); });
    this.#element.addEventListener('pointerdown', (event) => event.stopPropagation());
    this.#element.addEventListener('close', () => this.#restore());
    document.body.append(this.#element);
  }

  get isOpen() {
    return this.#element.open;
  }

  /** Shows these elements; `focus` is where one begins. */
  show(title, content, focus) {
    this.#heading.textContent = title;
    this.#content.replaceChildren(...content);
    if (!this.isOpen) {
      this.#before = document.activeElement;
      this.#before?.blur(); // so that it is not the dialog that seems to have taken the focus from the list of people, which would close
      this.#element.showModal();
    }
    focus?.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#element.close();
    this.#restore();
  }

  #restore() {
    const before = this.#before;
    this.#before = null;
    if (before === null) return;
    if (before.isConnected && before !== document.body) before.focus();
    if (document.activeElement !== before) document.querySelector('#text')?.focus(); // it is gone, or hidden
  }
}

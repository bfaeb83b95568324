// A dialog of a part that is loaded later: made by script, with what the page's own dialogs have.

import { makeCross } from './button.js';
import { make } from './elements.js';

let count = 0; // of each part by itself

export class Dialog {
  #element; #heading; #cross; #words;
  #content = make('div', 'dialog-content');
  #trouble = null;
  #before = null; // what had the focus

  /** `className` is its own, `words.close` what its cross says; `title` is its heading, `content` the elements below. */
  constructor(className, words, title = '', content = []) {
    this.#element = make('dialog', className);
    this.#words = words;
    this.#heading = make('h2', '', title);
    this.#heading.id = `${className}-dialog-${count += 1}`;
    this.#element.setAttribute('aria-labelledby', this.#heading.id);
    this.#cross = makeCross(words.close, () => this.close());
    const head = make('div', 'dialog-head');
    head.append(this.#heading, this.#cross);
    this.#element.append(head, this.#content);
    this.content = content;
    this.#element.addEventListener('click', ({ target }) => { if (target === this.#element) this.close(); });
    // What is open below stays so: it would take these for its own.
    this.#element.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.stopPropagation(); });
    this.#element.addEventListener('pointerdown', (event) => event.stopPropagation());
    this.#element.addEventListener('close', () => this.#restore());
    document.body.append(this.#element);
  }

  set title(title) {
    this.#heading.textContent = title;
  }

  set content(elements) {
    this.#content.replaceChildren(...elements);
  }

  /** Says below the content, and aloud, what has gone wrong, until there is other content; '' for nothing any more. */
  set trouble(sentence) {
    this.#trouble?.remove();
    if (sentence === '') return;
    this.#trouble = make('p', 'alert', sentence);
    this.#trouble.setAttribute('role', 'alert');
    this.#content.append(this.#trouble);
  }

  get isOpen() {
    return this.#element.open;
  }

  /** Shows it; `focus` is the element to begin at. */
  show(focus) {
    this.#cross.setAttribute('aria-label', this.#words.close); // in the language that is spoken by now
    if (!this.isOpen) {
      this.#before = document.activeElement;
      this.#before?.blur(); // so that it is not the dialog that seems to have taken the focus from the list of people, which would close
      this.#element.showModal();
    }
    focus?.focus();
  }

  /** Puts the focus where there always is something. */
  focus() {
    this.#cross.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#element.close();
    this.#restore(); // at once, not when the event comes: another dialog may be opened
  }

  /** Calls `closed()` each time it is closed, by whatever. */
  onClose(closed) {
    this.#element.addEventListener('close', closed);
  }

  /** Calls `copied(event)` when somebody copies from it. */
  onCopy(copied) {
    this.#element.addEventListener('copy', copied);
  }

  remove() {
    this.#element.remove();
  }

  #restore() {
    const before = this.#before;
    this.#before = null;
    if (!before) return;
    if (before !== document.body) before.focus();
    // What had it is gone, or hidden. On a touch screen the box would bring up the keyboard.
    const now = document.activeElement;
    if ((now === document.body || this.#element.contains(now)) && matchMedia('(pointer: fine)').matches) document.getElementById('text').focus();
  }
}

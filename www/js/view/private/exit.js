// Escape pressed twice leaves at once, unless it is taken back within a second.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';
import { makeButton } from '../button.js';

const TWICE_MS = 500;
const UNDOABLE_MS = 1000;

// There Escape closes something else.
const OTHERS = 'dialog[open], .listing';

export class Exit {
  #wipe; #announce;
  #last = -Infinity;
  #timer = null;
  #toast = null;
  #before = null; // what had the focus

  /** `wipe()` leaves. */
  constructor({ wipe, announce }) {
    this.#wipe = wipe;
    this.#announce = announce;
  }

  /** Listens to the keys until `stop`. */
  start() {
    addEventListener('keydown', this.#onKey, true);
  }

  stop() {
    removeEventListener('keydown', this.#onKey, true);
    this.#end();
  }

  #onKey = (event) => {
    if (event.key !== 'Escape' || event.repeat || event.isComposing || this.#toast || document.querySelector(OTHERS)) return;
    const isSecond = event.timeStamp - this.#last < TWICE_MS;
    this.#last = isSecond ? -Infinity : event.timeStamp;
    if (isSecond) this.#begin();
  };

  #begin() {
    this.#before = document.activeElement;
    const undo = makeButton(words.exit.undo, () => this.#undo());
    this.#toast = make('div', 'toast');
    this.#toast.setAttribute('role', 'alert');
    this.#toast.append(make('span', '', words.exit.leaving), undo);
    document.body.append(this.#toast);
    undo.focus();
    this.#timer = setTimeout(() => {
      this.#end();
      this.#wipe();
    }, UNDOABLE_MS);
  }

  #undo() {
    this.#end();
    this.#before?.focus();
    this.#announce(words.exit.undone);
  }

  #end() {
    clearTimeout(this.#timer);
    this.#toast?.remove();
    this.#toast = null;
  }
}

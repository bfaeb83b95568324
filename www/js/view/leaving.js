// Asks before what one has said is taken from everybody.
//
// The address changes before anybody can be asked, so until there is an answer the page stays in the room it is in, and
// "Stay" takes the address back. By how many steps of the history, their numbers tell: each entry is given one in its state.
// Thus Back and Forward lead where they would have led.

import { words } from '../words/words.js';

export class Leaving {
  #part; #stay; #open;
  #room = null; // the entry of the room we are in
  #entry = null; // the one that the browser shows
  #isNumbered = true; // the entries have numbers
  #guarded = false;

  /**
   * `part`: { dialog, title, stay, leave }. `stay`: { room(), isHere(fragment), hasSaid(), hasDrafts() } tells of the present;
   * `open()` goes where the address says.
   */
  constructor(part, { stay, open }) {
    this.#part = part;
    this.#stay = stay;
    this.#open = open;
    part.stay.addEventListener('click', () => part.dialog.close(''));
    part.leave.addEventListener('click', () => part.dialog.close('leave'));
    part.dialog.addEventListener('close', () => this.#answered());
    addEventListener('hashchange', () => this.#moved());
    this.#number(0);
    this.#room = this.#entry;
  }

  /** To be called when something may have been said or typed. */
  update() {
    const guarded = this.#stay.hasSaid() || this.#stay.hasDrafts();
    if (guarded === this.#guarded) return;
    this.#guarded = guarded;
    // Only while it is needed: browsers may keep no page for Back and Forward that listens to this.
    if (guarded) addEventListener('beforeunload', this.#ask);
    else removeEventListener('beforeunload', this.#ask);
  }

  #ask = (event) => {
    event.preventDefault();
    event.returnValue = true; // for browsers that do not know the former yet
  };

  #number(unless) {
    this.#entry = unless;
    try {
      const known = history.state?.entry;
      if (Number.isSafeInteger(known)) this.#entry = known;
      if (this.#entry !== known) history.replaceState({ entry: this.#entry }, '');
    } catch { // browsers bound how often: then "Stay" takes another way back
      this.#isNumbered = false;
    }
  }

  #moved() {
    this.#number(this.#entry + 1);
    if (this.#stay.isHere(location.hash)) {
      this.#room = this.#entry;
      this.#part.dialog.close('');
    } else if (!this.#stay.hasSaid()) { // a draft is kept, and is there again when one comes back
      this.#go();
    } else if (!this.#part.dialog.open) {
      this.#part.title.textContent = words.leaving.title(this.#stay.room());
      this.#part.dialog.returnValue = ''; // what Escape answers
      this.#part.dialog.showModal();
    }
  }

  #answered() {
    if (this.#stay.isHere(location.hash)) return;
    if (this.#part.dialog.returnValue === 'leave') this.#go();
    else if (this.#isNumbered && this.#room !== this.#entry) history.go(this.#room - this.#entry);
    else location.hash = this.#stay.room();
  }

  #go() {
    this.#room = this.#entry;
    this.#open();
    this.update();
  }
}

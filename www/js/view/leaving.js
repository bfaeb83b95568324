// Asks before what one has said is taken from everybody.
//
// The address changes before anybody can be asked, so until there is an answer the page stays in the room it is in, and
// "Stay" takes the address back. By how many steps of the history, their numbers tell: each entry is given one in its state.
// Thus Back and Forward lead where they would have led.
//
// The link to a private room is no part of the address for longer than a moment: the entry says in its state that it stands
// for one, and that there was a link is all it says.

import { words } from '../words/words.js';
import { optional } from './optional.js';

const PRIVATE_ROOM = '#~'; // as chat/room.js reads it

export class Leaving {
  #part; #stay; #open;
  #room = null; // the entry of the room we are in
  #entry = null; // the one that the browser shows
  #isNumbered = true; // the entries have numbers
  #guarded = false;
  #asksForPrivate = false;
  #seen;

  /**
   * `part`: { dialog, title, stay, leave }. `stay`: { room(), isHere(fragment), hasSaid(), hasDrafts() } tells of the present;
   * `open(asksForPrivate)` goes where `fragment` says, or to a new private room where one was asked for.
   */
  constructor(part, { stay, open }) {
    this.#part = part;
    this.#stay = stay;
    this.#open = open;
    part.stay.addEventListener('click', () => part.dialog.close(''));
    part.leave.addEventListener('click', () => part.dialog.close('leave'));
    part.dialog.addEventListener('close', () => this.#answered());
    // Browsers may tell of one step by both, and between the lobby and a private room by the latter alone.
    for (const event of ['hashchange', 'popstate']) addEventListener(event, () => { if (this.fragment !== this.#seen) this.#moved(); });
    this.#number(0);
    this.#room = this.#entry;
    this.#seen = this.fragment;
  }

  /** What the address opens, as roomOf reads it. */
  get fragment() {
    return location.hash === '' && optional(() => history.state.isPrivate) ? PRIVATE_ROOM : location.hash;
  }

  /** Goes to a room that another has chosen, who is not asked for anything; no step of the history leads back. */
  replace(fragment) {
    history.replaceState({ entry: this.#entry }, '', fragment || location.pathname + location.search);
    this.#seen = this.fragment;
    this.#part.dialog.close('');
    this.#go();
  }

  /** Takes the link to a private room out of the address. */
  hideLink() {
    this.#setPrivate('replaceState');
  }

  /** Goes to a private room that has no address, as to any other; `open` is asked then. */
  goPrivate() {
    this.#entry += 1;
    this.#setPrivate('pushState');
    this.#moved(false, true);
  }

  #setPrivate(way) {
    this.#seen = PRIVATE_ROOM; // before the browser tells of it
    try {
      history[way]({ entry: this.#entry, isPrivate: true }, '', location.pathname + location.search);
    } catch { // browsers bound how often
      location.hash = PRIVATE_ROOM;
    }
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
      if (this.#entry !== known) history.replaceState({ ...history.state, entry: this.#entry }, '');
    } catch { // browsers bound how often: then "Stay" takes another way back
      this.#isNumbered = false;
    }
  }

  #moved(isHere = this.#stay.isHere(this.fragment), asksForPrivate = false) {
    this.#asksForPrivate = asksForPrivate;
    this.#seen = this.fragment;
    this.#number(this.#entry + 1);
    if (isHere) {
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
    if (this.#stay.isHere(this.fragment)) return;
    if (this.#part.dialog.returnValue === 'leave') this.#go();
    else if (this.#isNumbered && this.#room !== this.#entry) history.go(this.#room - this.#entry);
    else location.hash = this.#stay.room();
  }

  #go() {
    this.#room = this.#entry;
    this.#open(this.#asksForPrivate);
    this.update();
  }
}

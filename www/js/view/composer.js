// The box one writes in. Each room has a draft of its own: what was typed for one must not be sent to another.

import { isBlank } from '../kinds/blank.js';
import { words } from '../words/words.js';
import { optional } from './optional.js';

const media = (query) => optional(() => matchMedia(query));
const matches = (query) => media(query)?.matches ?? false;

// The keys of a touch screen know no Shift and Enter: there Enter is the way to a new line, and the button sends.
const hasKeyboard = () => !matches('(pointer: coarse)') || matches('(any-pointer: fine)');

export class Composer {
  #text; #send; #trouble; #keys;
  #drafts; #excess; #submit; #onEdited;
  #room; // none yet: what stands in the box was typed before the page had started, for the room that comes first
  #why = null;

  /** What is sent for what was typed; what knows emoji by their names puts another here. */
  reword = (text) => text;

  /**
   * `excess(text)` tells by how many bytes it is too long; `submit(text)` takes it, false where it is empty; `onEdited()`
   * is told when there may be another draft.
   */
  constructor({ text, send, trouble, keys, drafts, excess, submit, onEdited }) {
    this.#text = text;
    this.#send = send;
    this.#trouble = trouble;
    this.#keys = keys;
    this.#drafts = drafts;
    this.#excess = excess;
    this.#submit = submit;
    this.#onEdited = onEdited;
    send.addEventListener('click', () => this.send());
    this.#listen();
    media('(any-pointer: fine)')?.addEventListener?.('change', () => this.#tellKeys());
    this.#tellKeys();
  }

  /** Shows the draft of a room; null is no room, where nothing can be said. */
  show(room) {
    if (this.#room !== undefined) this.#change(room);
    if (room !== null || this.#room !== undefined) this.#room = room;
    this.#text.disabled = room === null;
    this.#shown();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** Whether anything is typed that is not said yet, in whatever room. */
  get hasDrafts() {
    this.#keep();
    return this.#drafts.any;
  }

  /** Puts texts that could not be sent back before the draft of their room; `why` is a key of `words.composer.returned`. */
  giveBack(room, texts, why) {
    this.#keep();
    this.#drafts.giveBack(room, texts, why);
    if (room === this.#room) this.#restore();
    this.#shown();
  }

  /** Forgets what was typed for a room. */
  forget(room) {
    if (room === this.#room) this.#text.value = '';
    this.#drafts.keep(room, { text: '' });
    this.#onEdited();
  }

  /** Says what stands in the box. */
  send() {
    const text = this.reword(this.#text.value);
    if (this.#text.disabled || isBlank(text)) return;
    const excess = this.#excess(text);
    if (excess > 0) {
      this.#trouble.textContent = words.composer.tooLong(excess);
      return;
    }
    if (this.#submit(text)) {
      this.#text.value = '';
      this.#edited();
    }
    this.focus();
  }

  // While an input method composes, Enter chooses a word (keyCode 229: Safari says so only there).
  #key(event) {
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    const isOrder = event.ctrlKey || event.metaKey;
    if (!isOrder && (event.shiftKey || !hasKeyboard())) return;
    event.preventDefault();
    this.send();
  }

  #tellKeys() {
    const sends = hasKeyboard();
    this.#text.enterKeyHint = sends ? 'send' : 'enter';
    this.#keys.textContent = sends ? words.composer.keys : words.composer.touchKeys;
    this.#keys.classList.toggle('visually-hidden', !sends); // there is little room on such a screen
  }

  // Another box: in the same one, undo would bring back what was typed for another room.
  #change(room) {
    this.#keep();
    this.#room = room;
    const former = this.#text;
    const hadFocus = document.activeElement === former;
    this.#text = former.cloneNode(false);
    former.replaceWith(this.#text);
    this.#listen();
    this.#restore();
    if (hadFocus) this.focus();
  }

  #listen() {
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    this.#text.addEventListener('input', () => this.#edited());
  }

  #keep() {
    const { value, selectionStart, selectionEnd, selectionDirection } = this.#text;
    this.#drafts.keep(this.#room, { text: value, selection: [selectionStart, selectionEnd, selectionDirection], why: this.#why });
  }

  #restore() {
    const { text, selection, why } = this.#drafts.of(this.#room);
    this.#text.value = text;
    this.#text.setSelectionRange(...selection);
    this.#why = why;
  }

  #edited() {
    this.#why = null;
    this.#shown();
  }

  #shown() {
    this.#trouble.textContent = this.#why === null ? '' : words.composer.returned[this.#why];
    this.#send.disabled = this.#text.disabled || isBlank(this.#text.value);
    this.#onEdited();
    if (globalThis.CSS?.supports?.('field-sizing', 'content')) return;
    this.#text.style.setProperty('height', 'auto');
    this.#text.style.setProperty('height', `${this.#text.scrollHeight}px`);
  }
}

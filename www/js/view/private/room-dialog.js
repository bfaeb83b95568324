// What can be done with the room as a whole: locking and closing it, and leaving with all that one has said.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';
import { Dialog, makeAnswers, makeButton } from './dialog.js';

function makePart(explanation, button) {
  const part = make('div', 'deed');
  part.append(make('p', '', explanation), button);
  return part;
}

export class RoomDialog {
  #dialog = new Dialog(words.room.title);
  #state; #lock; #close; #wipe; #announce;
  #lockButton = null;

  /** `state()` is `{ isOpener, isLocked, isLastHost }`; `lock(isLocked)` and `close()` are promises, `wipe()` leaves at once. */
  constructor({ state, lock, close, wipe, announce }) {
    this.#state = state;
    this.#lock = lock;
    this.#close = close;
    this.#wipe = wipe;
    this.#announce = announce;
  }

  show() {
    this.#dialog.show(this.#fill());
  }

  /** The room has changed. */
  refresh() {
    if (!this.#dialog.isOpen || !this.#lockButton?.isConnected) return;
    const hadFocus = document.activeElement === this.#lockButton;
    this.#fill();
    if (hadFocus) this.#lockButton?.focus();
  }

  close() {
    this.#dialog.close();
  }

  #fill() {
    const { isOpener, isLocked, isLastHost } = this.#state();
    const wipe = makePart(words.room.wipeExplanation, makeButton(words.room.wipe, () => this.#leave(), 'small grave'));
    if (isLastHost) wipe.lastElementChild.before(make('p', 'aside', words.room.lastHost));
    this.#lockButton = isOpener ? makeButton(isLocked ? words.room.unlock : words.room.lock, () => this.#turn(!isLocked), 'small main') : null;
    const lockSentence = isLocked ? words.room.isLocked : words.room.isOpen;
    this.#dialog.content = [
      isOpener ? makePart(lockSentence, this.#lockButton) : make('p', '', lockSentence),
      ...(isOpener ? [makePart(words.room.closeExplanation, makeButton(words.room.close, () => this.#askToClose()))] : []),
      wipe,
    ];
    return this.#lockButton ?? wipe.querySelector('button');
  }

  async #turn(isLocked) {
    this.#lockButton.disabled = true;
    await this.#lock(isLocked);
    if (!this.#dialog.isOpen) return;
    this.#fill()?.focus();
    this.#announce(isLocked ? words.room.locked : words.room.unlocked);
  }

  #askToClose() {
    const cancel = makeButton(words.cancel, () => this.#fill()?.focus());
    this.#dialog.content = [make('p', '', words.room.closeQuestion), makeAnswers(cancel, makeButton(words.room.close, () => this.#close(), 'small grave'))];
    cancel.focus();
  }

  #leave() {
    this.close();
    this.#wipe();
  }
}

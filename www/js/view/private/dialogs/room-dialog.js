// What can be done with the room as a whole: naming, locking and closing it, for how long lines are to be seen, and leaving with all that one has said.

import { make } from '../../elements.js';
import { words } from '../../../words/en-private-dialogs.js';
import { makeAnswers, makeButton } from '../../button.js';
import { makeDialog, makeField } from './dialog.js';

const MOST_TITLE = 40; // signs, of which others show no more
const LIFETIMES = [0, 10, 60, 600, 3600]; // seconds

function makePart(...elements) {
  const part = make('div', 'deed');
  part.append(...elements);
  return part;
}

const makeOption = (seconds) => Object.assign(make('option', '', words.room.afterThat(seconds)), { value: seconds });

export class RoomDialog {
  #dialog = makeDialog(words.room.title);
  #state; #lock; #limit; #call; #close; #wipe; #announce;
  #lockSentence = make('p');
  #lockButton = makeButton('', () => this.#turn(), 'small main');
  #title;
  #choice = make('select', 'small');
  #soon = make('p', 'aside', words.room.soon);
  #vanish = make('p');
  #wipeButton = makeButton(words.room.wipe, () => this.#leave(), 'small grave');
  #lastHost = make('p', 'aside', words.room.lastHost);
  #shown = {}; // the state that is shown

  /**
   * `state()` is `{ isOpener, isLocked, lifetime, title, isLastHost }`; `lock(isLocked)`, `limit(seconds)`, `call(title)` and `close()` are promises of whether that was done, `wipe()`
   * leaves at once.
   */
  constructor({ state, lock, limit, call, close, wipe, announce }) {
    this.#state = state;
    this.#lock = lock;
    this.#limit = limit;
    this.#call = call;
    this.#close = close;
    this.#wipe = wipe;
    this.#announce = announce;
    this.#soon.setAttribute('role', 'status');
    this.#choice.addEventListener('change', () => this.#warn());
  }

  show() {
    this.#dialog.show(this.#fill());
  }

  /** The room has changed. */
  refresh() {
    if (!this.#dialog.isOpen || !this.#lockSentence.isConnected) return; // or something is asked
    if (this.#state().isOpener === this.#shown.isOpener) return this.#tell();
    const before = document.activeElement;
    const first = this.#fill();
    if (!before.isConnected) first.focus();
  }

  close() {
    this.#dialog.close();
  }

  #fill() {
    this.#shown = {};
    const wipe = makePart(make('p', '', words.room.wipeExplanation), this.#lastHost, this.#wipeButton);
    const { isOpener } = this.#state();
    this.#dialog.content = isOpener
      ? [this.#makeTitle(), makePart(this.#lockSentence, this.#lockButton), this.#makeLifetime(),
        makePart(make('p', '', words.room.closeExplanation), makeButton(words.room.close, () => this.#askToClose())), wipe]
      : [this.#lockSentence, this.#vanish, wipe];
    this.#tell();
    return isOpener ? this.#lockButton : this.#wipeButton;
  }

  #makeTitle() {
    const [label, input] = makeField(words.room.name, 'text');
    input.dir = 'auto';
    input.maxLength = MOST_TITLE;
    input.value = this.#state().title;
    const save = () => this.#do(() => this.#call(input.value));
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      save();
    });
    this.#title = input;
    return makePart(label, input, makeButton(words.room.call, save));
  }

  #makeLifetime() {
    const label = make('label', 'deed');
    label.append(make('span', '', words.room.lifetime), this.#choice);
    return makePart(label, this.#soon, makeButton(words.room.apply, () => this.#apply()));
  }

  // Nothing that may have the focus is made anew, and no choice that somebody is about to make is taken from them.
  #tell() {
    const state = this.#state();
    this.#lockSentence.textContent = state.isLocked ? words.room.isLocked : words.room.isOpen;
    this.#lockButton.textContent = state.isLocked ? words.room.unlock : words.room.lock;
    this.#vanish.textContent = state.lifetime > 0 ? words.room.vanish(state.lifetime) : '';
    this.#vanish.hidden = state.lifetime === 0;
    if (state.title !== this.#shown.title && this.#title && document.activeElement !== this.#title) this.#title.value = state.title;
    this.#lastHost.hidden = !state.isLastHost;
    if (state.lifetime !== this.#shown.lifetime && document.activeElement !== this.#choice) this.#offer(state.lifetime);
    this.#shown = state;
    this.#warn();
  }

  #offer(lifetime) {
    const all = [...new Set([...LIFETIMES, lifetime])].sort((one, other) => one - other);
    this.#choice.replaceChildren(...all.map(makeOption));
    this.#choice.value = lifetime;
  }

  get #chosen() {
    return Number(this.#choice.value);
  }

  // What is chosen takes away what is there by now.
  #warn() {
    const { lifetime } = this.#shown;
    this.#soon.hidden = this.#chosen === 0 || (lifetime > 0 && this.#chosen >= lifetime);
  }

  // ---- what is done ---------------------------------------------------------

  async #turn() {
    const { isLocked } = this.#state();
    this.#lockButton.disabled = true;
    await this.#do(() => this.#lock(!isLocked), isLocked ? words.room.unlocked : words.room.locked);
    this.#lockButton.disabled = false;
    if (this.#dialog.isOpen) (this.#lockButton.isConnected ? this.#lockButton : this.#wipeButton).focus();
  }

  #apply() {
    const seconds = this.#chosen;
    return this.#do(() => seconds === this.#state().lifetime || this.#limit(seconds), words.room.vanish(seconds));
  }

  async #do(work, done) {
    const isDone = await work();
    if (!this.#dialog.isOpen) return;
    this.#dialog.trouble = isDone ? '' : words.notDone;
    if (isDone && done) this.#announce(done);
    this.refresh();
  }

  #askToClose() {
    const cancel = makeButton(words.cancel, () => this.#fill().focus());
    this.#dialog.content = [make('p', '', words.room.closeQuestion), makeAnswers(cancel, makeButton(words.room.close, () => this.#do(this.#close), 'small grave'))];
    cancel.focus();
  }

  #leave() {
    this.close();
    this.#wipe();
  }
}

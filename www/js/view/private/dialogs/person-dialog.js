// More about another person: who they are as far as is known, and what one may do.

import { make, makeSentence } from '../../elements.js';
import { words } from '../../../words/en-private-dialogs.js';
import { makeAnswers, makeButton } from '../../button.js';
import { makeDialog } from './dialog.js';

function makeNote(sentence, className = 'aside') {
  const note = make('p', className);
  note.append(...makeSentence(sentence));
  return note;
}

export class PersonDialog {
  #dialog = makeDialog();
  #find; #state; #compare; #remove; #appoint; #more; #announce;
  #id = null;
  #asks = false; // whether what is to be done is confirmed

  /**
   * `find(id)` is one of the session's people, undefined where they are not there; `state()` is `{ isOpener, mayAppoint }`. `compare(id)` opens the dialog for it, `remove(id)` and
   * `appoint(id)` are promises of whether that was done; `more(person, close)` are more buttons.
   */
  constructor({ find, state, compare, remove, appoint, more, announce }) {
    this.#find = find;
    this.#state = state;
    this.#compare = compare;
    this.#remove = remove;
    this.#appoint = appoint;
    this.#more = more;
    this.#announce = announce;
    this.#dialog.onClose(() => { this.#id = null; });
  }

  show(id) {
    this.#id = id;
    this.#asks = false;
    this.#dialog.show(this.#fill() ?? this.#dialog);
  }

  /** Something about people has changed. */
  refresh() {
    if (this.#id === null || this.#asks) return;
    const before = document.activeElement;
    const first = this.#fill();
    if (before.isConnected) return;
    const same = [...document.querySelectorAll('dialog.private[open] .answers button')].find(({ textContent }) => textContent === before.textContent);
    (same ?? first ?? this.#dialog).focus();
  }

  close() {
    this.#dialog.close();
  }

  #fill() {
    const person = this.#find(this.#id);
    this.#dialog.title = person?.name ?? '';
    if (!person) {
      this.#dialog.content = [make('p', '', words.person.gone)];
      return null;
    }
    const facts = ['isOpener', 'isLost', 'isSilent'].filter((fact) => person[fact]).map((fact) => make('p', 'aside', words.person[fact === 'isOpener' ? 'isHost' : fact]));
    const buttons = [makeButton(words.person.compare, () => this.#toCompare(person), 'small main')];
    buttons.push(...this.#more(person, () => this.close()));
    const { isOpener, mayAppoint } = this.#state();
    if (mayAppoint && !person.isOpener) buttons.push(makeButton(words.person.appoint, () => this.#ask('appoint', person)));
    if (isOpener && person.mayGo) buttons.push(makeButton(words.person.remove, () => this.#ask('remove', person), 'small grave'));
    if (isOpener && person.isOpener && !person.mayGo) facts.push(makeNote(words.person.before(person.name)));
    this.#dialog.content = [make('p', '', words.person[person.isVerified ? 'isVerified' : 'isNotVerified']), ...facts, makeAnswers(...buttons)];
    return buttons[0];
  }

  #toCompare({ id }) {
    this.close();
    this.#compare(id);
  }

  #ask(what, { id, name }) {
    this.#asks = true;
    const question = makeNote(words.person[`${what}Question`](name), '');
    const cancel = makeButton(words.cancel, () => this.show(id));
    const act = makeButton(words.person[what], () => this.#do(what, id, name), what === 'remove' ? 'small grave' : 'small main');
    this.#dialog.content = [question, makeAnswers(cancel, act)];
    cancel.focus();
  }

  async #do(what, id, name) {
    const isDone = await (what === 'remove' ? this.#remove(id) : this.#appoint(id));
    if (isDone) this.#announce(words.person[what === 'remove' ? 'removed' : 'appointed'](name));
    if (this.#id !== id) return; // it was closed meanwhile
    if (isDone) return this.close();
    this.show(id);
    if (this.#find(id)) this.#dialog.trouble = words.notDone;
  }
}

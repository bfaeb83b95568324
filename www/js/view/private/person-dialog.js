// More about another person: who they are as far as is known, and what one may do.

import { make, makeSentence } from '../elements.js';
import { words } from '../../words/en-private.js';
import { Dialog, makeAnswers, makeButton } from './dialog.js';

export class PersonDialog {
  #dialog = new Dialog();
  #find; #mayDecide; #compare; #remove; #appoint; #announce;
  #id = null;
  #asks = false; // whether what is to be done is confirmed

  /**
   * `find(id)` is one of the session's people, undefined where they are not there; `mayDecide()` whether we are a host. `compare(id)` opens the dialog for it, `remove(id)` and
   * `appoint(id)` are promises.
   */
  constructor({ find, mayDecide, compare, remove, appoint, announce }) {
    this.#find = find;
    this.#mayDecide = mayDecide;
    this.#compare = compare;
    this.#remove = remove;
    this.#appoint = appoint;
    this.#announce = announce;
    this.#dialog.onClose(() => { this.#id = null; });
  }

  show(id) {
    this.#id = id;
    this.#asks = false;
    const first = this.#fill();
    this.#dialog.show(first);
  }

  /** Something about people has changed. */
  refresh() {
    if (this.#id === null || this.#asks) return;
    const hadFocus = document.activeElement?.textContent;
    const first = this.#fill();
    const same = [...document.querySelectorAll('dialog.private[open] .answers button')].find(({ textContent }) => textContent === hadFocus);
    (same ?? first)?.focus();
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
    if (this.#mayDecide()) {
      if (!person.isOpener) buttons.push(makeButton(words.person.appoint, () => this.#ask('appoint', person)));
      buttons.push(makeButton(words.person.remove, () => this.#ask('remove', person), 'small grave'));
    }
    this.#dialog.content = [make('p', '', words.person[person.isVerified ? 'isVerified' : 'isNotVerified']), ...facts, makeAnswers(...buttons)];
    return buttons[0];
  }

  #toCompare({ id }) {
    this.close();
    this.#compare(id);
  }

  #ask(what, { id, name }) {
    this.#asks = true;
    const question = make('p');
    question.append(...makeSentence(words.person[`${what}Question`](name)));
    const cancel = makeButton(words.cancel, () => this.show(id));
    const act = makeButton(words.person[what], () => (what === 'remove' ? this.#doRemove(id, name) : this.#doAppoint(id, name)), what === 'remove' ? 'small grave' : 'small main');
    this.#dialog.content = [question, makeAnswers(cancel, act)];
    cancel.focus();
  }

  async #doRemove(id, name) {
    await this.#remove(id);
    if (this.#find(id)) { // whoever is in the link stays
      this.#dialog.content = [make('p', '', words.person.first(name))];
      return;
    }
    this.close();
    this.#announce(words.person.removed(name));
  }

  async #doAppoint(id, name) {
    await this.#appoint(id);
    this.close();
    this.#announce(words.person.appointed(name));
  }
}

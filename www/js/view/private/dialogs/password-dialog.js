// Asks for the password of a private room, until it is right or somebody gives up.

import { make } from '../../elements.js';
import { words } from '../../../words/en-private-dialogs.js';
import { makeAnswers, makeButton } from '../../button.js';
import { makeDialog, makePasswordField } from './dialog.js';

export class PasswordDialog {
  #dialog; #input; #trouble; #button;

  constructor() {
    const { input, parts } = makePasswordField(words.password, () => this.#try());
    this.#input = input;
    this.#trouble = make('p', 'trouble');
    this.#trouble.setAttribute('role', 'alert');
    this.#trouble.id = 'private-password-trouble';
    input.setAttribute('aria-describedby', this.#trouble.id);
    this.#button = makeButton(words.password.enter, () => this.#try(), 'small main');
    this.#dialog = makeDialog(words.password.title, [make('p', '', words.password.explanation), ...parts, this.#trouble, makeAnswers(this.#button)]);
  }

  /** `open(password)` gives a promise of what it opens, null where it is wrong. Returns that, or null where nobody answers as long as `isWanted()`. */
  ask(open, isWanted) {
    return new Promise((resolve) => {
      this.#try = async () => {
        if (this.#input.value === '' || this.#button.disabled) return;
        this.#button.disabled = true;
        this.#say(words.password.checking, false);
        const opened = await open(this.#input.value);
        this.#button.disabled = false;
        this.#say(opened ? '' : words.password.wrong, !opened);
        if (opened || !isWanted()) this.#end(resolve, opened);
        else this.#input.select();
      };
      this.#dialog.onClose(() => this.#end(resolve, null));
      this.#dialog.show(this.#input);
    });
  }

  close() {
    this.#dialog.close();
  }

  #try = () => {};

  #say(sentence, isWrong) {
    this.#trouble.textContent = sentence;
    this.#trouble.classList.toggle('calm', !isWrong);
    this.#input.setAttribute('aria-invalid', String(isWrong));
  }

  #end(resolve, opened) {
    resolve(opened);
    this.#input.value = '';
    this.#dialog.close();
    this.#dialog.remove();
  }
}

// Asks for the password of a private room, until it is right or somebody gives up.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';
import { Dialog, makeButton, makeField } from './dialog.js';

export class PasswordDialog {
  #dialog; #input; #trouble; #button;

  constructor() {
    const [label, input] = makeField(words.password.label, 'password');
    this.#input = input;
    this.#trouble = make('p', 'trouble');
    this.#trouble.setAttribute('role', 'alert');
    this.#button = makeButton(words.password.enter, () => this.#try());
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) this.#try();
    });
    const answers = make('div', 'answers');
    answers.append(this.#button);
    this.#dialog = new Dialog(words.password.title, [make('p', '', words.password.explanation), label, input, this.#trouble, answers]);
  }

  /** `open(password)` gives a promise of what it opens, null where it is wrong. Returns that, or null where nobody answers as long as `isWanted()`. */
  ask(open, isWanted) {
    return new Promise((resolve) => {
      this.#try = async () => {
        if (this.#input.value === '' || this.#button.disabled) return;
        this.#button.disabled = true;
        this.#trouble.textContent = words.password.checking;
        const opened = await open(this.#input.value);
        this.#button.disabled = false;
        this.#trouble.textContent = opened ? '' : words.password.wrong;
        if (opened || !isWanted()) this.#end(resolve, opened);
        else this.#input.select();
      };
      this.#dialog.onClose(() => this.#end(resolve, null));
      this.#dialog.show(this.#input);
    });
  }

  #try = () => {};

  #end(resolve, opened) {
    resolve(opened);
    this.#input.value = '';
    this.#dialog.close();
    this.#dialog.remove();
  }
}

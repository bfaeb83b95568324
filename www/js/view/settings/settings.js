// What people set for their stay: the dialog, and what remembers it, which is this page alone. It is loaded when somebody opens
// it, or at the start where the browser wants another language than English.

import { settings as words } from '../../words/en-settings.js';
import { offeredOf } from '../../words/languages.js';
import { loadSheet } from '../connection-dialog.js';
import { makeCross } from '../button.js';
import { make } from '../elements.js';
import { Appearance } from './appearance.js';
import { Language, redrawRows } from './language.js';
import { ROWS } from './rows.js';

export class Settings {
  #parts; #sheet;
  #dialog = null;
  #trouble = make('p', 'alert');
  #more = make('div');

  /**
   * `parts`: { log, words, insist, offered, rows }: the log, the sentences of the page, what tries a load again, the codes of the languages that
   * the operator offers, where not all, and what gives the settings of parts that are loaded later, as elements; `redraw()` draws anew all that
   * has numbers or names in it, but for the rows of the log.
   */
  constructor(parts, redraw) {
    const language = new Language(document.documentElement, offeredOf(parts.offered), () => {
      redraw();
      redrawRows(parts.log, [...document.querySelectorAll('#lines li')], parts.words);
    });
    this.#parts = { ...parts, language, appearance: new Appearance(document), say: (sentence) => this.#say(sentence) };
    this.#sheet = loadSheet(document.body, document.getElementById('settings-open').dataset.style); // it has, too, what is otherwise from right to left
    parts.insist(() => language.begin(navigator.languages));
  }

  /** Sets light, dark or high contrast, as one of `appearances`. */
  appear(choice) {
    this.#parts.appearance.choice = choice;
  }

  async show() {
    await this.#sheet;
    this.#dialog ??= this.#make();
    this.#say('');
    this.#more.replaceChildren(...this.#parts.rows());
    this.#dialog.showModal();
  }

  #make() {
    const dialog = make('dialog', 'settings');
    const [head, title] = [make('div', 'dialog-head'), make('h2', '', words.title)];
    title.id = 'settings-title';
    dialog.setAttribute('aria-labelledby', title.id);
    head.append(title, makeCross(words.close, () => dialog.close()));
    this.#trouble.setAttribute('role', 'alert');
    dialog.append(head, ...ROWS.map((row) => row(this.#parts)), this.#trouble, this.#more, make('p', 'lasting', words.lasting));
    dialog.addEventListener('click', ({ target }) => { if (target === dialog) dialog.close(); });
    document.body.append(dialog);
    return dialog;
  }

  #say(sentence) {
    this.#trouble.textContent = sentence;
    this.#trouble.hidden = sentence === '';
  }
}

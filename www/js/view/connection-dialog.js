// Opens the connection dialog. What fills it, the doctor and a style sheet, is loaded once there is time, or when it is asked for.

import { words } from '../words/words.js';
import { make } from './elements.js';

/** Without the sheet a part says the same, if less neatly. It stands in the body: those in the head boot.js looks after. */
export function loadSheet(place, href) {
  return new Promise((resolve) => {
    const link = Object.assign(make('link'), { rel: 'stylesheet', href });
    for (const event of ['load', 'error']) link.addEventListener(event, resolve);
    place.append(link);
  });
}

export class ConnectionDialog {
  #part; #makeDoctor;
  #loading = null;
  #doctor = null;

  /** `part`: the elements of the dialog; `makeDoctor(part)` gives a promise of the Doctor, and may be called again if it fails. */
  constructor(part, makeDoctor) {
    this.#part = part;
    this.#makeDoctor = makeDoctor;
    part.opener.addEventListener('click', () => this.#open());
    part.close.addEventListener('click', () => part.dialog.close());
    part.dialog.addEventListener('click', ({ target }) => { if (target === part.dialog) part.dialog.close(); });
  }

  /** The transport's status. */
  showStatus(status) {
    this.#doctor?.showStatus(status);
  }

  /** Loads what fills the dialog; false where that is not possible now. */
  async load() {
    try {
      this.#loading ??= Promise.all([this.#makeDoctor(this.#part), loadSheet(this.#part.dialog, this.#part.dialog.dataset.style)]);
      [this.#doctor] = await this.#loading;
      return true;
    } catch { // the network; it may be there later
      this.#loading = null;
      return false;
    }
  }

  async #open() {
    this.#part.dialog.showModal();
    if (!this.#doctor) this.#say(words.connection.loading);
    const loaded = await this.load();
    if (!this.#part.dialog.open) return;
    if (loaded) this.#doctor.opened();
    else this.#say(words.connection.missing);
  }

  #say(sentence) {
    this.#part.said.replaceChildren(make('p', '', sentence));
  }
}

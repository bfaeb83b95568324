// What was typed and not yet said, room by room. In memory only: it goes with the page.

import { isBlank } from '../kinds/blank.js';

const NONE = Object.freeze({ text: '', selection: [0, 0, 'none'], why: null });

export class Drafts {
  #byRoom = new Map();

  /** `{ text, selection, why }` for a room (null for no room); `why` says for what reason a text in it came back, or is null. */
  of(room) {
    return this.#byRoom.get(room) ?? NONE;
  }

  keep(room, draft) {
    if (draft.text === '') this.#byRoom.delete(room);
    else this.#byRoom.set(room, draft);
  }

  /** Puts texts that could not be sent before what stands there. */
  giveBack(room, texts, why) {
    const { text } = this.of(room);
    const whole = [...texts, text].filter((each) => each !== '').join('\n');
    this.keep(room, { text: whole, selection: [whole.length, whole.length, 'none'], why });
  }

  /** Whether there is anything that would be missed. */
  get any() {
    return [...this.#byRoom.values()].some(({ text }) => !isBlank(text));
  }
}

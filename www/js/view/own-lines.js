// What people are told of what they say themselves. It is loaded once one is online.

import { Countdown } from './countdown.js';
import { DeliveryStates } from './delivery-states.js';

export class OwnLines {
  #form; #states; #countdown;

  /** `stay()` is the session, or null; `form` is what one writes in. */
  constructor({ stay, log, announcer, form }) {
    this.#form = form;
    this.#states = new DeliveryStates({
      lines: () => stay()?.lines ?? [],
      others: () => stay().others,
      stateOf: (line) => log.stateOf(line),
    });
    this.#countdown = new Countdown({
      place: form.querySelector('.composer-row'),
      excess: (text) => stay()?.excess(text) ?? -Infinity,
      say: (sentence) => announcer.say(sentence),
    });
    this.update();
  }

  /** Something may have changed in the conversation, or in the box one writes in. */
  update() {
    this.#states.changed();
    this.#countdown.edited(this.#form.querySelector('textarea').value);
  }
}

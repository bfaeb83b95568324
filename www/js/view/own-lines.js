// What people are told of what they say themselves. It is loaded once one is online.

import { Countdown } from './countdown.js';
import { DeliveryStates } from './delivery-states.js';
import { Lifetime } from './lifetime.js';

export class OwnLines {
  #form; #states; #countdown; #lifetime;

  /** `stay()` is the session, or null; `form` is what one writes in. */
  constructor({ stay, log, announcer, form }) {
    const say = (sentence) => announcer.say(sentence);
    const lines = () => stay()?.lines ?? [];
    const excess = (text) => stay()?.excess(text) ?? -Infinity;
    this.#form = form;
    this.#states = new DeliveryStates({ lines, others: () => stay().others, stateOf: (line) => log.rowOf(line)?.querySelector('.state') });
    this.#countdown = new Countdown({ place: form.querySelector('.composer-row'), excess, say });
    this.#lifetime = new Lifetime({ stay, lines, rowOf: (line) => log.rowOf(line), place: form });
    this.update();
  }

  /** Something may have changed in the conversation, or in the box one writes in. */
  update() {
    this.#states.changed();
    this.#lifetime.update();
    this.#countdown.edited(this.#form.querySelector('textarea').value);
  }
}

// What people are told of what they say themselves. It is loaded once one is online.

import { Countdown } from './countdown.js';
import { DeliveryStates } from './delivery-states.js';
import { makeHeldBy } from './held-by.js';
import { Lifetime } from './lifetime.js';
import { Others } from './others.js';

export class OwnLines {
  #stay; #form; #states; #countdown; #lifetime; #others;

  /** `stay()` is the session, or null; `people` the list of those present, `form` what one writes in. */
  constructor({ stay, log, people, announcer, form }) {
    const say = (sentence) => announcer.say(sentence);
    const lines = () => stay()?.lines ?? [];
    const excess = (text) => stay()?.excess(text) ?? -Infinity;
    this.#stay = stay;
    this.#form = form;
    this.#states = new DeliveryStates({ lines, others: () => stay().others, stateOf: (line) => log.rowOf(line)?.querySelector('.state') });
    this.#countdown = new Countdown({ place: form.querySelector('.composer-row'), excess, say });
    this.#lifetime = new Lifetime({ stay, lines, rowOf: (line) => log.rowOf(line), place: form });
    this.#others = new Others({ stay, log, people, announcer, form });
    this.update();
  }

  /** What one can see of the others, and do about them. */
  get others() {
    return this.#others;
  }

  /** An element that says who has an own line. */
  about(line) {
    return makeHeldBy(line, this.#stay()?.people ?? []);
  }

  /** Something may have changed in the conversation, or in the box one writes in. */
  update() {
    this.#states.changed();
    this.#lifetime.update();
    this.#others.update();
    this.#countdown.edited(this.#form.querySelector('textarea').value);
  }
}

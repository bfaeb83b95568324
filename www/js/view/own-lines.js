// What people are told of what they say themselves, and can do with it. It is loaded once one is online.

import { Countdown } from './countdown.js';
import { DeliveryStates } from './delivery-states.js';
import { makeHeldBy } from './held-by.js';
import { Lifetime } from './lifetime.js';
import { Others } from './others.js';
import { OwnActions } from './own-actions.js';

export class OwnLines {
  #form; #states; #countdown; #lifetime; #others;

  /** `stay()` is the session, or null; `people` the list of those present, `form` what one writes in. */
  constructor({ stay, log, people, announcer, form }) {
    const say = (sentence) => announcer.say(sentence);
    const lines = () => stay()?.lines ?? [];
    const excess = (text) => stay()?.excess(text) ?? -Infinity;
    this.#form = form;
    this.#states = new DeliveryStates({ lines, others: () => stay().others, stateOf: (line) => log.rowOf(line)?.querySelector('.state') });
    this.#countdown = new Countdown({ place: form.querySelector('.composer-row'), excess, say });
    this.#lifetime = new Lifetime({ stay, lines, rowOf: (line) => log.rowOf(line), place: form });
    const alter = (change) => stay()?.later?.then((later) => later && change(later));
    const about = (line) => makeHeldBy(line, stay()?.people ?? []);
    this.#others = new Others({ stay, log, people, announcer, form });
    new OwnActions({ lines, alter, about, rowOf: (line) => log.rowOf(line), lineOf: (row) => log.lineOf(row), excess, form, say });
    this.update();
  }

  /** What is left of changes for those who see or hear the page; and what becomes of what is typed: see Others. */
  shown(changes) {
    return this.#others.shown(changes);
  }

  say(text) {
    return this.#others.say(text);
  }

  /** Something may have changed in the conversation, or in the box one writes in. */
  update() {
    this.#states.changed();
    this.#lifetime.update();
    this.#others.update();
    this.#countdown.edited(this.#form.querySelector('textarea').value);
  }
}

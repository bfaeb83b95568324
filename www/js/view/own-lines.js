// What people are told of what they say themselves. It is loaded once one is online.

import { Countdown } from './countdown.js';
import { DeliveryStates } from './delivery-states.js';
import { makeHeldBy } from './held-by.js';
import { Lifetime } from './lifetime.js';
import { Others } from './others.js';

export class OwnLines {
  #stay; #form; #states; #countdown; #lifetime; #others;
  #files = null;

  /**
   * `stay()` is the session, or null, `status()` the transport's; `people` the list of those present, `form` what one writes in; `loadFiles()` gives a promise of what shows files
   * (files/files.js), or of false, and `more` is what that needs.
   */
  constructor({ stay, status, log, people, announcer, form, loadFiles, ...more }) {
    const say = (sentence) => announcer.say(sentence);
    const lines = () => stay()?.lines ?? [];
    const excess = (text) => stay()?.excess(text) ?? -Infinity;
    this.#stay = stay;
    this.#form = form;
    this.#states = new DeliveryStates({ lines, others: () => stay().others, stateOf: (line) => log.rowOf(line)?.querySelector('.state'), isBehind: () => log.isBehind });
    this.#countdown = new Countdown({ place: form.querySelector('.composer-row'), excess, say });
    this.#lifetime = new Lifetime({ stay, lines, rowOf: (line) => log.rowOf(line), place: form });
    this.#others = new Others({ stay, status, log, people, announcer, form, onAddressed: () => this.#files?.update() });
    this.update();
    loadFiles().then((loaded) => { this.#files = loaded && new loaded.Files({ stay, log, announcer, form, isToOne: () => this.#others.isToOne, ...more }); });
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
    this.#files?.update();
    this.#others.update();
    this.#countdown.edited(this.#form.querySelector('textarea').value);
  }
}

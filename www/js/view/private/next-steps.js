// What to do next where a link opens no private room, or one is not in it any more: buttons behind the sentence.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';
import { makeButton } from '../button.js';

const START = [['start']];
const STEPS = {
  unanswered: [['password', true]], uninvited: [['again', true], ['start']], gone: START, cut: START, spoilt: START, removed: START, withdrawn: START, closed: START,
  'turned away': START,
};

export class NextSteps {
  #place; #start; #again;
  #steps = make('span', 'answers');

  /** `place` is the element of the refusal. `start()` starts a private room, `again()` opens the link anew. */
  constructor(place, { start, again }) {
    this.#place = place;
    this.#start = start;
    this.#again = again;
  }

  show(refusal) {
    const isOffered = this.#place.querySelector('.start') !== null; // where all rooms are private (view/turned-off.js)
    const steps = (STEPS[refusal] ?? []).filter(([name]) => name !== 'start' || !isOffered);
    this.#steps.replaceChildren(...steps.map(([name, isAgain]) => makeButton(words.next[name], isAgain ? this.#again : this.#start)));
    if (steps.length > 0) this.#place.append(this.#steps);
    else this.#steps.remove();
  }
}

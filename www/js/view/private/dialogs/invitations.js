// Links that let in one person, once: making one, what has become of each, and taking one back.

import { make } from '../../elements.js';
import { words } from '../../../words/en-private-dialogs.js';
import { copy } from './copying.js';
import { makeAnswers, makeButton } from '../../button.js';
import { makeField } from './dialog.js';

export class Invitations {
  part = make('details', 'more');
  #make; #withdraw; #address; #announce;
  #list = make('ul', 'invitations');
  #place = make('div');
  #items = new Map(); // fragment -> { item, state }

  /** `make()` gives a promise of a fragment, `withdraw(fragment)` takes one back; `address(fragment)` is the whole link. */
  constructor({ make: makeOne, withdraw, address, announce }) {
    this.#make = makeOne;
    this.#withdraw = withdraw;
    this.#address = address;
    this.#announce = announce;
    this.#list.setAttribute('aria-label', words.once.list);
    this.part.append(make('summary', '', words.once.title), make('p', '', words.once.explanation),
      makeAnswers(makeButton(words.once.make, () => this.#add())), this.#place, this.#list);
  }

  /** `[{ fragment, state }]`. */
  refresh(invitations) {
    for (const [index, invitation] of invitations.entries()) this.#show(invitation, index + 1);
  }

  clear() {
    this.#items.clear();
    this.#list.replaceChildren();
    this.#place.replaceChildren();
  }

  async #add() {
    const fragment = await this.#make();
    if (fragment) await this.#pass(fragment); // else we are not in yet
  }

  async #pass(fragment) {
    const address = this.#address(fragment);
    if (await copy(address)) {
      this.#place.replaceChildren(make('p', 'done-sign', words.once.made));
      this.#announce(words.once.made);
      this.#list.scrollIntoView({ block: 'nearest' });
      return;
    }
    const [label, link] = makeField(words.once.link, 'text');
    Object.assign(link, { readOnly: true, value: address });
    this.#place.replaceChildren(label, link);
    link.select();
    this.#announce(words.invite.selected);
  }

  #show({ fragment, state }, index) {
    const known = this.#items.get(fragment);
    if (known?.state === state) return;
    const hadFocus = known?.item.contains(document.activeElement) ?? false;
    const item = known?.item ?? make('li');
    const isOver = state === 'used' || state === 'withdrawn';
    item.replaceChildren(make('span', '', words.once.number(index)), make('span', `state-${state}`, words.once.state[state]), ...(isOver ? [] : this.#buttons(fragment, state, index)));
    if (known) this.#announce(words.once.changed(index, words.once.state[state]));
    else this.#list.append(item);
    if (hadFocus) this.part.querySelector('.answers button').focus();
    this.#items.set(fragment, { item, state });
  }

  #buttons(fragment, state, index) {
    const again = makeButton(words.once.copy, () => this.#pass(fragment));
    again.setAttribute('aria-label', words.once.copyThis(index));
    const back = makeButton(words.once.withdraw, () => this.#withdraw(fragment));
    back.setAttribute('aria-label', words.once.withdrawThis(index));
    return [makeAnswers(...(state === 'open' ? [again] : []), back)];
  }
}

// To whom what one writes goes: to all, or to one alone, which stands above the box until one says otherwise. It never ends by
// itself: what was written for one must not go to all because they have left.

import { others as words } from '../words/en-others.js';
import { make, makeSentence } from './elements.js';
import { makeButton } from './button.js';

export class Addressee {
  #form; #stay; #onChosen;
  #bar = make('div', 'addressee');
  #sentence = make('p');
  #rooms = new Map();   // room -> { id, name }: what is typed stays there, too, when one is elsewhere

  /** `form` is what one writes in, `stay()` the session; `onChosen()` is told that it may be another. */
  constructor({ form, stay, onChosen, onCleared }) {
    this.#form = form;
    this.#onChosen = onChosen;
    this.#stay = stay;
    this.#sentence.id = 'addressee';
    this.#bar.hidden = true;
    const all = makeButton(words.toAll, () => {
      this.clear();
      onCleared();
    });
    this.#bar.append(this.#sentence, all);
    form.querySelector('.composer-row').before(this.#bar);
  }

  /** `{ id, name }`, or undefined for all. */
  get chosen() {
    return this.#rooms.get(this.#stay()?.room);
  }

  choose(person) {
    this.#rooms.set(this.#stay().room, { id: person.id, name: person.name });
    this.show();
    this.#onChosen();
  }

  clear() {
    this.#rooms.delete(this.#stay()?.room);
    this.show();
    this.#onChosen();
  }

  /** Shows it as it is now; `trouble` is what has gone wrong. */
  show(trouble = '') {
    const { chosen } = this;
    const stay = this.#stay();
    this.#bar.hidden = chosen === undefined;
    this.#form.classList.toggle('to-one', chosen !== undefined);
    const isHere = chosen && stay.people.some(({ id }) => id === chosen.id);
    const sentence = !chosen ? '' : isHere ? `${words.to(chosen.name)}. ${words.readable[stay.isPrivate ? 'private' : 'public']}` : words.notHere(chosen.name);
    const said = trouble || sentence;
    this.#sentence.title = said; // there may be too little room for all of it
    if (this.#sentence.dataset.said !== said) this.#sentence.replaceChildren(...makeSentence(said));
    this.#sentence.dataset.said = said;
    const box = this.#form.querySelector('textarea');
    const described = new Set(box.getAttribute('aria-describedby').split(' '));
    described[chosen ? 'add' : 'delete'](this.#sentence.id);
    box.setAttribute('aria-describedby', [...described].join(' '));
  }
}

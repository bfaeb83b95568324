// The list of those present.

import { dye } from './colour.js';
import { make, makeFace, makeLikeness } from './elements.js';
import { words } from '../words/words.js';

function makePerson({ id, name, like, own }) {
  const item = make('li', 'person dyed');
  dye(item, id);
  const label = make('span', '');
  label.append(make('bdi', 'name', name));
  if (like) label.append(' ', makeLikeness(like));
  if (own) label.append(make('span', 'you', words.people.yourself));
  item.append(makeFace(name), label);
  return item;
}

export class People {
  #panel; #list; #count; #toggle;
  #due = false;
  #items = new Map(); // id -> { name, like, item }

  constructor({ panel, list, count, toggle }) {
    this.#panel = panel;
    this.#list = list;
    this.#count = count;
    this.#toggle = toggle;
    toggle.addEventListener('click', () => this.#open(!panel.classList.contains('open')));
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !panel.classList.contains('open')) return;
      this.#open(false);
      toggle.focus();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (!panel.contains(target) && !toggle.contains(target)) this.#open(false);
    });
  }

  /** Shows those whom `read` returns, once a frame at most: a thousand may come at once. */
  refresh(read) {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#show(read());
    });
  }

  #show(people) {
    const items = new Map(people.map((person) => [person.id, this.#itemOf(person)]));
    this.#items = items;
    this.#list.replaceChildren(...[...items.values()].map(({ item }) => item));
    const sentence = people.length > 0 ? words.people.present(people.length) : '';
    this.#count.textContent = sentence;
    this.#toggle.setAttribute('aria-label', words.people.presentLabel(sentence));
  }

  #itemOf(person) {
    const known = this.#items.get(person.id);
    return known?.name === person.name && known.like === person.like ? known : { name: person.name, like: person.like, item: makePerson(person) };
  }

  #open(open) {
    this.#panel.classList.toggle('open', open);
    this.#toggle.setAttribute('aria-expanded', String(open));
  }
}

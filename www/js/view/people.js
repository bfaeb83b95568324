// The list of those present.

import { dye } from './colour.js';
import { make, makeFace, makeLikeness, watchSizes } from './elements.js';
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
  #panel; #list; #count; #toggle; #close;
  #due = false;
  #items = new Map(); // id -> { name, like, item }

  /** Called with the people and `id -> { item }` each time they are shown, by what has more to show of them. */
  onShown = (_people, _items) => {};
  onFilled = (_people, _items) => {};

  /** The buttons for what can be done about another, for a dialog that `close()` closes. */
  actions = () => [];

  /** `panel` with the `list` and the button `close` lies beside the talk, or where there is no room, opens over it by `toggle`. */
  constructor({ panel, list, count, toggle, close }) {
    this.#panel = panel;
    this.#list = list;
    this.#count = count;
    this.#toggle = toggle;
    this.#close = close;
    toggle.addEventListener('click', () => (this.#isOpen ? this.#shut() : this.#open()));
    close.addEventListener('click', () => this.#shut());
    document.addEventListener('keydown', ({ key }) => { if (key === 'Escape' && this.#isOpen) this.#shut(); });
    // Whoever goes elsewhere wants to see what is there, by pointer or by keyboard.
    const within = (target) => panel.contains(target) || toggle.contains(target);
    document.addEventListener('pointerdown', ({ target }) => { if (!within(target)) this.#show(false); });
    panel.addEventListener('focusout', ({ relatedTarget }) => { if (relatedTarget && !within(relatedTarget)) this.#show(false); });
    // What scrolls must be reached by keyboard, and what does not scroll would be a stop for nothing.
    watchSizes([list], () => this.#makeReachable());
  }

  /** Shows those whom `read` returns, once a frame at most: a thousand may come at once. */
  refresh(read) {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#fill(read());
    });
  }

  #fill(people) {
    const items = new Map(people.map((person) => [person.id, this.#itemOf(person)]));
    this.#items = items;
    const focused = /** @type {HTMLElement} */ (document.activeElement);
    this.#list.replaceChildren(...[...items.values()].map(({ item }) => item));
    if (this.#list.contains(focused)) focused.focus();
    const sentence = people.length > 0 ? words.people.present(people.length) : '';
    this.#count.textContent = sentence;
    this.#toggle.setAttribute('aria-label', words.people.presentLabel(sentence));
    this.onShown(people, items);
    this.onFilled(people, items); // behind what a private room shows
    this.#makeReachable();
  }

  #itemOf(person) {
    const known = this.#items.get(person.id);
    return known?.name === person.name && known.like === person.like ? known : { name: person.name, like: person.like, item: makePerson(person) };
  }

  get #isOpen() {
    return this.#panel.parentElement.classList.contains('listing');
  }

  #open() {
    this.#show(true);
    this.#close.focus({ preventScroll: true });
  }

  #shut() {
    this.#show(false);
    this.#toggle.focus({ preventScroll: true });
  }

  #show(open) {
    this.#panel.parentElement.classList.toggle('listing', open); // not :has() in the style sheet: each row that comes would be asked for it
    this.#toggle.setAttribute('aria-expanded', String(open));
  }

  #makeReachable() {
    const { scrollHeight, clientHeight } = this.#list;
    if (scrollHeight > clientHeight) this.#list.tabIndex = 0;
    else this.#list.removeAttribute('tabindex');
  }
}

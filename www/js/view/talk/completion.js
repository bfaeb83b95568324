// Offers those present while a mention is typed: a list above the box, gone through by arrows, taken by Enter or Tab, or by a press.

import { mentionAt, offered } from '../../kinds/mentions.js';
import { talk as words } from '../../words/en-talk.js';
import { make } from '../elements.js';

const LIST = 'mentions';

export class Completion {
  #form; #people; #say;
  #list = make('ul', 'mention-list');
  #offered = [];
  #at = 0;
  #mention = null;
  #closedAt = null; // the mention that was typed when the list was closed

  /** `people()` are those present; `say(sentence)` says it to those who hear the page. */
  constructor({ form, people, say }) {
    this.#form = form;
    this.#people = people;
    this.#say = say;
    this.#list.id = LIST;
    this.#list.hidden = true;
    this.#list.setAttribute('role', 'listbox');
    this.#list.setAttribute('aria-label', words.people);
    form.querySelector('.composer-row').prepend(this.#list);
    form.addEventListener('keydown', (event) => this.#key(event), true); // before the box sends
    form.addEventListener('input', () => this.update());
    form.addEventListener('focusout', () => this.close());
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault()); // the box keeps the focus
    this.#list.addEventListener('click', ({ target }) => this.#take(this.#offered[[...this.#list.children].indexOf(target.closest('li'))]));
  }

  get #box() {
    return this.#form.querySelector('textarea');
  }

  /** Something was typed, or somebody has come or gone. */
  update() {
    const box = this.#box;
    const mention = document.activeElement === box && box.selectionStart === box.selectionEnd ? mentionAt(box.value, box.selectionEnd) : null;
    if (mention?.from !== this.#closedAt) this.#closedAt = null;
    const people = mention && this.#closedAt === null ? offered(this.#people().filter(({ own }) => !own), mention.query) : [];
    if (people.length === 0) return this.close();
    const isNew = this.#list.hidden || people.length !== this.#offered.length;
    this.#mention = mention;
    this.#offered = people;
    this.#at = isNew ? 0 : Math.min(this.#at, people.length - 1);
    this.#list.hidden = false;
    this.#show();
    if (isNew) this.#say(words.offered(people.length));
  }

  #show() {
    this.#list.replaceChildren(...this.#offered.map(({ name }, index) => {
      const option = make('li', '');
      option.id = `${LIST}-${index}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', String(index === this.#at));
      option.append(make('bdi', '', name));
      return option;
    }));
    const box = this.#box;
    box.setAttribute('aria-controls', LIST);
    box.setAttribute('aria-autocomplete', 'list');
    box.setAttribute('aria-activedescendant', `${LIST}-${this.#at}`);
    this.#list.children[this.#at].scrollIntoView({ block: 'nearest' });
  }

  /** Offers nothing any more. */
  close() {
    if (this.#list.hidden) return;
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.#offered = [];
    for (const name of ['aria-controls', 'aria-autocomplete', 'aria-activedescendant']) this.#box.removeAttribute(name);
  }

  #key(event) {
    if (this.#list.hidden || event.isComposing || event.target !== this.#box || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, shiftKey } = event;
    const count = this.#offered.length;
    if (key === 'ArrowDown') this.#at = (this.#at + 1) % count;
    else if (key === 'ArrowUp') this.#at = (this.#at + count - 1) % count;
    else if (key === 'Escape') this.#closedAt = this.#mention.from;
    else if (!['Enter', 'Tab'].includes(key) || shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'Escape') this.close();
    else if (key.startsWith('Arrow')) this.#show();
    else this.#take(this.#offered[this.#at]);
  }

  #take(person) {
    if (!person) return;
    const box = this.#box;
    const { from } = this.#mention;
    this.close();
    box.setRangeText(`@${person.name} `, from, box.selectionEnd, 'end');
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

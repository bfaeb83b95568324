// Own lines can be said in other words, or be withdrawn. A click on one shows how, below it; so does the arrow up in an empty
// box, for the last of them, and from there the arrows go on to the others.

import { ownLines as words } from '../words/en-own-lines.js';
import { make } from './elements.js';

const AROUND_AN_EDIT = 100; // bytes, more than around a line

// Here and not in a style sheet, which would be one more request.
const BAR_STYLE = { 'grid-area': '3 / 1 / 4 / -1', 'justify-self': 'end', 'max-width': '100%', padding: '0.3rem 0' };
const BOX_STYLE = {
  display: 'block', width: '36rem', 'max-width': '100%', padding: '0.5rem 0.85rem', border: '1px solid var(--edge)', 'border-radius': 'var(--radius)',
  background: 'var(--surface)', 'line-height': '1.45', 'outline-offset': '-3px', 'margin-bottom': '0.3rem',
};

function dress(element, style) {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  return element;
}

function makeButton(label, onClick) {
  const button = make('button', 'small', label);
  button.type = 'button';
  button.addEventListener('click', onClick);
  return button;
}

export class OwnActions {
  #lines; #alter; #about; #rowOf; #lineOf; #excess; #form; #say;
  #bar = dress(make('div'), BAR_STYLE);
  #trouble = make('p', 'trouble');
  #line = null; // whose actions are shown

  /**
   * `lines()` are those of the conversation, `rowOf(line)` and `lineOf(row)` tell where they are shown. `alter(change)` calls
   * `change(later)` with what alters lines; `about(line)` is an element that says more of it. `excess(text)` tells by how many bytes it is too long, less than nothing where it is
   * not; `form` is what one writes in; `say(sentence)` says it to those who hear the page.
   */
  constructor({ lines, alter, about, rowOf, lineOf, excess, form, say }) {
    this.#lines = lines;
    this.#alter = alter;
    this.#about = about;
    this.#rowOf = rowOf;
    this.#lineOf = lineOf;
    this.#excess = excess;
    this.#form = form;
    this.#say = say;
    this.#trouble.setAttribute('role', 'alert');
    this.#bar.setAttribute('role', 'group');
    this.#bar.setAttribute('aria-label', words.actions);
    this.#bar.addEventListener('keydown', (event) => this.#key(event));
    document.querySelector('#lines').addEventListener('click', (event) => this.#clicked(event));
    form.addEventListener('keydown', (event) => this.#keyInBox(event));
    form.querySelector('#keys').append(' ', make('span', 'visually-hidden', words.keys));
  }

  #clicked({ target }) {
    if (!target.closest('.own .text') || target.closest('a') || !getSelection().isCollapsed) return;
    const line = this.#lineOf(target.closest('.line'));
    if (line === this.#line && this.#bar.isConnected) this.#close();
    else this.#open(line);
  }

  #keyInBox(event) {
    if (event.key !== 'ArrowUp' || event.isComposing || event.target.value !== '' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (this.#move(this.#own.length - 1)) event.preventDefault();
  }

  #key(event) {
    if (event.isComposing) return;
    const isEditing = event.target.localName === 'textarea';
    if (event.key === 'Escape') this.#back();
    else if (isEditing && event.key === 'Enter' && !event.shiftKey) this.#save(event.target.value);
    else if (!isEditing && event.key === 'ArrowUp') this.#move(this.#own.indexOf(this.#line) - 1);
    else if (!isEditing && event.key === 'ArrowDown') this.#move(this.#own.indexOf(this.#line) + 1);
    else return;
    event.preventDefault();
  }

  get #own() {
    return this.#lines().filter(({ own }) => own);
  }

  // To the actions of that one of the own lines; behind the last is the box.
  #move(index) {
    const own = this.#own;
    if (index < 0) return false;
    if (index >= own.length) this.#back();
    else this.#open(own[index], true);
    return true;
  }

  #open(line, focus = false) {
    const row = this.#rowOf(line);
    if (!row) return;
    this.#line = line;
    const edit = makeButton(words.edit, () => this.#edit());
    const about = Object.assign(this.#about(line), { id: 'about-own-line' });
    edit.setAttribute('aria-describedby', about.id);
    this.#bar.replaceChildren(edit, ' ', makeButton(words.withdraw, () => this.#withdraw()), about);
    row.append(this.#bar);
    if (focus) edit.focus();
  }

  #close() {
    this.#bar.remove();
    this.#line = null;
  }

  #back() {
    this.#close();
    this.#form.querySelector('textarea').focus();
  }

  #edit() {
    const box = dress(make('textarea'), BOX_STYLE);
    box.value = this.#line.content.text;
    box.rows = Math.min(8, box.value.split('\n').length + 1);
    box.dir = 'auto';
    box.setAttribute('aria-label', words.edit);
    box.addEventListener('input', () => { this.#trouble.textContent = ''; });
    const save = makeButton(words.save, () => this.#save(box.value));
    this.#trouble.textContent = '';
    this.#bar.replaceChildren(box, this.#trouble, save, ' ', makeButton(words.cancel, () => this.#back()));
    box.focus();
  }

  #save(text) {
    const line = this.#line;
    if (this.#excess(text) > -AROUND_AN_EDIT) {
      this.#trouble.textContent = words.tooLong;
      return;
    }
    if (text !== line.content.text) this.#alter((later) => later.reword(line, text));
    this.#back();
  }

  #withdraw() {
    const line = this.#line;
    this.#alter((later) => later.withdraw(line));
    this.#say(words.withdrawn);
    this.#back();
  }
}

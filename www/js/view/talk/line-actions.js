// What can be done with a line: a click on it shows that, below it. So does the arrow up in an empty box, for the last line of
// one's own, and from there the arrows go on to the others. Own lines can be said in other words or withdrawn, all can be answered.

import { ALONE } from '../../kinds/alone.js';
import { talk as words } from '../../words/en-talk.js';
import { make } from '../elements.js';
import { makeButton, makeLabelledButton } from '../button.js';

const AROUND_AN_EDIT = 100; // bytes, more than around a line
const OFFERED = ['👍', '❤️', '😂', '😮', '😢', '🎉'];
const MODIFIERS = ['ctrlKey', 'altKey', 'metaKey'];

export class LineActions {
  #needs;
  #bar = make('div', 'line-actions');
  #trouble = make('p', 'trouble');
  #line = null; // whose actions are shown
  #isFocused = false;

  /**
   * `lines()` are those of the conversation, `rowOf(line)` and `lineOf(row)` tell where they are shown. `alter(change)` calls
   * `change(later)` with what alters lines, and gives a promise of the result; `reply(line)` begins an answer, `mayReply(line)` tells whether it can; `react(line, emoji)` reacts, and gives a sentence where that
   * is not possible; `about(line)` is an element that says who has an own line. `excess(text)` tells by how many bytes it is too long, less than nothing where it is not; `form` is what one
   * writes in; `say(sentence)` says it to those who hear the page.
   */
  constructor(needs) {
    this.#needs = needs;
    this.#trouble.setAttribute('role', 'alert');
    this.#bar.setAttribute('role', 'group');
    this.#bar.addEventListener('keydown', (event) => this.#key(event));
    this.#bar.addEventListener('focusin', () => { this.#isFocused = true; });
    this.#bar.addEventListener('focusout', ({ relatedTarget }) => { this.#isFocused = relatedTarget === null; }); // or it has gone
    document.querySelector('#lines').addEventListener('click', (event) => this.#clicked(event));
    needs.form.addEventListener('keydown', (event) => this.#keyInBox(event));
    needs.form.querySelector('#keys').append(' ', make('span', 'visually-hidden', words.keys));
  }

  /** Lines may have gone, and with one of them what has the focus. */
  update() {
    if (!this.#line || this.#bar.isConnected) return;
    this.#line = null;
    if (this.#isFocused && document.activeElement === document.body) this.#back();
  }

  get #lines() {
    return this.#needs.lines().filter(({ events }) => !events);
  }

  #clicked({ target }) {
    if (!target.closest('.text') || target.closest('a, button') || !getSelection().isCollapsed) return;
    if (this.#staysEditing()) return;
    const line = this.#needs.lineOf(target.closest('.line'));
    if (line === this.#line && this.#bar.isConnected) this.#close();
    else this.#open(line);
  }

  #keyInBox(event) {
    const isElsewhere = event.target.localName !== 'textarea' || event.target.value !== '';
    if (event.key !== 'ArrowUp' || event.isComposing || isElsewhere || MODIFIERS.some((key) => event[key])) return;
    const lines = this.#lines;
    const own = event.shiftKey ? -1 : lines.findLastIndex((line) => line.own);
    if (this.#move(own < 0 ? lines.length - 1 : own)) event.preventDefault();
  }

  // What one has begun to say in other words is not lost by the way: one goes back to it.
  #staysEditing() {
    const box = this.#bar.isConnected ? this.#bar.querySelector('.edit-box') : null;
    if (!box || box.value === this.#line.content.text) return false;
    box.focus();
    return true;
  }

  #key(event) {
    if (event.isComposing) return;
    const isWriting = /^(textarea|input)$/.test(event.target.localName);
    if (event.key === 'Escape') this.#back();
    else if (event.target.localName === 'textarea' && event.key === 'Enter' && !event.shiftKey) this.#save(event.target.value);
    else if (event.target.localName === 'input' && event.key === 'Enter') this.#react(event.target.value);
    else if (isWriting || !this.#arrow(event.key)) return;
    event.preventDefault();
  }

  #arrow(key) {
    const at = this.#lines.indexOf(this.#line);
    if (key === 'ArrowUp') this.#move(Math.max(0, at - 1));
    else if (key === 'ArrowDown') this.#move(at + 1);
    else if (key === 'ArrowLeft') this.#aside(-1);
    else if (key === 'ArrowRight') this.#aside(1);
    else return false;
    return true;
  }

  #aside(by) {
    const buttons = [...this.#bar.querySelectorAll('button')];
    const way = getComputedStyle(this.#bar).direction === 'rtl' ? -by : by;
    buttons[buttons.indexOf(document.activeElement) + way]?.focus();
  }

  // To the actions of that one of the lines; behind the last is the box. One that is not shown is passed over.
  #move(index) {
    if (this.#staysEditing()) return true;
    const lines = this.#lines;
    const step = index < lines.indexOf(this.#line) || !this.#line ? -1 : 1;
    let at = index;
    while (lines[at] && !this.#needs.rowOf(lines[at])) at += step;
    if (lines[at]) this.#open(lines[at], true);
    else if (!this.#line) return false;
    else if (at >= lines.length) this.#back();
    return true;
  }

  #open(line, focus = false) {
    const row = this.#needs.rowOf(line);
    if (!row) return;
    this.#line = line;
    this.#trouble.textContent = '';
    this.#bar.setAttribute('aria-label', words.actions); // the language may be another one by now
    const own = [makeButton(words.edit, () => this.#edit()), makeButton(words.withdraw, () => this.#withdraw())];
    const about = line.own ? [Object.assign(this.#needs.about(line), { id: 'about-own-line' })] : [];
    for (const { id } of about) own[0].setAttribute('aria-describedby', id);
    const emoji = () => [
      ...OFFERED.map((each) => makeLabelledButton(each, words.reactWith(each), () => this.#react(each))),
      makeLabelledButton('…', words.otherEmoji, () => this.#ask()),
    ];
    this.#bar.replaceChildren(
      ...(line.own ? own : []),
      ...(this.#needs.mayReply(line) ? [makeButton(words.reply, () => this.#reply())] : []),
      ...(line.kind === ALONE ? [] : emoji()), // a reaction goes to all
      ...about,
      this.#trouble,
    );
    row.append(this.#bar);
    if (focus) this.#bar.querySelector('button')?.focus();
    this.#bar.scrollIntoView({ block: 'nearest' });
  }

  #close() {
    this.#bar.remove();
    this.#line = null;
  }

  #back() {
    this.#close();
    this.#needs.form.querySelector('textarea').focus();
  }

  #reply() {
    const line = this.#line;
    this.#back();
    this.#needs.reply(line);
  }

  #react(emoji) {
    this.#trouble.textContent = this.#needs.react(this.#line, emoji) ?? '';
    if (this.#trouble.textContent === '') this.#back();
  }

  #ask() {
    const box = make('input', 'emoji-box');
    box.maxLength = 40;
    box.autocomplete = 'off';
    box.setAttribute('aria-label', words.oneEmoji);
    box.placeholder = words.oneEmoji;
    box.addEventListener('input', () => { this.#trouble.textContent = ''; });
    this.#bar.replaceChildren(box, makeButton(words.react, () => this.#react(box.value)), makeButton(words.cancel, () => this.#back()), this.#trouble);
    box.focus();
  }

  #edit() {
    const box = make('textarea', 'edit-box');
    box.value = this.#line.content.text;
    box.rows = Math.min(8, box.value.split('\n').length + 1);
    box.dir = 'auto';
    box.setAttribute('aria-label', words.edit);
    box.addEventListener('input', () => { this.#trouble.textContent = ''; });
    this.#trouble.textContent = '';
    this.#bar.replaceChildren(box, this.#trouble, makeButton(words.save, () => this.#save(box.value)), makeButton(words.cancel, () => this.#back()));
    box.focus();
  }

  async #save(text) {
    const line = this.#line;
    if (this.#needs.excess(text) > -AROUND_AN_EDIT) {
      this.#trouble.textContent = words.tooLong;
      return;
    }
    const isSaid = text === line.content.text || await this.#needs.alter((later) => later.reword(line, text));
    if (this.#line !== line) return;
    if (!isSaid && line.kind === ALONE && !this.#needs.mayReply(line)) this.#trouble.textContent = words.hasLeft;
    else this.#back();
  }

  #withdraw() {
    const line = this.#line;
    this.#needs.alter((later) => later.withdraw(line));
    this.#needs.say(words.withdrawn);
    this.#back();
  }
}

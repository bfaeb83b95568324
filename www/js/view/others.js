// What one is told of the others, beside what they say, and can do about them. It is loaded once one is online.

import { others as words } from '../words/en-others.js';
import { Addressee } from './addressee.js';
import { AutoAway } from './auto-away.js';
import { loadSheet } from './connection-dialog.js';
import { make, makeSentence } from './elements.js';
import { Ignored } from './ignored.js';
import { PersonMenu } from './person-menu.js';
import { Quiet } from './quiet.js';
import { makeButton } from './button.js';

const timers = { set: (call, milliseconds) => setTimeout(call, milliseconds), clear: (timer) => clearTimeout(timer) };

export class Others {
  #stay; #status; #log; #form; #say;
  #here = null;         // the stay that all this is about
  #asides = null;       // what says and hears it there (chat/asides.js)
  #loading = false;
  #shown = [];          // [person, item] in the list
  #told = new WeakMap(); // item -> what it says of them
  #unmarked = new Set(); // lines to one alone that have just come
  #ignored = new Ignored();
  #quiet; #menu; #addressee; #away;
  /** What is chosen about it: whether the others are told that we type. */
  typing = { isTold: true };
  #typing = make('p', 'typing');
  #cutOff = make('p', 'cut-off', words.cutOff);
  #hidden = make('div', 'hidden-lines');
  #hiddenSentence = make('p');

  /** `stay()` is the session, or null, `status()` the transport's; `people` the list of those present, `form` what one writes in; `onAddressed()` is told that this may be for another. */
  constructor({ stay, status, log, people, announcer, form, onAddressed }) {
    this.#stay = stay;
    this.#status = status;
    this.#log = log;
    this.#form = form;
    this.#say = (sentence) => announcer.say(sentence);
    this.#quiet = new Quiet({ timers, now: () => performance.now(), say: (count) => this.#say(words.manyMoved(count)) });
    this.#addressee = new Addressee({ form, stay, onChosen: onAddressed, onCleared: () => this.#box.focus() });
    this.#away = new AutoAway({ timers, goAway: (isAway) => this.#asides?.goAway(isAway) });
    this.#menu = new PersonMenu({ deeds: this.deeds, say: this.#say });
    this.#hidden.hidden = this.#typing.hidden = this.#cutOff.hidden = true;
    this.#hidden.append(this.#hiddenSentence, makeButton(words.showHidden, () => this.#showHidden()));
    form.querySelector('#trouble').before(this.#cutOff, this.#typing, this.#hidden);
    form.addEventListener('input', () => this.#typed());
    document.addEventListener('visibilitychange', () => this.#away.hidden(document.hidden));
    this.#away.hidden(document.hidden);
    people.actions = (person, close) => this.#menu.buttons(person, close);
    people.onFilled = (list, items) => this.#filled(list, items);
    loadSheet(document.body, /** @type {HTMLElement} */ (document.querySelector('#people-list')).dataset.style);
    this.update();
    people.refresh(() => stay()?.people ?? []);
  }

  /** What is left of changes for those who see or hear the page. */
  shown(changes) {
    for (const { type, line } of changes) if (type === 'added' && line.kind === 'alone') this.#unmarked.add(line);
    return this.#quiet.heard(this.#ignored.shown(changes, this.#stay()?.lines ?? []));
  }

  /** Something may have changed. */
  update() {
    if (this.#stay() !== this.#here) this.#begin();
    this.#load();
    for (const line of this.#unmarked) this.#mark(line);
    this.#unmarked.clear();
    this.#showCutOff();
    this.#showTyping();
    this.#showHiddenCount();
    this.#addressee.show();
  }

  /** Says to one alone what is written to one alone: whether it was said; undefined where it is for all. */
  say(text) {
    if (this.#asides?.isAway()) this.#asides.goAway(false);
    const { chosen } = this.#addressee;
    if (!chosen) return undefined;
    if (this.#asides?.say(chosen.id, text, this.#here.lifetime)) return true;
    const trouble = this.#asides ? words.notHere(chosen.name) : words.notNow;
    this.#addressee.show(trouble);
    this.#say(trouble);
    return false;
  }

  /** Whether what one writes is for one alone. */
  get isToOne() {
    return this.#addressee.chosen !== undefined;
  }

  /** The other one of a line to one alone; undefined where they are not here any more. */
  otherOf({ own, sender, content }) {
    const other = own ? content.to : sender;
    return this.#here?.people.find(({ id }) => id === other);
  }

  /** What one writes next is for the other one of a line to one alone, and nobody else. */
  answer(line) {
    const other = this.otherOf(line);
    if (other) this.#write(other);
  }

  /** Takes another name, and says so; a sentence where that is not possible, else null. */
  rename(typed) {
    const { refused, name } = this.#asides?.rename(typed) ?? { refused: 'notNow' };
    if (refused) return words.refused[refused](name);
    this.#say(words.renamed(name));
    return null;
  }

  /** One is away until one says something, and that is told; a sentence where that is not possible, else null. */
  goAway() {
    if (!this.#asides) return words.notNow;
    this.#asides.goAway(true);
    this.#say(words.goneAway);
    return null;
  }

  /** What one can do: see PersonMenu. */
  get deeds() {
    return {
      name: () => this.#here?.people.find(({ own }) => own)?.name ?? '',
      rename: (name) => this.#asides?.rename(name) ?? null,
      isAway: () => this.#asides?.isAway() ?? false,
      goAway: (isAway) => this.#asides?.goAway(isAway),
      write: (person) => this.#write(person),
      isIgnored: (id) => this.#ignored.has(id),
      ignore: (person) => this.#changeIgnored(this.#ignored.ignore(person, this.#here.lines), words.ignoring(person.name)),
      heed: (person) => this.#changeIgnored(this.#ignored.heed(person.id, this.#here.lines), words.heeded(person.name)),
    };
  }

  get #box() {
    return this.#form.querySelector('textarea');
  }

  #begin() {
    this.#here = this.#stay();
    this.#asides = null;
    this.#loading = false;
    this.#ignored.clear();
    this.#typing.hidden = true;
    this.#unmarked = new Set((this.#here?.lines ?? []).filter(({ kind }) => kind === 'alone'));
  }

  async #load() {
    const here = this.#here;
    if (this.#asides || this.#loading || !here?.later) return;
    this.#loading = true;
    const asides = await (await here.later)?.asides;
    if (here !== this.#here) return;
    this.#asides = asides ?? null;
    this.#loading = false;
    if (asides) this.#markAll();
  }

  #write(person) {
    this.#addressee.choose(person);
    this.#box.focus();
    this.#say(words.to(person.name));
  }

  #typed() {
    if (!this.typing.isTold || this.#box.value.trim() === '') return;
    const { chosen } = this.#addressee;
    this.#asides?.types(chosen?.id);
  }

  // ---- what is shown ----

  #filled(list, items) {
    this.#shown = list.map((person) => [person, items.get(person.id).item]);
    for (const [person, item] of this.#shown) this.#menu.mark(item, person);
    this.#markAll();
  }

  #markAll() {
    const typing = new Set(this.#asides?.typing ?? []);
    for (const [person, item] of this.#shown) {
      const isAway = person.own ? this.#asides?.isAway() : this.#asides?.isAway(person.id);
      const isIgnored = this.#ignored.has(person.id);
      const told = [isIgnored && words.ignored, isAway && words.away, !isIgnored && typing.has(person.id) && words.types].filter(Boolean).join(' · ');
      if ((this.#told.get(item) ?? '') === told) continue;
      this.#told.set(item, told);
      (item.querySelector('.doing') ?? this.#placeIn(item)).textContent = told;
      item.classList.toggle('away', Boolean(isAway));
    }
  }

  // Behind the name, and what belongs to it.
  #placeIn(item) {
    const place = make('span', 'doing');
    [...item.querySelectorAll('.name, .likeness, .you')].at(-1).after(place);
    return place;
  }

  // Others may have opened this very room at another server, and neither hears the other before they find together again.
  #showCutOff() {
    const isCutOff = this.#status().cutOff === true;
    if (isCutOff && this.#cutOff.hidden) this.#say(words.cutOff);
    this.#cutOff.textContent = words.cutOff;
    this.#cutOff.hidden = !isCutOff;
  }

  #showTyping() {
    const typing = (this.#asides?.typing ?? []).filter((id) => !this.#ignored.has(id));
    const people = this.#here?.people ?? [];
    const sentence = words.typing(typing.map((id) => people.find((person) => person.id === id)?.name ?? '').filter(Boolean));
    if (sentence !== '') this.#typing.hidden = false; // from then on there is room for it, so that the talk stays where it is
    if (this.#typing.dataset.said === sentence) return;
    this.#typing.dataset.said = sentence;
    this.#typing.replaceChildren(...makeSentence(sentence));
    this.#markAll();
  }

  // Whom it is for stands in each, since lines of one person in one breath show the name once.
  #mark(line) {
    const row = this.#log.rowOf(line);
    if (!row || row.classList.contains('alone')) return;
    const mark = make('p', 'for-one');
    mark.append(...makeSentence(line.content.mark));
    row.classList.add('alone');
    row.querySelector('.body').prepend(mark);
  }

  // ---- whom one does not hear ----

  #changeIgnored(changes, sentence) {
    for (const { type, line } of changes) if (type === 'added' && line.kind === 'alone') this.#unmarked.add(line);
    this.#log.apply(changes);
    this.#say(sentence);
    this.update();
    this.#markAll();
  }

  #showHiddenCount() {
    const hidden = this.#ignored.hidden;
    const count = hidden.reduce((sum, person) => sum + person.count, 0);
    this.#hidden.hidden = count === 0;
    const sentence = count === 0 ? '' : hidden.length === 1 ? words.hidden(count, hidden[0].name) : words.hiddenOfMany(count, hidden.length);
    if (this.#hidden.dataset.said === sentence) return;
    this.#hidden.dataset.said = sentence;
    this.#hiddenSentence.replaceChildren(...makeSentence(sentence));
  }

  #showHidden() {
    const hidden = this.#ignored.hidden;
    for (const { id } of hidden) this.#log.apply(this.#ignored.heed(id, this.#here.lines));
    this.#box.focus();
    this.#changeIgnored([], hidden.length === 1 ? words.heeded(hidden[0].name) : words.allHeeded);
  }
}

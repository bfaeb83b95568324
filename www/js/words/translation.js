// Puts the sentences of a language file in the place of the English ones. A language file is data, with the rest of it in a second
// one, as de-talk.js: under the names of the parts and of their sentences it has
//
//   'Close'                                  a sentence
//   '{name} has left'                        one with slots: slots.js says what they are filled with
//   { one: '{count} line', other: '…' }      one that depends on the slot `count`: by the plural categories of the
//                                            language (Intl.PluralRules); a number, as in { 1: '…' }, goes before these
//   { lobby: '…', room: '…' }                several, of which slots.js chooses one; or all belong together
//
// What is missing there is said in English.

import { isolated } from './isolated.js';
import { slotsOf } from './slots.js';

const NAMES = new Set(['name', 'by', 'other']); // slots that hold what people call themselves
const SLOT = /\{(\w+)\}/g;

const isTree = (value) => typeof value === 'object' && value !== null;
const copyOf = (tree) => (isTree(tree) ? Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, copyOf(value)])) : tree);
const byDefault = (value) => (isTree(value) ? value : { name: value, count: value });

export class Translation {
  #data; #rules; #slots;
  #remarks = {}; // what private rooms have put among the sentences of the page

  /** `locale` is a tag such as `de-AT`; `data` is the language file. */
  constructor(locale, data) {
    this.locale = locale;
    this.#data = data;
    this.#rules = new Intl.PluralRules(locale);
    this.#slots = slotsOf(data, this, () => this.#remarks);
  }

  /** Says `form`, a piece of the language file: a sentence, or where there are several under names, these with their sentences. */
  say(form, slots = {}) {
    if (typeof form === 'string') return form.replace(SLOT, (_, name) => this.#shown(name, slots[name]));
    if (!isTree(form)) throw new TypeError(`no sentence: ${form}`);
    const { count } = slots;
    if (form.other !== undefined && count !== undefined) return this.say(form[count] ?? form[this.#rules.select(count)] ?? form.other, slots);
    return Object.fromEntries(Object.entries(form).map(([key, each]) => [key, this.say(each, slots)]));
  }

  /** A list of names or the like, as the language writes them. */
  list(names) {
    return new Intl.ListFormat(this.locale).format(names);
  }

  /** Puts the sentences of a part into `target`; `english` has them as they were. */
  into(target, part, english) {
    if (part === 'main') this.#remarks = target.remarks;
    this.#fill(target, english, this.#data[part] ?? {}, this.#slots[part] ?? {});
  }

  #shown(name, value) {
    if (typeof value === 'number') return value.toLocaleString(this.locale);
    return NAMES.has(name) ? isolated(value) : value;
  }

  #fill(target, english, data, slots) {
    for (const [key, value] of Object.entries(english)) {
      const form = data[key];
      if (isTree(value)) this.#fill(target[key], value, form ?? {}, slots[key] ?? {});
      else if (typeof value === 'function' && form !== undefined) target[key] = this.#sayer(value, form, slots[key] ?? byDefault);
      else target[key] = form ?? value;
    }
  }

  #sayer(english, form, slots) {
    return (...values) => {
      try {
        const filled = slots(...values);
        return typeof filled === 'string' ? filled : this.say(filled.form === undefined ? form : form[filled.form], filled);
      } catch { // a language file that is not whole
        return english(...values);
      }
    };
  }
}

/** The sentences of all parts that are loaded, in the language that was chosen last. */
export class Sentences {
  #english = new Map(); // the sentences of a part -> a copy in English
  #parts; #shared;
  #translation = null;

  /** `shared` is what words/spoken.js tells of. */
  constructor(shared) {
    this.#parts = shared.parts;
    this.#shared = shared;
    for (const [, sentences] of this.#parts) this.#english.set(sentences, copyOf(sentences));
    shared.translate = (part, sentences) => {
      this.#english.set(sentences, copyOf(sentences));
      this.#translate(part, sentences);
    };
  }

  /** Says all in the language of a Translation from now on; null is English. */
  speak(translation) {
    this.#translation = translation;
    for (const [part, sentences] of this.#parts) this.#translate(part, sentences);
  }

  /** The sentences that nothing is filled into, as `[path, sentence]`. */
  get plain() {
    const found = (prefix, tree) => Object.entries(tree).flatMap(([key, value]) => {
      if (isTree(value)) return found(`${prefix}.${key}`, value);
      return typeof value === 'string' ? [[`${prefix}.${key}`, value]] : [];
    });
    return this.#parts.flatMap(([part, sentences]) => found(part, sentences));
  }

  #translate(part, sentences) {
    const english = this.#english.get(sentences);
    const translation = this.#translation ?? new Translation('en', {});
    translation.into(sentences, part, english);
    if (part === 'main') sentences.locale = this.#translation?.locale ?? [];
    this.#shared.rename?.(sentences);
    this.#addTo(part, sentences);
  }

  // Some parts have put sentences of theirs among those of the page, under the same names.
  #addTo(part, sentences) {
    if (!['additions', 'turned-off', 'framed'].includes(part)) return;
    const [, main] = this.#parts.find(([name]) => name === 'main') ?? [];
    for (const [name, added] of Object.entries(sentences)) {
      for (const key of Object.keys(isTree(added) ? added : {})) if (main?.[name]?.[key] !== undefined) main[name][key] = added[key];
    }
  }
}

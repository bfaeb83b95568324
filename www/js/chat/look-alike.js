// Which names look alike. As Unicode's UTS 39 does it, each name has a skeleton, and names with the same one look alike. This
// one is coarser, since nothing is refused for it: it passes over case, spaces, punctuation, marks and what nobody sees.
// What looks alike within ASCII stands here; the table for all other letters, confusables.js, is fetched once there is a name
// with one of them.

const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
// Those that are put on letters, or between them to draw a word out, at will; not the vowels of India or Thailand, which make
// another name.
const MARKS = /[\u0640\u07fa\u180a\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu;
const NO_LETTERS = /[\p{P}\p{S}\p{Z}\p{C}]/gu;
const BEFORE_LETTERS = /^[\p{P}\p{S}\p{Z}]+/u;
const BEHIND_LETTERS = /[\p{P}\p{S}\p{Z}]+$/u;
const OUTSIDE_ASCII = /[^\0-\x7f]/;
const FROM_BRACKET = /[\p{Ps}\p{Pe}][^]*$/u;

const ALIKE = new Map([...'i1|!lj0o5s2z8b9q'].map((character, index) => [character, [...'lllllloosszzbbgg'][index]]));
const GROUPS = [['rn', 'm'], ['vv', 'w'], ['cl', 'd']];

const asTyped = (name) => name.normalize('NFKD').replace(UNSEEN, '').replace(MARKS, '');

/** A name as far as it can be taken apart without the table. */
export function plain(name) {
  return asTyped(asTyped(name).toUpperCase().toLowerCase());
}

function translated(name, table) {
  let found = '';
  for (const character of name) found += table.get(character) ?? character;
  return found;
}

function withTable(name, table) {
  if (!table) return plain(name);
  // Once as it is written, since capitals look like others than their small letters do, and once in small letters.
  return plain(translated(plain(translated(asTyped(name), table)), table));
}

/** What is the same for all names that look alike; `table` maps characters to what they look like, or is null. */
export function skeleton(name, table = null) {
  const whole = withTable(name, table);
  // `Mo|e` is Mole; but the line of `Mole|` is punctuation.
  const letters = translated(whole.replace(BEFORE_LETTERS, '').replace(BEHIND_LETTERS, ''), ALIKE).replace(NO_LETTERS, '');
  if (letters === '') return whole; // of symbols alone
  let found = letters;
  for (const [group, letter] of GROUPS) found = found.replaceAll(group, letter);
  return found;
}

const importTable = () => import('./confusables.js');
const tables = new WeakMap(); // what each `load` has brought

/** Compares names, with the table as soon as it is wanted and there. */
export class LookAlike {
  #load; #onLoaded;
  #loading = false;

  /** `load()` resolves to the module with the table; `onLoaded()` is told when more can be told than before. */
  constructor({ load = importTable, onLoaded = () => {} } = {}) {
    this.#load = load;
    this.#onLoaded = onLoaded;
  }

  get #table() {
    return tables.get(this.#load) ?? null;
  }

  /** Whether the table is there. */
  get isWhole() {
    return this.#table !== null;
  }

  /** Whether the skeleton of this name can be relied on; if not, the table is on its way. */
  knows(name) {
    if (this.#table || !OUTSIDE_ASCII.test(plain(name))) return true;
    this.#fetch();
    return false;
  }

  /** The skeletons by which a name may be taken for another: all of it, and what stands before a bracket. */
  skeletons(name) {
    const before = name.replace(FROM_BRACKET, '').trim();
    return [...new Set([name, before].map((each) => skeleton(each, this.#table)))].filter((each) => each !== '');
  }

  async #fetch() {
    if (this.#loading) return;
    this.#loading = true;
    try {
      tables.set(this.#load, (await this.#load()).confusables());
    } catch {
      return; // the next name tries again
    } finally {
      this.#loading = false;
    }
    this.#onLoaded();
  }
}

// Which lines are said to those who hear the page: all, those that name them, or none.

const LETTERS = '\\p{L}\\p{M}\\p{N}_';

/** Whether `text` has `name` in it as a word of its own, however it is written. */
export function mentions(text, name) {
  if (name === '') return false;
  const literal = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?:^|[^${LETTERS}])${literal}(?![${LETTERS}])`, 'iu').test(text);
}

export class Aloud {
  /** `all`, `mentions` or `none`. */
  wanted = 'all';
  #nameOf; #textOf;

  /** `name()` is what one is called; `textOf(line)` is what a line says. */
  constructor({ name, textOf }) {
    this.#nameOf = name;
    this.#textOf = textOf;
  }

  wants(line) {
    if (this.wanted !== 'mentions') return this.wanted === 'all';
    return !line.events && !line.earlier && mentions(this.#textOf(line), this.#nameOf());
  }
}

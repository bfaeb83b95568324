// A set of whole numbers from 1 up that is nearly without gaps, as those of the lines that one has got from somebody. Where there are
// too many gaps the lowest is given up: its numbers count as there.

const MOST_RANGES = 200;

const isRange = (range) => Array.isArray(range) && range.length === 2 && range.every((end) => Number.isSafeInteger(end) && end > 0);

export class Numbers {
  #ranges = []; // [first, last], in order, with gaps between

  /** From what `ranges` gave, and anybody may have changed. */
  static from(ranges) {
    const numbers = new Numbers();
    if (Array.isArray(ranges)) for (const [first, last] of ranges.slice(0, MOST_RANGES).filter(isRange)) if (first <= last) numbers.addRange(first, last);
    return numbers;
  }

  get ranges() {
    return this.#ranges.slice();
  }

  /** How much is kept. */
  get size() {
    return this.#ranges.length;
  }

  has(number) {
    return this.#ranges.some(([first, last]) => first <= number && number <= last);
  }

  /** Whether all from 1 to `number` are there. */
  hasAllTo(number) {
    return number === 0 || (this.#ranges[0]?.[0] === 1 && this.#ranges[0][1] >= number);
  }

  add(number) {
    const range = this.#ranges.at(-1);
    if (range && range[1] + 1 === number) range[1] = number;
    else if (!this.has(number)) this.addRange(number, number);
  }

  addRange(first, last) {
    const apart = this.#ranges.filter(([from, to]) => to < first - 1 || from > last + 1);
    const touching = this.#ranges.filter(([from, to]) => to >= first - 1 && from <= last + 1);
    const whole = [Math.min(first, ...touching.map(([from]) => from)), Math.max(last, ...touching.map(([, to]) => to))];
    this.#ranges = [...apart, whole].sort(([one], [other]) => one - other);
    if (this.#ranges.length > MOST_RANGES) this.#ranges.splice(0, 2, [this.#ranges[0][0], this.#ranges[1][1]]);
  }
}

// The lines of a conversation in their order, with a bound on what they take. A line has a `key`, the place in the order
// (`order`, `ts`, `sender`), and a `size` in characters.

const MOST_LINES = 10_000;
const MOST_CHARACTERS = 16_000_000;

// Lines that have no place yet (`order` is Infinity) are at the end, as they were said.
function compare(one, other) {
  if (one.order !== other.order) return one.order < other.order ? -1 : 1;
  if (one.order === Infinity) return one.turn - other.turn;
  if (one.ts !== other.ts) return one.ts - other.ts;
  if (one.sender !== other.sender) return one.sender < other.sender ? -1 : 1;
  if (one.key === other.key) return 0;
  return one.key < other.key ? -1 : 1;
}

export class Lines {
  #list = [];
  #byKey = new Map();
  #characters = 0;
  #limits;

  /** Beyond `lines` lines or `characters` of text the oldest lines are dropped, to bound the memory. */
  constructor({ lines = MOST_LINES, characters = MOST_CHARACTERS } = {}) {
    this.#limits = { lines, characters };
  }

  /** All of them, in order. The list is another one after each `remove`. */
  get all() {
    return this.#list;
  }

  get(key) {
    return this.#byKey.get(key);
  }

  has(key) {
    return this.#byKey.has(key);
  }

  /** The last line for which `wanted` holds. */
  last(wanted) {
    return this.#list.findLast(wanted);
  }

  /** Puts a line into its place; returns the key of the line that it is before, null at the end. */
  insert(line) {
    let place = this.#list.length;
    if (place > 0 && compare(line, this.#list[place - 1]) < 0) place = this.#placeOf(line);
    const before = this.#list[place]?.key ?? null;
    this.#list.splice(place, 0, line);
    this.#byKey.set(line.key, line);
    this.#characters += line.size;
    return before;
  }

  /** Gives a line another place: `change(line)` sets what it is sorted by. Returns what `insert` does. */
  move(line, change) {
    this.#list.splice(this.#placeOf(line), 1);
    this.#characters -= line.size;
    change(line);
    return this.insert(line);
  }

  remove(lines) {
    if (lines.length === 0) return;
    const away = new Set(lines);
    this.#list = this.#list.filter((line) => !away.has(line));
    for (const line of lines) {
      this.#byKey.delete(line.key);
      this.#characters -= line.size;
    }
  }

  /** Drops the oldest lines beyond the limits, and returns them. */
  trim() {
    const { lines: mostLines, characters: mostCharacters } = this.#limits;
    let [count, characters] = [this.#list.length, this.#characters];
    const oldest = [];
    while (count > mostLines || characters > mostCharacters) {
      const line = this.#list[oldest.length];
      oldest.push(line);
      count -= 1;
      characters -= line.size;
    }
    this.remove(oldest);
    return oldest;
  }

  #placeOf(line) {
    let [low, high] = [0, this.#list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.#list[middle], line) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

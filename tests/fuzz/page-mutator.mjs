// Makes values out of seeds: JSON as it comes over the wire, text, or bytes. The same number of the same seed is the same value.

const ODD = [
  null, true, false, 0, -0, -1, 1, 0.5, 1e300, -1e300, 2 ** 31, 2 ** 53, 2 ** 53 - 1, '', ' ', '0', 'null', [], {}, [[]], [null], ['text'], ['typing'],
  { toString: 1 }, { toString: null, valueOf: 5 }, { length: 5 },
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a'.repeat(64), 'a'.repeat(65), 'ä'.repeat(300), '\u0000', '\ud800', '\udc00\ud800',
  '\u202e', '\u200b', '\u2067', 'e\u0301\u0301\u0301\u0301', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', '\n\n\n\n', 'javascript:alert(1)', 'https://a@b.c:1/\\',
  '../../etc/passwd', 'CON.txt', '<img src=x onerror=alert(1)>', '%7e', '#~', '[x](y)', '\uffff', 'text', 'file', 'typing',
];
const ODD_TEXTS = ODD.filter((value) => typeof value === 'string');
const KEYS = ['id', 'ts', 'kind', 'name', 'text', 'to', 'of', 'revision', '__proto__', 'constructor', 'length', 'toString', 'file', 'aside', 'is', 'emoji', 'held'];
const BYTES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x0a, 0x22];
const ROUNDS = 4;

export class Mutator {
  #state;

  constructor(seed) {
    this.#state = BigInt.asUintN(64, BigInt(seed) * 2n + 1n);
  }

  /** A number from 0 to n - 1. */
  below(n) {
    this.#state = BigInt.asUintN(64, this.#state * 6364136223846793005n + 1442695040888963407n);
    return Number((this.#state >> 33n) % BigInt(n));
  }

  #one(list) {
    return list[this.below(list.length)];
  }

  /** One of the seeds, changed in some places. */
  mutated(seeds) {
    let value = this.#one(seeds);
    for (let i = this.below(ROUNDS); i >= 0; i -= 1) {
      if (value instanceof Uint8Array) value = this.#bytes(value, this.#one(seeds));
      else if (typeof value === 'string') value = this.#text(value);
      else value = this.#json(value, this.#one(seeds));
    }
    return value;
  }

  #bytes(bytes, other) {
    const at = this.below(bytes.length + 1);
    const rest = bytes.subarray(Math.min(bytes.length, at + this.below(9)));
    switch (this.below(5)) {
      case 0: return bytes.slice(0, at);
      case 1: return Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ (1 << this.below(8)) : byte));
      case 2: return Uint8Array.from([...bytes.subarray(0, at), ...Array.from({ length: this.below(9) }, () => this.#one(BYTES)), ...rest]);
      case 3: return Uint8Array.from([...bytes.subarray(0, at), ...other.subarray(Math.min(other.length, at))]);
      default: return Uint8Array.from(bytes, (byte, i) => (i === at ? this.below(256) : byte));
    }
  }

  #text(text) {
    const at = this.below(text.length + 1);
    const odd = this.#one(ODD_TEXTS);
    switch (this.below(5)) {
      case 0: return text.slice(0, at) + odd + text.slice(at);
      case 1: return text.slice(0, at) + text.slice(at + 1 + this.below(5));
      case 2: return text.slice(0, at) + text.slice(this.below(text.length + 1));
      case 3: return text.slice(0, at) + String.fromCodePoint(1 + this.below(this.#one([0x80, 0x3000, 0xd7ff, 0x10ffff]))) + text.slice(at + 1);
      default: return text.slice(0, at) + text.slice(at, at + 20).repeat(this.below(20)) + text.slice(at);
    }
  }

  // A copy in which one place is another value. What is in a place of that name may be a key of its own: "__proto__" too.
  #json(value, other) {
    const whole = { value: structuredClone(value) };
    let [holder, key] = [whole, 'value'];
    while (typeof holder[key] === 'object' && holder[key] !== null && Object.keys(holder[key]).length > 0 && this.below(4) > 0) {
      [holder, key] = [holder[key], this.#one(Object.keys(holder[key]))];
    }
    this.#change(holder, key, other);
    return whole.value;
  }

  #change(holder, key, other) {
    const value = holder[key];
    const set = (object, name, given) => Object.defineProperty(object, name, { value: given, enumerable: true, configurable: true, writable: true });
    switch (this.below(7)) {
      case 0: if (Array.isArray(holder)) holder.splice(Number(key), 1); else if (Object.keys(holder).length > 1) delete holder[key]; break;
      case 1: set(holder, key, [value]); break;
      case 2: set(holder, key, structuredClone(other)); break;
      case 3: if (typeof value === 'object' && value !== null && !Array.isArray(value)) set(value, this.#one(KEYS), this.#one(ODD)); break;
      case 4: if (Array.isArray(value)) set(holder, key, Array.from({ length: this.below(500) }, () => value[0] ?? this.#one(ODD))); break;
      case 5: if (typeof value === 'string') set(holder, key, this.#text(value)); break;
      default: set(holder, key, structuredClone(this.#one(ODD)));
    }
  }
}

// An answer that is a JSON object a line, read as it comes.

const MOST_BYTES = 2 ** 20;     // of a line; the server's are at most a quarter of it, or one command
const BYTES_IN_A_TURN = 16_384; // then whatever else there is to do has its turn, such as keys that were pressed
const NEWLINE = 10;

/** Takes bytes in pieces of any size and gives whole lines, as `[text, bytes]`. Throws at a line that is too long or no UTF-8. */
export class LineSplitter {
  #parts = [];
  #length = 0;
  #decoder = new TextDecoder('utf-8', { fatal: true });

  /** Whether the last line has no end yet. */
  get half() {
    return this.#length > 0;
  }

  /** @returns {Generator<[string, number]>} */
  * feed(bytes) {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      this.#keep(bytes.subarray(from, end + 1));
      from = end + 1;
      yield this.#line();
    }
    if (from < bytes.length) this.#keep(bytes.subarray(from));
  }

  #keep(part) {
    this.#length += part.length;
    if (this.#length > MOST_BYTES) throw new RangeError('a line is too long');
    this.#parts.push(part);
  }

  /** @returns {[string, number]} */
  #line() {
    const length = this.#length;
    const text = this.#parts.map((part) => this.#decoder.decode(part, { stream: true })).join('') + this.#decoder.decode();
    this.#parts = [];
    this.#length = 0;
    return [text, length];
  }
}

// Not by a timer: those of tabs in the background come once a minute. One channel, which stays: some browsers throw one away that has
// a message under way. Node ends only where nobody waits for one.
const waiting = [];
/** @type {any} */
let port = null; // where each message comes back
/** @type {any} */
let other = null;

function open() {
  ({ port1: port, port2: other } = new MessageChannel());
  port.onmessage = () => {
    waiting.shift()();
    if (waiting.length === 0) port.unref?.();
  };
}

function turn() {
  if (!port) open();
  port.ref?.();
  return new Promise((resolve) => {
    waiting.push(resolve);
    other.postMessage(null);
  });
}

/**
 * Calls `onLine(object, bytes)` for each line of `body`, a ReadableStream, until its end. Throws where it breaks, ends
 * in the middle of a line, or has one that is no JSON object.
 */
export async function readLines(body, onLine) {
  const reader = body.getReader();
  const splitter = new LineSplitter();
  let taken = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const [text, bytes] of splitter.feed(part.value)) {
      const line = JSON.parse(text);
      if (typeof line !== 'object' || line === null || Array.isArray(line)) throw new TypeError('a line is no object');
      onLine(line, bytes);
      taken += bytes;
      if (taken < BYTES_IN_A_TURN) continue;
      taken = 0;
      await turn();
    }
  }
  if (splitter.half) throw new SyntaxError('the last line has no end');
}

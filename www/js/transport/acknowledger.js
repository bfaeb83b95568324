// When to tell the server what has arrived by a stream, where nothing else that is sent tells it.

const AFTER_MS = 8000;          // the server wants it within 10 s
const MOST_BYTES = 65_536;

export class Acknowledger {
  #timers; #acknowledge;
  #bytes = 0;
  #timer = null;

  /** `acknowledge()` is called when it is time. */
  constructor({ timers, acknowledge }) {
    this.#timers = timers;
    this.#acknowledge = acknowledge;
  }

  /** Something has come that is not acknowledged yet. */
  took(bytes) {
    this.#bytes += bytes;
    if (this.#bytes >= MOST_BYTES) this.#due();
    else this.#timer ??= this.#timers.set(() => this.#due(), AFTER_MS);
  }

  /** Nothing is left to acknowledge. */
  done() {
    this.#timers.clear(this.#timer);
    this.#timer = null;
    this.#bytes = 0;
  }

  #due() {
    this.done();
    this.#acknowledge();
  }
}

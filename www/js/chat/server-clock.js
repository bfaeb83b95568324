// The server's clock, kept by one that nobody sets. The `init` tells it. Should ours stand still for a while, since the
// computer sleeps, the Date of later answers shows it: that may be another machine's clock, a front server's, but the two
// differ by the same at all times.

const WHOLE_SECONDS_MS = 1000;      // a Date has no parts of a second
const TOLERANCE_MS = 3000;
const AGREE_MS = 2000;              // two answers that say the same: one might be an old one from a cache

export class ServerClock {
  #clock;
  #offset = 0;              // the server's less ours
  #dateOffset = null;       // the server's less that of the Dates
  #date = null;             // the Date of the last answer, and our clock then
  #doubt = null;            // the offset of an answer that did not agree

  /** `clock()` is in milliseconds, and never set. */
  constructor(clock) {
    this.#clock = clock;
  }

  /** Unix milliseconds, as far as they are known. */
  get now() {
    return this.#clock() + this.#offset;
  }

  /** The server has said its time, in an answer that has come just now. */
  told(now) {
    this.#offset = now - this.#clock();
    this.#dateOffset = this.#date === null ? null : now - this.#date - WHOLE_SECONDS_MS / 2;
    this.#doubt = null;
  }

  /** An answer with this Date (Unix milliseconds) has come just now; null where it had none. */
  dated(date) {
    this.#date = date;
    if (date === null || this.#dateOffset === null) return;
    const offset = date + WHOLE_SECONDS_MS / 2 + this.#dateOffset - this.#clock();
    if (Math.abs(offset - this.#offset) <= TOLERANCE_MS) {
      this.#doubt = null;
    } else if (this.#doubt !== null && Math.abs(offset - this.#doubt) <= AGREE_MS) {
      this.#offset = offset;
      this.#doubt = null;
    } else {
      this.#doubt = offset;
    }
  }
}

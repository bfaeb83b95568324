// How long to wait after a failure: full jitter under a limit that doubles.

const FIRST_MS = 1000;
const LAST_MS = 60_000;

export class Backoff {
  #failures = 0;
  #random;

  constructor(random = Math.random) {
    this.#random = random;
  }

  get failures() {
    return this.#failures;
  }

  /** Counts a failure and returns the milliseconds to wait: anything from 0 to the present limit. */
  next() {
    const limit = Math.min(LAST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    return this.#random() * limit;
  }

  reset() {
    this.#failures = 0;
  }
}

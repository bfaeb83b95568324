// How long to wait after a failure: full jitter under a limit that grows with what has been waited already. Short waits drawn by chance
// so cost nothing, and whoever comes back waits no longer than the outage has lasted.

const FIRST_MS = 1000;
const LAST_MS = 60_000;

export class Backoff {
  #failures = 0;
  #waitedMs = 0;
  #random;

  constructor(random = Math.random) {
    this.#random = random;
  }

  get failures() {
    return this.#failures;
  }

  /** Counts a failure and returns the milliseconds to wait: anything from 0 to the present limit. */
  next() {
    // Two seconds without growth: a front server takes that long to ask a daemon again that was started anew.
    const limit = Math.min(LAST_MS, Math.max(FIRST_MS, this.#waitedMs - FIRST_MS));
    const wait = this.#random() * limit;
    this.#failures += 1;
    this.#waitedMs += wait;
    return wait;
  }

  reset() {
    this.#failures = 0;
    this.#waitedMs = 0;
  }
}

// How long to wait after a failure: full jitter under a limit that grows with what has been waited already. Short waits drawn by chance
// so cost nothing, and whoever comes back waits no longer than the outage has lasted.
//
// The first wait leaves a daemon the time to start again. A front server that finds nobody there does not ask for a second or two.

const FIRST_MS = 1000;
const LAST_MS = 60_000;
const START_MS = 500;

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

  /** Counts a failure and returns the milliseconds to wait: anything up to the present limit, and START_MS at least for the first. */
  next() {
    // Two seconds without growth: a front server takes that long to ask a daemon again that was started anew.
    const limit = Math.min(LAST_MS, Math.max(FIRST_MS, this.#waitedMs - FIRST_MS));
    const least = this.#failures === 0 ? START_MS : 0;
    const wait = least + this.#random() * (limit - least);
    this.#failures += 1;
    this.#waitedMs += wait;
    return wait;
  }

  reset() {
    this.#failures = 0;
    this.#waitedMs = 0;
  }
}

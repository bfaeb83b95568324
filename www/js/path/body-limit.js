// The largest POST that passes. Bytes of a whole body; `now` in milliseconds.
//
// A proxy that says 413 twice is believed. One that only resets large requests is believed when the same
// happens again and again while small ones pass.

const LEAST = 1024;             // no proxy refuses less than that for its size
const LARGE = 8192;
const MOST_FAILURES = 3;
const LASTS_MS = 10 * 60_000;   // then it is tried again

export class BodyLimit {
  #limit = Infinity;
  #until = 0;
  #passed = 0;              // the largest that has passed
  #refused = Infinity;      // the smallest that was refused since one of its size passed
  #failures = 0;            // of large ones, with small ones passing in between
  #smallPassed = true;      // since the last of these failures

  /** The most bytes to send in one request. */
  most(now) {
    if (now >= this.#until) this.#limit = Infinity;
    return this.#limit;
  }

  /** The largest body that has passed, 0 for none yet. */
  get passed() {
    return this.#passed;
  }

  forget() {
    this.#limit = Infinity;
    this.#passed = 0;
    this.#refused = Infinity;
    this.#failures = 0;
  }

  wentThrough(bytes) {
    this.#passed = Math.max(this.#passed, bytes);
    if (bytes >= this.#refused) this.#refused = Infinity;
    if (bytes >= LARGE) this.#failures = 0;
    else this.#smallPassed = true;
  }

  /** The path said 413. */
  wasRefused(bytes, now) {
    if (bytes < LEAST) return;
    const again = this.#refused !== Infinity;
    this.#refused = Math.min(this.#refused, bytes);
    if (!again) return;
    if (this.#passed >= bytes) this.#passed = 0; // it did once
    this.#lower(Math.max(this.#passed, bytes / 2), now);
  }

  /** It was lost, for whatever reason. */
  wasLost(bytes, now) {
    if (bytes < LARGE || !this.#smallPassed) return;
    this.#failures += 1;
    this.#smallPassed = false;
    if (this.#failures < MOST_FAILURES) return;
    this.#failures = 0;
    this.#passed = 0;
    this.#lower(bytes / 2, now);
  }

  #lower(bytes, now) {
    this.#limit = Math.max(LEAST, Math.min(this.most(now), Math.floor(bytes)));
    this.#until = now + LASTS_MS;
  }
}

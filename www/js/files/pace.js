// How fast files are sent, and in what pieces. What people say comes first: files leave some of what the server allows one by
// default, and a piece is no longer on its way than people would wait.

const MOST_A_SECOND = 60_000;    // bytes; the server's own measure for what is said to one is a little more
const SHARED = 1.4;              // what is said to all counts for more: it has one measure with people's lines
const LEAST_A_SECOND = 4_000;
const MOST_AT_ONCE = 48_000;     // of a command: less than any server's limit for a body, mod_fcgid's 60 KB too
const LEAST_AT_ONCE = 2_000;
const LONG_MS = 600;
const SHORT_MS = 250;
const FASTER_AFTER_MS = 10_000;

export class Pace {
  #now;
  #rate = MOST_A_SECOND;
  #atOnce = 24_000;
  #dueAt = 0;
  #changedAt = 0;

  constructor(now) {
    this.#now = now;
  }

  /** When the next piece may be sent. */
  get dueAt() {
    return this.#dueAt;
  }

  /** The bytes that the next command may have, where the path lets no more than `most` through. */
  atOnce(most) {
    return Math.min(this.#atOnce, most);
  }

  /** So many bytes were taken, after so many milliseconds; `toAll`: as something that is said to all. */
  sent(bytes, took, toAll) {
    const now = this.#now();
    this.#dueAt = Math.max(this.#dueAt, now - took) + bytes * (toAll ? SHARED : 1) * 1000 / this.#rate;
    if (took > LONG_MS) this.#atOnce = Math.max(LEAST_AT_ONCE, this.#atOnce / 2);
    else if (took < SHORT_MS) this.#atOnce = Math.min(MOST_AT_ONCE, this.#atOnce * 1.25);
    if (now - this.#changedAt < FASTER_AFTER_MS) return;
    this.#rate = Math.min(MOST_A_SECOND, this.#rate * 1.25);
    this.#changedAt = now;
  }

  /** The server wants less. */
  slower(milliseconds) {
    this.#rate = Math.max(LEAST_A_SECOND, this.#rate / 2);
    this.later(milliseconds);
  }

  /** It is too much at once for somebody on the way. */
  smaller() {
    this.#atOnce = Math.max(LEAST_AT_ONCE, this.#atOnce / 2);
  }

  later(milliseconds) {
    this.#changedAt = this.#now();
    this.#dueAt = this.#now() + milliseconds;
  }
}

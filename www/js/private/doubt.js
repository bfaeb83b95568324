// Something that somebody says and that does not fit what we know. They are asked about it until it does, less and less often.

const MOST_APART_MS = 300_000;

export class Doubt {
  /** What they said, where that matters. */
  about = null;
  /** Whether it was told. */
  isTold = false;
  /** Whether they have been asked since they last answered. */
  isAsked = false;
  #first; #wait;

  /** They are to be asked in `first` milliseconds. */
  constructor(now, first) {
    this.since = now;
    this.#first = first;
    this.answered(now);
  }

  /** They have answered, and it still does not fit. */
  answered(now) {
    this.isAsked = false;
    this.#wait = this.#first;
    this.askAt = now + this.#wait;
  }

  /** They were away for so long, and could not answer: that does not count. */
  putOff(milliseconds) {
    this.since += milliseconds;
    this.askAt += milliseconds;
    this.isAsked = false;
  }

  /** They are asked now. */
  asked(now) {
    this.isAsked = true;
    this.#wait = Math.min(this.#wait * 2, MOST_APART_MS);
    this.askAt = now + this.#wait;
  }
}

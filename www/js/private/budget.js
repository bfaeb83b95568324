// How much one may make us work: so much at once, and so much a second.

export class Budget {
  #rate; #burst;
  #left;
  #at = 0;

  constructor({ rate, burst }) {
    this.#rate = rate;
    this.#burst = burst;
    this.#left = burst;
  }

  /** Takes so many where there are; `now` is in milliseconds. */
  take(now, count = 1) {
    this.#fill(now);
    if (this.#left < count) return false;
    this.#left -= count;
    return true;
  }

  /** When there will be one. */
  dueAt(now) {
    this.#fill(now);
    return this.#left >= 1 ? now : now + Math.ceil((1 - this.#left) * 1000 / this.#rate);
  }

  #fill(now) {
    this.#left = Math.min(this.#burst, this.#left + Math.max(0, now - this.#at) * this.#rate / 1000);
    this.#at = now;
  }
}

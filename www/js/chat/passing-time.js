// Time as it passes, also while the computer sleeps: a clock that nobody sets may stand still then. The computer's own time shows
// how long that was. Where somebody has put it on instead, it is taken for sleep, so that nothing is thought younger than it is.

const TOLERANCE_MS = 1000;      // by less than this the two may part while nobody sleeps

export class PassingTime {
  #clock; #wall;
  #apart;                 // the computer's time less the clock's
  #slept = 0;

  /** Both in milliseconds: `clock()` is never set, `wall()` is the computer's own time, which may be. */
  constructor({ clock, wall }) {
    this.#clock = clock;
    this.#wall = wall;
    this.#apart = wall() - clock();
  }

  /** Milliseconds, of which only differences tell something. */
  get now() {
    const clock = this.#clock();
    const more = this.#wall() - clock - this.#apart;
    if (Math.abs(more) > TOLERANCE_MS) {
      this.#apart += more;
      this.#slept += Math.max(0, more);
    }
    return clock + this.#slept;
  }
}

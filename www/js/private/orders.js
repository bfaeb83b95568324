// The order of lines: each comes behind all that its author had heard or said, whatever clocks say. By numbers that all go on from the
// highest they know (Lamport's), and are the time where clocks agree, so that what nobody answers stands where it belongs.

const LATEST_CLOCK = 2 ** 51;           // in milliseconds: no server puts the numbers higher than that
const CEILING = 2 ** 53 - 2 ** 32;      // nor any line
const MOST_ABOVE = 2 ** 12;             // what a line beyond it puts them on by, so that nobody uses them up before long

export class Orders {
  #highest = 0;

  /** The next line's, said at `now`. */
  next(now) {
    this.#highest = Math.max(Math.min(Math.round(now) || 0, LATEST_CLOCK), this.#highest + 1);
    return this.#highest;
  }

  /** That of a line of somebody else, who may have given it any; what is none is behind all that is known. */
  heard(order) {
    const taken = Number.isSafeInteger(order) && order > 0 ? order : this.#highest + 1;
    if (taken > this.#highest) this.#highest = Math.min(taken, Math.max(this.#highest + MOST_ABOVE, CEILING));
    return taken;
  }
}

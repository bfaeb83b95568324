// The times that own lines are given: the server's clock, and behind what they may answer.

const MOST_AHEAD_MS = 60_000;        // as much as readers take a line to have been on its way (conversation.js)

export class TimeStamps {
  #last = 0;

  /** The next: behind our last and behind `latest`, the last line that we saw; unless that seems to be far ahead, since the clock has been put right. */
  next(now, latest = 0) {
    const before = [this.#last, latest].filter((ts) => ts <= now + MOST_AHEAD_MS);
    this.#last = Math.max(Math.round(now), ...before.map((ts) => ts + 1));
    return this.#last;
  }
}

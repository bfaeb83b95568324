// What the page around a frame is told: that somebody is in a room or not any more, how many are there, how many messages have
// come unseen. Never what is said, by whom, or where.

const APART_MS = 250; // so that a thousand who come at once are one message

export class Reports {
  #timers; #look; #tell;
  #timer = null; // eslint-disable-line no-unused-private-class-members -- read by ??=
  #stay = null; // the one that was told of
  #counts = {};

  /**
   * `look()` gives `{ stay, people, unread }`: the stay in a room, or null, and what is to be told of it; `tell(type, count)` sends it;
   * `timers` is { set(call, ms) }.
   */
  constructor({ timers, look, tell }) {
    this.#timers = timers;
    this.#look = look;
    this.#tell = tell;
  }

  /** Something may be another. */
  update() {
    this.#timer ??= this.#timers.set(() => {
      this.#timer = null;
      this.#report();
    }, APART_MS);
  }

  #report() {
    const { stay, ...counts } = this.#look();
    if (stay !== this.#stay) {
      if (this.#stay) this.#tell('left');
      if (stay) this.#tell('joined');
      this.#stay = stay;
      this.#counts = { unread: 0 };
    }
    if (!stay) return;
    for (const [type, count] of Object.entries(counts)) {
      if (this.#counts[type] !== count) this.#tell(type, count);
      this.#counts[type] = count;
    }
  }
}

// Time that passes only when a test says so.

/** Lets everything run that waits for nothing but its turn. */
export async function settle() {
  for (let turn = 0; turn < 60; turn += 1) await new Promise(setImmediate);
}

export class ManualClock {
  #now;
  #timers = new Map();
  #count = 0;

  constructor(start = 1_700_000_000_000) {
    this.#now = start;
  }

  now = () => this.#now;

  timers = {
    set: (call, delay) => {
      this.#count += 1;
      this.#timers.set(this.#count, { call, at: this.#now + delay });
      return this.#count;
    },
    clear: (timer) => this.#timers.delete(timer),
  };

  /** The delays, from now, of the timers that are set, shortest first. */
  get delays() {
    return [...this.#timers.values()].map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  /** Lets `milliseconds` pass, each timer going off at its own time. */
  async pass(milliseconds) {
    const end = this.#now + milliseconds;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      const [timer, { call, at }] = due;
      this.#timers.delete(timer);
      this.#now = at;
      call();
      await settle();
    }
    this.#now = end;
  }
}

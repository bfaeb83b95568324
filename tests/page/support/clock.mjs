// Time that passes only when a test says so.

/** Lets everything run that waits for nothing but its turn. */
export async function settle() {
  for (let turn = 0; turn < 60; turn += 1) await new Promise(setImmediate);
}

export class ManualClock {
  #now;
  #wallAhead = 0;
  #settle;
  #timers = new Map();
  #count = 0;

  /** `settle` lets everything run that waits for no time. */
  constructor(start = 1_700_000_000_000, settled = settle) {
    this.#now = start;
    this.#settle = settled;
  }

  now = () => this.#now;

  /** The computer's own time. */
  wall = () => this.#now + this.#wallAhead;

  /** The computer sleeps: its own time alone goes on. Where `milliseconds` is negative somebody sets it. */
  sleep(milliseconds) {
    this.#wallAhead += milliseconds;
  }

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
    await this.#settle();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      const [timer, { call, at }] = due;
      this.#timers.delete(timer);
      this.#now = at;
      call();
      await this.#settle();
    }
    this.#now = end;
  }
}

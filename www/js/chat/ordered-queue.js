// Work that takes its time, done in order.

export class OrderedQueue {
  #work; #deliver; #onError;
  #last = Promise.resolve();
  #ended = false;

  /** `work(item)` gives a promise; `deliver(result)` gets the results in the order of their items; `onError(error)` what either threw. */
  constructor({ work, deliver, onError }) {
    this.#work = work;
    this.#deliver = deliver;
    this.#onError = onError;
  }

  push(item) {
    const result = this.#begin(item);
    this.#last = this.#last.then(() => this.#finish(result));
  }

  /** A promise that is kept when all that has been pushed so far is delivered. */
  get idle() {
    return this.#last;
  }

  /** Nothing is delivered any more. */
  end() {
    this.#ended = true;
  }

  async #begin(item) {
    try {
      return { value: await this.#work(item) };
    } catch (error) {
      return { error };
    }
  }

  async #finish(result) {
    const { value, error } = await result;
    if (this.#ended) return;
    try {
      if (error) throw error;
      this.#deliver(value);
    } catch (thrown) {
      this.#onError(thrown);
    }
  }
}

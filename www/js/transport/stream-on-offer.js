// A stream that is loaded when the server offers one, since nobody can talk any sooner for having it. Where it cannot
// be loaded, polls go on carrying the news.

export class StreamOnOffer {
  #load; #options;
  #stream = null;
  #offers = 0;

  /** `load()` gives a promise of the class Stream, and `options` are for it. */
  constructor(load, options) {
    this.#load = load;
    this.#options = options;
  }

  get carries() {
    return this.#stream?.carries === true;
  }

  async offered() {
    const offer = (this.#offers += 1);
    const Stream = await this.#load().catch(() => null);
    if (!Stream || offer !== this.#offers) return; // not offered any more
    this.#stream ??= new Stream(this.#options);
    this.#stream.offered();
  }

  polled(seq) {
    this.#stream?.polled(seq);
  }

  outage(lasting) {
    this.#stream?.outage(lasting);
  }

  stop() {
    this.#offers += 1;
    this.#stream?.stop();
  }
}

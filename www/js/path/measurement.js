// Asks the path what everyday requests do not show: whether answers are passed on as they come, and how much
// goes through at once in either direction. One small request at a time; nothing of the chat depends on it.

const PAUSE_S = 1;
const PROMPT_S = 0.5;           // before the end of the pause: what comes sooner was not held back
const GUARD_MS = 20_000;
const LARGEST = 60_000;         // below what mod_fcgid writes to a temporary file
const SMALLEST = 4096;

export class Measurement {
  #post; #path; #credentials; #now;
  #request = new AbortController();
  #running = null;

  /** `credentials()` gives `{ id, token }`, or null where there is nobody to ask for. */
  constructor({ post, path, credentials, now }) {
    this.#post = post;
    this.#path = path;
    this.#credentials = credentials;
    this.#now = now;
  }

  /** Whether answers are held back until they are whole: `buffered` in the facts of the path. */
  async buffering() {
    const began = this.#now();
    let header = NaN; // when the answer began; an answer that is good has begun
    const answer = await this.#probe({ pause: PAUSE_S }, () => { header = this.#now() - began; });
    const took = this.#now() - began;
    if (!answer.ok || took < PAUSE_S * 1000) return; // a server that is ending answers early
    this.#path.measured({ buffered: took - header < PROMPT_S * 1000 });
  }

  /** All there is to ask. Called again while it runs it does nothing more; it never throws. */
  thorough() {
    if (this.#request.signal.aborted) this.#request = new AbortController();
    this.#running ??= this.#askAll().finally(() => { this.#running = null; });
    return this.#running;
  }

  /** Ends what is under way. */
  stop() {
    this.#request.abort();
  }

  async #askAll() {
    await this.buffering();
    await this.#largeRequest();
    const answer = await this.#probe({ fill: LARGEST });
    if (answer.ok) this.#path.measured({ largeAnswers: answer.body.fill?.length === LARGEST });
    else if (answer.code === 'cut_short' || answer.code === 'timed_out') this.#path.measured({ largeAnswers: false });
  }

  // The path learns the limit from what becomes of it; it believes what it sees twice.
  async #largeRequest() {
    for (let bytes = LARGEST; bytes >= SMALLEST; bytes = Math.floor(bytes / 2)) {
      for (let time = 0; time < 2; time += 1) {
        const answer = await this.#probe({ padding: 'x'.repeat(bytes) });
        if (answer.status !== 413) return;
      }
    }
  }

  async #probe(body, onHeader) {
    const credentials = this.#credentials();
    if (credentials === null) return { ok: false, code: 'aborted' };
    return this.#post('probe', { ...credentials, ...body }, { signal: this.#request.signal, guardMs: GUARD_MS, onHeader });
  }
}

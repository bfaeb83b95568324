// Brings what is said of files to the server, beside what people say, which never waits for it: a piece goes when nothing else
// waits, and one at a time. What is said of how far one has got is small, and goes at once.

import { isAcceptanceOf } from '../wire/answers.js';
import { Backoff } from '../transport/backoff.js';

const GUARD_MS = 30_000;
const LOOK_AGAIN_MS = 50;        // while people say something
const MOST_WORDS = 16;
const MOST_WAITING = 200;
const OUTSIDE = new Set(['unknown_client', 'bad_token', 'aborted']);

export class Courier {
  #post; #credentials; #isBusy; #timers; #now;
  #backoff;
  #words = new Map();            // key -> { to, of, make }, each the last of its kind
  #isSaying = false;
  #timer = null;
  #request = new AbortController();
  #isOver = false;

  /** `credentials()` are null where we are not in; `isBusy()` says whether people's own words wait to be sent. */
  constructor({ post, credentials, isBusy, timers, now, random }) {
    this.#post = post;
    this.#credentials = credentials;
    this.#isBusy = isBusy;
    this.#timers = timers;
    this.#now = now;
    this.#backoff = new Backoff(random);
  }

  end() {
    this.#isOver = true;
    this.#timers.clear(this.#timer);
    this.#request.abort();
    this.#words.clear();
  }

  /** Whether a piece may go now. */
  get isFree() {
    return !this.#isOver && this.#credentials() !== null && !this.#isBusy();
  }

  /** Whether all is said that was to be said. */
  get isSettled() {
    return this.#words.size === 0 && !this.#isSaying;
  }

  /** How many milliseconds to wait before looking again whether it may. */
  get pause() {
    return LOOK_AGAIN_MS;
  }

  /** Sends a message: a promise of `{ ok, took, bytes, code, retryAfter, isOutside }`. */
  async send(messages) {
    const credentials = this.#credentials();
    if (!credentials || this.#isOver) return { ok: false, isOutside: true };
    const { id, token } = credentials;
    const commands = messages.map((message) => ['send', id, message]);
    const began = this.#now();
    const answer = await this.#post('send', { id, token, commands }, { signal: this.#request.signal, guardMs: GUARD_MS });
    const ok = answer.ok && isAcceptanceOf(answer.body, commands);
    return { ...answer, ok, took: this.#now() - began, isOutside: OUTSIDE.has(answer.code) };
  }

  /** Says to `to` what `make()` gives a promise of, in place of what is still to be said under `key`. */
  say(key, make) {
    if (this.#isOver || (this.#words.size >= MOST_WAITING && !this.#words.has(key))) return;
    this.#words.delete(key);
    this.#words.set(key, make);
    this.#sayAll();
  }

  async #sayAll() {
    if (this.#isSaying || this.#isOver) return;
    this.#isSaying = true;
    this.#timers.clear(this.#timer);
    let pause = 0;
    while (this.#words.size > 0 && pause === 0 && !this.#isOver) pause = await this.#sayNext();
    this.#isSaying = false;
    if (pause > 0 && !this.#isOver) this.#timer = this.#timers.set(() => this.#sayAll(), pause);
  }

  // Returns how long to wait then.
  async #sayNext() {
    const taken = [...this.#words].slice(0, MOST_WORDS);
    for (const [key] of taken) this.#words.delete(key);
    const messages = (await Promise.all(taken.map(([, make]) => make()))).filter((message) => message !== null);
    const { ok, isOutside, retryAfter } = messages.length > 0 ? await this.send(messages) : { ok: true };
    if (ok) {
      this.#backoff.reset();
      return 0;
    }
    if (!isOutside) for (const [key, make] of taken) if (!this.#words.has(key)) this.#words.set(key, make);
    return isOutside ? 0 : Math.max(this.#backoff.next(), (retryAfter ?? 0) * 1000);
  }
}

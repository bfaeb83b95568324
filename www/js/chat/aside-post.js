// Sends asides in a public room, beside the requests that carry lines: whatever becomes of these says nothing about the way. One
// request at a time, so that they come in order. What is for the moment is dropped where it cannot be sent at once.

import { aside } from '../kinds/aside.js';
import { Backoff } from '../transport/backoff.js';
import { isAcceptanceOf } from '../wire/answers.js';
import { randomId } from './random-id.js';

const GUARD_MS = 30_000;
const ID_BYTES = 12;
const MOST_WAITING = 500;
const MOST_AT_ONCE = 16;
const PASSING = new Set(['typing']);
const HOPELESS = new Set(['bad_request', 'bad_json', 'too_large', 'bad_token']);
const AGAIN_MS = 2000;
const MOST_TRIES = 8;      // of one that somebody on the way refuses
const REFUSED = new Set(['not_understood', 'redirected']);

export class AsidePost {
  #post; #envelope; #credentials; #timers; #now; #name; #path;
  #waiting = [];          // { ask(), content, to, key, isUnderWay, onSent, onRefused }: the content is what `ask` has given last
  #request = null;
  #isResting = false;
  #most = MOST_AT_ONCE;   // fewer since several were refused together
  #timer = null;
  #tries = 0;             // refused on the way, of the first
  #backoff;

  /** `credentials()` are what a request must carry, null where we are not in. */
  constructor({ post, path, envelope, credentials, timers, random, now, conversation }) {
    this.#post = post;
    this.#path = path;
    this.#envelope = envelope;
    this.#credentials = credentials;
    this.#timers = timers;
    this.#now = now;
    this.#name = () => conversation.me.name;
    this.#backoff = new Backoff(random);
  }

  toAll(content) {
    this.#put({ ask: () => content, content });
  }

  /** As `way` of Asides has it. */
  toOne(to, content, { key, onSent, onRefused } = /** @type {{ key?: string, onSent?: () => void, onRefused?: (why: string) => void }} */ ({})) {
    const isWaiting = key !== undefined && this.#waiting.some((entry) => entry.key === key && entry.to === to && !entry.isUnderWay);
    if (!isWaiting) this.#put(typeof content === 'function' ? { ask: content, content: {}, to, key, onSent, onRefused } : { ask: () => content, content, to, onSent, onRefused });
  }

  /** Nothing is sent any more, until there is something new to say. */
  rest() {
    this.#timers.clear(this.#timer);
    this.#timer = null;
    this.#isResting = true;
    this.#request?.abort();
  }

  #put(entry) {
    if (PASSING.has(entry.content.is) && (this.#request || this.#timer !== null)) return;
    if (this.#waiting.length >= MOST_WAITING) {
      entry.onRefused?.();
      return;
    }
    this.#waiting.push(entry);
    this.#isResting = false;
    this.#goOn();
  }

  #goOn() {
    if (this.#request || this.#timer !== null || this.#isResting || this.#waiting.length === 0) return;
    if (this.#credentials()) this.#send();
    else this.#later(AGAIN_MS); // we are coming in again
  }

  #later(milliseconds) {
    this.#timer = this.#timers.set(() => {
      this.#timer = null;
      this.#goOn();
    }, milliseconds);
  }

  async #send() {
    for (const entry of this.#waiting) entry.content = entry.ask();
    this.#waiting = this.#waiting.filter(({ content }) => content !== null);
    if (this.#waiting.length === 0) return;
    this.#request = new AbortController();
    const { id, token } = this.#credentials();
    const entries = this.#first();
    for (const entry of entries) entry.isUnderWay = true;
    const answer = await this.#ask(id, token, entries).catch(() => ({ ok: false })); // a fault of the page
    this.#request = null;
    for (const entry of entries) entry.isUnderWay = false;
    if (answer.ok) {
      this.#backoff.reset();
      this.#most = MOST_AT_ONCE;
      this.#done(entries, 'onSent');
    } else if (HOPELESS.has(answer.code) && entries.length > 1) {
      this.#most = 1; // to find which it is
    } else if (HOPELESS.has(answer.code) || this.#tries >= MOST_TRIES) {
      this.#done(entries, 'onRefused');
    } else {
      if (REFUSED.has(answer.code)) {
        this.#most = 1;
        this.#tries += 1;
      }
      this.#waiting = this.#waiting.filter(({ content }) => !PASSING.has(content.is));
      if (!this.#isResting) this.#later(Math.max(this.#backoff.next(), (answer.retryAfter ?? 0) * 1000));
    }
    this.#goOn();
  }

  // As many as one request may carry, at least one.
  #first() {
    let bytes = 0;
    const end = this.#waiting.slice(0, this.#most).findIndex((entry, index) => {
      bytes += this.#envelope.size(this.#messageOf(entry, ''));
      return index > 0 && bytes > this.#path.mostBatch;
    });
    return this.#waiting.slice(0, end < 0 ? this.#most : end);
  }

  #messageOf({ content, to }, id) {
    return { id, ts: Math.round(this.#now()), kind: aside.name, name: content.is === 'text' ? this.#name() : undefined, ...aside.write(content), to };
  }

  async #ask(id, token, entries) {
    const messages = await Promise.all(entries.map((entry) => this.#envelope.seal(this.#messageOf(entry, randomId(ID_BYTES)))));
    const commands = messages.map((message) => ['send', id, message]);
    const answer = await this.#post('send', { id, token, commands }, { signal: this.#request.signal, guardMs: GUARD_MS });
    return { ...answer, ok: answer.ok && isAcceptanceOf(answer.body, commands) };
  }

  #done(entries, what) {
    const done = new Set(entries);
    this.#waiting = this.#waiting.filter((entry) => !done.has(entry));
    this.#tries = 0;
    for (const entry of entries) entry[what]?.();
  }
}

// The join that boot.js has asked for while the rest of the page was on its way.
//
// `early` is what boot.js left: { body, answer, cameAt }: the body that was sent, a promise of its Response, and the time of
// performance.now() at which that came. Null where it asked for none.

import { placeIn } from './answers.js';

export class EarlyJoin {
  #early; #fetch; #now;

  /** `fetch` is the browser's, `now()` performance.now(). */
  constructor(early, { fetch, now }) {
    this.#early = early;
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The room that was asked for; null where none was. */
  get room() {
    return this.#early && JSON.parse(this.#early.body).room;
  }

  /** The token with which a room was asked for; null where none was. */
  tokenFor(room) {
    const asked = this.#early && JSON.parse(this.#early.body);
    return asked && asked.room === room ? asked.token : null;
  }

  /** Used like `fetch`: the same join asked for again has the answer of the first; `late` says for how many milliseconds it has been there. */
  fetch(url, request) {
    const early = this.#early;
    if (early?.body !== request.body) return this.#fetch(url, request);
    this.#early = null;
    return new Promise((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
      early.answer.then(
        (response) => resolve(Object.assign(response, { late: Math.max(0, this.#now() - early.cameAt) })),
        () => resolve(this.#fetch(url, request)),
      );
    });
  }

  /** Nobody wants it: `leave(credentials, place)` is called if it was granted, at the node there. */
  async discard(leave) {
    const early = this.#early;
    this.#early = null;
    try {
      const answer = await (await early.answer).json();
      leave({ id: answer.commands[0][1], token: JSON.parse(early.body).token }, placeIn(answer)[1]);
    } catch { /* there was none, or it was refused */ }
  }
}

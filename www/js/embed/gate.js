// Lets in what the page around a frame asks for: that page alone, from an origin that the operator allows, and not too much
// of it.

import { readRequest } from './requests.js';

const AT_ONCE = 20; // messages
const MS_EACH = 1000; // for one more

export class Gate {
  #origins; #parent; #now;
  #left = AT_ONCE;
  #counted;

  /** `origins` are those that are allowed; `parent` is the window of the page around; `now()` is in milliseconds. */
  constructor({ origins, parent, now }) {
    this.#origins = origins;
    this.#parent = parent;
    this.#now = now;
    this.#counted = now();
  }

  /** Whether pages of these origins, which stand around this one, may all show it. */
  admits(origins) {
    return origins.every((origin) => this.#origins.includes(origin));
  }

  /** Whether a message comes from the page around, and that is none that may show this one. */
  isForeign({ source, origin }) {
    return source === this.#parent && !this.admits([origin]);
  }

  /** The request (requests.js) in a message, or null. */
  read({ source, origin, data }) {
    if (source !== this.#parent || !this.admits([origin]) || !this.#isFew()) return null;
    return readRequest(data);
  }

  #isFew() {
    const now = this.#now();
    this.#left = Math.min(AT_ONCE, this.#left + (now - this.#counted) / MS_EACH);
    this.#counted = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

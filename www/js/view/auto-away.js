// One is away when nobody has looked at the page for some minutes, until somebody does. Who has said so by hand stays so.

const AFTER_MS = 300_000;

export class AutoAway {
  #timers; #goAway;
  #timer = null;
  #isByItself = false;

  constructor({ timers, goAway }) {
    this.#timers = timers;
    this.#goAway = goAway;
  }

  /** The page is hidden, or seen again. */
  hidden(isHidden) {
    this.#timers.clear(this.#timer);
    if (isHidden) this.#timer = this.#timers.set(() => this.#go(true), AFTER_MS);
    else if (this.#isByItself) this.#go(false);
  }

  #go(isAway) {
    this.#isByItself = isAway;
    this.#goAway(isAway);
  }
}

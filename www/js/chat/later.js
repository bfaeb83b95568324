// The parts of a stay that are loaded once one is in, since nobody can talk any sooner for having them. They are told of all that
// has come since the beginning, once the conversation has taken it in.

import { Alterations } from './alterations.js';
import { Delivery } from './delivery.js';
import { Holders } from './holders.js';
import { Lifetimes } from './lifetimes.js';
import { file } from '../kinds/file.js';

/** What is said beside the lines (asides.js), loaded when somebody says such a thing, or it is asked for. `needs` are those of Asides. */
export class LateAsides {
  #needs;
  #asides = null;

  constructor(needs) {
    this.#needs = needs;
  }

  /** A promise of it; of nothing where it cannot be loaded now. */
  get there() {
    return this.#asides ??= import('./asides.js').then(({ Asides }) => new Asides(this.#needs), () => (this.#asides = null));
  }

  /** These commands have come. */
  took(commands) {
    if (this.#asides || commands.some(([, , message]) => message?.kind === 'aside')) this.there.then((asides) => asides?.took(commands));
  }

  rest() {
    this.#asides?.then((asides) => asides?.rest());
  }
}

export { Alterations, Holders, Lifetimes }; // which private rooms have, too

export class Later {
  #conversation; #serverNow; #onNews;
  #delivery; #alterations; #lifetimes; #asides;

  /** What they need of the session: see each of them. */
  constructor(needs) {
    this.#conversation = needs.conversation;
    this.#serverNow = needs.serverNow;
    this.#onNews = needs.onNews;
    this.#delivery = new Delivery(needs);
    this.#alterations = new Alterations(needs);
    this.#lifetimes = new Lifetimes({ ...needs, expire: (lines) => this.#alterations.expire(lines) });
    this.#asides = new LateAsides({ ...needs, lifetimes: this.#lifetimes });
  }

  /** As LateAsides.there. */
  get asides() {
    return this.#asides.there;
  }

  /** These commands have come, their messages as they were said. */
  took(commands) {
    this.#hearOffers(commands);
    this.#alterations.took(commands);
    this.#lifetimes.took(commands);
    this.#delivery.took(commands);
    this.#asides.took(commands);
  }

  // Files that were offered before their kind was known here.
  #hearOffers(commands) {
    const offers = commands.filter(([name, sender, message]) => name === 'add' && message?.kind === file.name && sender !== this.#conversation.me?.id);
    const changes = offers.flatMap(([, sender, message]) => this.#conversation.heard(sender, message, this.#serverNow()));
    if (changes.length > 0) this.#onNews(changes);
  }

  /** Nothing is sent any more, until something comes. */
  rest() {
    this.#delivery.rest();
    this.#asides.rest();
    this.#lifetimes.rest();
  }

  /** One is in again. */
  wake() {
    this.#lifetimes.wake();
  }

  /** Says an own line in other words. False where nothing is in them. */
  reword(line, typed) {
    return this.#alterations.reword(line, typed);
  }

  /** A promise of the Talk (talk.js), or of null; undefined where none is to be. */
  get talk() {
    return this.#alterations.talk;
  }

  /** Takes an own line back. */
  withdraw(line) {
    this.#alterations.withdraw(line);
  }
}

// Files in the page: what is offered and asked for in the room that one is in, and what its lines show of them. It is loaded once one is
// online.

import { PICTURES, Transfers } from '../../files/transfers.js';
import { Card } from './card.js';
import { Chooser } from './chooser.js';
import { loadSheet } from '../connection-dialog.js';

const PAUSE_MS = 100;

export class Files {
  #stay; #log; #network; #now; #chooser;
  #session = null;
  #transfers = null;
  #cards = new Map();    // key of a line -> { line, card }
  #timer = null;

  /**
   * `stay()` is the session, or null; `form` is what one writes in, whose row names the style sheet, `isToOne()` whether that is for one alone; `network` and `now` as the
   * session has them.
   */
  constructor({ stay, log, announcer, form, isToOne, network, now }) {
    this.#stay = stay;
    this.#log = log;
    this.#network = network;
    this.#now = now;
    loadSheet(document.body, form.querySelector('.composer-row').dataset.style);
    this.#chooser = new Chooser({
      form, isToOne, say: (sentence) => announcer.say(sentence), hasRoom: () => this.#transfers !== null && !form.querySelector('textarea').disabled,
      offers: () => {
        const transfers = this.#transfers;
        return (...what) => transfers.offer(...what);
      },
    });
    this.#refresh();
  }

  /** Something may have changed in the conversation. */
  update() {
    if (this.#stay() !== this.#session) return this.#refresh(); // at once: a stay that is over keeps nothing
    this.#timer ??= setTimeout(() => this.#refresh(), PAUSE_MS);
  }

  #refresh() {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#stay() !== this.#session) this.#enter(this.#stay());
    this.#chooser.refresh();
    if (!this.#transfers) return;
    this.#transfers.sync();
    const lines = this.#session.lines.filter(({ kind }) => kind === 'file');
    const keys = new Set(lines.map(({ key }) => key));
    for (const key of this.#cards.keys()) if (!keys.has(key)) this.#drop(key);
    for (const line of lines) this.#show(line);
  }

  #enter(session) {
    this.#transfers?.end();
    for (const key of this.#cards.keys()) this.#drop(key);
    this.#session = session;
    this.#transfers = session && new Transfers({ session, ...this.#network, now: this.#now, onNews: () => this.update() });
    this.#chooser.clear();
  }

  #show(line) {
    const row = this.#log.rowOf(line);
    if (!row) return;
    const known = this.#cards.get(line.key);
    if (known && known.line !== line) this.#drop(line.key);
    if (!this.#cards.has(line.key)) this.#cards.set(line.key, { line, card: this.#makeCard(line) });
    const { card } = this.#cards.get(line.key);
    if (!row.contains(card.element)) row.querySelector('.body').append(card.element);
    card.refresh(this.#transfers.of(line));
  }

  #makeCard(line) {
    const transfers = this.#transfers;
    const then = (act) => () => {
      act();
      this.update();
    };
    return new Card(line, {
      get: then(() => transfers.get(line)),
      stop: then(() => transfers.stop(line)),
      withdraw: then(() => this.#session.later?.then((later) => later?.withdraw(line))),
    }, PICTURES);
  }

  #drop(key) {
    this.#cards.get(key).card.end();
    this.#cards.delete(key);
  }
}

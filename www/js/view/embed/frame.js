// This page in a frame of another site's page: whether that may show it, what it asks for, and what it is told (conf/SITE.md,
// "Embedding"). It is loaded in a frame alone; until it lets a room be opened none is, and nothing is sent for one.

import { Gate } from '../../embed/gate.js';
import { Reports } from '../../embed/reports.js';
import { VERSION } from '../../embed/requests.js';
import { framed as words } from '../../words/en-framed.js';
import { readSite } from '../../site.js';
import { loadSheet } from '../connection-dialog.js';
import { make } from '../elements.js';
import { optional } from '../optional.js';

const PATIENCE_MS = 10_000; // for the page around to say what it wants

// No file is as one that names no site; one that did not come may be there later.
async function readOrigins() {
  const hangs = new Promise((_, reject) => setTimeout(reject, PATIENCE_MS, new Error('site.json does not come')));
  const given = await Promise.race([globalThis.oneTimeChat.site, hangs]) ?? await fetch('site.json').then((answer) => (answer.ok && !answer.redirected ? answer.json().catch(() => null) : null));
  return readSite(given).embed;
}

/** A promise of the Frame, for what the operator has set. */
export const frameFor = async (page) => new Frame(await readOrigins(), page);

class Frame {
  #page; #origins; #gate; #reports;
  #isAdmitted = false;
  #isInSight = false;
  #drawn = null; // eslint-disable-line no-unused-private-class-members -- read by ??=
  #around = null; // the origin of the page around, once it has said something
  #name = null; // what is still to be taken as a name, and in which stay: { name, stay }

  /**
   * `origins` are those of the pages that may show this one. `page`: { words, stay(), isOpening(), unread(), seen(), go(fragment), leave(), refuse(why), appear(theme) }: the
   * sentences; the stay in a room, or null; whether one is being opened; how many messages were not seen, and that they are now; opens a room, leaves it; says why there is none; sets light or dark.
   */
  constructor(origins, page) {
    this.#origins = origins;
    this.#page = page;
    this.#gate = new Gate({ origins, parent: globalThis.parent, now: () => performance.now() });
    this.#reports = new Reports({ timers: { set: (call, ms) => setTimeout(call, ms) }, look: () => this.#look(), tell: (type, count) => this.#tell(type, count) });
    Object.assign(page.words.refusal, words.refusal);
  }

  /** From now on the page around is heard, if it is one that may show this one. */
  begin() {
    this.#makeView();
    const ancestors = optional(() => [...location.ancestorOrigins]) ?? [];
    if (this.#origins.length === 0 || !this.#gate.admits(ancestors)) return this.#refuse();
    addEventListener('message', (event) => this.#heard(event));
    setTimeout(() => { if (!this.#isAdmitted) this.#refuse(); }, PATIENCE_MS);
    this.#tell('ready');
  }

  /** Whether rooms may be opened. */
  get isAdmitted() {
    return this.#isAdmitted;
  }

  /** Something may be another in the room. */
  update() {
    if (this.#page.unread() > 0) this.#drawn ??= requestAnimationFrame(() => this.#glance());
    this.#reports.update();
  }

  #heard(event) {
    if (this.#gate.isForeign(event)) return this.#isAdmitted || this.#refuse();
    const request = this.#gate.read(event);
    if (request) this.#around ??= event.origin;
    if (request?.type === 'open') this.#admit(request);
    else if (request && this.#isAdmitted) this.#grant(request);
  }

  #admit({ room = '', name = undefined, theme = undefined }) {
    this.#isAdmitted = true;
    this.#name = null;
    document.documentElement.dataset.framed = 'open';
    this.#page.go(room);
    this.#grant({ name, theme });
  }

  #grant({ type = undefined, name = undefined, theme = undefined }) {
    if (theme) this.#page.appear(theme);
    if (name) this.#name = { name, stay: this.#page.stay() };
    if (type === 'leave' && (this.#page.stay() || this.#page.isOpening())) this.#page.leave();
    this.update();
  }

  // As soon as one is in, and what names are taken with is there.
  async #takeName(stay) {
    const wanted = this.#name;
    if (!wanted || !stay?.later) return;
    this.#name = null;
    const asides = await (await stay.later)?.asides;
    if (asides && this.#page.stay() === stay && (wanted.stay ?? stay) === stay) asides.rename(wanted.name);
    else if (!asides) this.#name ??= wanted; // the network; it may be there later
  }

  #look() {
    const stay = this.#page.stay();
    const people = stay?.people.length ?? 0;
    const here = people > 0 && !stay.isWaiting ? stay : null;
    this.#takeName(here);
    return { stay: here, people, unread: this.#page.unread() };
  }

  // Only a page of an allowed origin gets it: which one is around is not known before it has said something.
  #tell(type, count) {
    const message = { onetimechat: VERSION, type, ...(count === undefined ? {} : { count }) };
    for (const origin of this.#around ? [this.#around] : this.#origins) globalThis.parent.postMessage(message, origin);
  }

  #refuse() {
    document.documentElement.dataset.framed = 'refused';
    this.#page.refuse('framed');
  }

  #makeView() {
    document.documentElement.dataset.framed = 'waiting';
    loadSheet(document.body, document.querySelector('main').dataset.style);
    const alone = Object.assign(make('a', 'alone', words.alone), { href: './', target: '_blank', rel: 'noopener' });
    document.querySelector('#refusal').append(' ', alone);
    new IntersectionObserver((entries) => {
      this.#isInSight = entries.at(-1).isIntersecting;
      this.#glance();
    }).observe(document.body);
  }

  // The page around may be seen while this is not. Some browsers tell so, others draw nothing then.
  #glance() {
    this.#drawn = null;
    if (this.#isInSight && !document.hidden && this.#page.unread() > 0) this.#page.seen();
  }
}

// Attention for what is new: the icon of the tab, what parts the log, what was missed, sound and notifications. It is loaded
// once one is online.

import { loadSheet } from '../connection-dialog.js';
import { offerInstalling } from '../installing.js';
import { optional } from '../optional.js';
import { Alerts } from './alerts.js';
import { Aloud } from './aloud.js';
import { Badge } from './badge.js';
import { makeChime } from './chime.js';
import { rowsOfAttention } from './choices.js';
import { Missed } from './missed.js';
import { News } from './news.js';
import { Partings } from './partings.js';

const MOST_REDRAWS = 600; // frames
const SEEN_MS = 3000; // what has been in sight for so long has been seen

const element = (id) => document.getElementById(id);
const now = () => Date.now();

function makeAlerts() {
  return new Alerts({
    Notification: (globalThis.isSecureContext && parent === window && optional(() => Notification)) || null,
    chime: makeChime(optional(() => AudioContext)),
    now: () => performance.now(),
    show: () => globalThis.focus(),
  });
}

export class Attention {
  #stay; #say; #composer;
  #room = null; // whose news these are
  #news = new News({ now });
  #alerts = makeAlerts();
  #badge = new Badge(document.querySelector('link[rel=icon]'));
  #aloud; #partings; #missed;
  #isDue = false;
  #redraws = 0;
  #isInSight = false;
  #seenTimer = null;

  /** `stay()` is the session, or null; `words` are those of the page. */
  constructor({ stay, log, announcer, composer, words }) {
    this.#stay = stay;
    this.#say = (sentence) => announcer.say(sentence);
    this.#composer = composer;
    this.#aloud = new Aloud({ name: () => stay()?.people[0]?.name ?? '', textOf: (line) => announcer.speak(line) });
    announcer.wants = (line) => this.#aloud.wants(line);
    this.#partings = new Partings({ rowOf: (line) => log.rowOf(line), locale: () => words.locale, scroller: element('log'), onSeen: (isInSight) => this.#watch(isInSight) });
    this.#missed = new Missed({ notice: (events) => words.notice(events), form: element('composer'), show: () => this.#showFresh(), close: () => this.#closeMissed() });
    loadSheet(document.body, element('people').dataset.style);
    document.addEventListener('visibilitychange', () => this.#turned());
    if (document.hidden) this.#turned();
    if (parent === window) offerInstalling(); // it is the site around that is installed
    this.update();
  }

  /** The choices about it, for the dialog of the settings: made anew, since what can be chosen may change. `more` is what others have chosen (choices.js). */
  rows(more) {
    return rowsOfAttention({ alerts: this.#alerts, aloud: this.#aloud, composer: this.#composer, ...more });
  }

  /** These changes of the conversation are shown now; there may be another room. */
  update(changes = []) {
    const stay = this.#stay();
    if (stay !== this.#room) this.#begin(stay);
    if (changes.length === 0) return; // somebody types
    this.#alerts.tell(this.#news.take(changes, !element('newest').hidden));
    this.#badge.show(this.#news.unread);
    this.#redraws = 0;
    this.#draw();
  }

  #begin(stay) {
    this.#room = stay;
    this.#news.begin();
    this.#alerts.seen();
    this.#badge.show(0);
    this.#draw();
  }

  get #lines() {
    return this.#stay()?.lines ?? [];
  }

  #turned() {
    clearTimeout(this.#seenTimer);
    if (document.hidden) return this.#news.leave(this.#lines);
    this.#news.comeBack();
    this.#alerts.seen();
    this.#badge.show(0);
    this.#watch(this.#isInSight);
    const sentence = this.#missed.show(this.#news.missed(this.#lines));
    if (sentence) this.#say(sentence);
    this.#draw();
  }

  // Once a frame: a thousand lines may come at once.
  #draw() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      const lines = this.#lines;
      const isDone = this.#partings.show(lines, this.#news.first(lines), now());
      this.#missed.show(this.#news.missed(lines));
      if (isDone || this.#redraws >= MOST_REDRAWS) return;
      this.#redraws += 1; // the log makes rows in portions
      this.#draw();
    });
  }

  // Only what stays in sight for a moment is seen.
  #watch(isInSight) {
    this.#isInSight = isInSight;
    clearTimeout(this.#seenTimer);
    if (isInSight && !document.hidden) this.#seenTimer = setTimeout(() => this.#news.seen(), SEEN_MS);
  }

  #showFresh() {
    this.#closeMissed();
    this.#partings.freshRow?.scrollIntoView({ block: 'start' });
  }

  #closeMissed() {
    this.#news.acknowledge();
    this.#missed.show(null);
    element('log').focus({ preventScroll: true });
  }
}

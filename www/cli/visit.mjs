// One stay in one room: what becomes of it is told, and what is to be said goes to the session.

import { randomId } from '../js/chat/random-id.js';
import { wordlist } from '../js/packages/word-list.js';
import { Deeds } from './deeds.mjs';
import { Events } from './events.mjs';
import { Files } from './files.mjs';
import { Moments } from './moments.mjs';
import { words } from './words.mjs';

const TOKEN_BYTES = 24;
const MESSAGE_ID_BYTES = 12;
const MOST_WAITING = 50;    // own lines, before more is read
const MOST_WATCHED = 50;    // people in a room, of whom nobody says in a larger one that they are away (chat/moments.js)
const QUIET_MS = 700;       // after which those who were here are taken to have said what they had said before;
const UNHEARD_MS = 2000;    // the same where nothing was heard of some of them, who may have said nothing
const MOST_GATHERING_MS = 5000;
const GOODBYE_MS = 5000;
const LATE_JOIN_MS = 1000;  // for one that is under way to be granted, or not

const wordsOf = (numbers) => numbers?.map((number) => wordlist[number]).join(' ') ?? '';

export class Visit {
  #session; #tell; #network; #name; #opened; #page;
  #events = new Events();
  #moments = new Moments();
  #asides = null; #talk = null; // what was loaded later
  #isLoading = false;
  #looks = new Set();
  #status = { phase: 'connecting' };
  #entered = false;           // has been told
  #gathering = null;          // timers, as long as the history of those present comes
  #link = null;
  #why = 'server';
  #moment = 0;                // counts requests that say something, and changes to lines
  #sent = 0; #altered = 0;    // when the last of those began that went well, and when the last of these was made
  #sending = 0;               // such requests under way
  #failed = 0;
  /** What is said and done here, and the files of this visit. */
  deeds; files;
  /** Whether there was no place in the room when we came. */
  isFull = false;
  /** Why we are not in any more; null as long as we are. */
  out = null;
  /** Whether anything was to be said. */
  hasSaid = false;

  /**
   * `opened` is of entrance.mjs, `page` the address before a link, `network` and `clock` are a session's; `tell(event)` is told of everything,
   * `name` is the one that was chosen, or null; `dir` and `limit` are those of Files.
   */
  constructor({ opened, page, network, clock, name, tell, dir, limit }) {
    this.#network = network;
    this.#name = name;
    this.#tell = tell;
    this.#opened = opened;
    this.#page = page;
    this.#session = opened.makeSession({
      network: { ...network, post: (...request) => this.#post(...request) },
      clock,
      makeToken: () => randomId(TOKEN_BYTES),
      makeId: () => randomId(MESSAGE_ID_BYTES),
      on: {
        changes: (changes) => this.#changed(changes),
        status: (status) => this.#heardStatus(status),
        waits: () => this.#mustWait(),
        out: (why) => this.#wentOut(why),
        returned: (texts, why) => this.#gotBack(texts, why),
      },
    });
    this.#makeDeeds({ clock, dir, limit });
  }

  #makeDeeds({ clock, dir, limit }) {
    const onNews = () => this.#look();
    this.files = new Files({ session: this.#session, network: this.#network, now: clock, tell: this.#tell, onNews, dir, limit });
    this.deeds = new Deeds({
      session: this.#session, events: this.#events, tell: this.#tell, fail: (...why) => this.fail(...why),
      said: () => { this.hasSaid = true; },
      altered: () => { this.#altered = this.#moment += 1; }, // it is sent behind this
      renamed: (name) => {
        this.#opened.rename(name);
        this.#name = name;
      },
    });
  }

  start() {
    this.#session.start();
  }

  // ---- what is so -----------------------------------------------------------

  get isPrivate() {
    return this.#session.isPrivate === true;
  }

  /** Whether what was said so far is told, and all that follows is told at once. */
  get isIn() {
    return this.#entered;
  }

  /** Whether the server has let us in. */
  get isThere() {
    return this.#entered || this.#gathering !== null || this.mustWait;
  }

  /** Whether somebody inside must let us in first. */
  get mustWait() {
    return this.#session.isWaiting === true;
  }

  /** Why there is no way in at the moment, as a transport's status says it. */
  get reason() {
    return this.#status.reason ?? null;
  }

  /** How many lines could not be said. */
  get failed() {
    return this.#failed + this.#events.lost;
  }

  /** How many lines the server has not taken yet. */
  get waiting() {
    return this.#events.waiting;
  }

  /** Whether there is place for more that is to be said. */
  get hasRoom() {
    return this.waiting < MOST_WAITING;
  }

  /** Whether the server has taken all that was to be said. */
  get isSettled() {
    return this.waiting === 0 && (this.#altered === 0 || (this.#sending === 0 && this.#sent > this.#altered && !this.#session.server.isSending));
  }

  /** Whether all who are here, so far as is known, have let us in, or nobody is here. */
  get isMet() {
    return !this.isPrivate || this.#session.others > 0 || this.#session.isDeserted;
  }

  /** Whether all who are here hold all that we have said. */
  get isHeld() {
    return !this.isPrivate || this.#events.isHeldBy(this.#session.others);
  }

  get people() {
    return this.#session.people.map(({ id, name, own, isLost, isOpener }) => ({
      id, name: own ? this.#name ?? name : name, ...(own ? { own } : {}), ...(isLost ? { lost: true } : {}), ...(isOpener ? { host: true } : {}),
    }));
  }

  /** A promise that `holds()` within that time: of false where it does not, or where we are not in any more. */
  until(holds, milliseconds) {
    return new Promise((resolve) => {
      const end = (result) => {
        this.#looks.delete(look);
        this.#network.timers.clear(timer);
        resolve(result);
      };
      const look = () => {
        if (holds()) end(true);
        else if (this.out !== null) end(false);
      };
      const timer = milliseconds === Infinity ? null : this.#network.timers.set(() => end(holds()), milliseconds);
      this.#looks.add(look);
      look();
    });
  }

  // ---- what is to be done ---------------------------------------------------

  /** Offers the file at that path to all. */
  offer(path, text, ref) {
    const showing = () => {
      this.#events.ref = ref;
      this.hasSaid = true;
    };
    return this.files.offer(path, text, { fail: (why) => this.#complain(why, ref), showing }).finally(() => { this.#events.ref = undefined; });
  }

  /** Something of what is to be said or done cannot be. */
  fail(text, ref) {
    this.#failed += 1;
    this.#complain(text, ref);
  }

  #complain(text, ref) {
    this.#tell({ type: 'error', text, ...(ref === undefined ? {} : { ref }) });
  }

  /** Does something in a private room: a promise of what the session says. */
  rule(work, ...parameters) {
    return this.#session[work](...parameters);
  }

  /** Leaves for good: a promise of whether the server has heard of it, or has nothing to hear. */
  async leave() {
    this.#endGathering();
    await this.files.end();
    const { timers } = this.#network;
    const isKnown = this.#session.stay !== null;
    const said = new Promise((resolve) => {
      this.#session.leave((credentials) => resolve(this.#network.post('leave', credentials, { signal: new AbortController().signal, guardMs: GOODBYE_MS })));
    });
    let timer;
    const late = new Promise((resolve) => { timer = timers.set(() => resolve(null), isKnown ? GOODBYE_MS : LATE_JOIN_MS); });
    const answer = await Promise.race([said, late]);
    timers.clear(timer);
    return answer === null ? !isKnown : answer.ok || answer.code === 'unknown_client';
  }

  // ---- what becomes of it ---------------------------------------------------

  async #post(endpoint, body, options) {
    if (endpoint !== 'send') return this.#network.post(endpoint, body, options);
    this.#sending += 1;
    const begun = this.#moment += 1;
    try {
      const answer = await this.#network.post(endpoint, body, options);
      if (answer.ok) this.#sent = begun;
      return answer;
    } finally {
      this.#sending -= 1;
      this.#network.timers.set(() => this.#look(), 0); // what follows is sent at once
    }
  }

  #look() {
    for (const look of [...this.#looks]) look();
  }

  #heardStatus(status) {
    this.#status = status;
    this.#tell({ type: 'status', ...status });
    this.#look();
  }

  #changed(changes) {
    this.#load();
    if (this.#entered) this.#showAll(changes);
    else for (const change of changes) this.#show(change);
    if (!this.#entered && changes.some(({ type }) => type === 'people') && this.#session.people.length > 0) this.#gather();
    if (this.#gathering) this.#heardMore();
    this.#look();
  }

  #showAll(changes) {
    for (const event of this.#events.of(changes, this.#why)) this.#tell(event);
    for (const change of changes) this.#show(change);
    this.#showReactions(changes);
    this.#showMoments(changes);
    this.files.changed();
  }

  #showReactions(changes) {
    const lines = this.#talk ? changes.flatMap(({ type, line }) => (['added', 'changed'].includes(type) && !line.events ? [line] : [])) : [];
    for (const line of lines) for (const event of this.#events.reactions(line, this.#talk.reactionsTo(line))) this.#tell(event);
  }

  #showMoments(changes) {
    const isNews = this.#asides && this.#session.others < MOST_WATCHED && changes.some(({ type }) => type === 'people' || type === 'aside');
    if (isNews) for (const event of this.#moments.of(this.people, this.#asides)) this.#tell(event);
  }

  // What is said beside the lines, which is there once we are.
  async #load() {
    if (this.#isLoading || !this.#session.later) return;
    this.#isLoading = true;
    const later = await this.#session.later;
    [this.#asides, this.#talk] = await Promise.all([later?.asides, later?.talk]);
    if (this.#entered) this.#showAll([{ type: 'people' }, ...this.#session.lines.map((line) => ({ type: 'changed', line }))]);
  }

  #show({ type, told, knock }) {
    if (type === 'held') for (const event of this.#events.held(this.#session.lines, this.#session.others)) this.#tell(event);
    if (type !== 'room') return;
    if (told) {
      this.isFull = told === 'full';
      this.#tell({ type: 'trouble', what: told, text: words.room[told] });
    }
    if (knock) this.#knocked(knock);
    this.#tellLink();
  }

  async #knocked(id) {
    const five = wordsOf(await this.#session.knockNumbers(id));
    this.#tell({ type: 'knock', id, words: five });
  }

  #tellLink() {
    const { link } = this.#session.state;
    if (!this.#entered || link === null || link === this.#link) return;
    this.#tell({ type: 'link', link: this.#page + link, ...(this.#link === null ? {} : { renewed: true }) });
    this.#link = link;
  }

  async #mustWait() {
    this.#tell({ type: 'waiting', words: wordsOf(await this.#session.knockNumbers()) });
  }

  #wentOut(why) {
    this.out = why;
    this.#look();
  }

  #gotBack(texts, why) {
    this.#failed += texts.length;
    this.#why = why;
  }

  // ---- coming in ------------------------------------------------------------

  // What was said before comes in pieces, the newest first, from each of those who are here. It is told in its order once it is there.
  #gather() {
    if (this.#gathering) return;
    const { timers } = this.#network;
    this.#gathering = { quiet: null, end: timers.set(() => this.#enter(), MOST_GATHERING_MS) };
  }

  #heardMore() {
    const { timers } = this.#network;
    timers.clear(this.#gathering.quiet);
    const isAlone = this.#session.others === 0 && (!this.isPrivate || this.#session.isDeserted);
    if (isAlone) this.#enter();
    else if (!this.isPrivate || this.#session.others > 0) this.#gathering.quiet = timers.set(() => this.#enter(), this.#isUnheard ? UNHEARD_MS : QUIET_MS);
  }

  // That by which we came is known, but of a new room it is not.
  #showLink() {
    if (!this.#opened.isNew) this.#link = this.#session.state.link;
    this.#tellLink();
  }

  get #isUnheard() {
    return this.#session.people.some(({ own, id, name }) => !own && name === words.said.guest(id));
  }

  #endGathering() {
    if (!this.#gathering) return;
    for (const timer of Object.values(this.#gathering)) this.#network.timers.clear(timer);
    this.#gathering = null;
  }

  #enter() {
    this.#endGathering();
    if (this.#entered || this.mustWait) return;
    this.#entered = true;
    if (this.isPrivate) this.#showLink();
    const [me] = this.people;
    this.#tell({ type: 'entered', room: this.#opened.room, private: this.isPrivate, id: me.id, name: me.name, people: this.people });
    this.#showAll([...this.#session.lines.map((line) => ({ type: 'added', line })), { type: 'people' }]);
    this.#look();
  }
}

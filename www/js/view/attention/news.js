// What is new to the reader: the lines that came while the page was out of sight, or while they had scrolled up, and what
// happened in a longer absence. It knows neither page nor timers.

const LONG_MS = 3 * 60_000;    // away for less, one sees for oneself what was missed
const CATCH_UP_MS = 20_000;    // a page that was frozen learns only now what was said meanwhile
const MOST_KEYS = 10_000;      // as many lines as are kept
const MOST_EVENTS = 200;

const ENDS = ['left', 'gone', 'removed'];

// Of those about one thing only the last is told.
const subjectOf = ({ id, what }) => `${id} ${what === 'joined' || ENDS.includes(what) ? '' : what}`;

function put(keys, key) {
  if (keys.size < MOST_KEYS) keys.add(key);
}

export class News {
  #now;
  #fresh = new Set(); // keys of lines that nobody has seen
  #isSeen = false;    // the first of them is in sight, so the next ones begin anew
  #absence = null;    // { since, newest, back, keys, events }; `back` is null while the page is out of sight
  #unread = 0;

  /** `now()` is in milliseconds, and counts while the computer sleeps. */
  constructor({ now }) {
    this.#now = now;
  }

  get isAway() {
    return this.#absence?.back === null;
  }

  /** How many lines have come while the page was out of sight. */
  get unread() {
    return this.#unread;
  }

  /** The page is out of sight from now on; `lines` are those it shows. */
  leave(lines) {
    if (this.isAway) return;
    const newest = lines.findLast(({ events }) => !events)?.ts ?? -Infinity;
    this.#absence = { since: this.#now(), newest, back: null, keys: new Set(), events: new Map() };
  }

  comeBack() {
    this.#unread = 0;
    if (this.isAway) this.#absence.back = this.#now();
  }

  /** The reader has said something, and so has looked. */
  looked() {
    this.#fresh.clear();
    this.#isSeen = false;
    this.#absence = null;
  }

  /** What was missed has been read. */
  acknowledge() {
    if (!this.isAway) this.#absence = null;
  }

  /** The line that says where what is new begins has been seen. */
  seen() {
    if (this.#fresh.size > 0) this.#isSeen = true;
  }

  /** Another room: nothing is new in it. Whether the page is out of sight stays as it is. */
  begin() {
    const { isAway } = this;
    this.looked();
    this.#unread = 0;
    if (isAway) this.leave([]);
  }

  /** Changes of the conversation; `scrolledUp`: what is new is added below what is read. Returns the lines to tell of now. */
  take(changes, scrolledUp) {
    const added = changes.filter(({ type, line }) => type === 'added' && !line.events).map(({ line }) => line);
    if (added.some(({ own }) => own)) this.looked();
    const others = added.filter(({ own }) => !own);
    const told = others.filter(({ earlier }) => !earlier);
    if (this.#isSeen && told.length > 0) this.#beginAnew();
    for (const line of others) this.#takeOne(line, scrolledUp);
    if (!this.isAway) return [];
    this.#unread += told.length;
    for (const { line, again } of changes) if (line?.events?.length > 0 && !again) this.#happened(line.events.at(-1));
    return told;
  }

  /** The key of the first of `lines` that is new; null for none. */
  first(lines) {
    if (this.#fresh.size === 0) return null;
    return lines.find(({ key }) => this.#fresh.has(key))?.key ?? null;
  }

  /** After a longer absence, what of it is among `lines`: `{ count, events }`; null where there is nothing to say. */
  missed(lines) {
    if (!this.#absence || this.isAway) return null;
    const { since, back, keys, events } = this.#absence;
    if (back - since < LONG_MS) return null;
    const count = lines.filter(({ key }) => keys.has(key)).length;
    return count + events.size > 0 ? { count, events: [...events.values()] } : null;
  }

  #beginAnew() {
    this.#fresh.clear();
    this.#isSeen = false;
  }

  #takeOne(line, scrolledUp) {
    const missed = this.#isMissed(line);
    if (missed) put(this.#absence.keys, line.key);
    if (missed || (scrolledUp && !line.earlier)) put(this.#fresh, line.key);
  }

  // After an interruption all that others said comes again: what was said before the absence is not new.
  #isMissed({ ts, earlier }) {
    if (!this.#absence) return false;
    const { since, newest, back } = this.#absence;
    if (back === null) return !earlier || ts > newest;
    const isCatchingUp = back - since >= LONG_MS && this.#now() - back < CATCH_UP_MS;
    return isCatchingUp && ts > newest && ts <= back;
  }

  #happened(event) {
    const { events } = this.#absence;
    const subject = subjectOf(event);
    const before = events.get(subject);
    events.delete(subject);
    if (before?.what === 'joined' && ENDS.includes(event.what)) return; // nobody has missed them
    events.set(subject, event);
    if (events.size > MOST_EVENTS) events.delete(events.keys().next().value);
  }
}

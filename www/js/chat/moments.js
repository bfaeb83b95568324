// Who types, and who is away. Both are said to all who are there, in small messages that nobody keeps: that one types at most
// once in five seconds, and in no large room.

const TYPING_APART_MS = 5000;
const TYPING_LASTS_MS = 7500;
const MOST_TYPING = 20;         // people in a room where one says that one types
const MOST_AWAY = 50;           // and that one is away
const AWAY_APART_MS = 5000;

export class Moments {
  #conversation; #way; #timers; #now; #onNews;
  #typing = new Map();          // id -> until when
  #timer = null;
  #saidTyping = -Infinity;
  #away = new Set();            // ids
  #isAway = false;
  #saidAway = false;            // what the others know
  #saidAwayAt = -Infinity;
  #awayTimer = null;

  constructor({ conversation, way, timers, now, onNews }) {
    this.#conversation = conversation;
    this.#way = way;
    this.#timers = timers;
    this.#now = now;
    this.#onNews = onNews;
  }

  // ---- of ourselves ----

  /** We are typing, to all or to one alone. */
  types(id) {
    const now = this.#now();
    if (now - this.#saidTyping < TYPING_APART_MS || this.#present > MOST_TYPING || this.#present < 2) return;
    this.#saidTyping = now;
    if (id === undefined) this.#way.toAll({ is: 'typing' });
    else this.#way.toOne(id, { is: 'typing' });
  }

  goAway(isAway) {
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    this.#sayAway();
    this.news([{ type: 'people' }]);
  }

  // The last that is so, at most once in some seconds.
  #sayAway() {
    this.#timers.clear(this.#awayTimer);
    if (this.#isAway === this.#saidAway || this.#present > MOST_AWAY) return;
    const wait = this.#saidAwayAt + AWAY_APART_MS - this.#now();
    if (wait > 0) {
      this.#awayTimer = this.#timers.set(() => this.#sayAway(), wait);
      return;
    }
    this.#saidAway = this.#isAway;
    this.#saidAwayAt = this.#now();
    this.#way.toAll({ is: 'away', away: this.#isAway });
  }

  rest() {
    this.#timers.clear(this.#awayTimer);
    this.#timers.clear(this.#timer);
  }

  // ---- of others ----

  get typing() {
    return [...this.#typing.keys()].filter((id) => this.#conversation.isHere(id));
  }

  isAway(id) {
    return id === undefined ? this.#isAway : this.#away.has(id);
  }

  /** `content` of the kind aside. */
  heard(id, content) {
    if (content.is === 'away') {
      if (content.away === this.#away.has(id)) return;
      this.#away[content.away ? 'add' : 'delete'](id);
      this.news([{ type: 'people' }]);
      return;
    }
    if (this.#present > MOST_TYPING) return;
    const isNews = !this.#typing.has(id);
    this.#typing.set(id, this.#now() + TYPING_LASTS_MS);
    if (!isNews) return;
    this.#wait();
    this.news([{ type: 'aside' }]);
  }

  /** They have said something: whoever does is not typing it any more, nor away. */
  said(id, message) {
    if (message?.earlier === true || message?.to !== undefined) return;
    const wasTyping = message?.kind === 'text' && this.#typing.delete(id);
    const wasAway = message?.kind === 'text' && this.#away.delete(id);
    if (wasTyping) this.news([{ type: 'aside' }]);
    if (wasAway) this.news([{ type: 'people' }]);
  }

  /** Somebody has come, or knows nothing any more. */
  asked(id) {
    const hasSaid = this.#saidAwayAt > -Infinity; // that one is back may be lost, too
    if (hasSaid && this.#present <= MOST_AWAY) this.#way.toOne(id, () => ({ is: 'away', away: this.#saidAway }), { key: 'away' });
  }

  gone(id) {
    this.#away.delete(id);
    if (this.#typing.delete(id)) this.news([{ type: 'aside' }]);
  }

  /** We are in anew: all say it again. */
  begin() {
    this.#typing.clear();
    this.#away.clear();
    this.#saidAway = false;
    this.#sayAway();
  }

  news(changes) {
    this.#onNews(changes);
  }

  get #present() {
    return this.#conversation.others + 1;
  }

  // One timer, for whoever is the next to be over; those who go on typing are put off.
  #wait() {
    this.#timers.clear(this.#timer);
    if (this.#typing.size === 0) return;
    const next = Math.min(...this.#typing.values());
    this.#timer = this.#timers.set(() => this.#end(), Math.max(1, next - this.#now()));
  }

  #end() {
    const now = this.#now();
    const over = [...this.#typing].filter(([, until]) => until <= now);
    for (const [id] of over) this.#typing.delete(id);
    this.#wait();
    if (over.length > 0) this.news([{ type: 'aside' }]);
  }
}

// One poll over HTTP for several clients, each of a tab of this browser. Who has nothing to take stays in the next
// poll without noticing; who has something is told, and the next poll waits until it is back.
//
// An entry is { id, token, ack, hold, since, guardMs }: one client's wish for commands after `ack`, made at `since`.

// So long the next poll waits for those just told, and a poll is left alone before another takes its place: a newer
// one must not overtake it. In a hidden tab a browser makes a second of it.
const GATHER_MS = 100;
const FULL_HOLD_MS = 1000;        // an entry no older than this still gets its full hold

/** Told where the server does not take one poll for several: each must ask for itself. */
export const NOT_SHARED = 'not_shared';

const supersededBody = ({ ack }) => ({ seq: ack, commands: [], superseded: true });
const isEmpty = ({ ok, body }) => ok && Array.isArray(body.commands) && body.commands.length === 0;
const isPause = ({ ok, body }) => ok && (body.superseded === true || body.wait !== undefined);

// In seconds. Small delays do not shorten it, so that it can be compared with what the network allows.
function holdLeft({ hold, since }, now) {
  const age = now - since;
  return age <= FULL_HOLD_MS ? hold : Math.max(0, Math.round(hold * 1000 - age) / 1000);
}

function answerOf({ error, ...answer }, wait) {
  if (typeof error === 'string') return { ok: false, code: error, retryAfter: null };
  return { ok: true, body: wait === undefined ? answer : { ...answer, wait } };
}

// What each of `entries` would have been answered on its own.
function answersOf(entries, result) {
  if (entries.length === 1) return [result];
  if (!result.ok) {
    const told = result.code === 'bad_request' ? { ok: false, code: NOT_SHARED } : result;
    return entries.map(() => told);
  }
  const { polls, wait } = result.body;
  const fits = Array.isArray(polls) && polls.length === entries.length
    && polls.every((answer, index) => answer?.id === entries[index].id);
  if (!fits) return entries.map(() => ({ ok: false, code: 'not_understood', status: 200 }));
  return polls.map((answer) => answerOf(answer, wait));
}

export class SharedPoll {
  #post; #timers; #now; #deliver;
  #entries = new Map();           // by client
  #awaited = new Set();           // clients that were told something, and poll again at once or at the same time
  #flight = null;                 // the poll under way: { entries, request, since }
  #timer = null;
  #turning = false;

  /** `deliver(list)` gets a list of [entry, answer] each time that a poll ends. `now()` is in milliseconds. */
  constructor({ post, timers, now, deliver }) {
    this.#post = post;
    this.#timers = timers;
    this.#now = now;
    this.#deliver = deliver;
  }

  /** How many clients it speaks for. */
  get size() {
    return this.#entries.size + this.#awaited.size;
  }

  serves(id) {
    return this.#entries.has(id) || this.#awaited.has(id);
  }

  /** Takes the entry into the poll, in place of an older one of the same client. */
  add(entry) {
    const older = this.#entries.get(entry.id);
    this.#entries.set(entry.id, entry);
    this.#awaited.delete(entry.id);
    if (older) this.#deliver([[older, { ok: true, body: supersededBody(older) }]]);
    this.#turn();
  }

  /** Forgets the entry: nobody waits for it any more. */
  remove(entry) {
    if (this.#entries.get(entry.id) !== entry) return;
    this.#entries.delete(entry.id);
    if (this.#entries.size === 0) this.#abort();
  }

  /** Ends everything for good; nothing is delivered after it. */
  stop() {
    this.#entries.clear();
    this.#abort();
    this.#wake();
  }

  // Entries that come in one go make one poll.
  async #turn() {
    if (this.#turning) return;
    this.#turning = true;
    await null;
    this.#turning = false;
    this.#advance();
  }

  #advance() {
    if (this.#entries.size === 0) return;
    if (this.#flight) {
      if ([...this.#entries.values()].every((entry) => this.#flight.entries.includes(entry))) return;
      const age = this.#now() - this.#flight.since;
      if (age < GATHER_MS) return this.#sleep(GATHER_MS - age);
      this.#abort();
    } else if (this.#awaited.size > 0) {
      return this.#sleep(GATHER_MS);
    }
    this.#fly();
  }

  #abort() {
    this.#flight?.request.abort();
    this.#flight = null;
  }

  #sleep(milliseconds) {
    this.#timer ??= this.#timers.set(() => {
      this.#wake();
      this.#advance();
    }, milliseconds);
  }

  #wake() {
    this.#timers.clear(this.#timer);
    this.#timer = null;
    this.#awaited.clear();
  }

  async #fly() {
    this.#wake();
    const now = this.#now();
    const entries = [...this.#entries.values()];
    const flight = { entries, request: new AbortController(), since: now };
    this.#flight = flight;
    const clients = entries.map(({ id, token, ack }) => ({ id, token, ack }));
    const hold = Math.min(...entries.map((entry) => holdLeft(entry, now)));
    const guardMs = Math.max(0, Math.min(...entries.map(({ since, guardMs: guard }) => guard - (now - since))));
    const body = clients.length === 1 ? { ...clients[0], hold } : { polls: clients, hold };
    const result = await this.#post('poll', body, { signal: flight.request.signal, guardMs });
    if (this.#flight !== flight) return;
    this.#flight = null;
    this.#take(entries, answersOf(entries, result));
  }

  // A poll that brought nothing to anybody is over for all: they ask again in one go, with a full hold. Of one that
  // brought something, those go on waiting whose hold is not half over: each poll has half a hold at least.
  #take(entries, answers) {
    const nothing = answers.every((answer) => isEmpty(answer) && !isPause(answer));
    const told = [];
    for (const [index, entry] of entries.entries()) {
      const answer = answers[index];
      if (this.#entries.get(entry.id) !== entry) continue;
      if (isEmpty(answer) && !isPause(answer) && !nothing && !this.#halfOver(entry)) continue;
      this.#entries.delete(entry.id);
      if (answer.ok && answer.body.superseded !== true) this.#awaited.add(entry.id);
      told.push([entry, answer]);
    }
    this.#deliver(told);
    this.#turn();
  }

  #halfOver({ hold, since }) {
    return this.#now() - since >= hold * 500;
  }
}

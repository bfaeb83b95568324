// One poll a browser: the tabs that use the same endpoint elect one that polls for all, since a browser has but
// six connections to a host and a small host few workers. Each tab stays a client of its own with a token of
// its own; a poll goes by way of the tab that holds the lock, every other request straight on. A stream keeps a
// connection for itself: only a tab that is alone has one, unless all share a connection, as in HTTP/2.
//
// The lock passes to the next tab when its holder goes, however it goes. Nothing is lost by that: the next tab asks
// the others what they wait for, and what was not acknowledged comes again.

import { placeIn } from '../wire/answers.js';
import { isMessage, sharedName } from './channel-messages.js';
import { NOT_SHARED } from './shared-poll.js';
import { SharedPolls } from './shared-polls.js';

const MOST_POLLS = 16;
const MARGIN_MS = 5000;           // the polling tab gives up first, unless it hangs
const NOT_ALONE = { ok: false, code: 'not_alone' };

function mostPollsOf({ commands }) {
  const init = Array.isArray(commands) ? commands.findLast((command) => command?.[0] === 'init') : null;
  const most = init?.[2]?.max_polls;
  return Number.isSafeInteger(most) ? Math.min(most, MOST_POLLS) : 0;
}

class SharedPost {
  #post; #path; #base; #name; #locks; #openChannel; #timers; #now; #tab;
  #count = 0;
  #place = '';                    // of our node, below the base
  #most = 0;                      // clients in one poll, as our server said
  #unable = false;                // this browser does not let us share
  #forsaken = false;              // the polling tab gave no answer: until it is heard again we poll for ourselves
  #channel = null;
  #lock = null;                   // aborting it gives the lock up, or the wish for it
  #leader = null;                 // the polls for all, where this tab makes them
  #pending = new Map();           // our polls, by serial: { poll, since, tell(answer) }
  #entries = new Map();           // of the leader, by serial
  #company = null;                // aborted when other tabs are heard while this one has a stream

  constructor({ post, path, base, locks, openChannel, timers, now, tab, joined }) {
    this.#post = (endpoint, body, options) => post(endpoint, body, endpoint === 'poll' ? { ...options, place: this.#place } : options);
    this.#path = path;
    this.#base = base;
    this.#name = sharedName(base);
    this.#locks = locks;
    this.#openChannel = openChannel;
    this.#timers = timers;
    this.#now = now;
    this.#tab = tab;
    if (joined) this.#joined(joined);
  }

  async post(endpoint, body, options) {
    if (endpoint === 'poll') return this.#poll(body, options);
    if (endpoint === 'stream' && !this.#path.multiplexed) return this.#stream(body, options);
    const answer = await this.#post(endpoint, body, options);
    if (endpoint === 'join' && answer.ok) this.#joined(answer.body);
    return answer;
  }

  // Tabs at one node share a poll.
  #joined(body) {
    const [, place] = placeIn(body);
    this.#most = mostPollsOf(body);
    if (place === this.#place) return;
    this.rest();
    this.#place = place;
    this.#name = sharedName(new URL(place, this.#base).href);
  }

  /** Takes no part until the next poll: the page goes away, and must hold neither lock nor channel. */
  rest() {
    this.#lock?.abort();
    this.#leader?.stop();
    this.#company?.abort();
    this.#channel?.close();
    this.#lock = this.#leader = this.#channel = null;
    this.#entries.clear();
    for (const { tell } of [...this.#pending.values()]) tell({ ok: false, code: NOT_SHARED });
  }

  async #poll(body, options) {
    if (this.#shares()) {
      const answer = await this.#ask(body, options);
      if (answer.code !== NOT_SHARED) return answer;
    }
    return this.#post('poll', body, options);
  }

  async #stream(body, options) {
    if (!(await this.#isAlone())) return NOT_ALONE;
    const company = new AbortController();
    const onAbort = () => company.abort();
    if (options.signal.aborted) onAbort();
    options.signal.addEventListener('abort', onAbort);
    this.#company = company;
    const answer = await this.#post('stream', body, { ...options, signal: company.signal });
    options.signal.removeEventListener('abort', onAbort);
    return company.signal.aborted && !options.signal.aborted ? NOT_ALONE : answer;
  }

  async #isAlone() {
    if (!this.#leader) return false;
    const { pending } = await this.#seeLocks();
    return this.#leader !== null && pending?.every(({ name }) => name !== this.#name) === true;
  }

  async #seeLocks() {
    try {
      return await this.#locks.query();
    } catch {
      return {};
    }
  }

  // What cannot be said to the other tabs is not said to any.
  #say(message) {
    try {
      this.#channel?.postMessage(message);
    } catch {
      this.#giveUp();
    }
  }

  #shares() {
    if (this.#unable || this.#forsaken || this.#most < 2) return false;
    try {
      if (!this.#channel) this.#takePart();
    } catch { // a browser that blocks all cookies has the names of these things, and lets nobody use them
      this.#giveUp();
    }
    return !this.#unable;
  }

  #giveUp() {
    this.#unable = true;
    this.rest();
  }

  #takePart() {
    const channel = this.#openChannel(this.#name);
    channel.onmessage = ({ data }) => {
      if (channel === this.#channel && isMessage(data)) this.#hear(data);
    };
    this.#channel = channel;
    this.#lock = new AbortController();
    const { signal } = this.#lock;
    this.#locks.request(this.#name, { signal }, () => this.#lead(signal)).catch(() => {
      if (!signal.aborted) this.#giveUp();
    });
  }

  // Our own poll, by way of the tab that polls for all.
  #ask({ id, token, ack, hold }, { signal, guardMs }) {
    if (signal.aborted) return { ok: false, code: 'aborted' };
    this.#count += 1;
    const serial = `${this.#tab}-${this.#count}`;
    const poll = { serial, id, token, ack, hold, guardMs };
    const since = this.#now();
    return new Promise((resolve) => {
      const guard = this.#timers.set(() => this.#forsake(serial), guardMs + MARGIN_MS);
      const tell = (answer) => {
        this.#timers.clear(guard);
        signal.removeEventListener('abort', onAbort);
        this.#pending.delete(serial);
        resolve(answer);
      };
      const onAbort = () => {
        this.#withdraw(serial);
        tell({ ok: false, code: 'aborted' });
      };
      signal.addEventListener('abort', onAbort);
      this.#pending.set(serial, { poll, since, tell });
      if (this.#leader) this.#enter(poll);
      else this.#say({ kind: 'polls', polls: [poll], roll: false });
    });
  }

  #withdraw(serial) {
    if (this.#leader) this.#strike(serial);
    else this.#say({ kind: 'withdraw', serial });
  }

  // A tab that hangs does not let go of its lock. Should it come back, it must not poll in our name.
  #forsake(serial) {
    this.#forsaken = !this.#leader;
    this.#withdraw(serial);
    this.#pending.get(serial).tell({ ok: false, code: NOT_SHARED });
  }

  #hear({ kind, polls, roll, serial, answers, advice }) {
    if (kind === 'leading') this.#report();
    if (kind === 'answers') {
      this.#path.adopt(advice);
      this.#told(answers);
    }
    if (!this.#leader) return;
    if (kind === 'polls') {
      this.#company?.abort();
      for (const poll of polls) this.#enter(poll);
      if (roll) this.#leader.reported();
    }
    if (kind === 'withdraw') {
      this.#strike(serial);
      this.#deliver([]); // a sign of life for one that gave us up
    }
  }

  #report() {
    this.#forsaken = false;
    this.#say({ kind: 'polls', polls: this.#waiting(), roll: true });
  }

  // Our polls as they are now, part of their time being over.
  #waiting() {
    return [...this.#pending.values()].map(({ poll, since }) => {
      const age = this.#now() - since;
      return { ...poll, hold: Math.max(0, poll.hold - age / 1000), guardMs: Math.max(1, poll.guardMs - age) };
    });
  }

  #told(answers) {
    this.#forsaken = false;
    for (const [serial, answer] of answers) this.#pending.get(serial)?.tell(answer);
  }

  // The lock is ours until the promise settles.
  #lead(signal) {
    if (signal.aborted) return undefined;
    this.#forsaken = false;
    this.#leader = new SharedPolls({
      post: this.#post, timers: this.#timers, now: this.#now, most: () => Math.max(1, this.#most), deliver: (list) => this.#deliver(list),
    });
    for (const poll of this.#waiting()) this.#enter(poll);
    this.#callRoll(this.#leader);
    return new Promise((resolve) => signal.addEventListener('abort', resolve));
  }

  async #callRoll(leader) {
    const { pending = [] } = await this.#seeLocks();
    if (leader !== this.#leader) return;
    leader.callRoll(pending.filter(({ name }) => name === this.#name).length);
    this.#say({ kind: 'leading' });
  }

  #enter(poll) {
    const entry = { ...poll, since: this.#now() };
    this.#entries.set(poll.serial, entry);
    this.#leader.add(entry);
  }

  #strike(serial) {
    const entry = this.#entries.get(serial);
    if (!entry) return;
    this.#entries.delete(serial);
    this.#leader.remove(entry);
  }

  #deliver(list) {
    const answers = list.map(([{ serial }, answer]) => [serial, answer]);
    for (const [serial] of answers) this.#entries.delete(serial);
    this.#say({ kind: 'answers', answers, advice: this.#path.advice });
    this.#told(answers);
  }
}

// Where nobody knows how many tabs there are.
function streamless(post, path) {
  return async (endpoint, ...rest) => (endpoint === 'stream' && !path.multiplexed ? NOT_ALONE : post(endpoint, ...rest));
}

/**
 * Returns `{ post, rest }`: `post` is used like the `post` given (of requests.js), which it shares among tabs where
 * it can. It can where the browser has `locks` (a LockManager, in secure contexts only) and channels, and the server’s
 * `init` told `max_polls`. `openChannel(name)` gives a BroadcastChannel, or is null; `tab` is a random id of this tab;
 * `now()` is in milliseconds, `joined` the body of the last answer to a `join`, null for none. A stream that must not be, or not any longer, gives the code `not_alone`. `path` gives and takes the advice of the tab whose polls show what the network allows.
 */
export function createSharedPost({ post, path, base, locks, openChannel, timers, now, tab, joined = null }) {
  if (!locks || !openChannel) return { post: streamless(post, path), rest: () => {} };
  const shared = new SharedPost({ post, path, base, locks, openChannel, timers, now, tab, joined });
  return { post: (...request) => shared.post(...request), rest: () => shared.rest() };
}

// What the network between this page and the daemon allows, learnt from every HTTP request. The transport asks
// it what to ask for; the connection dialog asks it what it knows. Pure: time and randomness are given.

import { BodyLimit } from './body-limit.js';
import { HoldTuner } from './hold.js';
import { faultOf } from '../wire/faults.js';

const INTERVAL_MS = 3000;            // of polls that are not parked
const UNPARKED_MS = 5 * 60_000;      // a path that repeats requests is asked without parking for so long
const FAULT_LASTS_MS = 10 * 60_000;
const KEPT_MS = 60_000;              // of finished requests
const MOST_KEPT = 300;
const MOST_TRIPS = 15;
const ENVELOPE = 200;                // bytes of a `send` besides its commands

function isSeconds(value) {
  return Number.isFinite(value) && value >= 0;
}

export class Path {
  #now; #random;
  #tuner = new HoldTuner();
  #limit = new BodyLimit();
  #requests = [];
  #faults = new Map();               // kind -> { count, last, ... }
  #trips = [];                       // milliseconds of the last requests that were due at once
  #unparkedUntil = 0;
  #reused = { yes: 0, no: 0 };
  #measured = {};
  #tally = { requests: 0, answered: 0 };
  #elsewhere = false;                // another tab polls for this one
  #streaming = null;                 // what there is to say of streams
  #multiplexed = false;              // requests share one connection
  #since;
  #lastMessage = null;

  /** `now()` in milliseconds, `random()` from 0 to 1. */
  constructor({ now, random }) {
    this.#now = now;
    this.#random = random;
    this.#since = now();
  }

  // --- What to ask for ---

  /** The seconds that a poll may be parked. */
  get hold() {
    return this.#now() < this.#unparkedUntil ? 0 : this.#tuner.hold;
  }

  /** The milliseconds between polls that are not parked; 0 where they are. */
  get interval() {
    return this.hold === 0 ? INTERVAL_MS : 0;
  }

  /** The most bytes that the commands of one `send` may have. */
  get mostBatch() {
    return this.#limit.most(this.#now()) - ENVELOPE;
  }

  /** The address of an endpoint, another each time: no cache on the way can hold an answer to it. */
  address(endpoint) {
    return `${endpoint}?${Math.floor(this.#random() * 2 ** 52).toString(36)}`;
  }

  /** Whether answers are known to be held back until they are whole. */
  get buffers() {
    return this.#measured.buffered === true;
  }

  /** Whether many requests go over one connection, as in HTTP/2: then it does not matter how many are open. */
  get multiplexed() {
    return this.#multiplexed;
  }

  /** What another tab of this browser may take over, a plain object. */
  get advice() {
    return { hold: this.hold, cut: this.#tuner.cut };
  }

  /** Takes over what the tab that polls for this one knows. */
  adopt({ hold, cut }) {
    if (!isSeconds(hold)) return;
    this.#tuner.adopt({ hold, cut: isSeconds(cut) ? cut : null });
    this.#elsewhere = true;
  }

  // --- What is seen ---

  /** What an `init` says: seconds, null where it does not say. */
  server({ hold, maxHold }) {
    if (hold !== null) this.#tuner.server({ hold, most: maxHold ?? hold });
  }

  /** A request goes out. `hold` in seconds, of a poll; `bytes` of its body. */
  began({ endpoint, bytes, hold = null }) {
    const request = { endpoint, bytes, hold, start: this.#now(), end: null, fault: null, code: null, news: false, lines: [] };
    this.#requests.push(request);
    this.#tally.requests += 1;
    if (endpoint === 'poll' || endpoint === 'stream') this.#elsewhere = false;
    this.#prune();
    return request;
  }

  /** A line of its answer has come. */
  lineCame(request, line) {
    if (!(line.commands?.length > 0)) return;
    request.lines.push(this.#now());
    if (request.lines.length > MOST_KEPT) request.lines.shift();
  }

  /** It has ended; `outcome` is what `post` gives. */
  ended(request, outcome) {
    request.end = this.#now();
    request.code = outcome.code ?? 'ok';
    request.news = outcome.body?.commands?.length > 0 || outcome.body?.polls?.some(({ commands }) => commands?.length > 0) || false;
    if (outcome.code === 'aborted') return;
    request.fault = faultOf(outcome, request);
    if (request.fault === null) this.#passed(request);
    else if (request.endpoint !== 'stream') this.#failed(request, outcome); // whoever tries streams tells what they meet
  }

  /**
   * What becomes of streams: `trying`, `on`, not now (`tabs`: other tabs are open, `resting`: the server has no place) or never
   * (`held_back`, `late`, `broken` on the way). Null where there is nothing to say.
   */
  streaming(state) {
    this.#streaming = state;
  }

  /** An answer that cannot be meant (`cached`), or a poll repeated on the way (`repeated`). */
  saw(fault) {
    this.#note(fault);
    if (fault === 'repeated' && this.#faults.get(fault).count > 1) this.#unparkedUntil = this.#now() + UNPARKED_MS;
  }

  /** Whether a request went over a connection that was open before, and shares it with others at the same time. */
  sawConnection(reused, multiplexed) {
    this.#reused[reused ? 'yes' : 'no'] += 1;
    this.#multiplexed = multiplexed;
  }

  /** What was measured on purpose, e.g. `{ buffered: true }`. */
  measured(facts) {
    Object.assign(this.#measured, facts);
  }

  heard() {
    this.#lastMessage = this.#now();
  }

  /** The network is another one. */
  forget() {
    this.#tuner.forget();
    this.#limit.forget();
    this.#faults.clear();
    this.#trips = [];
    this.#unparkedUntil = 0;
    this.#reused = { yes: 0, no: 0 };
    this.#measured = {};
  }

  // --- What is known ---

  /** The requests of the last minute, `{ endpoint, hold, start, end, fault, code, news, lines }`; `end` is null under way. */
  get requests() {
    this.#prune();
    return this.#requests;
  }

  /** Everything there is to say, in plain numbers: no ids, rooms, addresses, names or texts. */
  get facts() {
    const now = this.#now();
    const faults = [...this.#faults]
      .filter(([, { last }]) => now - last < FAULT_LASTS_MS)
      .map(([kind, { count, last, status }]) => ({ kind, count, ago: now - last, status }));
    return {
      now, faults,
      since: this.#since,
      hold: this.hold,
      interval: this.interval,
      elsewhere: this.#elsewhere,
      streaming: this.#streaming,
      cut: this.#tuner.cut,
      mostBody: this.#limit.most(now),
      passedBody: this.#limit.passed,
      roundTrip: this.#roundTrip(),
      reused: { ...this.#reused },
      lastMessage: this.#lastMessage,
      ...this.#tally,
      ...this.#measured,
    };
  }

  #roundTrip() {
    const sorted = [...this.#trips].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  #passed(request) {
    this.#tally.answered += 1;
    this.#limit.wentThrough(request.bytes);
    const took = request.end - request.start;
    if (request.endpoint === 'poll' && request.hold !== null) {
      this.#tuner.cameBack({ hold: request.hold, seconds: took / 1000, now: request.end });
    }
    if (request.hold || request.endpoint === 'probe' || request.endpoint === 'stream') return;
    this.#trips.push(took);
    if (this.#trips.length > MOST_TRIPS) this.#trips.shift();
  }

  #failed({ endpoint, bytes, hold, start, end, fault }, { status }) {
    this.#note(fault, status);
    if (fault === 'too_large') this.#limit.wasRefused(bytes, end);
    else this.#limit.wasLost(bytes, end);
    if (endpoint === 'poll' && hold !== null) {
      this.#tuner.wasCut({ hold, seconds: (end - start) / 1000, silent: fault === 'silent', now: end });
    }
  }

  #note(kind, status = null) {
    const now = this.#now();
    const known = this.#faults.get(kind);
    const count = known && now - known.last < FAULT_LASTS_MS ? known.count + 1 : 1;
    this.#faults.set(kind, { count, last: now, status });
  }

  #prune() {
    const oldest = this.#now() - KEPT_MS;
    this.#requests = this.#requests.filter(({ end }) => end === null || end > oldest).slice(-MOST_KEPT);
  }
}

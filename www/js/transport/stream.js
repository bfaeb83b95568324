// News as it happens: one long answer, a line for each that a poll would have had. It is tried beside the polls, and
// carries the news alone only after its first lines have come as they were sent. The commands are the polls' own and
// numbered alike, so it does not matter which of the two brings one first.
//
// A path may hold answers back, end them, or let them stall. What happens to a stream is held against the path only
// when a poll gets through right after it; otherwise it was an outage, which spares nothing. Once a stream was held
// back or stalled, or three broke, there is none any more in this stay.

import { readCommands } from '../wire/answers.js';
import { readLines } from '../wire/json-lines.js';

const TRY_AFTER_MS = 2000;      // to twice that: not everybody's at once after a restart of the server
const AGAIN_MS = 30_000;        // to twice that, after one that broke
const REST_MS = 10 * 60_000;    // the server has no place for it
const COMPANY_MS = 60_000;      // other tabs of this browser are open
const FIRST_MS = 5000;          // the first line comes at once
const LAG_MS = 3000;            // what a poll has brought comes by the stream too, no later than this
const SILENCE_MS = 20_000;      // the server's heartbeat is 15 s
const SLEPT_MS = 10_000;        // a timer so late was stopped: the computer slept
const MOST_FAULTS = 3;

const NO_PLACE = new Set(['rate_limited', 'full', 'busy']);
const NOT_KNOWN = new Set(['unknown_client', 'bad_token', 'bad_request']); // the polls find out, and join again

export class Stream {
  #post; #path; #timers; #now; #random; #request; #take; #onEnd;
  #attempt = null;              // the present stream: { request, opened, heard, lines, seq, wanted, last, lag, carries, verdict }
  #timer = null;                // to the next one
  #faults = 0;
  #suspected = 0;               // faults to be counted when a poll gets through
  #verdict = null;
  #impossible = false;

  /**
   * `request()` gives what a stream must carry, null where none can be asked for now. `take(content, bytes)` gets each line;
   * it returns false where that cannot follow on what came before. `onEnd({ broken, wait })` tells that the stream no
   * longer carries: `wait` is the server's, in seconds or null.
   */
  constructor({ post, path, timers, now, random, request, take, onEnd }) {
    this.#post = post;
    this.#path = path;
    this.#timers = timers;
    this.#now = now;
    this.#random = random;
    this.#request = request;
    this.#take = take;
    this.#onEnd = onEnd;
  }

  /** Whether no poll is needed. */
  get carries() {
    return this.#attempt?.carries === true;
  }

  /** The server that we have just joined offers streams. */
  offered() {
    if (!this.#impossible) this.#tryIn(TRY_AFTER_MS * (1 + this.#random()));
  }

  /** A poll got through; all up to `seq` has been taken in. */
  polled(seq) {
    if (this.#suspected > 0) this.#count();
    const attempt = this.#attempt;
    if (!attempt || attempt.lag !== null || attempt.seq >= seq) return;
    attempt.wanted = seq;
    attempt.lag = this.#timers.set(() => this.#giveUp(attempt, 'held_back'), LAG_MS);
  }

  /** A poll did not get through either; `lasting`: nor did the next, and what seems open still is not to be trusted. */
  outage(lasting) {
    this.#suspected = 0;
    if (!lasting || !this.#attempt) return;
    this.stop();
    this.#tryIn(AGAIN_MS * (1 + this.#random()));
  }

  /** Ends it, with nothing told. It may be offered again. */
  stop() {
    const attempt = this.#attempt;
    this.#attempt = null;
    this.#suspected = 0;
    this.#timers.clear(this.#timer);
    if (!attempt) return;
    this.#timers.clear(attempt.lag);
    attempt.request.abort();
    this.#path.streaming(null);
  }

  #tryIn(milliseconds) {
    this.#timers.clear(this.#timer);
    this.#timer = this.#timers.set(() => this.#try(), milliseconds);
  }

  #try() {
    const request = this.#request();
    if (!request || this.#suspected > 0) this.#tryIn(AGAIN_MS);
    else if (this.#path.buffers) this.#condemn('held_back');
    else this.#open(request);
  }

  async #open(body) {
    const now = this.#now();
    const attempt = {
      request: new AbortController(), opened: now, heard: now, lines: 0, seq: body.ack, wanted: body.ack,
      last: null, lag: null, carries: false, verdict: null,
    };
    this.#attempt = attempt;
    this.#path.streaming('trying');
    const outcome = await this.#post('stream', body, {
      signal: attempt.request.signal,
      guardMs: SILENCE_MS,
      readLines,
      onLine: (line, bytes) => { if (attempt === this.#attempt) this.#line(attempt, line, bytes); },
    });
    if (attempt !== this.#attempt) return;
    this.#attempt = null;
    this.#timers.clear(attempt.lag);
    this.#path.streaming(null);
    const isCut = this.#ended(attempt, outcome);
    if (attempt.carries) this.#onEnd({ broken: this.#suspected > 0, isCut, wait: attempt.last.wait });
  }

  #line(attempt, line, bytes) {
    const content = readCommands(line);
    if (attempt.verdict) return;
    if (!content || !this.#take(content, bytes)) return this.#giveUp(attempt, 'broken');
    attempt.heard = this.#now();
    attempt.lines += 1;
    attempt.last = content;
    if (attempt.lines === 1 && attempt.heard - attempt.opened > FIRST_MS) return this.#giveUp(attempt, 'held_back');
    attempt.seq = Math.max(attempt.seq, content.seq);
    if (attempt.seq < attempt.wanted) return;
    this.#timers.clear(attempt.lag);
    attempt.lag = null;
    if (attempt.lines > 1 && !isLast(content)) this.#moveOver(attempt);
  }

  #moveOver(attempt) {
    if (attempt.carries) return;
    attempt.carries = true;
    this.#path.streaming('on');
  }

  #giveUp(attempt, verdict) {
    attempt.verdict = verdict;
    attempt.request.abort();
  }

  // Whether it was cut: it ended, and nobody had said that it would.
  #ended({ verdict, last, heard, lines }, { ok, code }) {
    const isSaid = ok && last?.end;
    if (verdict) this.#suspect(verdict);
    else if (code === 'timed_out') this.#suspect(this.#now() - heard > SILENCE_MS + SLEPT_MS ? 'broken' : lines === 0 ? 'held_back' : 'late');
    else if (code === 'not_alone') this.#rest('tabs', COMPANY_MS);
    else if (NO_PLACE.has(code) || (ok && last !== null && last.wait !== null)) this.#rest('resting', REST_MS);
    else if (NOT_KNOWN.has(code)) this.#tryIn(AGAIN_MS);
    else if (isSaid) this.#anew();
    else this.#suspect('broken');
    return !verdict && !isSaid && code !== 'timed_out';
  }

  // It was as old as it could be.
  #anew() {
    this.#faults = 0;
    this.#tryIn(0);
  }

  #rest(why, milliseconds) {
    this.#path.streaming(why);
    this.#tryIn(milliseconds);
  }

  #suspect(verdict) {
    this.#verdict = verdict;
    this.#suspected = verdict === 'broken' ? 1 : MOST_FAULTS;
    this.#tryIn(AGAIN_MS * (1 + this.#random()));
  }

  #count() {
    this.#faults += this.#suspected;
    this.#suspected = 0;
    if (this.#faults >= MOST_FAULTS) this.#condemn(this.#verdict);
  }

  #condemn(verdict) {
    this.#impossible = true;
    this.#timers.clear(this.#timer);
    this.#path.streaming(verdict);
  }
}

function isLast({ end, superseded, wait }) {
  return end || superseded || wait !== null;
}

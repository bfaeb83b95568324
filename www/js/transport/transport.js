// Keeps this page in its room over long polls and POSTs. One loop receives: it joins, polls, and polls again
// from the completion of the last poll, so there is never a second poll beside it. Where a stream carries the news,
// it only listens. Another sends, one batch at a time. Both wait with back-off after a failure.
//
// `path` knows what the network allows: how long to be parked, how much to send at once.
// `makeStream(options)` gives a Stream or what can stand for one.
// `outgoing` is asked for batches: next(mostBytes) gives a promise of `{ messages, bytes }` or null, accepted(batch), putOff(batch, ms)
// and refused(batch, why) tell what became of one, dueAt() when to ask again (null: nothing waits). `why` is `server`,
// `path` where the network lets nothing of that size through, or `network` where it refuses these messages.
// `onCommands(commands, { joined, late })` gets each command exactly once and in order; they came `late` milliseconds ago. `onDate(date)` gets the Date of each
// answer before, null where it has none.
// `onStatus` gets { phase: 'connecting' | 'reconnecting' }, { phase: 'online', cutOff } (answers.js), or
// { phase: 'waiting', reason: 'unreachable' | 'portal' | 'full' | 'limited' | 'fault', retryAt }.

import { Acknowledger } from './acknowledger.js';
import { Backoff } from './backoff.js';
import { isPage } from '../wire/faults.js';
import { SendFailures, failureOf } from './send-failures.js';
import { connects, follows, isAcceptanceOf, readCommands, readInit } from '../wire/answers.js';

const GUARD_MS = 30_000;        // for an answer that is due at once
const HOLD_MARGIN_MS = 15_000;
const CUT_S = 2;                // a poll that was parked so long was cut: no reason to alarm anybody
const MOST_WAIT_S = 300;
const LONGEST_MS = 2 ** 31 - 1;      // the longest delay a browser's timer takes
const NEVER_TAKEN = new Set(['bad_request', 'too_large']);
const NOTHING_CAME = new Set(['unreachable', 'timed_out']);
const CUT_MS = 250;             // from when a stream was cut to the next request, up to twice as long
const SOON_MS = 1000;
const MOST_SEND_PAUSE_MS = 4000;
const PORTAL_PAGES = 2;         // so many are no accident: people must sign in to their network
const NOT_OURS = { ok: false, code: 'not_ours' };

export class Transport {
  #post; #path; #room; #token; #makeToken; #outgoing; #timers; #now; #random; #onCommands; #onDate; #onStatus;
  #receiving; #sending;           // back-off of each loop
  #id = null;
  #stay;                          // the latest { id, token } that was let in
  #onceJoined = null;
  #seen = 0;                      // number of the last command taken in
  #acked = 0;                     // what of it the server knows
  #stream; #acknowledger;
  #endListening = (_next) => {};
  #pages = 0;                     // answers in a row that were somebody else's pages
  #losses = 0;                    // how often the server has forgotten us since a poll succeeded
  #doubtful = true;               // the next poll only asks whether there is a way through
  #cutOff = false;                // what the last answer told
  #failures = new SendFailures();
  #stopped = false;
  #request = new AbortController();  // of the receiving loop's present request
  #sendRequest = new AbortController();
  #ackRequest = new AbortController();
  #pause = null;                  // of the receiving loop: { end, skippable }
  #sendPause = null;
  #busy = false;                  // the sending loop is at work
  #wakeUp = null;

  /** `stay`: { id, token } of an earlier transport with which we may still be in, or null. */
  constructor({ post, path, makeStream, room, token, stay = null, makeToken, outgoing, timers, now, random, onCommands, onStatus, onDate = (_date) => {} }) {
    this.#post = post;
    this.#path = path;
    this.#room = room;
    this.#token = token;
    this.#stay = stay;
    this.#makeToken = makeToken;
    this.#outgoing = outgoing;
    this.#timers = timers;
    this.#now = now;
    this.#random = random;
    this.#onCommands = onCommands;
    this.#onDate = onDate;
    this.#onStatus = onStatus;
    this.#receiving = new Backoff(random);
    this.#sending = new Backoff(random);
    this.#stream = this.#openStream(makeStream);
    this.#acknowledger = new Acknowledger({ timers, acknowledge: () => this.#acknowledge() });
  }

  #openStream(makeStream) {
    return makeStream({
      post: this.#post, path: this.#path, timers: this.#timers, now: this.#now, random: this.#random,
      request: () => (this.#open ? { id: this.#id, token: this.#token, ack: this.#seen } : null),
      take: (content, bytes) => this.#streamed(content, bytes),
      onEnd: (end) => this.#streamEnded(end),
    });
  }

  /** What requests in our name must carry; null as long as we are not in. */
  get credentials() {
    return this.#id === null ? null : { id: this.#id, token: this.#token };
  }

  /** Whether something waits to be sent, or is being sent. */
  get isSending() {
    return this.#busy || this.#outgoing.dueAt() !== null;
  }

  /** `{ id, token }` with which the server may know us, though we may have to join again; null where it does not. */
  get stay() {
    return this.#stay?.token === this.#token ? this.#stay : null;
  }

  /** For a transport that is about to be stopped: a join under way goes on, and `say(credentials)` is called if it is granted. */
  onceJoined(say) {
    this.#onceJoined = say;
  }

  /** The token in use, for a later transport to be the same person with. */
  get token() {
    return this.#token;
  }

  start() {
    this.#onStatus({ phase: 'connecting' });
    this.#receive();
  }

  /** Ends everything for good; nothing is called back after it. */
  stop() {
    this.#stopped = true;
    if (!this.#onceJoined) this.#request.abort();
    this.#sendRequest.abort();
    this.#ackRequest.abort();
    this.#stream.stop();
    this.#acknowledger.done();
    this.#pause?.end();
    this.#sendPause?.end();
    this.#timers.clear(this.#wakeUp);
  }

  /** There is something to send. */
  flush() {
    this.#send();
  }

  /** The user asks for it, or the network is said to be back: do not wait any longer. */
  retry() {
    if (this.#pause?.skippable) this.#pause.end();
    if (this.#sendPause?.skippable) this.#sendPause.end();
  }

  /** The way may be broken, though a parked poll would not tell: replace it by one that is answered at once. */
  probe() {
    if (this.#id === null || this.#doubtful || this.#pause) return;
    this.#doubtful = true;
    this.#request.abort();
  }

  /** Something in the page went wrong, so it may have missed something: join again, and have everything sent again. */
  fault() {
    if (this.#stopped || this.#id === null) return;
    this.#onStatus({ phase: 'reconnecting' });
    this.#lost('fault');
  }

  async #receive() {
    while (!this.#stopped) {
      this.#request = new AbortController();
      const next = await this.#next().catch(() => this.#broken());
      if (this.#stopped) return;
      if (next.wait) await this.#wait(next);
      else if (this.#id === null && this.#losses > 1) await this.#wait(this.#unreachable());
    }
  }

  // A part of the browser does not do what it should. That must not end the loop, nor go unseen.
  #broken() {
    this.#doubtful = true;
    this.#stream.stop();
    return { wait: this.#receiving.next(), reason: 'fault' };
  }

  async #next() {
    if (this.#id === null) return this.#join();
    return this.#stream.carries && !this.#doubtful ? this.#listen() : this.#poll();
  }

  async #join() {
    const answer = await this.#ask('join', { room: this.#room, token: this.#token }, GUARD_MS);
    const content = answer.ok ? readCommands(answer.body) : null;
    const init = content?.commands.findLast(([name]) => name === 'init');
    if (this.#stopped && init) this.#onceJoined?.({ id: init[1], token: this.#token });
    if (this.#stopped || answer.code === 'aborted') return {};
    if (init && readInit(init).token !== this.#token) return this.#failed(this.#cached());
    if (!init) {
      // A firewall may take this very token for an attack. Nobody knows it yet; behind another page the server might.
      if (!this.stay && answer.status >= 400 && answer.status < 500 && failureOf(answer, false) === 'refused') this.#token = this.#makeToken();
      return this.#failed(answer);
    }
    this.#id = init[1];
    this.#stay = this.credentials;
    this.#pages = 0;
    this.#seen = content.seq;
    this.#acked = 0;
    this.#doubtful = false;
    this.#hand(content.commands, true, answer.late);
    this.#online(content);
    this.#sendPause?.end();
    this.#send();
    if (readInit(init).stream) this.#stream.offered();
    return {};
  }

  #cached() {
    this.#path.saw('cached');
    return NOT_OURS;
  }

  async #poll() {
    const [id, ack] = [this.#id, this.#seen];
    const hold = this.#doubtful ? 0 : this.#path.hold;
    const began = this.#now();
    const answer = await this.#ask('poll', { id, token: this.#token, ack, hold }, hold * 1000 + (hold > 0 ? HOLD_MARGIN_MS : GUARD_MS));
    if (this.#stopped || answer.code === 'aborted' || id !== this.#id) return {};
    const content = answer.ok ? readCommands(answer.body) : null;
    if (content && !connects(content, ack, this.#seen)) return this.#failed(this.#cached());
    if (!content) return this.#failed(answer, hold > 0 && this.#now() - began >= CUT_S * 1000);
    if (this.#receiving.failures > 0) this.#sendPause?.end();
    if (!content.superseded) this.#receiving.reset();
    this.#losses = 0;
    this.#pages = 0;
    if (this.#doubtful || content.cutOff !== this.#cutOff) this.#online(content);
    this.#doubtful = false;
    this.#takeIn(content);
    this.#acknowledged(ack);
    this.#stream.polled(this.#seen);
    this.#send();
    return this.#afterAnswer(content, hold);
  }

  async #ask(endpoint, body, guardMs, { signal } = this.#request) {
    const answer = await this.#post(endpoint, body, { signal, guardMs });
    this.#onDate(answer.date ?? null);
    return answer;
  }

  #afterAnswer({ superseded, wait, commands }, hold) {
    if (superseded) { // a path that repeats requests: do not race it
      this.#path.saw('repeated');
      return { wait: this.#receiving.next(), quiet: true };
    }
    const interval = hold === 0 && commands.length === 0 ? this.#path.interval : 0;
    const pause = Math.max(interval, Math.min(wait ?? 0, MOST_WAIT_S) * 1000);
    return pause > 0 ? { wait: pause, quiet: true } : {};
  }

  // The commands of an answer are numbered up to its `seq`: those taken in already are repetitions.
  #takeIn({ seq, commands }) {
    const first = seq - commands.length + 1;
    const fresh = commands.slice(Math.max(0, this.#seen + 1 - first));
    if (fresh.length === 0) return;
    this.#seen = seq;
    this.#hand(fresh, false);
  }

  // Everything comes by the stream, until it ends or the way is doubtful.
  #listen() {
    if (this.#acked < this.#seen) this.#acknowledger.took(0);
    const { signal } = this.#request;
    return new Promise((resolve) => {
      this.#endListening = resolve;
      signal.addEventListener('abort', () => resolve({}));
    });
  }

  #online({ cutOff }) {
    this.#cutOff = cutOff;
    this.#onStatus({ phase: 'online', cutOff });
  }

  #streamed(content, bytes) {
    if (content.cutOff !== this.#cutOff) this.#online(content);
    if (content.commands.length === 0) return true;
    if (!follows(content, this.#seen)) return false;
    this.#takeIn(content);
    if (this.#stream.carries && this.#acked < this.#seen) this.#acknowledger.took(bytes);
    return true;
  }

  // A daemon that ends cuts all streams at once; whoever asked at once would find nobody there.
  #streamEnded({ broken, isCut, wait }) {
    const mayBeParked = broken && !this.#doubtful;
    if (broken) this.#doubtful = true;
    const told = wait === null ? 0 : Math.min(wait, MOST_WAIT_S) * 1000;
    const pause = broken && isCut ? Math.max(told, CUT_MS * (1 + this.#random())) : told;
    this.#endListening(pause > 0 ? { wait: pause, quiet: true } : {});
    if (mayBeParked) this.#request.abort(); // the poll beside a stream that has just taken over
  }

  async #acknowledge() {
    if (!this.#stream.carries || !this.#open) return; // a poll does it
    const [id, ack] = [this.#id, this.#seen];
    this.#ackRequest = new AbortController();
    const { signal } = this.#ackRequest;
    const { ok, code } = await this.#post('ack', { id, token: this.#token, ack }, { signal, guardMs: GUARD_MS });
    if (this.#stopped || id !== this.#id || code === 'aborted') return;
    if (ok) this.#acknowledged(ack);
    else this.probe();
  }

  #acknowledged(ack) {
    this.#acked = Math.max(this.#acked, ack);
    this.#acknowledger.done();
    if (this.#stream.carries && this.#acked < this.#seen) this.#acknowledger.took(0); // came while this was under way
  }

  #hand(commands, joined, late = 0) {
    for (const command of commands) {
      if (command[0] === 'init') this.#path.server(readInit(command));
      if (command[0] === 'add') this.#path.heard();
    }
    this.#onCommands(commands, { joined, late });
  }

  #failed(answer, parked = false) {
    const { code, retryAfter } = answer;
    this.#pages = isPage(answer) ? this.#pages + 1 : 0;
    if (code === 'unknown_client' || code === 'bad_token') return this.#lost(code);
    if (code === 'bad_request' && this.#id !== null) return this.#lost(code); // numbers it never gave: begin anew
    this.#doubtful = true;
    const quiet = parked && this.#receiving.failures === 0;
    const pause = Math.max(this.#receiving.next(), (retryAfter ?? 0) * 1000);
    this.#stream.outage(NOTHING_CAME.has(code) && this.#receiving.failures > 1);
    if (quiet) return { wait: pause, quiet };
    if (this.#pages >= PORTAL_PAGES) return { wait: pause, reason: 'portal' };
    if (code === 'full') return { wait: pause, reason: 'full' };
    if (code === 'foreign_origin') return { wait: pause, reason: 'foreign' };
    if (code === 'rate_limited') return { wait: pause, reason: 'limited' };
    return { wait: pause, reason: 'unreachable' };
  }

  #unreachable() {
    return { wait: this.#receiving.next(), reason: 'unreachable' };
  }

  // The server does not know us (any more): join again at once, as the same client. Only if that happens
  // over and over is there a pause.
  #lost(code) {
    if (code === 'bad_token') this.#token = this.#makeToken();
    this.#id = null;
    this.#losses += 1;
    this.#stream.stop();
    this.#acknowledger.done();
    this.#request.abort();
    this.#pause?.end();
    return {};
  }

  async #wait({ wait, reason, quiet = false }) {
    if (!quiet) this.#onStatus({ phase: 'waiting', reason, retryAt: this.#now() + wait });
    const skippable = !quiet && reason !== 'limited';
    await new Promise((resolve) => {
      const timer = this.#timers.set(resolve, Math.min(wait, LONGEST_MS));
      this.#pause = { skippable, end: () => { this.#timers.clear(timer); resolve(); } };
    });
    this.#pause = null;
    if (!quiet && !this.#stopped) this.#onStatus({ phase: 'reconnecting' });
  }

  // While it is not known that there is a way through, lines wait: what was never tried can still get its time later.
  get #open() {
    return !this.#stopped && this.#id !== null && !this.#doubtful;
  }

  async #send() {
    if (this.#busy) return;
    this.#busy = true;
    this.#timers.clear(this.#wakeUp);
    try {
      while (this.#open && await this.#sendNext()) { /* one batch after the other */ }
    } catch { // a fault of the page: what is waiting is tried again, in a while
      if (!this.#stopped) await this.#waitToSend(this.#sending.next());
    }
    this.#busy = false;
    if (!this.#stopped) this.#sleepUntilDue();
  }

  // False where there is nothing to send now.
  async #sendNext() {
    const most = this.#path.mostBatch;
    const batch = await this.#outgoing.next(most);
    if (!batch) return false;
    if (!this.#open) return true;
    const why = this.#failures.verdictOn(batch);
    if (why) {
      this.#failures.over();
      this.#sending.reset();
      this.#outgoing.refused(batch, why);
      return true;
    }
    this.#sendRequest = new AbortController();
    const commands = batch.messages.map((message) => ['send', this.#id, message]);
    const body = { id: this.#id, token: this.#token, commands, ...this.#owed };
    const answer = await this.#ask('send', body, GUARD_MS, this.#sendRequest);
    if (!this.#stopped) await this.#sent(batch, answer, body, batch.bytes > most);
    return true;
  }

  get #owed() {
    return this.#stream.carries && this.#acked < this.#seen ? { ack: this.#seen } : {};
  }

  async #sent(batch, answer, { id, ack = undefined, commands }, tooLarge) {
    if (answer.ok && isAcceptanceOf(answer.body, commands)) {
      if (ack !== undefined && id === this.#id) this.#acknowledged(ack);
      this.#sending.reset();
      this.#failures.over();
      this.#outgoing.accepted(batch);
    } else if (answer.code === 'unknown_client' || answer.code === 'bad_token') {
      if (id === this.#id) this.#lost(answer.code);
    } else if (answer.code === 'rate_limited') {
      this.#outgoing.putOff(batch, (answer.retryAfter ?? 1) * 1000);
    } else if (NEVER_TAKEN.has(answer.code) && !(ack !== undefined && answer.code === 'bad_request')) { // that may be the number’s fault
      this.#outgoing.refused(batch, 'server');
    } else {
      if (answer.ok) this.#cached();
      this.probe();
      const failure = failureOf(answer, tooLarge);
      this.#failures.failed(batch, failure);
      // A poll has to get through before each new try, so this need not spare a way that is broken.
      const pause = failure === 'refused' ? this.#random() * SOON_MS : Math.min(this.#sending.next(), MOST_SEND_PAUSE_MS);
      await this.#waitToSend(Math.max(pause, (answer.retryAfter ?? 0) * 1000));
    }
  }

  async #waitToSend(wait) {
    await new Promise((resolve) => {
      const timer = this.#timers.set(resolve, Math.min(wait, LONGEST_MS));
      this.#sendPause = { skippable: true, end: () => { this.#timers.clear(timer); resolve(); } };
    });
    this.#sendPause = null;
  }

  #sleepUntilDue() {
    const due = this.#outgoing.dueAt();
    if (due === null || !this.#open) return;
    this.#wakeUp = this.#timers.set(() => this.#send(), Math.max(0, due - this.#now()));
  }
}

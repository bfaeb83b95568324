// Tells the others what has arrived here, and takes in what has arrived at them. It is loaded when one is in, since
// nobody can talk any sooner for having it, and it keeps to itself: its requests go beside those that carry lines, which
// never wait for them, and whatever becomes of them says nothing about the way.
//
// What is lost on the way is told again when there is reason for it: who asks for what was said (`fetch`) has begun anew, and
// knows no receipt any more; who begins anew itself gets all lines again, and a receipt for each is due once more.

import { MOST_IDS, MOST_PRESENT, receipt } from '../kinds/receipt.js';
import { Backoff } from '../transport/backoff.js';
import { isAcceptanceOf } from '../wire/answers.js';
import { Holders } from './holders.js';
import { randomId } from './random-id.js';
import { Receipts } from './receipts.js';

const GUARD_MS = 30_000;
const ID_BYTES = 12;
const MOST_BYTES_AN_ID = 200; // with all that is around it where it is the only one
const MOST_RECEIPTS = 20;
const POINTLESS = new Set(['bad_request', 'bad_token', 'unknown_client', 'aborted']);

export class Delivery {
  #conversation; #post; #path; #envelope; #credentials; #timers; #now; #onNews;
  #receipts = new Receipts();
  #holders;
  #backoff;
  #mostReceipts = MOST_RECEIPTS; // fewer since some were not taken: one author may not be able to take any more
  #request = null;
  #timer = null;

  /**
   * `conversation` has taken in all that `took` is told of. `credentials()` are what a request must carry, null where we are
   * not in. `onNews(changes)` is told when it is known of other people, or other lines, that they hold them.
   */
  constructor({ conversation, post, path, envelope, credentials, timers, random, now, onNews }) {
    this.#conversation = conversation;
    this.#post = post;
    this.#path = path;
    this.#envelope = envelope;
    this.#credentials = credentials;
    this.#timers = timers;
    this.#now = now;
    this.#onNews = onNews;
    this.#holders = new Holders(conversation);
    this.#backoff = new Backoff(random);
  }

  /** These commands have come, their messages as they were said. */
  took(commands) {
    const news = commands.map((command) => this.#take(command));
    if (news.some(Boolean)) this.#onNews([{ type: 'held' }]);
    this.#goOn();
  }

  /** Nothing is sent any more, until something comes. */
  rest() {
    this.#timers.clear(this.#timer);
    this.#request?.abort();
  }

  // True where other people, or lines, are now known to be held.
  #take([name, id, parameter]) {
    switch (name) {
      case 'init': return this.#begin();
      case 'fetch': return this.#asked(id);
      case 'add': return this.#heard(id, parameter);
      case 'rm': return this.#gone(id);
      default: return false;
    }
  }

  #begin() {
    this.#receipts.clear();
    return this.#holders.clear();
  }

  #asked(member) {
    for (const { sender, own, id } of this.#conversation.lines) if (sender === member && !own) this.#owe(member, id);
    return this.#holders.gone(member);
  }

  #heard(sender, message) {
    if (sender === this.#conversation.me?.id) return false;
    if (message?.kind !== receipt.name) {
      this.#owe(sender, message?.id);
      return false;
    }
    const content = receipt.read(message);
    return content !== null && this.#holders.held(sender, content.held);
  }

  #gone(member) {
    this.#receipts.gone(member);
    return this.#holders.gone(member);
  }

  // Whatever it was: a receipt is due if there is a line of it.
  #owe(author, id) {
    if (this.#conversation.line(author, id)) this.#receipts.heard(author, id, this.#now());
  }

  #goOn() {
    this.#timers.clear(this.#timer);
    const due = this.#receipts.dueAt;
    if (due === null || this.#request || this.#conversation.others >= MOST_PRESENT) return;
    const wait = due - this.#now();
    // Not by a timer where it is late: those of a page that nobody looks at go off once a minute.
    if (wait <= 0) this.#send();
    else this.#timer = this.#timers.set(() => this.#send(), Math.ceil(wait));
  }

  async #send() {
    const credentials = this.#credentials();
    if (!credentials) return; // an init will come, and all lines after it
    const ids = Math.max(1, Math.floor(this.#path.mostBatch / MOST_BYTES_AN_ID));
    const taken = this.#receipts.take(this.#now(), { receipts: this.#mostReceipts, ids: Math.min(ids, MOST_IDS) });
    if (taken.length === 0) return this.#goOn(); // a timer may go off too soon
    this.#request = new AbortController();
    const answer = await this.#ask(credentials, taken).catch(() => ({ ok: false })); // a fault of the page
    this.#request = null;
    if (answer.ok) {
      this.#backoff.reset();
      this.#mostReceipts = Math.min(MOST_RECEIPTS, this.#mostReceipts * 2);
    } else if (!POINTLESS.has(answer.code)) {
      this.#again(taken, answer);
    }
    this.#goOn();
  }

  async #ask({ id, token }, taken) {
    const messages = await Promise.all(taken.map(({ to, ids }) => this.#envelope.seal({
      id: randomId(ID_BYTES), ts: Math.round(this.#now()), kind: receipt.name, ...receipt.write({ held: ids }), to,
    })));
    const commands = messages.map((message) => ['send', id, message]);
    const answer = await this.#post('send', { id, token, commands }, { signal: this.#request.signal, guardMs: GUARD_MS });
    return { ...answer, ok: answer.ok && isAcceptanceOf(answer.body, commands) };
  }

  // It may have arrived nevertheless: to hear of a line twice harms nobody.
  #again(taken, { retryAfter }) {
    this.#mostReceipts = Math.ceil(taken.length / 2);
    for (const { to, ids } of taken) for (const id of ids) this.#owe(to, id);
    this.#receipts.putOff(this.#now() + Math.max(this.#backoff.next(), (retryAfter ?? 0) * 1000));
  }
}

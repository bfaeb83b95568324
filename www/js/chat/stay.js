// One stay at the server: the transport, which may be stopped and started again, and what comes by it in order. It knows nothing
// of what is said.

import { Transport } from '../transport/transport.js';
import { OrderedQueue } from './ordered-queue.js';
import { ServerClock } from './server-clock.js';

export class Stay {
  #options;
  #token; #makeToken;
  #id = null;             // { id, token } when a transport was stopped
  #incoming = null;
  #transport = null;
  /** `tap(command)`, where there is one, is told of each command that comes; what it returns true for is for nobody else. */
  tap = null;

  /**
   * `network`: { post, path, makeStream, timers, random }, `makeToken()` makes a token, `clock()` is in milliseconds and never set, `outgoing` is the
   * transport's. `on`: { open(batch), taken(batch), status(status) }: of what comes, `{ commands, joined, late }`, `open` gives a promise, and `taken` gets the
   * results in order.
   */
  constructor({ room, network, clock, makeToken, outgoing, on }) {
    this.#options = { room, network, clock, outgoing, on };
    this.#makeToken = makeToken;
    this.#token = makeToken();
    this.clock = new ServerClock(clock);
  }

  /** The token in use. */
  get token() {
    return this.#transport?.token ?? this.#token;
  }

  /** Goes in, or in again after `stop`, as the same person. */
  start() {
    this.stop();
    const { room, network, clock, outgoing, on } = this.#options;
    this.#incoming = new OrderedQueue({ work: on.open, deliver: on.taken, onError: () => this.#transport.fault() });
    this.#transport = new Transport({
      ...network,
      now: clock,
      room,
      token: this.#token,
      stay: this.#id,
      makeToken: this.#makeToken,
      outgoing,
      onCommands: (commands, { joined, late }) => this.#incoming.push({ commands: this.tap ? commands.filter((command) => !this.tap(command)) : commands, joined, late }),
      onDate: (date) => this.clock.dated(date),
      onStatus: on.status,
    });
    this.#transport.start();
  }

  /** Ends everything, until `start`. Others see us as long as no `leave` is sent: returns what that must carry, as `current`. */
  stop() {
    if (!this.#transport) return this.current;
    this.#token = this.#transport.token;
    this.#id = this.#transport.stay;
    this.#transport.stop();
    this.#incoming.end();
    this.#transport = null;
    return this.current;
  }

  /** Ends the stay for good. `say(credentials)` is called where a `leave` is due, perhaps later: a join may be under way. */
  leave(say) {
    if (!this.current) this.#transport?.onceJoined(say);
    const current = this.stop();
    if (current) say(current);
  }

  /** What a `leave` must carry: also while we try to get in again, since others may see us still. Null where nobody does. */
  get current() {
    return this.#transport ? this.#transport.stay : this.#id;
  }

  /** What requests in our name must carry; null as long as we are not in. */
  get credentials() {
    return this.#transport?.credentials ?? null;
  }

  /** A promise that is kept when all that has come so far is taken in. */
  get idle() {
    return this.#incoming.idle;
  }

  /** Whether something waits to be sent, or is being sent. */
  get isSending() {
    return this.#transport?.isSending ?? false;
  }

  retry() {
    this.#transport?.retry();
  }

  probe() {
    this.#transport?.probe();
  }

  /** There is something to send. */
  flush() {
    this.#transport?.flush();
  }
}

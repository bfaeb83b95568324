// A stream of the daemon in a few lines, for tests of the page without one.

const HEARTBEAT_MS = 15_000;
const AGE_MS = 600_000;

export class HubStream {
  #client; #timers; #controller; #position; #heartbeat = null; #age;

  /** `client` as the hub keeps it; the stream goes on behind `ack` until `signal` aborts it. */
  constructor(client, { ack, signal, timers }) {
    this.#client = client;
    this.#timers = timers;
    this.#position = ack;
    this.body = new ReadableStream({ start: (controller) => { this.#controller = controller; } });
    this.#age = timers.set(() => this.end({ end: true }), AGE_MS);
    signal.addEventListener('abort', () => this.break(new DOMException('aborted', 'AbortError')));
    this.#line(this.#fresh());
  }

  /** Sends what has come since the last line. */
  pass() {
    const fresh = this.#fresh();
    if (fresh.commands.length > 0) this.#line(fresh);
  }

  /** Ends it in order, with a last line of `more`. */
  end(more) {
    if (!this.#forget()) return;
    this.#say({ seq: this.#client.acked, commands: [], ...more });
    this.#controller.close();
  }

  /** Ends it as a broken connection does. */
  break(error = new TypeError('connection reset')) {
    if (this.#forget()) this.#controller.error(error);
  }

  /** Says anything, right or wrong; a string or bytes as they are. */
  say(value) {
    this.#say(value);
  }

  #fresh() {
    const waiting = this.#client.queue.filter(({ number }) => number > this.#position);
    return { seq: waiting.at(-1)?.number ?? this.#client.acked, commands: waiting.map(({ command }) => command) };
  }

  #line(line) {
    this.#position = Math.max(this.#position, line.seq);
    this.#timers.clear(this.#heartbeat);
    this.#heartbeat = this.#timers.set(() => this.#line({ seq: this.#client.acked, commands: [], heartbeat: true }), HEARTBEAT_MS);
    this.#say(line);
  }

  #say(value) {
    const text = typeof value === 'object' && !(value instanceof Uint8Array) ? `${JSON.stringify(value)}\n` : value;
    this.#controller.enqueue(typeof text === 'string' ? new TextEncoder().encode(text) : text);
  }

  #forget() {
    if (this.#client.stream !== this) return false;
    this.#client.stream = null;
    this.#timers.clear(this.#heartbeat);
    this.#timers.clear(this.#age);
    return true;
  }
}

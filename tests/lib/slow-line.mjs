// A slow line to a server: a proxy that carries bytes as a modem or a distant mobile network would. It speaks SOCKS 5,
// so that a browser learns only after a round trip that a connection is there, as with TCP, and meanwhile may
// take another that has become free. The name that is asked for does not matter: all goes to one server.
//
// Each direction has its own rate, shared packet by packet, in turn, among all connections; each packet arrives half
// a round trip after it was sent. It models no loss, no headers of packets and no slow start: what is in flight on such lines is less than TCP's first window.

import { connect, createServer } from 'node:net';
import { once } from 'node:events';

const PACKET = 1460; // bytes

/** One direction: packets of all connections, one after the other. */
class Direction {
  #waiting = []; // a queue a connection, in turn
  #flying = []; // what has been sent and not arrived, in order
  #arrivals = []; // of packets: { at, size }
  #free = 0; // when the line is free again
  #busy = false;

  constructor({ bytesPerMs, delayMs }) {
    this.bytesPerMs = bytesPerMs;
    this.delayMs = delayMs;
  }

  /** How many bytes have arrived by a time, in milliseconds since 1970. */
  arrivedBy(time) {
    return this.#arrivals.reduce((bytes, { at, size }) => bytes + (at <= time ? size : 0), 0);
  }

  /** A queue of one connection, to whose other end `deliver` gives what arrives; null says that it has ended. */
  queue(deliver) {
    const packets = [];
    return (bytes) => {
      if (packets.length === 0) this.#waiting.push({ packets, deliver });
      for (let at = 0; bytes && at < bytes.length; at += PACKET) packets.push(bytes.subarray(at, at + PACKET));
      if (!bytes) packets.push(null);
      this.#pump();
    };
  }

  #pump() {
    if (this.#busy || this.#waiting.length === 0) return;
    this.#busy = true;
    const now = performance.now();
    const queue = this.#waiting.shift();
    const packet = queue.packets.shift();
    if (queue.packets.length > 0) this.#waiting.push(queue);
    const size = packet?.length ?? 0;
    // Not from now on when it was busy until just now: timers are late, and the line would be slower than said.
    this.#free = Math.max(this.#free, now - 2) + size / this.bytesPerMs;
    this.#flying.push({ at: this.#free + this.delayMs, packet, deliver: queue.deliver });
    if (this.#flying.length === 1) this.#land();
    setTimeout(() => {
      this.#busy = false;
      this.#pump();
    }, this.#free - now);
  }

  /** Delivers what has arrived. One timer for all: two that are due together may go off in either order. */
  #land() {
    while (this.#flying.length > 0 && this.#flying[0].at <= performance.now()) {
      const { packet, deliver } = this.#flying.shift();
      this.#arrivals.push({ at: performance.timeOrigin + performance.now(), size: packet?.length ?? 0 });
      deliver(packet);
    }
    if (this.#flying.length > 0) setTimeout(() => this.#land(), Math.max(1, this.#flying[0].at - performance.now()));
  }
}

function join(one, other, direction) {
  const send = direction.queue((packet) => {
    if (other.destroyed) return;
    if (packet) other.write(packet);
    else other.end();
  });
  one.on('data', send);
  one.on('end', () => send(null));
}

export class SlowLine {
  #sockets = new Set();
  connections = 0;

  /** Listens on a port of its own; everything goes to `port`. `rtt` in milliseconds, `rate` in bits a second. */
  static async open(port, { rtt, rate }) {
    const line = new SlowLine();
    line.rtt = rtt;
    line.target = port;
    const direction = { bytesPerMs: rate / 8000, delayMs: rtt / 2 };
    line.up = new Direction(direction);
    line.down = new Direction(direction);
    line.server = createServer({ allowHalfOpen: true }, (socket) => line.#carry(socket)).listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    line.port = line.server.address().port;
    return line;
  }

  /** Greets as a SOCKS server without authentication does, and connects after a round trip. */
  #carry(near) {
    this.connections++;
    this.#sockets.add(near);
    near.setNoDelay(true);
    near.on('error', () => near.destroy());
    near.on('close', () => this.#sockets.delete(near));
    near.once('data', () => {
      near.write(Uint8Array.of(5, 0));
      near.once('data', () => setTimeout(() => this.#connect(near), this.rtt));
    });
  }

  #connect(near) {
    const far = connect({ host: '127.0.0.1', port: this.target, allowHalfOpen: true });
    this.#sockets.add(far);
    far.setNoDelay(true);
    far.on('error', () => near.destroy());
    far.on('close', () => this.#sockets.delete(far));
    near.on('error', () => far.destroy());
    near.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    join(near, far, this.up);
    join(far, near, this.down);
  }

  async close() {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.server, 'close');
  }
}

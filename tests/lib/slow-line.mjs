// A slow line to a server: a TCP proxy that carries bytes as a modem or a distant mobile network would.
//
// Each direction has its own rate, shared packet by packet, in turn, among all connections; each packet arrives half
// a round trip after it was sent, and a new connection may send only after a whole one, as TCP's handshake
// takes. It models no loss, no headers of packets and no slow start: what is in flight on such lines is less than TCP's first window.

import { connect, createServer } from 'node:net';
import { once } from 'node:events';

const PACKET = 1460; // bytes

/** One direction: packets of all connections, one after the other. */
class Direction {
  #waiting = []; // a queue a connection, in turn
  #free = 0; // when the line is free again
  #busy = false;

  constructor({ bytesPerMs, delayMs }) {
    this.bytesPerMs = bytesPerMs;
    this.delayMs = delayMs;
    this.bytes = 0;
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
    this.bytes += size;
    // Not from now on when it was busy until just now: timers are late, and the line would be slower than said.
    this.#free = Math.max(this.#free, now - 2) + size / this.bytesPerMs;
    setTimeout(() => queue.deliver(packet), this.#free + this.delayMs - now);
    setTimeout(() => {
      this.#busy = false;
      this.#pump();
    }, this.#free - now);
  }
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

  #carry(near) {
    this.connections++;
    const far = connect({ host: '127.0.0.1', port: this.target, allowHalfOpen: true });
    this.#join(near, far, this.up, performance.now() + this.rtt);
    this.#join(far, near, this.down, 0);
  }

  /** From `one` to `other`, but nothing before the moment `open`. */
  #join(one, other, direction, open) {
    this.#sockets.add(one);
    one.setNoDelay(true);
    const send = direction.queue((packet) => {
      if (other.destroyed) return;
      if (packet) other.write(packet);
      else other.end();
    });
    const later = (bytes) => {
      const wait = open - performance.now();
      if (wait > 0) setTimeout(() => send(bytes), wait);
      else send(bytes);
    };
    one.on('data', later);
    one.on('end', () => later(null));
    one.on('error', () => other.destroy());
    one.on('close', () => this.#sockets.delete(one));
  }

  async close() {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.server, 'close');
  }
}

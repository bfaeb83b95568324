// A proxy that misbehaves on purpose. It stands before a front server, as a reverse proxy or (with absolute
// addresses) as a forward one, and passes each request through a chain of faults (faults.mjs).
//
// A fault is `async (exchange, next) => answer`. It may call next() once, twice or never, and changes what comes
// back. An answer is `{ status, headers, body }`, where `body` is a stream or a buffer, or `{ raw, reset }`: bytes to write as they
// are before the connection is closed, or reset.

import { Agent, createServer, request } from 'node:http';
import { once } from 'node:events';

const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** The whole body of an answer or a request. */
export async function whole(body) {
  if (Buffer.isBuffer(body)) return body;
  const parts = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

/** An answer as a proxy makes it itself. */
export function page(status, text, headers = {}) {
  const body = Buffer.from(`<!DOCTYPE html><html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>\n`);
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'content-length': body.length, ...headers }, body };
}

/** The bytes of a whole answer. */
export async function rendered({ status, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Proxied\r\n${lines.join('')}connection: close\r\n\r\n`), await whole(body)]);
}

function endToEnd(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}

async function write(answer, response) {
  const { socket } = response;
  if (!socket || socket.destroyed) return;
  if (answer.raw) {
    if (answer.raw.length > 0) await new Promise((resolve) => socket.write(answer.raw, resolve));
    if (answer.reset) socket.resetAndDestroy();
    else socket.end();
    return;
  }
  response.writeHead(answer.status, answer.headers);
  if (Buffer.isBuffer(answer.body)) {
    response.end(answer.body);
    return;
  }
  // The header at once: it may be what the client waits for.
  response.flushHeaders();
  try {
    for await (const part of answer.body) {
      if (response.destroyed) return;
      response.write(part);
    }
    response.end();
  } catch {
    response.destroy(); // the server did not finish either
  }
}

export class Proxy {
  /** How often each fault has done something. */
  counts = {};
  /** How many requests have come. */
  requests = 0;
  #server; #upstream; #agent; #waiting = [];

  /**
   * Starts a proxy before the server of the address `upstream`. `faultsOf({ method, path, endpoint })` gives the faults
   * that a request passes, the outermost first; it can be replaced at any time.
   */
  static async start(upstream, faultsOf = () => []) {
    const proxy = new Proxy();
    proxy.faultsOf = faultsOf;
    proxy.onRequest = () => {};
    proxy.#upstream = new URL(upstream);
    proxy.#agent = new Agent({ keepAlive: false });
    proxy.#server = createServer((incoming, response) => proxy.#serve(incoming, response));
    proxy.#server.on('clientError', (error, socket) => socket.destroy());
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    proxy.port = proxy.#server.address().port;
    proxy.url = `http://127.0.0.1:${proxy.port}/`;
    return proxy;
  }

  /** Resolves when the next request has been passed on, for a fault that lets it overtake. */
  nextPassedOn() {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Ends all connections of clients, as a network does that is exchanged for another. */
  cutAll() {
    this.#server.closeAllConnections();
  }

  async stop() {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  async #serve(incoming, response) {
    response.on('error', () => {});
    const body = await whole(incoming).catch(() => null);
    if (body === null) return; // the client has gone
    const { pathname, search } = new URL(incoming.url, this.#upstream);
    const exchange = this.#exchange(incoming, response, body, pathname + search);
    const faults = this.faultsOf({ method: incoming.method, path: exchange.path, endpoint: pathname.split('/').at(-1) });
    const answer = await this.#through(faults, exchange).catch((error) => this.#failure(error));
    exchange.answered = true;
    await write(answer, response);
  }

  #exchange({ method, headers }, response, body, path) {
    this.requests += 1;
    this.onRequest();
    const gone = new AbortController();
    const exchange = {
      proxy: this, method, path, body, headers, gone: gone.signal, answered: false,
      /** What the server is told of the client's going; a fault may replace it. */
      upstreamSignal: gone.signal,
      did: (kind) => { this.counts[kind] = (this.counts[kind] ?? 0) + 1; },
    };
    response.on('close', () => { if (!exchange.answered) gone.abort(); });
    return exchange;
  }

  #through(faults, exchange) {
    const [first, ...others] = faults;
    return first ? first(exchange, () => this.#through(others, exchange)) : this.#forward(exchange);
  }

  #failure(error) {
    return error.name === 'AbortError' ? { raw: Buffer.alloc(0) } : page(502, 'Bad Gateway');
  }

  #forward({ method, path, body, headers, upstreamSignal }) {
    return new Promise((resolve, reject) => {
      const sent = request({
        host: this.#upstream.hostname, port: this.#upstream.port, method, path, agent: this.#agent, signal: upstreamSignal,
        headers: { ...endToEnd(headers), host: this.#upstream.host, 'content-length': body.length },
      });
      sent.on('error', reject);
      sent.on('response', (answer) => resolve({ status: answer.statusCode, headers: endToEnd(answer.headers), body: answer }));
      sent.end(body, () => { for (const overtaken of this.#waiting.splice(0)) overtaken(); });
    });
  }
}

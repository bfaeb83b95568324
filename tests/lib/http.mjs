// A small HTTP/1.1 client, over TLS too, that can be cut at any byte and shares no connections behind the test's back.

import { connect } from 'node:net';
import { answer } from './fastcgi.mjs';
import { guarded } from './process.mjs';
import { secureConnect } from './tls.mjs';

function requestHead(url, { method = 'GET', host = url.host, headers = {}, body, chunked, keep }) {
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${host}`,
    `Connection: ${keep ? 'keep-alive' : 'close'}`,
  ];
  if (chunked) lines.push('Transfer-Encoding: chunked');
  else if (body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function chunks(body, size) {
  const data = Buffer.from(body);
  const parts = [];
  for (let at = 0; at < data.length; at += size) {
    const part = data.subarray(at, at + size);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  parts.push(Buffer.from('0\r\n\r\n'));
  return Buffer.concat(parts);
}

/** The bytes of a whole request; `chunked` is the size of the chunks to send the body in. */
export function requestBytes(url, options = {}) {
  const { body, chunked } = options;
  const head = Buffer.from(requestHead(new URL(url), options));
  if (body === undefined) return head;
  return Buffer.concat([head, chunked ? chunks(body, chunked) : Buffer.from(body)]);
}

function parseHead(text) {
  const [first, ...lines] = text.split('\r\n');
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { status: Number(first.split(' ')[1]), headers };
}

/** The body of a chunked answer and where it ends, or null while it is incomplete. */
function unchunk(bytes, start) {
  const parts = [];
  for (let at = start; ; ) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return null;
    const size = parseInt(bytes.toString('latin1', at, end), 16);
    const next = end + 2 + size + 2;
    if (bytes.length < next) return null;
    if (size === 0) return { body: Buffer.concat(parts), end: next };
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = next;
  }
}

/** The first complete answer in `bytes`: {answer, end}, or null. `ended`: no more bytes will come. */
export function parseResponse(bytes, ended = false, method = 'GET') {
  const gap = bytes.indexOf('\r\n\r\n');
  if (gap < 0) return null;
  const { status, headers } = parseHead(bytes.toString('latin1', 0, gap));
  const start = gap + 4;
  if (status === 100) {
    const later = parseResponse(bytes.subarray(start), ended, method);
    return later && { ...later, end: later.end + start };
  }
  const done = (body, end) => ({ answer: answer(status, headers, body), end });
  if (method === 'HEAD' || status === 204 || status === 304) return done(Buffer.alloc(0), start);
  if (/chunked/i.test(headers['transfer-encoding'] ?? '')) {
    const whole = unchunk(bytes, start);
    return whole && done(whole.body, whole.end);
  }
  if ('content-length' in headers) {
    const end = start + Number(headers['content-length']);
    return bytes.length < end ? null : done(bytes.subarray(start, end), end);
  }
  return ended ? done(bytes.subarray(start), bytes.length) : null;
}

/** One HTTP connection; requests follow each other on it. */
export class HttpConnection {
  #bytes = Buffer.alloc(0);
  #wake = () => {};
  ended = false;
  /** Bytes received so far, of all answers. */
  received = 0;

  constructor(url) {
    this.url = new URL(url);
    const { protocol, hostname: host, port } = this.url;
    this.socket = protocol === 'https:' ? secureConnect(port || 443, host) : connect({ host, port: port || 80 });
    this.socket.on('data', (bytes) => {
      this.received += bytes.length;
      this.#bytes = this.#bytes.length ? Buffer.concat([this.#bytes, bytes]) : bytes;
      this.#wake();
    });
    this.socket.on('error', (error) => (this.error = error));
    this.closed = new Promise((resolve) => this.socket.once('close', resolve)).then(() => {
      this.ended = true;
      this.#wake();
    });
  }

  write(bytes) {
    this.socket.write(bytes);
  }

  /** The next answer. Rejects when the connection ends before it is complete. */
  async answer(method = 'GET') {
    for (;;) {
      const found = parseResponse(this.#bytes, this.ended, method);
      if (found) {
        this.#bytes = this.#bytes.subarray(found.end);
        return found.answer;
      }
      if (this.ended) throw this.error ?? new Error(`cut after ${this.received} bytes of answer`);
      await new Promise((resolve) => (this.#wake = resolve));
    }
  }

  /** Resolves when at least `count` bytes of answer have come; rejects when the connection ends before. */
  async bytesReceived(count) {
    while (this.received < count) {
      if (this.ended) throw this.error ?? new Error(`ended after ${this.received} bytes`);
      await new Promise((resolve) => (this.#wake = resolve));
    }
  }

  /** Sends a request and returns its answer: {status, headers, text, json}. */
  async request(path, options = {}) {
    this.write(requestBytes(new URL(path, this.url), { keep: true, ...options }));
    return this.answer(options.method);
  }

  /** Cuts the connection at once. */
  destroy() {
    this.socket.destroy();
  }
}

/** One request on a connection of its own. An AbortSignal in `signal` cuts it. */
export async function request(url, options = {}) {
  const connection = new HttpConnection(url);
  const cut = () => connection.destroy();
  options.signal?.addEventListener('abort', cut, { once: true });
  if (options.signal?.aborted) cut();
  try {
    connection.write(requestBytes(url, options));
    return await guarded(connection.answer(options.method), `the answer of ${url}`);
  } finally {
    options.signal?.removeEventListener('abort', cut);
    connection.destroy();
  }
}

/** POSTs a JSON value. */
export function postJson(url, value, options = {}) {
  const headers = { 'Content-Type': 'application/json', ...options.headers };
  return request(url, { ...options, method: 'POST', headers, body: JSON.stringify(value) });
}

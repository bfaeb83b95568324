// The server's lines of a stream, read one at a time; over HTTP or FastCGI, on a connection of its own.

import http from 'node:http';
import https from 'node:https';
import { FastCgiConnection, TYPE, parseAnswer, requestBytes } from './fastcgi.mjs';
import { guarded } from './process.mjs';
import { trust } from './tls.mjs';

/** What has come of a stream. Its bytes are read as they come, unless `pause` was called. */
export class Lines {
  #rest = '';
  #lines = [];
  #wake = () => {};
  ended = false;

  /** `cut` ends the connection; `source` is a readable that can be paused. */
  constructor(cut, source) {
    this.cut = cut;
    this.source = source;
    this.head = new Promise((resolve) => (this.takeHead = resolve));
  }

  take(text) {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop();
    this.#lines.push(...parts);
    this.#wake();
  }

  end() {
    this.ended = true;
    this.#wake();
  }

  pause() {
    this.source().pause();
  }

  resume() {
    this.source().resume();
  }

  /** How many lines have come that were not asked for yet. */
  get waiting() {
    return this.#lines.length;
  }

  /** The next line, parsed; null at the end of the stream. Rejects when it ends within a line. */
  async next() {
    const some = async () => {
      while (this.#lines.length === 0 && !this.ended) await new Promise((resolve) => (this.#wake = resolve));
    };
    await guarded(some(), 'a line of the stream');
    if (this.#lines.length > 0) return JSON.parse(this.#lines.shift());
    if (this.#rest) throw new Error(`the stream ended within a line: ${this.#rest.slice(0, 100)}`);
    return null;
  }
}

function overHttp(url, body) {
  const { request } = url.startsWith('https:') ? https : http;
  const asked = request(url, { method: 'POST', agent: false, headers: { 'Content-Type': 'application/json' }, ...trust() });
  let answer = asked;
  const lines = new Lines(() => asked.destroy(), () => answer);
  asked.on('response', (response) => {
    answer = response;
    response.setEncoding('utf8');
    response.on('data', (text) => lines.take(text));
    response.on('error', () => {}); // 'close' follows
    response.on('close', () => lines.end());
    lines.takeHead({ status: response.statusCode, headers: response.headers });
  });
  asked.on('error', () => lines.end());
  asked.end(body);
  return lines;
}

/** A stream on a FastCGI connection, which may carry other requests too. */
export function overFastCgi(connection, body, options = {}) {
  const id = connection.nextId();
  const lines = new Lines(() => connection.abort(id), () => connection.socket);
  const decoder = new TextDecoder();
  let head = Buffer.alloc(0);
  connection.on('record', (record) => {
    if (record.id !== id) return;
    if (record.type === TYPE.END) return lines.end();
    if (record.type !== TYPE.STDOUT) return;
    if (head === null) return lines.take(decoder.decode(record.content, { stream: true }));
    head = Buffer.concat([head, record.content]);
    const gap = head.indexOf('\r\n\r\n');
    if (gap < 0) return;
    lines.takeHead(parseAnswer(head.subarray(0, gap + 4)));
    lines.take(decoder.decode(head.subarray(gap + 4), { stream: true }));
    head = null;
  });
  connection.on('close', () => lines.end());
  // Its answer is not kept whole: that would be a stream's whole life.
  connection.write(requestBytes(id, { endpoint: 'stream', body, ...options }));
  return lines;
}

/** Opens a stream for a client; its first line is still to be read. `place` is a daemon or a front server. */
export function openStream(place, client, { ack = client.ack } = {}) {
  const body = JSON.stringify({ ...client.credentials, ack });
  if (place.url) return overHttp(place.endpoint('stream'), body);
  const connection = new FastCgiConnection(place.address);
  const lines = overFastCgi(connection, body, { keep: false });
  lines.cut = () => connection.destroy();
  return lines;
}

/** Takes in a stream's lines until `done(client)` or its end, and acknowledges after every `ackEvery` of them. */
export async function follow(lines, client, { done = () => false, ackEvery = 1 } = {}) {
  for (let taken = 1, line; !done(client) && (line = await lines.next()) !== null; taken++) {
    client.takeIn(line);
    if (line.end || line.superseded || line.error) return line;
    if (line.commands.length > 0 && taken % ackEvery === 0) await client.post('ack', { ...client.credentials, ack: client.ack });
  }
  return null;
}

// A browser's connection of HTTP/2, which all of its requests share. As a browser it makes another when the server
// wants no more requests on the first, and asks again what was refused for that.

import { connect } from 'node:http2';
import { once } from 'node:events';
import { answer } from './fastcgi.mjs';
import { Lines } from './lines.mjs';
import { guarded } from './process.mjs';
import { trust } from './tls.mjs';

const JSON_TYPE = { 'content-type': 'application/json' };
const [REFUSED, CANCEL] = [7, 8];

export class Http2Connection {
  /** To a front server, ended with test `t`. */
  static async to(t, front) {
    const connection = new Http2Connection();
    connection.front = front;
    connection.#connect();
    t.after(() => connection.#sessions.forEach((session) => session.destroy()));
    await guarded(once(connection.#sessions[0], 'remoteSettings'), 'the settings of HTTP/2');
    return connection;
  }

  #sessions = [];

  #connect() {
    const session = connect(this.front.url, trust());
    session.setMaxListeners(0);
    session.on('error', () => {}); // its streams say so
    this.#sessions.push(session);
  }

  /** How many connections there have been. */
  get connections() {
    return this.#sessions.length;
  }

  /** A request that is under way; its body is still to be ended where `body` is not given. */
  open(path, { method = 'POST', headers = {}, body } = {}) {
    const last = this.#sessions.at(-1);
    if (last.closed || last.destroyed) this.#connect();
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const stream = this.#sessions.at(-1).request({ ':method': method, ':path': path, ...length, ...headers }, { endStream: method === 'GET' });
    stream.on('error', () => {}); // 'close' follows
    if (method !== 'GET' && body !== undefined) stream.end(body);
    return stream;
  }

  /** The whole answer of a request: {status, headers, text, json}. */
  async answer(stream) {
    const parts = [];
    let headers;
    let whole = false;
    stream.on('response', (fields) => (headers = fields));
    stream.on('data', (part) => parts.push(part));
    // With an answer that came before all of the body, the rest is not sent.
    stream.on('end', () => {
      whole = true;
      if (!stream.writableFinished) stream.close(CANCEL);
    });
    await guarded(new Promise((resolve) => stream.once('close', resolve)), 'an answer over HTTP/2');
    if (!headers || !whole) throw Object.assign(new Error(`cut with code ${stream.rstCode}`), { refused: stream.rstCode === REFUSED });
    return answer(headers[':status'], headers, Buffer.concat(parts));
  }

  request(path, options = {}) {
    return this.answer(this.open(path, { method: 'GET', ...options }));
  }

  /** The path of an endpoint. */
  path(endpoint) {
    return new URL(this.front.endpoint(endpoint)).pathname;
  }

  post(endpoint, value, headers = {}) {
    return this.request(this.path(endpoint), { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(value) });
  }

  /** Carries the requests of a ChatClient. */
  get transport() {
    return async (endpoint, body, signal) => {
      for (;;) {
        const stream = this.open(this.path(endpoint), { headers: JSON_TYPE, body });
        const cut = () => stream.close(CANCEL);
        signal?.addEventListener('abort', cut, { once: true });
        try {
          return await this.answer(stream);
        } catch (error) {
          if (!error.refused) throw error;
        } finally {
          signal?.removeEventListener('abort', cut);
        }
      }
    };
  }

  /** Opens a chat's stream for a client; its first line is still to be read. */
  lines(client) {
    const body = JSON.stringify({ ...client.credentials, ack: client.ack });
    const stream = this.open(this.path('stream'), { headers: JSON_TYPE, body });
    const lines = new Lines(() => stream.close(CANCEL), () => stream);
    stream.setEncoding('utf8');
    stream.on('response', (headers) => lines.takeHead({ status: headers[':status'], headers }));
    stream.on('data', (text) => lines.take(text));
    stream.on('close', () => lines.end());
    return lines;
  }
}

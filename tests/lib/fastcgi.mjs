// A FastCGI client (the web server's side), down to single records and bytes.

import { connect } from 'node:net';
import { EventEmitter } from 'node:events';
import { netAddress } from './ports.mjs';
import { guarded } from './process.mjs';

export const TYPE = {
  BEGIN: 1, ABORT: 2, END: 3, PARAMS: 4, STDIN: 5, STDOUT: 6, STDERR: 7, DATA: 8,
  GET_VALUES: 9, GET_VALUES_RESULT: 10, UNKNOWN: 11,
};
export const ROLE = { RESPONDER: 1, AUTHORIZER: 2, FILTER: 3 };
export const STATUS = { COMPLETE: 0, CANT_MPX: 1, OVERLOADED: 2, UNKNOWN_ROLE: 3 };
const HEADER = 8;
const CONTENT_MAX = 65535;

/** One record; `padding` bytes are appended and counted. */
export function record(type, id, content = '', padding = 0) {
  const body = Buffer.from(content);
  const head = Buffer.alloc(HEADER);
  head[0] = 1;
  head[1] = type;
  head.writeUInt16BE(id, 2);
  head.writeUInt16BE(body.length, 4);
  head[6] = padding;
  return Buffer.concat([head, body, Buffer.alloc(padding)]);
}

/** A stream's bytes in records of at most `size` bytes, with its empty last record. */
export function stream(type, id, bytes, size = CONTENT_MAX) {
  const data = Buffer.from(bytes);
  const parts = [];
  for (let at = 0; at < data.length; at += size) parts.push(record(type, id, data.subarray(at, at + size)));
  parts.push(record(type, id));
  return Buffer.concat(parts);
}

function lengthBytes(n, long) {
  if (n < 128 && !long) return Buffer.from([n]);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((n | 0x80000000) >>> 0);
  return four;
}

/** Name-value pairs; with `long` every length takes four bytes. */
export function pairs(values, long = false) {
  return Buffer.concat(Object.entries(values).flatMap(([name, value]) => {
    const [n, v] = [Buffer.from(name), Buffer.from(String(value))];
    return [lengthBytes(n.length, long), lengthBytes(v.length, long), n, v];
  }));
}

/** The reverse of pairs(). */
export function readPairs(bytes) {
  const result = {};
  let at = 0;
  const length = () => {
    const first = bytes[at];
    if (first < 128) return at++, first;
    at += 4;
    return bytes.readUInt32BE(at - 4) & 0x7fffffff;
  };
  while (at < bytes.length) {
    const [n, v] = [length(), length()];
    result[bytes.toString('utf8', at, at + n)] = bytes.toString('utf8', at + n, at + n + v);
    at += n + v;
  }
  return result;
}

export function begin(id, { role = ROLE.RESPONDER, keep = true } = {}) {
  return record(TYPE.BEGIN, id, [role >> 8, role & 255, keep ? 1 : 0, 0, 0, 0, 0, 0]);
}

/** The parameters a web server gives for one request. */
export function params({ endpoint = 'join', method = 'POST', body, type = 'application/json', remote = '127.0.0.1', extra = {} }) {
  const values = {
    REQUEST_METHOD: method,
    SCRIPT_NAME: `/chat/${endpoint}`,
    REQUEST_URI: `/chat/${endpoint}`,
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_ADDR: remote,
    ...(body === undefined ? {} : { CONTENT_TYPE: type, CONTENT_LENGTH: Buffer.byteLength(body) }),
    ...extra,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** All the bytes of one request. */
export function requestBytes(id, request = {}) {
  const { body, keep, padding = 0 } = request;
  return Buffer.concat([
    begin(id, { keep, role: request.role }),
    stream(TYPE.PARAMS, id, pairs(params(request)), request.size),
    ...(padding ? [record(TYPE.STDIN, id, body ?? '', padding), record(TYPE.STDIN, id)]
      : [stream(TYPE.STDIN, id, body ?? '', request.size)]),
  ]);
}

/** {status, headers, text, json} of the bytes of a CGI answer. */
export function parseAnswer(bytes) {
  const gap = bytes.indexOf('\r\n\r\n');
  if (gap < 0) throw new Error(`no end of headers in ${JSON.stringify(bytes.toString('latin1').slice(0, 200))}`);
  const headers = {};
  for (const line of bytes.toString('latin1', 0, gap).split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (name in headers) throw new Error(`the header ${name} came twice`);
    headers[name] = line.slice(colon + 1).trim();
  }
  return answer(Number(/^\d+/.exec(headers.status ?? '200')[0]), headers, bytes.subarray(gap + 4));
}

/** The common form of an answer, whatever carried it. */
export function answer(status, headers, body) {
  const text = body.toString('utf8');
  return { status, headers, body, text, bytes: body.length, get json() { return JSON.parse(text); } };
}

/**
 * One connection to a FastCGI application.
 * Events: 'record' ({type, id, content}), 'close'. Requests may be under way side by side.
 */
export class FastCgiConnection extends EventEmitter {
  #rest = Buffer.alloc(0);
  #requests = new Map();
  #lastId = 0;
  ended = false;

  constructor(address) {
    super();
    this.setMaxListeners(0);
    this.socket = connect({ ...netAddress(address), allowHalfOpen: false });
    this.socket.on('data', (bytes) => this.#read(bytes));
    this.socket.on('error', (error) => (this.error = error));
    // Not once(): it would reject when an error comes first.
    this.closed = new Promise((resolve) => this.socket.once('close', resolve)).then(() => {
      this.ended = true;
      for (const { reject } of this.#requests.values()) {
        reject(this.error ?? new Error('the connection was closed before the answer was complete'));
      }
      this.#requests.clear();
      this.emit('close');
    });
  }

  /** Connects and waits for it. */
  static async open(address) {
    const connection = new FastCgiConnection(address);
    const connected = new Promise((resolve) => connection.socket.once('connect', resolve));
    await guarded(Promise.race([connected, connection.closed]), 'a FastCGI connection');
    if (connection.ended) throw connection.error ?? new Error('the connection was closed at once');
    return connection;
  }

  #read(bytes) {
    this.#rest = this.#rest.length ? Buffer.concat([this.#rest, bytes]) : bytes;
    while (this.#rest.length >= HEADER) {
      const length = this.#rest.readUInt16BE(4);
      const whole = HEADER + length + this.#rest[6];
      if (this.#rest.length < whole) return;
      const item = {
        type: this.#rest[1], id: this.#rest.readUInt16BE(2),
        content: Buffer.from(this.#rest.subarray(HEADER, HEADER + length)),
      };
      this.#rest = this.#rest.subarray(whole);
      this.#dispatch(item);
      this.emit('record', item);
    }
  }

  #dispatch({ type, id, content }) {
    const request = this.#requests.get(id);
    if (!request) return;
    if (type === TYPE.STDOUT) request.out.push(content);
    if (type === TYPE.END) {
      this.#requests.delete(id);
      const protocolStatus = content[4];
      try {
        const bytes = Buffer.concat(request.out);
        const parsed = protocolStatus === STATUS.COMPLETE ? parseAnswer(bytes) : {};
        request.resolve(Object.assign(parsed, { protocolStatus }));
      } catch (error) {
        request.reject(error);
      }
    }
  }

  write(bytes) {
    this.socket.write(bytes);
  }

  /** A request id that is not under way on this connection. */
  nextId() {
    do this.#lastId = (this.#lastId % 65535) + 1; while (this.#requests.has(this.#lastId));
    return this.#lastId;
  }

  /** The answer to request `id`, whose bytes the caller writes. */
  expect(id) {
    const result = new Promise((resolve, reject) => {
      if (this.ended) reject(this.error ?? new Error('the connection is closed'));
      else this.#requests.set(id, { out: [], resolve, reject });
    });
    result.catch(() => {}); // a caller may look only later
    return result;
  }

  /** Sends one request and returns its answer: {status, headers, text, json, protocolStatus}. */
  request(options = {}) {
    const id = options.id ?? this.nextId();
    const result = this.expect(id);
    this.write(requestBytes(id, options));
    return result;
  }

  abort(id) {
    this.write(record(TYPE.ABORT, id));
  }

  /** The next record for which `matches` is true. */
  async nextRecord(matches = () => true) {
    const found = new Promise((resolve, reject) => {
      const onRecord = (item) => {
        if (!matches(item)) return;
        this.off('record', onRecord);
        resolve(item);
      };
      this.on('record', onRecord);
      this.closed.then(() => reject(new Error('closed before the record came')));
    });
    return guarded(found, 'a record');
  }

  /** Closes politely and waits for it. */
  async close() {
    this.socket.end();
    this.socket.resume();
    await guarded(this.closed, 'the connection to close');
  }

  /** Cuts the connection at once. */
  destroy() {
    this.socket.destroy();
  }
}

/** One request on a connection of its own. */
export async function request(address, options = {}) {
  const connection = new FastCgiConnection(address);
  try {
    return await guarded(connection.request({ keep: false, ...options }), `the answer of ${options.endpoint}`);
  } finally {
    connection.destroy();
  }
}

// A FastCGI responder that answers 204 to everything, and keeps the params that a front server sends it, repeated ones too.

import { chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';

const [BEGIN, END, PARAMS, STDIN, STDOUT] = [1, 3, 4, 5, 6];

function record(type, id, content) {
  const header = Buffer.from([1, type, id >> 8, id & 255, content.length >> 8, content.length & 255, 0, 0]);
  return Buffer.concat([header, content]);
}

/** The [name, value] pairs of a whole FCGI_PARAMS stream. */
function pairsOf(bytes) {
  const pairs = [];
  let at = 0;
  const length = () => {
    if (bytes[at] < 128) return bytes[at++];
    at += 4;
    return bytes.readUInt32BE(at - 4) & 0x7fffffff;
  };
  const text = (size) => bytes.toString('latin1', at, at += size);
  while (at < bytes.length) {
    const [name, value] = [length(), length()];
    pairs.push([text(name), text(value)]);
  }
  return pairs;
}

export class Responder {
  /** The params of each request so far. */
  requests = [];

  static async start(socket) {
    const responder = new Responder();
    responder.server = createServer((connection) => responder.#serve(connection)).listen(socket);
    await once(responder.server, 'listening');
    await chmod(socket, 0o666);
    return responder;
  }

  #serve(connection) {
    const params = new Map();
    let have = Buffer.alloc(0);
    connection.on('error', () => {});
    connection.on('data', (bytes) => {
      have = Buffer.concat([have, bytes]);
      for (;;) {
        if (have.length < 8) return;
        const [type, id, length] = [have[1], have.readUInt16BE(2), have.readUInt16BE(4)];
        const size = 8 + length + have[6];
        if (have.length < size) return;
        const content = have.subarray(8, 8 + length);
        have = have.subarray(size);
        if (type === BEGIN) params.set(id, []);
        if (type === PARAMS && length > 0) params.get(id).push(content);
        if (type === STDIN && length === 0) {
          this.requests.push(pairsOf(Buffer.concat(params.get(id))));
          connection.write(Buffer.concat([record(STDOUT, id, Buffer.from('Status: 204 No Content\r\n\r\n')), record(STDOUT, id, Buffer.alloc(0)), record(END, id, Buffer.alloc(8))]));
        }
      }
    });
  }

  /** The values of a param in the last request. */
  last(name) {
    return this.requests.at(-1).filter(([key]) => key === name).map(([, value]) => value);
  }

  stop() {
    this.server.close();
  }
}

// Free ports and sockets that accept.

import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { guarded } from './process.mjs';

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Net options for an address: a path, or {host, port}. */
export function netAddress(address) {
  return typeof address === 'string' ? { path: address } : address;
}

/** True when something accepts a connection there now. */
export function accepts(address) {
  return new Promise((resolve) => {
    const socket = connect(netAddress(address));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Waits until the Unix socket at `path` accepts. The kernel tells when the file appears; between bind and
 * listen a connection is refused for some microseconds, so it is tried again at once.
 * `ended` is a promise that tells that the server has gone.
 */
export async function socketReady(path, ended) {
  const watcher = watch(dirname(path));
  watcher.setMaxListeners(0);
  let gone = false;
  const end = ended?.then(() => (gone = true));
  const waiting = (async () => {
    for (;;) {
      const change = once(watcher, 'change');
      if (await accepts(path)) return;
      if (gone) throw new Error(`the server ended before ${path} accepted`);
      const present = await stat(path).then((s) => s.isSocket(), () => false);
      if (!present) await Promise.race([change, end ?? change]);
    }
  })();
  try {
    await guarded(waiting, `${path} to accept`);
  } finally {
    watcher.close();
  }
}

/** Waits until the TCP port accepts, trying again as soon as it is refused; `ended` as above. */
export async function portReady(port, ended, host = '127.0.0.1') {
  let gone = false;
  ended?.then(() => (gone = true));
  const waiting = (async () => {
    while (!(await accepts({ host, port }))) {
      if (gone) throw new Error(`the server ended before port ${port} accepted`);
    }
  })();
  await guarded(waiting, `port ${port} to accept`);
}

// Relays under test, and the hub that they start: a process of nobody's, found by its private directory.

import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, watch } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cleanEnvironment, daemonProgram, temporaryDirectory } from './daemon.mjs';
import { FastCgiConnection, request } from './fastcgi.mjs';
import { Process, guarded } from './process.mjs';

/** The hub of a directory. */
export class Hub {
  relays = [];

  constructor(dir, name = 'hub') {
    this.dir = dir;
    this.name = name;
    this.socket = this.address = join(dir, `${name}.sock`);
  }

  #text(ending) {
    const path = join(this.dir, this.name + ending);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Of the hub that enrolled last: its process id, or 0. */
  get pid() {
    return Number(this.#text('.pid').split(' ')[0]);
  }

  get version() {
    return this.#text('.pid').trim().split(' ')[1];
  }

  get log() {
    return this.#text('.log');
  }

  /** What `status` says. */
  async status() {
    return (await request(this.address, { method: 'GET', endpoint: 'status' })).json;
  }

  /** Does something that ends the hub, and waits until it has closed its connections. */
  async ends(deed) {
    const connection = await FastCgiConnection.open(this.address);
    await connection.request({ method: 'GET', endpoint: 'status' }); // it has been accepted
    await deed();
    await guarded(connection.closed, 'the end of the hub');
  }

  async end(signal = 'SIGTERM') {
    await this.ends(() => process.kill(this.pid, signal));
  }

  /** Ends it, if it is there, and waits until its process has gone. */
  async stop() {
    const { pid } = this;
    if (!pid || !isRunning(pid)) return;
    process.kill(pid, 'SIGTERM');
    await processGone(pid);
  }
}

/** Whether a process of this id is there and no zombie. */
export function isRunning(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The ids of all processes that were started with `word` among their arguments. */
export function processesWith(word) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word) && isRunning(pid);
    } catch {
      return false; // it has just gone
    }
  });
}

/** Waits for the end of a process that is no child of ours; the kernel gives no notice of that. */
export async function processGone(pid) {
  await guarded((async () => {
    while (isRunning(pid)) await new Promise(setImmediate);
  })(), `the end of process ${pid}`);
}

/** Waits until a file of a directory satisfies `holds()`. */
export async function directoryUntil(dir, holds, what = String(holds)) {
  const watcher = watch(dir);
  try {
    await guarded((async () => {
      for (;;) {
        const change = once(watcher, 'change');
        if (holds()) return;
        await change;
      }
    })(), what);
  } finally {
    watcher.close();
  }
}

/** A directory for a hub, removed with the end of test `t`, its hub before it. */
export async function hubFor(t) {
  const dir = await temporaryDirectory('otc-hub-');
  const hub = new Hub(join(dir, 'private'));
  t.after(async () => {
    for (const relay of hub.relays) await relay.stop(); // or they would start another
    await hub.stop();
    await rm(dir, { recursive: true, force: true });
  });
  return hub;
}

/**
 * Starts a relay as a front server does: descriptor 0 is a socket that listens. It ends before its hub.
 *   args     options of the hub that it may start
 *   program  another than the one under test
 */
export async function relayFor(hub, args = [], { program = daemonProgram(), env = {} } = {}) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const relay = new Process(program, ['--relay', '--hub', hub.socket, ...args], {
    env: cleanEnvironment(env), stdio: [server._handle.fd, 'pipe', 'pipe'],
  });
  relay.address = { host: '127.0.0.1', port };
  server.close();
  hub.relays.push(relay);
  return relay;
}

/** The memory in KiB that no other process shares. */
export function privateKiB(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)[1]);
  return of('Private_Clean') + of('Private_Dirty');
}

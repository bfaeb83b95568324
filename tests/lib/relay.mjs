// Relays under test, and the hub that they start: a process of nobody's, found by its private directory.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, watch } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cleanEnvironment, daemonProgram, temporaryDirectory } from './daemon.mjs';
import { FastCgiConnection, request } from './fastcgi.mjs';
import { Process, guarded, run } from './process.mjs';

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

/** A directory for a hub, made by its relay, in a directory that goes with the end of test `t`. */
export async function hubFor(t, below = '.') {
  const dir = await temporaryDirectory('otc-hub-');
  await mkdir(join(dir, below), { recursive: true });
  const hub = new Hub(join(dir, below, 'private'));
  t.after(async () => {
    const ends = await Promise.all(hub.relays.map((relay) => relay.stop())); // or they would start another
    await hub.stop();
    const { log } = hub;
    await rm(dir, { recursive: true, force: true });
    for (const [i, { code, signal }] of ends.entries()) assert.equal(code, 0, `a relay ended with ${code ?? signal}:\n${hub.relays[i].output}`);
    assert.doesNotMatch(log, /Sanitizer|runtime error/);
  });
  return hub;
}

/**
 * Starts a relay as a front server does: descriptor 0 is a socket that listens. It ends before its hub.
 *   args       options of the hub that it may start
 *   program    another than the one under test
 *   hubOption  how it is told where the hub is; [] for the default
 *   wrapper    a program and its arguments to run it under
 */
export async function relayFor(hub, args = [], { program = daemonProgram(), hubOption = ['--hub', hub.socket], env = {}, wrapper = [] } = {}) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const command = [...wrapper, program, '--relay', ...hubOption, ...args];
  const relay = new Process(command[0], command.slice(1), { env: cleanEnvironment(env), stdio: [server._handle.fd, 'pipe', 'pipe'] });
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

/** The program under test as a newer version: the same but for the number that it was built with. */
export async function newerProgram(t, first = 9) {
  const program = daemonProgram();
  const { output } = await run(program, ['--version']);
  const version = /\d+(\.\d+)+/.exec(output)[0];
  const newer = first + version.slice(1);
  const bytes = readFileSync(program, 'latin1');
  const dir = await temporaryDirectory('otc-newer-');
  t.after(() => rm(dir, { recursive: true, force: true }));
  const path = join(dir, 'onetimechatd');
  await writeFile(path, bytes.replaceAll(version, newer), { encoding: 'latin1', mode: 0o755 });
  return { path, version: newer };
}

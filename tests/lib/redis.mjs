// A real redis-server of the test's own, that writes nothing to a disk, and daemons that are nodes of one chat by it.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { overFastCgi } from './client.mjs';
import { Daemon, temporaryDirectory } from './daemon.mjs';
import { socketReady } from './ports.mjs';
import { Process, run } from './process.mjs';

const KEY = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n';

export class Redis {
  /** Starts a server that listens on a socket file; `args` are further options of it. */
  static async start(t, args = []) {
    const redis = new Redis();
    redis.dir = await temporaryDirectory();
    redis.socket = join(redis.dir, 'redis.sock');
    redis.key = join(redis.dir, 'key');
    redis.args = args;
    await writeFile(redis.key, KEY);
    t.after(() => redis.stop());
    await redis.launch();
    return redis;
  }

  async launch() {
    await rm(this.socket, { force: true });
    this.process = new Process('redis-server', ['--port', '0', '--unixsocket', this.socket, '--save', '', '--appendonly', 'no', ...this.args], { cwd: this.dir });
    await socketReady(this.socket, this.process.exited);
  }

  get url() {
    return `unix://${this.socket}`;
  }

  /** What redis-cli prints. */
  async command(...words) {
    const { output } = await run('redis-cli', ['-s', this.socket, ...words]);
    return output.trim();
  }

  /** The commands that the server gets from now on, line by line in `lines`. */
  async monitor(t) {
    const monitor = new Process('redis-cli', ['-s', this.socket, 'monitor'], { cwd: this.dir });
    t.after(() => monitor.stop('SIGKILL'));
    await monitor.waitForLine(/^OK/);
    return monitor;
  }

  kill() {
    return this.process.stop('SIGKILL');
  }

  async stop() {
    await this.process?.stop('SIGKILL');
    await rm(this.dir, { recursive: true, force: true });
  }

  /** A daemon that is the node `name`. */
  async node(t, name, { args = [], url = this.url, ...options } = {}) {
    const daemon = await Daemon.start({ ...options, args: ['--node', name, '--directory', url, '--directory-key', this.key, ...args] });
    t.after(() => daemon.stop());
    return Object.assign(daemon, { node: name });
  }
}

/**
 * Carries requests to one of several nodes as the page does: a `join` goes to any, and where it is told to; what follows
 * goes to the same. Where that one does not answer, or has let the client go, it joins anywhere. `daemons()` are those that
 * may be there.
 */
export function overNodes(daemons, first = 0) {
  let at = null;
  let turn = first;
  const ask = (daemon, endpoint, body, signal) => overFastCgi(daemon.address)(endpoint, body, signal);
  async function enter(body, signal) {
    const list = daemons();
    let daemon = at ?? list[turn++ % list.length];
    for (let hops = 0; hops < 4; hops++) {
      at = null;
      const answer = await ask(daemon, 'join', body, signal);
      if (answer.status === 200) at = daemon;
      if (answer.status !== 421) return answer;
      daemon = list.find(({ node }) => node === answer.json.node);
      if (!daemon) throw new Error(`no node ${answer.json.node}`);
    }
    throw new Error('sent from node to node');
  }
  const transport = async (endpoint, body, signal) => {
    if (endpoint === 'join') return enter(body, signal);
    const daemon = at;
    try {
      if (!daemon) return { status: 410, text: 'no node', json: {} };
      return await ask(daemon, endpoint, body, signal);
    } catch (error) {
      if (signal?.aborted) throw error;
      if (at === daemon) at = null;
      return { status: 410, text: 'the node is gone', json: {} };
    }
  };
  return Object.defineProperty(transport, 'node', { get: () => at?.node });
}

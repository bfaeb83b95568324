// The daemon under test, with a private directory and its own socket.

import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from './fastcgi.mjs';
import { freePort, portReady, socketReady } from './ports.mjs';
import { Process } from './process.mjs';

/** The daemon's program, from the build directory in OTC_BUILD. */
export function daemonProgram() {
  const build = process.env.OTC_BUILD;
  if (!build) throw new Error('OTC_BUILD must name the build directory (tests/run.sh sets it)');
  return join(build, 'src', 'onetimechatd');
}

/** A directory of our own that a front server's workers, which run as another user, may enter. */
export async function temporaryDirectory(prefix = 'otc-') {
  const dir = await mkdtemp(join(tmpdir(), prefix));
  await chmod(dir, 0o755);
  return dir;
}

/** The environment without what the daemon would read as an option. */
export function cleanEnvironment(extra = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ONETIMECHAT_|LISTEN_|FCGI_)/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

export class Daemon {
  /**
   * Starts a daemon and waits until it accepts.
   *   args     further options, such as ['--hold', '1']
   *   env      further environment
   *   tcp      listen on a free port of 127.0.0.1 instead of a Unix socket
   *   wrapper  a program and its arguments to run the daemon under, such as ['prlimit', '--nofile=64']
   */
  static async start(options = {}) {
    const daemon = new Daemon();
    daemon.options = options;
    daemon.dir = await temporaryDirectory();
    if (options.tcp) {
      daemon.address = { host: '127.0.0.1', port: await freePort() };
      daemon.listen = `127.0.0.1:${daemon.address.port}`;
    } else {
      daemon.address = daemon.listen = daemon.socket = join(daemon.dir, 'chat.sock');
    }
    try {
      await daemon.#launch();
    } catch (error) {
      await daemon.stop();
      throw error;
    }
    return daemon;
  }

  async #launch() {
    const { args = [], env = {}, wrapper = [] } = this.options;
    const command = [...wrapper, daemonProgram(), '--listen', this.listen, '--socket-mode', '0666', ...args];
    this.process = new Process(command[0], command.slice(1), { env: cleanEnvironment(env), cwd: this.dir });
    this.pid = this.process.pid;
    if (this.socket) await socketReady(this.socket, this.process.exited);
    else await portReady(this.address.port, this.process.exited);
    if (this.process.ended) throw new Error(`the daemon ended:\n${this.process.output}`);
  }

  /** Kills the daemon as a crash would. Its socket file stays behind. */
  async kill() {
    return this.process.stop('SIGKILL');
  }

  /** Starts it again after kill() or terminate(), at the same address. */
  async start() {
    await this.#launch();
  }

  /** Ends the daemon politely and keeps its directory. Returns {code, signal}. */
  async terminate() {
    return this.process.stop('SIGTERM');
  }

  /** Ends the daemon and removes its directory. Returns {code, signal}. */
  async stop() {
    const result = this.process ? await this.process.stop('SIGTERM') : null;
    await rm(this.dir, { recursive: true, force: true });
    return result;
  }

  /** What `status` says: counts only. */
  async status() {
    const answer = await request(this.address, { method: 'GET', endpoint: 'status' });
    return JSON.parse(answer.text);
  }

  /** Resident memory in KiB, as the kernel counts it. */
  async residentKiB() {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]);
  }
}

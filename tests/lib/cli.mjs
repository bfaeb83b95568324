// onetimechat-cli as a child process: what it prints, what it is told, and how it ends.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from './daemon.mjs';
import { Process, guarded } from './process.mjs';

/** The program, from the build directory in OTC_BUILD. */
export const cliProgram = () => join(process.env.OTC_BUILD, 'www', 'dist.cli', 'onetimechat-cli');

/** One who talks by it; it is ended with test `t`. Standard output and error come in `lines` alike. */
export class Cli extends Process {
  static start(t, args, { input = null, env = {}, command = cliProgram() } = {}) {
    const cli = new Cli(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: cleanEnvironment({ TZ: 'UTC', ...env }) });
    cli.child.stdin.on('error', () => {}); // it may have ended
    t.after(() => cli.stop('SIGKILL'));
    if (input !== null) cli.child.stdin.end(input);
    return cli;
  }

  say(...lines) {
    for (const line of lines) this.child.stdin.write(`${line}\n`);
  }

  /** The end of standard input. */
  done() {
    this.child.stdin.end();
  }

  order(...orders) {
    this.say(...orders.map((order) => JSON.stringify(order)));
  }

  /** With --json: what it has told. */
  get events() {
    return this.lines.map((line) => JSON.parse(line));
  }

  /** The first event for which `holds`, told or still to come. */
  async event(type, holds = () => true) {
    const wanted = (line) => {
      const event = JSON.parse(line);
      return event.type === type && holds(event) ? event : null;
    };
    for (const line of this.lines) if (wanted(line)) return wanted(line);
    const coming = new Promise((resolve, reject) => {
      const over = () => reject(new Error(`ended without ${type}:\n${this.output}`));
      const look = (line) => {
        const event = wanted(line);
        if (!event) return;
        this.off('line', look).off('end', over);
        resolve(event);
      };
      this.on('line', look).on('end', over);
      if (this.ended) over();
    });
    return guarded(coming, `${type} ${holds}, not\n${this.output}`);
  }

  /** The exit status, once it has ended. */
  async code() {
    const { code, signal } = await guarded(this.exited, `the end of the program after\n${this.output}`);
    return code ?? signal;
  }
}

/** A file with that text, which goes with test `t`. */
export async function fileWith(t, text) {
  const dir = await mkdtemp(join(tmpdir(), 'otc-cli-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const path = join(dir, 'file');
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** One who prints JSON, and is in: with `me`, `called` and `event0`, the event that says so. */
export async function entered(t, args, options) {
  const cli = Cli.start(t, ['--json', ...args], options);
  const event = await cli.event('entered');
  return Object.assign(cli, { me: event.id, called: event.name, event0: event });
}

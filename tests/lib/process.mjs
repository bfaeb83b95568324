// Child processes of the tests: started here, watched by their output, and ended by their process id.

import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { closeSync, openSync, readSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** A guard against hanging only: no test may depend on how long a thing takes. */
export const GUARD_MS = 120_000;

const running = new Set();

process.on('exit', () => {
  // Not SIGKILL: a front server would leave its workers behind.
  for (const child of running) child.kill('SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => process.exit(1));
}

/** Rejects with `what` when `promise` has not settled within the guard time. */
export async function guarded(promise, what, ms = GUARD_MS) {
  let timer;
  const guard = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`gave up waiting for ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, guard]);
  } finally {
    clearTimeout(timer);
  }
}

/** A program under test. Its standard output and error are kept line by line in `lines`. */
export class Process extends EventEmitter {
  lines = [];

  constructor(command, args = [], options = {}) {
    super();
    this.setMaxListeners(0);
    this.name = command;
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.pid = this.child.pid;
    running.add(this.child);
    this.#collect(this.child.stdout);
    this.#collect(this.child.stderr);
    /** Resolves to {code, signal} once the process has ended and its output is read. */
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => {
        running.delete(this.child);
        this.lines.push(String(error));
        resolve({ code: null, signal: null, error });
        this.emit('end');
      });
      this.child.once('close', (code, signal) => {
        running.delete(this.child);
        resolve({ code, signal });
        this.emit('end');
      });
    });
  }

  #collect(stream) {
    if (!stream) return;
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop();
      for (const line of parts) this.#add(line);
    });
    stream.on('end', () => rest && this.#add(rest));
  }

  #add(line) {
    this.lines.push(line);
    this.emit('line', line);
  }

  get output() {
    return this.lines.join('\n');
  }

  get ended() {
    return !running.has(this.child);
  }

  /** The first line of output, past or to come, that matches. Rejects when the process ends without one. */
  waitForLine(pattern) {
    const found = this.lines.find((line) => pattern.test(line));
    if (found !== undefined) return Promise.resolve(found);
    const waiting = new Promise((resolve, reject) => {
      const onLine = (line) => {
        if (pattern.test(line)) done(resolve, line);
      };
      const onEnd = () => done(reject, new Error(`${this.name} ended without a line ${pattern}:\n${this.output}`));
      const done = (settle, value) => {
        this.off('line', onLine).off('end', onEnd);
        settle(value);
      };
      this.on('line', onLine).on('end', onEnd);
      if (this.ended) onEnd();
    });
    return guarded(waiting, `${pattern} from ${this.name}`);
  }

  signal(name) {
    return this.child.kill(name);
  }

  /** Ends the process and waits for it. Returns {code, signal}. */
  async stop(signal = 'SIGTERM') {
    if (!this.ended) this.child.kill(signal);
    return guarded(this.exited, `the end of ${this.name}`);
  }
}

/** Runs a program to its end: {code, signal, output}. */
export async function run(command, args = [], options = {}) {
  const process = new Process(command, args, options);
  const result = await guarded(process.exited, `${command} ${args.join(' ')}`, options.guard ?? GUARD_MS);
  return { ...result, output: process.output };
}

/**
 * A log file that a server writes. Waits on the kernel's notice of a change (inotify), never on a clock.
 * Create it before the server starts; the directory must exist.
 */
export class LogFile {
  #text = '';
  #offset = 0;

  constructor(path) {
    this.path = path;
    this.fd = openSync(path, 'a+');
  }

  read() {
    const chunk = Buffer.alloc(65536);
    for (let n; (n = readSync(this.fd, chunk, 0, chunk.length, this.#offset)) > 0; ) {
      this.#offset += n;
      this.#text += chunk.toString('utf8', 0, n);
    }
    return this.#text;
  }

  /** Waits until the text after position `from` matches; `ended` is a promise that tells that the writer is gone. */
  async waitFor(pattern, { from = 0, ended } = {}) {
    const watcher = watch(dirname(this.path));
    watcher.setMaxListeners(0);
    try {
      const waiting = (async () => {
        for (;;) {
          const change = once(watcher, 'change');
          const match = pattern.exec(this.read().slice(from));
          if (match) return match;
          const winner = await Promise.race([change, ended ?? change]);
          if (!Array.isArray(winner) && !pattern.test(this.read().slice(from))) {
            throw new Error(`the server ended before ${pattern} was in ${this.path}:\n${this.read()}`);
          }
        }
      })();
      return await guarded(waiting, `${pattern} in ${this.path}`);
    } catch (error) {
      error.message += `\n${this.read()}`;
      throw error;
    } finally {
      watcher.close();
    }
  }

  close() {
    closeSync(this.fd);
  }
}

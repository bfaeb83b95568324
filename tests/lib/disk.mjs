// Watches what a running server writes to files, with strace, to prove that no message reaches a disk.

import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Process } from './process.mjs';

const OPENING = /\b(?:open|openat|creat)\(.*?(O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|creat\().*?= \d+<(?<path>\/[^>]*)>/;
// The file is the first descriptor of a write, the second of splice and copy_file_range.
const WRITING = /\b(?:p?writev?2?|pwrite64|sendfile|ftruncate|fallocate)\(\d+<(?<path>\/[^>]*)>/;
const MOVING = /\b(?:splice|copy_file_range)\([^,]*,[^,]*, \d+<(?<path>\/[^>]*)>/;
const MAPPING = /\bmmap\([^)]*PROT_WRITE[^)]*MAP_SHARED[^)]*, \d+<(?<path>\/[^>]*)>/;
const NO_FILE = /^\/(proc|sys|dev\/(?!shm\/))/;

function childrenOf(pid) {
  const lists = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return lists.flatMap((child) => [child, ...childrenOf(child)]);
}

export class DiskWatch {
  /** Begins to watch processes, their threads, their children and those to come. */
  static async start(...roots) {
    const watch = new DiskWatch();
    watch.dir = await mkdtemp(join(tmpdir(), 'otc-trace-'));
    const pids = [...new Set(roots.flatMap((pid) => [pid, ...childrenOf(pid)]))];
    // One output file a thread (-ff): in one for all, calls that wait are written in two halves.
    const args = ['-ff', '-y', '-s', '64', '-o', join(watch.dir, 'trace'),
      // Receiving and sending tell that the watch works.
      '-e', 'trace=open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,sendfile,splice,copy_file_range,ftruncate,fallocate,mmap,accept,accept4,recvfrom,sendto',
      ...pids.flatMap((one) => ['-p', String(one)])];
    const command = process.getuid() === 0 ? ['strace', ...args] : ['sudo', '-n', 'strace', ...args];
    watch.process = new Process(command[0], command.slice(1));
    for (const one of pids) await watch.process.waitForLine(new RegExp(`Process ${one} attached`));
    return watch;
  }

  /** Stops watching; returns the files that were written to or opened for it, each with how often. */
  async stop() {
    await this.process.stop('SIGINT');
    const written = new Map();
    let calls = 0;
    for (const name of await readdir(this.dir)) {
      for (const line of (await readFile(join(this.dir, name), 'latin1')).split('\n')) {
        calls++;
        const found = OPENING.exec(line) ?? WRITING.exec(line) ?? MOVING.exec(line) ?? MAPPING.exec(line);
        const path = found?.groups.path;
        if (path && !NO_FILE.test(path)) written.set(path, (written.get(path) ?? 0) + 1);
      }
    }
    await rm(this.dir, { recursive: true, force: true });
    if (calls < 10) throw new Error('strace saw next to nothing: it cannot have watched');
    return written;
  }
}

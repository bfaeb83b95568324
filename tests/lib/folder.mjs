// The folder for shared hosting, as "make shared-hosting" lays it out.

import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { cleanEnvironment } from './daemon.mjs';
import { run } from './process.mjs';

/** Runs "make shared-hosting" in the build directory: {code, output}. Without `dir` it names none. */
export function layOut(dir) {
  const args = ['-s', '-C', process.env.OTC_BUILD, 'shared-hosting', ...(dir === undefined ? [] : [`DESTDIR=${dir}`])];
  return run('make', args, { env: cleanEnvironment({ MAKEFLAGS: '', DESTDIR: '' }), guard: 300_000 });
}

/** What `read` gives for each process that runs now, where it gives something. */
export function processesWhere(read) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return read(`/proc/${pid}`);
    } catch {
      return false; // it has ended meanwhile, or is not ours to look at
    }
  });
}

/** The processes whose root directory is `dir`. */
export function processesRootedIn(dir) {
  return processesWhere((entry) => readlinkSync(`${entry}/root`) === dir);
}

/** The files that a process has mapped. */
export function mappedFiles(pid) {
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
  return [...new Set([...maps.matchAll(/ (\/.*)$/gm)].map(([, path]) => path))];
}

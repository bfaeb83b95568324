// What is in the memory of a process.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const CHUNK = 1 << 20;

/** Where `needles` ({name: Buffer}) are in what a process may write to: ["name in [heap]", ...]. */
export function findInMemory(pid, needles) {
  const found = new Set();
  const longest = Math.max(...Object.values(needles).map((needle) => needle.length));
  const mem = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to, where] = /^(\w+)-(\w+) rw\S* \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
      if (!from) continue;
      for (let at = parseInt(from, 16); at < parseInt(to, 16); at += CHUNK - longest) {
        const bytes = Buffer.alloc(Math.min(CHUNK, parseInt(to, 16) - at));
        const n = readSync(mem, bytes, 0, bytes.length, at);
        for (const [name, needle] of Object.entries(needles)) {
          if (bytes.subarray(0, n).includes(needle)) found.add(`${name} in ${where || 'a mapping'}`);
        }
      }
    }
  } finally {
    closeSync(mem);
  }
  return [...found];
}

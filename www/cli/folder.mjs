// Files on this computer: read to be sent, and saved when they have come.

import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { MOST_BYTES, cleanFileName } from '../js/kinds/file.js';
import { files as ofFiles } from '../js/words/en-files.js';
import { words } from './words.mjs';

const LONGEST_NAME = 200;   // bytes; file systems take 255
const LONGEST_ENDING = 20;
const MOST_OF_A_NAME = 1000; // files in one directory
const READ_AT_ONCE = 1 << 20;

const TYPES = {
  '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp', '.gif': 'image/gif',
  '.webm': 'audio/webm', '.ogg': 'audio/ogg', '.m4a': 'audio/mp4', '.txt': 'text/plain', '.pdf': 'application/pdf',
};

/** A file cannot be sent; the message says why. */
export class FileError extends Error {}

// It may be longer by the time it is read than it was.
async function contentOf(handle) {
  const parts = [];
  let length = 0;
  while (length <= MOST_BYTES) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(READ_AT_ONCE), 0, READ_AT_ONCE, null);
    if (bytesRead === 0) break;
    parts.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return { parts, length };
}

/** A promise of `{ blob, name, type }` of the file at that path; rejects with a FileError. A pipe or a device is none. */
export async function readToSend(path) {
  const shown = basename(path);
  let handle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK); // a pipe would wait for who writes into it
    if (!(await handle.stat()).isFile()) throw new FileError(words.files.notAFile(path));
    const { parts, length } = await contentOf(handle);
    if (length > MOST_BYTES) throw new FileError(ofFiles.tooLarge(shown, MOST_BYTES));
    if (length === 0) throw new FileError(ofFiles.empty(shown));
    return { blob: new Blob(parts), name: cleanFileName(shown), type: TYPES[extname(shown).toLowerCase()] ?? 'application/octet-stream' };
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(words.usage.file(path, error.code ?? error.message));
  } finally {
    await handle?.close();
  }
}

// The first signs of a text that take so many bytes.
function shortened(text, most) {
  let [taken, bytes] = ['', 0];
  for (const sign of text) {
    bytes += Buffer.byteLength(sign);
    if (bytes > most) break;
    taken += sign;
  }
  return taken;
}

/** A name for the file system, of a clean one; `number` tells files of one name apart. */
export function nameToSave(name, number = 1) {
  const clean = cleanFileName(name).replace(/^-/, '_'); // which programs would take for an option
  const found = extname(clean);
  const ending = Buffer.byteLength(found) <= LONGEST_ENDING ? found : '';
  const mark = number > 1 ? ` (${number})` : '';
  const stem = shortened(clean.slice(0, clean.length - ending.length), LONGEST_NAME - Buffer.byteLength(ending) - Buffer.byteLength(mark));
  return `${stem}${mark}${ending}`;
}

// Where there is no such file yet, not even a link to nowhere.
async function create(dir, name) {
  for (let number = 1; number <= MOST_OF_A_NAME; number += 1) {
    const path = join(dir, nameToSave(name, number));
    try {
      return { path, handle: await open(path, 'wx', 0o600) };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  throw Object.assign(new Error('too many files of one name'), { code: 'EEXIST' });
}

/** Saves it in a directory, never over another file: a promise of the path. */
export async function save(dir, name, blob) {
  const { path, handle } = await create(dir, name);
  try {
    await handle.writeFile(new Uint8Array(await blob.arrayBuffer()));
    await handle.close();
    return path;
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

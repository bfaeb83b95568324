// What two pages tell each other about a file, in bytes: pieces of it, and how far one has got. In a private room they are sealed with
// the key that the offer has, bound to the file and to who says it to whom; the server sees which of them belong together, and about how
// long they are.

import { concat, framed, fromBase64url, Reader, toBase64url, u32 } from '../crypto/bytes.js';
import { pad, unpad } from '../crypto/padding.js';
import { open, seal } from '../crypto/primitives.js';

/** The field `kind` of such messages. */
export const PART = 'part';

/** What they say: a piece of the file; give me all from here on; I have all up to here; no more of it. */
export const SAYS = { piece: 1, want: 2, have: 3, stop: 4 };
const NAMES = Object.fromEntries(Object.entries(SAYS).map(([name, number]) => [number, name]));

/** Bytes of the key of a file. */
export const KEY_BYTES = 32;

const MOST_SIGNS = 100_000;
const AROUND = 300;              // bytes of the request's command besides what is said
const SEALED = 28;               // bytes that sealing adds
const HEAD = 4 + 5;              // of the padding, and before the piece
const STEP = 1024;               // of the padding where it is long

/** The bytes of a piece that a command of `most` bytes can carry. */
export function pieceIn(most) {
  const padded = Math.floor((most - AROUND) * 3 / 4) - SEALED;
  const step = padded >= STEP ? Math.floor(padded / STEP) * STEP : [512, 256, 128].find((each) => each <= padded) ?? 0;
  return Math.max(1, step - HEAD);
}

const bound = (file, from, to) => framed('file part', file, from, to ?? '');

/** Whether the text is one of a key. */
export const isKey = (text) => fromBase64url(text)?.length === KEY_BYTES;

/**
 * `{ seal(bytes, from, to), open(bytes, from, to) }` for what is said of a file: promises of bytes. `open` rejects what is not genuine. It throws where there is a
 * key that is none: nothing goes in the clear but what has no key.
 */
export function cipherOf({ id, key }) {
  if (key !== undefined && !isKey(key)) throw new TypeError('not a key of a file');
  const secret = key === undefined ? null : fromBase64url(key);
  if (!secret) return { seal: async (bytes) => bytes, open: async (bytes) => bytes };
  return {
    seal: (bytes, from, to) => seal(secret, pad(bytes), bound(id, from, to)),
    open: async (bytes, from, to) => unpad(await open(secret, bytes, bound(id, from, to))),
  };
}

/** The message that says it: `says` is a name of SAYS, `at` a place in the file. */
export async function write({ id, of, from, to, says, at = 0, piece = new Uint8Array(0) }, cipher) {
  const bytes = await cipher.seal(concat(new Uint8Array([SAYS[says]]), u32(at), piece), from, to);
  return { id, kind: PART, of, ...(to === undefined ? {} : { to }), bytes: toBase64url(bytes) };
}

/** `{ says, at, piece }` of a message that anybody may have made, or null. */
export async function read({ of, to, bytes }, from, cipher) {
  if (typeof bytes !== 'string' || bytes.length > MOST_SIGNS) return null;
  try {
    const reader = new Reader(await cipher.open(fromBase64url(bytes), from, to));
    const says = NAMES[reader.take(1)[0]];
    return says ? { of, says, at: reader.u32(), piece: reader.rest() } : null;
  } catch {
    return null;
  }
}

// What a private room's messages look like to the server: an id, whom they are for, and bytes. The first byte says which sort
// they are; the time is always the same.

import { concat, fromBase64url, toBase64url } from '../crypto/bytes.js';
import { isMessageId } from '../kinds/fields.js';

const VERSION = 1;
export const SORTS = ['hello', 'keys', 'pair', 'line', 'turn', 'bye', 'notice'];
const MOST_SIGNS = 200_000;
const AROUND = '{"id":"0123456789abcdef","ts":0,"to":"0123456789abcdef0123456789abcdef","sealed":""}'.length;

/** The message with these bytes, to all or `to` one. */
export function wrap(sort, bytes, { id, to = undefined }) {
  const message = { id, ts: 0, sealed: toBase64url(concat(new Uint8Array([VERSION, SORTS.indexOf(sort)]), bytes)) };
  return to === undefined ? message : { ...message, to };
}

/** `{ id, sort, bytes, to }` of a message, which anybody may have made; null where it is no such one. */
export function unwrap(message) {
  if (typeof message !== 'object' || message === null || !isMessageId(message.id)) return null;
  const { id, sealed, to } = message;
  if (typeof sealed !== 'string' || sealed.length > MOST_SIGNS) return null;
  const bytes = fromBase64url(sealed);
  if (!bytes || bytes.length < 2 || bytes[0] !== VERSION) return null;
  const sort = SORTS[bytes[1]];
  return sort ? { id, sort, bytes: bytes.slice(2), to } : null;
}

/** How long a message with so many bytes is, as the server counts. */
export const wrappedSize = (bytes) => AROUND + Math.ceil((bytes + 2) * 4 / 3);

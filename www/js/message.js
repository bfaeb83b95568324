// The messages of this page: how they are made, and what is believed of those that others made.
// The server passes any JSON object, so nothing in a message from others can be taken for granted.

const MESSAGE_ID = /^[A-Za-z0-9_-]{1,64}$/;
const LONGEST_TEXT = 200_000;
const LONGEST_NAME = 40;

const LONE_SURROGATES = /\p{Surrogate}/gu;
const NOT_SHOWN_IN_NAMES = /[\p{C}\p{Z}\u115f\u1160\u2800\u3164\uffa0]+/gu;
const PILES_OF_MARKS = /(\p{M}{2})\p{M}+/gu;

/** The string with U+FFFD for every lone surrogate, which JSON in UTF-8 cannot carry. */
export function wellFormed(string) {
  return typeof string.toWellFormed === 'function'
    ? string.toWellFormed()
    : string.replace(LONE_SURROGATES, '\ufffd');
}

/** What people typed as it can be sent: well-formed, no NUL (the server refuses it), no blank ends. */
export function sendableText(typed) {
  return wellFormed(typed)
    .replaceAll('\r\n', '\n')
    .replaceAll('\u0000', '\ufffd')
    .replace(/^\s*\n/, '')
    .trimEnd();
}

/** A name as it may be shown: one short line without invisible or direction-changing characters, or ''. */
export function cleanName(value) {
  if (typeof value !== 'string') return '';
  const shown = wellFormed(value.slice(0, 1000))
    .normalize('NFC')
    .replace(NOT_SHOWN_IN_NAMES, ' ')
    .replace(PILES_OF_MARKS, '$1')
    .trim();
  return [...shown].slice(0, LONGEST_NAME).join('').trim();
}

/** `{ id, ts, kind, name, text, to }` of a message from anybody, or null where it is not well formed. */
export function readMessage(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { id, ts, kind, text, to } = value;
  if (typeof id !== 'string' || !MESSAGE_ID.test(id)) return null;
  if (!Number.isSafeInteger(ts) || ts < 0) return null;
  const common = { id, ts, kind, name: cleanName(value.name), to: typeof to === 'string' ? to : null };
  if (kind === 'hello') return { ...common, text: '' };
  if (kind !== 'text' || typeof text !== 'string' || text === '') return null;
  return { ...common, text: wellFormed(text.slice(0, LONGEST_TEXT)) };
}

/** The bytes a value takes as JSON in UTF-8, which is what the server's limits count. */
export function jsonSize(value) {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

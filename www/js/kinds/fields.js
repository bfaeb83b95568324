// What the fields of a message may hold. The server passes any JSON, so nothing that others send can be taken for granted.

const MESSAGE_ID = /^[A-Za-z0-9_-]{1,64}$/;
const LONGEST_NAME = 40;

const LONE_SURROGATES = /\p{Surrogate}/gu;
const NOT_SHOWN_IN_NAMES = /[\p{C}\p{Z}\u115f\u1160\u2800\u3164\uffa0]+/gu;
const PILES_OF_MARKS = /(\p{M}{2})\p{M}+/gu;

export function isMessageId(value) {
  return typeof value === 'string' && MESSAGE_ID.test(value);
}

/** The string with U+FFFD for every lone surrogate, which JSON in UTF-8 cannot carry. */
export function wellFormed(string) {
  return typeof string.toWellFormed === 'function'
    ? string.toWellFormed()
    : string.replace(LONE_SURROGATES, '\ufffd');
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

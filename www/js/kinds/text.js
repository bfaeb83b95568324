// What people write.

import { piecesOf } from './addresses.js';
import { settled } from './direction.js';
import { wellFormed } from './fields.js';

const LONGEST_TEXT = 200_000;

export const text = {
  name: 'text',
  isLine: true,

  read({ text: value }) {
    return typeof value === 'string' && value !== '' ? { text: wellFormed(value.slice(0, LONGEST_TEXT)) } : null;
  },

  write: (content) => ({ text: content.text }),

  /** What people typed as it can be sent: well-formed, no NUL (the server refuses it), no blank ends; null where nothing is left. */
  compose(typed) {
    const sendable = wellFormed(typed)
      .replaceAll('\r\n', '\n')
      .replaceAll('\u0000', '\ufffd')
      .replace(/^\s*\n/, '')
      .trimEnd();
    return sendable === '' ? null : { text: sendable };
  },

  // First what it looks like, then what is an address in that: a link must open what it shows.
  show: (content) => piecesOf(settled(content.text)),
  speak: (content) => content.text,
};

// What people write.

import { foldBlankLines } from './blank.js';
import { settled } from './direction.js';
import { wellFormed } from './fields.js';

const LONGEST_TEXT = 200_000;

// Well-formed, without NUL, which the server refuses, and with no more blank lines than show something. Null where nothing
// could be seen.
function contentOf(value) {
  const shown = foldBlankLines(wellFormed(value)).replaceAll('\u0000', '\ufffd');
  return shown === '' ? null : { text: shown };
}

export const text = {
  name: 'text',
  isLine: true,

  /** `revision` counts how often it was said in other words; it is missing as long as it was not. */
  read({ text: value, revision }) {
    const content = typeof value === 'string' ? contentOf(value.slice(0, LONGEST_TEXT)) : null;
    return content && Number.isSafeInteger(revision) && revision > 0 ? { ...content, revision } : content;
  },

  write: (content) => content,

  /** What people typed as it can be sent, without a blank end; null where nothing could be seen. */
  compose: (typed) => contentOf(typed.trimEnd()),

  // Addresses in it are found by what is loaded later (view/formatting/).
  show: (content) => [{ text: settled(content.text) }],
  speak: (content) => content.text,
};

// What is said beside the lines: to one alone, or for the moment. It is no line by itself, and is not kept for newcomers. What
// reads and writes it is loaded later (chat/asides.js), so it is in no list of kinds.
//
//   { is: 'typing' }                                 for some seconds
//   { is: 'away', away }                             until the contrary is said
//   { is: 'text', of, ts, text, revision, ttl, again }  to one alone: a line, under the id `of`; `again`: it was sent before
//   { is: 'withdrawn', of }                          to one alone: that line is taken back
//   { is: 'held', held }                             to one alone: the ids of such lines that have come

import { isMessageId } from './fields.js';
import { MOST_IDS } from './receipt.js';

const isTime = (value) => Number.isSafeInteger(value) && value >= 0;

const READ = {
  typing: () => ({}),
  away: ({ away }) => (typeof away === 'boolean' ? { away } : null),
  text: ({ of, ts, text, revision = 0, ttl, again }) => (
    isMessageId(of) && isTime(ts) && typeof text === 'string' && isTime(revision) ? { of, ts, text, revision, ttl, again: again === true } : null),
  withdrawn: ({ of }) => (isMessageId(of) ? { of } : null),
  held: ({ held }) => (Array.isArray(held) ? { held: held.slice(0, MOST_IDS).filter(isMessageId) } : null),
};

export const aside = {
  name: 'aside',
  isLine: false,

  /** `{ is, ... }` of a message that anybody may have made, or null. */
  read({ aside: value }) {
    if (typeof value !== 'object' || value === null || typeof value.is !== 'string' || !Object.hasOwn(READ, value.is)) return null;
    const content = READ[value.is](value);
    return content && { is: value.is, ...content };
  },

  write: (content) => ({ aside: content }),
};

// With what one reacts to a line: all of one's emoji for it at once. The highest revision holds, so copies that come late or twice
// change nothing. The first message of one for a line is kept for who comes later, who gets it as it is by then; each change
// goes to those who are here. Loaded later (chat/talk.js), so in no list of kinds.

import { readReference } from './manner.js';

/** Different ones of one person for one line. */
export const MOST_OF_ONE = 8;

const LONGEST = 32; // UTF-16 units: the flag of Wales has 14, a kiss of two tones 15
const MOST_JOINED = 4; // a family

// The possible emoji of UTS #51 but digits and signs alone; and of the tag sequences flags alone.
const PLAIN = /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?/u.source;
const JOINED = new RegExp(`^${PLAIN}(?:\\u200d${PLAIN}){0,${MOST_JOINED - 1}}$`, 'u');
const FLAG = /^(?:\p{Regional_Indicator}{2}|\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}|[0-9#*]\ufe0f?\u20e3)$/u;
const SHOWN_AS_TEXT = /^(?!\p{Emoji_Presentation})\p{Extended_Pictographic}$/u;

/** One emoji, always written the same way; null where it is something else, or more than one. */
export function emojiOf(value) {
  if (typeof value !== 'string' || value.length > LONGEST) return null;
  const emoji = value.trim();
  if (SHOWN_AS_TEXT.test(emoji)) return `${emoji}\ufe0f`;
  if (/^\p{Emoji_Presentation}\ufe0f$/u.test(emoji)) return emoji.slice(0, -1);
  return JOINED.test(emoji) || FLAG.test(emoji) ? emoji : null;
}

function read({ of, emoji, revision }) {
  const reference = readReference(of);
  if (!reference || !Array.isArray(emoji) || !Number.isSafeInteger(revision) || revision < 1) return null;
  const known = emoji.slice(0, MOST_OF_ONE).map(emojiOf).filter((each) => each !== null);
  return { of: reference, emoji: [...new Set(known)], revision };
}

export const reaction = {
  name: 'reaction',
  isLine: false,
  isKept: true,
  /** `of` is the line (manner.js), `emoji` are those that stand, perhaps none. */
  read,
  write: ({ of, emoji, revision }) => ({ of, emoji, revision }),
};

export const reactionChange = { ...reaction, name: 'reaction-change', isKept: false };

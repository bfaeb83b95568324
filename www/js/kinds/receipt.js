// Tells the author of lines that they have arrived. It goes to nobody else, is no line itself, and is not kept: who comes
// later is told nothing of it. What reads and writes it is loaded later (chat/delivery.js), so it is in no list of kinds.

import { isMessageId } from './fields.js';

/** In a room of more nobody says it: it would cost too much. */
export const MOST_PRESENT = 50;

/** The ids in one receipt; what is beyond is not read. */
export const MOST_IDS = 400;

export const receipt = {
  name: 'receipt',
  isLine: false,

  /** `held`: the ids of the author's lines that its sender holds. */
  read: ({ held }) => (Array.isArray(held) ? { held: held.slice(0, MOST_IDS).filter(isMessageId) } : null),
  write: ({ held }) => ({ held }),
};

// What a text may tell besides its words: which line it answers (`re`), and whether it is an action (`act`), as "* Ann waves". A page
// that does not know them yet shows the words alone. They are read later (chat/talk.js), from messages as they came.

import { isMessageId } from './fields.js';

/** The line that is meant, `{ sender, id }`, or null; without a `sender` it is a line of whoever names it, who may get another id. */
export function readReference(value) {
  const { sender, id } = Object(value);
  if (!isMessageId(id)) return null;
  if (sender === undefined) return { id };
  return isMessageId(sender) && sender !== 'me' ? { sender, id } : null; // `me` is what the conversation calls our own
}

/** `{ re, act }` of a message of which nothing is known but that it is one. */
export function readManner(message) {
  const { re, act } = Object(message);
  return { re: readReference(re), act: act === true };
}

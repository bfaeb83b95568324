// A line that is no message but tells the page something: a slash and a word, alone or before a space. Addresses of files are none.

/** `{ word, rest }` of a command; null where the text is to be said. */
export function commandOf(text) {
  const found = /^\/(\p{L}+)(?:\s+([^]*))?$/u.exec(text.trimEnd());
  return found ? { word: found[1].toLowerCase(), rest: (found[2] ?? '').trim() } : null;
}

/** What is said of a text that is no command: without the first slash where it begins with two. */
export const withoutSlash = (text) => (text.startsWith('//') ? text.slice(1) : text);

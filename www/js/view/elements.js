// Elements that several parts of the page make.

import { words } from '../words/words.js';

/** An element with a class and a text. */
export function make(tag, className, text = '') {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// Where a browser cannot tell where a letter of several code points ends, the first of them does for a decoration.
const letters = Intl.Segmenter ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : null;

function firstLetter(word) {
  const [first] = letters ? letters.segment(word) : word;
  return first?.segment ?? first ?? '';
}

/** The disc with the initials of a name; decoration only. */
export function makeFace(name) {
  const parts = name.split(' ').filter((part) => !part.startsWith('('));
  const initials = parts.length > 1 ? firstLetter(parts[0]) + firstLetter(parts[1]) : firstLetter(name);
  const face = make('span', 'face', initials.toUpperCase());
  face.setAttribute('aria-hidden', 'true');
  return face;
}

/** What stands behind a name that looks like somebody else's. */
export function makeLikeness(name) {
  return make('span', 'likeness', words.people.looksLike(name));
}

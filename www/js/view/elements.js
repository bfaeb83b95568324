// Elements that several parts of the page make.

import { words } from '../words/words.js';
import { optional } from './optional.js';

/** An element with a class and a text. */
export function make(tag, className, text = '') {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// Where a browser cannot tell where a letter of several code points ends, the first of them does for a decoration.
const letters = optional(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));

/** Calls `changed()` when one of the elements has another size; where the browser cannot tell, when the window has. */
export function watchSizes(elements, changed) {
  try {
    const observer = new ResizeObserver(changed);
    for (const element of elements) observer.observe(element);
  } catch {
    addEventListener('resize', changed);
  }
}

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

/** The pieces of a sentence, in which each name stands in an element of its own, so that it neither turns the rest nor passes for it. */
export function makeSentence(sentence) {
  const pieces = sentence.split(/\u2068([^\u2069]*)\u2069/);
  return pieces.map((piece, index) => (index % 2 === 1 ? make('bdi', '', piece) : piece)).filter((piece) => piece !== '');
}

/** What stands behind a name that looks like somebody else's. */
export function makeLikeness(name) {
  const likeness = make('span', 'likeness');
  likeness.append(...makeSentence(words.people.looksLike(name)));
  return likeness;
}

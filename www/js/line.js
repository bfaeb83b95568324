// The elements of one line of the log. Whatever others wrote is only ever set as text.

import { dye } from './colour.js';
import { piecesOf } from './links.js';
import { noticeSentence } from './wording.js';

const LONG_CHARACTERS = 1500;
const LONG_ROWS = 18;
const DAY_MS = 86_400_000;

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
  const words = name.split(' ');
  const initials = words.length > 1 ? firstLetter(words[0]) + firstLetter(words[1]) : firstLetter(name);
  const face = make('span', 'face', initials.toUpperCase());
  face.setAttribute('aria-hidden', 'true');
  return face;
}

function timeOf(ts) {
  const element = make('time', '');
  const date = new Date(ts);
  if (Number.isNaN(date.getTime())) return element; // beyond what a Date can hold
  const anotherDay = Math.abs(Date.now() - ts) > DAY_MS;
  const clock = { hour: '2-digit', minute: '2-digit' };
  element.dateTime = date.toISOString();
  element.title = date.toLocaleString();
  element.textContent = anotherDay
    ? date.toLocaleString([], { ...clock, year: 'numeric', month: 'short', day: 'numeric' })
    : date.toLocaleTimeString([], clock);
  return element;
}

function bylineOf(line) {
  const byline = make('p', 'byline');
  const name = make('bdi', line.own ? 'name visually-hidden' : 'name', line.name);
  byline.append(name, timeOf(line.ts));
  return byline;
}

function textOf({ text }) {
  const element = make('div', 'text');
  element.dir = 'auto';
  for (const piece of piecesOf(text)) {
    if (!piece.href) {
      element.append(piece.text);
      continue;
    }
    const link = make('a', '', piece.text);
    link.href = piece.href;
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
    element.append(link);
  }
  return element;
}

function isLong({ text }) {
  return text.length > LONG_CHARACTERS || text.split('\n', LONG_ROWS + 1).length > LONG_ROWS;
}

function unfoldButton(item, { text }) {
  const button = make('button', 'small unfold', `Show all ${text.length.toLocaleString('en')} characters`);
  button.type = 'button';
  button.addEventListener('click', () => {
    item.classList.remove('long');
    button.remove();
    item.tabIndex = -1;
    item.focus({ preventScroll: true });
  });
  return button;
}

function messageElement(line) {
  const item = make('li', 'line dyed');
  if (line.own) item.classList.add('own');
  else dye(item, line.sender);
  const body = make('div', 'body');
  body.append(textOf(line));
  if (isLong(line)) {
    item.classList.add('long');
    body.append(unfoldButton(item, line));
  }
  if (!line.own) item.append(makeFace(line.name));
  item.append(bylineOf(line), body);
  return item;
}

export function makeLine(line) {
  const item = line.kind === 'notice' ? make('li', 'notice') : messageElement(line);
  refreshLine(item, line);
  return item;
}

/** Shows the present state of a line: its time, whether it waits, the wording of a notice. */
export function refreshLine(item, line) {
  if (line.kind === 'notice') {
    item.textContent = noticeSentence(line.events);
    return;
  }
  if (!line.own) return;
  const waits = line.state === 'waiting';
  item.classList.toggle('waiting', waits);
  item.querySelector('time').replaceWith(timeOf(line.ts));
  const state = item.querySelector('.state');
  if (!waits) state?.remove();
  else if (!state) item.querySelector('.body').append(make('span', 'state', 'Sending…'));
}

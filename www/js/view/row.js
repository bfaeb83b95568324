// The row of one line in the log. Whatever others wrote is only ever set as text.

import { KINDS } from '../kinds/kinds.js';
import { words } from '../words/words.js';
import { dye } from './colour.js';
import { make, makeFace, makeLikeness, makeSentence } from './elements.js';

const LONG_CHARACTERS = 1500;
const LONG_ROWS = 18;
const DAY_MS = 86_400_000;

// To make one takes longer than all else in a row.
const formats = new Map(); // locale -> { time, day, all }

function formatsIn(locale) {
  const clock = { hour: '2-digit', minute: '2-digit' };
  const format = (parts) => new Intl.DateTimeFormat(locale, parts);
  if (!formats.has(locale)) {
    formats.set(locale, {
      time: format(clock), day: format({ ...clock, year: 'numeric', month: 'short', day: 'numeric' }), all: format({ dateStyle: 'short', timeStyle: 'medium' }),
    });
  }
  return formats.get(locale);
}

function timeOf(ts) {
  const element = make('time', '');
  const date = new Date(ts);
  if (Number.isNaN(date.getTime())) return element; // beyond what a Date can hold
  const anotherDay = Math.abs(Date.now() - ts) > DAY_MS;
  element.dateTime = element.textContent = date.toISOString();
  try {
    const { time, day, all } = formatsIn(words.locale);
    element.title = all.format(date);
    element.textContent = (anotherDay ? day : time).format(date);
  } catch { /* in a language that the browser does not know */ }
  return element;
}

function bylineOf(line) {
  const byline = make('p', 'byline');
  const name = make('bdi', line.own ? 'name visually-hidden' : 'name', line.name);
  byline.append(name, ...(line.like ? [makeLikeness(line.like)] : []), timeOf(line.ts));
  return byline;
}

// `dir` isolates the link: nothing beside it turns what it shows.
function makePiece({ text, href, host }) {
  if (!href) return text;
  const link = make('a', '', text);
  link.dir = 'ltr';
  if (host) link.append(make('span', 'host', words.log.host(host)));
  link.href = href;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
  return link;
}

/** How texts are shown. What formats them is loaded later, and puts another `fill` here. */
export const texts = {
  fill: (element, line) => element.append(...KINDS.show(line).map(makePiece)),
  makePiece,
  refresh: (item, line) => item?.querySelector('.text').replaceWith(textOf(line)),
};

function textOf(line) {
  const element = make('div', 'text');
  element.dir = 'auto';
  texts.fill(element, line);
  if (line.content.revision) element.append(make('span', 'host', words.log.edited));
  return element;
}

function isLong(text) {
  return text.length > LONG_CHARACTERS || text.split('\n', LONG_ROWS + 1).length > LONG_ROWS;
}

function makeOpener() {
  const opener = make('button', 'small unfold');
  opener.type = 'button';
  return opener;
}

export function isFolded(item) {
  return item.classList.contains('long');
}

/** Folds the row of a long text, or opens it. */
export function fold(item, folded) {
  const opener = item.querySelector('.unfold');
  item.classList.toggle('long', folded);
  opener.setAttribute('aria-expanded', String(!folded));
  opener.textContent = folded ? words.log.showAll(item.querySelector('.text').textContent.length) : words.log.showLess;
}

function makeMessage(line) {
  const item = make('li', 'line dyed');
  if (line.own) item.classList.add('own');
  else dye(item, line.sender);
  const body = make('div', 'body');
  body.append(textOf(line));
  if (!line.own) item.append(makeFace(line.name));
  item.append(bylineOf(line), body);
  if (line.own) item.append(make('span', 'state'));
  if (isLong(KINDS.speak(line))) {
    body.append(makeOpener());
    fold(item, true);
  }
  return item;
}

/** A row for a line of the conversation. */
export function makeRow(line) {
  const item = line.events ? make('li', 'notice') : makeMessage(line);
  if (line.events) refreshRow(item, line);
  else showState(item, line);
  return item;
}

/**
 * Shows the present state of a line: its time, its name, whether it waits, the wording of a notice. How far an own line has got
 * since is told by delivery-states.js.
 */
export function refreshRow(item, line) {
  if (line.events) {
    item.replaceChildren(...makeSentence(words.notice(line.events)));
    return;
  }
  item.querySelector('.byline').replaceWith(bylineOf(line));
  if (line.content.revision) texts.refresh(item, line);
  showState(item, line);
}

function showState(item, line) {
  item.classList.toggle('lost', line.isLost === true);
  if (!line.own) return;
  const waited = item.classList.contains('waiting');
  const waits = item.classList.toggle('waiting', line.state === 'waiting');
  if (waits !== waited) item.querySelector('.state').textContent = waits ? words.log.waiting : '';
}

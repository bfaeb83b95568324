// What stands in the connection dialog below its first sentences.

import { connection as words } from '../../words/en-connection.js';
import { make } from '../elements.js';

const SVG = 'http://www.w3.org/2000/svg';
const LEGEND = ['open', 'stream', 'news', 'answered', 'lost']; // the classes of timeline.js

/** An element with these properties, and its children, elements or texts. */
function build(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function makeFigure() {
  const picture = document.createElementNS(SVG, 'svg');
  picture.id = 'connection-picture';
  picture.setAttribute('role', 'img');
  const keys = LEGEND.flatMap((kind) => [' ', make('span', `key ${kind}`, words.legend[kind])]);
  const figure = build('figure', { className: 'timeline' }, picture, build('figcaption', {}, make('span', 'about-picture', words.legend.lanes), ...keys));
  return { figure, picture };
}

function makeAdvice() {
  const advice = build('ul', { id: 'connection-advice-list' });
  const title = build('h3', { id: 'advice-title' }, words.paper.administrator);
  const advicePlace = build('section', { id: 'connection-advice', hidden: true }, title, advice);
  advicePlace.setAttribute('aria-labelledby', title.id);
  return { advicePlace, advice };
}

function makeFoot() {
  const copy = build('button', { type: 'button', id: 'connection-copy', className: 'small' }, words.copy);
  const notice = build('span', { id: 'connection-notice' });
  notice.setAttribute('role', 'status');
  return { foot: build('div', { className: 'dialog-foot' }, copy, notice, build('p', {}, words.promise)), copy, notice };
}

// What the page says of itself, and how to know more.
function makeAbout() {
  const title = build('h3', { id: 'about-page-title' }, words.about.title);
  const version = build('p', { id: 'connection-version' });
  const command = build('code', { id: 'connection-check' });
  const about = build('section', { id: 'connection-about' }, title, version, build('p', {}, words.about.worth), build('p', {}, words.about.check), command, build('p', {}, words.about.checked));
  about.setAttribute('aria-labelledby', title.id);
  return { about, version, command };
}

/** Fills `place`, an element. Returns the parts in it that the doctor fills in turn. */
export function makeContents(place) {
  const { figure, picture } = makeFigure();
  const list = build('dl', { id: 'connection-facts' });
  const { advicePlace, advice } = makeAdvice();
  const { foot, copy, notice } = makeFoot();
  const { about, version, command } = makeAbout();
  const text = build('textarea', { id: 'connection-text', rows: 8, readOnly: true, hidden: true });
  text.setAttribute('aria-label', words.report);
  place.replaceChildren(figure, list, advicePlace, foot, text, about);
  return { picture, list, advicePlace, advice, copy, notice, text, version, command };
}

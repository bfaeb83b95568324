// What the operator wants of the page, as site.json says it: shown, as far as it can be before anything else is there. It is loaded where
// that file wants something.

import { readSite } from '../site.js';
import { words } from '../words/en-site.js';
import { rulesOf } from './tint.js';

const LOBBY = 'lobby'; // as chat/room.js
const NAME = /One Time Chat/g;

const element = (id) => document.getElementById(id);

// In all sentences, also those that are loaded later, and what is on the screen already.
function rename(name, shared, { page }) {
  shared.rename = (sentences) => {
    for (const [key, value] of Object.entries(sentences)) {
      if (typeof value === 'string') sentences[key] = value.includes(name) ? value : value.replace(NAME, () => name); // it may have been here before
      else if (typeof value === 'object' && value !== null) shared.rename(value);
    }
  };
  const { tab } = page;
  page.tab = (...values) => tab(...values).replace(/One Time Chat$/, () => name);
  for (const [, sentences] of shared.parts) shared.rename(sentences);
  for (const shown of [element('room'), element('about-title'), document.querySelector('title')]) {
    shown.textContent = shown.textContent.replace(NAME, () => name);
  }
}

function makeWelcome(text) {
  const [paragraph, inner] = ['p', 'bdi'].map((tag) => document.createElement(tag)); // as a bdi it is nobody's to translate
  paragraph.id = 'welcome';
  inner.textContent = text;
  Object.assign(inner.style, { whiteSpace: 'pre-line', overflowWrap: 'anywhere' });
  paragraph.append(inner);
  return paragraph;
}

function makeTerms(address) {
  const [paragraph, link] = ['p', 'a'].map((tag) => document.createElement(tag));
  Object.assign(link, { id: 'terms', href: address, target: '_blank', rel: 'noopener', textContent: words.terms });
  paragraph.style.lineHeight = '2'; // for fingers
  paragraph.append(link);
  return paragraph;
}

// Beside the rules that it takes the place of, where the settings find it.
function tint(colour) {
  const [sheet] = document.styleSheets;
  for (const rule of rulesOf(colour)) sheet?.insertRule(rule, sheet.cssRules.length);
}

// As if it stood in index.html.
function setRooms({ kind, most = '' }) {
  /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="onetimechat-rooms"]')).content = `${kind} ${most}`.trim();
}

/**
 * The first page opens another room than the lobby, or none, which is no trouble.
 * @param {Record<string, any>} site
 */
function opened({ room: entrance, rooms }, room, refusal, name) {
  const isNone = refusal === 'none';
  const start = element('start'); // turned-off.js may have taken it away
  if (start && rooms?.kind !== 'public' && (isNone || (room && room === entrance))) start.hidden = false;
  element('status').hidden = isNone;
  if (!isNone) return;
  element('refusal').hidden = true;
  element('room').textContent = name;
  element('about-room').textContent = words.noRoom;
}

/**
 * Shows what `given`, the value of site.json, wants, and returns it as readSite does, but that `room` is the lobby where it wants none, with `opened(room, refusal)`, which main.js tells what an
 * address has opened: a room, or why there is none. `shared` is that of words/spoken.js; `sentences` are those of the page.
 */
export function show(given, shared, sentences) {
  const site = readSite(given);
  const called = site.name ?? element('room').textContent;
  if (site.name) rename(site.name, shared, sentences);
  if (site.colour) tint(site.colour);
  if (site.welcome) element('about-title').after(makeWelcome(site.welcome));
  if (site.terms) element('about-title').parentNode.append(makeTerms(site.terms));
  if (site.rooms) setRooms(site.rooms);
  if (site.room === undefined) return { ...site, room: LOBBY };
  document.querySelector('#refusal a').textContent = words.toFirst;
  return { ...site, opened: (room, refusal) => opened(site, room, refusal, called) };
}

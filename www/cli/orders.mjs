// What a program asks for by JSON objects, one a line.
//
//   { "say": "text", "ref": … }        { "edit": "id", "text": "…" }    { "withdraw": "id" }
//   { "do": "people" }  "leave"        in private rooms also { "do": "admit", "id": "…" }, "turn away", "remove", "appoint",
//                                      { "do": "lock" }, "unlock", "invite", "close"
//
// Whatever has a `ref`, a string or a number, is answered with it.

import { words } from './words.mjs';

const LONGEST_REF = 200;

const RULINGS = {
  admit: (visit, id) => visit.rule('admit', id),
  'turn away': (visit, id) => visit.rule('turnAway', id),
  remove: (visit, id) => visit.rule('remove', id),
  appoint: (visit, id) => visit.rule('appoint', id),
  lock: (visit) => visit.rule('lock', true),
  unlock: (visit) => visit.rule('lock', false),
  close: (visit) => visit.rule('close'),
  invite: (visit) => visit.rule('invite'),
};
const ABOUT_SOMEBODY = new Set(['admit', 'turn away', 'remove', 'appoint']);

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isRef = (value) => Number.isFinite(value) || (typeof value === 'string' && value.length <= LONGEST_REF);

function read(line) {
  try {
    const value = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

async function rule(visit, { do: what, id = '' }, { ref, tell, page }) {
  if (!visit.isPrivate) return visit.fail(words.said.notUnderstood.private, ref);
  if (ABOUT_SOMEBODY.has(what) && typeof id !== 'string') return visit.fail(words.said.notUnderstood.what, ref);
  const result = await RULINGS[what](visit, id);
  const isDone = result !== false && result !== null; // of who is let in or turned away the session says nothing
  const link = what === 'invite' && isDone ? { link: page + result } : {};
  return tell({ type: 'done', do: what, ok: isDone, ...link, ...(ref === undefined ? {} : { ref }) });
}

/** Does what one line asks for, at a visit: a promise of whether that was to leave. `tell(event)` is told what comes of it, `page` is the address before a link. */
export async function follow(line, visit, { tell, page }) {
  if (line.trim() === '') return false;
  const order = read(line);
  if (!order) return visit.fail(words.said.notUnderstood.json) ?? false;
  const ref = isRef(order.ref) ? order.ref : undefined;
  if (typeof order.say === 'string') visit.say(order.say, ref);
  else if (order.edit !== undefined && typeof order.text === 'string') await visit.alter(order.edit, order.text, ref);
  else if (order.withdraw !== undefined) await visit.alter(order.withdraw, null, ref);
  else if (order.do === 'people') tell({ type: 'people', people: visit.people, ...(ref === undefined ? {} : { ref }) });
  else if (order.do === 'leave') return true;
  else if (typeof order.do === 'string' && Object.hasOwn(RULINGS, order.do)) await rule(visit, order, { ref, tell, page });
  else visit.fail(words.said.notUnderstood.what, ref);
  return false;
}

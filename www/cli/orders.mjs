// What a program asks for by JSON objects, one a line.
//
//   { "say": "text", "ref": … }        also with "to": "id" of one, "re": { "from": "id", "id": "…" } of a line, "act": true
//   { "edit": "id", "text": "…" }      { "withdraw": "id" }
//   { "react": "👍", "from": "id", "id": "…" }     { "rename": "name" }     { "file": "path", "text": "…" }
//   { "do": "people" }  "away"  "back"  "typing", which may have an "id"  "leave"     in private rooms also { "do": "admit", "id": "…" }, "turn away", "remove", "appoint",
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

async function say(visit, { say: text, to, re, act }, ref) {
  if (to !== undefined) return typeof to === 'string' && !re && !act ? visit.deeds.sayTo(to, text, ref) : visit.fail(words.said.notUnderstood.what, ref);
  const answered = re === undefined ? null : visit.deeds.line(Object(re).id, Object(re).from);
  return answered === undefined ? visit.fail(words.said.noLine, ref) : visit.deeds.say(text, ref, { answered, isAction: act === true });
}

const DOINGS = {
  people: (visit, { ref, tell }) => tell({ type: 'people', people: visit.people, ...(ref === undefined ? {} : { ref }) }),
  away: (visit, { ref }) => visit.deeds.goAway(true, ref),
  back: (visit, { ref }) => visit.deeds.goAway(false, ref),
  typing: (visit, { id }) => visit.deeds.types(typeof id === 'string' ? id : undefined),
};

// By the first of these keys that an order has.
const ORDERS = {
  say: (visit, order, { ref }) => say(visit, order, ref),
  edit: (visit, { edit, text }, { ref }) => visit.deeds.alter(visit.deeds.line(edit), text, ref),
  withdraw: (visit, { withdraw }, { ref }) => visit.deeds.alter(visit.deeds.line(withdraw), null, ref),
  react: (visit, { react, id, from }, { ref }) => visit.deeds.react(visit.deeds.line(id, from), react, ref),
  rename: (visit, { rename }, { ref }) => visit.deeds.rename(rename, ref),
  file: (visit, { file, text }, { ref }) => visit.offer(file, typeof text === 'string' ? text : '', ref),
};

async function obey(order, visit, more) {
  const key = Object.keys(ORDERS).find((each) => typeof order[each] === 'string');
  if (key && (key !== 'edit' || typeof order.text === 'string')) return ORDERS[key](visit, order, more);
  if (typeof order.do === 'string' && Object.hasOwn(DOINGS, order.do)) return DOINGS[order.do](visit, { ...more, id: order.id });
  if (typeof order.do === 'string' && Object.hasOwn(RULINGS, order.do)) return rule(visit, order, more);
  return visit.fail(words.said.notUnderstood.what, more.ref);
}

/** Does what one line asks for, at a visit: a promise of whether that was to leave. `tell(event)` is told what comes of it, `page` is the address before a link. */
export async function follow(line, visit, { tell, page }) {
  if (line.trim() === '') return false;
  const order = read(line);
  if (!order) return visit.fail(words.said.notUnderstood.json) ?? false;
  if (order.do === 'leave') return true;
  await obey(order, visit, { ref: isRef(order.ref) ? order.ref : undefined, tell, page });
  return false;
}

// What the page around a frame may ask for (conf/SITE.md, "Embedding"). All of it is hostile until it is read here: nothing but
// what is named comes through, and a request with a field that is wrong is none.

import { cleanName } from '../kinds/fields.js';

export const VERSION = 1;

const LONGEST_NAME = 160; // of what is given; what is left of it is shorter (kinds/fields.js)
// A public room's name, or a private link's fragment; which of the two, and whether there is such a room, chat/room.js tells.
const ROOM = /^#?(?:[A-Za-z0-9_-]{0,64}|(?:~|%7[eE])[A-Za-z0-9_!.%-]{1,100})$/;
const THEMES = new Set(['light', 'dark', 'contrast', 'system']);

const fragmentOf = (room) => (room === '' ? '' : `#${room}`);

// A field -> what it is when it is right, else null.
const READ = {
  room: (value) => (typeof value === 'string' && ROOM.test(value) ? fragmentOf(value.replace(/^#/, '')) : null),
  name: (value) => (typeof value === 'string' && value.length <= LONGEST_NAME && cleanName(value)) || null,
  theme: (value) => (THEMES.has(value) ? value : null),
};

// A type -> its fields, and those that must be there.
const TYPES = new Map([
  ['open', { fields: ['room', 'name', 'theme'], needed: [] }],
  ['name', { fields: ['name'], needed: ['name'] }],
  ['theme', { fields: ['theme'], needed: ['theme'] }],
  ['leave', { fields: [], needed: [] }],
]);

const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);
const isMissing = (value) => value === undefined || value === null || value === '';

/**
 * The request that `data` of a message is, `{ type, ...fields }`, or null. `room` is the fragment of an address, '' for the
 * room that the page opens by itself.
 * @returns {Readonly<Record<string, any>> | null}
 */
export function readRequest(data) {
  if (typeof data !== 'object' || data === null || Array.isArray(data) || own(data, 'onetimechat') !== VERSION) return null;
  const type = TYPES.get(own(data, 'type'));
  if (!type) return null;
  /** @type {Record<string, any>} */
  const request = { type: data.type };
  for (const name of type.fields) {
    const given = own(data, name);
    if (isMissing(given)) continue;
    const read = READ[name](given);
    if (read === null) return null;
    request[name] = read;
  }
  if (type.needed.some((name) => !(name in request))) return null;
  return Object.freeze(request);
}

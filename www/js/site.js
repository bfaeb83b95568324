// What the operator wants, as site.json beside the page says it. A field that is wrong is as if it were not there: the page
// must begin whatever stands in that file. `onetimechatd --check` tells what is wrong; src/api/site.c reads by the same rules.

const MOST = { name: 40, welcome: 500, terms: 500, languages: 32, embed: 32, origin: 255 };

// Signs that nobody sees, and those that turn the direction of what stands behind them. A welcome may have lines.
const UNSEEN = /[\0-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const COLOUR = /^#[0-9a-f]{6}$/i;
const HTTPS = /^https:\/\/[a-z0-9][^\s\\"'<>@]*$/i;
const PATH = /^\/(?![/\\])[^\s\\"'<>]*$/; // on the page's own site
const LANGUAGE = /^[a-z]{2}$/;
const ROOMS = /^(public|private|public private)(?: (\d{1,3}))?$/;
const ORIGIN = /^https?:\/\/([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:[1-9]\d{0,4})?$/;
// As chat/room.js; one that is like the secret of a private room is none.
const ROOM = /^(?!(?=.*[a-z])(?=.*[A-Z])(?:.{38}|.{59})$)[A-Za-z0-9_-]{1,64}$/;

const isText = (value, most) => typeof value === 'string' && value.length <= most && value.trim() !== '' && !UNSEEN.test(value);
const isLink = (value) => isText(value, MOST.terms) && (HTTPS.test(value) || PATH.test(value));
const isListOf = (value, most, isOne) => Array.isArray(value) && value.length > 0 && value.length <= most && value.every(isOne);

// A field -> what it is when it is right, else undefined.
const FIELDS = {
  name: (value) => (isText(value, MOST.name) ? value.trim() : undefined),
  colour: (value) => (typeof value === 'string' && COLOUR.test(value) ? value.toLowerCase() : undefined),
  welcome: (value) => (typeof value === 'string' && value.length <= MOST.welcome && isText(value.replaceAll('\n', ' '), MOST.welcome) ? value.trim() : undefined),
  terms: (value) => (isLink(value) ? value : undefined),
  room: (value) => (value === null || value === false ? null : typeof value === 'string' && ROOM.test(value) ? value : undefined),
  languages: (value) => (isListOf(value, MOST.languages, (one) => typeof one === 'string' && LANGUAGE.test(one)) ? Object.freeze([...new Set(value)]) : undefined),
  rooms: (value) => roomsOf(value),
  embed: (value) => (isListOf(value, MOST.embed, isOrigin) ? Object.freeze([...new Set(value)]) : undefined),
};

function isOrigin(value) {
  if (typeof value !== 'string' || value.length > MOST.origin || !ORIGIN.test(value)) return false;
  try {
    return new URL(value).origin === value; // as browsers write it
  } catch {
    return false;
  }
}

/** `{ kind, most }` of a value such as `public private 100`: which rooms there are, and for how many people a private one is; undefined where it is none. */
export function roomsOf(value) {
  const [, kind, number] = (typeof value === 'string' && ROOMS.exec(value)) || [];
  const most = Number(number);
  if (!kind || most < 2 || most > 100) return undefined;
  return Object.freeze({ kind, most: most || undefined });
}

/**
 * What `given`, the value that site.json holds, wants of the page; frozen, with each field, which is undefined where it is
 * not given or wrong: `name`, `colour` (#rrggbb), `welcome`, `terms` (an address), `room` (the one that the page
 * opens by itself, null for none), `languages` (codes), `rooms` ({ kind, most }). `embed`, the origins whose pages may show this one in a frame, is always an array.
 * @param {unknown} given
 * @returns {Readonly<Record<string, any>>}
 */
export function readSite(given) {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  /** @type {Record<string, any>} */
  const site = {};
  for (const [name, read] of Object.entries(FIELDS)) {
    site[name] = isObject && Object.hasOwn(given, name) ? read(given[name]) : undefined;
  }
  site.embed ??= Object.freeze([]);
  return Object.freeze(site);
}

// Finds the web addresses in a text.
//
// The rules are those of GitHub's Markdown (extended autolinks) and of linkify-it, for texts of all scripts:
// - An address begins with http://, https:// or www. where no word goes on; others (mailto:, ftp:, plain e-mail) are no links:
//   a press must not start another program with words that somebody else chose.
// - It ends at a space, at what nobody sees, at < > " ` \, at punctuation of other scripts, and at an emoji.
// - A bracket belongs to it where its partner does. Punctuation at its end does not, nor does an entity such as &gt;.
// - What www. begins is opened by https: nobody on the way reads or changes that, and hardly a site is without it.
//
// A link opens what it shows. So there is none where a reader and a browser could read the host differently: with a user
// name before an @, with %xx or a \ in it, or with something unseen right behind. Where a browser writes the host another way
// (other scripts, full-width letters, numbers), the piece carries it as `host`, to be shown beside the text.
//
// Each character is looked at a fixed number of times, whatever the text: `work.steps` counts them for a test.

const START = /https?:\/\/|www\./gi;
/** Whether there may be one: whether it is worth a closer look. */
export const mayHoldAddress = (text) => text.search(START) >= 0;

const SCHEME_BEFORE = /[a-z0-9+]/i;                            // then it is the end of a word or of another scheme
const WWW_BEFORE = /[\p{Script=Latin}\p{N}\p{M}._@/:+=&#%\\-]/u; // then it is the middle of something else

const JOINERS = '\u200c\u200d'; // Persian and the scripts of India need them in words, but no host does
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;
const ENDS = /[\p{Z}\s<>"`\\\p{Extended_Pictographic}\p{Regional_Indicator}\uff5c]/u;
const FOREIGN_PUNCTUATION = /[^\0-\x7f\xb7\u05be\u2010\u2013\u30fb\P{P}]/u; // but what joins words: · ־ ‐ – ・
const ASCII_INSIDE = /[\w!#$%&'()*+,\-./:;=?@[\]^{|}~]/;
const TRAILING = new Set(`.,:;!?'*_~|^${JOINERS}`);
const OPENERS = new Map([[')', '('], [']', '['], ['}', '{']]);
const OPENING = new Set(OPENERS.values());

const HOST = /^(\[[0-9a-f:.]+\]|[^\0-,/:-@[-^`{-\x7f\u200c\u200d]+)(:\d{1,5}(?!\d))?/iu;
// Behind a host: then it is none, but a part of something else.
const SPOILT = /^(?:[%\\\u200c\u200d]|:\d|:\/\/|\p{Extended_Pictographic}\ufe0f?[.\p{L}\p{N}])/u;
const FOREIGN_INSIDE = '\u2019\u05f3\u05f4'; // ’ ׳ ״ between two letters of a path
const LETTER = /\p{L}/u;
const LABEL = /^[^.-](?:[^.]*[^.-])?$/u;
const NO_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LONGEST_HOST = 253;
const LONGEST_LABEL = 63;
const LONGEST_ENTITY = 32;

function goesOn(character) {
  if (character < '\x7f') return ASCII_INSIDE.test(character);
  if (JOINERS.includes(character)) return true;
  return !INVISIBLE.test(character) && !ENDS.test(character) && !FOREIGN_PUNCTUATION.test(character);
}

function characterAt(text, index) {
  return String.fromCodePoint(text.codePointAt(index));
}

// A run of characters that can stand in one address: where it ends, and the partner of each bracket in it.
class Runs {
  #text; #work;
  #end = 0;
  #clear = true;
  #partners = new Map();

  constructor(text, work) {
    this.#text = text;
    this.#work = work;
  }

  /** Where the run ends that goes on at `index`. No index may be lower than one before. */
  endFrom(index) {
    if (index >= this.#end) this.#read(index);
    return this.#end;
  }

  /** Whether a reader sees that this run ends: the text does not seem to go on behind it. */
  get clear() {
    return this.#clear;
  }

  /** The index of the partner of the bracket at `index` of this run; undefined where it has none. */
  partnerOf(index) {
    return this.#partners.get(index);
  }

  #read(from) {
    this.#partners.clear();
    const open = [];
    let index = from;
    let isPath = false;
    for (let character = this.#next(index); character && (goesOn(character) || (isPath && this.#isInside(character, index))); character = this.#next(index)) {
      this.#pair(character, index, open);
      isPath ||= character === '/';
      index += character.length;
    }
    this.#end = index;
    this.#clear = this.#text[index] !== '\\' && !this.#isJoinedUnseen(index);
  }

  #next(index) {
    this.#work.steps += 1;
    return index < this.#text.length ? characterAt(this.#text, index) : '';
  }

  #isInside(character, index) {
    return FOREIGN_INSIDE.includes(character) && LETTER.test(this.#text[index - 1]) && LETTER.test(this.#text[index + 1] ?? '');
  }

  #isJoinedUnseen(end) {
    let index = end;
    let character = this.#next(index);
    while (character && INVISIBLE.test(character) && !/\s/.test(character)) {
      index += character.length;
      character = this.#next(index);
    }
    return index > end && character !== '' && !/\s/.test(character);
  }

  #pair(character, index, open) {
    if (OPENING.has(character)) open.push(index);
    const opener = OPENERS.get(character);
    const partner = opener && open.pop();
    if (partner === undefined) return;
    if (this.#text[partner] !== opener) { // crossed: then none of those open is closed
      open.length = 0;
      return;
    }
    this.#partners.set(index, partner);
    this.#partners.set(partner, index);
  }
}

// `www.example.com谢谢`: no top-level domain begins in Latin letters and goes on in a script without spaces.
function withoutTail(host) {
  const last = host.lastIndexOf('.') + 1;
  const tail = host.slice(last).search(NO_SPACES);
  return last > 0 && tail > 0 ? host.slice(0, last + tail) : host;
}

function isHost(host, fuzzy) {
  if (host.startsWith('[')) return !fuzzy;
  if (host.length > LONGEST_HOST || /^(?:https?|www)$/i.test(host)) return false;
  const labels = host.split('.');
  if (fuzzy && labels.length < 3) return false;
  return labels.every((label) => LABEL.test(label) && label.length <= LONGEST_LABEL);
}

// The host with its port at `from`, as written; null where no link may be made of it.
function hostAt(text, from, end, fuzzy, work) {
  const near = text.slice(from, Math.min(end, from + LONGEST_HOST + 10));
  const found = HOST.exec(near);
  work.steps += found?.[0].length ?? 0;
  if (!found || SPOILT.test(text.slice(from + found[0].length, from + found[0].length + 5))) return null;
  const [, whole, port = ''] = found;
  const host = withoutTail(whole.replace(/[._-]{1,64}$/, ''));
  if (!isHost(host, fuzzy)) return null;
  // The dot of the root is one behind which the address goes on; else it ends a sentence.
  const rooted = whole === `${host}.` && (port !== '' || text[from + whole.length] === '/');
  return host === whole || rooted ? whole + port : host;
}

function namesUser(text, from, end, work) {
  for (let index = from; index < end && !'/?#'.includes(text[index]); index += 1) {
    work.steps += 1;
    if (text[index] === '@') return true;
  }
  return false;
}

// The end of what follows the host: brackets with their partners, and no punctuation last.
function endOfPath(text, from, end, runs, work) {
  let index = from;
  for (; index < end; index += 1) {
    work.steps += 1;
    if (!OPENING.has(text[index]) && !OPENERS.has(text[index])) continue;
    const partner = runs.partnerOf(index);
    if (partner === undefined || partner < from) break;
  }
  return withoutPunctuation(text, from, index, work);
}

function withoutPunctuation(text, from, end, work) {
  let index = end;
  while (index > from && TRAILING.has(text[index - 1])) {
    work.steps += 1;
    index -= 1;
    if (text[index] === ';') index = startOfEntity(text, from, index, work);
  }
  return index;
}

function startOfEntity(text, from, semicolon, work) {
  let index = semicolon;
  while (index > from && semicolon - index < LONGEST_ENTITY && /[a-z0-9]/i.test(text[index - 1])) {
    work.steps += 1;
    index -= 1;
  }
  return index < semicolon && text[index - 1] === '&' ? index - 1 : semicolon;
}

function opened(address, written) {
  try {
    const { href, host, hostname, protocol } = new URL(address);
    const plain = written.toLowerCase();
    const port = protocol === 'https:' ? ':443' : ':80';
    return plain === host || (plain === hostname + port) ? { href } : { href, host };
  } catch {
    return null;
  }
}

// The address that begins at a match of START, or null: `{ end, href, host }`.
function addressAt(text, { index: start, 0: found }, runs, work) {
  const fuzzy = found.length === 'www.'.length;
  if (start > 0 && (fuzzy ? WWW_BEFORE : SCHEME_BEFORE).test(text[start - 1])) return null;
  const from = fuzzy ? start : start + found.length;
  const run = runs.endFrom(from);
  if (!runs.clear || namesUser(text, from, run, work)) return null;
  const written = hostAt(text, from, run, fuzzy, work);
  if (!written) return null;
  const behind = from + written.length;
  const end = behind < run && '/?#'.includes(text[behind]) ? endOfPath(text, behind, run, runs, work) : behind;
  const target = opened(`${fuzzy ? 'https://' : ''}${text.slice(start, end)}`, written);
  return target && { end, ...target };
}

/** The text in pieces: `{ text }`, or `{ text, href }` for an address, with `host` where a browser writes that another way. */
export function piecesOf(text, work = { steps: 0 }) {
  const pieces = [];
  const runs = new Runs(text, work);
  const search = new RegExp(START);
  let from = 0;
  for (let match = search.exec(text); match; match = search.exec(text)) {
    work.steps += 1;
    const address = addressAt(text, match, runs, work);
    if (!address) continue;
    const { end, ...target } = address;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: text.slice(match.index, end), ...target });
    from = end;
    search.lastIndex = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

// What this page knows of its room: who is here and what was said. Each method takes in one event and
// returns the changes a view has to make:
//
//   { type: 'added', line, before }   show the line before the line with key `before` (null: at the end)
//   { type: 'moved', line, before }   the same for a line that is shown already
//   { type: 'changed', line }         its state, its wording or what is attached to it has changed
//   { type: 'removed', lines }        take them away
//   { type: 'people' }                the list of those present has changed
//
// Order. All members must sort alike, so lines are sorted by the time their senders gave them, then by
// sender and id. Only a time further ahead of the server's clock than TOO_FAR_AHEAD is held to the arrival plus
// that much, so that nobody can pin a line to the end for ever; an honest page is never that far ahead.
// `now` is always the server's clock in milliseconds.

import { cleanName } from '../kinds/fields.js';
import { KINDS } from '../kinds/kinds.js';
import { words } from '../words/words.js';

export const TOO_FAR_AHEAD = 10_000;

const MOST_LINES = 10_000;
const MOST_CHARACTERS = 16_000_000;
const MOST_NOTICE_EVENTS = 200;

function compare(one, other) {
  if (one.order !== other.order) return one.order < other.order ? -1 : 1;
  if (one.ts !== other.ts) return one.ts - other.ts;
  if (one.sender !== other.sender) return one.sender < other.sender ? -1 : 1;
  if (one.key === other.key) return 0;
  return one.key < other.key ? -1 : 1;
}

function keyOf(sender, messageId) {
  return `${sender} ${messageId}`;
}

function lengthOf(line) {
  return line.events ? 0 : KINDS.speak(line).length;
}

function folded(name) {
  return name.normalize('NFKC').toLowerCase();
}

export class Conversation {
  #me = null;
  #members = new Map();
  #acquainted = new Map();
  #lines = [];
  #byKey = new Map();
  #characters = 0;
  #notices = 0;
  #limits;

  /** Beyond `lines` lines or `characters` of text the oldest lines are dropped, to bound the memory. */
  constructor({ lines = MOST_LINES, characters = MOST_CHARACTERS } = {}) {
    this.#limits = { lines, characters };
  }

  get me() {
    return this.#me;
  }

  /** How many others are here. */
  get others() {
    return this.#members.size;
  }

  get lines() {
    return this.#lines;
  }

  /** Everybody here, this page's own person first: `{ id, name, own }`. */
  get people() {
    const others = [...this.#members.values()]
      .map(({ id, shown }) => ({ id, name: shown, own: false }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1));
    return this.#me ? [{ ...this.#me, own: true }, ...others] : others;
  }

  /** The time of the last line that was sent with a credible time; an answer to it belongs behind it. */
  get latest() {
    return this.#lines.findLast((line) => !line.events && line.order === line.ts)?.ts ?? 0;
  }

  /** `init`: we are `id`, the others are `members`. What they said is forgotten: it comes again. */
  enter({ id, name, members }) {
    for (const [known, { name: itsName }] of this.#members) this.#acquainted.set(known, itsName);
    this.#me = { id, name: cleanName(name) || this.#nameless(id) };
    const foreign = this.#lines.filter((line) => !line.events && !line.own);
    this.#members.clear();
    for (const member of members) {
      if (member !== id) this.#present(member, { fresh: false });
    }
    return [...this.#remove(foreign), { type: 'people' }];
  }

  /** `fetch`: `id` has come, or asks again. A newcomer is announced once the name is known. */
  joined(id) {
    if (!this.#me || id === this.#me.id || this.#members.has(id)) return [];
    this.#present(id, { fresh: !this.#acquainted.has(id) });
    return [{ type: 'people' }];
  }

  /** `rm`: `id` is away, and so is all it said. */
  left(id, why, now) {
    const member = this.#members.get(id);
    if (!member) return [];
    this.#members.delete(id);
    this.#acquainted.delete(id);
    const changes = this.#remove(this.#lines.filter((line) => line.sender === id && !line.own));
    const silent = member.name === '' && changes.length === 0;
    const notice = silent ? [] : this.#notice(member, why === 'gone' ? 'gone' : 'left', now);
    return [...changes, ...notice, { type: 'people' }];
  }

  /** `add`: a message from `sender`, who may have put anything into it. */
  heard(sender, value, now) {
    const message = KINDS.read(value);
    const member = this.#members.get(sender);
    if (!message || !member) return []; // from someone who is not here it would outlive its sender
    const changes = message.name && message.name !== member.name ? this.#named(member, message.name, now) : [];
    const key = keyOf(sender, message.id);
    if (!KINDS.of(message.kind).isLine || this.#byKey.has(key)) return changes;
    const line = {
      key, kind: message.kind, content: message.content, sender, own: false, state: 'delivered',
      name: member.shown, ts: message.ts,
      order: Math.min(message.ts, now + TOO_FAR_AHEAD),
      earlier: message.to !== null,
    };
    return [...changes, ...this.#insert(line), ...this.#trim()];
  }

  /** An own line that waits to be sent; it stays at the end until it is. */
  say({ id, ts, kind, content }) {
    const line = {
      key: keyOf('me', id), kind, content, sender: 'me', own: true, state: 'waiting',
      name: words.people.you, ts, order: Infinity, earlier: false,
    };
    return [...this.#insert(line), ...this.#trim()];
  }

  /** An own line is being sent and has now got its place in time. */
  stamped(id, ts) {
    const line = this.#byKey.get(keyOf('me', id));
    if (!line) return [];
    this.#takeOut(line);
    line.ts = ts;
    line.order = ts;
    line.sender = this.#me.id;
    const [{ before }] = this.#insert(line);
    return [{ type: 'moved', line, before }];
  }

  /** The server has taken an own line. */
  delivered(id) {
    const line = this.#byKey.get(keyOf('me', id));
    if (!line || line.state === 'delivered') return [];
    line.state = 'delivered';
    return [{ type: 'changed', line }];
  }

  /** An own line will never be sent. */
  withdrawn(id) {
    const line = this.#byKey.get(keyOf('me', id));
    return line ? this.#remove([line]) : [];
  }

  #nameless(id) {
    return words.people.guest(id);
  }

  #present(id, { fresh }) {
    const member = { id, name: '', shown: this.#nameless(id), fresh };
    this.#members.set(id, member);
    const known = this.#acquainted.get(id);
    if (known) this.#rename(member, known);
  }

  // Two people of the same name must not be taken for each other: the later one shows a piece of its id.
  #rename(member, name) {
    const wanted = folded(name);
    const taken = folded(this.#me.name) === wanted
      || [...this.#members.values()].some((other) => other !== member && folded(other.name) === wanted);
    member.name = name;
    member.shown = taken ? `${name} (${member.id.slice(0, 4)})` : name;
  }

  #named(member, name, now) {
    this.#rename(member, name);
    const notice = member.fresh ? this.#notice(member, 'joined', now) : [];
    member.fresh = false;
    return [...notice, { type: 'people' }];
  }

  // A run of comings and goings with nothing said between is one line, however long it is.
  #notice({ id, shown }, what, now) {
    const last = this.#lines.findLast((line) => line.order !== Infinity);
    if (last?.events) {
      last.events = last.events.filter((event) => event.id !== id);
      last.events.push({ id, name: shown, what });
      if (last.events.length > MOST_NOTICE_EVENTS) last.events.shift();
      return [{ type: 'changed', line: last }];
    }
    this.#notices += 1;
    const order = Math.max(now, last?.order ?? 0);
    const line = {
      key: `notice ${this.#notices}`, sender: '~', own: false, state: 'delivered',
      name: '', ts: order, order, earlier: false, events: [{ id, name: shown, what }],
    };
    return [...this.#insert(line), ...this.#trim()];
  }

  #insert(line) {
    let place = this.#lines.length;
    if (place > 0 && compare(line, this.#lines[place - 1]) < 0) place = this.#placeOf(line);
    const before = this.#lines[place]?.key ?? null;
    this.#lines.splice(place, 0, line);
    this.#byKey.set(line.key, line);
    this.#characters += lengthOf(line);
    return [{ type: 'added', line, before }];
  }

  #placeOf(line) {
    let [low, high] = [0, this.#lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.#lines[middle], line) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #takeOut(line) {
    this.#lines.splice(this.#placeOf(line), 1);
    this.#byKey.delete(line.key);
    this.#characters -= lengthOf(line);
  }

  #remove(lines) {
    if (lines.length === 0) return [];
    const away = new Set(lines);
    this.#lines = this.#lines.filter((line) => !away.has(line));
    for (const line of lines) {
      this.#byKey.delete(line.key);
      this.#characters -= lengthOf(line);
    }
    return [{ type: 'removed', lines }];
  }

  #trim() {
    const { lines: mostLines, characters: mostCharacters } = this.#limits;
    let [count, characters] = [this.#lines.length, this.#characters];
    const oldest = [];
    while (count > mostLines || characters > mostCharacters) {
      const line = this.#lines[oldest.length];
      oldest.push(line);
      count -= 1;
      characters -= lengthOf(line);
    }
    return this.#remove(oldest);
  }
}

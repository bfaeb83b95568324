// What this page knows of its room: who is here and what was said. Each method takes in one event and
// returns the changes a view has to make:
//
//   { type: 'added', line, before }   show the line before the line with key `before` (null: at the end)
//   { type: 'moved', line, before }   the same for a line that is shown already
//   { type: 'changed', line, again }  its state, its time, its wording or what others say of it has changed; `again`: a notice
//                                     tells a later name of the same person, which is not worth saying aloud
//   { type: 'removed', lines }        take them away
//   { type: 'people' }                the list of those present has changed
//
// Which lines others hold is found out beside it (delivery.js), and told as { type: 'held' }.
//
// Order. The server gives everybody the same commands in the same order, and all must show the same, those too who come
// later. So lines are sorted by the time their senders gave them, then by sender and id. A line whose time cannot be
// right, since its sender's clock is wrong, comes behind the last line instead. Whether it is right is told, as
// far as possible, by the lines before it, which are the same for all. An own line stands at the end until it comes back
// from the server, and is then treated as everybody else treats it. `now` is always the server's clock in milliseconds.

import { KINDS } from '../kinds/kinds.js';
import { words } from '../words/words.js';
import { Lines } from './lines.js';
import { Members } from './members.js';
import { Names } from './names.js';

export const TOO_FAR_AHEAD = 10_000;
export const TOO_FAR_BEHIND = 60_000;   // the last line; a line may be on its way for a while
const MOST_EARLIER_AHEAD = 86_400_000;  // of a line of the history
const TOO_OLD = 300_000;                // for a line that comes just now
const MOST_NOTICE_EVENTS = 200;
const RENAMES_APART_MS = 30_000;          // who takes one name after another has one notice of it
const NOTICES_MS = 60_000;                // within which no more than so many lines tell of comings and goings:
const MOST_NOTICES = 5;                   // what is beyond goes into the last of them

function keyOf(sender, messageId) {
  return `${sender} ${messageId}`;
}

// Of those about one thing only the last is told: who has come and gone has gone.
const subjectOf = (what) => (['joined', 'left', 'gone', 'removed'].includes(what) ? 'presence' : what);

const isSettled = ({ events, order }) => !events && order !== Infinity;
const isForeign = ({ events, own }) => !events && !own;

export class Conversation {
  #members;
  #lines;
  #kinds;
  #notices = 0;
  #recent = []; // notices of comings and goings within that time
  #renames = new Map(); // id -> { key, at } of the notice that tells of it
  #turns = 0;

  /** `lines` and `characters` bound what is kept. */
  constructor({ kinds = KINDS, names = new Names(), ...limits } = {}) {
    this.#kinds = kinds;
    this.#members = new Members(names);
    this.#lines = new Lines(limits);
  }

  get me() {
    return this.#members.me;
  }

  /** How many others are here. */
  get others() {
    return this.#members.size;
  }

  get lines() {
    return this.#lines.all;
  }

  /** The line that `sender` (`me` for our own) said under that id; undefined where there is none. */
  line(sender, id) {
    return this.#lines.get(keyOf(sender, id));
  }

  /** Whether another of that id is here. */
  isHere(id) {
    return this.#members.of(id) !== undefined;
  }

  /** Everybody here, this page's own person first: `{ id, name, like, own }`; `like` is a name that theirs looks like, or null. */
  get people() {
    return this.#members.people;
  }

  /** The time of the last line that has its place; what answers it belongs behind it. 0 for none. */
  get latest() {
    return this.#lines.last(isSettled)?.order ?? 0;
  }

  /** More is known about which names look alike. */
  reviewNames() {
    const people = this.#members.review() ? [{ type: 'people' }] : [];
    const lines = this.lines.filter((line) => (line.events ?? [line]).map((named) => this.#reviewed(named)).some(Boolean));
    return [...lines.map((line) => ({ type: 'changed', line, again: true })), ...people];
  }

  /** `init`: we are `id`, the others are `members`. What they said is forgotten: it comes again. */
  enter(init) {
    this.#members.enter(init);
    return [...this.#remove(this.lines.filter(isForeign)), ...this.resume(), { type: 'people' }];
  }

  /** We are in again, or our queue was lost, and nothing that others said is forgotten. */
  resume() {
    // What was delivered does not come back to us any more; what is on its way may not.
    const own = this.lines.filter(({ order, events }) => !events && order === Infinity);
    const lost = own.filter(({ state }) => state === 'delivered');
    for (const line of own) line.mayBeLost = line.sent;
    return lost.flatMap((line) => this.#settle(line, line.ts));
  }

  /** `fetch`: `id` has come, or asks again. A newcomer is announced once the name is known, unless they were here before us. */
  joined(id, { wasHere = false } = {}) {
    return this.#members.join(id, { wasHere }) ? [{ type: 'people' }] : [];
  }

  /** No name of `id` has come in time: their coming is told without one, unless they were here before us, and so will be their leaving. */
  nameless(id, now) {
    const member = this.#members.of(id);
    if (!member || member.name !== '' || member.isGuest) return [];
    const changes = member.fresh ? this.#notice(member, 'joined', now) : [];
    Object.assign(member, { fresh: false, isGuest: true, isAnnounced: changes.length > 0 });
    return changes;
  }

  /** The connection of `id` is lost, or is there again. */
  lost(id, isLost) {
    const member = this.#members.of(id);
    if (!member) return [];
    member.isLost = isLost;
    const lines = this.lines.filter((line) => line.sender === id && !line.own);
    for (const line of lines) line.isLost = isLost;
    return [...lines.map((line) => ({ type: 'changed', line })), { type: 'people' }];
  }

  /** Something about `id` is worth a notice: `what` is a word of words.notice, `more` what it needs. */
  remark(id, what, now, more) {
    const member = this.#members.of(id);
    return member ? this.#notice(member, what, now, more) : [];
  }

  /** As Members.called. */
  called(id, name) {
    return this.#members.called(id, name);
  }

  /** We call ourselves `name` from now on. */
  callMe(name) {
    this.#members.callMe(name);
    return [{ type: 'people' }];
  }

  /** How `id` is called here; '' for nobody. */
  nameOf(id) {
    return this.#members.of(id)?.shown ?? '';
  }

  /** `rm`: `id` is away, and so is all it said. */
  left(id, why, now) {
    const member = this.#members.leave(id);
    if (!member) return [];
    this.#renames.delete(id);
    const changes = this.#remove(this.lines.filter((line) => line.sender === id && !line.own));
    const silent = member.name === '' && !member.isGuest && changes.length === 0;
    const notice = silent ? [] : this.#notice(member, ['gone', 'removed'].includes(why) ? why : 'left', now);
    return [...changes, ...notice, { type: 'people' }];
  }

  /** `add`: a message from `sender`, who may have put anything into it. `order` is by what it is sorted where that is known (Orders). */
  heard(sender, value, now, order) {
    const message = this.#kinds.read(value);
    const member = this.#members.of(sender);
    if (!message || !member) return []; // from someone who is not here it would outlive its sender
    const changes = message.name && message.name !== member.name ? this.#named(member, message.name, now) : [];
    const kind = this.#kinds.of(message.kind);
    const key = keyOf(sender, message.id);
    if (!kind.isLine || this.#lines.has(key)) return changes;
    const place = this.#place(message, now, order);
    const line = {
      key, id: message.id, kind: message.kind, content: message.content, size: this.#sizeOf(message),
      sender, own: false, state: 'delivered', name: member.shown, like: member.like, unsure: member.unsure, earlier: message.earlier, ...place,
    };
    return [...changes, ...this.#insert(line)];
  }

  /** An own message that waits to be sent. A line stays at the end until it has come back. */
  say({ id, ts, kind, content }) {
    this.#turns += 1;
    const line = {
      key: keyOf('me', id), id, kind, content, size: this.#sizeOf({ kind, content }),
      sender: 'me', own: true, state: 'waiting', name: words.people.you, like: null, earlier: false,
      ts, order: Infinity, turn: this.#turns, sent: false, mayBeLost: false, guessed: false,
    };
    return this.#insert(line);
  }

  /** An own line is being sent and has now got its time, and where it belongs, where that is known. */
  stamped(id, ts, place) {
    const line = this.line('me', id);
    if (!line || line.order !== Infinity) return [];
    Object.assign(line, { ts, place, sent: true, mayBeLost: false });
    return [{ type: 'changed', line }];
  }

  /** The server has taken an own line. Unless it surely comes back, it gets a place now, as good as can be told. */
  delivered(id) {
    const line = this.line('me', id);
    if (!line || line.state === 'delivered') return [];
    line.state = 'delivered';
    line.guessed = line.mayBeLost && line.order === Infinity;
    return [{ type: 'changed', line }, ...(line.guessed ? this.#settle(line, line.place ?? line.ts) : [])];
  }

  /** An own line has come back: here the others have put it. */
  echoed(id, now) {
    const line = this.line('me', id);
    if (!line) return [];
    line.mayBeLost = false;
    const delivered = this.delivered(id);
    if (line.order !== Infinity && !line.guessed) return delivered;
    line.guessed = false;
    const order = line.place ?? this.#placeOf(line.ts, now, line).order;
    return order === line.order ? delivered : this.#settle(line, order);
  }

  /** The time by which everybody sorts an own line; null where it has none yet. */
  orderOf(id) {
    const order = this.line('me', id)?.order ?? Infinity;
    return order === Infinity ? null : order;
  }

  /** An own message will never be sent; or one of another `sender` is taken back. */
  withdrawn(id, sender = 'me') {
    const line = this.line(sender, id);
    return line ? this.#remove([line]) : [];
  }

  /** These lines are over. */
  ended(lines) {
    return this.#remove(lines);
  }

  // Where a line of somebody else belongs.
  #place({ ts, earlier }, now, order) {
    const place = earlier ? this.#placeOfEarlier(ts, now) : this.#placeOf(ts, now);
    return order === undefined ? place : { ...place, order };
  }

  /** A line is said in other words, which count like those of any other line. */
  reworded(line, content) {
    const change = (changed) => Object.assign(changed, { content, size: this.#sizeOf({ kind: line.kind, content }) });
    if (this.#lines.get(line.key) === line) this.#lines.move(line, change);
    else change(line); // it may have been dropped
    return [{ type: 'changed', line }, ...this.#trim()];
  }

  // Of a line that was said just now. `ts` is shown, `order` is sorted by. The line itself may be there already.
  #placeOf(ts, now, itself = null) {
    const latest = this.#lines.last((line) => isSettled(line) && line !== itself)?.order ?? this.#expected(now);
    const shown = ts > now + TOO_FAR_AHEAD || ts < now - TOO_OLD ? Math.round(now) : ts;
    // By the line before rather than by our clock, since that line is the same for everybody.
    const earliest = latest > TOO_FAR_BEHIND ? latest - TOO_FAR_BEHIND : now - TOO_OLD;
    const inReach = ts >= earliest && ts <= Math.max(now, latest) + TOO_FAR_AHEAD;
    if (inReach) return { ts: shown, order: ts };
    if (latest > 0) return { ts: shown, order: latest + 1 };
    return { ts: shown, order: ts < now ? Math.max(1, ts) : 1 }; // the first: before all that is still to be said
  }

  // The order of the last line where there is none yet: now, while a history is still to come.
  #expected(now) {
    return this.#members.areUnheard ? Math.round(now) : 0;
  }

  // History comes newest first: what was said before the server's clock was put back must keep its order.
  #placeOfEarlier(ts, now) {
    const shown = ts > now + TOO_FAR_AHEAD ? Math.round(now) : ts;
    return { ts: shown, order: Math.min(ts, Math.round(now) + MOST_EARLIER_AHEAD) };
  }

  #settle(line, order) {
    const before = this.#lines.move(line, (moved) => {
      moved.order = order;
      moved.sender = this.me.id;
    });
    return [{ type: 'moved', line, before }];
  }

  // `named` is a line, or what happened to somebody.
  #reviewed(named) {
    if (named.from) this.#reviewed(named.from);
    if (!named.unsure) return Boolean(named.from);
    const { shown: name, like, unsure } = this.#members.called(named.sender ?? named.id, named.unsure);
    Object.assign(named, { name, like, unsure });
    return true;
  }

  #named(member, name, now) {
    const { id, name: given, shown, like, unsure } = member;
    this.#members.rename(member, name);
    const notice = member.fresh ? this.#notice(member, 'joined', now) : [];
    const hadName = given !== '' || member.isAnnounced;
    const renamed = !member.fresh && hadName ? this.#renamed(member, { id, name: shown, like, unsure }, now) : [];
    member.fresh = false;
    return [...notice, ...renamed, { type: 'people' }];
  }

  #renamed(member, from, now) {
    const { key, at } = this.#renames.get(member.id) ?? {};
    const line = this.#lines.get(key);
    const event = line?.events.find(({ id, what }) => id === member.id && what === 'renamed');
    if (!event || now - at > RENAMES_APART_MS) {
      const changes = this.#notice(member, 'renamed', now, { from });
      this.#renames.set(member.id, { key: changes[0].line.key, at: now });
      return changes;
    }
    if (event.from.name === member.shown) return this.#unsay(line, event); // there and back
    Object.assign(event, { name: member.shown, like: member.like, unsure: member.unsure });
    return [{ type: 'changed', line, again: true }];
  }

  #unsay(line, event) {
    line.events = line.events.filter((each) => each !== event);
    this.#renames.delete(event.id);
    return line.events.length > 0 ? [{ type: 'changed', line, again: true }] : this.#remove([line]);
  }

  // A run of comings and goings with nothing said between is one line, however long it is; so are those of a busy room.
  #notice({ id, shown, like, unsure }, what, now, more) {
    const event = { id, name: shown, like, unsure, what, ...more };
    let last = this.#lines.last(({ order }) => order !== Infinity);
    const isMoving = ['presence', 'renamed'].includes(subjectOf(what)); // else it has its own place
    this.#recent = this.#recent.filter((line) => now - line.ts < NOTICES_MS && this.#lines.has(line.key));
    if (isMoving && !last?.events && this.#recent.length >= MOST_NOTICES) last = this.#recent.at(-1);
    if (last?.events) {
      const replaced = last.events.find((other) => other.id === id && subjectOf(other.what) === subjectOf(what));
      if (replaced?.from) event.from = replaced.from;
      last.events = [...last.events.filter((other) => other !== replaced), event];
      if (last.events.length > MOST_NOTICE_EVENTS) last.events.shift();
      return [{ type: 'changed', line: last }];
    }
    this.#notices += 1;
    const order = Math.max(now, last?.order ?? 0);
    const line = {
      key: `notice ${this.#notices}`, size: 0, sender: '~', own: false, state: 'delivered',
      name: '', ts: order, order, earlier: false, events: [event],
    };
    if (isMoving) this.#recent.push(line);
    return this.#insert(line);
  }

  #insert(line) {
    const before = this.#lines.insert(line);
    return [{ type: 'added', line, before }, ...this.#trim()];
  }

  #trim() {
    const oldest = this.#lines.trim();
    return oldest.length > 0 ? [{ type: 'removed', lines: oldest }] : [];
  }

  #sizeOf(message) {
    return this.#kinds.speak(message).length;
  }

  #remove(lines) {
    this.#lines.remove(lines);
    return lines.length > 0 ? [{ type: 'removed', lines }] : [];
  }
}

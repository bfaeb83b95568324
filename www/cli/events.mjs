// Changes of a conversation (chat/conversation.js) as events that can be told one after the other: nothing that was told is told
// again, and nothing can be taken back. What each event has stands in the manual, onetimechat-cli.1.

import { ALONE } from '../js/kinds/alone.js';

const MOST_KNOWN = 20_000;

const COMINGS = { joined: 'came', left: 'left', gone: 'left', removed: 'left' };

function noticeOf({ id, name, like, what, from, ...more }) {
  if (what === 'joined') return { type: 'came', id, name, ...(like ? { like } : {}) };
  if (COMINGS[what]) return { type: 'left', id, name, why: what };
  if (what === 'renamed') return { type: 'renamed', id, name, before: from.name, ...(like ? { like } : {}) };
  return { type: 'notice', id, name, what, ...(more.by ? { by: more.by } : {}) };
}

// What else a line is: a file, an answer, an action.
function moreOf({ content, re = content.re, act = content.act }) {
  const { file } = content;
  const sha256 = file?.hash && Buffer.from(file.hash, 'base64url').toString('hex');
  return {
    ...(file ? { file: { name: file.name, size: file.size, type: file.type, ...(sha256 ? { sha256 } : {}) } } : {}),
    ...(re ? { re: { ...(re.sender ? { from: re.sender } : {}), id: re.id } } : {}),
    ...(act ? { act } : {}),
  };
}

// By names of their own, so that no program passes on for said to all what was for one alone.
function typeOf(kind, isNew) {
  if (kind === ALONE) return { type: 'alone' };
  if (kind === 'file') return { type: 'file', state: 'offered' };
  return { type: isNew ? 'said' : 'edited' };
}

// What an own line to one alone has become.
function fateOf({ state, content: { isHeld, fate } }) {
  if (fate) return 'returned';
  return isHeld || state === 'delivered' ? 'accepted' : 'waiting';
}

export class Events {
  #known = new Map();        // key of a line of somebody else -> its revision when it was told
  #notices = new WeakMap();  // what happened to somebody -> how it was told
  #own = new Map();          // id of an own line -> { state, ref, held, isLost }, and of one to somebody alone `isAlone`
  #reactions = new WeakMap(); // line -> how the reactions to it were told

  /** An own line is about to be shown, which its writer calls `ref`. */
  ref;

  /** How many own lines the server has not taken yet. */
  get waiting() {
    return [...this.#own.values()].filter(({ state }) => state === 'waiting').length;
  }

  /** How many lines to one alone could not be sent. */
  get lost() {
    return [...this.#own.values()].filter(({ isLost }) => isLost).length;
  }

  /** Whether all own lines are held by so many others, or by the one whom they are for. */
  isHeldBy(others) {
    return [...this.#own.values()].every(({ state, held, isAlone }) => state !== 'accepted' || held >= (isAlone ? 1 : others));
  }

  /** An own line is about to be taken back. */
  withdrawn(id) {
    const known = this.#own.get(id);
    if (known) known.state = 'withdrawn';
  }

  /** The events of these changes. `why` says why own lines are given back. */
  of(changes, why = 'server') {
    return changes.flatMap(({ type, line, lines = [] }) => {
      if (type === 'removed') return this.#vanished(lines, why);
      return line ? this.#shown(line) : [];
    });
  }

  /** Of own lines others may hold more than before. */
  held(lines, others) {
    return lines.flatMap(({ own, id, holders }) => {
      const known = own && this.#own.get(id);
      const count = holders?.size ?? 0;
      if (!known || known.isAlone || known.held === count) return [];
      known.held = count;
      return [{ type: 'held', id, by: count, of: others, ...(known.ref === undefined ? {} : { ref: known.ref }) }];
    });
  }

  /** The reactions to a line, which are others than before. */
  reactions(line, reactions) {
    const told = reactions.map(({ emoji, isOwn, names }) => ({ emoji, by: names.length + (isOwn ? 1 : 0), ...(isOwn ? { own: true } : {}) }));
    const before = this.#reactions.get(line) ?? '[]';
    const now = JSON.stringify(told);
    if (now === before) return [];
    this.#reactions.set(line, now);
    return [{ type: 'reactions', ...(line.own ? { own: true } : { from: line.sender }), id: line.id, reactions: told, text: line.content.text }];
  }

  #shown(line) {
    if (line.events) return line.events.flatMap((event) => this.#happened(event));
    return line.own ? this.#ownLine(line) : this.#said(line);
  }

  #happened(event) {
    const notice = noticeOf(event);
    const told = JSON.stringify(notice);
    if (this.#notices.get(event) === told) return [];
    this.#notices.set(event, told);
    return [{ ...notice, event }];
  }

  #said(line) {
    const { key, id, kind, sender, name, like, ts, earlier, content: { text, revision = 0 } } = line;
    const before = this.#known.get(key);
    if (before !== undefined && before.revision >= revision && before.isHere) return [];
    this.#known.delete(key);
    this.#known.set(key, { revision, isHere: true });
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.keys().next().value);
    const isNew = before === undefined || (!before.isHere && before.revision === revision);
    const type = typeOf(kind, isNew);
    return [{
      ...type, from: sender, id, name, ...(like ? { like } : {}), ts, text, ...moreOf(line), ...(isNew && earlier ? { earlier } : {}),
      ...(isNew && before ? { again: true } : {}), ...((isNew || type.type !== 'edited') && revision > 0 ? { edited: true } : {}),
    }];
  }

  #ownLine(line) {
    const { id, kind, state, ts, content: { text, file, to, isHeld, fate } } = line;
    const isAlone = kind === ALONE;
    const known = this.#own.get(id);
    const told = isAlone ? fateOf(line) : state === 'delivered' ? 'accepted' : 'waiting';
    const ref = known ? known.ref : this.ref;
    const of = { id, ...(ref === undefined ? {} : { ref }), ...(to ? { to } : {}) };
    const held = isAlone && isHeld && known?.held !== 1 ? [{ type: 'held', ...of, by: 1, of: 1 }] : [];
    if (known) known.held = held.length > 0 ? 1 : known.held;
    if (known?.state === told) return held;
    const isLost = told === 'returned' && known?.state === 'waiting';
    this.#own.delete(id);
    this.#own.set(id, { state: told, ref, held: known?.held ?? 0, isAlone, isLost });
    this.#forget();
    const why = told === 'returned' ? { why: fate } : {};
    return [{ type: 'state', id, state: told, ...why, ...of, ts, text, ...(file ? { file: { name: file.name, size: file.size } } : {}) }, ...held];
  }

  // But what still waits.
  #forget() {
    if (this.#own.size <= MOST_KNOWN) return;
    const [id] = [...this.#own].find(([, { state }]) => state !== 'waiting') ?? [];
    this.#own.delete(id);
  }

  #vanished(lines, why) {
    const own = lines.filter((line) => line.own && this.#own.get(line.id)?.state === 'waiting');
    const told = lines.filter(({ own: isOwn, events, key }) => !isOwn && !events && this.#known.has(key));
    for (const { key } of told) this.#known.get(key).isHere = false;
    return [
      ...own.map((line) => this.#returned(line, why)),
      ...(told.length > 0 ? [{ type: 'vanished', lines: told.map(({ sender, id }) => ({ from: sender, id })) }] : []),
    ];
  }

  #returned({ id, content: { text } }, why) {
    const known = this.#own.get(id);
    known.state = 'returned';
    return { type: 'state', id, state: 'returned', why, ...(known.ref === undefined ? {} : { ref: known.ref }), text };
  }
}

// Changes of a conversation (chat/conversation.js) as events that can be told one after the other: nothing that was told is told
// again, and nothing can be taken back. What each event has stands in the manual, onetimechat-cli.1.

const MOST_KNOWN = 20_000;

const COMINGS = { joined: 'came', left: 'left', gone: 'left', removed: 'left' };

function noticeOf({ id, name, like, what, from, ...more }) {
  if (what === 'joined') return { type: 'came', id, name, ...(like ? { like } : {}) };
  if (COMINGS[what]) return { type: 'left', id, name, why: what };
  if (what === 'renamed') return { type: 'renamed', id, name, before: from.name, ...(like ? { like } : {}) };
  return { type: 'notice', id, name, what, ...(more.by ? { by: more.by } : {}) };
}

export class Events {
  #known = new Map();        // key of a line of somebody else -> its revision when it was told
  #notices = new WeakMap();  // what happened to somebody -> how it was told
  #own = new Map();          // id of an own line -> { state, ref, held }

  /** An own line is about to be shown, which its writer calls `ref`. */
  ref;

  /** How many own lines the server has not taken yet. */
  get waiting() {
    return [...this.#own.values()].filter(({ state }) => state === 'waiting').length;
  }

  /** Whether all own lines are held by so many others. */
  isHeldBy(others) {
    return [...this.#own.values()].every(({ state, held }) => state !== 'accepted' || held >= others);
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
      if (!known || known.held === count) return [];
      known.held = count;
      return [{ type: 'held', id, by: count, of: others, ...(known.ref === undefined ? {} : { ref: known.ref }) }];
    });
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

  #said({ key, id, kind, sender, name, like, ts, earlier, content: { text, revision = 0 } }) {
    const before = this.#known.get(key);
    if (before !== undefined && before.revision >= revision && before.isHere) return [];
    this.#known.delete(key);
    this.#known.set(key, { revision, isHere: true });
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.keys().next().value);
    const isNew = before === undefined || (!before.isHere && before.revision === revision);
    // By a name of its own, so that no program passes it on for what was said to all.
    const type = kind === 'alone' ? kind : isNew ? 'said' : 'edited';
    return [{
      type, from: sender, id, name, ...(like ? { like } : {}), ts, text, ...(isNew && earlier ? { earlier } : {}),
      ...(isNew && before ? { again: true } : {}), ...((isNew || type === 'alone') && revision > 0 ? { edited: true } : {}),
    }];
  }

  #ownLine({ id, state, ts, content: { text } }) {
    const known = this.#own.get(id);
    const told = state === 'delivered' ? 'accepted' : 'waiting';
    if (known?.state === told) return [];
    const ref = known ? known.ref : this.ref;
    this.#own.delete(id);
    this.#own.set(id, { state: told, ref, held: known?.held ?? 0 });
    this.#forget();
    return [{ type: 'state', id, state: told, ...(ref === undefined ? {} : { ref }), ts, text }];
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

// Whom one does not want to hear, for as long as one is in the room and in this tab alone. Their lines stay in the conversation, so
// that they can be shown again, but the log, and those who hear the page, are not told of them; nor that these people come, go or take
// other names. What warns of something about them is told nevertheless.

const MOVES = new Set(['joined', 'left', 'gone', 'renamed']);

/** Whether an event of a notice tells that somebody comes, goes or has another name. */
export const isMove = ({ what }) => MOVES.has(what);

export class Ignored {
  #people = new Map();  // id -> { id, name, keys: Set of those of lines that are not shown }
  #absent = new Set();  // keys of notices of which nothing is left to show

  has(id) {
    return this.#people.has(id);
  }

  /** `[{ id, name, count }]` of those of whom lines are hidden. */
  get hidden() {
    return [...this.#people.values()].filter(({ keys }) => keys.size > 0).map(({ id, name, keys }) => ({ id, name, count: keys.size }));
  }

  clear() {
    this.#people.clear();
    this.#absent.clear();
  }

  /** The changes for the log when somebody is ignored, `lines` being all of the conversation. */
  ignore({ id, name }, lines) {
    const theirs = lines.filter((line) => line.sender === id && !line.own && !line.events);
    this.#people.set(id, { id, name, keys: new Set(theirs.map(({ key }) => key)) });
    const notices = lines.filter(({ events, key }) => events?.some((event) => event.id === id && isMove(event)) && !this.#absent.has(key));
    const over = notices.filter((line) => this.#kept(line).length === 0);
    for (const { key } of over) this.#absent.add(key);
    return [{ type: 'removed', lines: [...theirs, ...over] }, ...notices.filter((line) => !over.includes(line)).map((line) => this.#seen({ type: 'changed', line, again: true }))];
  }

  /** The same when they are ignored no more. */
  heed(id, lines) {
    this.#people.delete(id);
    const changes = [];
    let before = null;
    for (const line of [...lines].reverse()) {
      const wasAbsent = line.events && this.#absent.has(line.key) && this.#kept(line).length > 0;
      if (wasAbsent) this.#absent.delete(line.key);
      if (!this.#isShown(line)) continue;
      if (wasAbsent || (line.sender === id && !line.own)) changes.push(this.#seen({ type: 'added', line, before, again: true }));
      else if (line.events?.some((event) => event.id === id)) changes.push(this.#seen({ type: 'changed', line, again: true }));
      before = line.key;
    }
    return changes;
  }

  /** What is left of changes of the conversation. */
  shown(changes, lines) {
    return this.#people.size === 0 ? changes : changes.flatMap((change) => this.#left(change, lines));
  }

  #left(change, lines) {
    const { type, line } = change;
    if (type === 'removed') this.#forget(change.lines);
    if (!line) return [change];
    if (line.events) return this.#leftOfNotice(change, lines);
    if (line.own || !this.#people.has(line.sender)) return [this.#placed(change, lines)];
    if (type === 'added') this.#people.get(line.sender).keys.add(line.key);
    return [];
  }

  #leftOfNotice(change, lines) {
    const { type, line } = change;
    if (this.#kept(line).length === 0) {
      if (type !== 'added' && !this.#absent.has(line.key)) return [{ type: 'removed', lines: [line] }, ...this.#leave(line)];
      return this.#leave(line);
    }
    if (!this.#absent.delete(line.key)) return [this.#placed(this.#seen(change), lines)];
    return [this.#placed({ ...this.#seen(change), type: 'added', before: lines[lines.indexOf(line) + 1]?.key ?? null }, lines)];
  }

  #leave({ key }) {
    this.#absent.add(key);
    return [];
  }

  #forget(lines) {
    for (const { key, sender } of lines) {
      this.#absent.delete(key);
      this.#people.get(sender)?.keys.delete(key);
    }
  }

  #kept({ events }) {
    return events.filter((event) => !this.#people.has(event.id) || !isMove(event));
  }

  // A notice with what of it is to be seen. What is not to be seen is not said aloud, either.
  #seen(change) {
    const events = change.line.events && this.#kept(change.line);
    if (!events || events.length === change.line.events.length) return change;
    const isNews = events.at(-1) === change.line.events.at(-1);
    return { ...change, line: { ...change.line, events }, again: change.again || !isNews };
  }

  // Before a line that is shown.
  #placed(change, lines) {
    if (!change.before) return change;
    const from = lines.findIndex(({ key }) => key === change.before);
    return { ...change, before: lines.slice(Math.max(0, from)).find((line) => this.#isShown(line))?.key ?? null };
  }

  #isShown(line) {
    return line.events ? !this.#absent.has(line.key) : line.own || !this.#people.has(line.sender);
  }
}

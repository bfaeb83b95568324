// Lines that their author says in other words, or takes back. Either may come before its line does, since a path can
// repeat and reorder requests, so what was said of a line that is not there is kept for it, and what was taken back stays so.

import { edit } from '../kinds/edit.js';
import { withdraw } from '../kinds/withdraw.js';

const MOST_KEPT = 10_000;
const MOST_CHARACTERS = 1_000_000; // of wordings for lines that are not there

const ALTERING = new Map([edit, withdraw].map((kind) => [kind.name, kind]));
const revisionOf = ({ content }) => content.revision ?? 0;

export class Alterations {
  #conversation; #outbox; #kinds; #say; #onNews;
  #kept = new Map(); // sender -> Map of line id -> the content of an edit, or null where it was taken back
  #count = 0;
  #characters = 0;

  /**
   * `say(kind, content, undo)` says it to everybody; `undo()` is called, and gives changes, if the network does not let it
   * through. `onNews(changes)` gets what is another for the view.
   */
  constructor({ conversation, outbox, kinds, say, onNews }) {
    for (const kind of ALTERING.values()) kinds.add(kind);
    this.#conversation = conversation;
    this.#outbox = outbox;
    this.#kinds = kinds;
    this.#say = say;
    this.#onNews = onNews;
  }

  /** These commands have come, and `conversation` has taken them in. */
  took(commands) {
    const changes = commands.flatMap((command) => this.#take(command));
    if (changes.length > 0) this.#onNews(changes);
  }

  /** Says an own line in other words. False where nothing is in them. */
  reword(line, typed) {
    const item = this.#outbox.item(line.id);
    const [before, revision] = [line.content, revisionOf(line) + 1];
    const changes = this.#worded(line, { text: typed.trimEnd(), revision });
    if (!item || changes.length === 0) return false;
    const { ttl } = item.content;
    const content = item.content = line.content;
    if (ttl) content.ttl = ttl;
    // What nobody has got yet is simply another; of all else the others are told.
    if (item.begun) {
      this.#say(edit.name, { of: line.id, ...content }, () => {
        if (item.content !== content) return []; // there are others by now, or none
        item.content = before;
        return this.#conversation.reworded(line, before);
      });
    }
    this.#onNews(changes);
    return true;
  }

  /** Takes an own line back. Who comes later is told only that there is none of that id: a late copy of it may still be on its way. */
  withdraw(line) {
    const item = this.#emptied(line);
    if (item.begun) this.#say(withdraw.name, item.content);
    this.#onNews(this.#conversation.withdrawn(line.id));
  }

  /** A line has come to its end by itself, for everybody. Returns the changes. */
  expire(line) {
    if (line.own) this.#emptied(line);
    return this.#conversation.withdrawn(line.id, line.own ? 'me' : line.sender);
  }

  #emptied(line) {
    return Object.assign(this.#outbox.item(line.id) ?? { begun: true }, { kind: withdraw.name, content: { of: line.id } });
  }

  #take([name, sender, message]) {
    if (name === 'rm') this.#forget(sender);
    if (name !== 'add' || sender === this.#conversation.me?.id) return [];
    const kind = ALTERING.get(message?.kind);
    if (!kind) return this.#arrived(sender, message?.id);
    const content = this.#conversation.isHere(sender) ? kind.read(message) : null;
    return content === null ? [] : this.#alter(sender, content.of, kind === edit ? content : null);
  }

  #alter(sender, id, content) {
    const before = this.#kept.get(sender)?.get(id);
    if (before === null || (before && content && content.revision <= before.revision)) return [];
    this.#keep(sender, id, content);
    return this.#arrived(sender, id);
  }

  // A line may be there now, and something was said of it before.
  #arrived(sender, id) {
    const content = this.#kept.get(sender)?.get(id);
    const line = content === undefined ? undefined : this.#conversation.line(sender, id);
    if (!line) return [];
    if (content === null) return this.#conversation.withdrawn(id, sender);
    this.#release(sender, id);
    return content.revision > revisionOf(line) ? this.#worded(line, content) : [];
  }

  #worded(line, message) {
    const content = this.#kinds.of(line.kind).read(message);
    return content === null ? [] : this.#conversation.reworded(line, content);
  }

  #keep(sender, id, content) {
    this.#release(sender, id);
    const characters = content?.text.length ?? 0;
    if (this.#count >= MOST_KEPT || this.#characters + characters > MOST_CHARACTERS) return;
    this.#kept.set(sender, (this.#kept.get(sender) ?? new Map()).set(id, content));
    this.#count += 1;
    this.#characters += characters;
  }

  #release(sender, id) {
    const kept = this.#kept.get(sender);
    const content = kept?.get(id);
    if (content === undefined) return;
    kept.delete(id);
    this.#count -= 1;
    this.#characters -= content?.text.length ?? 0;
  }

  #forget(sender) {
    for (const id of [...this.#kept.get(sender)?.keys() ?? []]) this.#release(sender, id);
    this.#kept.delete(sender);
  }
}

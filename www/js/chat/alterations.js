// Lines that their author says in other words, or takes back. Either may come before its line does, since a path can
// repeat and reorder requests, so what was said of a line that is not there is kept for it, and what was taken back stays so.

import { edit } from '../kinds/edit.js';
import { file } from '../kinds/file.js';
import { withdraw } from '../kinds/withdraw.js';

// What is kept, in characters; of one sender, and in all.
const MOST_OF_ONE = 500_000;
const MOST_OF_ALL = 2_000_000;
const ENTRY = 100; // what it takes besides the wording

const ALTERING = new Map([edit, withdraw].map((kind) => [kind.name, kind]));
const revisionOf = ({ content }) => content.revision ?? 0;
const sizeOf = (content) => ENTRY + (content?.text.length ?? 0);

// What was said of lines by their ids: the content of an edit, or null where one was taken back. Beyond the bounds the oldest is
// lost, first of those who have gone, then of whoever has the most: however much one says, nobody else's is lost for it.
class Kept {
  #isHere;
  #shares = new Map(); // sender -> { sender, size, contents: Map of line id -> content }
  #size = 0;

  constructor(isHere) {
    this.#isHere = isHere;
  }

  /** Undefined where there is nothing. */
  of(sender, id) {
    return this.#shares.get(sender)?.contents.get(id);
  }

  keep(sender, id, content) {
    this.release(sender, id);
    const share = this.#shares.get(sender) ?? { sender, size: 0, contents: new Map() };
    this.#shares.set(sender, share);
    share.contents.set(id, content);
    this.#count(share, sizeOf(content));
    while (share.size > MOST_OF_ONE) this.#loseOldest(share);
    while (this.#size > MOST_OF_ALL) this.#loseOldest(this.#largest());
  }

  release(sender, id) {
    const share = this.#shares.get(sender);
    const content = share?.contents.get(id);
    if (content === undefined) return;
    share.contents.delete(id);
    this.#count(share, -sizeOf(content));
    if (share.size === 0) this.#shares.delete(sender);
  }

  forget(sender) {
    this.#size -= this.#shares.get(sender)?.size ?? 0;
    this.#shares.delete(sender);
  }

  #count(share, more) {
    share.size += more;
    this.#size += more;
  }

  #loseOldest({ sender, contents }) {
    this.release(sender, contents.keys().next().value);
  }

  #largest() {
    const weightOf = ({ sender, size }) => (this.#isHere(sender) ? size : Infinity);
    return [...this.#shares.values()].reduce((most, share) => (weightOf(share) > weightOf(most) ? share : most));
  }
}

export class Alterations {
  #conversation; #outbox; #kinds; #say; #onNews; #kept;

  /**
   * `say(kind, content, undo)` says it to everybody; `undo()` is called, and gives changes, if the network does not let it
   * through. `onNews(changes)` gets what is another for the view. `loadTalk()`, which may be missing, gives a promise of the class Talk
   * (talk.js), or of nothing; `onTalk(changes)` gets its news where they go another way.
   */
  constructor({ conversation, outbox, kinds, say, onNews, loadTalk, onTalk = onNews }) {
    for (const kind of [...ALTERING.values(), file]) kinds.add(kind);
    this.#conversation = conversation;
    this.#outbox = outbox;
    this.#kinds = kinds;
    this.#say = say;
    this.#onNews = onNews;
    this.#kept = new Kept((id) => conversation.isHere(id));
    this.talk = loadTalk?.().then((Talk) => (Talk ? new Talk({ conversation, kinds, say, onNews: onTalk }) : null));
  }

  /** These commands have come, and `conversation` has taken them in. */
  took(commands) {
    const changes = commands.flatMap((command) => this.#take(command));
    if (changes.length > 0) this.#onNews(changes);
    this.talk?.then((talk) => talk?.took(commands));
  }

  /** Says an own line in other words. False where nothing is in them. */
  reword(line, typed) {
    if (line.content.by) return line.content.by.reword(line, typed); // it was for one alone
    const item = this.#outbox.item(line.id);
    const [before, revision] = [item?.content, revisionOf(line) + 1];
    const changes = this.#worded(line, { text: typed.trimEnd(), revision });
    if (!item || changes.length === 0) return false;
    const content = item.content = line.content = { ...before, ...line.content }; // what else it says stays
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
    if (line.content.by) return line.content.by.withdraw(line);
    const item = this.#emptied(line);
    if (item.begun) this.#say(withdraw.name, item.content);
    this.#tellTalk([line]);
    return this.#onNews(this.#conversation.withdrawn(line.id));
  }

  /** Lines have come to their end by themselves, for everybody. Returns the changes. */
  expire(lines) {
    for (const line of lines) if (line.own) this.#emptied(line);
    this.#tellTalk(lines);
    return this.#conversation.ended(lines);
  }

  #tellTalk(lines) {
    this.talk?.then((talk) => talk?.ended(lines));
  }

  #emptied(line) {
    return Object.assign(this.#outbox.item(line.id) ?? { begun: true }, { kind: withdraw.name, content: { of: line.id } });
  }

  #take([name, sender, message]) {
    if (name === 'rm') this.#kept.forget(sender);
    if (name !== 'add' || sender === this.#conversation.me?.id) return [];
    const kind = ALTERING.get(message?.kind);
    if (!kind) return this.#arrived(sender, message?.id);
    const content = this.#conversation.isHere(sender) ? kind.read(message) : null;
    return content === null ? [] : this.#alter(sender, content.of, kind === edit ? content : null);
  }

  // A line that is there is altered whatever is kept, which may have been lost.
  #alter(sender, id, content) {
    const before = this.#kept.of(sender, id);
    if (before === null || (before && content && content.revision <= before.revision)) return [];
    const line = this.#conversation.line(sender, id);
    if (content === null || !line) this.#kept.keep(sender, id, content);
    return line ? this.#altered(sender, line, content) : [];
  }

  // A line may be there now, and something was said of it before.
  #arrived(sender, id) {
    const content = this.#kept.of(sender, id);
    const line = content === undefined ? undefined : this.#conversation.line(sender, id);
    if (!line) return [];
    if (content !== null) this.#kept.release(sender, id);
    return this.#altered(sender, line, content);
  }

  #altered(sender, line, content) {
    if (content === null) return this.#conversation.withdrawn(line.id, sender);
    return content.revision > revisionOf(line) ? this.#worded(line, content) : [];
  }

  #worded(line, message) {
    const content = this.#kinds.of(line.kind).read({ ...line.content, ...message });
    return content === null ? [] : this.#conversation.reworded(line, content);
  }
}

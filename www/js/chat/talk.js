// How people talk to each other beyond lines: what a line answers, whether it is an action, and who reacts to it with what. It is
// loaded later, and is then told of all that has come since the beginning.

import { ALONE } from '../kinds/alone.js';
import { readManner } from '../kinds/manner.js';
import { emojiOf, MOST_OF_ONE, reaction, reactionChange } from '../kinds/reaction.js';
import { Reactions } from './reactions.js';

// So that who hears a line that comes from now on hears all of it at once; what has come before is taken in below.
function readAll(kinds) {
  const text = kinds.of('text');
  if (text.isWhole) return;
  const read = (message) => {
    const content = text.read(message);
    const { re, act } = readManner(message);
    return content && { ...content, ...(re ? { re } : {}), ...(act ? { act } : {}) };
  };
  kinds.add({ ...text, isWhole: true, read });
}

const REACTING = new Map([reaction, reactionChange].map((kind) => [kind.name, kind]));

/** What refers to a line in a message of ours. */
export const referenceTo = ({ own, sender, id }) => (own ? { id } : { sender, id });

export class Talk {
  #conversation; #say; #onNews;
  #reactions;
  #own = new Map(); // key of a line -> the content that newcomers get of our reactions to it
  #revision = 0;

  /** As for Alterations. */
  constructor({ conversation, kinds, say, onNews }) {
    for (const kind of REACTING.values()) kinds.add(kind);
    readAll(kinds);
    this.#conversation = conversation;
    this.#say = say;
    this.#onNews = onNews;
    this.#reactions = new Reactions((sender) => sender === 'me' || conversation.isHere(sender));
  }

  /** These commands have come, and `conversation` has taken them in. */
  took(commands) {
    const touched = new Set(commands.flatMap((command) => [...this.#take(command)]));
    const lines = [...touched].map((key) => this.#conversation.line(...key.split(' '))).filter((line) => line !== undefined);
    if (lines.length > 0) this.#onNews(lines.map((line) => ({ type: 'changed', line })));
  }

  /** Whether a line is an action of its author. */
  isAction(line) {
    return (line.act ?? line.content.act) === true;
  }

  /** What a line answers, `{ key, line }`: the key of that line, and the line where it is there; null where it answers none. */
  answered(line) {
    const re = line.re ?? line.content.re;
    if (!re) return null;
    const key = this.#keyOf(line.own ? 'me' : line.sender, re);
    return { key, line: this.#conversation.line(...key.split(' ')) };
  }

  /** The reactions to a line, `{ emoji, isOwn, names }`, those first that came first; `names` are of the others. */
  reactionsTo({ key }) {
    const groups = new Map();
    for (const [sender, { emoji }] of this.#reactions.of(key)) {
      const isOwn = sender === 'me';
      if (!isOwn && !this.#conversation.isHere(sender)) continue;
      for (const each of emoji) {
        const group = groups.get(each) ?? { emoji: each, isOwn: false, names: [] };
        if (isOwn) group.isOwn = true;
        else group.names.push(this.#conversation.nameOf(sender));
        groups.set(each, group);
      }
    }
    return [...groups.values()];
  }

  /** We react to a line with an emoji, or not any more. False where that is none, or one too many, or the line was for one alone: a reaction goes to all. */
  react(line, value) {
    if (line.kind === ALONE) return false;
    const emoji = emojiOf(value);
    const kept = this.#own.get(line.key);
    const before = kept?.emoji ?? [];
    const now = before.includes(emoji) ? before.filter((each) => each !== emoji) : [...before, emoji];
    if (emoji === null || now.length > MOST_OF_ONE) return false;
    const content = kept ?? { of: referenceTo(line) };
    this.#own.set(line.key, content);
    const revision = this.#change(content, now);
    const undo = () => this.#undo(line, { isFirst: !kept, revision, before });
    this.#say(kept ? reactionChange.name : reaction.name, content, undo); // who gets it gets what holds by then
    this.#onNews(this.#reacted(line, content));
    return true;
  }

  // The network does not let it through.
  #undo(line, { isFirst, revision, before }) {
    const content = this.#own.get(line.key);
    if (isFirst) this.#own.delete(line.key); // nobody gets what is kept: the next is the first again
    if (content?.revision !== revision) return [];
    this.#change(content, before);
    return this.#reacted(line, content);
  }

  #change(content, emoji) {
    this.#revision += 1;
    Object.assign(content, { emoji, revision: this.#revision });
    return this.#revision;
  }

  #reacted(line, content) {
    this.#reactions.put('me', line.key, content);
    return [{ type: 'changed', line }];
  }

  /** These lines are over, or we took them back: nothing of them is told to who comes later. */
  ended(lines) {
    for (const { key } of lines) this.#unreact(key);
  }

  // The keys of lines of which something is another now.
  #take([name, sender, message]) {
    if (name === 'init') return this.#begin();
    if (name === 'rm') return this.#gone(sender);
    if (name !== 'add' || !this.#conversation.isHere(sender)) return [];
    if (message?.kind === 'withdraw') this.#unreact(`${sender} ${message.of}`);
    const kind = REACTING.get(message?.kind);
    return kind ? this.#heard(sender, kind.read(message)) : this.#arrived(sender, message);
  }

  // What others said comes again, and with it the lines to which we have reacted.
  #begin() {
    const touched = this.#reactions.forget((id) => id !== 'me');
    for (const [key, content] of this.#own) this.#reactions.put('me', key, content);
    return touched;
  }

  #gone(sender) {
    for (const [key, content] of this.#own) if (content.of.sender === sender) this.#unreact(key);
    return this.#reactions.forget((id) => id === sender);
  }

  // The line has gone: nothing of it is told to who comes later.
  #unreact(key) {
    const content = this.#own.get(key);
    if (content) content.emoji = [];
    this.#own.delete(key);
  }

  #heard(sender, content) {
    if (content === null) return [];
    const key = this.#keyOf(sender, content.of);
    return this.#reactions.put(sender, key, content) ? [key] : [];
  }

  // What the first copy of a line tells holds.
  #arrived(sender, message) {
    const line = this.#conversation.line(sender, message?.id);
    if (!line || line.re !== undefined) return [];
    Object.assign(line, readManner(message));
    return line.re || line.act ? [line.key] : [];
  }

  // Of the line to which somebody refers.
  #keyOf(author, { sender = author, id }) {
    return `${sender === this.#conversation.me?.id ? 'me' : sender} ${id}`;
  }
}

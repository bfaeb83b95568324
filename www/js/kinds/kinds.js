// The kinds of messages this page knows, one file each. For a new one write a file like text.js and add it to the list.
//
// A kind has
//   name            what the field `kind` of its messages says
//   isLine          whether each has a line of its own in the log
//   read(message)   the content of a message that anybody may have made, or null; `id`, `ts`, `name` and `to` are read here
//   write(content)  the fields of a message that carry the content
// and if it has lines
//   show(content)   what a line shows: pieces of text, `{ text }`, or `{ text, href }` for an address that can be opened, with
//                   `host` where the text writes that in another way than a browser does
//   speak(content)  the same as plain text, for those who hear the page, and to measure it
//   compose(typed)  the content of what was typed, or null where there is nothing in it (text alone has it)
// and where it has none
//   isKept          whether who comes later gets it all the same, as they get lines; its content as it is by then

import { cleanName, isMessageId } from './fields.js';
import { hello } from './hello.js';
import { text } from './text.js';

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export class Kinds {
  #byName;

  constructor(list) {
    this.#byName = new Map(list.map((kind) => [kind.name, kind]));
  }

  /** One more kind, or another in place of the one of that name. */
  add(kind) {
    this.#byName.set(kind.name, kind);
  }

  /** The kind of that name; undefined where there is none. */
  of(name) {
    return this.#byName.get(name);
  }

  /**
   * `{ id, ts, kind, name, earlier, content }` of a message from anybody, or null where it is not well formed. `earlier`: it was
   * said before, and is sent again to one who has not got it, or to all since the server has lost it.
   */
  read(value) {
    if (!isObject(value) || !isMessageId(value.id)) return null;
    const { id, ts } = value;
    if (!Number.isSafeInteger(ts) || ts < 0) return null;
    const content = this.of(value.kind)?.read(value) ?? null;
    if (content === null) return null;
    const earlier = typeof value.to === 'string' || value.earlier === true;
    return { id, ts, kind: value.kind, name: cleanName(value.name), earlier, content };
  }

  /** The message of an item `{ id, ts, kind, content }` said under a `name`, to one member (`to`) or to all; `earlier` as above. */
  write({ id, ts, kind, content }, { name, to, earlier = false }) {
    const message = { id, ts, kind, name, ...this.of(kind).write(content) };
    if (to !== undefined) message.to = to;
    else if (earlier) message.earlier = true;
    return message;
  }

  show({ kind, content }) {
    return this.of(kind).show(content);
  }

  speak({ kind, content }) {
    return this.of(kind).speak(content);
  }
}

export const KINDS = new Kinds([hello, text]);

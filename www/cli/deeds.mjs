// What one says and does in a room, besides coming and leaving. All that has a `ref` is told with it.

import { referenceTo } from '../js/chat/talk.js';
import { ALONE } from '../js/kinds/alone.js';
import { others as ofOthers } from '../js/words/en-others.js';
import { talk as ofTalk } from '../js/words/en-talk.js';
import { words } from './words.mjs';

const AROUND_A_REPLY = 250; // bytes

export class Deeds {
  #session; #events; #tell; #fail; #said; #altered; #renamed;

  /**
   * `fail(text, ref)` is told why something cannot be; `said()` that a line is said, `altered()` that something is, of which the others must hear, `renamed(name)` that we
   * have another name.
   */
  constructor({ session, events, tell, fail, said, altered, renamed }) {
    this.#session = session;
    this.#events = events;
    this.#tell = tell;
    this.#fail = fail;
    this.#said = said;
    this.#altered = altered;
    this.#renamed = renamed;
  }

  /** The line that `from` has said under that id, we without `from`; undefined where there is none. */
  line(id, from) {
    const me = this.#session.people.find(({ own }) => own)?.id;
    const isOurs = from === undefined || from === me;
    return this.#session.lines.find((line) => !line.events && line.id === id && (isOurs ? line.own : line.sender === from && !line.own));
  }

  /** The last line to all of our own, or of somebody else. */
  last(isOwn) {
    return this.#session.lines.findLast((line) => !line.events && line.own === isOwn && line.kind !== ALONE);
  }

  /** Says a text to all; `answered` is the line that it answers, `isAction` that it is what we do. */
  say(text, ref, { answered = null, isAction = false } = {}) {
    if (answered?.kind === ALONE) return this.#fail(words.said.answerAlone, ref); // all would read it
    const excess = this.#session.excess(text) + (answered || isAction ? AROUND_A_REPLY : 0);
    if (excess > 0) return this.#fail(words.said.tooLong(excess), ref);
    this.#comeBack();
    const manner = { ...(answered ? { re: referenceTo(answered) } : {}), ...(isAction ? { act: true } : {}) };
    return this.#showing(ref, () => this.#session.say(text, manner));
  }

  /** Says a text to one alone. */
  async sayTo(id, text, ref) {
    const asides = await this.#asides();
    if (!asides) return this.#fail(ofOthers.notNow, ref);
    const excess = this.#session.excess(text) + AROUND_A_REPLY;
    if (excess > 0) return this.#fail(words.said.tooLong(excess), ref);
    if (text.trim() === '') return undefined;
    asides.goAway(false);
    const isSaid = this.#showing(ref, () => asides.say(id, text, this.#session.lifetime));
    return isSaid ? undefined : this.#fail(words.said.nobody, ref);
  }

  /** Says an own line in other words, or takes it back where `text` is null. */
  async alter(line, text, ref) {
    const later = await this.#session.later;
    if (!later || !line?.own) return this.#fail(words.said.notUnderstood.line, ref);
    const excess = text === null ? 0 : this.#session.excess(text);
    if (excess > 0) return this.#fail(words.said.tooLong(excess), ref);
    if (text === null) {
      this.#events.withdrawn(line.id);
      later.withdraw(line);
    } else if (!later.reword(line, text)) {
      return undefined; // it says so already
    }
    return this.#altered();
  }

  /** Reacts to a line, or takes that back. */
  async react(line, emoji, ref) {
    if (!line) return this.#fail(words.said.notUnderstood.line, ref);
    const talk = await (await this.#session.later)?.talk;
    if (!talk?.react(line, emoji)) return this.#fail(ofTalk.noEmoji, ref);
    return this.#altered();
  }

  /** Takes another name. */
  async rename(typed, ref) {
    const before = this.#session.people.find(({ own }) => own)?.name;
    const { refused, name } = (await this.#asides())?.rename(typed) ?? { refused: 'notNow' };
    if (refused) return this.#fail(ofOthers.refused[refused](name), ref);
    this.#renamed(name);
    if (name !== before) this.#altered();
    return this.#tell({ type: 'named', name, ...(ref === undefined ? {} : { ref }) });
  }

  /** We are away until we say something, or are back. */
  async goAway(isAway, ref) {
    const asides = await this.#asides();
    if (!asides) return this.#fail(ofOthers.notNow, ref);
    asides.goAway(isAway);
    return undefined;
  }

  /** We are typing, to all or to one alone. */
  async types(id) {
    (await this.#asides())?.types(id);
  }

  async #asides() {
    return (await this.#session.later)?.asides;
  }

  async #comeBack() {
    (await this.#asides())?.goAway(false);
  }

  // The own line that this shows is called `ref`.
  #showing(ref, say) {
    this.#events.ref = ref;
    try {
      const isSaid = say();
      if (isSaid) this.#said();
      return isSaid;
    } finally {
      this.#events.ref = undefined;
    }
  }
}

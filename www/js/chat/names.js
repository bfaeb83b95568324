// Whose name is whose. In one stay a name belongs to whoever used it first, also when they have taken another since or are
// gone: who comes with it later, or with one that looks like it, is told apart. So are names that look like words of ours.

import { words, YOU } from '../words/words.js';
import { LookAlike } from './look-alike.js';

const MOST_OWNERS = 5000;
const LONGEST_PIECE = 8; // of an id, behind the word for a guest
// Capitals may look like others than their small letters do.
const inEachCase = (text) => [text, text.toLowerCase(), text.toUpperCase()];
const BRACKETS = /[\p{Ps}\p{Pe}]/u;

export class Names {
  #lookAlike;
  #ours = null;        // skeletons of the words that are nobody's name: `{ of, guest, you, all }`
  #owners = new Map(); // skeleton -> { id, name }, who used it first

  constructor(lookAlike = new LookAlike()) {
    this.#lookAlike = lookAlike;
  }

  /** The name with as much of the id as tells two people apart. */
  static withId(name, id) {
    return `${name} (${id.slice(0, 4)})`;
  }

  /** `id` is called `name` for sure: the server has said so. */
  own(id, name) {
    for (const each of this.#lookAlike.skeletons(name)) this.#owners.set(each, { id, name });
  }

  /**
   * `id` calls itself `name`. Returns `{ shown, like, unsure }`: the name to be shown, the name of somebody else that it looks
   * like, or null, and the name again where that cannot be told yet, else null. `isHeld(owner)` tells whether an owner is here
   * under that name still; others are forgotten first.
   */
  call(id, name, isHeld) {
    const isKnown = this.#lookAlike.knows(name);
    const skeletons = this.#lookAlike.skeletons(name);
    const other = skeletons.map((each) => this.#owners.get(each)).find((owner) => owner && owner.id !== id);
    if (other) return { shown: Names.withId(name, id), like: other.name, unsure: null };
    // As long as the table is not there nobody knows what a name in other letters looks like.
    if (!isKnown) return { shown: Names.withId(name, id), like: null, unsure: name };
    if (this.#isReserved(name)) return { shown: Names.withId(name, id), like: null, unsure: null };
    for (const each of skeletons) if (!this.#owners.has(each)) this.#owners.set(each, { id, name });
    this.#forget(isHeld);
    return { shown: name, like: null, unsure: null };
  }

  // `You`, `Deft Mole you`, `Guest 12ab`, and all that looks like them; in brackets stands only what we add.
  #isReserved(name) {
    if (BRACKETS.test(name.normalize('NFKC'))) return true;
    const { guest, you, all } = this.#reserved;
    const skeletons = this.#skeletonsOf([name]);
    const parts = this.#skeletonsOf(name.split(/[\p{Z}\p{P}\p{S}]+/u));
    return [...skeletons, ...parts].some((each) => you.includes(each)) || skeletons.some((each) => all.includes(each)) // another language may be chosen later
      || skeletons.some((each) => guest.some((word) => each.startsWith(word) && each.length <= word.length + LONGEST_PIECE));
  }

  get #reserved() {
    const [guest, you] = [words.people.guest(''), words.people.you];
    const of = [guest, you, this.#lookAlike.isWhole].join();
    if (this.#ours?.of !== of) this.#ours = { of, guest: this.#skeletonsOf([guest]), you: this.#skeletonsOf([you]), all: this.#skeletonsOf(YOU) };
    return this.#ours;
  }

  #skeletonsOf(texts) {
    return texts.flatMap(inEachCase).flatMap((text) => this.#lookAlike.skeletons(text));
  }

  #forget(isHeld) {
    if (this.#owners.size <= MOST_OWNERS) return;
    for (const [each, owner] of this.#owners) {
      if (isHeld(owner)) continue;
      this.#owners.delete(each);
      return;
    }
  }
}

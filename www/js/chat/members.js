// Who is here, under which name. The names are what people call themselves, so two may choose the same one.

import { cleanName } from '../kinds/fields.js';
import { words } from '../words/words.js';
import { Names } from './names.js';

export class Members {
  #me = null;
  #chosen = '';               // what we call ourselves, where that is another than the server says
  #names;
  #present = new Map();       // id -> { id, name, shown, like, unsure, fresh }
  #acquainted = new Map();    // id -> the name of one who was here before the server began anew

  constructor(names = new Names()) {
    this.#names = names;
  }

  /** `{ id, name }` of this page's own person; null before the first `enter`. */
  get me() {
    return this.#me;
  }

  /** How many others are here. */
  get size() {
    return this.#present.size;
  }

  /** Everybody here, this page's own person first: `{ id, name, like, own }`. */
  get people() {
    const others = [...this.#present.values()]
      .map(({ id, shown, like, isLost = false }) => ({ id, name: shown, like, isLost, own: false }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1));
    return this.#me ? [{ ...this.#me, like: null, own: true }, ...others] : others;
  }

  /**
   * `{ id, name, shown, like, unsure, fresh }` of one who is here: the name they gave ('' as long as it is not known), how that is
   * shown (see Names), and whether they have come since we are here and are not announced yet. Undefined where nobody is.
   */
  of(id) {
    return this.#present.get(id);
  }

  /** We are `id`, the others are `members`; those known from before keep their names. */
  enter({ id, name, members }) {
    for (const [known, { name: itsName }] of this.#present) this.#acquainted.set(known, itsName);
    this.#me = { id, name: this.#chosen || cleanName(name) || words.people.guest(id) };
    this.#names.own(id, this.#me.name);
    this.#present.clear();
    for (const member of members) if (member !== id) this.#add(member, { fresh: false });
  }

  /** We call ourselves `name` from now on. */
  callMe(name) {
    this.#chosen = this.#me.name = name;
    this.called(this.#me.id, name);
  }

  /** Whether somebody was here before us of whom nothing has been heard yet, not even the name. */
  get areUnheard() {
    return [...this.#present.values()].some(({ name, fresh }) => name === '' && !fresh);
  }

  /** `id` has come. False where that is no news. */
  join(id, { wasHere = false } = {}) {
    if (!this.#me || id === this.#me.id || this.#present.has(id)) return false;
    this.#add(id, { fresh: !wasHere && !this.#acquainted.has(id) });
    return true;
  }

  /** `id` has gone: who that was, or undefined. */
  leave(id) {
    const member = this.#present.get(id);
    this.#present.delete(id);
    this.#acquainted.delete(id);
    return member;
  }

  /** The member calls itself `name`. Nobody must be taken for another: who comes with a name later shows a piece of the id. */
  rename(member, name) {
    member.name = name;
    Object.assign(member, this.called(member.id, name));
  }

  /** How one who calls itself `name` is shown: see Names. */
  called(id, name) {
    return this.#names.call(id, name, (owner) => this.#isCalled(owner.id, owner.name));
  }

  /** More is known about which names look alike. True where somebody is shown by another name for it. */
  review() {
    const named = [...this.#present.values()].filter(({ name }) => name !== '');
    const before = named.map(({ shown, like }) => `${shown} ${like}`);
    for (const member of named) this.rename(member, member.name);
    return named.some(({ shown, like }, index) => before[index] !== `${shown} ${like}`);
  }

  #isCalled(id, name) {
    return this.#me.id === id || this.#present.get(id)?.name === name;
  }

  #add(id, { fresh }) {
    const member = { id, name: '', shown: words.people.guest(id), like: null, unsure: null, fresh };
    this.#present.set(id, member);
    const known = this.#acquainted.get(id);
    if (known) this.rename(member, known);
  }
}

// Who is here, under which name. The names are what people call themselves, so two may choose the same one.

import { cleanName } from '../kinds/fields.js';
import { words } from '../words/words.js';

function folded(name) {
  return name.normalize('NFKC').toLowerCase();
}

export class Members {
  #me = null;
  #present = new Map();       // id -> { id, name, shown, fresh }
  #acquainted = new Map();    // id -> the name of one who was here before the server began anew

  /** `{ id, name }` of this page's own person; null before the first `enter`. */
  get me() {
    return this.#me;
  }

  /** How many others are here. */
  get size() {
    return this.#present.size;
  }

  /** Everybody here, this page's own person first: `{ id, name, own }`. */
  get people() {
    const others = [...this.#present.values()]
      .map(({ id, shown }) => ({ id, name: shown, own: false }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1));
    return this.#me ? [{ ...this.#me, own: true }, ...others] : others;
  }

  /**
   * `{ id, name, shown, fresh }` of one who is here: the name they gave ('' as long as it is not known), the name they are
   * shown by, and whether they have come since we are here and are not announced yet. Undefined where nobody is.
   */
  of(id) {
    return this.#present.get(id);
  }

  /** We are `id`, the others are `members`; those known from before keep their names. */
  enter({ id, name, members }) {
    for (const [known, { name: itsName }] of this.#present) this.#acquainted.set(known, itsName);
    this.#me = { id, name: cleanName(name) || words.people.guest(id) };
    this.#present.clear();
    for (const member of members) if (member !== id) this.#add(member, { fresh: false });
  }

  /** `id` has come. False where that is no news. */
  join(id) {
    if (!this.#me || id === this.#me.id || this.#present.has(id)) return false;
    this.#add(id, { fresh: !this.#acquainted.has(id) });
    return true;
  }

  /** `id` has gone: who that was, or undefined. */
  leave(id) {
    const member = this.#present.get(id);
    this.#present.delete(id);
    this.#acquainted.delete(id);
    return member;
  }

  /** Two people of the same name must not be taken for each other: the later one shows a piece of the id. */
  rename(member, name) {
    const wanted = folded(name);
    const taken = folded(this.#me.name) === wanted
      || [...this.#present.values()].some((other) => other !== member && folded(other.name) === wanted);
    member.name = name;
    member.shown = taken ? `${name} (${member.id.slice(0, 4)})` : name;
  }

  #add(id, { fresh }) {
    const member = { id, name: '', shown: words.people.guest(id), fresh };
    this.#present.set(id, member);
    const known = this.#acquainted.get(id);
    if (known) this.rename(member, known);
  }
}

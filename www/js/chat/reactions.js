// Who reacts with what to which line. A reaction may come before its line does; it goes with whoever reacts, and with the author
// of the line. Beyond the bounds the oldest of one person is lost, of all of whoever has the most: however much one reacts,
// nobody else's is lost for it.

const MOST_OF_ONE = 1000; // lines
const MOST_OF_ALL = 20_000;

export class Reactions {
  #isHere;
  #bySender = new Map(); // sender -> Map of the key of a line -> { emoji, revision }
  #byLine = new Map();   // key of a line -> Map of sender -> the same
  #count = 0;

  /** `isHere(sender)` tells whose are lost first. */
  constructor(isHere) {
    this.#isHere = isHere;
  }

  /** How many are kept. */
  get size() {
    return this.#count;
  }

  /** `[sender, { emoji, revision }]` of all who have reacted to a line, in the order in which they first did. */
  of(lineKey) {
    return [...(this.#byLine.get(lineKey) ?? [])];
  }

  /** False where that is no news. */
  put(sender, lineKey, { emoji, revision }) {
    const share = this.#bySender.get(sender) ?? new Map();
    const known = share.get(lineKey);
    if (known?.revision >= revision) return false;
    const record = { emoji, revision };
    this.#bySender.set(sender, share.set(lineKey, record));
    this.#byLine.set(lineKey, (this.#byLine.get(lineKey) ?? new Map()).set(sender, record));
    if (known) return true;
    this.#count += 1;
    if (share.size > MOST_OF_ONE) this.#loseOldest(sender);
    if (this.#count > MOST_OF_ALL) this.#loseOldest(this.#largest());
    return true;
  }

  /** Forgets what those say for whom `unwanted(sender)`, and what was said of their lines; returns the keys of lines that this changes. */
  forget(unwanted) {
    const touched = new Set();
    for (const [sender, share] of this.#bySender) {
      for (const lineKey of share.keys()) {
        if (!unwanted(sender) && !unwanted(lineKey.split(' ')[0])) continue;
        this.#lose(sender, lineKey);
        touched.add(lineKey);
      }
    }
    return touched;
  }

  #loseOldest(sender) {
    this.#lose(sender, this.#bySender.get(sender).keys().next().value);
  }

  #lose(sender, lineKey) {
    for (const [all, one, other] of [[this.#bySender, sender, lineKey], [this.#byLine, lineKey, sender]]) {
      const held = all.get(one);
      held.delete(other);
      if (held.size === 0) all.delete(one);
    }
    this.#count -= 1;
  }

  #largest() {
    const weightOf = ([sender, { size }]) => (this.#isHere(sender) ? size : Infinity);
    return [...this.#bySender].reduce((most, share) => (weightOf(share) > weightOf(most) ? share : most))[0];
  }
}

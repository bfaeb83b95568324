// What belongs to a line without being one, such as a reaction. It may come before its line does; it goes with its author.

const MOST = 20_000; // more are not kept

export class Attachments {
  #byLine = new Map();        // key of a line -> Map of key -> attachment
  #count = 0;

  /** Keeps an attachment `{ key, sender, ... }` of the line with that key. False where it is held already, or too many are. */
  add(lineKey, attachment) {
    const held = this.#byLine.get(lineKey) ?? new Map();
    if (held.has(attachment.key) || this.#count >= MOST) return false;
    this.#byLine.set(lineKey, held.set(attachment.key, attachment));
    this.#count += 1;
    return true;
  }

  /** Those of a line, in the order in which they came. */
  of(lineKey) {
    return [...(this.#byLine.get(lineKey)?.values() ?? [])];
  }

  /** Forgets those for which `unwanted` holds; returns the keys of the lines that they belonged to. */
  forget(unwanted) {
    const touched = [];
    for (const [lineKey, held] of this.#byLine) {
      const before = held.size;
      for (const attachment of held.values()) if (unwanted(attachment)) held.delete(attachment.key);
      if (held.size === before) continue;
      this.#count -= before - held.size;
      touched.push(lineKey);
      if (held.size === 0) this.#byLine.delete(lineKey);
    }
    return touched;
  }
}

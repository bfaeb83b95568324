// Bytes that come one after the other. However small the pieces are, they take little more room than the bytes themselves.

const CHUNK = 64 * 1024;

export class Pile {
  #full = [];
  #last = new Uint8Array(0);
  #filled = 0;         // bytes of the last

  add(piece) {
    for (let from = 0; from < piece.length;) {
      if (this.#filled === this.#last.length) this.#begin();
      const part = piece.subarray(from, from + this.#last.length - this.#filled);
      this.#last.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
    }
  }

  /** How many parts they are in. */
  get parts() {
    return this.#full.length + 1;
  }

  toBlob(type) {
    return new Blob([...this.#full, this.#last.subarray(0, this.#filled)], { type });
  }

  #begin() {
    if (this.#filled > 0) this.#full.push(this.#last);
    this.#last = new Uint8Array(CHUNK);
    this.#filled = 0;
  }
}

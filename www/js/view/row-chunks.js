// A very long list kept as a row of short ones, so that the browser can pass over whole chunks out of sight.

const MOST_ITEMS = 100;

export class Chunks {
  #parent;

  constructor(parent) {
    this.#parent = parent;
  }

  /** Puts `item` before the item `place`, or at the end where that is null. */
  insert(item, place) {
    const chunk = place ? place.parentElement : this.#lastWithRoom();
    chunk.insertBefore(item, place);
    if (chunk.childElementCount > MOST_ITEMS) this.#split(chunk);
  }

  remove(item) {
    const chunk = item.parentElement;
    item.remove();
    if (chunk.childElementCount === 0) chunk.remove();
  }

  clear() {
    this.#parent.replaceChildren();
  }

  /** The item before `item`, or null. */
  before(item) {
    return item.previousElementSibling ?? item.parentElement.previousElementSibling?.lastElementChild ?? null;
  }

  /** The item after `item`, or null. */
  after(item) {
    return item.nextElementSibling ?? item.parentElement.nextElementSibling?.firstElementChild ?? null;
  }

  #lastWithRoom() {
    const last = this.#parent.lastElementChild;
    return last && last.childElementCount < MOST_ITEMS ? last : this.#newChunk(null);
  }

  #newChunk(place) {
    const chunk = document.createElement('ol');
    chunk.className = 'chunk';
    this.#parent.insertBefore(chunk, place);
    return chunk;
  }

  #split(chunk) {
    const half = [...chunk.children].slice(MOST_ITEMS / 2);
    this.#newChunk(chunk.nextElementSibling).append(...half);
  }
}

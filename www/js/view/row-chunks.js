// A very long list kept as a row of short ones, so that the browser can pass over whole chunks out of sight.

const MOST_ITEMS = 100;

// The first of elements one below the other whose lower edge is below the height `y` of the window.
function firstBelow(elements, y) {
  let [low, high] = [0, elements.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (elements[middle].getBoundingClientRect().bottom > y) high = middle;
    else low = middle + 1;
  }
  return elements[low] ?? null;
}

export class Chunks {
  #parent;

  constructor(parent) {
    this.#parent = parent;
  }

  get isEmpty() {
    return this.#parent.childElementCount === 0;
  }

  /** Puts `item` before the item `place`, or at the end where that is null. */
  insert(item, place) {
    const chunk = place ? place.parentElement : this.#lastWithRoom();
    chunk.insertBefore(item, place);
    if (chunk.childElementCount > MOST_ITEMS) this.#split(chunk, item);
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

  /** The first item that reaches below the height `y` of the window, or null. */
  firstBelow(y) {
    const chunk = firstBelow(this.#parent.children, y);
    if (!chunk) return null;
    return firstBelow(chunk.children, y) ?? chunk.nextElementSibling?.firstElementChild ?? null;
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

  // The half moves that holds the new `item`: what is read at the moment stays where it is, with its focus and selection.
  #split(chunk, item) {
    const items = [...chunk.children];
    const half = MOST_ITEMS / 2;
    if (items.indexOf(item) < half) this.#newChunk(chunk).append(...items.slice(0, half));
    else this.#newChunk(chunk.nextElementSibling).append(...items.slice(half));
  }
}

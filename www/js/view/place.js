// The reader's place in the log: which row is under the eye, and at what height of the window it stands. Whatever happens
// above it, `restore` brings it back there. Browsers have such an anchoring too (Safari has not); the style sheet turns
// theirs off, so that not two of them correct the same.

const INTO_A_LINE_PX = 8; // from the upper edge of what is seen to a point in its first line of text
const NOT_SEEN_PX = 1;

// The character at a point of the window, where the browser can tell: { node, offset }.
function characterAt(x, y) {
  const position = document.caretPositionFromPoint?.(x, y);
  if (position) return { node: position.offsetNode, offset: position.offset };
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}

function topOfCharacter({ node, offset }) {
  if (!node.isConnected || !node.data) return null;
  const range = document.createRange();
  range.setStart(node, Math.min(offset, node.length - 1));
  range.setEnd(node, Math.min(offset + 1, node.length));
  return range.getClientRects()[0]?.top ?? null;
}

// What of a row that begins above `edge` is seen first: a row may be many screens long, and be wrapped anew.
function characterIn(row, edge) {
  const text = row.querySelector('.text')?.getBoundingClientRect();
  if (!text) return null;
  const character = characterAt(text.left + text.width / 2, edge + INTO_A_LINE_PX);
  return character && row.contains(character.node) && topOfCharacter(character) !== null ? character : null;
}

const topOf = (element) => element.getBoundingClientRect().top;

// The height of what is read of a row: the name above the text comes and goes with the row before.
const textTopOf = (row) => topOf(row.querySelector('.text') ?? row);

export class Place {
  #scroller; #rows;
  #mark = null; // { row, top, character, characterTop, edge, width, height }
  #set = 0; // where we scrolled to: what has moved from there was moved by the reader
  #unmet = false; // the row could not be brought where it was

  /** `rows` are the Chunks that `scroller` scrolls. */
  constructor(scroller, rows) {
    this.#scroller = scroller;
    this.#rows = rows;
  }

  /** How much more there is below what is seen. */
  get toGo() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Whether the reader has scrolled since the place was noted. Where less is left to scroll, browsers go back to the end of it. */
  get isLeft() {
    const { scrollTop } = this.#scroller;
    return scrollTop > this.#set || (scrollTop < this.#set && this.toGo >= NOT_SEEN_PX);
  }

  /** Takes the first row that begins where it is seen; within a long one, the words that are seen first. */
  note() {
    const { top: edge, bottom } = this.#scroller.getBoundingClientRect();
    this.#set = this.#scroller.scrollTop;
    this.#unmet = false;
    this.#mark = null;
    const first = this.#rows.firstBelow(edge + NOT_SEEN_PX);
    if (!first || topOf(first) >= bottom) return;
    const next = this.#rows.after(first);
    const isCut = textTopOf(first) < edge;
    this.hold(isCut && next && textTopOf(next) < edge + (bottom - edge) / 3 ? next : first);
    const character = isCut && this.#mark.row === first ? characterIn(first, edge) : null;
    if (character) Object.assign(this.#mark, { character, characterTop: topOfCharacter(character) });
  }

  /** Takes `row`, the text of which is to stand at the height `top` of the window. */
  hold(row, top = textTopOf(row)) {
    this.#mark = { row, top, character: null, edge: topOf(this.#scroller), width: innerWidth, height: innerHeight };
  }

  /** Takes `row`, of which nothing is to be above what is seen. */
  holdAll(row) {
    const [edge, top, textTop] = [topOf(this.#scroller), topOf(row), textTopOf(row)];
    this.hold(row, textTop + Math.max(0, edge - top));
  }

  /**
   * Before changes: takes where the reader is now, but no row for which `goes(row)` is true: the next one then. Returns what
   * it had to give up, `{ row, top }`, or null.
   */
  prepare(goes) {
    if (this.isLeft || this.#unmet || !this.#mark?.row.isConnected) this.note();
    if (!this.#mark || !goes(this.#mark.row)) return null;
    const { row, top } = this.#mark;
    const next = this.#survivor(row, goes);
    const { top: edge, bottom } = this.#scroller.getBoundingClientRect();
    if (!next) this.#mark = null;
    else this.hold(next, topOf(next) < bottom ? Math.max(textTopOf(next), edge) : edge);
    return { row, top };
  }

  /** Scrolls so that the place is where it was. */
  restore() {
    if (!this.#mark?.row.isConnected) return;
    const away = this.#away();
    if (Math.abs(away) >= NOT_SEEN_PX / 2) this.#scroller.scrollTop += away;
    this.#set = this.#scroller.scrollTop;
    this.#unmet = Math.abs(this.#away()) > NOT_SEEN_PX;
  }

  /** Scrolls to the end; where nothing has been said, to the beginning of what stands there instead. */
  toEnd() {
    this.#scroller.scrollTop = this.#rows.isEmpty ? 0 : this.#scroller.scrollHeight;
    this.#set = this.#scroller.scrollTop;
  }

  // By how much it is too low. In a window of another size it keeps its distance from the upper edge of the log instead:
  // what is above the log has another size too then.
  #away() {
    const { row, top, character, characterTop, edge, width, height } = this.#mark;
    const shift = width === innerWidth && height === innerHeight ? 0 : topOf(this.#scroller) - edge;
    const now = character && topOfCharacter(character);
    return now === null ? textTopOf(row) - top - shift : now - characterTop - shift;
  }

  #survivor(row, goes) {
    for (const next of ['after', 'before']) {
      let other = row;
      while (other && goes(other)) other = this.#rows[next](other);
      if (other) return other;
    }
    return null;
  }
}

// Marks places in texts: by the browser's highlights, which change nothing in the page, and where it has none by elements.

import { make } from '../elements.js';

const MOST = 1000;
const ALL = 'search';
const CURRENT = 'search-current';

const hasHighlights = () => Boolean(globalThis.CSS?.highlights && globalThis.Highlight);

// The texts in an element, one behind the other: `{ node, from }` each, and all of it.
function textsIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let whole = '';
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node, from: whole.length });
    whole += /** @type {Text} */ (node).data;
  }
  return { nodes, whole };
}

function rangeOf(nodes, from, to) {
  const at = (index, isEnd) => nodes.findLast((each) => (isEnd ? each.from < index : each.from <= index));
  const [first, last] = [at(from, false), at(to, true)];
  const range = document.createRange();
  range.setStart(first.node, from - first.from);
  range.setEnd(last.node, to - last.from);
  return range;
}

/** `{ ranges, isMore }` of where the elements say `query`, in whatever case. */
export function placesOf(elements, query) {
  const wanted = new RegExp(query.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu');
  const ranges = [];
  for (const element of elements) {
    const { nodes, whole } = textsIn(element);
    for (const match of whole.matchAll(wanted)) {
      if (ranges.length >= MOST) return { ranges, isMore: true };
      ranges.push(rangeOf(nodes, match.index, match.index + match[0].length));
    }
  }
  return { ranges, isMore: false };
}

// One text of one element at a time, from behind: so the places before stay what they are.
function wrap(range) {
  const { startContainer: start, endContainer: end, startOffset, endOffset } = range;
  if (start !== end) return []; // across elements; it is found, but not marked
  const rest = start.splitText(startOffset);
  rest.splitText(endOffset - startOffset);
  const mark = make('mark', '');
  rest.replaceWith(mark);
  mark.append(rest);
  range.selectNodeContents(mark);
  return [mark];
}

export class Marked {
  #marks = new Map(); // range -> elements

  /** Marks these ranges, in place of those before. */
  show(ranges) {
    this.clear();
    if (hasHighlights()) CSS.highlights.set(ALL, new Highlight(...ranges));
    else for (const range of [...ranges].reverse()) this.#marks.set(range, wrap(range));
  }

  /** One of them is where the reader is. */
  showCurrent(range) {
    if (hasHighlights()) {
      const highlight = new Highlight(range);
      highlight.priority = 1;
      CSS.highlights.set(CURRENT, highlight);
    }
    for (const [each, marks] of this.#marks) for (const mark of marks) mark.classList.toggle('current', each === range);
  }

  clear() {
    if (hasHighlights()) for (const name of [ALL, CURRENT]) CSS.highlights.delete(name);
    for (const mark of [...this.#marks.values()].flat()) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent?.normalize();
    }
    this.#marks.clear();
  }
}

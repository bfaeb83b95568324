// What of a text is Markdown, as a tree that knows nothing of the page.
//
// The package reads, and has rules of its own against what takes long; here is what a chat needs besides:
// - Nothing that was written is lost. HTML, entities, tables and definitions of links are the text that they are.
// - Newlines are newlines, and spaces stay. A quote or a list ends with its lines: what stands below is an answer to it.
// - A web address is never taken apart, and what may be opened is decided by addresses.js alone.
// - What is too long, too deep or has too many parts is no Markdown: it is shown as it was written.
//
// A node is a text, or `{ type, children }` with `type` one of `paragraph`, `heading`, `quote`, `list` (`start` where it is
// numbered), `item`, `em`, `strong`, `del` and `link` (`href`, `host`), or one without children: `rule`, `block` (code: `text`,
// `info`), `code` (`text`) and `address` (a piece of addresses.js).

import { isBlank } from './blank.js';

const LONGEST = 32_000; // characters
const MOST_TOKENS = 4000;
const DEEPEST = 20;
const LONGEST_INFO = 40;
const LONGEST_LABEL = 200; // of a link, on one line: the host behind it must be in sight

/** A text without any of this is no Markdown, which spares most texts all the rest. */
const SIGNS = /[*_`]|~~|\]\(|^ {0,3}(?:>(?:[\s>]|$)|#{1,6} |- |-{3}|\d{1,9}[.)] )/m;
const SHRUG = '\\_(ツ)_/'; // its arm is no escape
const ESCAPES = /\\[*_`~]/;

const WITHIN = /^\s*(?:>|[-*] |\d+[.)] )/; // a quote or a list

const RULES = ['blockquote', 'fence', 'heading', 'hr', 'list', 'backticks', 'emphasis', 'strikethrough', 'escape', 'link', 'image'];
const STOPS = new Set('\\`*_~![]');

const CONTAINERS = {
  paragraph_open: () => ({ type: 'paragraph' }),
  heading_open: () => ({ type: 'heading' }),
  blockquote_open: () => ({ type: 'quote' }),
  bullet_list_open: () => ({ type: 'list' }),
  ordered_list_open: (token) => ({ type: 'list', start: Number(token.attrGet('start') ?? 1) }),
  list_item_open: () => ({ type: 'item' }),
  em_open: () => ({ type: 'em' }),
  strong_open: () => ({ type: 'strong' }),
  s_open: () => ({ type: 'del' }),
};

const LEAVES = {
  text: ({ content }) => content,
  text_special: ({ content }) => content,
  softbreak: () => '\n',
  hardbreak: () => '\n',
  hr: () => ({ type: 'rule' }),
  code_inline: ({ content }) => ({ type: 'code', text: content }),
  fence: ({ content, info }) => ({ type: 'block', text: content.replace(/\n$/, ''), info: info.trim().slice(0, LONGEST_INFO) }),
  address: ({ meta }) => ({ type: 'address', ...meta }),
};

/** Whether a text has any sign that Markdown knows. */
export function mayBeMarkdown(text) {
  return text.length <= LONGEST && SIGNS.test(text);
}

// People open a code block behind their words, begin the code beside its sign and end it beside its last line.
function withWholeFences(text) {
  if (!text.includes('```')) return text;
  const lines = [];
  const last = text.lastIndexOf('```');
  let [open, at] = [0, 0];
  for (const line of text.split('\n')) {
    const [, before, sign, behind] = /^([^`]*)(`{3,})([^`]*)$/.exec(line) ?? [];
    const isTop = sign && !WITHIN.test(before);
    const ends = isTop && sign.length >= open && behind.trim() === '';
    at += line.length + 1;
    if (!isTop || (open > 0 && !ends) || (open === 0 && last < at)) lines.push(line);
    else {
      if (before.trim() !== '') lines.push(before, sign);
      else lines.push(before + sign);
      if (open > 0 || !/\S\s+\S/.test(behind)) lines[lines.length - 1] += behind;
      else lines.push(behind);
      open = open > 0 ? 0 : sign.length;
    }
  }
  return lines.join('\n');
}

// Addresses are found in a paragraph once, and are tokens of their own.
function keepAddresses(md, piecesOf, work) {
  const known = new WeakMap();
  const addressesOf = (state) => {
    if (known.has(state)) return known.get(state);
    const found = new Map();
    let at = 0;
    for (const piece of piecesOf(state.src, work)) {
      if (piece.href) found.set(at, piece);
      at += piece.text.length;
    }
    known.set(state, found);
    return found;
  };
  md.inline.ruler.at('text', (state, silent) => {
    const { pos, posMax, src } = state;
    const addresses = addressesOf(state);
    const address = addresses.get(pos);
    if (address && pos + address.text.length <= posMax) {
      if (!silent) Object.assign(state.push('address', '', 0), { content: address.text, meta: address });
      state.pos += address.text.length;
      return true;
    }
    let end = pos;
    while (end < posMax && !STOPS.has(src[end]) && (end === pos || !addresses.has(end))) end += 1;
    work.steps += end - pos;
    if (end === pos) return false;
    if (!silent) state.pending += src.slice(pos, end);
    state.pos = end;
    return true;
  });
}

// The package has no way to a rule but by its place.
function ruleOf(ruler, name) {
  ruler.enableOnly(name);
  return ruler.getRules('')[0];
}

function lineAt(state, line) {
  return state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
}

function takeWhatPeopleMean(md, MarkdownIt) {
  const { ruler } = new MarkdownIt().block;
  const [quote, list] = ['blockquote', 'list'].map((name) => ruleOf(ruler, name));
  const alt = ['paragraph', 'reference', 'blockquote'];
  // ">.<" is a face, and "+ 1" a vote.
  md.block.ruler.at('blockquote', (state, line, ...rest) => /^>(?:[\s>]|$)/.test(lineAt(state, line)) && quote(state, line, ...rest), { alt: [...alt, 'list'] });
  md.block.ruler.at('list', (state, line, ...rest) => lineAt(state, line)[0] !== '+' && list(state, line, ...rest), { alt });
  // It only ever ends what stands above: a quote at any line that has no sign, a paragraph of a list at one that is not indented.
  const ends = (state, line, end, silent) => silent && (state.parentType === 'blockquote' || state.sCount[line] < state.blkIndent);
  md.block.ruler.before('paragraph', 'ends', ends, { alt: ['blockquote', 'paragraph'] });
  md.inline.ruler.before('escape', 'shrug', (state, silent) => {
    if (!state.src.startsWith(SHRUG, state.pos)) return false;
    if (!silent) state.pending += SHRUG;
    state.pos += SHRUG.length;
    return true;
  });
}

function parserOf(MarkdownIt, piecesOf, work) {
  const md = new MarkdownIt('zero', { maxNesting: DEEPEST });
  md.enable(RULES);
  md.core.ruler.disable('text_join');
  md.normalizeLink = (address) => address;
  md.validateLink = () => true; // the tree has a better eye for them
  keepAddresses(md, piecesOf, work);
  takeWhatPeopleMean(md, MarkdownIt);
  const count = () => {
    work.steps += 1;
    return false;
  };
  md.inline.ruler.before('text', 'count', count);
  md.block.ruler.before('fence', 'count', count);
  return md;
}

class Tree {
  nodes = [];
  isMarked = false; // whether there is more in it than paragraphs of text
  isWhole = true;
  #piecesOf;
  #tokens = 0;
  #open = [];

  constructor(piecesOf) {
    this.#piecesOf = piecesOf;
  }

  take(tokens) {
    for (const token of tokens) {
      this.#tokens += 1;
      // The package leaves out what is deeper than it goes.
      this.isWhole &&= this.#tokens <= MOST_TOKENS && token.level < DEEPEST - 1 && this.#open.length < DEEPEST;
      if (!this.isWhole) return;
      if (!token.hidden) this.#takeOne(token);
    }
  }

  #takeOne(token) {
    const { type, nesting, children, content } = token;
    if (type === 'inline') this.take(children);
    else if (type === 'image') {
      this.#openLink(token, 'src');
      this.take(children);
      this.#close();
    } else if (type === 'link_open') this.#openLink(token, 'href');
    else if (nesting < 0) this.#close();
    else if (nesting > 0) this.#enter(CONTAINERS[type]?.(token) ?? { type: 'paragraph' });
    else this.#add(LEAVES[type]?.(token) ?? content);
  }

  get #children() {
    return this.#open.at(-1)?.children ?? this.nodes;
  }

  // It is not known yet whether it is one.
  #openLink(token, where) {
    this.#open.push({ link: { sign: token.type === 'image' ? '![' : '[', address: token.attrGet(where), title: token.attrGet('title') }, children: [] });
  }

  #add(...nodes) {
    for (const node of nodes) this.#addOne(node);
  }

  #addOne(node) {
    const children = this.#children;
    if (typeof node !== 'string') {
      this.isMarked ||= !['paragraph', 'address'].includes(node.type);
      children.push(node);
    } else if (typeof children.at(-1) === 'string') children[children.length - 1] += node;
    else if (node !== '') children.push(node);
  }

  #enter(node) {
    node.children = [];
    this.#add(node);
    this.#open.push(node);
  }

  #close() {
    const { link, children } = this.#open.pop();
    if (link) this.#add(...this.#linked(link, children));
  }

  // What would be an address in a text can be opened, if it is seen where that goes; the rest is shown as it was written.
  #linked({ sign, address, title }, children) {
    const [piece, ...more] = this.#piecesOf(address);
    const label = plainOf(children);
    if (piece?.href && more.length === 0 && !this.#open.some(({ link }) => link) && label.length <= LONGEST_LABEL && !label.includes('\n')) {
      return [{ type: 'link', href: piece.href, host: new URL(piece.href).host, children }];
    }
    const behind = this.#piecesOf(`](${address}${title ? ` "${title}"` : ''})`);
    return [sign, ...children, ...behind.map((each) => (each.href ? LEAVES.address({ meta: each }) : each.text))];
  }
}

/** The text of a tree without any sign, as one reads it out. */
export function plainOf(nodes) {
  return nodes.map((node, index) => {
    if (typeof node === 'string') return node;
    const { type, text, children, host } = node;
    const inner = text ?? (children ? plainOf(children) : '');
    if (type === 'link') return `${inner} (${host})`;
    const isBlock = ['paragraph', 'heading', 'quote', 'list', 'item', 'block', 'rule'].includes(type);
    return isBlock && index < nodes.length - 1 ? `${inner}\n` : inner;
  }).join('');
}

/** Makes what reads texts. `work.steps` counts what it does, for a test. */
export function createMarkdown({ MarkdownIt, piecesOf, settled }, work = { steps: 0 }) {
  const md = parserOf(MarkdownIt, piecesOf, work);

  /** The nodes of a text; null where it is to be shown as it was written. */
  return (text) => {
    if (!mayBeMarkdown(text)) return null;
    const source = withWholeFences(settled(text));
    const tree = new Tree(piecesOf);
    try {
      tree.take(md.parse(source, {}));
    } catch { // whatever the package stumbles at must not stop the page
      return null;
    }
    if (!tree.isWhole || !(tree.isMarked || ESCAPES.test(source)) || isBlank(plainOf(tree.nodes))) return null;
    return tree.nodes;
  };
}

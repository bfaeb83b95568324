// Shows the Markdown of texts, and makes links of the addresses in them: the nodes that kinds/markdown.js finds become elements of a few kinds, made here, each with texts of
// others in it and nothing else of theirs. It is loaded once one is online; until then, and without it, texts are shown as they were written.

import { mayHoldAddress, piecesOf } from '../../kinds/addresses.js';
import { settled } from '../../kinds/direction.js';
import { isEmojiAlone, mayNameEmoji, withEmoji } from '../../kinds/emoji.js';
import { createMarkdown, mayBeMarkdown, plainOf } from '../../kinds/markdown.js';
import { MarkdownIt } from '../../packages/markdown.js';
import { loadSheet } from '../connection-dialog.js';
import { make } from '../elements.js';
import { makeBlock, watchBlocks } from './code-block.js';

// Rows that stand already, newest first, so that nobody waits for the whole of a long talk.
const isText = (kind) => kind === 'text' || kind === 'alone';
const ROWS_AT_ONCE = 200;
const CHARACTERS_AT_ONCE = 30_000;

const PLAIN = { paragraph: 'p', heading: 'p', quote: 'blockquote', item: 'li', em: 'em', strong: 'strong', del: 'del' };
const BLOCKS = new Set(['paragraph', 'heading', 'quote', 'list', 'item']);

function makeList({ start }) {
  if (start === undefined) return make('ul');
  const list = Object.assign(make('ol'), { start });
  list.style.setProperty('--digits', String(start).length);
  return list;
}

export class Formatting {
  #texts; #log; #say;
  #treeOf = createMarkdown({ MarkdownIt, piecesOf, settled });
  #watch = watchBlocks();
  #emoji = null;

  /** `texts` is that of row.js, `log`, `announcer` and `composer` what they are; `lines()` are those of the conversation. */
  constructor({ texts, log, announcer, composer, lines }) {
    this.#texts = texts;
    this.#log = log;
    this.#say = (sentence) => announcer.say(sentence);
    const { speak } = announcer;
    announcer.speak = (line) => this.#speak(line) ?? speak(line);
    composer.reword = (text) => (this.#emoji ? withEmoji(text, this.#emoji, piecesOf) : text);
    document.querySelector('#composer').addEventListener('input', ({ target }) => this.#typed(/** @type {HTMLTextAreaElement} */ (target)));
    loadSheet(document.body, /** @type {HTMLElement} */ (document.querySelector('#lines')).dataset.style).then(() => this.#begin(lines()));
  }

  #begin(lines) {
    const plain = this.#texts.fill;
    this.#texts.fill = (element, line) => this.#fill(element, line) || plain(element, line);
    this.#showAgain(lines.filter(({ kind, content }) => isText(kind) && (mayBeMarkdown(content.text) || mayHoldAddress(content.text) || isEmojiAlone(content.text))));
  }

  #nodesOf({ kind, content }) {
    return isText(kind) ? this.#treeOf(content.text) : null;
  }

  #speak(line) {
    const nodes = this.#nodesOf(line);
    return nodes && plainOf(nodes);
  }

  #fill(element, line) {
    if (isText(line.kind) && isEmojiAlone(line.content.text)) element.classList.add('emoji');
    const nodes = this.#nodesOf(line);
    if (!nodes) return this.#fillPlain(element, line);
    element.classList.add('formatted');
    element.append(...this.#elementsOf(nodes));
    return true;
  }

  // First what it looks like, then what is an address in that: a link must open what it shows.
  #fillPlain(element, { kind, content }) {
    if (!isText(kind) || !mayHoldAddress(content.text)) return false;
    element.append(...piecesOf(settled(content.text)).map(this.#texts.makePiece));
    return true;
  }

  #showAgain(lines) {
    for (let rows = 0, characters = 0; lines.length > 0 && rows < ROWS_AT_ONCE && characters < CHARACTERS_AT_ONCE; rows += 1) {
      const line = lines.pop();
      characters += line.content.text.length;
      this.#texts.refresh(this.#log.rowOf(line), line);
    }
    if (lines.length > 0) setTimeout(() => this.#showAgain(lines));
  }

  async #typed({ value }) {
    if (this.#emoji || !mayNameEmoji(value)) return;
    try {
      this.#emoji = (await import('../../packages/emoji-names.js')).emoji;
    } catch { /* the network: the next letter asks again */ }
  }

  #elementsOf(nodes, isLink = false) {
    return nodes.map((node) => (typeof node === 'string' ? node : this.#elementOf(node, isLink)));
  }

  #elementOf(node, isLink) {
    const { type, text, children } = node;
    if (type === 'address') return isLink ? text : this.#texts.makePiece(node);
    if (type === 'code') return Object.assign(make('code', '', text), { dir: 'auto' });
    if (type === 'block') return makeBlock(node, { watch: this.#watch, say: this.#say });
    if (type === 'rule') return make('hr');
    if (type === 'link') return this.#linkOf(node);
    const element = type === 'list' ? makeList(node) : make(PLAIN[type] ?? 'span', type === 'heading' ? 'heading' : '');
    if (BLOCKS.has(type)) element.dir = 'auto';
    element.append(...this.#elementsOf(children, isLink));
    return element;
  }

  // Whatever its text says, the host that it opens stands behind it.
  #linkOf({ href, host, children }) {
    const link = this.#texts.makePiece({ text: '', href, host });
    const label = make('bdi');
    label.append(...this.#elementsOf(children, true));
    link.prepend(label);
    return link;
  }
}

// The language of the page: that of the browser, or one that is chosen. What is on the screen already changes in its place:
// nothing of the talk is lost, nor the focus.

import '../../words/en-page.js';
import { choose, directionOf, languages } from '../../words/languages.js';
import { Sentences, Translation } from '../../words/translation.js';

const OF_OTHERS = ['.text', '.name', '.face', '.words', '.twelve', 'bdi', 'textarea', 'input'].join(); // what people say, and words that are the same for all
const ATTRIBUTES = ['aria-label', 'title', 'placeholder'];

/** Puts the sentence that `now(text)` gives for the whole text of a node in its place, between the spaces around it. */
function replaceIn(node, now) {
  const whole = now(node.data);
  if (whole !== undefined) {
    node.data = whole;
    return;
  }
  const text = node.data.trim();
  const sentence = text && now(text);
  if (sentence !== undefined && sentence !== '') node.data = node.data.replace(text, () => sentence);
}

export class Language {
  #root; #redraw;
  #sentences = new Sentences(globalThis.oneTimeChat);
  #code = 'en';
  #wanted = 'en';

  /** `root` is the element of the document; `redraw()` draws anew what has numbers or names in it. */
  constructor(root, redraw) {
    this.#root = root;
    this.#redraw = redraw;
  }

  /** The code of the language that is spoken. */
  get code() {
    return this.#code;
  }

  /** Speaks the first of those wanted that is here, all tags such as `de-AT`. Rejects where its file does not come. */
  async speakOneOf(wanted) {
    const [code, locale] = choose(wanted);
    this.#wanted = locale;
    const [, load] = languages[code];
    const translation = load ? new Translation(locale, (await load()).words) : null;
    if (this.#wanted !== locale || (code === 'en' && this.#code === 'en')) return; // another has been chosen meanwhile
    const before = new Map(this.#sentences.plain);
    this.#sentences.speak(translation);
    this.#code = code;
    this.#root.lang = code;
    this.#root.dir = directionOf(code);
    this.#replace(before, new Map(this.#sentences.plain));
    this.#redraw();
  }

  // Of an element of index.html is known which sentence it had, though scripts may have put another there.
  #replace(before, after) {
    const changed = new Map([...before].map(([path, sentence]) => [sentence, after.get(path)]));
    const nowAt = (name) => {
      const path = before.has(`page.${name}`) ? `page.${name}` : `main.${name}`;
      return (text) => (name && text === before.get(path) ? after.get(path) : changed.get(text));
    };
    for (const node of this.#texts()) replaceIn(node, nowAt(node.parentElement.dataset.words));
    for (const name of ATTRIBUTES) {
      for (const element of this.#root.querySelectorAll(`[${name}]`)) {
        const now = nowAt(element.getAttribute(`data-words-${name}`))(element.getAttribute(name));
        if (now !== undefined) element.setAttribute(name, now);
      }
    }
  }

  #texts() {
    const isOfOthers = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(OF_OTHERS);
    const walker = document.createTreeWalker(this.#root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => (isOfOthers(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.nodeType === Node.TEXT_NODE) texts.push(walker.currentNode);
    return texts;
  }
}

/** Says again what stands at the rows of a log in words with numbers; `words` are those of the page. */
export function redrawRows(log, rows, words) {
  log.apply(rows.map((row) => ({ type: 'changed', line: log.lineOf(row) })).filter(({ line }) => line));
  for (const row of rows) {
    const opener = row.querySelector('.unfold');
    if (!opener) continue;
    const isOpen = opener.getAttribute('aria-expanded') === 'true';
    opener.textContent = isOpen ? words.log.showLess : words.log.showAll(row.querySelector('.text').textContent.length);
  }
}

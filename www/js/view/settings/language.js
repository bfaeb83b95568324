// The language of the page: that of the browser, or one that is chosen. What is on the screen already changes in its place:
// nothing of the talk is lost, nor the focus.

import '../../words/en-page.js';
import { choose, directionOf, languages } from '../../words/languages.js';
import { Sentences, Translation } from '../../words/translation.js';

const OF_OTHERS = ['.text', '.name', '.face', '.words', '.twelve', 'bdi', 'textarea', 'input'].join(); // what people say, and words that are the same for all
const ATTRIBUTES = ['aria-label', 'title', 'placeholder'];

export class Language {
  #root; #offered; #redraw;
  #sentences = new Sentences(globalThis.oneTimeChat);
  // Which sentence stands where, since two may be the same in one language and not in another: a text or an element -> the path.
  #paths = new WeakMap();
  #pathsOf = new Map(ATTRIBUTES.map((name) => [name, new WeakMap()]));
  #code = 'en';
  #wanted = 'en';
  #isChosen = false;

  /** `root` is the element of the document; `offered` are codes; `redraw()` draws anew what has numbers or names in it. */
  constructor(root, offered, redraw) {
    this.#root = root;
    this.#offered = offered;
    this.#redraw = redraw;
  }

  get offered() {
    return this.#offered;
  }

  /** The code of the language that is spoken. */
  get code() {
    return this.#code;
  }

  /** Speaks what the browser asks for, unless something has been chosen. */
  async begin(wanted) {
    if (!this.#isChosen) await this.#speakOneOf(wanted);
  }

  /** Speaks the language of that code. Rejects where its file does not come. */
  choose(code) {
    this.#isChosen = true;
    return this.#speakOneOf([code]);
  }

  // The first of those wanted that is here, all tags such as `de-AT`.
  async #speakOneOf(wanted) {
    const [code, locale] = choose(wanted, this.#offered);
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

  #replace(before, after) {
    const pathOf = new Map([...before].reverse().map(([path, sentence]) => [sentence, path])); // of two the first
    const now = (paths, key, text) => {
      const known = paths.get(key);
      const path = before.get(known) === text ? known : pathOf.get(text);
      if (path) paths.set(key, path);
      return after.get(path);
    };
    for (const node of this.#texts()) {
      const { data } = node;
      const whole = now(this.#paths, node, data);
      const sentence = whole ?? now(this.#paths, node, data.trim());
      if (sentence !== undefined) node.data = whole ?? data.replace(data.trim(), () => sentence);
    }
    for (const [name, paths] of this.#pathsOf) {
      for (const element of this.#root.querySelectorAll(`[${name}]`)) {
        const sentence = now(paths, element, element.getAttribute(name));
        if (sentence !== undefined) element.setAttribute(name, sentence);
      }
    }
  }

  #texts() {
    const isOfOthers = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(OF_OTHERS);
    const walker = document.createTreeWalker(this.#root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => (isOfOthers(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    /** @type {Text[]} */
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.nodeType === Node.TEXT_NODE) texts.push(/** @type {Text} */ (walker.currentNode));
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

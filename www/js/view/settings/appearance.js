// Light, dark or high contrast by choice. The style sheets ask the browser what the system wants (prefers-color-scheme,
// prefers-contrast); with a choice, these questions get its answer instead. So no rule is there twice, nor need those of a
// part that is loaded later know of it.

const QUESTION = /\(\s*prefers-(color-scheme|contrast)\s*:\s*([\w-]+)\s*\)/;

/** What can be chosen: the answers that a choice gives, by the question. What is not named here the system answers. */
const CHOICES = {
  system: {},
  light: { 'color-scheme': 'light' },
  dark: { 'color-scheme': 'dark' },
  contrast: { contrast: 'more' },
};

export const appearances = Object.keys(CHOICES);

function* mediaRulesIn(rules) {
  for (const rule of rules) {
    if (rule.media && rule.cssRules) yield rule;
    const inner = rule.cssRules ?? rule.styleSheet?.cssRules; // the latter of an @import
    if (inner) yield* mediaRulesIn(inner);
  }
}

export class Appearance {
  #document;
  #asked = new WeakMap(); // a rule or an element -> what it asks the system
  #choice = 'system';

  /** Called with each choice. */
  onChoice = (_choice) => {};

  constructor(document) {
    this.#document = document;
    document.addEventListener('load', ({ target }) => { if (target.rel === 'stylesheet') this.#answer(); }, true);
  }

  get choice() {
    return this.#choice;
  }

  set choice(choice) {
    this.#choice = choice;
    const { documentElement: root } = this.#document;
    const scheme = CHOICES[choice]['color-scheme'];
    if (scheme) root.style.setProperty('color-scheme', scheme);
    else root.style.removeProperty('color-scheme');
    root.dataset.theme = choice; // for whom it concerns
    this.#answer();
    this.onChoice(choice);
  }

  #answer() {
    for (const sheet of this.#document.styleSheets) {
      for (const rule of mediaRulesIn(sheet.cssRules)) this.#answerOne(rule, rule.media.mediaText, (text) => { rule.media.mediaText = text; });
    }
    for (const meta of this.#document.querySelectorAll('meta[media]')) this.#answerOne(meta, meta.media, (text) => { meta.media = text; });
  }

  #answerOne(asker, text, put) {
    if (!this.#asked.has(asker)) this.#asked.set(asker, text);
    const asked = this.#asked.get(asker);
    const [, question, wanted] = QUESTION.exec(asked) ?? [];
    if (!question) return;
    const answer = CHOICES[this.#choice][question];
    const now = answer === undefined ? asked : asked.replace(QUESTION, answer === wanted ? 'all' : 'not all');
    if (now !== text) put(now);
  }
}

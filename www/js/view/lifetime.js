// Lines that vanish by themselves: a choice below the box for how long what is said now is to be seen, and at each such line
// how much of that is left.

import { ownLines as words } from '../words/en-own-lines.js';
import { make } from './elements.js';

const CHOICES = ['', 10, 60, 600, 3600]; // seconds
const TICK_MS = 1000;

// Here and not in a style sheet, which would be one more request.
const CHOICE_STYLE = { float: 'inline-end', padding: '0.3rem 0.9rem 0', color: 'var(--muted)', 'font-size': '0.75rem' };
const SELECT_STYLE = { font: 'inherit', color: 'inherit', padding: '0.15rem', border: '1px solid var(--edge)', 'border-radius': '0.5rem', background: 'var(--surface)' };
const LEFT_STYLE = { display: 'block', color: 'var(--muted)', 'font-size': '0.75rem', 'font-variant-numeric': 'tabular-nums' };

function dress(element, style) {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  return element;
}

export class Lifetime {
  #stay; #lines; #rowOf;
  #choice = dress(make('select', ''), SELECT_STYLE);
  #ticking = null;

  /** `stay()` is the session, or null; `lines()` are those shown, `rowOf(line)` where; `place` is the form that gets the choice. */
  constructor({ stay, lines, rowOf, place }) {
    this.#stay = stay;
    this.#lines = lines;
    this.#rowOf = rowOf;
    const label = dress(make('label', '', `${words.vanishes} `), CHOICE_STYLE);
    this.#choice.append(...CHOICES.map((seconds) => Object.assign(make('option', '', words.after(seconds)), { value: seconds })));
    this.#choice.addEventListener('change', () => this.#chosen());
    label.append(this.#choice);
    place.querySelector('#keys').before(label);
  }

  /** Something may have changed. */
  update() {
    this.#choice.value = this.#stay()?.lifetime ?? '';
    if (this.#ticking === null && this.#ending.length > 0) this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  get #ending() {
    return this.#lines().filter(({ endsAt }) => endsAt);
  }

  #chosen() {
    const stay = this.#stay();
    if (stay) stay.lifetime = Number(this.#choice.value) || undefined;
  }

  #tick() {
    const ending = this.#ending;
    for (const line of ending) this.#show(line);
    if (ending.length > 0) return;
    clearInterval(this.#ticking);
    this.#ticking = null;
  }

  #show(line) {
    const body = this.#rowOf(line)?.querySelector('.body');
    if (!body) return;
    const left = body.querySelector('.left') ?? body.appendChild(dress(make('span', 'left'), LEFT_STYLE));
    left.textContent = words.leftToSee(Math.ceil(line.left() / 1000));
  }
}

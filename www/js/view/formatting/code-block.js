// A block of code in a text: it scrolls by itself, by keyboard too, and can be copied.

import { formatting as words } from '../../words/en-formatting.js';
import { make } from '../elements.js';

const SVG = 'http://www.w3.org/2000/svg';
const COPY = 'M9 9h11v11H9zM15 9V4H4v11h5';
const DONE = 'M5 12.500l4.500 4.500L19 7.500';
const COPIED_MS = 2500;

function makeIcon() {
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(document.createElementNS(SVG, 'path'));
  return icon;
}

/** What scrolls must be reached by keyboard, and what does not scroll would be a stop for nothing: `watch(scroller)` sees to it. */
export function watchBlocks() {
  const update = (scroller, scrolls = scroller.scrollWidth > scroller.clientWidth) => {
    if (scrolls) scroller.tabIndex = 0;
    else scroller.removeAttribute('tabindex');
  };
  try {
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        if (target.isConnected) update(target);
        else observer.unobserve(target); // it is gone, and nothing holds it
      }
    });
    return (scroller) => observer.observe(scroller);
  } catch {
    return (scroller) => update(scroller, true);
  }
}

async function copied(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch { // not allowed, or not a secure context
    getSelection().selectAllChildren(code);
    return false;
  }
}

function makeCopy(code, say) {
  const button = make('button', 'copy');
  const icon = makeIcon();
  const show = (path) => /** @type {Element} */ (icon.firstChild).setAttribute('d', path);
  let timer = null;
  button.type = 'button';
  button.title = words.copy;
  button.setAttribute('aria-label', words.copy);
  button.append(icon);
  show(COPY);
  button.addEventListener('click', async (event) => {
    event.stopPropagation(); // it is no click on the line
    if (!await copied(code)) return say(words.selected);
    say(words.copied);
    show(DONE);
    button.classList.add('copied');
    clearTimeout(timer);
    timer = setTimeout(() => {
      show(COPY);
      button.classList.remove('copied');
    }, COPIED_MS);
  });
  return button;
}

/** `watch` is that of watchBlocks, `say(sentence)` says it to those who hear the page. */
export function makeBlock({ text, info }, { watch, say }) {
  const block = make('div', 'code');
  const scroller = make('pre');
  const code = make('code', '', text);
  block.dir = 'ltr';
  scroller.setAttribute('role', 'group');
  scroller.setAttribute('aria-label', words.code(info));
  scroller.append(code);
  block.append(scroller, makeCopy(code, say));
  watch(scroller);
  return block;
}

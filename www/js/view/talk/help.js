// The list of commands and keys.

import { talk as words } from '../../words/en-talk.js';
import { make } from '../elements.js';
import { makeLabelledButton } from '../button.js';

// `show(typed)` is what stands there of what is typed.
function makeList(title, entries, show) {
  const list = make('dl', 'help-list');
  for (const { typed, does } of Object.values(entries)) {
    const term = make('dt');
    term.append(show(typed));
    list.append(term, make('dd', '', does));
  }
  return [make('h3', '', title), list];
}

// A slash stays before the letters, in languages from right to left, too.
const leftToRight = (text) => Object.assign(make('bdi', '', text), { dir: 'ltr' });

/** Shows it until it is closed. */
export function showHelp() {
  const dialog = make('dialog', 'wide help');
  const title = make('h2', '', words.helpTitle);
  title.id = 'help-title';
  dialog.setAttribute('aria-labelledby', title.id);
  const head = make('div', 'dialog-head');
  head.append(title, makeLabelledButton('×', words.close, () => dialog.close()));
  dialog.append(head, ...makeList(words.commandsTitle, words.commands, leftToRight), ...makeList(words.keysTitle, words.shortcuts, (text) => text));
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', ({ target }) => { if (target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}

// The list of commands and keys.

import { talk as words } from '../../words/en-talk.js';
import { make } from '../elements.js';
import { makeButton } from './button.js';

function makeList(title, entries) {
  const list = make('dl', 'help-list');
  for (const [what, does] of entries) list.append(make('dt', '', what), make('dd', '', does));
  return [make('h3', '', title), list];
}

/** Shows it until it is closed. */
export function showHelp() {
  const dialog = make('dialog', 'wide help');
  const title = make('h2', '', words.helpTitle);
  title.id = 'help-title';
  dialog.setAttribute('aria-labelledby', title.id);
  const head = make('div', 'dialog-head');
  head.append(title, makeButton('×', () => dialog.close(), words.close));
  dialog.append(head, ...makeList(words.commandsTitle, words.commands), ...makeList(words.keysTitle, words.shortcuts));
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', ({ target }) => { if (target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}

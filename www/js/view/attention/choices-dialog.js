// The choices in a dialog of their own, opened from the list of people.

import { attention as words } from '../../words/en-attention.js';
import { make } from '../elements.js';
import { makeButton } from '../private/button.js';
import { makePicture } from '../private/picture.js';

/** Puts the button that opens it below the list of people; `rows()` are what it shows. */
export function offerChoices(rows) {
  const dialog = make('dialog', 'choices');
  const heading = Object.assign(make('h2', '', words.choices.title), { id: 'choices-title' });
  const cross = makeButton('', () => dialog.close());
  cross.setAttribute('aria-label', words.close);
  cross.append(makePicture('M6 6l12 12M18 6L6 18'));
  const head = make('div', 'dialog-head');
  head.append(heading, cross);
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.addEventListener('click', ({ target }) => { if (target === dialog) dialog.close(); });
  // The list of people, which is open below, would take these for its own.
  dialog.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.stopPropagation(); });
  dialog.addEventListener('pointerdown', (event) => event.stopPropagation());
  document.body.append(dialog);

  const opener = makeButton(words.choices.title, () => {
    dialog.replaceChildren(head, ...rows(), make('p', 'choice-more', words.choices.stay));
    opener.blur(); // so that it is not the dialog that seems to have taken the focus from the list of people, which would close
    dialog.showModal();
  }, 'small quiet');
  opener.setAttribute('aria-haspopup', 'dialog');
  opener.id = 'choices-open';
  dialog.addEventListener('close', () => opener.focus());
  document.querySelector('#people').append(opener);
}

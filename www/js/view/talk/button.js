// A small button; `label` says what it does where its text does not.

import { make } from '../elements.js';

export function makeButton(text, onClick, label = '') {
  const button = make('button', 'small', text);
  button.type = 'button';
  if (label) {
    button.setAttribute('aria-label', label);
    button.title = label;
  }
  button.addEventListener('click', onClick);
  return button;
}

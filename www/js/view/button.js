// Buttons of parts that are loaded later.

import { make } from './elements.js';

/** A button with a text; `call` is called when it is pressed. */
export function makeButton(text, call, className = 'small') {
  const button = make('button', className, text);
  button.type = 'button';
  button.addEventListener('click', call);
  return button;
}

/** Buttons beside each other. */
export function makeAnswers(...buttons) {
  const answers = make('div', 'answers');
  answers.append(...buttons);
  return answers;
}

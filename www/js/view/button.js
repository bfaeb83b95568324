// Buttons of parts that are loaded later.

import { make } from './elements.js';
import { makePicture } from './picture.js';

const CROSS = 'M6 6l12 12M18 6L6 18';

/** A button with a text; `call` is called when it is pressed. */
export function makeButton(text, call, className = 'small') {
  const button = make('button', className, text);
  button.type = 'button';
  button.addEventListener('click', call);
  return button;
}

/** The same where the text does not say what it does: `label` does. */
export function makeLabelledButton(text, label, call, className) {
  const button = makeButton(text, call, className);
  button.setAttribute('aria-label', label);
  button.title = label;
  return button;
}

/** The button that closes something. */
export function makeCross(label, call) {
  const button = makeButton('', call);
  button.setAttribute('aria-label', label);
  button.append(makePicture(CROSS));
  return button;
}

/** Buttons beside each other. */
export function makeAnswers(...buttons) {
  const answers = make('div', 'answers');
  answers.append(...buttons);
  return answers;
}

// What the dialogs of private rooms are made of.

import { make } from '../../elements.js';
import { Dialog } from '../../dialog.js';
import { words } from '../../../words/en-private-dialogs.js';

/** A dialog; `title` is its heading, `content` the elements below. */
export const makeDialog = (title, content) => new Dialog('private', words, title, content);

let fields = 0;

/** `[label, input]` of a field. */
export function makeField(text, type) {
  fields += 1;
  const input = make('input');
  Object.assign(input, { type, id: `private-field-${fields}`, autocomplete: 'off', spellcheck: false });
  const label = make('label', '', text);
  label.htmlFor = input.id;
  return [label, input];
}

/** `{ input, parts }` of a field for a password, which can be shown; `enter()` is called when Enter is pressed. */
export function makePasswordField({ label: text, show }, enter) {
  const [label, input] = makeField(text, 'password');
  const [showLabel, box] = makeField(show, 'checkbox');
  Object.assign(input, { autocapitalize: 'none' });
  box.addEventListener('change', () => { input.type = box.checked ? 'text' : 'password'; });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault(); // or it would press what has the focus then
    enter();
  });
  const choice = make('p', 'choice');
  choice.append(box, showLabel);
  return { input, parts: [label, input, choice] };
}

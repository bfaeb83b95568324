// The settings, a row each. To add one, write a function like these and name it in ROWS: it gets what main.js hands to
// Settings (settings.js) and gives an element.

import { languages } from '../../words/languages.js';
import { settings as words } from '../../words/en-settings.js';
import { make } from '../elements.js';
import { appearances } from './appearance.js';

let count = 0;

/** A row with a label and a choice: `options` are `[value, text]`, `chosen(value)` is told. Gives `{ row, select }`. */
export function makeChoice(text, options, value, chosen) {
  const [row, label, select] = [make('p', 'setting'), make('label', '', text), make('select', '')];
  count += 1;
  label.htmlFor = select.id = `setting-${count}`;
  select.append(...options.map(([each, shown]) => Object.assign(make('option', '', shown), { value: each })));
  select.value = value;
  select.addEventListener('change', () => chosen(select.value));
  row.append(label, ' ', select);
  return { row, select };
}

function languageRow({ language, say }) {
  const names = language.offered.map((code) => [code, languages[code][0]]);
  const { row, select } = makeChoice(words.language, names, language.code, async (code) => {
    const failed = await language.choose(code).then(() => false, () => true);
    say(failed ? words.missing : '');
    select.value = language.code;
  });
  for (const option of select.options) option.lang = option.value;
  return row;
}

function appearanceRow({ appearance }) {
  const { label, ...named } = words.appearance;
  const { row, select } = makeChoice(label, appearances.map((each) => [each, named[each]]), appearance.choice, (choice) => { appearance.choice = choice; });
  appearance.onChoice = (choice) => { select.value = choice; };
  return row;
}

export const ROWS = [languageRow, appearanceRow];

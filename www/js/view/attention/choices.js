// What one can choose about being told of what is new, as rows for a dialog. Nothing is stored: a choice holds for the stay.

import { attention as words } from '../../words/en-attention.js';
import { make } from '../elements.js';

let fields = 0;

// What is said below a choice belongs to it for those who hear it, too.
function makeRow(field, label, more) {
  fields += 1;
  field.id = `choice-${fields}`;
  const row = make('div', 'choice-row');
  const name = Object.assign(make('label', '', label), { htmlFor: field.id });
  row.append(...(field.localName === 'input' ? [field, name] : [name, field]));
  const note = make('p', 'choice-more', more);
  note.id = `${field.id}-more`;
  field.setAttribute('aria-describedby', note.id);
  note.setAttribute('role', 'status');
  row.append(note);
  return { row, note };
}

/** A choice between yes and no; `choose(checked)` is called with each. Returns `{ row, box, note }`. */
function makeCheck(label, more, checked, choose) {
  const box = Object.assign(make('input'), { type: 'checkbox', checked });
  box.addEventListener('change', () => choose(box.checked));
  return { box, ...makeRow(box, label, more) };
}

function soundRow(alerts) {
  return makeCheck(words.choices.sound, words.choices.soundMore, alerts.sounds, (checked) => {
    alerts.sounds = checked;
    if (checked) alerts.sample();
  }).row;
}

// The browser is asked for its permission only when somebody wants them.
function notificationRows(alerts) {
  const named = makeCheck(words.choices.withName, '', alerts.names, (checked) => { alerts.names = checked; });
  const wanted = makeCheck(words.choices.notify, words.choices.notifyMore, alerts.notifies, async (checked) => {
    if (!checked) alerts.beQuiet();
    const notifies = checked && await alerts.notify();
    show(notifies, checked && !notifies);
  });
  function show(notifies, isRefused) {
    wanted.box.checked = notifies;
    named.row.hidden = !notifies;
    wanted.note.textContent = isRefused ? words.choices.refused : words.choices.notifyMore;
  }
  show(alerts.notifies, false);
  return [wanted.row, named.row];
}

function aloudRow(aloud) {
  const select = make('select');
  select.append(...Object.entries(words.choices.said).map(([value, text]) => Object.assign(make('option', '', text), { value })));
  select.value = aloud.wanted;
  select.addEventListener('change', () => { aloud.wanted = select.value; });
  return makeRow(select, words.choices.aloud, '').row;
}

function enterRow(composer) {
  return makeCheck(words.choices.enter, words.choices.enterMore, composer.sendsByEnter, (checked) => { composer.sendsByEnter = checked; }).row;
}

function typingRow(typing) {
  return makeCheck(words.choices.typing, words.choices.typingMore, typing.isTold, (checked) => { typing.isTold = checked; }).row;
}

/**
 * The rows as they are now, for what the browser can do: `alerts` (Alerts), `aloud` (Aloud) and `composer` (Composer) have
 * what is chosen, and so has `typing`, where it is there: `isTold`, whether the others are told that one types.
 */
export function rowsOfAttention({ alerts, aloud, composer, typing }) {
  return [
    make('h3', '', words.choices.title),
    ...(alerts.canSound ? [soundRow(alerts)] : []),
    ...(alerts.canNotify ? notificationRows(alerts) : []),
    ...(alerts.hasFailed ? [make('p', 'choice-more', words.choices.failed)] : []),
    aloudRow(aloud),
    enterRow(composer),
    ...(typing ? [typingRow(typing)] : []),
  ];
}

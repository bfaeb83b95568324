// What the list of people shows more of them in a private room: who may what, who is known for sure, who is cut off; and a way to more.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';
import { makeButton } from '../button.js';
import { makePicture } from '../picture.js';

const DOTS = 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0';

const MARKS = { isOpener: 'host', isVerified: 'verified', isLost: 'lost', isSilent: 'silent' };

const shown = new WeakMap(); // item -> its marks, in a word

/** Marks the item of a person in the list; `onMore(id)` is called when more is asked for about another. */
export function mark(item, person, onMore) {
  const marks = Object.entries(MARKS).filter(([key]) => person[key]).map(([, name]) => name).filter((name, _, all) => name !== 'silent' || !all.includes('lost'));
  const told = marks.join(' ');
  if (shown.get(item) === told) return;
  shown.set(item, told);
  item.classList.toggle('lost', person.isLost === true);
  item.querySelector('.marks')?.remove();
  if (marks.length > 0) {
    const list = make('span', 'marks');
    for (const name of marks) list.append(' ', make('span', `mark-${name}`, words.person[name]));
    item.querySelector(':scope > span:not(.face)').append(list);
  }
  if (person.own || item.querySelector('.person-more')) return;
  const more = makeButton('', () => onMore(person.id), 'small person-more');
  more.append(makePicture(DOTS));
  more.setAttribute('aria-label', words.person.more(person.name));
  more.setAttribute('aria-haspopup', 'dialog');
  item.classList.add('with-more');
  item.append(more);
}

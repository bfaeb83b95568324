// Below a line: how many react to it with what, and who. A press adds one's own or takes it back. Nothing is announced.

import { talk as words } from '../../words/en-talk.js';
import { make } from '../elements.js';
import { makeLabelledButton } from '../button.js';

const MOST_SHOWN = 12;

const countOf = ({ isOwn, names }) => names.length + (isOwn ? 1 : 0);

// Of many those that most react with, and all of one's own.
function shownOf(groups) {
  if (groups.length <= MOST_SHOWN) return groups;
  const most = [...groups].sort((one, other) => other.isOwn - one.isOwn || countOf(other) - countOf(one)).slice(0, MOST_SHOWN);
  return groups.filter((group) => most.includes(group));
}

function makeGroup({ emoji, isOwn, names }, toggle) {
  const button = makeLabelledButton('', words.reactors(emoji, names, isOwn), () => toggle(emoji));
  button.classList.add('reaction');
  button.dataset.emoji = emoji;
  button.setAttribute('aria-pressed', String(isOwn));
  button.append(make('span', '', emoji), ' ', make('span', 'reaction-count', words.reacted(countOf({ isOwn, names }))));
  return button;
}

/** Shows `groups`, `{ emoji, isOwn, names }`, in a row; `toggle(emoji)` adds one's own or takes it back. */
export function showReactions(row, groups, toggle) {
  const former = row.querySelector('.reactions');
  const focused = former?.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.emoji : null;
  if (groups.length === 0) {
    former?.remove();
  } else {
    const shown = shownOf(groups);
    const box = former ?? row.querySelector('.body').appendChild(make('div', 'reactions'));
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', words.reactions);
    const rest = groups.length - shown.length;
    box.replaceChildren(...shown.map((group) => makeGroup(group, toggle)), ...(rest > 0 ? [make('span', 'reaction-count', words.moreReactions(rest))] : []));
  }
  if (focused === null) return;
  const same = [...row.querySelectorAll('.reaction')].find(({ dataset }) => dataset.emoji === focused);
  row.tabIndex = -1;
  (same ?? row.querySelector('.reaction') ?? row).focus({ preventScroll: true });
}

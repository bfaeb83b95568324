// Says who has an own line, as far as they have said so.

import { MOST_PRESENT } from '../kinds/receipt.js';
import { others as words } from '../words/en-others.js';
import { make, makeSentence } from './elements.js';

const MOST_NAMES = 10;

const named = (people) => [...people.slice(0, MOST_NAMES).map(({ name }) => name), ...(people.length > MOST_NAMES ? [words.rest(people.length - MOST_NAMES)] : [])];

function sentencesOf({ state, holders, content }, others) {
  if (state !== 'delivered') return [];
  if (content.by) return [words.fateOf(content).sentence];
  if (others.length === 0) return [];
  if (others.length >= MOST_PRESENT) return [words.heldInCrowd];
  const [held, missing] = [true, false].map((isHeld) => others.filter(({ id }) => (holders?.has(id) ?? false) === isHeld));
  return [held.length > 0 ? words.heldBy(named(held)) : words.heldByNobody, ...(held.length > 0 && missing.length > 0 ? [words.heldNotBy(named(missing))] : [])];
}

/** A paragraph that says it; empty where there is nothing to say. */
export function makeHeldBy(line, people) {
  const paragraph = make('p', 'held-by');
  paragraph.append(...makeSentence(sentencesOf(line, people.filter(({ own }) => !own)).join(' ')));
  return paragraph;
}

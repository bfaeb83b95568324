// Whether a text mentions somebody: "@" and the name, as the list of those present offers it. Names of two people may be the same but
// for a piece of their ids in brackets behind one of them.

const WORD = /[\p{L}\p{N}\p{M}_]/u;
const MOST_TRIED = 50; // in one text
const LONGEST_SEARCHED = 20_000;

const folded = (text) => text.normalize('NFC').toLowerCase();

// Behind the name neither a word goes on, nor is there a piece of somebody else's id.
function ends(rest, id) {
  const piece = /^ \(([0-9a-f]{4})\)/.exec(rest);
  return piece ? id.startsWith(piece[1]) : !WORD.test([...rest.slice(0, 2)][0] ?? '');
}

/** Whether `text` mentions `{ id, name }`. */
export function mentions(text, { id, name }) {
  if (name === '') return false;
  const all = folded(text.slice(0, LONGEST_SEARCHED));
  const wanted = `@${folded(name)}`;
  let at = all.indexOf(wanted);
  for (let tried = 0; at >= 0 && tried < MOST_TRIED; tried += 1) {
    const begins = at === 0 || !WORD.test(all[at - 1]);
    if (begins && ends(all.slice(at + wanted.length, at + wanted.length + 12), id)) return true;
    at = all.indexOf(wanted, at + 1);
  }
  return false;
}

/** What is being typed behind the last @ before the caret, `{ from, query }`; null where that is no mention. */
export function mentionAt(text, caret) {
  const before = text.slice(Math.max(0, caret - 60), caret);
  const found = /(?:^|[^\p{L}\p{N}\p{M}_@])@([^@\n]{0,40})$/u.exec(before);
  return found ? { from: caret - found[1].length - 1, query: folded(found[1]) } : null;
}

/** Those of `people` whose name, or a word of it, begins so; in their order. */
export function offered(people, query, most = 8) {
  const fits = ({ name }) => {
    const whole = folded(name);
    return whole.startsWith(query) || (!query.includes(' ') && query !== '' && whole.split(' ').some((word) => word.startsWith(query)));
  };
  return people.filter(fits).slice(0, most);
}

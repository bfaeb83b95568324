// What others have said, as a terminal may be given it. A terminal takes control characters for orders: to move, to overwrite what
// stands there, to answer as if somebody had typed. Other characters turn what follows them, or are not seen at all.

// But what joins letters in Persian and the scripts of India, and emoji.
const KEPT = '\u200c\u200d';
const TAB = '    ';
const MOST_MARKS = 6;

const LINE_ENDS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;
const CONTROLS = /[\0-\x1f\x7f]/g;
const STRANGE = /[\x80-\x9f\p{Co}\p{Surrogate}\p{Noncharacter_Code_Point}]/gu;
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const VARIATIONS = /[\ufe00-\ufe0f]/; // how an emoji is drawn
const PILES = new RegExp(`(\\p{M}{${MOST_MARKS}})\\p{M}+`, 'gu');
const SPACES = /[\p{Z}\u2800]/gu;

// The sign that Unicode has for a control character: it is seen, and does nothing.
const picture = (control) => (control === '\x7f' ? '\u2421' : String.fromCodePoint(0x2400 + control.charCodeAt(0)));

/** A piece of text in one line, in which nothing but its letters has an effect. */
export function harmless(text) {
  return text
    .replaceAll('\t', TAB)
    .replace(CONTROLS, picture)
    .replace(STRANGE, '\ufffd')
    .replace(UNSEEN, (character) => (KEPT.includes(character) || VARIATIONS.test(character) ? character : ''))
    .replace(PILES, '$1')
    .replace(SPACES, ' ');
}

/** The lines of a text, each harmless. */
export function harmlessLines(text) {
  return text.replace(LINE_ENDS, '\n').split('\n').map(harmless);
}

/** A name that cannot end where it is said to be one, between < and >. */
export function harmlessName(name) {
  return harmless(name.replace(LINE_ENDS, ' ')).replaceAll('<', '\u2039').replaceAll('>', '\u203a');
}

// As many columns as it may take at most: what a terminal makes of other scripts, and of emoji, differs.
const widthOf = (character) => (character <= '~' ? 1 : 2);

/**
 * A harmless line in pieces of at most so many columns, those after the first with `indent` less. Where the terminal itself breaks a line, the
 * next row begins with whatever its author wants.
 */
export function folded(line, columns, indent = 0) {
  const rows = [];
  let [row, width] = ['', 0];
  for (const character of line) {
    const more = widthOf(character);
    if (row !== '' && width + more > columns - (rows.length > 0 ? indent : 0)) {
      rows.push(row);
      [row, width] = ['', 0];
    }
    row += character;
    width += more;
  }
  return [...rows, row];
}

const UNSAFE_IN_JSON = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value as JSON in one line; what a terminal could obey, or nobody sees, is written with a backslash. */
export function harmlessJson(value) {
  return JSON.stringify(value).replace(UNSAFE_IN_JSON, (character) => character.split('').map(escaped).join(''));
}

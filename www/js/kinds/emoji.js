// Emoji: which texts are nothing else, and what is written by name, as :smile:.

const MOST_ALONE = 3;
const LONGEST_ALONE = 100; // an emoji may be put together of many

const ONE = /\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]*(?:\u200d\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*)*/gu;
const NAMES = /(^|[^\p{L}\p{N}_])((?::[a-z0-9_+-]{1,40}:)+)/gu;
const NAME = /:([a-z0-9_+-]+):/g;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Whether a text is one to three emoji and nothing else. */
export function isEmojiAlone(text) {
  if (text.length > LONGEST_ALONE) return false;
  const found = text.match(ONE) ?? [];
  return found.length > 0 && found.length <= MOST_ALONE && text.replace(ONE, '').trim() === '';
}

/** Whether there may be names of emoji in a text. */
export function mayNameEmoji(text) {
  return /:[a-z0-9_+-]/.test(text);
}

// The text in turns outside and inside of `code`.
function codeSpansApart(text) {
  const runs = [...text.matchAll(/`+/g)];
  const partners = new Map();
  const next = new Map(); // length of a run -> the next one of it
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const { length } = runs[index][0];
    partners.set(index, next.get(length));
    next.set(length, index);
  }
  const parts = [];
  let from = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const partner = partners.get(index);
    if (partner === undefined) continue;
    const end = runs[partner].index + runs[partner][0].length;
    parts.push(text.slice(from, runs[index].index), text.slice(runs[index].index, end));
    from = end;
    index = partner;
  }
  return [...parts, text.slice(from)];
}

// The same for code blocks; one that nothing ends goes to the end.
function codeBlocksApart(text) {
  const parts = [[]];
  let open = '';
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const [, sign = ''] = FENCE.exec(line) ?? [];
    const ends = open !== '' && (open === '```' ? line.trimEnd().endsWith('```') : sign.startsWith(open) && line.trim() === sign);
    if (open === '' && sign !== '' && !line.slice(line.indexOf(sign) + sign.length).includes('`')) {
      open = sign;
      parts.push([line]);
    } else parts.at(-1).push(line);
    if (ends) {
      open = '';
      parts.push([]);
    }
  }
  return parts.map((lines) => lines.join(''));
}

/** The text with emoji in place of their names in `emoji`, but in code and addresses. `piecesOf` is that of addresses.js. */
export function withEmoji(text, emoji, piecesOf) {
  const named = (whole, name) => (Object.hasOwn(emoji, name) ? emoji[name] : whole);
  const renamed = (part) => piecesOf(part)
    .map((piece) => (piece.href ? piece.text : piece.text.replace(NAMES, (_, before, names) => before + names.replace(NAME, named)))).join('');
  const outside = (part, index) => (index % 2 === 1 ? part : codeSpansApart(part).map((each, turn) => (turn % 2 === 1 ? each : renamed(each))).join(''));
  return mayNameEmoji(text) ? codeBlocksApart(text).map(outside).join('') : text;
}

// What of a text shows nothing: spaces, controls, and characters that are invisible by nature.

// The braille blank, the marks of interlinear notes and of objects, the null notehead and what joins hieroglyphs are no
// space and not ignorable by the book, but show nothing either.
const VISIBLE = /[^\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffc\u{1d159}\u{13430}-\u{1343f}]/u;

// All that a browser may begin a line at.
const LINE_ENDS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;

/** Whether nothing of a text could be seen. */
export function isBlank(text) {
  return !VISIBLE.test(text);
}

/** The text without blank lines at its ends, and with one empty line for each run of blank lines within; '' for a blank one. */
export function foldBlankLines(text) {
  const folded = [];
  let blanks = 0;
  for (const line of text.replace(LINE_ENDS, '\n').split('\n')) {
    if (isBlank(line)) {
      blanks += 1;
      continue;
    }
    if (blanks > 0 && folded.length > 0) folded.push('');
    folded.push(line);
    blanks = 0;
  }
  return folded.join('\n');
}

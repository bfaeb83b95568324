// Standard input, in pieces that may be said. It is read only as fast as they are taken.

/** What of one line is kept. No message can be as long. */
export const LONGEST = 262_144;

/** The lines of a stream of strings: each a string, or null for one that is too long. A last one needs no end. */
export async function* linesOf(stream, longest = LONGEST) {
  let begun = '';
  let isTooLong = false;
  for await (const chunk of stream) {
    const parts = chunk.split('\n');
    for (const [index, part] of parts.entries()) {
      if (isTooLong || begun.length + part.length > longest) [begun, isTooLong] = ['', true];
      else begun += part;
      if (index === parts.length - 1) continue;
      yield isTooLong ? null : begun.replace(/\r$/, '');
      [begun, isTooLong] = ['', false];
    }
  }
  if (isTooLong) yield null;
  else if (begun !== '') yield begun.replace(/\r$/, '');
}

/** All of a stream of strings as one piece, or null. */
export async function* wholeOf(stream, longest = LONGEST) {
  let text = '';
  for await (const chunk of stream) {
    if (text !== null) text = text.length + chunk.length > longest ? null : text + chunk;
  }
  yield text;
}

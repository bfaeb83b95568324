// Keeps a text from turning what stands around it. Characters that nobody sees can make what follows run from right to
// left, letters of the Latin alphabet too: an address that ends in `moc.knab.www//:sptth` then seems to begin with a bank.
// Overrides and embeddings are for that alone by now, and are not shown. Isolates, which a text in two scripts may need,
// end with their line. Marks (LRM, RLM, ALM) turn nothing but the punctuation beside them.

const TURNING = /[\u202a-\u202e]/g;
const ISOLATES = /[\u2066-\u2069]/g;
const END = '\u2069';

function balanced(line) {
  let open = 0;
  const kept = line.replace(ISOLATES, (isolate) => {
    if (isolate === END && open === 0) return '';
    open += isolate === END ? -1 : 1;
    return isolate;
  });
  return kept + END.repeat(open);
}

/** The text as it may be shown: as it was written, but nothing in it reaches beyond its own line. */
export function settled(text) {
  const plain = text.replace(TURNING, '');
  return plain.search(ISOLATES) < 0 ? plain : plain.split('\n').map(balanced).join('\n');
}

// Finds the web addresses in a text.

// No control, space or direction-changing character, so that an address is what it looks like.
const ADDRESS = /https?:\/\/[^\s\p{C}<>"'`]{1,2000}/gu;
const TRAILING = /[.,;:!?)\]}]+$/;

function hrefOf(address) {
  try {
    return new URL(address).href;
  } catch {
    return null;
  }
}

/** The text in pieces: `{ text }`, or `{ text, href }` for an address that can be opened. */
export function piecesOf(text) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    const href = hrefOf(address);
    if (href === null) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

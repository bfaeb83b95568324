// A goodbye, signed: whoever is gone without one has lost the connection. The server cannot make one, nor use one again, since it
// counts for the card it was made under alone.

import { concat, Reader, u64 } from './bytes.js';
import { SIGNATURE_BYTES } from './identity.js';

const partsOf = ({ room, relay, number, last }) => [room, relay, u64(number), u64(last)];

/** The bytes of a goodbye: `number` is that of the last card, `last` that of the last line. */
export async function sealBye(where, identity) {
  return concat(u64(where.number), u64(where.last), await identity.sign('bye', ...partsOf(where)));
}

/** `{ number, last }` of a goodbye of that identity in that room. Throws where it is not genuine. */
export async function openBye(bytes, { room, relay, identity }) {
  const reader = new Reader(bytes);
  const [number, last] = [reader.u64(), reader.u64()];
  const signature = reader.take(SIGNATURE_BYTES);
  reader.end();
  if (!await identity.signed(signature, 'bye', ...partsOf({ room, relay, number, last }))) throw new Error('a false goodbye');
  return { number, last };
}

// A card: what somebody shows of themselves to be let in. It opens under the admission key alone, so the server learns nothing
// of it and cannot make one.

import { concat, framed, Reader, u64 } from './bytes.js';
import { IDENTITY_BYTES, SIGNATURE_BYTES, readIdentity } from './identity.js';
import { hkdf, open, remembered, seal } from './primitives.js';

export const KEM_BYTES = 1216; // an X-Wing public key
const VERSION = 1;

const sealingKey = remembered((admission) => hkdf(admission, framed('card key')));
const boundTo = (room, relay) => framed('hello', room, relay);
const signedParts = ({ room, relay, number, kem }, publicKey) => [room, relay, u64(number), publicKey, kem];

/** The sealed card of `identity` (identity.js): `room` in bytes, `relay` as the server names it, `number` rising, `kem` a public key. */
export async function sealCard({ admission, room, relay, identity, number, kem }) {
  const signature = await identity.sign('card', ...signedParts({ room, relay, number, kem }, identity.publicKey));
  const card = concat(new Uint8Array([VERSION]), u64(number), identity.publicKey, kem, signature);
  return seal(await sealingKey(admission), card, boundTo(room, relay));
}

/** `{ identity, number, kem }` of a sealed card that `relay` sent into `room`. Throws where it is not a genuine one. */
export async function openCard(sealed, { admission, room, relay }) {
  const reader = new Reader(await open(await sealingKey(admission), sealed, boundTo(room, relay)));
  if (reader.take(1)[0] !== VERSION) throw new Error('a card of another version');
  const number = reader.u64();
  const publicKey = reader.take(IDENTITY_BYTES);
  const kem = reader.take(KEM_BYTES);
  const signature = reader.take(SIGNATURE_BYTES);
  reader.end();
  const identity = await readIdentity(publicKey);
  if (!await identity.signed(signature, 'card', ...signedParts({ room, relay, number, kem }, publicKey))) throw new Error('a card with a false signature');
  return { identity, number, kem };
}

// Who somebody is for one stay: a key that signs, made when the stay begins and gone with it.

import { framed, toBase64url } from './bytes.js';
import { OPENER_BYTES } from './link.js';
import { newSigningKeys, sha256, sign, verify, verifyingKey } from './primitives.js';

export const IDENTITY_BYTES = 65;
export const SIGNATURE_BYTES = 64;

/** The short name of an identity: what a link says of the one who opened the room. */
export const fingerprint = async (publicKey) => (await sha256(framed('identity', publicKey))).slice(0, OPENER_BYTES);

// What is signed may hold a secret.
const wipedAfter = (use, bytes) => use(bytes).finally(() => bytes.fill(0));

const nameOf = async (publicKey) => toBase64url(await fingerprint(publicKey));

/** A new identity: `{ publicKey, name, sign(label, ...parts) }`; `name` is the fingerprint in base64url. */
export async function newIdentity() {
  const { privateKey, publicKey } = await newSigningKeys();
  return { publicKey, name: await nameOf(publicKey), sign: (label, ...parts) => wipedAfter((bytes) => sign(privateKey, bytes), framed(label, ...parts)) };
}

/** Somebody else's: `{ publicKey, name, signed(signature, label, ...parts) }`. Throws where the bytes are no key. */
export async function readIdentity(publicKey) {
  const key = await verifyingKey(publicKey);
  return { publicKey, name: await nameOf(publicKey), signed: (signature, label, ...parts) => wipedAfter((bytes) => verify(key, signature, bytes), framed(label, ...parts)) };
}

// X25519 by the browser, for an X-Wing that reckons it in JavaScript: a handshake then takes half as long.

import { concat, equal } from './bytes.js';

const PKCS8 = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20]); // before the 32 bytes of a private key
const BASE = Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 9 : 0));
const NO_SECRET = new Uint8Array(32);

async function derive(privateKey, publicKey) {
  const { subtle } = crypto;
  const coded = concat(PKCS8, privateKey);
  try {
    const [ours, theirs] = await Promise.all([
      subtle.importKey('pkcs8', coded, 'X25519', false, ['deriveBits']), subtle.importKey('raw', publicKey, 'X25519', false, []),
    ]);
    const secret = new Uint8Array(await subtle.deriveBits({ name: 'X25519', public: theirs }, ours, 256));
    if (equal(secret, NO_SECRET)) throw new RangeError('a point of small order');
    return secret;
  } finally {
    coded.fill(0);
  }
}

/** `kem`, an XWing, with the browser's X25519 where that gives what its own does. */
export function withNative(kem) {
  const own = kem._x25519;
  let isAlike;
  const look = async () => equal(await derive(BASE, BASE), await own.derive(BASE, BASE));
  kem._x25519 = {
    async derive(...keys) {
      isAlike ??= look().catch(() => false);
      return await isAlike ? derive(...keys) : own.derive(...keys);
    },
  };
  return kem;
}

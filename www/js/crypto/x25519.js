// X25519 (RFC 7748) by the browser: a handshake then takes half as long as with one in JavaScript.

import { concat, equal } from './bytes.js';

const PKCS8 = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20]); // before the 32 bytes of a private key
const BASE = Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 9 : 0));
const FIRST = [0x422c8e7a, 0x6227d7bc, 0xa1350b3e, 0x2bb7279f, 0x7897b87b, 0xb6854b78, 0x3c60e803, 0x11ae3079]; // of the base with itself: section 5.2
const NO_SECRET = new Uint8Array(32);

// X-Wing uses each private key twice, and to take one in is what costs most.
const taken = new WeakMap();

function takeIn(privateKey) {
  if (!taken.has(privateKey)) {
    const coded = concat(PKCS8, privateKey);
    taken.set(privateKey, crypto.subtle.importKey('pkcs8', coded, 'X25519', false, ['deriveBits']).finally(() => coded.fill(0)));
  }
  return taken.get(privateKey);
}

/** Keeps nothing of a private key that was overwritten. */
export const forgetTaken = (privateKey) => taken.delete(privateKey);

async function derive(privateKey, publicKey) {
  const { subtle } = crypto;
  const [ours, theirs] = await Promise.all([takeIn(privateKey), subtle.importKey('raw', publicKey, 'X25519', false, [])]);
  const secret = new Uint8Array(await subtle.deriveBits({ name: 'X25519', public: theirs }, ours, 256));
  if (equal(secret, NO_SECRET)) throw new RangeError('a point of small order');
  return secret;
}

async function isRight() {
  const secret = new DataView((await derive(BASE.slice(), BASE)).buffer);
  return FIRST.every((word, index) => secret.getUint32(index * 4) === word);
}

export class BrowserX25519 {
  #loadOther; #isNative;

  /** `loadOther()` gives a promise of what does the same where the browser has none. */
  constructor(loadOther) {
    this.#loadOther = loadOther;
  }

  /** A promise of the 32 bytes that both have; `privateKey` stays as it is. Rejects where they would be zeros. */
  async derive(privateKey, publicKey) {
    this.#isNative ??= isRight().catch(() => false);
    if (await this.#isNative) return derive(privateKey, publicKey);
    const other = await this.#loadOther();
    return other.derive(privateKey, publicKey);
  }
}

// WebCrypto in short names. Nothing here is of our own making: HKDF (RFC 5869), SHA-256, PBKDF2 (RFC 8018),
// AES-256-GCM (SP 800-38D), ECDSA on P-256 (FIPS 186-5). Keys and results are bytes unless said otherwise.

const HASH = 'SHA-256';
const ECDSA = { name: 'ECDSA', hash: HASH };
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NO_NONCE = new Uint8Array(NONCE_BYTES); // for keys that are used once

const subtle = () => crypto.subtle;

export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export const sha256 = async (bytes) => new Uint8Array(await subtle().digest(HASH, bytes));

/** HKDF-SHA-256 without salt. */
export async function hkdf(secret, info, length = 32) {
  const key = await subtle().importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await subtle().deriveBits({ name: 'HKDF', hash: HASH, salt: new Uint8Array(0), info }, key, length * 8));
}

const derived = new WeakMap();  // secret -> Map of functions to the promise of what each has derived from it
const wiped = new WeakSet();

// Zeros would give keys that everybody knows.
function mustBeThere(secret) {
  if (wiped.has(secret)) throw new Error('a secret that was wiped');
}

/**
 * `derive(secret)` gives a promise of what follows from a secret (bytes): bytes, or an object of such. The function returned remembers that as long as there is
 * the secret, and throws once that was wiped.
 */
export function remembered(derive) {
  return async (secret) => {
    mustBeThere(secret);
    if (!derived.has(secret)) derived.set(secret, new Map());
    const known = derived.get(secret);
    if (!known.has(derive)) known.set(derive, derive(secret));
    const value = await known.get(derive);
    mustBeThere(secret);
    return value;
  };
}

/** Overwrites a secret, and all that is remembered to follow from it, with zeros. A promise of when that is done, the secret itself at once. */
export async function wipeSecret(secret) {
  /** @type {Promise<any>[]} */
  const known = [...derived.get(secret)?.values() ?? []];
  derived.delete(secret);
  wiped.add(secret);
  secret.fill(0);
  for (const told of await Promise.allSettled(known)) {
    const value = (told.status === 'fulfilled' && told.value) || {};
    for (const bytes of value instanceof Uint8Array ? [value] : Object.values(value)) bytes.fill(0);
  }
}

/** PBKDF2-HMAC-SHA-256, 32 bytes. */
export async function pbkdf2(password, salt, iterations) {
  const key = await subtle().importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await subtle().deriveBits({ name: 'PBKDF2', hash: HASH, salt, iterations }, key, 256));
}

async function aes(way, secret, nonce, bytes, bound) {
  const key = await subtle().importKey('raw', secret, 'AES-GCM', false, [way]);
  return new Uint8Array(await subtle()[way]({ name: 'AES-GCM', iv: nonce, additionalData: bound, tagLength: TAG_BYTES * 8 }, key, bytes));
}

/** AES-256-GCM under a key that is used this once, and overwritten then. `bound` is the associated data. */
export const sealOnce = (secret, plain, bound) => aes('encrypt', secret, NO_NONCE, plain, bound).finally(() => secret.fill(0));

/** Throws where the bytes were not sealed by that key with that associated data; the key is overwritten where it has opened them. */
export async function openOnce(secret, sealed, bound) {
  const plain = await aes('decrypt', secret, NO_NONCE, sealed, bound);
  secret.fill(0);
  return plain;
}

/** AES-256-GCM under a key that is used again: a random nonce goes before the ciphertext. */
export async function seal(secret, plain, bound) {
  const nonce = random(NONCE_BYTES);
  const sealed = await aes('encrypt', secret, nonce, plain, bound);
  const whole = new Uint8Array(NONCE_BYTES + sealed.length);
  whole.set(nonce);
  whole.set(sealed, NONCE_BYTES);
  return whole;
}

/** Throws as `openOnce` does. */
export const open = (secret, sealed, bound) => aes('decrypt', secret, sealed.slice(0, NONCE_BYTES), sealed.slice(NONCE_BYTES), bound);

/** A new key pair for signatures, whose private half cannot be taken out of the browser: `{ privateKey, publicKey }`, the latter 65 bytes. */
export async function newSigningKeys() {
  const { privateKey, publicKey } = await subtle().generateKey(P256, false, ['sign', 'verify']);
  return { privateKey, publicKey: new Uint8Array(await subtle().exportKey('raw', publicKey)) };
}

/** 64 bytes. */
export const sign = async (privateKey, message) => new Uint8Array(await subtle().sign(ECDSA, privateKey, message));

/** A key to verify with; throws where the 65 bytes are no point of the curve. */
export const verifyingKey = (publicKey) => subtle().importKey('raw', publicKey, P256, false, ['verify']);

/** `key` is what `verifyingKey` gave. */
export const verify = (key, signature, message) => subtle().verify(ECDSA, key, signature, message);

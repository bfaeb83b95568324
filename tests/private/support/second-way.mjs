// What www/js/crypto does, done a second way: by node's own crypto and the specifications, sharing no code with it.

import {
  createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman, hkdfSync, sign, verify,
} from 'node:crypto';
import { MlKem768 } from 'mlkem';

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const bytesOf = (text) => new Uint8Array(Buffer.from(text, 'hex'));
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
export const hmac = (key, bytes) => createHmac('sha256', key).update(Buffer.from(bytes)).digest();
export const hkdf = (secret, info, length = 32) => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, length));

/** The bytes from 0 up, or from `first`. */
export const counting = (length, first = 0) => Uint8Array.from({ length }, (_, index) => (first + index) % 256);

const number = (value, length) => Buffer.from(BigInt(value).toString(16).padStart(length * 2, '0'), 'hex');
export const four = (value) => number(value, 4);
export const eight = (value) => number(value, 8);

/** Each part behind its length in four bytes. */
export function frame(...parts) {
  return Buffer.concat(parts.flatMap((part) => {
    const bytes = Buffer.from(part);
    return [four(bytes.length), bytes];
  }));
}

/** Padded to `size` with its length before. */
export const padded = (bytes, size) => Buffer.concat([four(bytes.length), bytes, Buffer.alloc(size - 4 - bytes.length)]);

export function gcm(key, nonce, plain, bound) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

export function ungcm(key, nonce, sealed, bound) {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(bound).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

export const NO_NONCE = Buffer.alloc(12);

// ---- signatures ----

const jwkOf = (publicKey) => ({ kty: 'EC', crv: 'P-256', x: Buffer.from(publicKey.subarray(1, 33)).toString('base64url'), y: Buffer.from(publicKey.subarray(33)).toString('base64url') });

/** Whether r || s signs the bytes. */
export const isSignedBy = (publicKey, signature, bytes) => verify('sha256', bytes, { key: createPublicKey({ key: jwkOf(publicKey), format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, signature);

/** A fixed identity: `{ publicKey, signs(...parts) }`. */
export function identityOf(privateHex, publicHex) {
  const publicKey = bytesOf(publicHex);
  const key = createPrivateKey({ key: { ...jwkOf(publicKey), d: Buffer.from(privateHex, 'hex').toString('base64url') }, format: 'jwk' });
  return { publicKey, signs: (...parts) => new Uint8Array(sign('sha256', frame(...parts), { key, dsaEncoding: 'ieee-p1363' })) };
}

// ---- X-Wing (draft-connolly-cfrg-xwing-kem) ----

const X25519_PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex');
const X25519_PUBLIC = Buffer.from('302a300506032b656e032100', 'hex');

const x25519Private = (bytes) => createPrivateKey({ key: Buffer.concat([X25519_PRIVATE, bytes]), format: 'der', type: 'pkcs8' });
const x25519Public = (bytes) => createPublicKey({ key: Buffer.concat([X25519_PUBLIC, bytes]), format: 'der', type: 'spki' });
const x25519PublicOf = (privateKey) => createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);

const combined = (quantum, classical, ciphertext, publicKey) => createHash('sha3-256')
  .update(quantum).update(classical).update(ciphertext).update(publicKey).update(Buffer.from('5c2e2f2f5e5c', 'hex')).digest();

async function expanded(seed) {
  const bytes = createHash('shake256', { outputLength: 96 }).update(seed).digest();
  const [quantumPublic, quantumPrivate] = await new MlKem768().deriveKeyPair(new Uint8Array(bytes.subarray(0, 64)));
  const classical = x25519Private(bytes.subarray(64));
  return { quantumPublic, quantumPrivate, classical, classicalPublic: x25519PublicOf(classical) };
}

/** The public key of a seed of 32 bytes. */
export async function xwingPublic(seed) {
  const { quantumPublic, classicalPublic } = await expanded(seed);
  return new Uint8Array(Buffer.concat([quantumPublic, classicalPublic]));
}

export async function xwingOpen(seed, enc) {
  const { quantumPrivate, classical, classicalPublic } = await expanded(seed);
  const [quantumPart, classicalPart] = [enc.subarray(0, 1088), enc.subarray(1088)];
  const quantum = await new MlKem768().decap(new Uint8Array(quantumPart), quantumPrivate);
  return combined(quantum, diffieHellman({ privateKey: classical, publicKey: x25519Public(classicalPart) }), classicalPart, classicalPublic);
}

/** `{ enc, shared }` by these 32 + 32 bytes of chance. */
export async function xwingSeal(publicKey, quantumSeed, classicalSeed) {
  const [quantumPart, quantum] = await new MlKem768().encap(publicKey.slice(0, 1184), quantumSeed);
  const [ephemeral, theirs] = [x25519Private(classicalSeed), publicKey.slice(1184)];
  const classicalPart = x25519PublicOf(ephemeral);
  const classical = diffieHellman({ privateKey: ephemeral, publicKey: x25519Public(theirs) });
  return { enc: Buffer.concat([quantumPart, classicalPart]), shared: combined(quantum, classical, classicalPart, theirs) };
}

// ---- HPKE in PSK mode (RFC 9180, section 5.1), with HKDF-SHA-256 and AES-256-GCM ----

const SUITE = Buffer.concat([Buffer.from('HPKE'), Buffer.from('647a00010002', 'hex')]);
const VERSION = Buffer.from('HPKE-v1');

const extract = (salt, label, secret) => hmac(salt.length > 0 ? salt : Buffer.alloc(32), Buffer.concat([VERSION, SUITE, Buffer.from(label), secret]));

// At most 32 bytes, for which one step of HKDF-Expand is enough.
function expand(key, label, info, length) {
  const labelled = Buffer.concat([number(length, 2), VERSION, SUITE, Buffer.from(label), info]);
  return hmac(key, Buffer.concat([labelled, Buffer.from([1])])).subarray(0, length);
}

/** `{ key, nonce }` for the first message. */
export function hpkeSchedule(shared, { info, psk, pskId }) {
  const none = Buffer.alloc(0);
  const context = Buffer.concat([Buffer.from([1]), extract(none, 'psk_id_hash', pskId), extract(none, 'info_hash', info)]);
  const secret = extract(shared, 'secret', psk);
  return { key: expand(secret, 'key', context, 32), nonce: expand(secret, 'base_nonce', context, 12) };
}

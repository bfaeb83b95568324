// Bytes and their text form. What is derived from, signed or bound to a ciphertext is always framed: a label of its own, then
// each part behind its length, so that no two meanings share the same bytes.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export const utf8 = (text) => encoder.encode(text);

/** The text of bytes in UTF-8; throws where they are not. */
export const textOf = (bytes) => decoder.decode(bytes);

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A number from 0 to 2^32-1 as four bytes, the highest first. */
export function u32(number) {
  return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);
}

/** A safe integer from 0 up as eight bytes, the highest first. */
export function u64(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

/** `label` and each of `parts` (texts, or bytes) behind its length. */
export function framed(label, ...parts) {
  const pieces = [`otc1 ${label}`, ...parts].map((part) => (typeof part === 'string' ? utf8(part) : part));
  return concat(...pieces.flatMap((piece) => [u32(piece.length), piece]));
}

/** Whether two arrays of bytes hold the same; the time it takes tells nothing of where they differ. */
export function equal(one, other) {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let index = 0; index < one.length; index += 1) difference |= one[index] ^ other[index];
  return difference === 0;
}

/** -1, 0 or 1, as the first byte in which they differ says. */
export function compare(one, other) {
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    if (one[index] !== other[index]) return one[index] < other[index] ? -1 : 1;
  }
  return Math.sign(one.length - other.length);
}

const CHUNK = 0x8000; // arguments of one call
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** RFC 4648 section 5, without padding. */
export function toBase64url(bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The bytes of the one text that stands for them; null for any other text. */
export function fromBase64url(text) {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  const spare = [0, 0, 15, 3][text.length % 4]; // bits of the last sign that carry nothing
  return (SIGNS.indexOf(text.at(-1)) & spare) === 0 ? bytes : null;
}

/** In lower-case hex digits. */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Reads fields of fixed length one after the other; each read throws where the bytes are too few. */
export class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  take(length) {
    if (this.#at + length > this.#bytes.length) throw new RangeError('too few bytes');
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  u32() {
    const bytes = this.take(4);
    return new DataView(bytes.buffer).getUint32(0);
  }

  /** As a number; throws beyond 2^53-1. */
  u64() {
    const value = Number(new DataView(this.take(8).buffer).getBigUint64(0));
    if (!Number.isSafeInteger(value)) throw new RangeError('too large');
    return value;
  }

  /** All that is left, `keep` bytes excepted. */
  rest(keep = 0) {
    return this.take(Math.max(0, this.#bytes.length - this.#at - keep));
  }

  /** Throws where something is left. */
  end() {
    if (this.#at !== this.#bytes.length) throw new RangeError('too many bytes');
  }
}

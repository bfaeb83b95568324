// Sizes in steps, so that they tell little of what is inside. The length goes before, zeros behind.

import { concat, u32 } from './bytes.js';

const STEPS = [128, 256, 512];
const STEP = 1024;
const LENGTH_BYTES = 4;

/** The bytes that `length` bytes take when they are padded. */
export function paddedSize(length) {
  const least = length + LENGTH_BYTES;
  return STEPS.find((step) => least <= step) ?? Math.ceil(least / STEP) * STEP;
}

export function pad(bytes) {
  return concat(u32(bytes.length), bytes, new Uint8Array(paddedSize(bytes.length) - LENGTH_BYTES - bytes.length));
}

/** Throws where the bytes are not what `pad` makes. */
export function unpad(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0);
  if (bytes.length !== paddedSize(length) || bytes.subarray(LENGTH_BYTES + length).some((byte) => byte !== 0)) throw new RangeError('not padded');
  return bytes.slice(LENGTH_BYTES, LENGTH_BYTES + length);
}

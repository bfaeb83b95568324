// Numbers to compare by voice, each of 11 bits, so that it stands for one of 2,048 words.

import { compare, framed } from './bytes.js';
import { sha256 } from './primitives.js';

const BITS = 11;

function numbersOf(bytes, count) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: count }, (_, index) => Number.parseInt(bits.slice(index * BITS, (index + 1) * BITS), 2));
}

/** Twelve numbers, 132 bits, for the pair of two identity keys: both see the same where nobody is between them. */
export async function pairNumbers(one, other) {
  const [low, high] = compare(one, other) < 0 ? [one, other] : [other, one];
  return numbersOf(await sha256(framed('pair words', low, high)), 12);
}

/** Five numbers for the identity key of one who knocks. */
export const knockNumbers = async (publicKey) => numbersOf(await sha256(framed('knock words', publicKey)), 5);

// X-Wing keeps the seed of a private key alone, and expands it at each use, which takes longer than the use itself.

import { forgetTaken } from './x25519.js';

/**
 * `kem` (the package's X-Wing) remembers what a private key expands to as long as there is the key. `kem.forget(privateKey)` overwrites both
 * with zeros: a promise of when that is done, the key itself at once. What the browser has made of the X25519 half is the browser's, and
 * goes when nothing leads to it any more. No use of the key may be under way.
 */
export function rememberExpanded(kem) {
  const known = new WeakMap(); // the buffer of a seed -> a promise of what follows from it: arrays of bytes
  const expand = kem._expandDecapsulationKey.bind(kem);
  kem._expandDecapsulationKey = (seed) => {
    const { buffer } = seed;
    if (!known.has(buffer)) {
      const expanded = expand(seed);
      known.set(buffer, expanded);
      expanded.catch(() => known.delete(buffer));
    }
    return known.get(buffer);
  };
  kem.forget = async ({ key }) => {
    const expanded = known.get(key.buffer);
    known.delete(key.buffer);
    key.fill(0);
    for (const bytes of await expanded?.catch(() => []) ?? []) {
      forgetTaken(bytes);
      new Uint8Array(bytes.buffer).fill(0); // some are parts of what they follow from
    }
  };
  return kem;
}

// X-Wing keeps the seed of a private key alone, and expands it at each use, which takes longer than the use itself.

/**
 * `kem` (the package's X-Wing) remembers what a private key expands to as long as there is the key. `kem.forget(privateKey)` overwrites both
 * with zeros: a promise of when that is done, the key itself at once.
 */
export function rememberExpanded(kem) {
  const known = new WeakMap(); // the buffer of a seed -> a promise of what follows from it: arrays of bytes
  const expand = kem._expandDecapsulationKey.bind(kem);
  kem._expandDecapsulationKey = (seed) => {
    if (!known.has(seed.buffer)) known.set(seed.buffer, expand(seed));
    return known.get(seed.buffer);
  };
  kem.forget = async ({ key }) => {
    const expanded = known.get(key.buffer);
    known.delete(key.buffer);
    key.fill(0);
    for (const bytes of await expanded?.catch(() => []) ?? []) bytes.fill(0);
  };
  return kem;
}

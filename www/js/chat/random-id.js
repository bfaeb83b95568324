// Unguessable identifiers made of A-Z a-z 0-9 _ -.

function fillFromKernel(bytes) {
  return crypto.getRandomValues(bytes);
}

/** `length` random bytes as base64url. `fill` puts random bytes into the array it is given. */
export function randomId(length, fill = fillFromKernel) {
  const bytes = fill(new Uint8Array(length));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

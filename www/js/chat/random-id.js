// Unguessable identifiers made of A-Z a-z 0-9 _. There is no dash in them: firewalls take two in a row for a comment of SQL.

function fillFromKernel(bytes) {
  return crypto.getRandomValues(bytes);
}

/**
 * `length` random bytes as base64, with _ for both of its signs, which costs a bit or so. `fill` puts random bytes into the
 * array it is given.
 */
export function randomId(length, fill = fillFromKernel) {
  const bytes = fill(new Uint8Array(length));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll(/[+/]/g, '_')
    .replaceAll('=', '');
}

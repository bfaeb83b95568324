// What X-Wing finds in place of the package that it imports (build.mjs): that one is loaded only where the browser has no X25519.

import { BrowserX25519 } from '../crypto/x25519.js';

export { HkdfSha256 } from '@hpke/core';

const load = async () => (await import('./x25519-in-javascript.js')).x25519;

export class X25519 extends BrowserX25519 {
  constructor() {
    super(load);
  }
}

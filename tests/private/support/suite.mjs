// HPKE as the page has it, whose build gives X-Wing the same X25519.

import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { HkdfSha256 as OwnHkdf, X25519 } from '@hpke/dhkem-x25519';
import { XWing } from '@hpke/hybridkem-x-wing';
import { rememberExpanded } from '../../../www/js/crypto/x-wing.js';
import { BrowserX25519 } from '../../../www/js/crypto/x25519.js';
import './webcrypto.mjs';

/** The package's X25519. */
export const own = new X25519(new OwnHkdf());

const kem = rememberExpanded(new XWing());
kem._x25519 = new BrowserX25519(async () => own);
export const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

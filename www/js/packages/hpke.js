// HPKE (RFC 9180) with X-Wing, of X25519 and ML-KEM-768.

import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { rememberExpanded } from '../crypto/x-wing.js';
import './x25519.js'; // which X-Wing has in place of its own: see there

export const suite = new CipherSuite({ kem: rememberExpanded(new XWing()), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

// HPKE as the page has it.

import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { withNative } from '../../../www/js/crypto/x25519.js';
import './webcrypto.mjs';

export const suite = new CipherSuite({ kem: withNative(new XWing()), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

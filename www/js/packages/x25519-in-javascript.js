// X25519 for browsers that have none.

import { HkdfSha256, X25519 } from '@hpke/dhkem-x25519';

export const x25519 = new X25519(new HkdfSha256());

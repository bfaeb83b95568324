// A browser's own; not yet global in node 18.

import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;

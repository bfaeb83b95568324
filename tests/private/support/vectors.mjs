// Fixed people for vectors, and a world without chance.

import { createHash } from 'node:crypto';
import { frame, identityOf } from './second-way.mjs';

export const ANN = identityOf(
  '182f5f6867e68aa4121f1671c5a21e7e33112b04728c563f1f7bb08f3ce92a1d',
  '0445fbb9e1444ae691f516fd4d947ba834101eb1852d18b6561a80445841600a9fb2aec783f411e2baa8cad4c9db7fad9c8a11e579f02725641ce484440a0363fc',
);
export const BEN = identityOf(
  '2b06b67f20619b9e7fd267ae70fc3fc95715dd64c357dcd6f20ae064244644a6',
  '04e41decd4463a33ead5afe25da4fe590ed11e89485f67204c6269e85a6f8aa2beab33da7e5bd7b9604cfc286d9f5966e99ffc45c76ddee91bedd06f5df3422c9f',
);

/** Somebody whose signatures are the same each time, and tell what was to be signed: a hash of it. */
export const pretender = ({ publicKey }) => ({
  publicKey, sign: async (label, ...parts) => new Uint8Array(createHash('sha512').update(frame(`otc1 ${label}`, ...parts)).digest()),
});

/** What `work` gives where all that is random is the bytes from 0 up. */
export async function withoutChance(work) {
  const original = Object.getPrototypeOf(crypto).getRandomValues;
  crypto.getRandomValues = (bytes) => {
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = index;
    return bytes;
  };
  try {
    return await work();
  } finally {
    delete crypto.getRandomValues;
    if (crypto.getRandomValues !== original) throw new Error('chance is not back'); // eslint-disable-line no-unsafe-finally -- worse than what was thrown before
  }
}

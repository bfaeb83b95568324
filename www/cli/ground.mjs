// What the page's modules find in a browser and node lacks, or says too much of. It is the first to be imported.

import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto; // not yet global in node 18

// That fetch and X25519 are new to node concerns nobody who talks.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`);
});

// The compressed files beside each text of the page. Both compressors are WebAssembly of a fixed version:
// node's own zlib gives other bytes from one version to the next. zopfli's gzip is 3 % smaller than zlib's best,
// and gzip is what browsers ask for over plain HTTP.

import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipAsync } from '@gfx/zopfli';

const brotli = createRequire(import.meta.url)('brotli-wasm');

const TEXTS = /\.(html|css|js|svg|txt)$/;
const ITERATIONS = 30; // more gain a byte or two

/** Writes NAME.gz and NAME.br. Returns [name, content] of each; nothing for what is no text. */
export async function writeCompressed(path, name, content) {
  if (!TEXTS.test(name)) return [];
  const gzipped = await gzipAsync(content, { numiterations: ITERATIONS });
  gzipped.fill(0, 4, 8); // no time
  gzipped[9] = 255; // nor a system
  const made = [['.gz', gzipped], ['.br', brotli.compress(content, { quality: 11 })]];
  for (const [extension, bytes] of made) await writeFile(path + extension, bytes);
  return made.map(([extension, bytes]) => [name + extension, bytes]);
}

// What browsers need to install the page: the manifest and its icons.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { page } from '../../www/js/words/en-page.js';

const www = new URL('../../www/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('manifest.webmanifest', www), 'utf8'));

/** The size that a PNG says it has. */
async function sizeOf(name) {
  const bytes = await readFile(new URL(name, www));
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG', name);
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

test('the page is called there as it calls itself', () => {
  assert.equal(manifest.name, page.page.title);
  assert.equal(manifest.description, page.page.description);
});

test('it leads to the page wherever that lies, in a window of its own', () => {
  assert.equal(manifest.start_url, './');
  assert.equal(manifest.scope, './');
  assert.equal(manifest.display, 'standalone');
});

test('its icons are there, of the sizes that it says, one of them to be cut to any shape', async () => {
  for (const { src, sizes, type } of manifest.icons) {
    assert.equal(type, 'image/png');
    assert.equal(await sizeOf(src), sizes, src);
  }
  for (const sizes of ['192x192', '512x512']) assert.ok(manifest.icons.some((icon) => icon.sizes === sizes && !icon.purpose), sizes);
  assert.equal(manifest.icons.filter(({ purpose }) => purpose === 'maskable').length, 1);
  assert.equal(await sizeOf('apple-touch-icon.png'), '180x180');
});

// What www/SECURITY.md says of private rooms, where it can be measured.

import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { sealBye } from '../../www/js/crypto/bye.js';
import { KEM_BYTES, sealCard } from '../../www/js/crypto/card.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { sealKeys } from '../../www/js/crypto/keys.js';
import { MOST_OPENERS } from '../../www/js/crypto/rights.js';
import { newSenderChain, sealLine, sealTurn } from '../../www/js/crypto/line.js';
import { paddedSize } from '../../www/js/crypto/padding.js';
import { Pair } from '../../www/js/crypto/pair.js';
import { SORTS } from '../../www/js/private/envelopes.js';
import { DEFAULT_PEOPLE, MOST_PEOPLE } from '../../www/js/private/company.js';
import { suite } from './support/suite.mjs';

const root = new URL('../../', import.meta.url);
const security = (await readFile(new URL('www/SECURITY.md', root), 'utf8')).replaceAll(/\s+/g, ' ');

const says = (sentence) => assert.ok(security.includes(sentence), `SECURITY.md: ${sentence}`);
const bytes = (length) => crypto.getRandomValues(new Uint8Array(length));
const where = { room: bytes(16), relay: 'a'.repeat(32), id: 'x' };
const pairOf = (from, to) => Pair.of({ secret: bytes(32), room: where.room, from, to, number: 1, answered: 1, sent: true });

test('the files that it names are there, and its packages have the versions of the build', async () => {
  const files = [...security.matchAll(/`([a-z]+(?:\/[a-z-]+)*\.js)`/g)].map(([, name]) => name);
  assert.ok(files.length > 20);
  for (const name of files) assert.ok((await stat(new URL(`www/js/${name}`, root))).isFile(), name);
  const { packages } = JSON.parse(await readFile(new URL('www/package-lock.json', root), 'utf8'));
  const named = [...security.matchAll(/`(@?[a-z0-9/-]+)` (\d+\.\d+\.\d+)/g)];
  assert.equal(named.length, 6);
  for (const [, name, version] of named) assert.equal(packages[`node_modules/${name}`].version, version, name);
});

test('messages have the sizes that it says', async () => {
  says('contents take 128, 256, 512, 1,024 bytes and then whole multiples of 1,024; four of these bytes hold their length');
  assert.deepEqual([0, 124, 125, 252, 253, 508, 509, 1020, 1021, 2044, 2045].map(paddedSize), [128, 128, 256, 256, 512, 512, 1024, 1024, 2048, 2048, 3072]);
  const identity = await newIdentity();
  const here = { ...where, publicKey: identity.publicKey };

  says('A card always takes 1,382 bytes, a turn 76 and 60 for each reader, a goodbye 80.');
  const card = { admission: bytes(32), room: where.room, relay: where.relay, identity, number: 1, kem: bytes(KEM_BYTES) };
  assert.equal((await sealCard(card)).length, 1382);
  for (const readers of [1, 3]) {
    const pairs = await Promise.all(Array.from({ length: readers }, () => pairOf('a', 'b')));
    assert.equal((await sealTurn(newSenderChain(1), pairs, here, identity)).length, 76 + 60 * readers);
  }
  assert.equal((await sealBye({ ...where, number: 1, last: 1 }, identity)).length, 80);

  says('Sealing adds 28 (pair), 108 (line) or 1,152 bytes (`keys`)');
  assert.equal((await (await pairOf('a', 'b')).seal('')).length, 128 + 28);
  assert.equal((await sealLine(newSenderChain(1), '', here, identity)).length, 128 + 108);
  const { publicKey } = await suite.kem.generateKeyPair();
  const kem = new Uint8Array(await suite.kem.serializePublicKey(publicKey));
  const { message } = await sealKeys({ ...card, suite, from: 'a', to: 'b', card: { identity, number: 1, kem }, note: {} });
  assert.equal(message.length, 256 + 1152);
});

test('the server is told the sorts that it lists, and there is place for as many', () => {
  for (const sort of SORTS) says(`\`${sort}\``);
  says(`A room holds ${DEFAULT_PEOPLE} people, or up to ${MOST_PEOPLE} where`);
  says(`whom these name, ${MOST_OPENERS} at most`);
});

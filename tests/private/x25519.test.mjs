// The browser's X25519 in place of the package's: X-Wing knows nothing of it, so this tells when its inside has changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { XWing } from '@hpke/hybridkem-x-wing';
import { BrowserX25519 } from '../../www/js/crypto/x25519.js';
import { bytesOf, counting, hex } from './support/second-way.mjs';
import { own, suite } from './support/suite.mjs';

const BASE = bytesOf(`09${'00'.repeat(31)}`);
// RFC 7748, section 5.2.
const VECTORS = [
  ['a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4', 'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c', 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'],
  ['4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d', 'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493', '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957'],
];
const SMALL_ORDER = ['00'.repeat(32), `01${'00'.repeat(31)}`, 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'];

// What `work` gives in a browser without X25519, or with a wrong one.
async function instead(t, name, method, work) {
  const original = crypto.subtle[name];
  crypto.subtle[name] = method(original.bind(crypto.subtle));
  t.after(() => delete crypto.subtle[name]);
  return work().finally(() => delete crypto.subtle[name]);
}

test('both ways give the same, which is that of the standard', async () => {
  const native = new BrowserX25519(async () => own);
  for (const [privateKey, publicKey, secret] of VECTORS) {
    for (const way of [own, native]) assert.equal(hex(await way.derive(bytesOf(privateKey), bytesOf(publicKey))), secret);
  }
  for (let first = 0; first < 20; first += 1) {
    const keys = [counting(32, first * 7), await own.derive(counting(32, first), BASE)];
    assert.equal(hex(await native.derive(...keys)), hex(await own.derive(...keys)));
  }
});

test('both ways refuse a secret of zeros', async () => {
  const native = new BrowserX25519(async () => own);
  for (const point of SMALL_ORDER) for (const way of [own, native]) await assert.rejects(async () => way.derive(counting(32), bytesOf(point)));
});

test('X-Wing asks it for nothing else, and gives what it gives with the package’s', async () => {
  const { privateKey, publicKey } = await suite.kem.generateKeyPair();
  const original = crypto.subtle.deriveBits;
  const used = [];
  crypto.subtle.deriveBits = (algorithm, ...more) => { used.push(algorithm.name); return original.call(crypto.subtle, algorithm, ...more); };
  try {
    const { enc, sharedSecret } = await suite.kem.encap({ recipientPublicKey: publicKey });
    assert.deepEqual(used, ['X25519', 'X25519']);
    const opened = [await suite.kem.decap({ recipientKey: privateKey, enc }), await new XWing().decap({ recipientKey: privateKey, enc })];
    for (const secret of opened) assert.equal(hex(new Uint8Array(secret)), hex(new Uint8Array(sharedSecret)));
    assert.equal(used.length, 3, 'what the key expands to is known since it was made');
  } finally {
    delete crypto.subtle.deriveBits;
  }
});

test('where the browser has none, or gives something else, it is the package’s', async (t) => {
  const expected = hex(await own.derive(counting(32), BASE));
  const none = () => async () => { throw new DOMException('no such algorithm', 'NotSupportedError'); };
  await instead(t, 'importKey', none, async () => assert.equal(hex(await new BrowserX25519(async () => own).derive(counting(32), BASE)), expected));
  const wrong = (original) => async (...how) => new Uint8Array(await original(...how)).map((byte) => byte ^ 1).buffer;
  await instead(t, 'deriveBits', wrong, async () => assert.equal(hex(await new BrowserX25519(async () => own).derive(counting(32), BASE)), expected));
});

test('no private key that can be read is left', async () => {
  const original = crypto.subtle.importKey;
  const imported = [];
  crypto.subtle.importKey = (format, bytes, algorithm, isExtractable, ...more) => {
    if (format === 'pkcs8') imported.push({ bytes, isExtractable });
    return original.call(crypto.subtle, format, bytes, algorithm, isExtractable, ...more);
  };
  try {
    await suite.kem.generateKeyPair();
  } finally {
    delete crypto.subtle.importKey;
  }
  assert.ok(imported.length > 0);
  for (const { bytes, isExtractable } of imported) assert.deepEqual([bytes.some((byte) => byte !== 0), isExtractable], [false, false]);
});

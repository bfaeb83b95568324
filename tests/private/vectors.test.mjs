// What links and their keys are, cards, notices, goodbyes, documents and numbers to compare: each computed a second way (second-way.mjs), and
// written down, so that no label, order or length changes unnoticed.

import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { admissionOf, entranceBy, entranceByInvitation, keyOfInvitation } from '../../www/js/crypto/admission.js';
import { openBye, sealBye } from '../../www/js/crypto/bye.js';
import { Reader, compare, equal, fromBase64url, toBase64url } from '../../www/js/crypto/bytes.js';
import { openCard, sealCard } from '../../www/js/crypto/card.js';
import { knockNumbers, pairNumbers } from '../../www/js/crypto/comparison.js';
import { fingerprint, newIdentity, readIdentity } from '../../www/js/crypto/identity.js';
import { isPrivateLink, readLink, writeInvitation, writeLink } from '../../www/js/crypto/link.js';
import { openNotice, sealNotice } from '../../www/js/crypto/notice.js';
import { pad, paddedSize, unpad } from '../../www/js/crypto/padding.js';
import { newSigningKeys } from '../../www/js/crypto/primitives.js';
import { hashOfAdmission, namesIn, readRights, signRights } from '../../www/js/crypto/rights.js';
import { bytesOf, counting, eight, four, frame, gcm, hex, hkdf, isSignedBy, padded, sha256 } from './support/second-way.mjs';
import { ANN, BEN, pretender, withoutChance } from './support/vectors.mjs';
import './support/webcrypto.mjs';

const HEX = {
  room: '0a17aa0710ce1c8d2308d00ccf509537',
  admission: 'd52e8a01a2fc48969c3efdf2f05f1480d1713c66aab2d1f40080e3ddc9aeb0c1',
  'renewed admission': '17ab12b92cca0a93e4e6cb9ef912f42b916be5a35afbf62e20afe53e9f1f21ac',
  'admission with password': '1a59ec9f578bfc5067399baebbc70537a74ea5bea3e44f01d1892575fd41742d',
  'room with password': '69beac2ee9e49802ee7bc478f087eb61',
  invitation: '578bbe9504fb3a96e761f8ef8f26ed0bf4ff7c72c5bde94589965471db6139f4',
  fingerprint: 'c3422a1018c34c2ad93f050a',
  card: 'b0cfe15393263d1e7705b8f179012da8f1d02a1fd44c0a1f7e067faed9f5a696', // SHA-256 of it
  notice: '000102030405060708090a0b5c01d8901cadb64b422c4bc492d0338cf77f6e7909050be036f567c6e2ea1a8548e1a7af85eca20e7470842c321e33bcfabf6a3d9106107137b0536d'
    + 'eef138eac5c365309a211a7efef1039b07aaafc63a4b424cac457b8d2e2e82cde39b85cde1c6758a228ae5f8c86adde76615c773275ca3800ae647777bcba2b3ce1d43df9d9abc78a5cf396b3b99bd80fc5cafe0',
  bye: '000000000000000300000000000111707db0f78222fcead3beef749a8d242e732fda417c0e821274febd8d524405e4efff02cc4edde5537e04fac5d55b205c2ae6935a86156cf030c47d3baa1def4d15',
  'admission hash': '7b5ad58d2876a6c072e42115da76fc116a4fc4faa8e1ec03c9692bb7b227625a',
};
const CHECK = 'ni';
const PAIR_NUMBERS = [778, 707, 1515, 1089, 744, 872, 1553, 893, 613, 1856, 1257, 171];
const KNOCK_NUMBERS = [1668, 271, 724, 190, 1464];

// Both ways give what is written down.
function same(name, ours, other) {
  assert.equal(hex(other), HEX[name], `${name}, the second way`);
  assert.equal(hex(ours), HEX[name], name);
}

const [SECRET, OPENER, ROOM] = [counting(16), counting(12, 16), counting(16, 100)];
const RELAY = '00112233445566778899aabbccddeeff';
const ADMISSION = counting(32, 50);

test('a link gives the room and the admission key', async () => {
  const root = hkdf(SECRET, frame('otc1 link', [1], OPENER, []));
  const { room, name, key, check } = await admissionOf({ secret: SECRET, opener: OPENER, room: null });
  same('room', room, hkdf(root, frame('otc1 room'), 16));
  same('admission', key, hkdf(root, frame('otc1 admission')));
  assert.equal(name, Buffer.from(HEX.room, 'hex').toString('base64url'));
  assert.equal(check, null);
});

test('a renewed link gives the room that it carries, and another key', async () => {
  const root = hkdf(SECRET, frame('otc1 link', [1], OPENER, ROOM));
  const { room, key } = await admissionOf({ secret: SECRET, opener: OPENER, room: ROOM });
  assert.equal(hex(room), hex(ROOM));
  same('renewed admission', key, hkdf(root, frame('otc1 admission')));
});

test('a password goes into the key, composed or not', async () => {
  const hidden = pbkdf2Sync(Buffer.from('pass\u00e9'), frame('otc1 password', SECRET), 600_000, 32, 'sha256');
  const root = hkdf(Buffer.concat([SECRET, hidden]), frame('otc1 link', [1], OPENER, []));
  const { key, check, room } = await admissionOf({ secret: SECRET, opener: OPENER, room: null }, 'passe\u0301');
  same('admission with password', key, hkdf(root, frame('otc1 admission')));
  same('room with password', room, hkdf(root, frame('otc1 room'), 16));
  const [high, low] = hkdf(root, frame('otc1 check'), 2);
  const signs = 'abcdefghijklmnopqrstuvwxyz234567';
  assert.equal(check, signs[high >> 3] + signs[(high & 7) << 2 | low >> 6]);
  assert.equal(check, CHECK);
  const entrance = await entranceBy({ secret: SECRET, opener: OPENER, room: null, check: 'aa' }, 'passe\u0301');
  assert.equal(entrance.admission.link, `#~${Buffer.concat([SECRET, OPENER]).toString('base64url')}.${CHECK}`);
  assert.equal(entrance.opener, Buffer.from(OPENER).toString('base64url'));
});

test('whoever swaps the opener in a link, or the room, gets another room and key', async () => {
  const keys = await Promise.all([[OPENER, null], [counting(12, 17), null], [OPENER, ROOM], [OPENER, counting(16, 101)]].map(([opener, room]) => admissionOf({ secret: SECRET, opener, room })));
  assert.equal(new Set(keys.map(({ key }) => hex(key))).size, 4);
  assert.notEqual(keys[0].name, keys[1].name);
});

test('an invitation gives a key of its own', async () => {
  const parts = { room: ROOM, secret: SECRET, inviter: OPENER };
  same('invitation', await keyOfInvitation(parts), hkdf(SECRET, frame('otc1 invitation', ROOM, OPENER)));
  const fragment = `#~!${Buffer.concat([ROOM, SECRET, OPENER]).toString('base64url')}`;
  assert.equal(writeInvitation(parts), fragment);
  assert.deepEqual(readLink(fragment), parts);
  const { invitation, name, opener } = await entranceByInvitation(readLink(fragment));
  assert.deepEqual([hex(invitation.key), invitation.inviter, name, opener], [HEX.invitation, toBase64url(OPENER), toBase64url(ROOM), null]);
});

test('links are read whatever messengers add, and not when they are cut', () => {
  const short = Buffer.concat([SECRET, OPENER]).toString('base64url');
  const long = Buffer.concat([SECRET, OPENER, ROOM]).toString('base64url');
  assert.deepEqual([short.length, long.length], [38, 59]);
  const parts = { secret: SECRET, opener: OPENER };
  for (const mark of ['#~', '#%7E', '#%7e', '~', '%7e']) {
    for (const junk of ['', ')', '>', '?utm=1', '&x', ' and so on', '%20', '\u201d', '/', '…']) {
      assert.deepEqual(readLink(`${mark}${short}${junk}`), { ...parts, room: null, check: null }, mark + junk);
      assert.deepEqual(readLink(`${mark}${long}${junk}`), { ...parts, room: ROOM, check: null });
    }
    assert.deepEqual(readLink(`${mark}${short}.q2`), { ...parts, room: null, check: 'q2' });
    for (const check of ['.q2.', '.q2)', '%2Eq2', '%2eq2', '.q2?utm=1']) assert.deepEqual(readLink(`${mark}${short}${check}`), { ...parts, room: null, check: 'q2' });
    for (const once of ['!', '%21']) assert.deepEqual(readLink(`${mark}${once}${long}.`), readLink(`#~!${long}`), mark + once);
    assert.ok(isPrivateLink(mark + short));
  }
  for (let length = 0; length < 59; length += 1) if (length !== 38) assert.deepEqual(readLink(`#~${long.slice(0, length)}`), { fault: 'cut' }, String(length));
  for (let length = 0; length < 59; length += 1) assert.ok(readLink(`#~!${long.slice(0, length)}`).fault);
  assert.deepEqual(readLink(`#~${short.slice(0, 20)} ${short.slice(20)}`), { fault: 'spoilt' });
  assert.deepEqual(readLink(`#~${short.slice(0, -1)}_`), { fault: 'spoilt' }, 'bits that carry nothing must be none');
  assert.deepEqual(readLink(`#~!${long.slice(0, -1)}_`), { fault: 'spoilt' });
  assert.deepEqual(readLink(`#${short}`), { fault: 'spoilt' });
  assert.equal(isPrivateLink('#lobby'), false);
  assert.equal(writeLink({ ...parts, room: ROOM, check: 'ab' }), `#~${long}.ab`);
});

test('a link that has lost a piece of its password check, or got something more, is not taken for one without a password', () => {
  const short = Buffer.concat([SECRET, OPENER]).toString('base64url');
  for (const link of [short, Buffer.concat([SECRET, OPENER, ROOM]).toString('base64url')]) {
    for (const cut of ['.', '.q', '%', '%2', '%2E', '%2eq', '.)']) assert.deepEqual(readLink(`#~${link}${cut}`), { fault: 'cut' }, cut);
    for (const spoilt of ['.GQ', '.q1', '.q23', '.q2https://site.example/', '%2Eq2x', '...', '. And']) assert.deepEqual(readLink(`#~${link}${spoilt}`), { fault: 'spoilt' }, spoilt);
    assert.ok(readLink(`#~${link}q2`).fault);
    assert.ok(readLink(`#~${link}https://site.example/`).fault);
  }
});

test('an identity signs what is framed, and is named by its key', async () => {
  const identity = await newIdentity();
  const signature = await identity.sign('some label', 'text', counting(5));
  assert.equal(signature.length, 64);
  assert.ok(isSignedBy(identity.publicKey, signature, frame('otc1 some label', 'text', counting(5))));
  same('fingerprint', await fingerprint(ANN.publicKey), sha256(frame('otc1 identity', ANN.publicKey)).subarray(0, 12));
  const ann = await readIdentity(ANN.publicKey);
  assert.equal(ann.name, Buffer.from(HEX.fingerprint, 'hex').toString('base64url'));
  assert.ok(await ann.signed(ANN.signs('otc1 x', 'ab', 'c'), 'x', 'ab', 'c'));
  assert.equal(await ann.signed(ANN.signs('otc1 x', 'ab', 'c'), 'x', 'a', 'bc'), false);
  await assert.rejects(readIdentity(counting(65, 4)));
  assert.equal((await newSigningKeys()).privateKey.extractable, false);
});

test('a card is sealed under the admission key, and signed', async () => {
  const kem = counting(1216, 7);
  const sealingKey = hkdf(ADMISSION, frame('otc1 card key'));
  const bound = frame('otc1 hello', ROOM, RELAY);
  const signed = ['otc1 card', ROOM, RELAY, eight(258), ANN.publicKey, kem];
  const build = (signature, version = 1) => Buffer.concat([counting(12), gcm(sealingKey, counting(12), Buffer.concat([[version], eight(258), ANN.publicKey, kem, signature].map(Buffer.from)), bound)]);
  const ours = await withoutChance(() => sealCard({ admission: ADMISSION, room: ROOM, relay: RELAY, identity: pretender(ANN), number: 258, kem }));
  same('card', sha256(ours), sha256(build(await pretender(ANN).sign('card', ...signed.slice(1)))));
  const place = { admission: ADMISSION, room: ROOM, relay: RELAY };
  const card = await openCard(new Uint8Array(build(ANN.signs(...signed))), place);
  assert.deepEqual([hex(card.identity.publicKey), card.number, hex(card.kem)], [hex(ANN.publicKey), 258, hex(kem)]);
  await assert.rejects(openCard(new Uint8Array(build(ANN.signs(...signed), 2)), place), /another version/);
  for (const parts of [['otc1 keys', ...signed.slice(1)], [signed[0], RELAY, ROOM, ...signed.slice(3)], [...signed.slice(0, 3), eight(259), ...signed.slice(4)], [...signed, '']]) {
    await assert.rejects(openCard(new Uint8Array(build(ANN.signs(...parts))), place));
  }
  for (const other of [{ ...place, relay: RELAY.replace('0', '1') }, { ...place, room: counting(16) }, { ...place, admission: counting(32) }]) {
    await assert.rejects(openCard(new Uint8Array(build(ANN.signs(...signed))), other));
  }
});

test('a notice is sealed under the admission key for one', async () => {
  const content = { isTurnedAway: true };
  const plain = padded(Buffer.from(JSON.stringify(content)), 128);
  const other = Buffer.concat([counting(12), gcm(hkdf(ADMISSION, frame('otc1 notice key')), counting(12), plain, frame('otc1 notice', ROOM, RELAY))]);
  same('notice', await withoutChance(() => sealNotice(content, { admission: ADMISSION, room: ROOM, to: RELAY })), other);
  assert.deepEqual(await openNotice(bytesOf(HEX.notice), { admission: ADMISSION, room: ROOM, to: RELAY }), content);
  await assert.rejects(openNotice(bytesOf(HEX.notice), { admission: ADMISSION, room: ROOM, to: 'x' }));
});

test('a goodbye is a signature', async () => {
  const where = { room: ROOM, relay: RELAY, number: 3, last: 70_000 };
  const build = (signature) => Buffer.concat([eight(3), eight(70_000), signature]);
  same('bye', await sealBye(where, pretender(ANN)), build(await pretender(ANN).sign('bye', ROOM, RELAY, eight(3), eight(70_000))));
  const genuine = new Uint8Array(build(ANN.signs('otc1 bye', ROOM, RELAY, eight(3), eight(70_000))));
  const identity = await readIdentity(ANN.publicKey);
  assert.deepEqual(await openBye(genuine, { ...where, identity }), { number: 3, last: 70_000 });
  await assert.rejects(openBye(genuine, { ...where, relay: 'x', identity }));
  await assert.rejects(openBye(new Uint8Array(Buffer.concat([genuine, Buffer.alloc(1)])), { ...where, identity }));
  await assert.rejects(openBye(genuine, { ...where, identity: await readIdentity(BEN.publicKey) }));
});

test('a document is signed with all that it says', async () => {
  const [some, other] = [counting(12, 1), counting(12, 2)];
  const content = {
    number: 5, lock: [true, 4], limit: [3600, 3], isClosed: false, generation: 2, admission: toBase64url(counting(32, 3)),
    removed: toBase64url(some), admitted: toBase64url(Buffer.concat([some, other])), openers: toBase64url(other),
  };
  const parts = [ROOM, BEN.publicKey, eight(5), [1], eight(4), eight(3600), eight(3), [0], eight(2), counting(32, 3), some, Buffer.concat([some, other]), other];
  const ours = await signRights(content, ROOM, { publicKey: BEN.publicKey, sign: async (label, ...given) => {
    assert.equal(hex(frame(`otc1 ${label}`, ...given)), hex(frame('otc1 rights', ...parts)));
    return BEN.signs('otc1 rights', ...parts);
  } });
  const read = await readRights(ours, ROOM);
  assert.deepEqual([read.document, read.name, await read.isSigned()], [ours, toBase64url(await fingerprint(BEN.publicKey)), true]);
  assert.deepEqual(namesIn(ours.admitted), [toBase64url(some), toBase64url(other)]);
  for (const [index] of parts.entries()) {
    const wrong = { ...ours, signature: toBase64url(BEN.signs('otc1 rights', ...parts.map((part, at) => (at === index ? counting(part.length, 9) : part)))) };
    assert.equal(await (await readRights(wrong, ROOM)).isSigned(), false);
  }
  same('admission hash', fromBase64url(await hashOfAdmission({ key: ADMISSION, link: '#~abc' })), sha256(frame('otc1 admission hash', ADMISSION, Buffer.from('#~abc'))));
});

test('numbers to compare are bits of a hash, the same for both', async () => {
  const bitsOf = (bytes) => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const numbersOf = (bytes, count) => bitsOf(bytes).match(/.{11}/g).slice(0, count).map((bits) => Number.parseInt(bits, 2));
  const [low, high] = [ANN.publicKey, BEN.publicKey].sort(Buffer.compare);
  assert.deepEqual(numbersOf(sha256(frame('otc1 pair words', low, high)), 12), PAIR_NUMBERS);
  assert.deepEqual(await pairNumbers(ANN.publicKey, BEN.publicKey), PAIR_NUMBERS);
  assert.deepEqual(await pairNumbers(BEN.publicKey, ANN.publicKey), PAIR_NUMBERS);
  assert.deepEqual(numbersOf(sha256(frame('otc1 knock words', ANN.publicKey)), 5), KNOCK_NUMBERS);
  assert.deepEqual(await knockNumbers(ANN.publicKey), KNOCK_NUMBERS);
});

test('sizes go in steps, and nothing else is taken for padded', () => {
  const steps = [[0, 128], [124, 128], [125, 256], [252, 256], [253, 512], [508, 512], [509, 1024], [1020, 1024], [1021, 2048], [16_000, 16_384]];
  for (const [length, size] of steps) {
    assert.equal(paddedSize(length), size);
    const bytes = counting(length, 1);
    assert.equal(hex(pad(bytes)), hex(padded(bytes, size)));
    assert.equal(hex(unpad(pad(bytes))), hex(bytes));
  }
  const wrong = [pad(counting(5)).slice(0, -1), Buffer.concat([pad(counting(5)), Buffer.alloc(128)]), Buffer.concat([four(125), Buffer.alloc(124)]), Buffer.concat([four(2 ** 32 - 1), Buffer.alloc(124)]), new Uint8Array(2)];
  const dirty = pad(counting(5));
  dirty[127] = 1;
  for (const bytes of [...wrong, dirty]) assert.throws(() => unpad(new Uint8Array(bytes)));
});

test('base64url has one text for each bytes', () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = counting(length, 200);
    assert.equal(toBase64url(bytes), Buffer.from(bytes).toString('base64url'));
    assert.equal(hex(fromBase64url(toBase64url(bytes))), hex(bytes));
  }
  for (const text of ['A', 'AB', 'AAB', 'AA==', 'A+', 'A/', 'A A', 'AA\n', 5, null, undefined, ['AA'], {}]) assert.equal(fromBase64url(text), null, String(text));
});

test('bytes are the same where all are, and come in order, the shorter first', () => {
  const [bytes, longer, other] = [counting(3), counting(4), new Uint8Array([0, 2, 2])];
  assert.deepEqual([equal(bytes, counting(3)), equal(bytes, longer), equal(longer, bytes), equal(bytes, other)], [true, false, false, false]);
  assert.deepEqual([compare(bytes, counting(3)), compare(bytes, longer), compare(longer, bytes), compare(longer, other), compare(other, longer)], [0, -1, 1, -1, 1]);
});

test('what is read is no more than there is, and no number that is too large', () => {
  const reader = () => new Reader(counting(9, 1));
  assert.throws(() => reader().take(10), RangeError);
  assert.throws(() => reader().u64(), /too large/);
  assert.equal(new Reader(new Uint8Array([0, 0x1f, 255, 255, 255, 255, 255, 255])).u64(), Number.MAX_SAFE_INTEGER);
  assert.throws(() => new Reader(new Uint8Array([0, 0x20, 0, 0, 0, 0, 0, 0])).u64(), /too large/);
  assert.throws(() => new Reader(counting(3)).u32(), RangeError);
  assert.throws(() => reader().end(), RangeError);
});

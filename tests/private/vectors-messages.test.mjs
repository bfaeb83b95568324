// What two people have and what is said to all: keys, pairs, chains, lines, turns, each computed a second way (second-way.mjs) and written down.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBase64url } from '../../www/js/crypto/bytes.js';
import { Chain } from '../../www/js/crypto/chain.js';
import { readIdentity } from '../../www/js/crypto/identity.js';
import { openKeys, readKeys, sealKeys } from '../../www/js/crypto/keys.js';
import { isSigned, isTurnSigned, newSenderChain, openLine, openTurn, readLine, readTurn, sealLine, sealTurn } from '../../www/js/crypto/line.js';
import { Pair } from '../../www/js/crypto/pair.js';
import { unwrap, wrap } from '../../www/js/private/envelopes.js';
import { Numbers } from '../../www/js/private/numbers.js';
import { Reading } from '../../www/js/private/reading.js';
import { Watch } from '../../www/js/private/watch.js';
import {
  NO_NONCE, bytesOf, counting, eight, four, frame, gcm, hex, hkdf, hpkeSchedule, padded, sha256, ungcm, xwingOpen, xwingPublic, xwingSeal,
} from './support/second-way.mjs';
import { suite } from './support/suite.mjs';
import { ANN, BEN, pretender, withoutChance } from './support/vectors.mjs';
import './support/webcrypto.mjs';

// Of what is long, its SHA-256: the public key, what is encapsulated, `keys`.
const HEX = {
  'public key': 'ef1b579c8c18e10d9fbd30de9a9f667b14e4d0fcdedd38fdb2e66c15de68fd24',
  encapsulated: 'f88e10bc5d5ee8f9bef148472481eec164b559c1fd64bf03d2dbc7c1ea5b67b3',
  'shared secret': 'cd9408724bc210068a6d136caa8b0d6a20dde83a5f8a239003eeeb6d007ab531',
  keys: '30efec8fabcaf9241b99bbb953031a94b4abaf613c34bab76c5a24f5f70f3b36',
  'keys key': 'bbddfecebfc92f6ab6ca446356ce8e33dcfcf6df1c8786ec8622f12d7e773d1d',
  'keys nonce': 'f96a64114132444e45817e8d',
  'pair id': '2de6e81add85bb1a',
  'pair message': '2de6e81add85bb1a00000000a4c7c20f7d9abf0c8ac40a7f532a60127837024fa1df425be247f695ef432d8b7d2f1fa46f8deeb23d11fcaa0c65024151dc4d040b'
    + 'd7095f07d2d9066719e3dbf0bad97f911f4d43b00412a6fb1b2623dbfbace6dad8af6acf1cd101947430629cd4b3ba7cb8a7c22d1116988ab9721b47cc039db10e'
    + 'a07e9597d4117f91a61575c94b40753f9bac8d4467968c854b22',
  'pair answer': '2de6e81add85bb1a000000003ae12496cd3998c9955bb06843b6617fc16d309dd889ef3ea34daac9f9f27ab9ff2694ed8cf6820735b0017de94c419c573f8fe939'
    + '9169fe1f09f21af160e749ca0ae9df814e1ba54b6e0a740c04856f653d561d8617312d806cb461f9d2eb563be0361ba3bb93ce1787eff090095c3ea3ac46996aba'
    + 'ff823b335bb23be3d5145fbdf3f1d1c877fbc93a3546a117eb3e',
  'chain key': '8210fc4afc383ea4bb7366f04b4c90a376ddb08061b77441ff463b6fbc1d6aaa',
  'chain proof': '2f0fbfda304ec8929acde8cbaa3b2b3e',
  'next link': '272c2a8e053759d23747932427985324f7dab38422fa8268148985f08c3c731f',
  line: '0000000300010203000000008d08cce8a4bd34e7913298aadbfc80f8ff3272b9eaf5389ee05b3a147eb39c460b98ca178a16a8c26ab9ef87ce481d3cd15e418ecc'
    + 'c09b7b9d88b8de10b8a49367228f665d3eff0fd852211eb4b2914085d45f3971b0d4ac95dc4410a873e48d56dcdc83a489c32bd3bddc6d1fb705acece7733a7391'
    + '5f5508c81ed146fbec1c0017f4c7fd984fb606c3db59ec414e57062ea3781cb00c922ab9f78a587c3ff5bce301bfee31fb5bb878a3b3978c86ae3e8570da5c11f4'
    + 'fa3f022d8140f4069c76f6ed2f115bea298c0100f39c5ffa0a760b85e767c7a295f778b8f7ef15f9b9',
  turn: '0000000300010203000000002de6e81add85bb1a000000006804dc48edba250269808e144fed5da8314e4497007eaead793d459d68041d922715aa15bf1947405a'
    + '0b58786eb456cfe39cfebfd5e561ef0ef46e20a034b765563482059f3d73276ba609b6205479289042f94d47463074cc24f2e64ec558194841641d7a16dd3a1e6b'
    + '785b86bbd998',
  view: '6c091a959a746df5',
  links: [
    '4964ae8fe5d1e1eaa6edff18acb4b53ce6440252b2c3fe4439fee498af4c2ce8',
    '76a01b4b773630f45a87ffb12478b0130197528b883460eab7c387597097262e',
    '4f4da193e008109ebba44d1fce6ea34531726bb3e8db8db7dfd44d34219797f6',
    '6c2a4031d8d2849be1852c2cb57279c65cf550fd4ed6f6a7d89f5f7370057728',
  ],
};

// Both ways give what is written down.
function same(name, ours, other) {
  assert.equal(hex(other), HEX[name], `${name}, the second way`);
  assert.equal(hex(ours), HEX[name], name);
}

const ROOM = counting(16, 100);
const [FROM, TO] = ['00112233445566778899aabbccddeeff', 'ffeeddccbbaa99887766554433221100'];
const ADMISSION = counting(32, 50);
const SEED = counting(32, 90); // of Ben's card key
const NOTE = { have: [[1, 3]] };

// ---- keys ----

const INFO = frame('otc1 keys', ROOM, FROM, TO, BEN.publicKey, eight(2), eight(7));
const PSK = { info: INFO, psk: hkdf(ADMISSION, frame('otc1 psk')), pskId: frame('otc1 admission') };
const PLACE = { suite, admission: ADMISSION, room: ROOM, from: FROM, to: TO };

const privateKeyOfBen = () => suite.kem.importKey('raw', SEED.slice().buffer, false);

// `keys` by hand, from Ann to Ben; `signs` gives the signature of these parts.
async function keysByHand(signs, schedule = PSK) {
  const { enc, shared } = await xwingSeal(await xwingPublic(SEED), counting(32, 1), counting(32, 33));
  const noted = Buffer.from(JSON.stringify(NOTE));
  const inside = Buffer.concat([counting(32, 200), ANN.publicKey, await signs('otc1 keys', INFO, enc, counting(32, 200), noted), noted]);
  const { key, nonce } = hpkeSchedule(shared, schedule);
  return { message: new Uint8Array(Buffer.concat([eight(2), eight(7), enc, gcm(key, nonce, padded(inside, 256), Buffer.alloc(0))])), shared };
}

test('the hybrid key of a card is X25519 and ML-KEM-768 together', async () => {
  const publicKey = await xwingPublic(SEED);
  const { enc, shared } = await xwingSeal(publicKey, counting(32, 1), counting(32, 33));
  assert.deepEqual([hex(sha256(publicKey)), hex(sha256(enc))], [HEX['public key'], HEX.encapsulated]);
  same('shared secret', new Uint8Array(await suite.kem.decap({ recipientKey: await privateKeyOfBen(), enc })), shared);
  assert.equal(hex(await xwingOpen(SEED, enc)), hex(shared));
});

test('keys made by hand are opened', async () => {
  const { message } = await keysByHand(async (...parts) => ANN.signs(...parts));
  assert.deepEqual(readKeys(message), { number: 2, answered: 7 });
  const opened = await openKeys(message, { ...PLACE, receiver: BEN.publicKey, privateKey: await privateKeyOfBen() });
  assert.deepEqual([hex(opened.identity.publicKey), opened.number, hex(opened.secret), opened.note], [hex(ANN.publicKey), 2, hex(counting(32, 200)), NOTE]);
});

test('the bytes of keys made by hand are those written down', async () => {
  const { message } = await keysByHand((label, ...parts) => pretender(ANN).sign(label.slice(5), ...parts));
  assert.equal(hex(sha256(message)), HEX.keys);
  const { key, nonce } = hpkeSchedule(bytesOf(HEX['shared secret']), PSK);
  assert.deepEqual([hex(key), hex(nonce)], [HEX['keys key'], HEX['keys nonce']]);
});

test('keys are opened by hand', async () => {
  const card = { identity: { publicKey: BEN.publicKey }, number: 7, kem: await xwingPublic(SEED) };
  const { message, secret } = await sealKeys({ ...PLACE, identity: pretender(ANN), number: 2, card, note: NOTE });
  assert.deepEqual([hex(message.slice(0, 16)), message.length], [hex(Buffer.concat([eight(2), eight(7)])), 16 + 1120 + 256 + 16]);
  const enc = message.slice(16, 16 + 1120);
  const { key, nonce } = hpkeSchedule(await xwingOpen(SEED, enc), PSK);
  const noted = Buffer.from(JSON.stringify(NOTE));
  const inside = Buffer.concat([secret, ANN.publicKey, await pretender(ANN).sign('keys', INFO, enc, secret, noted), noted]);
  assert.equal(hex(ungcm(key, nonce, message.slice(16 + 1120), Buffer.alloc(0))), hex(padded(inside, 256)));
});

test('keys that differ in anything from what they are bound to are refused', async () => {
  const privateKey = await privateKeyOfBen();
  const genuine = (await keysByHand(async (...parts) => ANN.signs(...parts))).message;
  const place = { ...PLACE, receiver: BEN.publicKey, privateKey };
  const others = [{ admission: counting(32) }, { room: counting(16) }, { from: TO }, { to: FROM }, { from: TO, to: FROM }, { receiver: ANN.publicKey }];
  for (const other of others) await assert.rejects(openKeys(genuine, { ...place, ...other }));
  for (const at of [7, 15, 16, 1200, 1300, genuine.length - 1]) await assert.rejects(openKeys(genuine.map((byte, index) => byte ^ (index === at ? 1 : 0)), place));
  const signers = [(...parts) => BEN.signs(...parts), (label, ...parts) => ANN.signs('otc1 card', ...parts), (label, ...parts) => ANN.signs(label, ...parts.slice(1)), (...parts) => ANN.signs(...parts.map((part, at) => (at === 3 ? counting(32) : part)))];
  for (const signs of signers) await assert.rejects(async () => openKeys((await keysByHand(async (...parts) => signs(...parts))).message, place));
  const schedules = [{ ...PSK, psk: hkdf(ADMISSION, frame('otc1 card key')) }, { ...PSK, pskId: frame('otc1 psk') }, { ...PSK, info: INFO.subarray(4) }];
  for (const schedule of schedules) await assert.rejects(async () => openKeys((await keysByHand(async (...parts) => ANN.signs(...parts), schedule)).message, place));
});

// ---- pairs ----

const PAIR = { room: ROOM, from: FROM, to: TO, number: 2, answered: 7 };

// What two have by hand: the pair id, and the first link of each of the four chains.
function pairByHand() {
  const derived = hkdf(counting(32, 200), frame('otc1 pair', ROOM, FROM, TO, eight(2), eight(7)), 8 + 4 * 32);
  return { id: derived.subarray(0, 8), links: [0, 1, 2, 3].map((index) => derived.subarray(8 + index * 32, 40 + index * 32)) };
}

// What follows from a link: the next one, the key of its message, and the proof.
function step(link) {
  const derived = hkdf(link, frame('otc1 chain'), 80);
  return { next: derived.subarray(0, 32), key: derived.subarray(32, 64), proof: derived.subarray(64) };
}

const keyAt = (link, index) => (index === 0 ? step(link).key : keyAt(step(link).next, index - 1));
const bothOf = () => Promise.all([true, false].map((sent) => Pair.of({ ...PAIR, secret: counting(32, 200), sent })));

test('a pair has a chain for each direction, and each message a key', async () => {
  const { id, links } = pairByHand();
  same('pair id', (await bothOf())[0].id, id);
  assert.deepEqual(links.map(hex), HEX.links);
  const [ann, ben] = await bothOf();
  const plain = padded(Buffer.from('{"word":1}'), 128);
  const build = (link, index, from, to) => Buffer.concat([id, four(index), gcm(keyAt(link, index), NO_NONCE, plain, frame('otc1 pair message', ROOM, from, to, id, four(index)))]);
  const first = await ann.seal({ word: 1 });
  same('pair message', first, build(links[0], 0, FROM, TO));
  assert.equal(hex(await ann.seal({ word: 1 })), hex(build(links[0], 1, FROM, TO)));
  same('pair answer', await ben.seal({ word: 1 }), build(links[1], 0, TO, FROM));
  assert.deepEqual(await ben.open(new Uint8Array(build(links[0], 2000, FROM, TO))), { word: 1 }, 'after a gap');
  assert.equal(await ben.open(first), null, 'too late');
  await assert.rejects(ben.open(new Uint8Array(build(links[0], 2001 + 2001, FROM, TO))), RangeError, 'too far');
  await assert.rejects(ann.open(first), undefined, 'a message that comes back');
  await assert.rejects(ann.open(new Uint8Array(build(links[1], 0, FROM, TO))), undefined, 'bound to the other direction');
  assert.deepEqual(await ann.open(bytesOf(HEX['pair answer'])), { word: 1 }, 'nothing was changed by what failed');
  assert.deepEqual(await ben.open(new Uint8Array(build(links[0], 2001, FROM, TO))), { word: 1 });
});

test('the secret of a pair is wiped', async () => {
  const secret = counting(32, 200);
  await Pair.of({ ...PAIR, secret, sent: true });
  assert.equal(hex(secret), '00'.repeat(32));
});

test('each step of a chain has a key, a proof and a next link', async () => {
  const link = counting(32, 5);
  const chain = new Chain(link.slice(), 9);
  const { index, key, proof } = await chain.next();
  assert.equal(index, 9);
  same('chain key', key, step(link).key);
  same('chain proof', proof, step(link).proof);
  same('next link', chain.link, step(link).next);
  const far = await chain.skipTo(12);
  assert.deepEqual([far.index, hex(far.key), chain.index], [12, hex(keyAt(link, 3)), 13]);
});

// ---- lines and turns ----

const WHERE = { room: ROOM, relay: FROM, publicKey: ANN.publicKey, id: 'message1' };
const CHAIN_ID = bytesOf('0000000300010203');
const place = (index) => [ROOM, FROM, ANN.publicKey, 'message1', CHAIN_ID, four(index)];
const senderChain = () => withoutChance(() => newSenderChain(3));

async function lineByHand(signs, index = 0) {
  let link = counting(32);
  for (let at = 0; at < index; at += 1) link = step(link).next;
  const { key, proof } = step(link);
  const sealed = gcm(key, NO_NONCE, padded(Buffer.from('{"no":1}'), 128), frame('otc1 line', ...place(index)));
  return new Uint8Array(Buffer.concat([CHAIN_ID, four(index), sealed, proof, await signs('otc1 line signature', ...place(index), sealed, proof)]));
}

test('a line is sealed, proves its chain and is signed', async () => {
  const ours = await sealLine(await senderChain(), { no: 1 }, WHERE, pretender(ANN));
  same('line', ours, await lineByHand((label, ...parts) => pretender(ANN).sign(label.slice(5), ...parts)));
  const genuine = readLine(await lineByHand(async (...parts) => ANN.signs(...parts), 2));
  const identity = await readIdentity(ANN.publicKey);
  assert.ok(await isSigned(genuine, WHERE, identity));
  const { content, chain } = await openLine(genuine, WHERE, (await senderChain()).chain);
  assert.deepEqual([content, chain.index], [{ no: 1 }, 3]);
  const elsewhere = [{ room: counting(16) }, { relay: TO }, { publicKey: BEN.publicKey }, { id: 'message2' }];
  for (const other of elsewhere) {
    assert.equal(await isSigned(genuine, { ...WHERE, ...other }, identity), false);
    await assert.rejects(openLine(genuine, { ...WHERE, ...other }, (await senderChain()).chain));
  }
  for (const part of ['chainId', 'sealed', 'proof']) assert.equal(await isSigned({ ...genuine, [part]: genuine[part].map((byte) => byte ^ 1) }, WHERE, identity), false);
  assert.equal(await isSigned({ ...genuine, index: 3 }, WHERE, identity), false);
  await assert.rejects(openLine({ ...genuine, proof: genuine.proof.map((byte) => byte ^ 1) }, WHERE, (await senderChain()).chain), /another chain/);
  assert.equal(await isSigned(readLine(await lineByHand(async (label, ...parts) => ANN.signs('otc1 line', ...parts))), WHERE, identity), false);
});

test('a turn has an entry for each, and is signed', async () => {
  const { id, links } = pairByHand();
  const [ann, ben] = await bothOf();
  const bound = frame('otc1 turn entry', ROOM, FROM, ANN.publicKey, 'message1', CHAIN_ID);
  const body = Buffer.concat([CHAIN_ID, four(0), id, four(0), gcm(step(links[2]).key, NO_NONCE, counting(32), bound)]);
  const signed = ['turn', ROOM, FROM, ANN.publicKey, 'message1', body];
  const ours = await sealTurn(await senderChain(), [ann], WHERE, pretender(ANN));
  same('turn', ours, Buffer.concat([body, await pretender(ANN).sign(...signed)]));
  const turn = readTurn(new Uint8Array(Buffer.concat([body, ANN.signs('otc1 turn', ...signed.slice(1))])));
  const identity = await readIdentity(ANN.publicKey);
  assert.ok(await isTurnSigned(turn, WHERE, identity));
  assert.equal(await isTurnSigned(turn, { ...WHERE, id: 'message2' }, identity), false);
  const chain = await openTurn(turn, turn.entries[0], ben, WHERE);
  assert.deepEqual([hex(chain.link), chain.index], [hex(counting(32)), 0]);
  await assert.rejects(openTurn(turn, turn.entries[0], ben, WHERE), RangeError);
  const back = await sealTurn(await senderChain(), [ben], WHERE, pretender(ANN));
  assert.equal(hex(readTurn(back).entries[0].sealed), hex(gcm(step(links[3]).key, NO_NONCE, counting(32), bound)), 'the other way has another chain');
  const many = (count) => new Uint8Array(12 + count * 60 + 64);
  assert.equal(readTurn(many(100)).entries.length, 100);
  for (const bytes of [many(101), many(1).slice(1), new Uint8Array(70)]) assert.throws(() => readTurn(bytes));
});

test('an envelope says its version and sort, and always the same time', () => {
  const message = wrap('line', counting(3), { id: 'x', to: TO });
  assert.deepEqual(message, { id: 'x', ts: 0, sealed: Buffer.from([1, 3, 0, 1, 2]).toString('base64url'), to: TO });
  assert.deepEqual(['hello', 'keys', 'pair', 'line', 'turn', 'bye', 'notice'].map((sort) => wrap(sort, counting(1), { id: 'x' }).sealed), [0, 1, 2, 3, 4, 5, 6].map((sort) => Buffer.from([1, sort, 0]).toString('base64url')));
  assert.equal(unwrap({ ...message, sealed: Buffer.from([2, 3, 0]).toString('base64url') }), null, 'of another version');
  assert.equal(unwrap({ ...message, sealed: Buffer.from([1, 7, 0]).toString('base64url') }), null);
});

test('a view is of all ids with their identities, in order', async () => {
  const company = { relay: TO, confirmed: [{ id: FROM }], nameOf: () => 'BenBenBenBenBenB' };
  const watch = new Watch({ company, name: 'AnnAnnAnnAnnAnnA', now: () => 0, random: () => 0, tell: () => {}, askForList: () => {} });
  const { view } = await watch.along();
  same('view', Buffer.from(view, 'base64url'), sha256(frame('otc1 view', `${FROM} BenBenBenBenBenB\n${TO} AnnAnnAnnAnnAnnA`)).subarray(0, 8));
});

test('what is no envelope is none', () => {
  const genuine = wrap('line', counting(20), { id: 'x' });
  assert.equal(unwrap(genuine).sort, 'line');
  const none = [
    null, undefined, 5, 'x', { ...genuine, id: undefined }, { ...genuine, id: 'x'.repeat(65) }, { ...genuine, id: {} }, { ...genuine, sealed: undefined }, { ...genuine, sealed: [genuine.sealed] },
    { ...genuine, sealed: `${genuine.sealed}=` }, { ...genuine, sealed: 'AQ' }, { ...genuine, sealed: '' }, { ...genuine, sealed: `AQMA${'A'.repeat(200_000)}` },
  ];
  for (const message of none) assert.equal(unwrap(message), null, JSON.stringify(message)?.slice(0, 80));
});

test('a turn has a hundred entries at most, and nothing beside', () => {
  const turn = (size) => new Uint8Array(Buffer.concat([counting(8), four(0), counting(size), counting(64)]));
  assert.equal(readTurn(turn(60 * 100)).entries.length, 100);
  for (const size of [60 * 101, 59, 61]) assert.throws(() => readTurn(turn(size)), /no turn/);
});

test('a chain is followed so far ahead, and no further', async () => {
  const chain = new Chain(counting(32));
  const tried = [];
  const open = async (key) => { tried.push(key); };
  await chain.tried(2000, open);
  await assert.rejects(chain.tried(2001, open), RangeError);
  const { chain: next } = await chain.tried(3, open);
  await assert.rejects(next.tried(3, open), RangeError);
  assert.deepEqual([tried.length, next.index, chain.index], [2, 4, 0]);
});

test('of the states of a chain the furthest counts, and none that is no state', async () => {
  const reading = new Reading();
  const state = (generation, index, more) => ({ chain: toBase64url(Buffer.concat([four(generation), counting(4)])), link: toBase64url(counting(32)), index, ...more });
  const line = (generation, index) => ({ chainId: new Uint8Array(Buffer.concat([four(generation), counting(4)])), index });
  const at = () => [4, 5, 6].flatMap((generation) => [2, 3, 4, 5].filter((index) => !reading.isPast(line(generation, index))).map((index) => [generation, index])).at(0);
  reading.adoptState(state(5, 3));
  for (const [generation, index] of [[4, 9], [5, 2], [5, 3]]) {
    reading.adoptState(state(generation, index));
    assert.deepEqual([reading.generation, at()], [5, [5, 3]]);
  }
  reading.adoptState(state(5, 5));
  assert.deepEqual(at(), [5, 5]);
  reading.adoptState(state(6, 2));
  assert.deepEqual([reading.generation, at()], [6, [6, 2]]);
  const none = [{ chain: toBase64url(counting(9)) }, { chain: 5 }, { link: toBase64url(counting(31)) }, { link: null }, { index: -1 }, { index: 1.5 }, { index: '3' }, { index: 2 ** 32 }];
  for (const more of none) assert.throws(() => reading.adoptState(state(9, 9, more)), RangeError, JSON.stringify(more));
  assert.equal(reading.generation, 6);
});

test('numbers that somebody sends are ranges, and not too many', () => {
  const from = (ranges) => Numbers.from(ranges).ranges;
  assert.deepEqual(from([[5, 6], [1, 3]]), [[1, 3], [5, 6]]);
  for (const none of [null, 5, 'x', { length: 1, 0: [1, 2] }, [[2, 1]], [[0, 1]], [[1.5, 2]], [[1, 2 ** 53]], [['1', '2']], [[1, 2, 3]], [null], [{ 0: 1, 1: 2, length: 2 }]]) assert.deepEqual(from(none), [], JSON.stringify(none));
  assert.equal(from(Array.from({ length: 1000 }, (_, index) => [index * 3 + 1, index * 3 + 1])).length, 200);
  assert.deepEqual(Numbers.from(Array.from({ length: 1000 }, (_, index) => [index * 3 + 1, index * 3 + 1])).has(601), false);
});

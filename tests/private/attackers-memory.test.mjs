// A recorder who has the link, the password and all that was sent, after everybody has left; and a thief of a tab's memory, who wants to
// know what was said before.

import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { test } from 'node:test';
import { admissionOf } from '../../www/js/crypto/admission.js';
import { framed, fromBase64url, u32, utf8 } from '../../www/js/crypto/bytes.js';
import { sealCard } from '../../www/js/crypto/card.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { openKeys, readKeys, sealKeys } from '../../www/js/crypto/keys.js';
import { readLine } from '../../www/js/crypto/line.js';
import { Pair, pairIdOf } from '../../www/js/crypto/pair.js';
import { sealNotice } from '../../www/js/crypto/notice.js';
import { hkdf, random, remembered, wipeSecret } from '../../www/js/crypto/primitives.js';
import { unwrap } from '../../www/js/private/envelopes.js';
import { sentOf, sortOf, spoilt } from './support/attackers.mjs';
import { Room } from './support/circles.mjs';
import { copiedIn, givenTo, reachableFrom } from './support/memory.mjs';
import { frame, hkdf as hkdfOf } from './support/second-way.mjs';
import { suite } from './support/suite.mjs';

const STEPS = 12; // of a chain, that a thief tries

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const isWiped = (bytes) => bytes.every((byte) => byte === 0);

function opens(key, nonce, sealed, bound) {
  if (sealed.length < 16) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  } catch {
    return null;
  }
}

const NO_NONCE = Buffer.alloc(12);

/** The ciphertext of a line or of a message to one, and what it is bound to. */
function partsOf(room, author, message) {
  const { sort, bytes, id } = unwrap(message);
  if (sort === 'line') {
    const { chainId, index, sealed } = readLine(bytes);
    return { sealed, bound: framed('line', room, author.id, author.identity.publicKey, id, chainId, u32(index)) };
  }
  return { sealed: bytes.subarray(12), bound: framed('pair message', room, author.id, message.to, pairIdOf(bytes), bytes.subarray(8, 12)) };
}

// The keys that a value may be, or lead to.
function keysFrom(value) {
  const keys = [value];
  for (let step = 0, link = value; step < STEPS; step += 1) {
    const derived = hkdfOf(link, frame('otc1 chain'), 80);
    keys.push(derived.subarray(32, 64));
    link = derived.subarray(0, 32);
  }
  return keys;
}

/** Which of `targets` ({ sealed, bound }) open by any of `values` as a key, or as a link of a chain. */
function openedBy(values, targets) {
  const keys = values.flatMap(keysFrom);
  return targets.filter(({ sealed, bound }) => keys.some((key) => opens(key, NO_NONCE, sealed, bound)));
}

/** The 32 bytes that a thief finds in a circle, also those in text; what is found twice counts once. */
function secretsIn(room, circle) {
  const { arrays, texts } = reachableFrom(circle, [room, room.clock, room.hub, ...room.members]);
  const found = [...arrays, ...[...texts].map(fromBase64url)].filter((bytes) => bytes?.length === 32);
  return [...new Map(found.map((bytes) => [hex(bytes), bytes])).values()];
}

/** Which of the `keys` that were sent to `to` open by any of the values, as a private key. */
async function keysOpenedBy(room, values, keys, to) {
  const opened = [];
  for (const { from, message } of keys) {
    for (const value of values) {
      const privateKey = await suite.kem.importKey('raw', value.slice().buffer, false);
      const place = { suite, admission: room.entrance.admission.key, room: room.entrance.room, from, to: to.id, receiver: to.identity.publicKey, privateKey };
      await openKeys(unwrap(message).bytes, place).then(() => opened.push(message), () => {});
    }
  }
  return opened;
}

/** Ben and Ann, who have talked; the messages of Ben that Ann has opened, and hers to him. */
async function talked({ password = '' } = {}) {
  const room = await Room.open({ password });
  const ann = await room.join({ identity: room.opener });
  await room.settle();
  const ben = await room.join();
  await room.settle();
  for (const text of ['first secret', 'second secret']) {
    ben.say(text);
    ann.say(`${text} of Ann`);
    ben.circle.sayTo(ann.id, { word: `${text}, to Ann alone` });
    ann.circle.sayTo(ben.id, { word: `${text}, to Ben alone` });
    await room.settle();
  }
  const place = room.entrance.room;
  const targets = [ann, ben].flatMap((author) => [...sentOf(author, 'line'), ...sentOf(author, 'pair')].map((message) => partsOf(place, author, message)));
  return { room, ann, ben, targets };
}

const keysTo = (people, to) => people.flatMap((person) => sentOf(person, 'keys').filter((message) => message.to === to.id).map((message) => ({ from: person.id, message })));

test('a thief of a tab finds nothing that opens what was said before', async () => {
  const { room, ann, ben, targets } = await talked();
  assert.ok(targets.length >= 10);
  for (const person of [ann, ben]) {
    const found = secretsIn(room, person.circle);
    assert.ok(found.length >= 4, 'chains at least');
    assert.deepEqual(openedBy(found, targets), []);
  }
});

test('the same thief reads on, so that what is looked for would be found', async () => {
  const { room, ann, ben } = await talked();
  const found = secretsIn(room, ann.circle);
  ben.say('after the theft');
  ben.circle.sayTo(ann.id, { word: 'after the theft' });
  await room.settle();
  const place = room.entrance.room;
  const later = [partsOf(place, ben, sentOf(ben, 'line').at(-1)), partsOf(place, ben, sentOf(ben, 'pair').at(-1))];
  assert.equal(openedBy(found, later).length, 2);
});

test('the key of a card is gone as soon as all have answered, and after a minute in any case', async () => {
  const room = await Room.open();
  const ann = await room.join({ identity: room.opener });
  await room.settle();
  const ben = await room.join();
  await ben.turn();
  const early = secretsIn(room, ben.circle);
  await room.settle();
  const keys = keysTo([ann], ben);
  assert.equal(keys.length, 1);
  assert.equal((await keysOpenedBy(room, early, keys, ben)).length, 1, 'while they are waited for');
  assert.deepEqual(await keysOpenedBy(room, secretsIn(room, ben.circle), keys, ben), []);
});

test('a card that nobody answers has lost its key after a minute', async () => {
  const room = await Room.open();
  const ann = await room.join({ identity: room.opener });
  const seed = () => reachableFrom(ann.circle, [room, room.clock, room.hub, ann, suite.kem]).arrays.filter(({ length }) => length === 32).length;
  const before = seed();
  await room.settle();
  assert.ok(seed() > before);
  assert.ok(ann.circle.tickAt() <= room.clock.now() + 60_000, 'it wakes in time');
  await room.pass(61_000, 61_000);
  assert.equal(seed(), before);
});

test('the secret of a pair is nowhere once there are its chains', async () => {
  const { room, ann, ben } = await talked();
  const ids = new Set([ann, ben].flatMap((person) => sentOf(person, 'pair').map((message) => Buffer.from(pairIdOf(unwrap(message).bytes)).toString('hex'))));
  for (const person of [ann, ben]) {
    for (const secret of secretsIn(room, person.circle)) {
      for (const [from, to] of [[ann, ben], [ben, ann]]) for (const message of sentOf(from, 'keys')) {
        const { number, answered } = readKeys(unwrap(message).bytes);
        const pair = await Pair.of({ secret: secret.slice(), room: room.entrance.room, from: from.id, to: to.id, number, answered, sent: true });
        assert.equal(ids.has(Buffer.from(pair.id).toString('hex')), false);
      }
    }
  }
});

test('after the end a circle holds no chain', async () => {
  const { room, ann, ben } = await talked();
  const before = secretsIn(room, ann.circle);
  ann.circle.wipe();
  const after = secretsIn(room, ann.circle);
  ben.say('after Ann');
  ann.isFrozen = true;
  await room.settle();
  const later = [partsOf(room.entrance.room, ben, sentOf(ben, 'line').at(-1))];
  assert.equal(openedBy(before, later).length, 1);
  assert.deepEqual(openedBy(after, later), []);
});

test('a recorder with the link, the password and all that was sent reads cards, and nothing that anybody said', async () => {
  const { room, ann, ben } = await talked({ password: 'correct horse' });
  await ann.circle.lock(true);
  const knocker = await room.join();
  await room.pass(2000);
  for (const person of [knocker, ben, ann]) person.leave();
  const people = [ann, ben, knocker];
  const record = people.flatMap((author) => author.sent.map((message) => ({ author, message })));
  const { key } = await admissionOf(room.link, 'correct horse');
  const derived = [key, await hkdf(key, framed('card key')), await hkdf(key, framed('notice key')), await hkdf(key, framed('psk')), await hkdf(room.link.secret, framed('invitation', room.entrance.room, room.link.opener))];
  const place = room.entrance.room;
  const opened = new Map();
  for (const { author, message } of record) {
    const { sort, bytes } = unwrap(message);
    const bounds = [framed('hello', place, author.id), framed('notice', place, message.to ?? '')];
    if (sort === 'line' || sort === 'pair') assert.deepEqual(openedBy(derived, [partsOf(place, author, message)]), []);
    for (const candidate of derived) for (const bound of bounds) {
      const plain = opens(candidate, bytes.subarray(0, 12), bytes.subarray(12), bound);
      if (plain) opened.set(plain, sort);
    }
  }
  const sorts = [...opened.values()];
  assert.deepEqual([...new Set(sorts)].sort(), ['hello', 'notice'], 'what it can do, so that the rest means something');
  const all = Buffer.concat([...opened.keys(), ...record.map(({ message }) => Buffer.from(message.sealed, 'base64url')), ...record.map(({ message }) => Buffer.from(JSON.stringify(message)))]);
  for (const text of ['secret', 'Name ', 'text', 'word', ...people.map(({ id }) => `Name ${id.slice(0, 6)}`)]) assert.equal(all.includes(text), false, text);
  const sealedPlain = utf8('secret');
  assert.equal(all.includes(sealedPlain), false);
  const keys = record.filter(({ message }) => unwrap(message).sort === 'keys');
  assert.ok(keys.length >= 1);
  for (const { author, message } of keys) {
    const to = people.find(({ id }) => id === message.to);
    assert.deepEqual(await keysOpenedBy(room, derived, [{ from: author.id, message }], to), []);
  }
});

test('all messages carry the same time, and sizes in steps', async () => {
  const { ann, ben } = await talked();
  const sizes = new Map();
  for (const message of [...ann.sent, ...ben.sent]) {
    assert.deepEqual(Object.keys(message).filter((name) => name !== 'to').sort(), ['id', 'sealed', 'ts']);
    assert.equal(message.ts, 0);
    const { sort, bytes } = unwrap(message);
    sizes.set(sort, new Set(sizes.get(sort) ?? []).add(bytes.length));
  }
  assert.deepEqual([...sizes.get('hello')], [12 + 1 + 8 + 65 + 1216 + 64 + 16]);
  assert.deepEqual([...sizes.get('line')].filter((size) => ![128, 256, 512].includes(size - 12 - 16 - 16 - 64)), []);
  assert.deepEqual([...sizes.get('pair')].filter((size) => ![128, 256, 512].includes(size - 12 - 16)), []);
  assert.deepEqual([...sizes.get('keys')], [16 + 1120 + 256 + 16]);
});

test('the keys of cards become zeros, and are not only forgotten', async (t) => {
  const made = [];
  const note = (bytes) => made.push({ bytes, was: bytes.slice() });
  const original = suite.kem.generateKeyPair.bind(suite.kem);
  t.after(() => delete suite.kem.generateKeyPair);
  suite.kem.generateKeyPair = async () => {
    const pair = await original();
    note(pair.privateKey.key);
    for (const { buffer } of await suite.kem._expandDecapsulationKey(pair.privateKey.key)) note(new Uint8Array(buffer));
    return pair;
  };
  const { room } = await talked();
  await room.pass(61_000, 61_000);
  assert.ok(made.length >= 2 * 5, 'of two keys the seed, and the halves of what follows from it');
  for (const { bytes, was } of made) assert.deepEqual([isWiped(was), isWiped(bytes)], [false, true]);
});

test('a key that was used once becomes zeros, and so do the links before it, also where something false came', async (t) => {
  const given = givenTo(t);
  const { room, ann, ben } = await talked();
  const [before] = sentOf(ben, 'pair').slice(-1);
  room.relay = (from, message) => [[from, sortOf(message) === 'pair' ? spoilt(message, -1) : message]];
  ben.circle.sayTo(ann.id, { word: 'that does not open' });
  await room.settle();
  assert.notEqual(sentOf(ben, 'pair').at(-1), before);
  assert.equal(ann.of('unreadable').length, 1);
  const once = given.keys.filter(({ isOnce }) => isOnce);
  const links = given.keys.filter(({ isLink }) => isLink);
  assert.ok(once.length > 20 && links.length > 20);
  for (const { bytes, was } of once) assert.deepEqual([isWiped(was), isWiped(bytes)], [false, true]);
  const live = new Set([ann, ben].flatMap((person) => secretsIn(room, person.circle)).map(hex));
  for (const { bytes } of links) assert.ok(isWiped(bytes) || live.has(hex(bytes)), 'a link that leads on, or nothing');
  assert.ok(given.signed.length > 10 && given.signed.every(isWiped), 'what is signed may hold a secret');
});

/** A `keys` of `identity` to somebody, with what is needed to open it; `given` gets what HPKE is given and gives. */
async function keysOf(identity, given = [], admission = random(32)) {
  const watched = {
    kem: suite.kem,
    async createSenderContext({ psk, ...more }) {
      given.push(psk.key);
      const context = await suite.createSenderContext({ psk, ...more });
      return { enc: context.enc, seal: (plain) => (given.push(new Uint8Array(plain)), context.seal(plain)) };
    },
    async open({ psk, ...more }, sealed) {
      const opened = await suite.open({ psk, ...more }, sealed);
      given.push(psk.key, new Uint8Array(opened));
      return opened;
    },
  };
  const { publicKey, privateKey } = await suite.kem.generateKeyPair();
  const kem = new Uint8Array(await suite.kem.serializePublicKey(publicKey));
  const receiver = await newIdentity();
  const place = { suite: watched, admission, room: random(16), from: 'a'.repeat(32), to: 'b'.repeat(32) };
  const { message, secret } = await sealKeys({ ...place, identity, number: 1, card: { identity: receiver, number: 1, kem }, note: { have: [] } });
  return { secret, admission, open: () => openKeys(message, { ...place, receiver: receiver.publicKey, privateKey }) };
}

test('of the secret of a pair each side has one copy, and none where its sender is not who they say', async (t) => {
  const identity = await newIdentity();
  const copies = copiedIn(t);
  const holding = (secret, arrays) => arrays.filter((array) => Buffer.from(array.buffer).includes(secret)).length;
  for (const isFalse of [false, true]) {
    const hpke = [];
    const keys = await keysOf(isFalse ? { ...identity, sign: async () => random(64) } : identity, hpke);
    const secret = Buffer.from(hex(keys.secret), 'hex');
    assert.equal(holding(secret, [keys.secret]), 1);
    keys.secret.fill(0);
    assert.equal(holding(secret, [...copies, ...hpke]), 0, 'with the sender');
    const opened = keys.open();
    if (isFalse) await assert.rejects(opened, /false signature/);
    else assert.equal(hex((await opened).secret), hex(secret));
    assert.equal(holding(secret, [...copies, ...hpke]), isFalse ? 0 : 1, 'with the receiver');
    assert.ok(hpke.length >= 4);
  }
});

test('with an admission key all goes that was derived from it, and nothing is any more', async (t) => {
  const { keys: given } = givenTo(t);
  const identity = await newIdentity();
  const [wiped, kept] = [[], []];
  const use = async (admission, psks) => {
    await (await keysOf(identity, psks, admission)).open();
    const place = { admission, room: random(16), relay: 'a'.repeat(32), to: 'b'.repeat(32) };
    await sealCard({ ...place, identity, number: 1, kem: random(1216) });
    await sealNotice({}, place);
  };
  const [one, other] = [random(32), random(32)];
  await use(one, wiped);
  wiped.push(...given.filter(({ name }) => name === 'AES-GCM').map(({ bytes }) => bytes));
  given.length = 0;
  await use(other, kept);
  kept.push(...given.filter(({ name }) => name === 'AES-GCM').map(({ bytes }) => bytes));
  const done = wipeSecret(one);
  assert.ok(isWiped(one), 'at once');
  await done;
  assert.deepEqual([wiped.length, kept.length], [6, 6]);
  assert.ok(wiped.every(isWiped));
  assert.equal(kept.filter(isWiped).length, 2, 'what was in `keys`');
  await assert.rejects(sealCard({ admission: one, room: random(16), relay: '', identity, number: 1, kem: random(1216) }), /wiped/);
  await assert.rejects(sealNotice({}, { admission: one, room: random(16), to: '' }), /wiped/);
  await assert.rejects(keysOf(identity, [], one), /wiped/);
  await use(other, kept);
});

test('what is still being derived when its secret is wiped is given to nobody, and wiped, too', async () => {
  let go;
  const going = new Promise((resolve) => { go = resolve; });
  const bytes = random(32);
  const secret = random(32);
  const use = remembered(() => going.then(() => ({ key: bytes })))(secret);
  const done = wipeSecret(secret);
  go();
  await assert.rejects(use, /wiped/);
  await done;
  assert.ok(isWiped(bytes));
});

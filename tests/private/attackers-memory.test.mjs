// A recorder who has the link, the password and all that was sent, after everybody has left; and a thief of a tab's memory, who wants to
// know what was said before.

import assert from 'node:assert/strict';
import { createDecipheriv, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { admissionOf } from '../../www/js/crypto/admission.js';
import { framed, fromBase64url, u32, utf8 } from '../../www/js/crypto/bytes.js';
import { openKeys, readKeys } from '../../www/js/crypto/keys.js';
import { readLine } from '../../www/js/crypto/line.js';
import { Pair, pairIdOf } from '../../www/js/crypto/pair.js';
import { hkdf } from '../../www/js/crypto/primitives.js';
import { unwrap } from '../../www/js/private/envelopes.js';
import { sentOf } from './support/attackers.mjs';
import { Room } from './support/circles.mjs';
import { reachableFrom } from './support/memory.mjs';
import { suite } from './support/suite.mjs';

const STEPS = 12; // of a chain, that a thief tries

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
    keys.push(createHmac('sha256', link).update(Buffer.from([1])).digest());
    link = createHmac('sha256', link).update(Buffer.from([2])).digest();
  }
  return keys;
}

/** Which of `targets` ({ sealed, bound }) open by any of `values` as a key, or as a link of a chain. */
function openedBy(values, targets) {
  const keys = values.flatMap(keysFrom);
  return targets.filter(({ sealed, bound }) => keys.some((key) => opens(key, NO_NONCE, sealed, bound)));
}

/** Each array of 32 bytes that a thief finds in a circle, also those in text. */
function secretsIn(room, circle) {
  const { arrays, texts } = reachableFrom(circle, [room, room.clock, room.hub, ...room.members]);
  return [...arrays, ...[...texts].map(fromBase64url)].filter((bytes) => bytes?.length === 32);
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
  const seed = () => reachableFrom(ann.circle, [room, room.clock, room.hub, ann]).arrays.filter(({ length }) => length === 32).length;
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
  const original = suite.kem.generateKeyPair.bind(suite.kem);
  t.after(() => delete suite.kem.generateKeyPair);
  suite.kem.generateKeyPair = async () => {
    const pair = await original();
    made.push({ key: pair.privateKey.key, was: pair.privateKey.key.slice() });
    return pair;
  };
  const { room } = await talked();
  await room.pass(61_000, 61_000);
  assert.ok(made.length >= 2);
  for (const { key, was } of made) assert.deepEqual([was.some((byte) => byte !== 0), key.some((byte) => byte !== 0)], [true, false]);
});

// What was wiped is not used any more: keys of zeros would be known to everybody.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chain } from '../../www/js/crypto/chain.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { newSenderChain, openLine, readLine, sealLine, sealTurn } from '../../www/js/crypto/line.js';
import { Pair } from '../../www/js/crypto/pair.js';
import { openOnce, random, sealOnce } from '../../www/js/crypto/primitives.js';
import { Author } from '../../www/js/private/author.js';
import { Keyring } from '../../www/js/private/keyring.js';
import { Person } from '../../www/js/private/person.js';
import { Reading } from '../../www/js/private/reading.js';
import { copiedIn, givenTo } from './support/memory.mjs';
import './support/webcrypto.mjs';

const isWiped = (bytes) => bytes.every((byte) => byte === 0);

const newPair = (number) => Pair.of({ secret: random(32), room: random(16), from: 'a', to: 'b', number, answered: 1, sent: true });

test('a chain that was wiped gives no key, and no link', async () => {
  const chain = new Chain(random(32));
  chain.wipe();
  chain.wipe();
  await assert.rejects(chain.next());
  await assert.rejects(chain.skipTo(3));
  assert.throws(() => chain.link);
  assert.throws(() => chain.copy());
});

test('a pair that was wiped says nothing and hears nothing', async () => {
  const pair = await newPair(1);
  const message = await pair.seal({ word: 1 });
  pair.wipe();
  await assert.rejects(pair.seal({ word: 1 }));
  await assert.rejects(pair.open(message));
  await assert.rejects(pair.sealEntry(random(32), random(8)));
});

test('a pair that was wiped opens no message and no entry that it could have opened', async () => {
  const parts = { room: random(16), from: 'a', to: 'b', number: 1, answered: 1 };
  const secret = random(32);
  const [ours, theirs] = [await Pair.of({ ...parts, secret: secret.slice(), sent: true }), await Pair.of({ ...parts, secret, sent: false })];
  const bound = random(8);
  const [first, second] = [await ours.sealEntry(random(32), bound), await ours.sealEntry(random(32), bound)];
  const [one, other] = [await ours.seal({ word: 1 }), await ours.seal({ word: 2 })];
  await theirs.openEntry(first, bound);
  assert.deepEqual(await theirs.open(one), { word: 1 });
  theirs.wipe();
  await assert.rejects(theirs.openEntry(second, bound));
  await assert.rejects(theirs.open(other));
});

test('of what a pair is made of nothing is left', async (t) => {
  const derived = [];
  const original = crypto.subtle.deriveBits;
  t.after(() => delete crypto.subtle.deriveBits);
  crypto.subtle.deriveBits = async (...parameters) => {
    derived.push(await original.apply(crypto.subtle, parameters));
    return derived.at(-1);
  };
  const secret = random(32);
  await Pair.of({ secret, room: random(16), from: 'a', to: 'b', number: 1, answered: 1, sent: true });
  assert.equal(derived.length, 1);
  assert.ok([secret, new Uint8Array(derived[0])].every(isWiped));
});

test('a turn leaves no copy of the link that it gives', async (t) => {
  const identity = await newIdentity();
  const [pair, sender] = [await newPair(1), newSenderChain(2)];
  const link = Buffer.from(sender.chain.link);
  const copies = copiedIn(t);
  await sealTurn(sender, [pair], { room: random(16), relay: 'a', publicKey: identity.publicKey, id: 'm' }, identity);
  assert.ok(copies.length > 0);
  assert.ok(copies.every((array) => !Buffer.from(array.buffer).includes(link)));
});

test('a pair that waits to be vouched for is not used once others have taken its place', async () => {
  const person = new Person('id', 0);
  const first = await newPair(1);
  person.addPair(first, false);
  person.waiting = person.pairWith(first.id);
  for (const number of [2, 3]) person.addPair(await newPair(number), false);
  assert.equal(person.pairWith(first.id), undefined);
  assert.equal(person.waiting, null);
  await assert.rejects(first.seal({ word: 1 }));
});

test('of one with whom nothing is left in common no pair and no chain is left, nor that they had let us in', async () => {
  const person = new Person('id', 0);
  const pairs = [await newPair(1), await newPair(2)];
  for (const [index, pair] of pairs.entries()) person.addPair(pair, index === 0);
  const chain = new Chain(random(32));
  person.reading.adopt(random(8), chain);
  Object.assign(person, { hasTakenUs: true, waiting: person.pairWith(pairs[1].id), answered: {} });
  person.wipe();
  for (const pair of pairs) await assert.rejects(pair.seal({ word: 1 }));
  assert.throws(() => chain.link);
  assert.deepEqual([person.isConfirmed, person.hasTakenUs, person.waiting, person.answered, person.reading.generation], [false, false, null, null, 0]);
});

test('a link of a pair becomes zeros as soon as what it stands for has come', async (t) => {
  const parts = { room: random(16), from: 'a', to: 'b', number: 1, answered: 1 };
  const secret = random(32);
  const ours = await Pair.of({ ...parts, secret: secret.slice(), sent: true });
  const copies = copiedIn(t);
  const theirs = await Pair.of({ ...parts, secret, sent: false });
  const links = copies.filter(({ length }) => length === 32);
  assert.deepEqual(links.map(isWiped), [false, false, false, false]);
  await theirs.open(await ours.seal({ word: 1 }));
  assert.equal(links.filter(isWiped).length, 1);
  await theirs.openEntry(await ours.sealEntry(random(32), random(0)), random(0));
  assert.equal(links.filter(isWiped).length, 2);
});

test('a chain that others are read by is wiped once it was read on with, or another is there', async () => {
  const identity = await newIdentity();
  const where = { room: random(16), relay: 'a', publicKey: identity.publicKey, id: 'm' };
  const reading = new Reading();
  const sender = newSenderChain(1);
  const [first, next] = [sender.chain.copy(), new Chain(random(32))];
  reading.adopt(sender.id, first);
  assert.deepEqual(await reading.read(readLine(await sealLine(sender, { word: 1 }, where, identity)), where), { word: 1 });
  assert.throws(() => first.link);
  reading.adopt(newSenderChain(2).id, next);
  reading.adopt(newSenderChain(3).id, new Chain(random(32)));
  assert.throws(() => next.link);
});

test('an own chain is wiped at its end, and with the last all that was said', async (t) => {
  const links = [];
  const original = crypto.getRandomValues;
  t.after(() => delete crypto.getRandomValues);
  crypto.getRandomValues = (bytes) => {
    if (bytes.length === 32) links.push(bytes);
    return original.call(crypto, bytes);
  };
  const author = new Author(await newIdentity(), { room: random(16), relay: 'a' }, 0);
  await author.turn([], 'm', 0);
  assert.deepEqual(links.map(isWiped), [true, false]);
  await author.line(() => ({ word: 1 }), 'm');
  assert.equal(author.linesBut(() => false).length, 1);
  author.wipe();
  assert.throws(() => author.state);
  assert.deepEqual(author.linesBut(() => false), []);
});

test('a key is zeros once it has sealed or opened, and not where it did not open', async () => {
  const [key, bound] = [random(32), random(8)];
  const [ours, theirs] = [key.slice(), key.slice()];
  const sealed = await sealOnce(ours, random(100), bound);
  assert.ok(isWiped(ours));
  await assert.rejects(openOnce(theirs, sealed, random(8)));
  assert.deepEqual(theirs, key);
  await openOnce(theirs, sealed, bound);
  assert.ok(isWiped(theirs));
});

test('what was tried with a chain is wiped where it does not open, and the chain opens the next', async (t) => {
  const { keys, made } = givenTo(t);
  const copies = copiedIn(t);
  const identity = await newIdentity();
  const where = { room: random(16), relay: 'a', publicKey: identity.publicKey, id: 'm' };
  const sender = newSenderChain(1);
  const chain = sender.chain.copy();
  const line = readLine(await sealLine(sender, { word: 1 }, where, identity));
  const kept = chain.link;
  for (const [spoilt, what] of [[{ ...line, sealed: random(144) }, 'OperationError'], [{ ...line, proof: random(16) }, 'Error'], [{ ...line, index: 7 }, 'Error']]) {
    keys.length = made.length = copies.length = 0;
    await assert.rejects(openLine(spoilt, where, chain), { name: what });
    assert.ok(keys.length > 0 && made.length > 0);
    for (const bytes of [...keys.map((key) => key.bytes), ...made]) assert.ok(isWiped(bytes));
    const noted = new Set(keys.map(({ was }) => was));
    const secrets = copies.filter((bytes) => bytes.length === 32 && !noted.has(bytes)); // links and keys
    assert.ok(secrets.length > 2);
    for (const bytes of secrets) assert.ok(isWiped(bytes));
    assert.deepEqual(chain.link, kept);
  }
  assert.deepEqual((await openLine(line, where, chain)).content, { word: 1 });
});

test('of the keys that the room had the last twenty are kept, and all that a circle has are wiped with it', () => {
  const own = { key: random(32), link: '' };
  const keyring = new Keyring({ admission: own });
  const keys = Array.from({ length: 25 }, () => random(32));
  for (const key of keys) keyring.renew({ key, link: '' });
  assert.deepEqual(keys.map(isWiped), keys.map((_, index) => index < 4));
  assert.deepEqual(keyring.former, keys.slice(4, -1).reverse());
  keyring.wipe();
  assert.ok(keys.every(isWiped));
  assert.equal(isWiped(own.key), false, 'the page may begin anew');
});

test('with the circle of a guest the key of their invitation is wiped, and not that of the page', () => {
  const invitation = { key: random(32), inviter: 'a'.repeat(16) };
  const keyring = new Keyring({ invitation });
  const { shown } = keyring;
  assert.deepEqual(shown, invitation.key);
  keyring.wipe();
  assert.deepEqual([isWiped(shown), isWiped(invitation.key)], [true, false]);
});

test('the key of an invitation is wiped when it was withdrawn, or its guest has shown that of the room', () => {
  const keyring = new Keyring({ admission: { key: random(32), link: '' } });
  for (const end of ['withdraw', 'endInvitation']) {
    const key = random(32);
    keyring.addInvitation(end, key);
    assert.deepEqual([keyring.isCurrent(key), keyring.isOpen(end)], [true, true]);
    keyring[end](end);
    keyring[end](end);
    assert.deepEqual([keyring.isCurrent(key), keyring.isOpen(end), isWiped(key), keyring.all.length], [false, false, true, 1]);
  }
  keyring.withdraw('none');
});

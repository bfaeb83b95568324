// What was wiped is not used any more: keys of zeros would be known to everybody.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chain } from '../../www/js/crypto/chain.js';
import { Pair } from '../../www/js/crypto/pair.js';
import { random } from '../../www/js/crypto/primitives.js';
import { Person } from '../../www/js/private/person.js';
import './support/webcrypto.mjs';

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

test('a pair that waits to be vouched for is not used once others have taken its place', async () => {
  const person = new Person('id', 0);
  const first = await newPair(1);
  person.addPair(first, false);
  person.waiting = person.pairWith(first.id);
  for (const number of [2, 3]) person.addPair(await newPair(number), false);
  assert.equal(person.pairWith(first.id), undefined);
  assert.equal(person.waiting, null);
});

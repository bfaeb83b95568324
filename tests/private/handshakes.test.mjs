// Answers to cards: each is taken once, as long as the card lives, and from the one who may give it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCard } from '../../www/js/crypto/card.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { sealKeys } from '../../www/js/crypto/keys.js';
import { random } from '../../www/js/crypto/primitives.js';
import { Handshakes } from '../../www/js/private/handshakes.js';
import { copiedIn } from './support/memory.mjs';
import { suite } from './support/suite.mjs';

const [ROOM, RELAY, OTHER] = [random(16), 'a'.repeat(32), 'b'.repeat(32)];

/** One who shows cards, and another who answers them. */
async function two({ mayAnswer = () => true } = {}) {
  const admission = random(32);
  const handshakes = new Handshakes({ suite, identity: await newIdentity(), room: ROOM, relay: RELAY, keyring: { mayAnswer } });
  const identity = await newIdentity();
  const show = async (to) => openCard(await handshakes.showCard(0, admission, to), { admission, room: ROOM, relay: RELAY });
  const answer = (card, number, from = OTHER) => sealKeys({ suite, admission, room: ROOM, from, to: RELAY, identity, number, card, note: { have: [] } });
  return { handshakes, show, answer };
}

test('an answer is taken once, and others of the same number from others', async () => {
  const { handshakes, show, answer } = await two();
  const card = await show();
  const { message } = await answer(card, 1);
  await handshakes.takeAnswer(message, OTHER);
  assert.equal(await handshakes.takeAnswer(message, OTHER), null);
  assert.equal(await handshakes.takeAnswer((await answer(card, 1)).message, OTHER), null);
  await handshakes.takeAnswer((await answer(card, 2)).message, OTHER);
  await handshakes.takeAnswer((await answer(card, 1, 'c'.repeat(32))).message, 'c'.repeat(32));
});

test('of two hundred cards shown within a minute the first has no key any more, nor have those answered by all', async () => {
  const { handshakes, show, answer } = await two();
  const first = (await answer(await show(), 1)).message;
  const [own, others] = [(await answer(await show(OTHER), 1)).message, (await answer(await show('c'.repeat(32)), 1)).message];
  assert.deepEqual([first, own, others].map((message) => handshakes.isTooLate(message)), [false, false, false]);
  handshakes.areAnswered(OTHER);
  assert.deepEqual([first, own, others].map((message) => handshakes.isTooLate(message)), [false, true, false]);
  for (let number = 0; number < 200; number += 1) await show();
  assert.equal(handshakes.isTooLate(first), true);
});

test('of an answer by one who has not invited us nothing is left', async (t) => {
  const { handshakes, show, answer } = await two({ mayAnswer: () => false });
  const { message, secret } = await answer(await show(), 1);
  const wanted = Buffer.from(secret);
  const copies = copiedIn(t);
  await assert.rejects(handshakes.takeAnswer(message, OTHER), /invited/);
  assert.ok(copies.length > 0);
  assert.ok(copies.every((array) => !Buffer.from(array.buffer).includes(wanted)));
});

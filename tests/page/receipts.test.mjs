// What a page owes to those who have said something, and what it believes of what others say to hold.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../../www/js/chat/conversation.js';
import { Holders } from '../../www/js/chat/holders.js';
import { Receipts } from '../../www/js/chat/receipts.js';
import { MOST_IDS, MOST_PRESENT, receipt } from '../../www/js/kinds/receipt.js';

const NOW = 1_700_000_000_000;
const idOf = (number) => number.toString(16).padStart(32, '0');
const [ME, ANN, BEN, CAT] = [1, 2, 3, 4].map(idOf);

test('what arrives within two seconds of the first is one receipt for each author', () => {
  const receipts = new Receipts();
  assert.equal(receipts.dueAt, null);
  receipts.heard(ANN, 'a1', NOW);
  receipts.heard(BEN, 'b1', NOW + 500);
  receipts.heard(ANN, 'a2', NOW + 1999);
  receipts.heard(ANN, 'a1', NOW + 1999);
  assert.equal(receipts.dueAt, NOW + 2000);
  assert.deepEqual(receipts.take(NOW + 1999), []);
  assert.deepEqual(receipts.take(NOW + 2000), [{ to: ANN, ids: ['a1', 'a2'] }, { to: BEN, ids: ['b1'] }]);
  assert.equal(receipts.dueAt, null);
  receipts.heard(ANN, 'a1', NOW + 2100);
  assert.equal(receipts.dueAt, NOW + 4100, 'it may be due again, and no sooner');
});

test('a storm is told in portions, and each author has a turn', () => {
  const receipts = new Receipts();
  const authors = Array.from({ length: 45 }, (_, number) => idOf(number + 10));
  for (const author of authors) for (let line = 0; line < 30; line += 1) receipts.heard(author, `${line}`, NOW);
  const told = new Map();
  let messages = 0;
  for (let now = NOW; receipts.dueAt !== null; now += 100) {
    const taken = receipts.take(now);
    messages += taken.length;
    assert.ok(taken.length <= 20 && taken.reduce((sum, { ids }) => sum + ids.length, 0) <= MOST_IDS);
    for (const { to, ids } of taken) told.set(to, [...(told.get(to) ?? []), ...ids]);
    if (now === NOW + 8000) assert.ok(told.size >= 45, `${told.size} authors heard of`);
  }
  assert.deepEqual([...told.keys()].sort(), authors);
  for (const ids of told.values()) assert.equal(ids.length, 30);
  assert.ok(messages <= 50, `${messages} messages`);
});

test('as little is taken as is asked for, and what was put off waits', () => {
  const receipts = new Receipts();
  for (const id of ['a1', 'a2', 'a3']) receipts.heard(ANN, id, NOW);
  receipts.heard(BEN, 'b1', NOW);
  receipts.putOff(NOW + 9000);
  assert.equal(receipts.dueAt, NOW + 9000);
  assert.deepEqual(receipts.take(NOW + 8999), []);
  assert.deepEqual(receipts.take(NOW + 9000, { ids: 2 }), [{ to: ANN, ids: ['a1', 'a2'] }]);
  assert.equal(receipts.dueAt, NOW + 11_000);
  assert.deepEqual(receipts.take(NOW + 11_000, { receipts: 1 }), [{ to: BEN, ids: ['b1'] }]);
  assert.deepEqual(receipts.take(NOW + 13_000), [{ to: ANN, ids: ['a3'] }]);
});

test('who has gone is owed nothing, and after a new beginning nobody is', () => {
  const receipts = new Receipts();
  for (const author of [ANN, BEN]) receipts.heard(author, 'x', NOW);
  receipts.gone(ANN);
  receipts.gone(CAT);
  assert.deepEqual(receipts.take(NOW + 2000), [{ to: BEN, ids: ['x'] }]);
  receipts.heard(ANN, 'y', NOW + 2000);
  receipts.gone(ANN);
  assert.equal(receipts.dueAt, null);
  receipts.heard(ANN, 'z', NOW + 3000);
  receipts.putOff(NOW + 99_000);
  receipts.clear();
  assert.equal(receipts.dueAt, null);
  receipts.heard(ANN, 'z', NOW + 4000);
  assert.equal(receipts.dueAt, NOW + 6000);
});

test('what is owed is bounded', () => {
  const receipts = new Receipts();
  const drain = () => {
    let ids = 0;
    for (let now = NOW; receipts.dueAt !== null; now += 2000) ids += receipts.take(now).reduce((sum, one) => sum + one.ids.length, 0);
    return ids;
  };
  for (let line = 0; line < 50_000; line += 1) receipts.heard(ANN, `${line}`, NOW);
  receipts.heard(BEN, 'of somebody else', NOW);
  assert.equal(drain(), 2001);
  for (let line = 0; line < 50_000; line += 1) receipts.heard(`author ${line % 25}`, `${line}`, NOW);
  assert.equal(drain(), 20_000);
  receipts.heard(ANN, 'later', NOW);
  assert.equal(receipts.take(NOW + 2000)[0].ids[0], 'later', 'what was taken counts no more');
});

test('a receipt is read whatever it holds', () => {
  for (const held of [undefined, null, 7, 'abc', {}, { length: 3 }]) assert.equal(receipt.read({ held }), null);
  assert.deepEqual(receipt.read({ held: ['a', 7, null, ['b'], 'a b', 'x'.repeat(65), 'c'] }), { held: ['a', 'c'] });
  assert.equal(receipt.read({ held: Array(1_000_000).fill('x') }).held.length, MOST_IDS);
  assert.deepEqual(receipt.read(receipt.write({ held: ['a'] })), { held: ['a'] });
});

function withLines(members, ids) {
  const conversation = new Conversation();
  conversation.enter({ id: ME, name: 'Me', members });
  for (const id of ids) conversation.say({ id, ts: NOW, kind: 'text', content: { text: id } });
  const held = (id) => [...(conversation.line('me', id).holders ?? [])];
  return { conversation, holders: new Holders(conversation), held };
}

test('who holds a line is kept as long as they are here', () => {
  const { conversation, holders, held } = withLines([ANN, BEN], ['one', 'two']);
  assert.equal(holders.held(ANN, ['one', 'two']), true);
  assert.equal(holders.held(ANN, ['one']), false);
  assert.equal(holders.held(BEN, ['one']), true);
  assert.deepEqual([held('one'), held('two')], [[ANN, BEN], [ANN]]);
  conversation.left(ANN, 'left', NOW);
  assert.equal(holders.gone(ANN), true);
  assert.equal(holders.gone(ANN), false);
  assert.deepEqual([held('one'), held('two')], [[BEN], []]);
  conversation.joined(ANN);
  assert.deepEqual(held('one'), [BEN], 'who comes again holds nothing yet');
  holders.held(ANN, ['two']);
  assert.equal(holders.clear(), true);
  assert.equal(holders.clear(), false);
  assert.deepEqual([held('one'), held('two')], [[], []]);
});

test('forged receipts leave nothing behind', () => {
  const { conversation, holders, held } = withLines([ANN], ['one']);
  assert.equal(holders.held(CAT, ['one']), false, 'of somebody who is not here');
  assert.equal(holders.held(ANN, ['never said', '__proto__', 'constructor']), false);
  assert.deepEqual(held('one'), []);
  conversation.heard(ANN, { id: 'hers', ts: NOW, kind: 'text', name: 'Ann', text: 'x' }, NOW);
  assert.equal(holders.held(ANN, ['hers']), false, 'of a line that is not ours');
  assert.equal(conversation.line(ANN, 'hers').holders, undefined);
});

test('a crowd can claim to hold a line, but no more of them are kept than would be shown', () => {
  const crowd = Array.from({ length: 500 }, (_, number) => idOf(number + 10));
  const { holders, held } = withLines(crowd, ['one']);
  for (const member of crowd) holders.held(member, ['one']);
  assert.equal(held('one').length, MOST_PRESENT - 1);
});

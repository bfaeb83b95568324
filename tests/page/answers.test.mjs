import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connects, follows } from '../../www/js/wire/answers.js';

const answer = (first, last, name = 'add') => ({ seq: last, commands: Array.from({ length: last - first + 1 }, () => [name]) });

test('an answer without commands is of a time between what was acknowledged and what is known', () => {
  const fits = [2, 3, 4, 5, 6].filter((seq) => connects({ seq, commands: [] }, 3, 5));
  assert.deepEqual(fits, [3, 4, 5]);
});

test('commands come behind what was acknowledged, and right behind what is known', () => {
  assert.equal(connects(answer(4, 6), 3, 5), true);
  assert.equal(connects(answer(6, 7), 3, 5), true);
  assert.equal(connects(answer(2, 3), 3, 5), false, 'an old one');
  assert.equal(connects(answer(7, 8), 3, 5), false, 'one is missing');
  assert.equal(connects(answer(7, 8, 'init'), 3, 5), true);
});

test('what is known already follows, a gap does not, but for an init', () => {
  assert.deepEqual([follows(answer(1, 2), 5), follows(answer(6, 6), 5), follows(answer(7, 7), 5), follows(answer(9, 9, 'init'), 5)], [true, true, false, true]);
});

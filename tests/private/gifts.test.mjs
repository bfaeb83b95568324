// What an author gives to one, and what goes along.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gifts } from '../../www/js/private/gifts.js';
import { Post } from '../../www/js/private/post.js';

const MOST = 90_000;

function giver(lines) {
  const post = new Post();
  const author = {
    count: lines.length, generation: 1, state: { chain: 'c', link: 'l', index: 0, count: lines.length },
    linesBut: (isHeld) => lines.map((content, index) => ({ no: index + 1, id: `m${index}`, content })).filter(({ no }) => !isHeld(no)),
  };
  let ids = 0;
  const gifts = new Gifts({ author, post, sealTo: async (to, content) => ({ id: `g${(ids += 1)}`, to, content }) });
  return { gifts, post };
}

const contents = ({ messages }) => messages.map(({ content }) => content);

test('what waits is carried by the first message of a gift', async () => {
  const { gifts, post } = giver([{ text: 'x'.repeat(12_000) }, { text: 'y'.repeat(12_000) }]);
  assert.equal(gifts.carry('ann', () => ({ name: 'Ben' })), false, 'there is none');
  gifts.give('ann', [], 0);
  assert.ok(gifts.carry('ann', () => ({ name: 'Ben' })));
  assert.ok(gifts.carry('ann', () => ({ lacks: true })));
  const first = await post.next(0, MOST);
  assert.deepEqual(contents(first).map(({ name, lacks, give }) => [name, lacks, give.lines.length]), [['Ben', true, 1]]);
  assert.equal(gifts.carry('ann', () => ({ name: 'again' })), false, 'it is sealed');
  post.accepted(first);
  const second = await post.next(0, MOST);
  assert.deepEqual(contents(second).map(({ name, lacks, give }) => [name, lacks, give.lines.length]), [[undefined, undefined, 1]]);
});

test('what was carried goes again with what takes the place of a message that did not pass', async () => {
  const { gifts, post } = giver([{ text: 'hello' }]);
  gifts.give('ann', [], 0);
  gifts.carry('ann', () => ({ name: 'Ben' }));
  post.refused(await post.next(0, MOST), 'path');
  const again = await post.next(0, MOST);
  assert.deepEqual(contents(again).map(({ name, give }) => [name, give.lines.length]), [['Ben', 1]]);
  gifts.give('ann', [[1, 1]], 0);
  post.refused(again, 'path');
  assert.deepEqual(contents(await post.next(0, MOST)).map(({ name, give }) => [name, give.lines.length]), [['Ben', 0]]);
});

test('what is carried leaves less room for lines', async () => {
  const { gifts, post } = giver([{ text: 'x'.repeat(3000) }, { text: 'y'.repeat(3000) }]);
  gifts.give('ann', [], 0);
  gifts.carry('ann', () => ({ inside: 'z'.repeat(12_000) }));
  assert.equal(contents(await post.next(0, MOST))[0].give.lines.length, 1);
});

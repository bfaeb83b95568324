// The order of lines: what was said in answer to something stands behind it for everybody, whatever the server says of the time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Orders } from '../../www/js/private/orders.js';
import { openRoom, pageOf, pass, settled } from './support/pages.mjs';

const HOUR_MS = 3_600_000;

test('an order is behind all that was heard and said, and else the time', () => {
  const orders = new Orders();
  assert.equal(orders.next(1000), 1000);
  assert.equal(orders.next(900), 1001);
  assert.equal(orders.heard(5000), 5000);
  assert.equal(orders.next(2000), 5001);
  assert.equal(orders.heard(3000), 3000);
  assert.equal(orders.next(7000.4), 7000);
  for (const time of [NaN, undefined, -5, -Infinity]) assert.ok(orders.next(time) > 7000);
  assert.equal(orders.next(Infinity), 2 ** 51);
  assert.equal(orders.next(0), 2 ** 51 + 1);
});

test('what is no order is behind what was heard', () => {
  const orders = new Orders();
  orders.next(1000);
  for (const [index, order] of [undefined, null, '5', {}, NaN, 0, -1, 1.5, 2 ** 53, Infinity].entries()) assert.equal(orders.heard(order), 1001 + index);
});

test('nobody uses the numbers up with a few lines, and who has not heard these reads the others in order', () => {
  const [inside, other] = [new Orders(), new Orders()];
  for (let time = 0; time < 100_000; time += 1) inside.heard(Number.MAX_SAFE_INTEGER - time);
  const answers = [1, 2, 3].map(() => inside.next(0));
  assert.ok(answers.every((order) => Number.isSafeInteger(order) && order < Number.MAX_SAFE_INTEGER - 100_000));
  assert.deepEqual(answers.map((order) => other.heard(order)), answers);
  assert.equal(new Orders().heard(2 ** 52), 2 ** 52);
});

/** The server says by an `init` to that page alone that it is as much later. */
async function lieTo(room, page, wrong) {
  room.hub.init = { ...room.hub.init, now: room.clock.now() + wrong };
  room.hub.overflow(page.id);
  await settled(room);
  delete room.hub.init.now;
}

test('history shows no answer before its question, though the server has told each another time', async () => {
  for (const wrong of [[0, 5 * HOUR_MS, -5 * HOUR_MS], [9e12, 0, -HOUR_MS], [-HOUR_MS, HOUR_MS, 9e15]]) {
    const room = await openRoom();
    const pages = [await pageOf(room, { identity: room.opener }), await pageOf(room), await pageOf(room)];
    for (const [index, page] of pages.entries()) await lieTo(room, page, wrong[index]);
    const said = [];
    for (const round of [1, 2, 3]) {
      for (const [index, page] of pages.entries()) {
        said.push(`${round}.${index}`);
        page.say(said.at(-1));
        await settled(room);
        await pass(room, 1000);
      }
    }
    for (const page of pages) assert.deepEqual(page.texts, said);
    for (const late of [await pageOf(room), await pageOf(room)]) assert.deepEqual(late.texts, said);
  }
});

test('who answers a line stands behind it, whatever order up to the ceiling its author gave it', () => {
  for (const claimed of [2 ** 53 - 2 ** 32, -1, 0.5, Infinity, 'x']) {
    const [ann, cid] = [new Orders(), new Orders()];
    cid.heard(ann.next(1.7e12));
    const [line] = [ann.heard(claimed), cid.heard(claimed)];
    for (let second = 1; second <= 1000; second += 1) {
      const answer = ann.next(1.7e12 + second * 1000);
      assert.ok(cid.heard(answer) > line, `${claimed}, ${second}`);
    }
  }
});

test('what was said when one was far ahead is in order for those, too, who come when that one has left', () => {
  const [ann, ben] = [new Orders(), new Orders()];
  for (const orders of [ann, ben]) orders.heard(2 ** 53 - 2 ** 32);
  const question = ann.next(1.7e12);
  ben.heard(question);
  const answer = ben.next(1.7e12 + 1000);
  const late = new Orders();
  assert.ok(late.heard(answer) > late.heard(question), 'though the answer comes first');
});

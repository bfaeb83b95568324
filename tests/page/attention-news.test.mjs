// What is new to the reader, and what they have missed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { News } from '../../www/js/view/attention/news.js';

const MINUTE = 60_000;
let keys = 0;

/** A reader at a clock that stands, and the lines of a room. */
function scene() {
  const clock = { now: 1e12 };
  const news = new News({ now: () => clock.now });
  const lines = [];
  const take = (line, scrolledUp = false) => {
    lines.push(line);
    return news.take([{ type: 'added', line }], scrolledUp);
  };
  const said = (more = {}) => ({ key: `k${(keys += 1)}`, ts: clock.now, own: false, earlier: false, name: 'Ann', ...more });
  const happened = (id, what, more = {}) => news.take([{ type: 'changed', line: { key: 'notice', events: [{ id, name: id, what }] }, ...more }], false);
  return { clock, news, lines, take, said, happened, first: () => news.first(lines), missed: () => news.missed(lines) };
}

test('what comes out of sight is unread, is told of, and begins what is new', () => {
  const { news, lines, take, said, first } = scene();
  assert.deepEqual(take(said()), [], 'somebody looks');
  assert.equal(first(), null);
  news.leave(lines);
  const one = said();
  assert.deepEqual(take(one), [one]);
  take(said());
  assert.equal(news.unread, 2);
  assert.equal(first(), one.key);
  news.comeBack();
  assert.equal(news.unread, 0);
  assert.equal(first(), one.key, 'until it has been seen');
});

test('history and own lines are not new; own ones say that one has looked', () => {
  const { news, lines, take, said, first } = scene();
  take(said());
  news.leave(lines);
  take(said({ earlier: true, ts: 1 }));
  assert.equal(news.unread, 0);
  assert.equal(first(), null);
  take(said());
  news.comeBack();
  take(said({ own: true }));
  assert.equal(first(), null);
});

test('below what is read all is new, and nothing is where the end is in sight', () => {
  const { take, said, first } = scene();
  take(said(), false);
  assert.equal(first(), null);
  const one = said();
  assert.deepEqual(take(one, true), [], 'the page is looked at: no notification');
  take(said(), true);
  assert.equal(first(), one.key);
});

test('once it was seen, what is new begins at what comes next out of sight, or nowhere', () => {
  const { news, lines, take, said, first } = scene();
  news.leave(lines);
  const [one, two] = [said(), said()];
  take(one);
  news.comeBack();
  news.seen();
  assert.equal(first(), one.key, 'it does not vanish under the eye');
  news.leave(lines);
  take(two);
  assert.equal(first(), two.key, 'moved');
  news.comeBack();
  news.seen();
  take(said());
  assert.equal(first(), null, 'gone');
});

test('a line taken back is not what is new', () => {
  const { news, lines, take, said, first } = scene();
  news.leave(lines);
  const [one, two] = [said(), said()];
  take(one);
  take(two);
  lines.shift();
  assert.equal(first(), two.key);
});

test('after minutes away one is told what was missed, and not after less', () => {
  for (const [minutes, told] of [[2, null], [3, { count: 2, events: [] }]]) {
    const { clock, news, lines, take, said, missed } = scene();
    news.leave(lines);
    take(said());
    take(said());
    take(said());
    clock.now += minutes * MINUTE;
    assert.equal(missed(), null, 'nobody is there to be told');
    news.comeBack();
    lines.pop(); // who said it has left
    assert.deepEqual(missed(), told);
    news.acknowledge();
    assert.equal(missed(), null);
  }
});

test('who came and went is told once for each, and not who came and has gone again', () => {
  const { clock, news, lines, happened, missed } = scene();
  happened('Zoe', 'joined');
  news.leave(lines);
  happened('Ann', 'joined');
  happened('Ben', 'joined');
  happened('Ben', 'left');
  happened('Zoe', 'left');
  happened('Ann', 'joined', { again: true });
  clock.now += 5 * MINUTE;
  news.comeBack();
  happened('Cid', 'joined');
  assert.deepEqual(missed().events.map(({ id, what }) => `${id} ${what}`), ['Ann joined', 'Zoe left']);
});

test('a flood of comings and of lines takes no more than a bound', () => {
  const { clock, news, lines, take, said, happened, missed } = scene();
  news.leave(lines);
  for (let number = 0; number < 1000; number += 1) happened(`P${number}`, 'joined');
  for (let number = 0; number < 10_500; number += 1) take(said());
  clock.now += 5 * MINUTE;
  news.comeBack();
  assert.equal(missed().events.length, 200);
  assert.equal(missed().count, 10_000);
});

test('a page that was frozen counts what it learns only when it is back, and not what it knew', () => {
  const { clock, news, lines, take, said, first, missed } = scene();
  const known = said();
  take(known);
  news.leave(lines);
  clock.now += 10 * MINUTE;
  news.comeBack();
  const meanwhile = said({ ts: clock.now - MINUTE, earlier: true });
  take(said({ ...known, earlier: true })); // after an interruption it comes again
  take(meanwhile);
  take(said({ ts: clock.now - 1 }));
  clock.now += 1000;
  take(said()); // just now
  assert.deepEqual(missed(), { count: 2, events: [] });
  assert.equal(first(), meanwhile.key);
  clock.now += MINUTE;
  take(said({ ts: clock.now - 5 * MINUTE, earlier: true }));
  assert.equal(missed().count, 2, 'a newcomer’s old lines are another matter');
});

test('in another room nothing is new', () => {
  const { clock, news, lines, take, said, first, missed } = scene();
  news.leave(lines);
  take(said());
  news.begin();
  assert.equal(news.unread, 0);
  assert.equal(first(), null);
  assert.ok(news.isAway);
  clock.now += 5 * MINUTE;
  news.comeBack();
  assert.equal(missed(), null);
});

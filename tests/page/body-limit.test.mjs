import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyLimit } from '../../www/js/path/body-limit.js';

const MINUTE_MS = 60_000;

test('nothing is known to be too large at first', () => {
  assert.equal(new BodyLimit().most(0), Infinity);
});

function refuseTwice(limit, bytes) {
  limit.wasRefused(bytes, 0);
  limit.wasRefused(bytes, 0);
}

test('a repeated 413 halves, but not below what has passed, until all passes', () => {
  const limit = new BodyLimit();
  const sizes = [];
  let size = 90_000;
  for (let turn = 0; turn < 9 && size > 10_000; turn += 1) { // the path lets 10,000 bytes through
    sizes.push(size);
    refuseTwice(limit, size);
    size = limit.most(0);
  }
  assert.deepEqual(sizes, [90_000, 45_000, 22_500, 11_250]);
  limit.wentThrough(size);
  refuseTwice(limit, 11_000);
  assert.equal(limit.most(0), size);
});

test('a single 413 is an accident where the same size passes then', () => {
  const limit = new BodyLimit();
  for (let turn = 0; turn < 5; turn += 1) {
    limit.wasRefused(50_000, 0);
    limit.wentThrough(50_000);
  }
  assert.equal(limit.most(0), Infinity);
});

test('what is small is never too large, and some size is always left', () => {
  const limit = new BodyLimit();
  refuseTwice(limit, 300);
  assert.equal(limit.most(0), Infinity);
  for (let count = 0; count < 10; count += 1) refuseTwice(limit, Math.min(5000, limit.most(0)));
  assert.equal(limit.most(0), 1024);
});

test('lost large requests are believed to be too large when small ones pass between them, the third time', () => {
  const limit = new BodyLimit();
  for (let count = 0; count < 2; count += 1) {
    limit.wasLost(60_000, 0);
    limit.wentThrough(200);
  }
  assert.equal(limit.most(0), Infinity);
  limit.wasLost(60_000, 0);
  assert.equal(limit.most(0), 30_000);
});

test('an outage, in which nothing passes, is no limit; nor are lost small requests', () => {
  const limit = new BodyLimit();
  for (let count = 0; count < 20; count += 1) limit.wasLost(60_000, 0);
  for (let count = 0; count < 20; count += 1) {
    limit.wasLost(500, 0);
    limit.wentThrough(200);
  }
  assert.equal(limit.most(0), Infinity);
});

test('a limit is tried again after ten minutes', () => {
  const limit = new BodyLimit();
  refuseTwice(limit, 50_000);
  assert.equal(limit.most(10 * MINUTE_MS - 1), 25_000);
  assert.equal(limit.most(10 * MINUTE_MS), Infinity);
});

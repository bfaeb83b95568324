import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../www/js/transport/backoff.js';

test('three tries within a second each, then the limit doubles to a minute', () => {
  const backoff = new Backoff(() => 1);
  const limits = Array.from({ length: 10 }, () => backoff.next() / 1000);
  assert.deepEqual(limits, [1, 1, 1, 2, 4, 8, 16, 32, 60, 60]);
});

test('the first wait is half a second at least: the daemon may be about to start', () => {
  assert.equal(new Backoff(() => 0).next(), 500);
  assert.equal(new Backoff(() => 0.5).next(), 750);
});

test('from then on the jitter is full: from nothing to the limit', () => {
  for (const [drawn, wait] of [[0, 0], [0.25, 250]]) {
    const backoff = new Backoff(() => drawn);
    backoff.next();
    assert.equal(backoff.next(), wait);
  }
});

test('short waits by chance do not make the next ones longer, long outages do', () => {
  const draws = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 1];
  const backoff = new Backoff(() => draws.shift());
  const waits = Array.from({ length: 10 }, () => Math.round(backoff.next()));
  assert.deepEqual(waits, [550, 100, 100, 100, 100, 100, 900, 900, 1665, 3515]);
});

test('it begins anew after a success, and stays finite after very many failures', () => {
  const backoff = new Backoff(() => 1);
  for (let failure = 0; failure < 5000; failure += 1) backoff.next();
  assert.equal(backoff.next(), 60_000);
  backoff.reset();
  assert.equal(backoff.failures, 0);
  assert.equal(backoff.next(), 1000);
});

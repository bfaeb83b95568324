import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../www/js/transport/backoff.js';

test('three tries within a second each, then the limit doubles to a minute', () => {
  const backoff = new Backoff(() => 1);
  const limits = Array.from({ length: 10 }, () => backoff.next() / 1000);
  assert.deepEqual(limits, [1, 1, 1, 2, 4, 8, 16, 32, 60, 60]);
});

test('the jitter is full: from nothing to the limit', () => {
  assert.equal(new Backoff(() => 0).next(), 0);
  assert.equal(new Backoff(() => 0.25).next(), 250);
});

test('short waits by chance do not make the next ones longer, long outages do', () => {
  const draws = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 1];
  const backoff = new Backoff(() => draws.shift());
  const waits = Array.from({ length: 10 }, () => Math.round(backoff.next()));
  assert.deepEqual(waits, [100, 100, 100, 100, 100, 100, 900, 900, 1260, 2660]);
});

test('it begins anew after a success, and stays finite after very many failures', () => {
  const backoff = new Backoff(() => 1);
  for (let failure = 0; failure < 5000; failure += 1) backoff.next();
  assert.equal(backoff.next(), 60_000);
  backoff.reset();
  assert.equal(backoff.failures, 0);
  assert.equal(backoff.next(), 1000);
});

// Where a day begins in the log.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginningsOfDays, nameOfDay } from '../../www/js/view/attention/days.js';

const at = (...parts) => new Date(...parts).getTime();
const [MONDAY, TUESDAY] = [at(2026, 10, 30, 12), at(2026, 11, 1, 12)];
const linesAt = (...times) => times.map((ts, index) => ({ key: `k${index}`, ts }));
const beginnings = (times, now) => [...beginningsOfDays(linesAt(...times), now).keys()];

test('a day begins at the first of its lines, and the day it is needs no word at the top', () => {
  assert.deepEqual(beginnings([], MONDAY), []);
  assert.deepEqual(beginnings([MONDAY, MONDAY + 1], MONDAY), []);
  assert.deepEqual(beginnings([MONDAY, MONDAY + 1, TUESDAY, TUESDAY + 1], TUESDAY), ['k0', 'k2']);
  assert.deepEqual(beginnings([MONDAY, TUESDAY], MONDAY), ['k1'], 'the day passes while one looks');
  assert.deepEqual(beginnings([at(2026, 10, 30, 23, 59, 59, 999), at(2026, 11, 1)], TUESDAY), ['k0', 'k1']);
});

test('each day comes once, however wrong a clock goes', () => {
  assert.deepEqual(beginnings([MONDAY, TUESDAY, MONDAY, TUESDAY, MONDAY], MONDAY), ['k1']);
  assert.deepEqual(beginnings([NaN, MONDAY, 9e15, Infinity, TUESDAY], MONDAY), ['k4'], 'what a Date cannot hold begins none');
  assert.deepEqual(beginnings([-8.64e15, MONDAY], MONDAY), ['k0', 'k1']);
});

test('a day is called by its date, with the year where that is another one', () => {
  assert.match(nameOfDay(MONDAY, TUESDAY, 'en-GB'), /^Monday 30 November$/);
  assert.doesNotMatch(nameOfDay(MONDAY, TUESDAY, 'de'), /2026/);
  assert.match(nameOfDay(MONDAY, TUESDAY, 'x-no-language'), /^2026-\d\d-\d\d$/);
  assert.match(nameOfDay(MONDAY, at(2027, 0, 1), 'en-GB'), /2026/);
});

test('of ten thousand days the last are told', () => {
  const days = Array.from({ length: 10_000 }, (_, day) => at(1990, 0, 1 + day, 12));
  const keys = beginnings(days, MONDAY);
  assert.equal(keys.length, 366);
  assert.equal(keys.at(-1), 'k9999');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldBlankLines, isBlank } from '../../www/js/kinds/blank.js';
import { KINDS } from '../../www/js/kinds/kinds.js';

const text = KINDS.of('text');

// Each alone shows nothing: spaces and line ends, joiners and marks, fillers, controls of direction, variation selectors, tags.
const INVISIBLE = [
  '', ' ', '\t', '\n', '\r', '\v', '\f', '\u0085', '\u00a0', '\u1680', '\u2000', '\u2003', '\u200a', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000',
  '\u0000', '\u001b', '\u007f', '\u00ad', '\u034f', '\u061c', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u180b', '\u180e', '\u200b', '\u200c', '\u200d',
  '\u200e', '\u200f', '\u202a', '\u202e', '\u2060', '\u2061', '\u2064', '\u2066', '\u2069', '\u206f', '\u2800', '\u3164', '\ufe00', '\ufe0f', '\ufeff',
  '\uffa0', '\ufff9', '\ufffb', '\ufffc', '\u{1d159}', '\u{13437}', '\u{1d173}', '\u{e0001}', '\u{e0041}', '\u{e0100}',
];

const VISIBLE = ['.', 'a', '0', '\u0301', '👍', '❤️', '👩‍👩‍👧', 'שלום', '漢', '\ufffd', '\u00b7', '\ue000', '🏴\u{e0067}\u{e0062}\u{e007f}'];

test('what shows nothing is neither said nor taken from others', () => {
  for (const one of INVISIBLE) {
    for (const value of [one, `${one} ${one}\n${one}`, INVISIBLE.slice(0, 20).join('') + one]) {
      assert.equal(isBlank(value), true, JSON.stringify(value));
      assert.equal(text.compose(value), null, JSON.stringify(value));
      assert.equal(text.read({ text: value }), null, JSON.stringify(value));
    }
  }
});

test('what shows something is said as it is', () => {
  for (const one of VISIBLE) {
    for (const value of [one, `${one}\u200d${one}`, `\u202b${one}`]) {
      assert.equal(isBlank(value), false, JSON.stringify(value));
      assert.deepEqual(text.compose(value), { text: value });
      assert.deepEqual(text.read({ text: value }), { text: value });
    }
  }
});

test('of blank lines in a row one is left, and none at the ends', () => {
  const folds = [
    ['a\nb', 'a\nb'], ['a\n\nb', 'a\n\nb'], ['a\n\n\n\n\nb\n\n\nc', 'a\n\nb\n\nc'], ['\n\n  \n  a', '  a'], ['a\n\n\n', 'a'],
    ['a\n \n\t\n\u200b\nb', 'a\n\nb'], ['a\n\u3164\n\u2800\n\u115f\nb', 'a\n\nb'], ['a\r\n\r\n\r\nb', 'a\n\nb'], ['a\r\r\rb', 'a\n\nb'],
    ['a\u2028\u2028\u2028\u2029b', 'a\n\nb'], ['a\v\f\u0085b', 'a\n\nb'], [`a${'\n'.repeat(100_000)}b`, 'a\n\nb'],
  ];
  for (const [given, wanted] of folds) {
    assert.equal(foldBlankLines(given), wanted, JSON.stringify(given.slice(0, 40)));
    assert.deepEqual(text.compose(given), { text: wanted });
    assert.deepEqual(text.read({ text: given }), { text: wanted });
  }
});

// What others have said cannot give a terminal orders, nor change what stands around it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folded, harmless, harmlessJson, harmlessLines, harmlessName } from '../../www/cli/harmless.mjs';

const REACHES_OUT = /[\p{Cc}\p{Co}\p{Surrogate}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/u;
const EVERYTHING = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));

test('no character that a terminal obeys, or that turns what follows, is left', () => {
  for (const character of EVERYTHING) {
    const shown = harmless(`a${character}b`);
    assert.doesNotMatch(shown, REACHES_OUT, character.codePointAt(0).toString(16));
    assert.ok(shown.startsWith('a') && shown.endsWith('b'));
  }
});

test('what people write stays as it is', () => {
  for (const text of [
    'plain', 'Grüße, ñandú, Ώρα', 'שלום', 'مرحبا', 'می‌خواهم', 'नमस्ते', 'ไทย', '日本語', '한국어', '👩‍💻 ❤️ 🏳️‍🌈 🇫🇷 👍🏽', 'e\u0301', 'Việt',
  ]) assert.equal(harmless(text), text);
});

test('orders of terminals are shown, not obeyed', () => {
  assert.equal(harmless('\u001b[2J\u0007\r\b\u007f'), '\u241b[2J\u2407\u240d\u2408\u2421');
  assert.equal(harmless('\u009b2J\u0085'), '\ufffd2J\ufffd');
  assert.equal(harmless('a\tb'), 'a    b');
  assert.equal(harmless('\ud800x'), '\ufffdx');
});

test('a text has its lines, by whatever they end, and a name has one', () => {
  assert.deepEqual(harmlessLines('a\r\nb\rc\u2028d\u2029e\u0085f\vg\fh'), [...'abcdefgh']);
  assert.equal(harmlessName('a\r\nb\u2028<c>'), 'a b \u2039c\u203a');
});

test('a line is broken before a terminal breaks it', () => {
  assert.deepEqual(folded('abcdefgh', 4, 1), ['abcd', 'efg', 'h']);
  assert.deepEqual(folded('abcd', 4, 1), ['abcd']);
  assert.deepEqual(folded('', 4), ['']);
  assert.deepEqual(folded('日本語a', 4), ['日本', '語a']);
  assert.deepEqual(folded('👍👍', 1), ['👍', '👍'], 'what fits nowhere has a row of its own');
});

test('marks are not piled up for ever', () => {
  assert.equal([...harmless(`z${'\u0301'.repeat(100_000)}a`)].length, 8);
  assert.equal([...harmless(`${'z\u0301\u0302'.repeat(3)}`)].length, 9);
});

test('a long text takes time in step with its length', () => {
  const text = '\u0301\u001b[2J\u202e<a>\n'.repeat(25_000);
  assert.equal(harmlessLines(text).length, 25_001);
});

test('JSON has everything in it, and is one line that does nothing', () => {
  for (const character of EVERYTHING) {
    const json = harmlessJson({ text: `a${character}b` });
    assert.doesNotMatch(json, REACHES_OUT);
    assert.doesNotMatch(json, /\n/);
    assert.equal(JSON.parse(json).text, `a${character}b`);
  }
  assert.deepEqual(JSON.parse(harmlessJson({ '\u202e': ['\u{e0041}', null, 1] })), { '\u202e': ['\u{e0041}', null, 1] });
});

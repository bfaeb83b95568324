import assert from 'node:assert/strict';
import { test } from 'node:test';
import names from 'markdown-it-emoji/lib/data/full.mjs';
import { piecesOf } from '../../www/js/kinds/addresses.js';
import { isEmojiAlone, mayNameEmoji, withEmoji } from '../../www/js/kinds/emoji.js';

test('one to three emoji alone are known', () => {
  for (const text of ['😀', '😀😀', '😀 😀 😀', '👍🏽', '👩‍👩‍👧‍👦', '🇩🇪', '1️⃣', '❤️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏳️‍🌈\n😀']) assert.equal(isEmojiAlone(text), true, text);
  for (const text of ['', ' ', 'a', '😀a', '😀😀😀😀', '1', '#', '12', '🇩', '\u200d', '\ufe0f', '😀'.repeat(100_000), `😀${'\u200d😀'.repeat(500)}`]) assert.equal(isEmojiAlone(text), false, text.slice(0, 20));
});

const reworded = (text) => withEmoji(text, names, piecesOf);

test('names become emoji in what is sent', () => {
  assert.equal(reworded('good :smile:, :+1::heart: (:tada:)'), 'good 😄, 👍❤️ (🎉)');
  assert.equal(reworded(':smile: `:smile:` ``a`:smile:`` ` :smile:'), '😄 `:smile:` ``a`:smile:`` ` 😄');
  assert.equal(reworded(':tada:\n```js\n:tada: `\n```\n:tada:\n~~~\n:tada:\n~~~\n:tada:'), '🎉\n```js\n:tada: `\n```\n🎉\n~~~\n:tada:\n~~~\n🎉');
  assert.equal(reworded('```\n:tada:'), '```\n:tada:');
  assert.equal(reworded('```\na```\n:tada:'), '```\na```\n🎉');
});

test('what only looks like a name stays', () => {
  for (const text of ['10:30:45', 'a:b:c', '1:100:2', ':no_such_name:', ':constructor:', ':__proto__:', ':toString:', '::', ': smile:', 'https://a.example/:smile:', 'a:smile:', '\n\n', '']) {
    assert.equal(reworded(text), text);
  }
  assert.equal(mayNameEmoji('a: b'), false);
});

test('a long text of anything is reworded', () => {
  for (const flood of [':', ':a', ':a:', ':smile:', '`', '`:', '```\n', '\n', 'a`'.repeat(10), `:${'a'.repeat(40)}`]) assert.ok(reworded(flood.repeat(100_000 / flood.length)).length > 0);
});

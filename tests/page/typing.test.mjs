// What is typed: commands, and mentions of those present; and what others write to be taken for either.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf, withoutSlash } from '../../www/js/kinds/command.js';
import { mentionAt, mentions, offered } from '../../www/js/kinds/mentions.js';
import { talk as words } from '../../www/js/words/en-talk.js';

test('a slash and a word are a command; paths, fractions and two slashes are none', () => {
  assert.deepEqual(commandOf('/me waves  twice\nand more '), { word: 'me', rest: 'waves  twice\nand more' });
  assert.deepEqual(commandOf('/HELP'), { word: 'help', rest: '' });
  assert.deepEqual(commandOf('/помощь'), { word: 'помощь', rest: '' });
  for (const text of ['', '/', '//me', '/ me', '/usr/bin', '/me/', ' /me', 'me', '/1', '\n/me']) assert.equal(commandOf(text), null, text);
  assert.deepEqual(['//me', '///', '/ a', 'a//'].map(withoutSlash), ['/me', '//', '/ a', 'a//']);
});

const ME = { id: 'ab12cd', name: 'Deft Mole' };

test('one is mentioned by the whole name alone, in whatever case, or with the piece of one’s own id', () => {
  for (const text of ['@Deft Mole', 'hey @deft mole!', '(@DEFT MOLE)', 'x\n@Deft Mole', '@Deft Mole (ab12) hi', '@Deft Moles @Deft Mole', '@Deft Mole (really)']) assert.equal(mentions(text, ME), true, text);
  for (const text of ['Deft Mole', '@Deft', '@Deft Moles', '@Deft Mole2', 'a@Deft Mole', '@Deft Mole (ff00)', '@Deft  Mole', '']) assert.equal(mentions(text, ME), false, text);
  assert.equal(mentions('@', { id: 'a', name: '' }), false);
  assert.equal(mentions('@ÉLAN', { id: 'a', name: 'e\u0301lan' }), true);
});

test('what others write to be long costs little, and what is beyond the bound mentions nobody', () => {
  assert.equal(mentions(`${'@deft molex '.repeat(40)}@deft mole`, ME), true);
  assert.equal(mentions(`${'@deft molex '.repeat(60)}@deft mole`, ME), false);
  assert.equal(mentions(`${'x'.repeat(200_000)} @deft mole`, ME), false);
  assert.equal(mentions('@'.repeat(200_000), ME), false);
});

test('what is typed behind an @ is a mention as long as it can be one', () => {
  assert.deepEqual(mentionAt('hey @De', 7), { from: 4, query: 'de' });
  assert.deepEqual(mentionAt('@', 1), { from: 0, query: '' });
  assert.deepEqual(mentionAt('@Deft Mo rest', 8), { from: 0, query: 'deft mo' });
  for (const [text, caret] of [['a@b', 3], ['no', 2], ['@a\nb', 4], [`@${'x'.repeat(41)}`, 42], ['@ab', 0]]) assert.equal(mentionAt(text, caret), null, text);
});

test('those are offered whose name, or a word of it, begins so; a few at most', () => {
  const people = ['Deft Mole', 'Calm Deer', 'Mole'].map((name) => ({ name }));
  const names = (query) => offered(people, query).map(({ name }) => name);
  assert.deepEqual(names('de'), ['Deft Mole', 'Calm Deer']);
  assert.deepEqual(names('mole'), ['Deft Mole', 'Mole']);
  assert.deepEqual(names('deft m'), ['Deft Mole']);
  assert.deepEqual(names('ft'), []);
  assert.equal(names('').length, 3);
  assert.equal(offered(Array.from({ length: 200 }, () => ({ name: 'Ann' })), 'a').length, 8);
});

test('how talk is worded', () => {
  const plain = (text) => text.replace(/[\u2068\u2069]/g, '');
  assert.equal(plain(words.reactors('👍', ['Ann', 'Ben'], true)), '👍 3: You, Ann, Ben');
  assert.equal(plain(words.reactors('👍', [], true)), '👍 1: You');
  const many = plain(words.reactors('👍', Array.from({ length: 200 }, (_, index) => `P${index}`), false));
  assert.match(many, /^👍 200: P0, .*P19 and 180 others$/);
  assert.equal(words.found(1, 3, false), '1 of 3');
  assert.equal(words.found(1000, 1000, true), '1,000 of 1,000 or more');
  assert.equal(words.found(0, 0, false), 'Nothing found');
  for (const { typed } of Object.values(words.commands)) assert.ok(typed.startsWith('//') || commandOf(typed), typed);
});

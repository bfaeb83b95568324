import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../www/js/kinds/direction.js';
import { piecesOf } from '../../www/js/kinds/addresses.js';
import { en } from '../../www/js/words/en.js';

const show = (text) => piecesOf(settled(text)); // as view/formatting/ does

test('what turns a text is not shown', () => {
  assert.equal(settled('a\u202egnp.exe'), 'agnp.exe');
  assert.equal(settled('\u202a\u202b\u202c\u202dx'), 'x');
  assert.equal(settled('\u200e\u200f\u061cx'), '\u200e\u200f\u061cx');
});

test('an isolate ends with its line, and nothing ends that has not begun', () => {
  assert.equal(settled('\u2067a\nb'), '\u2067a\u2069\nb');
  assert.equal(settled('a\u2069b'), 'ab');
  assert.equal(settled('\u2066a\u2069b\u2069'), '\u2066a\u2069b');
  assert.equal(settled('\u2066\u2067\u2068x\u2069'), '\u2066\u2067\u2068x\u2069\u2069\u2069');
  assert.equal(settled('שלום \u2066abc\u2069 שלום'), 'שלום \u2066abc\u2069 שלום');
});

test('a link is what is seen, not what was written around the unseen', () => {
  const [link] = show('\u202ehttps://evil.example/#nigol/moc.knab.www//:sptth\u202c');
  assert.equal(link.text, 'https://evil.example/#nigol/moc.knab.www//:sptth');
  assert.deepEqual(show('https://bank.ex\u202eample/'), [{ text: 'https://bank.example/', href: 'https://bank.example/' }]);
});

test('a name neither turns the sentence it stands in nor passes for it', () => {
  assert.equal(en.notice([{ name: 'שלום', what: 'joined' }, { name: 'Ann left · Ben', what: 'left' }]), '\u2068שלום\u2069 joined · \u2068Ann left · Ben\u2069 left');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonSize } from '../../www/js/chat/envelope.js';
import { cleanName, wellFormed } from '../../www/js/kinds/fields.js';
import { KINDS } from '../../www/js/kinds/kinds.js';

const readMessage = (value) => KINDS.read(value);
const sendableText = (typed) => KINDS.of('text').compose(typed)?.text ?? '';

const good = { id: 'm1', ts: 5, kind: 'text', name: 'Ann', text: 'hi' };

test('a message of the page is read', () => {
  assert.deepEqual(readMessage(good), { id: 'm1', ts: 5, kind: 'text', name: 'Ann', earlier: false, content: { text: 'hi' } });
  for (const more of [{ to: 'x' }, { earlier: true }]) assert.equal(readMessage({ ...good, ...more }).earlier, true);
  for (const more of [{ to: 7 }, { earlier: 1 }]) assert.equal(readMessage({ ...good, ...more }).earlier, false);
  assert.deepEqual(readMessage({ id: 'h', ts: 1, kind: 'hello', name: 'Ann', text: 7 }).content, {});
});

test('what is not well formed is dropped', () => {
  const bad = [
    null, 7, 'text', [], [good], {}, { ...good, id: 7 }, { ...good, id: '' }, { ...good, id: 'a b' }, { ...good, id: 'x'.repeat(65) },
    { ...good, ts: '5' }, { ...good, ts: -1 }, { ...good, ts: 1.5 }, { ...good, ts: 2 ** 53 }, { ...good, ts: null },
    { ...good, text: '' }, { ...good, text: ['hi'] }, { ...good, text: { toString: 'x' } }, { ...good, kind: 'dance' }, { ...good, kind: null },
  ];
  for (const value of bad) assert.equal(readMessage(value), null, JSON.stringify(value));
});

test('the text of others is capped and made well-formed', () => {
  assert.equal(readMessage({ ...good, text: 'x'.repeat(300_000) }).content.text.length, 200_000);
  assert.equal(readMessage({ ...good, text: 'a\ud800b' }).content.text, 'a\ufffdb');
});

test('a name is one short line that shows what it is', () => {
  assert.equal(cleanName('  Ann\n\t Lee '), 'Ann Lee');
  assert.equal(cleanName('Ann\u202eeeL'), 'Ann eeL');
  assert.equal(cleanName('\u200b\u2060\ufeff'), '');
  assert.equal(cleanName('\u3164\u2800'), '');
  assert.equal(cleanName('x'.repeat(5000)).length, 40);
  assert.equal(cleanName('😀'.repeat(50)), '😀'.repeat(40));
  assert.equal(cleanName(`Z${'\u0335'.repeat(60)}`), 'Z\u0335\u0335');
  for (const odd of [undefined, null, 7, ['Ann'], {}]) assert.equal(cleanName(odd), '');
});

test('lone surrogates become U+FFFD, with and without toWellFormed', () => {
  const text = 'a\ud83d\ude00b\ud800c\udc00';
  assert.equal(wellFormed(text), 'a\ud83d\ude00b\ufffdc\ufffd');
  const native = String.prototype.toWellFormed;
  try {
    delete String.prototype.toWellFormed;
    assert.equal(wellFormed(text), 'a\ud83d\ude00b\ufffdc\ufffd');
  } finally {
    Object.defineProperty(String.prototype, 'toWellFormed', { value: native, configurable: true, writable: true });
  }
});

test('typed text is sent without NUL, without blank ends, with plain newlines', () => {
  assert.equal(sendableText('\n  \n  a\r\nb \n\n'), '  a\nb');
  assert.equal(sendableText('a\u0000b'), 'a\ufffdb');
  assert.equal(sendableText(' \n\t '), '');
});

test('sizes are bytes of JSON', () => {
  assert.equal(jsonSize('é'), 4);
  assert.equal(jsonSize('"'), 4);
  assert.equal(jsonSize('😀'), 6);
});

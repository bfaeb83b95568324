// What is kept of edits and withdrawals is bounded, and nobody can use up what others need of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Alterations } from '../../www/js/chat/alterations.js';
import { Conversation } from '../../www/js/chat/conversation.js';
import { KINDS } from '../../www/js/kinds/kinds.js';

const NOW = 1_700_000_000_000;
const idOf = (number) => number.toString(16).padStart(32, '0');
const [ME, ANN] = [1, 2].map(idOf);
const MALLORIES = Array.from({ length: 30 }, (_, number) => idOf(number + 3));
const [MALLORY] = MALLORIES;

// A conversation with what alters its lines, without a network: what is said has come.
function entered({ members = [ANN, ...MALLORIES], ...limits } = {}) {
  const conversation = new Conversation(limits);
  const [shown, said, items] = [new Map(), [], new Map()];
  let count = 0;
  const show = (changes) => {
    for (const { type, line, lines } of changes) {
      if (type === 'added') shown.set(line.key, line);
      for (const { key } of lines ?? []) shown.delete(key);
    }
  };
  const alterations = new Alterations({
    conversation, kinds: KINDS, outbox: { item: (id) => items.get(id) }, say: (kind, content, undo) => said.push({ kind, content, undo }), onNews: show,
  });
  const put = (sender, message) => {
    const whole = { id: `m${count += 1}`, ts: NOW + count, ...message };
    show(conversation.heard(sender, whole, NOW));
    alterations.took([['add', sender, whole]]);
  };
  conversation.enter({ id: ME, name: 'me', members });
  return {
    conversation, alterations, said, show,
    line: (sender, id, text = id) => put(sender, { kind: 'text', id, text }),
    edit: (sender, of, text, revision = 1) => put(sender, { kind: 'edit', of, text, revision }),
    withdraw: (sender, of) => put(sender, { kind: 'withdraw', of }),
    own(id, text) {
      const item = { id, ts: NOW, kind: 'text', content: { text }, begun: true };
      items.set(id, item);
      show(conversation.say(item));
      return item;
    },
    get texts() { return [...shown.values()].map(({ content }) => content.text); },
    get held() { return conversation.lines.reduce((sum, { content }) => sum + content.text.length, 0); },
  };
}

test('lines that grow in other words count as what they are, and the oldest go', () => {
  const scene = entered({ lines: 100, characters: 10_000 });
  for (let number = 0; number < 50; number += 1) {
    scene.line(MALLORY, `l${number}`);
    scene.edit(MALLORY, `l${number}`, 'y'.repeat(900));
    assert.ok(scene.held <= 10_000, `${scene.held} characters`);
  }
  assert.deepEqual(scene.texts, scene.conversation.lines.map(({ content }) => content.text), 'the view is told');
  assert.equal(scene.texts.length, 11);
  for (const [index, { id }] of [...scene.conversation.lines].entries()) scene.edit(MALLORY, id, `${index}`, 2);
  for (let number = 0; number < 9; number += 1) scene.line(ANN, `a${number}`, 'z'.repeat(1000));
  assert.equal(scene.texts.length, 20, 'what has shrunk counts less');
  scene.edit(MALLORY, 'to-come', 'y'.repeat(9900));
  scene.line(MALLORY, 'to-come');
  assert.ok(scene.held <= 10_000 && scene.texts.at(-1).length === 9900, 'nor does it help to say it before');
});

test('own lines count in their last wording, also when that comes back', () => {
  const scene = entered({ lines: 100, characters: 10_000 });
  scene.line(ANN, 'first', 'x'.repeat(500));
  scene.own('own', 'short');
  const line = scene.conversation.line('me', 'own');
  assert.equal(scene.alterations.reword(line, 'y'.repeat(9000)), true);
  scene.line(ANN, 'second', 'z'.repeat(900));
  assert.deepEqual(scene.texts.map((text) => text.length), [9000, 900], 'the first one has gone for it');
  scene.show(scene.said[0].undo());
  assert.equal(line.content.text, 'short');
  scene.line(ANN, 'third', 'z'.repeat(9000));
  assert.equal(scene.texts.length, 3);
  scene.line(ANN, 'fourth', 'z'.repeat(9900));
  assert.equal(scene.conversation.line('me', 'own'), line, 'what is not sent yet is the last');
  scene.show(scene.conversation.withdrawn('own'));
  assert.equal(scene.alterations.reword(line, 'gone already'), true);
  assert.equal(scene.held, 9900, 'a line that has gone does not come back for it');
});

test('a wording that comes back changes nothing where the line was taken back in the meantime', () => {
  const scene = entered();
  const item = scene.own('own', 'fine');
  const line = scene.conversation.line('me', 'own');
  scene.alterations.reword(line, 'unwelcome');
  scene.alterations.withdraw(line);
  assert.deepEqual(scene.said[0].undo(), []);
  assert.deepEqual([item.kind, item.content], ['withdraw', { of: 'own' }], 'who comes later is told so');
});

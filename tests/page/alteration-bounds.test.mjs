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

function flood(scene, sender, many = 12_000) {
  for (let number = 0; number < many; number += 1) scene.withdraw(sender, `w${number}`);
}

test('whoever floods, a line that is there is said in other words and taken back', () => {
  const scene = entered();
  scene.line(ANN, 'one');
  scene.line(ANN, 'two');
  scene.line(MALLORY, 'its-own');
  for (const mallory of MALLORIES.slice(0, 5)) flood(scene, mallory);
  for (let number = 0; number < 20; number += 1) scene.edit(MALLORY, `e${number}`, 'x'.repeat(150_000));
  scene.edit(ANN, 'one', 'ONE');
  scene.withdraw(ANN, 'two');
  assert.deepEqual(scene.texts, ['ONE', 'its-own']);
  scene.withdraw(ANN, 'one');
  scene.withdraw(MALLORY, 'its-own');
  assert.deepEqual(scene.texts, []);
});

test('what was said of a line before it came is kept while others flood, alone or together', () => {
  for (const mallories of [[MALLORY], MALLORIES]) {
    const scene = entered();
    scene.withdraw(ANN, 'before');
    scene.edit(ANN, 'reworded-before', 'other words', 2);
    for (const mallory of mallories) flood(scene, mallory, 5000);
    for (const mallory of mallories) for (let number = 0; number < 4; number += 1) scene.edit(mallory, `e${number}`, 'x'.repeat(120_000));
    scene.withdraw(ANN, 'meanwhile');
    scene.edit(ANN, 'reworded-meanwhile', 'still other words');
    scene.edit(ANN, 'meanwhile', 'not taken back', 9);
    scene.edit(ANN, 'reworded-before', 'a late copy', 1);
    for (const mallory of mallories) flood(scene, mallory, 100);
    for (const id of ['before', 'meanwhile', 'reworded-before', 'reworded-meanwhile']) scene.line(ANN, id);
    assert.deepEqual(scene.texts, ['other words', 'still other words']);
  }
});

test('of one sender only the last is kept, however it was said', () => {
  const scene = entered();
  flood(scene, MALLORY);
  for (const id of ['w0', 'w6999', 'w7000', 'w11999']) scene.line(MALLORY, id);
  assert.deepEqual(scene.texts, ['w0', 'w6999']);
  for (let number = 0; number < 20; number += 1) scene.edit(MALLORY, `e${number}`, `${number}${'x'.repeat(150_000)}`);
  for (const id of ['e0', 'e16', 'e17', 'e19']) scene.line(MALLORY, id);
  assert.deepEqual(scene.texts.map((text) => text.slice(0, 3)), ['w0', 'w69', 'e0', 'e16', '17x', '19x']);
});

test('what has found its line is not kept any more', () => {
  const scene = entered();
  scene.withdraw(ANN, 'w');
  for (let number = 0; number < 20; number += 1) {
    scene.edit(ANN, `l${number}`, 'x'.repeat(150_000));
    scene.line(ANN, `l${number}`);
  }
  scene.line(ANN, 'w');
  assert.equal(scene.texts.length, 20);
});

test('of all together only so much is kept: who has the most loses the oldest', () => {
  const scene = entered();
  flood(scene, ANN, 300);
  for (const mallory of MALLORIES) flood(scene, mallory, 3000);
  for (const sender of [ANN, ...MALLORIES]) {
    const before = scene.texts.length;
    scene.line(sender, 'w0');
    scene.line(sender, sender === ANN ? 'w299' : 'w2999');
    assert.equal(scene.texts.length - before, sender === ANN ? 0 : 1, sender);
  }
});

test('who is not here any more loses what is kept of them before anybody else does', () => {
  const scene = entered();
  for (const mallory of MALLORIES.slice(0, 10)) flood(scene, mallory, 1900);
  scene.conversation.enter({ id: ME, name: 'me', members: [ANN] });
  flood(scene, ANN, 4000);
  for (const number of [0, 1999, 3999]) scene.line(ANN, `w${number}`);
  assert.deepEqual(scene.texts, []);
});

test('who goes takes along what is kept of them, and the others have its place', () => {
  const scene = entered();
  for (const mallory of MALLORIES) flood(scene, mallory, 1000);
  for (const mallory of MALLORIES) {
    scene.show(scene.conversation.left(mallory, 'left', NOW));
    scene.alterations.took([['rm', mallory]]);
    scene.show(scene.conversation.joined(mallory, { wasHere: true }));
  }
  flood(scene, ANN, 4000);
  for (const mallory of MALLORIES.slice(0, 15)) flood(scene, mallory, 1000);
  scene.line(ANN, 'w0');
  scene.line(MALLORIES.at(-1), 'w999', 'anew');
  assert.deepEqual(scene.texts, ['anew']);
});

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

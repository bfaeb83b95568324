// Whom one talks to: names that look like another's, renames, and the words that are ours.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confusables } from '../../www/js/chat/confusables.js';
import { Conversation } from '../../www/js/chat/conversation.js';
import { LookAlike } from '../../www/js/chat/look-alike.js';
import { Names } from '../../www/js/chat/names.js';
import { en } from '../../www/js/words/en.js';
import { YOU } from '../../www/js/words/words.js';

const NOW = 1_700_000_000_000;
const idOf = (number) => number.toString(16).padStart(4, '0').repeat(8);
const [ME, ANN, MALLORY] = [1, 2, 0x1a2b].map(idOf);
const load = async () => ({ confusables });
const settle = () => new Promise((resolve) => { setImmediate(resolve); });

async function room({ members = [ANN, MALLORY], onLoaded = () => {}, loader = load } = {}) {
  const lookAlike = new LookAlike({ load: loader, onLoaded: () => onLoaded() });
  if (loader === load) {
    lookAlike.knows('ж');
    await settle();
  }
  const conversation = new Conversation({ names: new Names(lookAlike) });
  conversation.enter({ id: ME, name: 'Own Otter', members });
  let number = 0;
  const hello = (sender, name, now = NOW) => conversation.heard(sender, { id: `h${(number += 1)}`, ts: now, kind: 'hello', name }, now);
  const say = (sender, name, text) => conversation.heard(sender, { id: `t${(number += 1)}`, ts: NOW + number, kind: 'text', name, text }, NOW);
  const person = (id) => conversation.people.find((one) => one.id === id);
  const notices = () => conversation.lines.filter(({ events }) => events).map(({ events }) => en.notice(events).replace(/[\u2068\u2069]/g, ''));
  return { conversation, hello, say, person, notices };
}

test('who looks like somebody else shows a piece of the id, and whom they look like', async () => {
  for (const name of ['Dеft Mоlе', 'DeftMoIe', 'Deft\u2061Mole', 'Deft Mole', 'deft mole', 'Deft Mole (you)', 'Deft Mole [1a2b]', '（Deft Mole）']) {
    const { hello, person } = await room();
    hello(ANN, 'Deft Mole');
    hello(MALLORY, name);
    assert.match(person(MALLORY).name, / \(1a2b\)$/, name);
    assert.equal(person(MALLORY).like, 'Deft Mole', name);
    assert.deepEqual([person(ANN).name, person(ANN).like], ['Deft Mole', null]);
  }
});

test('nobody passes for the reader', async () => {
  const { hello, person } = await room();
  hello(MALLORY, 'Оwn 0tter');
  assert.deepEqual([person(MALLORY).name, person(MALLORY).like], ['Оwn 0tter (1a2b)', 'Own Otter']);
});

test('what we call people is nobody’s name', async () => {
  for (const name of ['You', 'you', 'Y0u', 'Yоu', 'Ｙｏｕ', 'You (x)', 'Brave Otter (you)', 'Brave Otter you', 'Brave Otter – you', 'Brave Otter yоu', 'Brave Otter (1a2b)', 'Brave Otter ❨you❩', 'Guest 1234', 'Guеst 12аb', 'Guest', 'GUEST_00ff']) {
    const { hello, person } = await room();
    hello(MALLORY, name);
    assert.match(person(MALLORY).name, / \(1a2b\)$/, name);
  }
  const { hello, person } = await room();
  for (const name of ['Young', 'Yousuf', 'Guestbook keeper', 'Brave Otter', 'José', 'Анна', 'さくら']) {
    hello(MALLORY, name);
    assert.deepEqual([person(MALLORY).name, person(MALLORY).like], [name, null]);
  }
});

test('a name in other letters shows a piece of the id until it is known what it looks like', async () => {
  let conversation;
  let changes = null;
  const loader = async () => ({ confusables });
  const opened = await room({ loader, onLoaded: () => { changes = conversation.reviewNames(); } });
  ({ conversation } = opened);
  opened.hello(ANN, 'Анна');
  opened.hello(MALLORY, 'Dеft');
  assert.deepEqual([opened.person(ANN).name, opened.person(MALLORY).name], [`Анна (0002)`, 'Dеft (1a2b)']);
  opened.say(MALLORY, 'Dеft Оttеr', 'first of all');
  opened.hello(ANN, 'Own Otter II');
  await settle();
  const told = ({ line }) => line?.content?.text ?? en.notice(line?.events ?? []).replace(/[\u2068\u2069]/g, '');
  assert.deepEqual(changes.map(({ type, again, ...change }) => [type, told(change), again]), [
    ['changed', 'Dеft is now Dеft Оttеr', true], ['changed', 'first of all', true], ['changed', 'Анна is now Own Otter II', true], ['people', '', undefined],
  ]);
  assert.deepEqual(opened.person(MALLORY).name, 'Dеft Оttеr');
  opened.hello(ANN, 'Deft Otter');
  assert.deepEqual(opened.person(ANN).like, 'Dеft Оttеr');
});

test('a line said under a look-alike before that was known is marked once it is', async () => {
  let changes = null;
  const opened = await room({ loader: async () => ({ confusables }), onLoaded: () => { changes = opened.conversation.reviewNames(); } });
  opened.hello(ANN, 'Deft Mole');
  opened.say(MALLORY, 'Dеft Mоlе', 'send me the key');
  assert.equal(opened.conversation.lines[0].name, 'Dеft Mоlе (1a2b)');
  await settle();
  assert.deepEqual([changes[0].line.name, changes[0].line.like], ['Dеft Mоlе (1a2b)', 'Deft Mole']);
});

test('a rename is told, and the mark of what was said does not go with it', async () => {
  const { conversation, hello, say, notices } = await room();
  hello(ANN, 'Deft Mole');
  say(MALLORY, 'DeftMole', 'send me the key');
  hello(MALLORY, 'Brave Otter');
  const [line] = conversation.lines.filter(({ events }) => !events);
  assert.deepEqual([line.name, line.like], ['DeftMole (1a2b)', 'Deft Mole']);
  assert.deepEqual(notices(), ['DeftMole (1a2b) (looks like Deft Mole) is now Brave Otter']);
});

test('one who takes the former name again at once has not been renamed', async () => {
  const { hello, say, notices } = await room();
  hello(ANN, 'Deft Mole');
  say(ANN, 'Deft Mole', 'here');
  hello(ANN, 'Brave Otter');
  assert.deepEqual(notices(), ['Deft Mole is now Brave Otter']);
  hello(ANN, 'Deft Mole');
  assert.deepEqual(notices(), []);
  hello(ANN, 'Sly Fox');
  assert.deepEqual(notices(), ['Deft Mole is now Sly Fox']);
});

test('a name that was in use in this stay is not another’s', async () => {
  const { conversation, hello, person } = await room();
  hello(ANN, 'Deft Mole');
  hello(ANN, 'Brave Otter');
  hello(MALLORY, 'Deft Mole');
  assert.deepEqual([person(MALLORY).name, person(MALLORY).like], ['Deft Mole (1a2b)', 'Deft Mole']);
  hello(ANN, 'Deft Mole');
  assert.deepEqual([person(ANN).name, person(ANN).like], ['Deft Mole', null]);
  conversation.left(ANN, 'left', NOW);
  hello(MALLORY, 'x');
  hello(MALLORY, 'Brave Otter');
  assert.equal(person(MALLORY).like, 'Brave Otter');
});

test('one who takes one name after another has one notice of it', async () => {
  const { conversation, hello, say, notices } = await room();
  hello(MALLORY, 'Name');
  for (let turn = 0; turn < 1000; turn += 1) {
    say(MALLORY, `Name ${turn}`, `text ${turn}`);
    say(ANN, 'Ann', `between ${turn}`);
  }
  assert.deepEqual(notices(), ['Name is now Name 999']);
  const changes = hello(MALLORY, 'Last', NOW + 60_000);
  assert.equal(changes[0].again, undefined);
  assert.deepEqual(notices(), ['Name is now Name 999', 'Name 999 is now Last']);
  assert.deepEqual(hello(MALLORY, 'Very last', NOW + 60_001).map(({ type, again }) => [type, again]), [['changed', true], ['people', undefined]]);
  conversation.left(MALLORY, 'left', NOW + 60_002);
  assert.equal(notices().at(-1), 'Last left'.replace('Last', 'Very last').replace(/^/, 'Name 999 is now Very last · '));
});

test('a run of renames is one line of bearable length', () => {
  const renamed = (number) => ({ name: `New ${number}`, what: 'renamed', from: { name: `Old ${number}` } });
  const notice = (events) => en.notice(events).replace(/[\u2068\u2069]/g, '');
  assert.equal(notice([renamed(1), renamed(2)]), 'Old 1 is now New 1 · Old 2 is now New 2');
  assert.equal(notice(Array.from({ length: 50 }, (_, number) => renamed(number))), 'Old 0, Old 1 and 48 others have other names');
});

test('ten thousand names take bounded memory, and those in use are kept', async () => {
  const { hello, person } = await room();
  hello(ANN, 'Deft Mole');
  for (let turn = 0; turn < 10_000; turn += 1) hello(MALLORY, `Flood ${turn}`);
  hello(MALLORY, 'Deft Mole');
  assert.equal(person(MALLORY).like, 'Deft Mole');
  hello(ANN, 'Ann');
  hello(ANN, 'Flood 0');
  assert.equal(person(ANN).like, null, 'long forgotten');
});

test('what any language calls the one who reads is reserved, whichever is spoken now', async () => {
  const languages = await Promise.all(['de', 'fr', 'es', 'pt', 'ru', 'ar', 'hi', 'ja', 'zh'].map((tag) => import(`../../www/js/words/${tag}.js`)));
  const every = languages.map((language) => Object.values(language)[0].main.people.you);
  assert.deepEqual([...YOU].sort(), ['You', ...every].sort());
  const inCases = every.flatMap((name) => [name, name.toUpperCase(), name.toLowerCase()]);
  const disguised = ['Tu', 'вЫ', 'Bы', 'BЫ', 'bЫ', 'В Ы', '«ВЫ»', 'ΥOU', 'yΟu', 'ᎠU', 'ＤＵ', 'T0I', 'ТОІ', 'VOCE', 'ѴOCÊ', 'TU', 'أَنْتَ', 'انت', '你\ufe00'.normalize('NFKC')];
  for (const name of [...inCases, ...disguised]) {
    const { hello, person } = await room();
    hello(MALLORY, name);
    assert.equal(person(MALLORY).name, Names.withId(name, MALLORY), name);
  }
  const { hello, person } = await room();
  hello(MALLORY, 'Du Pont');
  assert.equal(person(MALLORY).name, 'Du Pont');
});

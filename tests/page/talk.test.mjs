// Answers, actions and reactions: for those who are here, for those who come later, and after the server has lost everything.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reactions } from '../../www/js/chat/reactions.js';
import { referenceTo } from '../../www/js/chat/talk.js';
import { readManner, readReference } from '../../www/js/kinds/manner.js';
import { emojiOf, reaction } from '../../www/js/kinds/reaction.js';
import { settle } from './support/clock.mjs';
import { html } from './support/hub.mjs';
import { makeRig, pagesOf } from './support/rig.mjs';

const lineOf = ({ session }, text) => session.lines.find(({ content }) => content?.text === text);
const talkOf = async ({ session }) => (await session.later).talk;

/** What a page shows of all lines: "text", "text > what it answers", "* text", each with its reactions. */
async function shown(page) {
  const talk = await talkOf(page);
  return page.session.lines.filter(({ events }) => !events).map((line) => {
    const answered = talk.answered(line);
    const reactions = talk.reactionsTo(line).map(({ emoji, isOwn, names }) => emoji + (names.length + (isOwn ? 1 : 0))).join('');
    return `${talk.isAction(line) ? '* ' : ''}${line.content.text}${answered ? ` > ${answered.line?.content.text ?? '?'}` : ''}${reactions}`;
  });
}

async function say(scene, page, text, manner) {
  page.session.say(text, manner);
  await settle();
  await scene.clock.pass(10);
}

const answer = (scene, page, to, text) => say(scene, page, text, { re: referenceTo(lineOf(page, to)) });
const react = async (page, text, emoji) => {
  const done = (await talkOf(page)).react(lineOf(page, text), emoji);
  await settle();
  return done;
};

async function talk() {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  await say(scene, ann, 'question');
  await answer(scene, ben, 'question', 'answer');
  await answer(scene, ann, 'question', 'I mean it');
  await say(scene, ben, 'waves', { act: true });
  await react(ann, 'answer', '👍');
  await react(ben, 'answer', '🎉');
  await react(ben, 'answer', '👍');
  return { ...scene, ann, ben };
}

const ALL = ['question', 'answer > question👍2🎉1', 'I mean it > question', '* waves'];

test('answers, actions and reactions reach all, those who come later, and all again after a restart of the server', async () => {
  const { all, clock, hub, page } = await talk();
  for (const each of all) assert.deepEqual(await shown(each), ALL);
  const late = page();
  late.session.start();
  await clock.pass(1000);
  assert.deepEqual((await shown(late)).map((line) => line.replace('👍2🎉1', '')), ALL.map((line) => line.replace('👍2🎉1', '')));
  assert.deepEqual(new Set((await talkOf(late)).reactionsTo(lineOf(late, 'answer')).map(({ emoji, names }) => `${emoji}${names.length}`)), new Set(['👍2', '🎉1']));
  hub.restart();
  await clock.pass(30_000);
  for (const each of [...all, late]) {
    assert.deepEqual((await shown(each)).map((line) => line.replace(/[👍🎉\d]/gu, '')), ALL.map((line) => line.replace(/[👍🎉\d]/gu, '')));
    assert.equal((await talkOf(each)).reactionsTo(lineOf(each, 'answer')).length, 2);
  }
});

test('a reaction that is taken back stays so, for those who come later too', async () => {
  const { ann, ben, clock, page } = await talk();
  await react(ben, 'answer', '👍');
  await react(ben, 'answer', '🎉');
  for (const each of [ann, ben]) assert.equal((await shown(each))[1], 'answer > question👍1');
  const late = page();
  late.session.start();
  await clock.pass(1000);
  assert.equal((await shown(late))[1], 'answer > question👍1');
  await react(ben, 'answer', '😢');
  for (const each of [ann, ben, late]) assert.match((await shown(each))[1], /👍1.*😢1|😢1.*👍1/);
});

test('what a leaver said or reacted with goes with them; what others answered stays', async () => {
  const { ann, ben, hub, clock } = await talk();
  ben.session.leave(({ id }) => hub.leave(id));
  await clock.pass(10);
  assert.deepEqual(await shown(ann), ['question', 'I mean it > question']);
  const again = await talk();
  again.ann.session.leave(({ id }) => again.hub.leave(id));
  await again.clock.pass(10);
  assert.deepEqual(await shown(again.ben), ['answer > ?🎉1👍1', '* waves']);
});

test('an edit leaves what a line answers as it is, and shows in the answers to it', async () => {
  const { ann, ben, clock, page } = await talk();
  await (await ben.session.later).reword(lineOf(ben, 'answer'), 'Answer');
  await (await ann.session.later).reword(lineOf(ann, 'question'), 'Question');
  await (await ben.session.later).reword(lineOf(ben, 'waves'), 'waved');
  await settle();
  const late = page();
  late.session.start();
  await clock.pass(1000);
  for (const each of [ann, ben, late]) {
    assert.deepEqual((await shown(each)).map((line) => line.replace(/[👍🎉\d]/gu, '')), ['Question', 'Answer > Question', 'I mean it > Question', '* waved']);
  }
  await (await ann.session.later).withdraw(lineOf(ann, 'Question'));
  await settle();
  assert.match((await shown(ben))[0], /^Answer > \?/);
});

test('what the network does not let through is as it was', async () => {
  const refusing = (fetch) => async (url, options) => (options.body.includes('😢') ? html(403) : fetch(url, options));
  const scene = await pagesOf(2, makeRig({ through: refusing }));
  const [ann, ben] = scene.all;
  await say(scene, ann, 'fine');
  await react(ben, 'fine', '😢');
  assert.deepEqual(await shown(ben), ['fine😢1']);
  await scene.clock.pass(60_000);
  for (const page of scene.all) assert.deepEqual(await shown(page), ['fine']);
  await react(ben, 'fine', '👍');
  await scene.clock.pass(1000);
  for (const page of scene.all) assert.deepEqual(await shown(page), ['fine👍1']);
});

test('what comes before this is loaded is taken in then', async () => {
  let load;
  const scene = makeRig();
  const loaded = new Promise((resolve) => { load = resolve; });
  const { Talk } = await import('../../www/js/chat/talk.js');
  const ann = scene.page({ network: (network) => ({ ...network, loadTalk: () => loaded }) });
  ann.session.start();
  await settle();
  const ben = scene.hub.join('ben');
  const put = (message) => scene.hub.say(ben.id, { ts: scene.clock.now(), name: 'Ben', ...message });
  put({ id: 'a', kind: 'text', text: 'one' });
  put({ id: 'b', kind: 'text', text: 'two', re: { id: 'a' } });
  put({ id: 'r', kind: 'reaction', of: { id: 'b' }, emoji: ['👍'], revision: 1 });
  await settle();
  load(Talk);
  await settle();
  assert.deepEqual(await shown(ann), ['one', 'two > one👍1']);
});

test('one emoji is taken, always written the same way, and nothing else', () => {
  for (const emoji of ['👍', '👍🏽', '❤️', '👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '🇩🇪', '1️⃣', '👩🏿‍❤️‍💋‍👨🏻', '☝🏽']) assert.equal(emojiOf(emoji), emoji);
  assert.equal(emojiOf('❤'), '❤️');
  assert.equal(emojiOf(' 👍\ufe0f '), '👍');
  const none = ['', ' ', 'a', '1', '#', '👍👍', '👍a', 'a👍', '🇩', '\u200d', '👍\u200d', '\ufe0f', '👍\u202e', '👍\u0301\u0301', '👍'.repeat(20), `👍${'\u200d👍'.repeat(4)}`, `🏴${'\u{e0061}'.repeat(8)}\u{e007f}`, 7, null, undefined, ['👍'], { length: 1 }];
  for (const value of none) assert.equal(emojiOf(value), null, JSON.stringify(value));
});

test('nonsense in what a line tells, and in reactions, is passed over', () => {
  for (const value of [null, undefined, 7, 'a', [], {}, { id: 7 }, { id: 'a b' }, { id: 'x'.repeat(65) }, { sender: 7, id: 'a' }, { sender: 'me', id: 'a' }, { sender: null, id: 'a' }, { sender: { toString: 1 }, id: 'a' }]) {
    assert.equal(readReference(value), null, JSON.stringify(value));
    assert.deepEqual(readManner({ re: value, act: value }), { re: null, act: false });
  }
  assert.deepEqual(readManner(null), { re: null, act: false });
  const good = { of: { sender: 's', id: 'a' }, emoji: ['👍'], revision: 1 };
  assert.deepEqual(reaction.read({ ...good, more: 1 }), good);
  for (const bad of [{}, { ...good, of: null }, { ...good, emoji: '👍' }, { ...good, emoji: null }, { ...good, revision: 0 }, { ...good, revision: '1' }, { ...good, revision: 1.5 }, { ...good, revision: 2 ** 53 }]) assert.equal(reaction.read(bad), null);
  const many = Array.from({ length: 10_000 }, (_, index) => String.fromCodePoint(0x1f600 + (index % 60)));
  assert.equal(reaction.read({ ...good, emoji: many }).emoji.length, 8);
  assert.deepEqual(reaction.read({ ...good, emoji: ['👍', '👍', 'x', { length: 3 }, ['👍']] }).emoji, ['👍']);
});

test('a line that answers itself, one that is not there, or in a circle, does no harm', async () => {
  const scene = await pagesOf(1);
  const [ann] = scene.all;
  const ben = scene.hub.join('ben');
  let at = scene.clock.now();
  const put = (message) => scene.hub.say(ben.id, { ts: (at += 1), name: 'Ben', kind: 'text', ...message });
  put({ id: 'a', text: 'itself', re: { sender: ben.id, id: 'a' } });
  put({ id: 'b', text: 'first', re: { id: 'c' } });
  put({ id: 'c', text: 'second', re: { id: 'b' } });
  put({ id: 'd', text: 'nobody', re: { sender: 'nobody', id: 'x' } });
  put({ id: 'e', text: 'forged', re: { sender: 'me', id: 'a' } });
  put({ id: 'f', text: 'deep', re: JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`), act: 'yes' });
  put({ id: 'a', text: 'again', re: { id: 'b' }, act: true });
  await settle();
  const talk = await talkOf(ann);
  talk.took([null, 7, 'reaction', [], { kind: 'reaction' }, { kind: 'reaction', id: 'r', of: 7 }, { id: null }].map((message) => ['add', ben.id, message]));
  assert.deepEqual(await shown(ann), ['itself > itself', 'first > second', 'second > first', 'nobody > ?', 'forged', 'deep']);
});

test('ten thousand reactions of one person, and of many, are bounded, and take nobody else’s place', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  await say(scene, ann, 'target');
  await react(ben, 'target', '👍');
  const { id } = lineOf(ann, 'target');
  const mallory = scene.hub.join('mallory');
  const put = (sender, number, of, revision = 1) => scene.hub.say(sender, {
    id: `r${number}`, ts: scene.clock.now(), kind: 'reaction', name: 'M', of, emoji: [String.fromCodePoint(0x1f600 + (number % 60))], revision,
  });
  for (let number = 0; number < 10_000; number += 1) put(mallory.id, number, { sender: ann.id, id }, number + 1);
  await settle();
  const groups = (await talkOf(ann)).reactionsTo(lineOf(ann, 'target'));
  assert.deepEqual(groups.map(({ emoji }) => emoji), ['👍', String.fromCodePoint(0x1f600 + (9999 % 60))], 'the last of one person alone stands');
  for (let number = 0; number < 10_000; number += 1) put(mallory.id, 20_000 + number, { sender: ann.id, id: `other${number}` });
  await settle();
  assert.equal((await talkOf(ann)).reactionsTo(lineOf(ann, 'target')).some(({ emoji }) => emoji === '👍'), true);
  scene.hub.leave(mallory.id);
  await settle();
  assert.deepEqual((await talkOf(ann)).reactionsTo(lineOf(ann, 'target')).map(({ emoji }) => emoji), ['👍']);
});

test('what is kept of reactions has a bound for each and for all; of whoever has gone, or has most, the oldest is lost', () => {
  const reactions = new Reactions((sender) => sender !== 'gone');
  for (let number = 0; number < 10_000; number += 1) reactions.put('one', `s l${number}`, { emoji: ['👍'], revision: 1 });
  assert.equal(reactions.size, 1000);
  assert.deepEqual([reactions.of('s l0').length, reactions.of('s l9999').length], [0, 1]);
  for (let sender = 0; sender < 30; sender += 1) for (let number = 0; number < 900; number += 1) reactions.put(`p${sender}`, `s m${number}`, { emoji: ['👍'], revision: 1 });
  reactions.put('few', 's one', { emoji: ['👍'], revision: 1 });
  for (let number = 0; number < 900; number += 1) reactions.put('gone', `s g${number}`, { emoji: [], revision: 1 });
  reactions.put('few', 's two', { emoji: ['👍'], revision: 1 });
  assert.equal(reactions.size, 20_000);
  assert.equal(reactions.of('s one').length, 1);
  assert.equal(reactions.of('s g899').length, 0, 'who has gone loses first');
  assert.equal(reactions.put('few', 's one', { emoji: [], revision: 1 }), false, 'an old copy');
  reactions.forget((id) => id === 's');
  assert.equal(reactions.size, 0);
});

test('no more than eight different ones of us for one line, and no more than one message for each change', async () => {
  const scene = await pagesOf(2);
  const [ann] = scene.all;
  await say(scene, ann, 'mine');
  const before = scene.hub.requests.filter(({ endpoint }) => endpoint === 'send').length;
  const done = [];
  for (const emoji of ['👍', '🎉', '😂', '😮', '😢', '🚀', '🐟', '🌍', '🍎', 'x']) {
    done.push(await react(ann, 'mine', emoji));
    await scene.clock.pass(100);
  }
  assert.deepEqual(done, [true, true, true, true, true, true, true, true, false, false]);
  assert.equal(scene.hub.requests.filter(({ endpoint }) => endpoint === 'send').slice(before).flatMap(({ body }) => body.commands).length, 8);
});

test('our own reactions to what others said stay ours after a restart, and when our queue was lost', async () => {
  const { ann, ben, hub, clock } = await talk();
  const ownOf = async (page) => (await talkOf(page)).reactionsTo(lineOf(page, 'answer')).filter(({ isOwn }) => isOwn).map(({ emoji }) => emoji);
  hub.restart();
  await clock.pass(30_000);
  assert.deepEqual(await ownOf(ann), ['👍']);
  hub.overflow(ann.id);
  await clock.pass(10_000);
  assert.deepEqual(await ownOf(ann), ['👍']);
  await react(ann, 'answer', '👍');
  await clock.pass(1000);
  assert.deepEqual(await ownOf(ann), []);
  assert.deepEqual((await talkOf(ben)).reactionsTo(lineOf(ben, 'answer')).map(({ emoji, names }) => `${emoji}${names.length}`).sort(), ['🎉0', '👍0']);
});

// What a newcomer is sent of reactions, and what they then see.
async function newcomer({ page, clock, hub }) {
  const before = hub.requests.length;
  const late = page();
  late.session.start();
  await clock.pass(2000);
  const commands = hub.requests.slice(before).filter(({ endpoint }) => endpoint === 'send').flatMap(({ body }) => body.commands);
  return { late, told: commands.flatMap(([, , { kind, emoji }]) => (/^reaction/.test(kind) ? emoji : [])) };
}

test('nobody who comes later is told of reactions to lines that are over, or were taken back by whom reacted', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  ann.session.lifetime = 10;
  await say(scene, ann, 'over soon');
  ann.session.lifetime = undefined;
  await say(scene, ann, 'taken back');
  await say(scene, ann, 'stays');
  for (const page of scene.all) for (const [text, emoji] of [['over soon', '😢'], ['taken back', '😮'], ['stays', '👍']]) await react(page, text, emoji);
  assert.deepEqual(new Set((await newcomer(scene)).told), new Set(['😢', '😮', '👍']));
  await (await ann.session.later).withdraw(lineOf(ann, 'taken back'));
  await scene.clock.pass(15_000);
  assert.deepEqual(await shown(ben), ['stays👍2']);
  const { late, told } = await newcomer(scene);
  assert.deepEqual(told, ['👍', '👍']);
  assert.deepEqual(await shown(late), ['stays👍2']);
  scene.hub.restart();
  const before = scene.hub.requests.length;
  await scene.clock.pass(30_000);
  const again = scene.hub.requests.slice(before).filter(({ endpoint }) => endpoint === 'send').flatMap(({ body }) => body.commands).flatMap(([, , { emoji = [] }]) => emoji);
  assert.deepEqual(new Set(again), new Set(['👍']), 'nor anybody after a restart');
});

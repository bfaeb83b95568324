// Answers, actions and reactions in a private room: for those who are in, a newcomer, after a restart of the server, and without who left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceTo } from '../../www/js/chat/talk.js';
import { makePrivateRig } from './support/sessions.mjs';

const linesOf = ({ session }) => session.lines.filter(({ events }) => !events);
const lineOf = (page, text) => linesOf(page).find(({ content }) => content.text === text);
const talkOf = async ({ session }) => (await session.later).talk;

async function shown(page) {
  const talk = await talkOf(page);
  return linesOf(page).map((line) => {
    const answered = talk.answered(line);
    const reactions = talk.reactionsTo(line).map(({ emoji, isOwn, names }) => emoji + (names.length + (isOwn ? 1 : 0))).sort().join('');
    return `${talk.isAction(line) ? '* ' : ''}${line.content.text}${answered ? ` > ${answered.line?.content.text ?? '?'}` : ''}${reactions}`;
  }).sort();
}

async function see(rig, pages, wanted) {
  for (const page of pages) {
    for (let turn = 0; turn < 400 && JSON.stringify(await shown(page)) !== JSON.stringify(wanted); turn += 1) await rig.pass(100, 100);
    assert.deepEqual(await shown(page), wanted);
  }
}

test('all see the same: who was there, who comes later, and everybody after a restart; it goes with who leaves', async () => {
  const rig = await makePrivateRig();
  const [ann, ben] = [rig.open(), rig.open()];
  for (const { session } of [ann, ben]) session.start();
  await rig.until(() => ann.others.length === 1 && ben.others.length === 1, 'both are in');
  ann.session.say('question');
  await rig.until(() => lineOf(ben, 'question') && lineOf(ann, 'question').state === 'delivered', 'it has come');
  ben.session.say('answer', { re: referenceTo(lineOf(ben, 'question')) });
  ben.session.say('waves', { act: true });
  await rig.until(() => lineOf(ann, 'waves'), 'both have come');
  ann.session.say('I mean it', { re: referenceTo(lineOf(ann, 'question')) });
  const talks = [await talkOf(ann), await talkOf(ben)];
  talks[0].react(lineOf(ann, 'answer'), '👍');
  talks[1].react(lineOf(ben, 'answer'), '👍');
  talks[1].react(lineOf(ben, 'answer'), '🎉');
  talks[1].react(lineOf(ben, 'question'), '😢');
  talks[1].react(lineOf(ben, 'question'), '😢');
  const all = ['* waves', 'I mean it > question', 'answer > question🎉1👍2', 'question'];
  await see(rig, [ann, ben], all);
  const cid = rig.open();
  cid.session.start();
  await rig.until(() => cid.others.length === 2, 'a third is in');
  await see(rig, [cid], all);
  rig.hub.restart();
  await rig.pass(5000);
  await see(rig, [ann, ben, cid], all);
  (await ann.session.later).reword(lineOf(ann, 'question'), 'Question');
  (await ben.session.later).reword(lineOf(ben, 'answer'), 'Answer');
  const dan = rig.open();
  dan.session.start();
  const edited = ['* waves', 'Answer > Question🎉1👍2', 'I mean it > Question', 'Question'];
  await see(rig, [ann, ben, cid, dan], edited);
  ben.session.leave((credentials) => rig.hub.leave(credentials.id));
  await rig.pass(130_000, 10_000);
  await see(rig, [ann, cid, dan], ['I mean it > Question', 'Question']);
  talks[0].react(lineOf(ann, 'Question'), '🚀');
  await see(rig, [ann, cid, dan], ['I mean it > Question', 'Question🚀1']);
});

test('who comes later is told nothing of reactions that were taken back, or whose line has gone', async () => {
  const rig = await makePrivateRig();
  const [ann, ben] = [rig.open(), rig.open()];
  for (const { session } of [ann, ben]) session.start();
  await rig.until(() => ann.others.length === 1 && ben.others.length === 1, 'both are in');
  ann.session.say('stays');
  ben.session.say('goes');
  await rig.until(() => lineOf(ben, 'stays') && lineOf(ann, 'goes'), 'both have come');
  const [anns, bens] = [await talkOf(ann), await talkOf(ben)];
  for (const emoji of ['😢', '👍', '😢']) bens.react(lineOf(ben, 'stays'), emoji);
  for (const emoji of ['😮', '🎉']) anns.react(lineOf(ann, 'goes'), emoji);
  await see(rig, [ann, ben], ['goes🎉1😮1', 'stays👍1']);
  const heard = [];
  const come = async (number) => {
    const page = rig.open();
    const talk = await talkOf(page);
    talk.took = ((took) => (commands) => {
      heard.push(...commands.flatMap(([, , message]) => message?.emoji ?? []));
      took.call(talk, commands);
    })(talk.took);
    page.session.start();
    await rig.until(() => page.others.length === number && lineOf(page, 'stays'), 'in');
    await rig.pass(3000);
    return page;
  };
  await see(rig, [await come(2)], ['goes🎉1😮1', 'stays👍1']);
  assert.deepEqual([...new Set(heard.splice(0))].sort(), ['🎉', '👍', '😮'].sort());
  anns.react(lineOf(ann, 'goes'), '🚀');
  await rig.pass(1000);
  ben.session.leave((credentials) => rig.hub.leave(credentials.id));
  await rig.pass(130_000, 10_000);
  heard.splice(0);
  await see(rig, [await come(2)], ['stays']);
  assert.deepEqual(heard, []);
});

test('who comes later is told nothing of reactions to lines whose time is over', async () => {
  const rig = await makePrivateRig();
  const [ann, ben] = [rig.open(), rig.open()];
  for (const { session } of [ann, ben]) session.start();
  await rig.until(() => ann.others.length === 1 && ben.others.length === 1, 'both are in');
  ann.session.lifetime = 30;
  ann.session.say('over soon');
  ann.session.lifetime = undefined;
  ann.session.say('stays');
  await rig.until(() => lineOf(ben, 'over soon') && lineOf(ben, 'stays'), 'both have come');
  for (const page of [ann, ben]) (await talkOf(page)).react(lineOf(page, 'over soon'), '😢');
  (await talkOf(ben)).react(lineOf(ben, 'stays'), '👍');
  await see(rig, [ann, ben], ['over soon😢2', 'stays👍1']);
  await rig.pass(40_000);
  await see(rig, [ann, ben], ['stays👍1']);
  const cid = rig.open();
  const heard = [];
  const talk = await talkOf(cid);
  talk.took = ((took) => (commands) => {
    heard.push(...commands.flatMap(([, , message]) => message?.emoji ?? []));
    took.call(talk, commands);
  })(talk.took);
  cid.session.start();
  await see(rig, [cid], ['stays👍1']);
  assert.deepEqual(heard, ['👍']);
});

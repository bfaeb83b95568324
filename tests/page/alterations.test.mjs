// Lines that their author says in other words, or takes back: for those who are here, and for those who come later.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit } from '../../www/js/kinds/edit.js';
import { KINDS } from '../../www/js/kinds/kinds.js';
import { withdraw } from '../../www/js/kinds/withdraw.js';
import { settle } from './support/clock.mjs';
import { html } from './support/hub.mjs';
import { makeRig, pagesOf } from './support/rig.mjs';

const lineOf = ({ session }, text) => session.lines.find(({ content }) => content?.text === text);
const reword = async (page, from, to) => (await page.session.later).reword(lineOf(page, from), to);
const takeBack = async (page, text) => (await page.session.later).withdraw(lineOf(page, text));
const shown = ({ texts }) => [...texts].sort();
const sent = ({ hub }, id) => hub.requests.filter(({ endpoint, body }) => endpoint === 'send' && body.id === id).flatMap(({ body }) => body.commands.map(([, , message]) => message));

async function say(scene, page, ...texts) {
  for (const text of texts) {
    page.session.say(text);
    await settle();
    await scene.clock.pass(10);
  }
}

test('a line is said in other words, again and again, and withdrawn, for all', async () => {
  const scene = await pagesOf(3);
  const [ann, ben] = scene.all;
  await say(scene, ann, 'one', 'two', 'three');
  assert.equal(await reword(ann, 'one', 'ONE  '), true);
  assert.deepEqual(shown(ann), ['ONE', 'three', 'two']);
  await settle();
  assert.deepEqual(shown(ben), ['ONE', 'three', 'two']);
  await reword(ann, 'ONE', 'One');
  await takeBack(ann, 'two');
  await settle();
  for (const page of scene.all) {
    assert.deepEqual(page.texts, ['One', 'three'], 'in their places');
    assert.equal(lineOf(page, 'One').content.revision, 2);
  }
  assert.equal(await reword(ann, 'One', ' \n '), false, 'nothing is no wording');
  assert.deepEqual(ann.texts, ['One', 'three']);
  assert.ok(ben.told.changes.some(({ type, line }) => type === 'changed' && line.content?.revision === 2));
});

test('who comes later gets the last wording, and nothing of what was withdrawn', async () => {
  const scene = await pagesOf(2);
  const [ann] = scene.all;
  await say(scene, ann, 'first draft', 'secret', 'kept');
  await reword(ann, 'first draft', 'final');
  await takeBack(ann, 'secret');
  await settle();
  const before = sent(scene, ann.id).length;
  const late = scene.page();
  late.session.start();
  await scene.clock.pass(1000);
  assert.deepEqual(late.texts, ['final', 'kept']);
  assert.equal(lineOf(late, 'final').content.revision, 1);
  assert.doesNotMatch(JSON.stringify(sent(scene, ann.id).slice(before)), /secret|draft/);
  scene.hub.restart();
  await scene.clock.pass(30_000);
  for (const page of [...scene.all, late]) assert.deepEqual(page.texts, ['final', 'kept']);
});

test('what nobody has got yet is sent in its last wording, and not at all when it was taken back', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  let down = true;
  scene.hub.intercept = (endpoint, { id }) => (down && endpoint === 'send' && id === ann.id ? new TypeError('reset') : null);
  await say(scene, ann, 'under way');
  await say(scene, ann, 'waits', 'waits too');
  await reword(ann, 'waits', 'waited');
  await takeBack(ann, 'waits too');
  await reword(ann, 'under way', 'was under way');
  down = false;
  await scene.clock.pass(30_000);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['was under way', 'waited']);
  assert.deepEqual(ann.waiting, []);
  assert.doesNotMatch(JSON.stringify(scene.hub.requests.slice(-3)), /waits too/);
});

test('an edit or a withdrawal may come before its line, and old copies of either change nothing', async () => {
  const scene = await pagesOf(1);
  const [ann] = scene.all;
  const ben = scene.hub.join('ben');
  let count = 0;
  const put = (message) => scene.hub.say(ben.id, { id: `m${(count += 1)}`, ts: scene.clock.now() + count, ...message });
  put({ kind: 'edit', of: 'later', text: 'second', revision: 2 });
  put({ kind: 'edit', of: 'later', text: 'first', revision: 1 });
  put({ kind: 'withdraw', of: 'never' });
  put({ kind: 'text', id: 'never', text: 'not to be seen' });
  put({ kind: 'text', id: 'later', text: 'original' });
  put({ kind: 'text', id: 'now', text: 'now' });
  await settle();
  assert.deepEqual(ann.texts, ['second', 'now']);
  put({ kind: 'edit', of: 'now', text: 'third', revision: 3 });
  put({ kind: 'edit', of: 'now', text: 'a late copy', revision: 2 });
  put({ kind: 'edit', of: 'never', text: 'alive again', revision: 9 });
  put({ kind: 'withdraw', of: 'later' });
  put({ kind: 'text', id: 'later', text: 'a late copy' });
  put({ kind: 'text', id: 'never', text: 'a late copy' });
  await settle();
  assert.deepEqual(ann.texts, ['third']);
});

test('nobody alters what another has said', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  await say(scene, ann, 'mine');
  const { id } = lineOf(ann, 'mine');
  const mallory = scene.hub.join('mallory');
  for (const message of [{ kind: 'edit', of: id, text: 'forged', revision: 1 }, { kind: 'withdraw', of: id }]) {
    scene.hub.say(mallory.id, { id: `f${message.kind}`, ts: scene.clock.now(), ...message });
  }
  await settle();
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['mine']);
});

test('nonsense is passed over, and storms of it are bounded', async () => {
  for (const more of [{}, { of: 7 }, { of: 'a b' }, { of: 'a', text: 7, revision: 1 }, { of: 'a', text: 'x' }, { of: 'a', text: 'x', revision: -1 }, { of: 'a', text: 'x', revision: '1' }]) {
    assert.equal(edit.read(more), null, JSON.stringify(more));
  }
  for (const more of [{}, { of: null }, { of: 'x'.repeat(65) }]) assert.equal(withdraw.read(more), null);
  const scene = await pagesOf(1);
  const [ann] = scene.all;
  const ben = scene.hub.join('ben');
  const put = (id, message) => scene.hub.say(ben.id, { id, ts: scene.clock.now(), ...message });
  for (let number = 0; number < 15_000; number += 1) put(`w${number}`, { kind: 'withdraw', of: `line${number}` });
  await settle();
  for (const number of [0, 9999, 10_000, 14_999]) put(`line${number}`, { kind: 'text', text: `${number}` });
  put('blank', { kind: 'text', text: 'not blank' });
  put('e', { kind: 'edit', of: 'blank', text: '  ', revision: 1 });
  await settle();
  assert.deepEqual(shown(ann), ['0', '9999', 'not blank'], 'of what is beyond the bound the oldest is lost');
  scene.hub.leave(ben.id);
  await settle();
  const again = scene.hub.join('ben');
  scene.hub.say(again.id, { id: 'line0', ts: scene.clock.now(), kind: 'text', text: 'anew' });
  await settle();
  assert.deepEqual(ann.texts, ['anew'], 'who goes takes it along');
});

test('a wording that the network does not let through comes back, and the line is as it was', async () => {
  const refusing = (fetch) => async (url, options) => (options.body.includes('unwelcome') ? html(403) : fetch(url, options));
  const scene = await pagesOf(2, makeRig({ through: refusing }));
  const [ann, ben] = scene.all;
  await say(scene, ann, 'fine');
  await reword(ann, 'fine', 'unwelcome');
  await scene.clock.pass(60_000);
  assert.deepEqual(ann.told.returned, ['unwelcome']);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['fine']);
  const late = scene.page();
  late.session.start();
  await scene.clock.pass(5000);
  assert.deepEqual(late.texts, ['fine']);
});

test('a page that was late to load what alters lines has missed nothing', async () => {
  const rig = makeRig();
  let arrive;
  const late = new Promise((resolve) => { arrive = resolve; });
  const ann = rig.page();
  const ben = rig.page({ network: (network) => ({ ...network, loadLater: async () => { await late; return network.loadLater(); } }) });
  for (const { session } of [ann, ben]) {
    session.start();
    await settle();
  }
  ann.session.say('old');
  ann.session.say('gone');
  await settle();
  await reword(ann, 'old', 'new');
  await takeBack(ann, 'gone');
  await settle();
  arrive();
  await settle();
  assert.deepEqual(ben.texts, ['new']);
});

test('the kinds are written as they are read', () => {
  assert.deepEqual(edit.read(edit.write({ of: 'a', text: 'b', revision: 3 })), { of: 'a', text: 'b', revision: 3 });
  assert.deepEqual(withdraw.read(withdraw.write({ of: 'a' })), { of: 'a' });
  const text = KINDS.of('text');
  assert.deepEqual(text.read(text.write({ text: 'b', revision: 3 })), { text: 'b', revision: 3 });
  for (const revision of [undefined, null, 0, -1, 1.5, '1', 2 ** 53]) assert.deepEqual(text.read({ text: 'b', revision }), { text: 'b' });
});

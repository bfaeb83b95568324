// A firewall on the way that refuses what some lines say, while polls and other lines pass.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf, SendFailures } from '../../www/js/transport/send-failures.js';
import { html, json } from './support/hub.mjs';
import { settle } from './support/clock.mjs';
import { makeRig } from './support/rig.mjs';

const BAD = /passwd/;
const reset = () => new TypeError('connection reset');

async function scene(answer, { only = () => true } = {}) {
  const rig = makeRig({ random: () => 0.5 });
  let closed = true;
  rig.hub.intercept = (endpoint, body) => (closed && endpoint === 'send' && only(body) && BAD.test(JSON.stringify(body)) ? answer() : null);
  const people = [rig.page(), rig.page()];
  for (const person of people) {
    person.session.start();
    await settle();
  }
  return { ...rig, people, open: () => { closed = false; } };
}

for (const [name, answer, patience] of [
  ['403 with a page', () => html(403), 10_000],
  ['406 with a page', () => html(406), 10_000],
  ['400 with a page', () => html(400), 10_000],
  ['403 with JSON of its own', () => json(403, { message: 'blocked' }), 10_000],
  ['403 with JSON of its own that names an error', () => json(403, { error: 'blocked by policy' }), 10_000],
  ['200 with a page', () => html(200), 10_000],
  ['204', () => new Response(null, { status: 204 }), 10_000],
  ['a redirect to a page', () => new Response(null, { status: 302, headers: { location: '/blocked' } }), 10_000],
  ['500 with a page', () => html(500), 10_000],
  ['501 with a page', () => html(501), 10_000],
  ['200 with JSON of its own', () => json(200, { status: 'blocked' }), 10_000],
  ['200 with JSON of its own that names an error', () => json(200, { error: 'Request blocked' }), 10_000],
  ['503 with a page', () => html(503), 30_000],
  ['429 with a page', () => html(429), 30_000],
  ['a reset', reset, 60_000],
]) {
  test(`${name}: the refused line is given back, and what was said after it arrives`, async () => {
    const { clock, people: [ann, ben] } = await scene(answer);
    for (const text of ['before', 'cat /etc/passwd', 'after', 'and more']) ann.session.say(text);
    await clock.pass(patience);
    assert.deepEqual(ben.texts, ['before', 'after', 'and more']);
    assert.deepEqual(ann.texts, ben.texts);
    assert.deepEqual([ann.told.returned, ann.told.reasons], [['cat /etc/passwd'], ['network']]);
    assert.equal(ann.status.phase, 'online');
    assert.deepEqual(ann.waiting, []);
  });
}

test('several refused lines in one batch are each given back, once', async () => {
  const { clock, people: [ann, ben] } = await scene(() => html(403));
  const lines = Array.from({ length: 40 }, (_, number) => (number % 13 === 5 ? `passwd ${number}` : `line ${number}`));
  for (const line of lines) ann.session.say(line);
  await clock.pass(120_000);
  assert.deepEqual(ben.texts, lines.filter((line) => !BAD.test(line)));
  assert.deepEqual(ann.told.returned, lines.filter((line) => BAD.test(line)));
});

test('lines that are typed while one is refused do not keep it going for ever', async () => {
  const { clock, people: [ann, ben] } = await scene(() => html(403));
  ann.session.say('passwd');
  for (let number = 0; number < 60; number += 1) {
    await clock.pass(200);
    ann.session.say(`line ${number}`);
  }
  await clock.pass(10_000);
  assert.deepEqual(ann.told.returned, ['passwd']);
  assert.equal(ben.texts.length, 60);
});

test('history to a newcomer goes on without the refused line, which is tried again when the network lets it through', async () => {
  const rig = await scene(() => html(403), { only: ({ commands }) => commands.some(([, , { to }]) => to) });
  const [ann] = rig.people;
  for (const text of ['1', '2', 'passwd', '3', '4']) {
    ann.session.say(text);
    await rig.clock.pass(20);
  }
  const late = rig.page();
  late.session.start();
  await rig.clock.pass(20_000);
  assert.deepEqual(late.texts, ['1', '2', '3', '4']);
  assert.deepEqual(ann.told.returned, [], 'it was said, and stays said');
  rig.open();
  await rig.clock.pass(120_000);
  assert.deepEqual(late.texts, ['1', '2', 'passwd', '3', '4']);
});

test('after a restart of the server the refused line holds up nothing that is said again', async () => {
  const rig = await scene(() => html(403), { only: ({ commands }) => commands.some(([, , { earlier, to }]) => earlier || to) });
  const [ann, ben] = rig.people;
  for (const text of ['1', 'passwd', '2']) {
    ann.session.say(text);
    await rig.clock.pass(20);
  }
  rig.hub.restart();
  await rig.clock.pass(60_000);
  assert.deepEqual(ben.texts, ['1', '2']);
  assert.deepEqual(ann.texts, ['1', 'passwd', '2']);
});

test('a network that refuses everything gives nothing back: the lines wait for a way', async () => {
  const { hub, clock, people: [ann] } = await scene(() => html(403));
  hub.intercept = () => html(403);
  ann.session.probe();
  ann.session.say('any line');
  await clock.pass(600_000);
  assert.deepEqual(ann.told.returned, []);
  assert.deepEqual(ann.waiting, ['any line']);
  assert.notEqual(ann.status.phase, 'online');
});

test('a line that did arrive, though each answer is lost, is not given back', async () => {
  const { hub, clock, people: [ann, ben] } = await scene(() => html(403));
  hub.intercept = () => null;
  hub.loseAnswer = (endpoint) => endpoint === 'send';
  ann.session.say('arrives');
  await clock.pass(600_000);
  assert.deepEqual([ann.told.returned, ben.texts, ann.waiting], [[], ['arrives'], []]);
});

test('what a failure is', () => {
  const page = (status) => failureOf({ ok: false, code: 'not_understood', status }, false);
  for (const status of [200, 400, 401, 403, 404, 405, 406, 409, 410, 415, 418, 451, 500, 501]) assert.equal(page(status), 'refused', String(status));
  for (const status of [407, 408, 425, 511]) assert.equal(page(status), 'lost', String(status));
  for (const status of [429, 502, 503, 504]) assert.equal(page(status), 'turned_away', String(status));
  assert.equal(page(413), 'too_large');
  assert.equal(failureOf({ ok: false, code: 'unreachable' }, true), 'too_large');
  assert.equal(failureOf({ ok: false, code: 'bad_json', status: 400 }, false), 'damaged');
});

test('one that fails now and then is never given up', () => {
  const failures = new SendFailures();
  const one = { messages: [{ id: 'a' }] };
  for (let round = 0; round < 20; round += 1) {
    for (let turn = 0; turn < 3; turn += 1) failures.failed(one, 'refused');
    assert.equal(failures.verdictOn(one), null);
    failures.over();
  }
});

test('a token that the firewall takes for an attack is given up for another, unless one was in with it', async () => {
  const { hub, clock, page } = makeRig();
  let bad = null;
  hub.intercept = (endpoint, { token }) => {
    if (endpoint !== 'join') return null;
    bad ??= token;
    return token === bad ? html(403) : null;
  };
  const ann = page();
  ann.session.start();
  await clock.pass(20_000);
  assert.equal(ann.status.phase, 'online');
  const { id } = ann;
  hub.restart();
  hub.intercept = (endpoint) => (endpoint === 'join' ? html(403) : null);
  await clock.pass(20_000);
  hub.intercept = () => null;
  await clock.pass(60_000);
  assert.deepEqual([ann.status.phase, ann.id], ['online', id]);
});

// What is said beside plain lines survives what befalls a server, a tab, a clock and a network: answers, reactions, other names, who is
// away, and lines to one alone in other words. Each is begun before the fault and changed within it, and is right in the end, once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceTo } from '../../www/js/chat/talk.js';
import { settle } from './support/clock.mjs';
import { html, json } from './support/hub.mjs';
import { makeRig } from './support/rig.mjs';

const DAY_MS = 86_400_000;

const lineOf = ({ session }, text) => session.lines.find(({ content }) => content?.text === text);
const isOf = (page) => (body) => body.id === page.id || body.polls?.some(({ id }) => id === page.id);

// A generator of numbers from 0 to below 1, the same each time.
function seeded(state) {
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

// Loses, repeats, refuses and replaces one request in two.
function hostile() {
  const random = seeded(7);
  let isOn = false;
  const through = (fetch) => async (url, options) => {
    const fate = isOn ? random() : 1;
    if (fate < 0.1) throw new TypeError('connection refused');
    if (fate < 0.2) return html(504);
    if (fate < 0.3) return json(503, { error: 'busy', detail: '' });
    const answer = await fetch(url, options);
    if (fate < 0.4) await fetch(url, options);
    if (fate < 0.5) throw new TypeError('connection cut');
    return answer;
  };
  return { through, turn: (on) => { isOn = on; } };
}

async function come(rig, options) {
  const page = rig.page(options);
  page.session.start();
  await settle();
  const later = await page.session.later;
  Object.assign(page, { later, asides: await later.asides, talk: await later.talk });
  await rig.clock.pass(500);
  await settle();
  return page;
}

/** What a page has in the end, as text. */
function seen(page, [ann, ben, cat]) {
  const { session, talk, asides } = page;
  const lines = session.lines.filter(({ events }) => !events).map((line) => {
    const answered = talk.answered(line)?.line?.content.text;
    const reactions = talk.reactionsTo(line).flatMap(({ emoji, names, isOwn }) => `${emoji}${names.length + (isOwn ? 1 : 0)}`).sort().join('');
    return `${line.kind === 'alone' ? 'alone: ' : ''}${line.content.text}${answered ? ` > ${answered}` : ''}${reactions}`;
  }).sort();
  const nameOf = ({ id }) => session.people.find((person) => person.id === id)?.name;
  const isAway = ({ id }) => asides.isAway(id === page.id ? undefined : id);
  return { lines, ann: nameOf(ann), away: [ann, ben, cat].map(isAway) };
}

const reactsWith = (page, wanted) => page.talk.reactionsTo(lineOf(page, 'question')).some(({ emoji, isOwn }) => isOwn && emoji === wanted);

const begin = async ({ clock }, [ann, ben, cat]) => {
  ann.session.say('question');
  ann.session.say('to be wodred');
  ann.asides.rename('Ann');
  ann.asides.say(ben.id, 'alone, to be wodred');
  ann.asides.say(ben.id, 'alone, to be taken back');
  ben.asides.goAway(true);
  cat.asides.goAway(true);
  await clock.pass(6000);
  await settle();
  cat.talk.react(lineOf(cat, 'question'), '👍');
  await clock.pass(1000);
};

// Away is told at most once in some seconds, so that there is time between its changes.
const change = async ({ clock }, [ann, ben, cat]) => {
  ann.later.reword(lineOf(ann, 'to be wodred'), 'worded');
  ann.later.reword(lineOf(ann, 'alone, to be wodred'), 'alone, worded');
  ann.later.withdraw(lineOf(ann, 'alone, to be taken back'));
  ann.asides.say(ben.id, 'alone, within');
  ann.asides.rename('Ann of Cleves');
  cat.talk.react(lineOf(cat, 'question'), '🎉');
  if (reactsWith(cat, '👍')) cat.talk.react(lineOf(cat, 'question'), '👍'); // it goes with whose line it is about
  ben.talk.react(lineOf(ben, 'question'), '😮');
  cat.asides.goAway(false);
  await clock.pass(1000);
  cat.session.say('answer', { re: referenceTo(lineOf(cat, 'question')) });
  await clock.pass(1000);
  await settle();
};

const PUBLIC = ['answer > question', 'question🎉1😮1', 'worded'];
const ALONE = ['alone: alone, within', 'alone: alone, worded'];

async function isRightInTheEnd(rig, all, { isLate = true } = {}) {
  await rig.clock.pass(180_000);
  await settle();
  const [ann, ben, cat] = all;
  const everybody = isLate ? [...all, await come(rig)] : all;
  await rig.clock.pass(5000);
  await settle();
  for (const page of everybody) {
    const lines = [...(page === ann || page === ben ? ALONE : []), ...PUBLIC].sort();
    const { away, ...rest } = seen(page, all);
    assert.deepEqual(rest, { lines, ann: 'Ann of Cleves' }, `page ${everybody.indexOf(page)}`);
    assert.deepEqual(away, [false, true, false], `page ${everybody.indexOf(page)}`);
  }
  const held = ann.session.lines.filter(({ kind }) => kind === 'alone').map(({ content: { isHeld } }) => isHeld);
  assert.deepEqual(held, [true, true]);
  assert.deepEqual(cat.asides.typing, []);
}

async function scene({ options = [{}, {}, {}], ...more } = {}) {
  const rig = makeRig(more);
  const all = [];
  for (const each of options) all.push(await come(rig, each));
  await begin(rig, all);
  return { rig, all };
}

test('a server that is killed, and killed again before all have come back', async () => {
  const { rig, all } = await scene();
  rig.hub.restart();
  await change(rig, all);
  rig.hub.restart();
  await isRightInTheEnd(rig, all);
  rig.hub.restart();
  await isRightInTheEnd(rig, all);
});

for (const [name, index] of [['who says it', 0], ['who gets it', 1], ['who reacts', 2]]) {
  test(`a tab that was frozen until it was gone for the others: ${name}`, async () => {
    const { rig, all } = await scene();
    const frozen = all[index];
    const isFrozen = isOf(frozen);
    let thaw;
    const thawed = new Promise((resolve) => { thaw = resolve; });
    rig.hub.intercept = (endpoint, body) => (isFrozen(body) ? thawed.then(() => json(410, { error: 'unknown_client', detail: '' })) : null);
    rig.hub.clients.get(frozen.id).parked?.answer();
    rig.hub.clients.get(frozen.id).stream?.break();
    await settle();
    if (index === 1) await change(rig, all);
    rig.hub.leave(frozen.id, 'gone');
    await rig.clock.pass(20_000);
    rig.hub.intercept = () => null;
    thaw();
    await rig.clock.pass(60_000);
    await settle();
    if (index !== 1) await change(rig, all);
    await isRightInTheEnd(rig, all);
  });

  test(`a queue that overflows: ${name}`, async () => {
    const { rig, all } = await scene();
    const { id } = all[index];
    const isTheirs = isOf(all[index]);
    rig.hub.intercept = (endpoint, body) => (['poll', 'stream'].includes(endpoint) && isTheirs(body) ? json(503, { error: 'busy', detail: '' }) : null);
    rig.hub.clients.get(id).parked?.answer();
    rig.hub.clients.get(id).stream?.break();
    await settle();
    await change(rig, all);
    rig.hub.overflow(id);
    rig.hub.intercept = () => null;
    await isRightInTheEnd(rig, all);
  });
}

for (const [what, clockError] of [['a day fast', DAY_MS], ['a day slow', -DAY_MS], ['of 1970', -1_700_000_000_000]]) {
  test(`a clock that is ${what}`, async () => {
    const wrong = { network: (network) => ({ ...network, wall: () => network.wall() + clockError }), clockError };
    const { rig, all } = await scene({ options: [wrong, {}, wrong] });
    await change(rig, all);
    await isRightInTheEnd(rig, all);
  });
}

test('a network that loses, repeats, refuses and replaces every other request', async () => {
  const { through, turn } = hostile();
  const { rig, all } = await scene({ through });
  turn(true);
  await change(rig, all);
  await rig.clock.pass(60_000);
  turn(false);
  await isRightInTheEnd(rig, all);
});

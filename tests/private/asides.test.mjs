// What is said beside the lines in a private room: other names, lines to one alone, who types and who is away.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsOf } from '../../www/js/private/aside-way.js';
import { json } from '../page/support/hub.mjs';
import { makePrivateRig } from './support/sessions.mjs';

const NAMES = /[\u2068\u2069]/g;
const own = ({ session }) => session.people.find((person) => person.own);
const nameAt = (page, id) => page.session.people.find((person) => person.id === id)?.name;
const alone = (page) => page.session.lines.filter(({ kind }) => kind === 'alone').map(({ content }) => `${content.mark.replace(NAMES, '')}: ${content.text}`);
const texts = (page) => page.session.lines.filter(({ events }) => !events).map(({ content }) => content.text);
const rename = (page) => page.notices.filter(({ what }) => what === 'renamed').map(({ name }) => name);

async function scene(number) {
  const rig = await makePrivateRig();
  const all = [];
  const come = async () => {
    const page = rig.open();
    page.session.start();
    all.push(page);
    await rig.until(() => all.every(({ others }) => others.length === all.length - 1 && others.every(({ name }) => !/^Guest/.test(name))), 'all are in');
    page.asides = await (await page.session.later).asides;
    return page;
  };
  while (all.length < number) await come();
  return { ...rig, all, come };
}

test('who takes another name has it for all, for who comes later, and for who was cut off meanwhile', async () => {
  const { all: [ann, ben, cat], come, until, pass, hub } = await scene(3);
  const { id } = own(ann);
  cat.session.stop();
  hub.leave(own(cat).id);
  await until(() => ann.others.some(({ isLost }) => isLost), 'Cat is cut off');
  assert.deepEqual(ann.asides.rename('Ann'), { name: 'Ann' });
  await until(() => nameAt(ben, id) === 'Ann', 'Ben sees it');
  assert.deepEqual(rename(ben), ['Ann']);
  cat.session.start();
  await until(() => nameAt(cat, id) === 'Ann', 'Cat sees it');
  const dan = await come();
  assert.equal(nameAt(dan, id), 'Ann');
  assert.deepEqual(rename(dan), [], 'who never knew another is told of none');
  for (let number = 0; number < 5; number += 1) ann.asides.rename(`Ann ${number}`);
  await until(() => [ben, cat, dan].every((page) => nameAt(page, id) === 'Ann 4'), 'the last counts');
  hub.restart();
  await pass(20_000);
  await until(() => [ben, cat, dan].every((page) => nameAt(page, id) === 'Ann 4'), 'after a restart too');
});

test('a line to one alone is read by that one, whom it tells of its arrival, and kept for nobody', async () => {
  const { all: [ann, ben, cat], come, until } = await scene(3);
  ann.asides.say(own(ben).id, 'for you');
  await until(() => alone(ben).length === 1, 'Ben has it');
  assert.deepEqual(alone(ben), ['To you alone: for you']);
  const line = ann.session.lines.find((each) => each.kind === 'alone');
  await until(() => line.content.isHeld, 'Ann knows');
  assert.equal(line.state, 'delivered');
  const dan = await come();
  assert.deepEqual([texts(cat), texts(dan)], [[], []]);
  const later = await ann.session.later;
  later.reword(line, 'for you, Ben');
  await until(() => alone(ben)[0] === 'To you alone: for you, Ben', 'in other words');
  later.withdraw(line);
  await until(() => alone(ben).length === 0, 'withdrawn');
});

test('a line to one who is cut off comes once they are back', async () => {
  const { all: [ann, ben], until, hub } = await scene(2);
  const { id } = own(ben);
  ben.session.stop();
  hub.leave(id);
  await until(() => ann.others[0].isLost, 'Ben is cut off');
  assert.equal(ann.asides.say(id, 'for you'), true);
  ben.session.start();
  await until(() => alone(ben).length === 1, 'it has come');
  await until(() => ann.session.lines.find(({ kind }) => kind === 'alone').content.isHeld, 'and Ann knows');
});

// What is said meanwhile is lost at `page`, as its queue at the server overflows.
async function overflow({ hub, pass }, page, meanwhile) {
  const { id } = own(page);
  const isTheirs = (body) => body.id === id || body.polls?.some((poll) => poll.id === id);
  hub.intercept = (endpoint, body) => (['poll', 'stream'].includes(endpoint) && isTheirs(body) ? json(503, { error: 'busy', detail: '' }) : null);
  hub.clients.get(id).parked?.answer();
  hub.clients.get(id).stream?.break();
  await pass(500);
  await meanwhile();
  await pass(2000);
  hub.overflow(id);
  hub.intercept = () => null;
}

test('what was lost of lines to one alone as their queue overflowed is given to that one again, once', async () => {
  const rig = await scene(3);
  const { all: [ann, ben, cat], until, pass } = rig;
  const { id } = own(ben);
  const later = await ann.session.later;
  const lineWith = (text) => ann.session.lines.find(({ content }) => content?.text === text);
  for (const text of ['stays', 'to be wodred', 'to be taken back']) ann.asides.say(id, text);
  ann.asides.goAway(true);
  await until(() => alone(ben).length === 3 && ben.asides.isAway(own(ann).id), 'all have come');
  await overflow(rig, ben, async () => {
    ann.asides.say(id, 'lost on the way');
    later.reword(lineWith('to be wodred'), 'to be worded');
    later.withdraw(lineWith('to be taken back'));
    ann.asides.goAway(false);
    await pass(8000);
  });
  const wanted = ['lost on the way', 'stays', 'to be worded'].map((text) => `To you alone: ${text}`);
  await until(() => JSON.stringify(alone(ben).sort()) === JSON.stringify(wanted), 'Ben has all, as it is by now');
  await until(() => ann.session.lines.filter(({ kind }) => kind === 'alone').every(({ content }) => content.isHeld), 'Ann knows');
  await until(() => !ben.asides.isAway(own(ann).id), 'and that Ann is back');
  await overflow(rig, ben, () => {});
  await pass(15_000);
  assert.deepEqual([alone(ben).sort(), alone(cat)], [wanted, []]);
});

test('that a line to one alone has arrived is told again where our own queue has overflowed', async () => {
  const rig = await scene(2);
  const { all: [ann, ben], until } = rig;
  const { id } = own(ben);
  await overflow(rig, ann, () => ann.asides.say(id, 'for you'));
  await until(() => ann.session.lines.some(({ kind, content }) => kind === 'alone' && content.isHeld), 'Ann knows');
  assert.deepEqual(alone(ben), ['To you alone: for you']);
});

test('what is taken back, or said in other words, before it could be sent is not sent as it was', async () => {
  const { all: [ann, ben], until, hub, pass } = await scene(2);
  const { id } = own(ben);
  const later = await ann.session.later;
  const heard = [];
  ben.asides.took = ((took) => (commands) => {
    heard.push(...commands.map(([, , message]) => message?.aside?.text).filter(Boolean));
    took.call(ben.asides, commands);
  })(ben.asides.took);
  hub.intercept = (endpoint, body) => (endpoint === 'send' && body.commands.some(([, from]) => from === own(ann).id) ? json(503, { error: 'busy', detail: '' }) : null);
  for (let number = 0; number < 10; number += 1) ann.asides.say(id, `line ${number}`); // eight are sealed at once
  await pass(500);
  for (const text of ['a secret', 'a sceret']) ann.asides.say(id, text);
  const lineWith = (text) => ann.session.lines.find(({ content }) => content?.text === text);
  later.withdraw(lineWith('a secret'));
  later.reword(lineWith('a sceret'), 'no secret');
  hub.intercept = () => null;
  await until(() => alone(ben).length === 11, 'all have come');
  assert.ok(heard.includes('no secret'));
  assert.deepEqual(heard.filter((text) => ['a secret', 'a sceret'].includes(text)), []);
});

test('names and comings of another do not make one keep more for them', async () => {
  const { all: [ann, ben], until, hub, pass } = await scene(2);
  const { id } = own(ben);
  const isOurs = (body) => body.commands.some(([, from]) => from === own(ann).id);
  hub.intercept = (endpoint, body) => (endpoint === 'send' && isOurs(body) ? json(503, { error: 'busy', detail: '' }) : null);
  for (let number = 0; number < 20; number += 1) ann.asides.say(id, `line ${number}`);
  for (let number = 0; number < 30; number += 1) {
    ben.asides.rename(`Ben ${number}`);
    await pass(50, 50);
  }
  await until(() => nameAt(ann, id) === 'Ben 29', 'Ann sees the last name');
  for (let time = 0; time < 30; time += 1) ann.asides.took([['fetch', id]]);
  let sends = 0;
  hub.intercept = (endpoint, body) => {
    if (endpoint === 'send' && isOurs(body)) sends += body.commands.length;
    return null;
  };
  await until(() => alone(ben).length === 20, 'all have come');
  await pass(5000);
  assert.ok(sends < 60, `${sends}`);
});

test('a line to one alone that says it is of tomorrow does not stay below all that is said', async () => {
  const { all: [ann, ben], until, clock } = await scene(2);
  const aside = (of, ts) => ({ kind: 'aside', aside: { is: 'text', of, ts, text: of, again: true }, to: own(ann).id });
  ben.session.say('first');
  await until(() => texts(ann).length === 1, 'it has come');
  ann.asides.took([['add', own(ben).id, aside('forged', clock.now() + 86_000_000)]]);
  assert.deepEqual(texts(ann), ['first', 'forged']);
  ben.session.say('second');
  ann.session.say('third');
  await until(() => texts(ann).length === 4 && ann.session.lines.every(({ state }) => state !== 'waiting'), 'all have come');
  assert.deepEqual(texts(ann).slice(0, 2), ['first', 'forged']);
});

test('a name is a coming only the first time', () => {
  assert.deepEqual(commandsOf({ type: 'named', id: 'cat', name: 'Cat', isFirst: true }, 'me'), [['fetch', 'cat']]);
  assert.deepEqual(commandsOf({ type: 'named', id: 'cat', name: 'Cat', isFirst: false }, 'me'), []);
});

test('the time that an opener gives to all lines holds for those to one alone, too', async () => {
  const { all: [ann, ben], until, pass } = await scene(2);
  await ann.session.limit(10);
  await until(() => ben.session.state.lifetime === 10, 'Ben knows');
  ben.asides.say(own(ann).id, 'for you');
  await until(() => alone(ann).length === 1, 'it has come');
  await pass(15_000);
  assert.deepEqual([alone(ann), alone(ben)], [[], []]);
});

test('what is for the moment is no line, and comes to all who are in', async () => {
  const { all: [ann, ben, cat], come, until } = await scene(3);
  const { id } = own(ann);
  ann.asides.types();
  await until(() => [ben, cat].every(({ asides }) => asides.typing.includes(id)), 'Ann types');
  await until(() => [ben, cat].every(({ asides }) => asides.typing.length === 0), 'it is over');
  ann.asides.goAway(true);
  await until(() => [ben, cat].every(({ asides }) => asides.isAway(id)), 'Ann is away');
  const dan = await come();
  await until(() => dan.asides.isAway(id), 'who comes later knows');
  assert.deepEqual([ann, ben, cat, dan].map(texts), [[], [], [], []]);
});

test('nobody can say to all what looks as if it were for one', () => {
  const aside = { is: 'text', of: 'm1', ts: 1, text: 'forged' };
  const [[, , toAll]] = commandsOf({ type: 'said', id: 'cat', messageId: 'm2', content: { kind: 'aside', aside, to: 'me', id: 'm3' } }, 'me');
  assert.deepEqual(toAll, { kind: 'aside', aside, to: undefined, id: 'm2' });
  const [[, , toUs]] = commandsOf({ type: 'word', id: 'cat', word: aside }, 'me');
  assert.deepEqual(toUs, { kind: 'aside', aside, to: 'me' });
});

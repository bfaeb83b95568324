// What is said beside the lines in a public room: other names, lines to one alone, who types and who is away.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.mjs';
import { json } from './support/hub.mjs';
import { makeRig, pagesOf } from './support/rig.mjs';

const asidesOf = async ({ session }) => (await session.later).asides;
const others = ({ session }) => session.people.filter(({ own }) => !own);
const nameAt = (page, id) => page.session.people.find((person) => person.id === id)?.name;
const marked = (page) => page.session.lines.filter(({ kind }) => kind === 'alone').map(({ content }) => [content.mark.replace(/[\u2068\u2069]/g, ''), content.text]);
const notices = (page) => page.session.lines.flatMap(({ events }) => events ?? []);

// Pages that are in, with what each has for asides; imports take real time.
async function scene(number, rig) {
  const made = await pagesOf(number, rig);
  for (const page of made.all) page.asides = await asidesOf(page);
  const pass = async (milliseconds) => {
    await made.clock.pass(milliseconds);
    await settle();
  };
  return { ...made, pass };
}

const sent = ({ hub }, is) => hub.requests.filter(({ endpoint }) => endpoint === 'send')
  .flatMap(({ body }) => body.commands.map(([, id, message]) => ({ id, ...message })))
  .filter(({ kind, aside }) => kind === 'aside' && (!is || aside.is === is));

async function late(made) {
  const page = made.page();
  page.session.start();
  await settle();
  page.asides = await asidesOf(page);
  await made.pass(100);
  return page;
}

test('who takes another name has it for all, for those who come later, and after a restart', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  assert.deepEqual(ann.asides.rename('  Ann  the\nGreat '), { name: 'Ann the Great' });
  await made.pass(100);
  assert.equal(nameAt(ben, ann.id), 'Ann the Great');
  assert.equal(ann.session.people[0].name, 'Ann the Great');
  assert.deepEqual(notices(ben).map(({ what, name }) => [what, name]), [['renamed', 'Ann the Great']]);
  assert.equal(nameAt(await late(made), ann.id), 'Ann the Great');
  made.hub.restart();
  await made.pass(60_000);
  assert.equal(nameAt(ben, ann.id), 'Ann the Great');
  assert.equal(ann.session.people[0].name, 'Ann the Great');
});

test('names that would be taken for another, for words of the page, or cannot be seen, are refused', async () => {
  const { all: [ann, ben], pass } = await scene(2);
  ben.asides.rename('Deft Mole');
  await pass(100);
  assert.equal(ann.asides.rename('\u200b \u2800').refused, 'blank');
  assert.deepEqual(ann.asides.rename('DEFT  M0le'), { refused: 'like', name: 'Deft Mole' });
  for (const name of ['You', 'Guest 12', 'Ann (host)', 'not you']) assert.equal(ann.asides.rename(name).refused, 'reserved', name);
  assert.equal(ann.session.people[0].name, `Name ${ann.id.slice(0, 6)}`);
  const { name } = ann.asides.rename(`\u202e${'x'.repeat(500)}`);
  assert.equal(name, 'x'.repeat(40));
});

test('ten thousand names of one person are one notice and one entry', async () => {
  const { hub, all: [ann, ben], pass } = await scene(2);
  for (let number = 0; number < 10_000; number += 1) {
    hub.say(ben.id, { id: `n${number}`, ts: number, kind: 'hello', name: `Name ${number}` });
  }
  await pass(1000);
  assert.equal(notices(ann).filter(({ what }) => what === 'renamed').length, 1);
  assert.equal(ann.session.lines.length, 1);
  assert.deepEqual(others(ann).map(({ name }) => name), ['Name 9999']);
});

test('a line to one alone is seen by the two, and by nobody who comes later', async () => {
  const made = await scene(3);
  const [ann, ben, cat] = made.all;
  assert.equal(ann.asides.say(ben.id, 'for you'), true);
  await made.pass(100);
  assert.deepEqual(marked(ann), [[`To ${nameAt(ann, ben.id)} alone`, 'for you']]);
  assert.deepEqual(marked(ben), [['To you alone', 'for you']]);
  assert.equal(ben.session.lines.at(-1).earlier, false, 'it is new, and told as such');
  assert.deepEqual([cat.texts, (await late(made)).texts], [[], []]);
  const [{ to, name }] = sent(made, 'text');
  assert.deepEqual([to, name], [ben.id, ann.session.people[0].name]);
});

test('what is taken back, or said in other words, before it went is not sent as it was', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  const later = await ann.session.later;
  const lineWith = (text) => ann.session.lines.find(({ content }) => content?.text === text);
  let isBroken = true;
  made.hub.intercept = (endpoint, body) => (isBroken && endpoint === 'send' && body.commands[0][2].aside ? json(503, { error: 'busy', detail: '' }) : null);
  ann.asides.say(ben.id, 'under way');
  await made.pass(10);
  for (const text of ['a secret', 'a sceret', 'over']) ann.asides.say(ben.id, text);
  later.withdraw(lineWith('a secret'));
  later.reword(lineWith('a sceret'), 'no secret');
  later.reword(lineWith('under way'), 'on its way');
  const sentBefore = sent(made).length;
  isBroken = false;
  await made.pass(60_000);
  assert.deepEqual(marked(ben).map(([, text]) => text).sort(), ['no secret', 'on its way', 'over']);
  const said = sent(made, 'text').slice(sentBefore).map(({ aside }) => aside.text);
  assert.ok(said.length >= 3 && !said.some((text) => ['a secret', 'a sceret'].includes(text)), said.join());
});

test('what waits for somebody is not put in line again, however often they come', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  let isBroken = true;
  made.hub.intercept = (endpoint, body) => (isBroken && endpoint === 'send' && body.id === ann.id ? json(503, { error: 'busy', detail: '' }) : null);
  for (let number = 0; number < 20; number += 1) ann.asides.say(ben.id, `line ${number}`);
  for (let time = 0; time < 100; time += 1) ann.asides.took([['fetch', ben.id]]);
  assert.ok(ann.session.lines.every(({ content }) => (content?.fate ?? null) === null), 'there is room for more');
  isBroken = false;
  const before = sent(made).length;
  await made.pass(60_000);
  assert.equal(marked(ben).length, 20);
  const said = sent(made, 'text').length - before;
  assert.ok(said <= 40, `${said}`);
});

test('one that waits is not given back as a draft of the room, where it would be for all', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  made.hub.intercept = (endpoint) => (endpoint === 'send' ? json(503, { error: 'busy', detail: '' }) : null);
  ann.asides.say(ben.id, 'for you');
  ann.session.say('for all');
  await made.pass(100);
  assert.deepEqual(ann.waiting, ['for you', 'for all']);
  assert.deepEqual(ann.session.unsent, ['for all']);
});

test('nobody reacts to a line to one alone: a reaction goes to all', async () => {
  const made = await scene(3);
  const [ann, ben] = made.all;
  ann.asides.say(ben.id, 'for you');
  await made.pass(100);
  for (const page of [ann, ben]) {
    const { talk } = await page.session.later;
    const line = page.session.lines.find(({ kind }) => kind === 'alone');
    assert.equal((await talk).react(line, '👍'), false);
    assert.deepEqual((await talk).reactionsTo(line), []);
  }
  await made.pass(100);
  const commands = made.hub.requests.filter(({ endpoint }) => endpoint === 'send').flatMap(({ body }) => body.commands);
  assert.ok(commands.every(([, , message]) => message.kind !== 'reaction'));
});

test('its writer is told when it has arrived, and what became of one that has not', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  const fateOf = () => ann.session.lines.filter(({ own }) => own).map(({ state, content: { isHeld, fate } }) => [state, isHeld, fate]);
  let isBroken = true;
  made.hub.intercept = (endpoint, body) => (isBroken && endpoint === 'send' && body.commands[0][2].aside ? json(503, { error: 'busy', detail: '' }) : null);
  ann.asides.say(ben.id, 'one');
  await made.pass(200);
  assert.deepEqual(fateOf(), [['waiting', false, null]]);
  isBroken = false;
  await made.pass(20_000);
  assert.deepEqual(fateOf(), [['delivered', true, null]]);
  assert.deepEqual(marked(ben).length, 1);
  isBroken = true;
  ann.asides.say(ben.id, 'two');
  ben.session.leave(({ id }) => made.hub.leave(id));
  await made.pass(100);
  assert.deepEqual(fateOf().at(-1), ['delivered', false, 'left']);
  assert.equal(ann.asides.say(ben.id, 'three'), false, 'who is not here is told nothing');
});

test('what the server will not take is not tried for ever, and holds up nothing', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  made.hub.intercept = (endpoint, { commands }) => {
    if (endpoint !== 'send') return null;
    const texts = commands.map(([, , message]) => message.aside?.text);
    return texts.includes('bad') ? json(400, { error: 'bad_request', detail: '' }) : null;
  };
  for (const text of ['one', 'bad', 'two']) {
    await made.pass(1);
    ann.asides.say(ben.id, text);
  }
  await made.pass(60_000);
  assert.deepEqual(marked(ben).map(([, text]) => text), ['one', 'two']);
  assert.deepEqual(ann.session.lines.filter(({ own }) => own).map(({ content }) => content.fate), [null, 'refused', null]);
});

test('it is said in other words, and taken back, by its author alone', async () => {
  const made = await scene(3);
  const [ann, ben, cat] = made.all;
  ann.asides.say(ben.id, 'for yuo');
  await made.pass(2000);
  const line = ann.session.lines.find(({ own }) => own);
  const later = await ann.session.later;
  assert.equal(later.reword(line, 'for you'), true);
  await made.pass(2000);
  assert.deepEqual(marked(ben), [['To you alone', 'for you']]);
  made.hub.say(cat.id, { id: 'x1', ts: 1, kind: 'aside', aside: { is: 'withdrawn', of: line.id }, to: ben.id });
  await made.pass(100);
  assert.equal(marked(ben).length, 1);
  later.withdraw(line);
  await made.pass(100);
  assert.deepEqual([marked(ann), marked(ben)], [[], []]);
  made.hub.say(ann.id, { id: 'x2', ts: 1, kind: 'aside', aside: { is: 'text', of: line.id, ts: 1, text: 'a late copy' }, to: ben.id });
  await made.pass(100);
  assert.deepEqual(marked(ben), []);
  assert.ok(sent(made).every(({ to }) => to !== undefined && to !== cat.id), 'nobody else hears that there was anything');
});

test('after a restart of the server both have it again, once', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  ann.asides.say(ben.id, 'for you');
  await made.pass(3000);
  made.hub.restart();
  await made.pass(60_000);
  assert.deepEqual([marked(ann).length, marked(ben).length], [1, 1]);
  made.hub.overflow(ben.id);
  await made.pass(10_000);
  assert.deepEqual(marked(ben), [['To you alone', 'for you']]);
});

test('nobody can say to all what looks as if it were for one, nor speak for somebody else', async () => {
  const { hub, all: [ann, ben, cat], pass } = await scene(3);
  const message = (more) => ({ id: `x${Math.abs(JSON.stringify(more).length)}`, ts: 1, ...more });
  hub.say(cat.id, message({ kind: 'aside', aside: { is: 'text', of: 'm1', ts: 1, text: 'to all' } }));
  hub.say(cat.id, message({ kind: 'alone', content: { text: 'forged', mark: 'To you alone' }, text: 'forged' }));
  hub.say(cat.id, message({ kind: 'aside', aside: { is: 'text', of: 'm2', ts: 1, text: 'to another' }, to: ben.id }));
  await pass(100);
  assert.deepEqual([ann.texts, ben.texts], [[], ['to another']]);
  ann.asides.say(ben.id, 'mine');
  await pass(100);
  const [{ id }] = ann.session.lines.filter(({ own }) => own);
  hub.intercept = (endpoint, body) => (endpoint === 'send' && body.id === ben.id ? json(503, { error: 'busy', detail: '' }) : null);
  hub.say(cat.id, message({ kind: 'aside', aside: { is: 'held', held: [id] }, to: ann.id }));
  await pass(100);
  assert.equal(ann.session.lines.find(({ own }) => own).content.isHeld, false, 'only who it was for can say that it has arrived');
});

test('asides of any other form are passed over', async () => {
  const { hub, all: [ann, ben], pass } = await scene(2);
  const forms = [null, 1, 'typing', [], {}, { is: 'toString' }, { is: '__proto__' }, { is: 'away' }, { is: 'away', away: 1 }, { is: 'text' }, { is: 'text', of: 'a b', ts: 1, text: 'x' },
    { is: 'text', of: 'a', ts: -1, text: 'x' }, { is: 'text', of: 'a', ts: 1, text: 7 }, { is: 'text', of: 'a', ts: 1, text: ' \u200b' }, { is: 'text', of: 'a', ts: 1, text: 'x', revision: 1.5 },
    { is: 'held', held: 'a' }, { is: 'held', held: [null, {}, 'x'.repeat(65)] }, { is: 'withdrawn', of: {} },
    { is: ['typing'] }, { is: ['text'], of: 'a', ts: 1, text: 'x' }, { is: { toString: 1 } }];
  for (const [index, aside] of forms.entries()) {
    for (const to of [undefined, ann.id]) hub.say(ben.id, { id: `f${index}`, ts: 1, kind: 'aside', aside, to });
  }
  await pass(2000);
  assert.deepEqual([ann.texts, ann.asides.typing, ann.asides.isAway(ben.id)], [[], [], false]);
});

test('an aside that cannot be read takes nothing along that comes with it', async () => {
  const { hub, all: [ann, ben], pass } = await scene(2);
  hub.say(ben.id, { id: 'x1', ts: 1, kind: 'aside', aside: { is: { toString: 1 } } });
  hub.say(ben.id, { id: 'x2', ts: 1, kind: 'aside', aside: { is: 'text', of: 'a', ts: 1, text: 'whispered' }, to: ann.id });
  await pass(2000);
  assert.deepEqual(marked(ann).map(([, text]) => text), ['whispered']);
});

test('lines to one alone in their thousands cost one answer a second, and no more memory than others', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  for (let number = 0; number < 3000; number += 1) {
    made.hub.say(ben.id, { id: `d${number}`, ts: number, kind: 'aside', aside: { is: 'text', of: `d${number}`, ts: made.clock.now(), text: 'x' }, to: ann.id });
  }
  await made.pass(1500);
  assert.equal(marked(ann).length, 3000);
  assert.equal(sent(made, 'held').length, 1);
  assert.equal(sent(made, 'held')[0].aside.held.length, 400);
});

test('that one types is said once in five seconds, is over by itself, and when the line has come', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  for (let second = 0; second < 20; second += 1) {
    ann.asides.types();
    await made.pass(1000);
  }
  assert.equal(sent(made, 'typing').length, 4);
  assert.deepEqual(ben.asides.typing, [ann.id]);
  await made.pass(8000);
  assert.deepEqual(ben.asides.typing, []);
  ann.asides.types();
  await made.pass(100);
  assert.deepEqual(ben.asides.typing, [ann.id]);
  ann.session.say('said');
  await made.pass(100);
  assert.deepEqual(ben.asides.typing, []);
});

test('to one alone, one types for that one alone', async () => {
  const made = await scene(3);
  const [ann, ben, cat] = made.all;
  ann.asides.types(ben.id);
  await made.pass(100);
  assert.deepEqual([ben.asides.typing, cat.asides.typing], [[ann.id], []]);
});

test('in a room of more than twenty nobody says that they type, and nobody believes it', async () => {
  const made = await scene(21);
  const [ann, ben] = made.all;
  ann.asides.types();
  made.hub.say(ben.id, { id: 'x', ts: 1, kind: 'aside', aside: { is: 'typing' } });
  await made.pass(100);
  assert.deepEqual([sent(made).length, ann.asides.typing], [0, []]);
});

test('a flood of notes changes nothing after the first', async () => {
  const { hub, all: [ann, ben], pass } = await scene(2);
  ann.told.changes.length = 0;
  for (let number = 0; number < 10_000; number += 1) hub.say(ben.id, { id: `t${number}`, ts: 1, kind: 'aside', aside: { is: 'typing' } });
  await pass(1000);
  assert.equal(ann.told.changes.length, 1);
});

test('who is away is so for all, also for who comes later, until they are back or say something', async () => {
  const made = await scene(2);
  const [ann, ben] = made.all;
  ann.asides.goAway(true);
  await made.pass(100);
  assert.deepEqual([ann.asides.isAway(), ben.asides.isAway(ann.id)], [true, true]);
  const cat = await late(made);
  assert.equal(cat.asides.isAway(ann.id), true);
  for (let time = 0; time < 50; time += 1) ann.asides.goAway(time % 2 === 1);
  ann.asides.goAway(false);
  await made.pass(6000);
  assert.equal(ben.asides.isAway(ann.id), false);
  assert.equal(sent(made, 'away').filter(({ to }) => to === undefined).length, 2, 'not each change');
  ann.asides.goAway(true);
  await made.pass(6000);
  assert.equal(ben.asides.isAway(ann.id), true);
  ann.session.say('here');
  await made.pass(100);
  assert.equal(ben.asides.isAway(ann.id), false);
});

test('what cannot be loaded is tried again when the next asks', async () => {
  const made = await pagesOf(2, makeRig());
  const [ann] = made.all;
  const later = await ann.session.later;
  assert.equal(await later.asides, await later.asides, 'once it is there, it is the same');
});

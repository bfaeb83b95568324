// Whom one ignores: what is left for the log, and comes back when one hears them again. And how much of comings and goings is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../../www/js/chat/conversation.js';
import { AutoAway } from '../../www/js/view/auto-away.js';
import { Ignored } from '../../www/js/view/ignored.js';
import { Quiet } from '../../www/js/view/quiet.js';
import { ManualClock } from './support/clock.mjs';

const T = 1_700_000_000_000;
const [ANN, BEN, CAT] = ['a', 'b', 'c'].map((letter) => letter.repeat(32));

// A log as view/log.js keeps it, of keys alone.
class Shown {
  keys = [];
  events = new Map();

  apply(changes) {
    for (const { type, line, lines, before } of changes) {
      if (line?.events) this.events.set(line.key, line.events.map(({ name }) => name));
      if (type === 'removed') this.keys = this.keys.filter((key) => !lines.some((each) => each.key === key));
      if (type === 'moved' && !this.keys.includes(line.key)) continue;
      if (type === 'added') assert.ok(!this.keys.includes(line.key), `${line.key} is there already`);
      if (type !== 'added' && type !== 'moved') continue;
      if (before !== null) assert.ok(this.keys.includes(before), `${before} is shown`);
      this.keys = this.keys.filter((key) => key !== line.key);
      this.keys.splice(before === null ? this.keys.length : this.keys.indexOf(before), 0, line.key);
    }
  }
}

function room() {
  const conversation = new Conversation();
  const [ignored, log] = [new Ignored(), new Shown()];
  const take = (changes) => log.apply(ignored.shown(changes, conversation.lines));
  let count = 0;
  take(conversation.enter({ id: 'f'.repeat(32), name: 'Me', members: [] }));
  const say = (sender, text, ts = T + count * 10) => take(conversation.heard(sender, { id: `m${(count += 1)}`, ts, kind: 'text', name: { [ANN]: 'Ann', [BEN]: 'Ben', [CAT]: 'Cat' }[sender], text }, ts));
  const come = (id) => take(conversation.joined(id));
  const call = (id, name) => take(conversation.heard(id, { id: `m${(count += 1)}`, ts: T, kind: 'hello', name }, T + count * 10));
  const leave = (id) => take(conversation.left(id, 'left', T + count * 10));
  for (const id of [ANN, BEN, CAT]) come(id);
  const texts = () => log.keys.map((key) => conversation.lines.find((line) => line.key === key)).map((line) => line.content?.text ?? `(${log.events.get(line.key).join()})`);
  const ignore = (id, name) => log.apply(ignored.ignore({ id, name }, conversation.lines));
  const heed = (id) => log.apply(ignored.heed(id, conversation.lines));
  return { conversation, ignored, log, take, say, come, call, leave, texts, ignore, heed };
}

test('what they have said and say is away, and back in its place when one hears them again', () => {
  const { ignored, say, texts, ignore, heed, conversation } = room();
  for (const [who, text] of [[ANN, 'a1'], [BEN, 'b1'], [CAT, 'c1'], [BEN, 'b2']]) say(who, text);
  const before = texts();
  ignore(BEN, 'Ben');
  assert.deepEqual(texts(), ['a1', '(Ann)', 'c1', '(Cat)']);
  say(BEN, 'b3');
  say(ANN, 'a2');
  assert.deepEqual(ignored.hidden, [{ id: BEN, name: 'Ben', count: 3 }]);
  heed(BEN);
  assert.deepEqual(texts(), [...before, 'b3', 'a2']);
  assert.deepEqual(ignored.hidden, []);
  assert.equal(texts().length, conversation.lines.length);
});

test('a line that belongs before one of theirs stands before the next that is seen', () => {
  const { say, texts, ignore } = room();
  say(ANN, 'a1', T + 1000);
  ignore(BEN, 'Ben');
  say(BEN, 'b1', T + 3000);
  say(CAT, 'c late', T + 5000);
  say(ANN, 'a between', T + 2000);
  assert.deepEqual(texts().filter((text) => !text.startsWith('(')), ['a1', 'a between', 'c late']);
});

test('what happens to them is not told either, and the rest of a notice is', () => {
  const { call, say, texts, ignore, heed, leave, take, conversation } = room();
  for (const [id, name] of [[ANN, 'Ann'], [BEN, 'Ben']]) call(id, name);
  assert.deepEqual(texts(), ['(Ann,Ben)']);
  ignore(BEN, 'Ben');
  assert.deepEqual(texts(), ['(Ann)']);
  say(ANN, 'a1');
  call(BEN, 'Bob');
  assert.deepEqual(texts(), ['(Ann)', 'a1'], 'a notice of them alone');
  call(CAT, 'Cat');
  assert.deepEqual(texts(), ['(Ann)', 'a1', '(Cat)'], 'once it tells of others, too');
  heed(BEN);
  assert.deepEqual(texts(), ['(Ann,Ben)', 'a1', '(Bob,Cat)']);
  ignore(BEN, 'Bob');
  take(conversation.remark(BEN, 'withheld', T + 1000));
  assert.deepEqual(texts(), ['(Ann)', 'a1', '(Cat,Bob)'], 'a warning is told');
  leave(BEN);
  assert.deepEqual(texts(), ['(Ann)', 'a1', '(Cat,Bob)']);
});

test('a flood of theirs costs the log nothing, and is counted only as far as it is kept', () => {
  const conversation = new Conversation({ lines: 100 });
  const ignored = new Ignored();
  conversation.enter({ id: 'f'.repeat(32), name: 'Me', members: [BEN] });
  ignored.ignore({ id: BEN, name: 'Ben' }, conversation.lines);
  let told = 0;
  for (let number = 0; number < 10_000; number += 1) {
    const changes = conversation.heard(BEN, { id: `m${number}`, ts: T + number, kind: 'text', name: 'Ben', text: 'x' }, T + number);
    told += ignored.shown(changes, conversation.lines).filter(({ type }) => type === 'added').length;
  }
  assert.equal(told, 0);
  assert.equal(ignored.hidden[0].count, 100);
});

test('a thousand who come in a minute, with talk between, are a few notices', () => {
  const conversation = new Conversation();
  conversation.enter({ id: 'f'.repeat(32), name: 'Me', members: [ANN] });
  const idOf = (number) => number.toString(16).padStart(32, '0');
  for (let number = 0; number < 1000; number += 1) {
    const now = T + number * 60;
    conversation.joined(idOf(number));
    conversation.heard(idOf(number), { id: `h${number}`, ts: now, kind: 'hello', name: `Person ${number}` }, now);
    conversation.heard(ANN, { id: `m${number}`, ts: now, kind: 'text', name: 'Ann', text: 'talk' }, now + 1);
    if (number % 2) conversation.left(idOf(number), 'left', now + 2);
  }
  const notices = conversation.lines.filter(({ events }) => events);
  assert.equal(notices.length, 5);
  assert.ok(notices.every(({ events }) => events.length <= 200));
  conversation.heard(ANN, { id: 'later', ts: T + 200_000, kind: 'text', name: 'Ann', text: 'later' }, T + 200_000);
  conversation.joined(BEN);
  conversation.heard(BEN, { id: 'ben', ts: T + 200_000, kind: 'hello', name: 'Ben' }, T + 200_001);
  assert.equal(conversation.lines.at(-1).events?.at(-1).name, 'Ben', 'in quieter times each has its place again');
});

test('a warning has its own place, however busy the room is', () => {
  const conversation = new Conversation();
  conversation.enter({ id: 'f'.repeat(32), name: 'Me', members: [ANN, BEN] });
  for (let number = 0; number < 20; number += 1) {
    conversation.heard(BEN, { id: `m${number}`, ts: T + number, kind: 'text', name: 'Ben', text: 'talk' }, T + number);
    conversation.heard(ANN, { id: `h${number}`, ts: T + number, kind: 'hello', name: `Ann ${number}` }, T + number * 31_000);
  }
  conversation.heard(BEN, { id: 'last', ts: T + 600_000, kind: 'text', name: 'Ben', text: 'talk' }, T + 600_000);
  conversation.remark(ANN, 'unreadable', T + 600_001);
  assert.equal(conversation.lines.at(-1).events[0].what, 'unreadable');
});

test('those who hear the page are told of a few comings and goings in a minute, and how many there were', async () => {
  const clock = new ManualClock();
  const said = [];
  const quiet = new Quiet({ timers: clock.timers, now: clock.now, say: (count) => said.push(count) });
  const notice = () => ({ type: 'changed', line: { events: [{ what: 'joined' }] } });
  const told = () => quiet.heard([notice()]).filter(({ again }) => !again).length;
  let all = 0;
  for (let number = 0; number < 1000; number += 1) {
    all += told();
    await clock.pass(60);
  }
  assert.ok(all <= 12, String(all));
  await clock.pass(60_000);
  assert.ok(said.length <= 2);
  assert.equal(said.reduce((sum, count) => sum + count, all), 1000);
  const line = { type: 'added', line: { content: {} } };
  assert.deepEqual(quiet.heard([line]), [line], 'what is said is none of that');
  for (let number = 0; number < 20; number += 1) quiet.heard([notice()]);
  const warning = { type: 'added', line: { events: [{ what: 'joined' }, { what: 'withheld' }] } };
  assert.deepEqual(quiet.heard([warning]), [warning], 'a warning is said');
});

test('one is away when nobody has looked for five minutes, and back when somebody does', async () => {
  const clock = new ManualClock();
  const told = [];
  const away = new AutoAway({ timers: clock.timers, goAway: (isAway) => told.push(isAway) });
  away.hidden(true);
  await clock.pass(200_000);
  away.hidden(false);
  await clock.pass(600_000);
  assert.deepEqual(told, []);
  away.hidden(true);
  await clock.pass(300_000);
  assert.deepEqual(told, [true]);
  away.hidden(false);
  away.hidden(true);
  away.hidden(false);
  assert.deepEqual(told, [true, false], 'who has said so by hand is not brought back');
});

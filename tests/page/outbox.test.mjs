import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../../www/js/chat/outbox.js';
import { jsonSize } from '../../www/js/chat/envelope.js';

const NOW = 1_700_000_000_000;
const idOf = (number) => number.toString(16).padStart(32, '0');
const ME = { id: idOf(1), name: 'Me' };
const [ANN, BEN] = [2, 3].map(idOf);
const crowd = (size) => Array.from({ length: size }, (_, number) => idOf(number + 2));

function outbox({ members = 2, maxMessage = 90_000, greeted = true } = {}) {
  let count = 0;
  const box = new Outbox(() => `m${(count += 1)}`);
  box.entered({ me: ME, members: crowd(members), maxMessage, again: true, now: NOW });
  if (greeted) box.accepted(next(box));
  return box;
}

const next = (box, now = NOW, latest = 0) => box.next({ now, serverNow: now, latest });
const messages = (batch) => batch.commands.map(([, , message]) => message);
const texts = (batch) => messages(batch).map(({ text, kind }) => text ?? kind);

// Everything there is to send, batch by batch.
function drain(box, now = NOW) {
  const batches = [];
  for (let batch = next(box, now); batch; batch = next(box, now)) {
    batches.push(batch);
    box.accepted(batch);
  }
  return batches;
}

test('nothing is sent before we are in; then the greeting comes first and the lines in their order', () => {
  const box = new Outbox(() => `id${Math.random().toString(36).slice(2)}`);
  box.say('one', NOW);
  box.say('two', NOW);
  assert.equal(next(box), null);
  box.entered({ me: ME, members: crowd(1), maxMessage: 90_000, again: true, now: NOW });
  const batch = next(box);
  assert.deepEqual(texts(batch), ['hello', 'one', 'two']);
  for (const [name, id, message] of batch.commands) {
    assert.deepEqual([name, id, message.name, message.to], ['send', ME.id, 'Me', undefined]);
  }
});

test('the times of own lines rise, and lie behind the last line seen', () => {
  const box = outbox();
  for (const text of ['a', 'b', 'c']) box.say(text, NOW);
  const times = messages(next(box, NOW, NOW + 5000)).map(({ ts }) => ts);
  assert.deepEqual(times, [NOW + 5001, NOW + 5002, NOW + 5003]);
});

test('a line keeps its id and time when it is sent again', () => {
  const box = outbox();
  box.say('a', NOW);
  const [first] = messages(next(box));
  const [second] = messages(next(box, NOW + 60_000));
  assert.deepEqual(second, first);
  box.accepted(next(box, NOW + 60_000));
  box.entered({ me: ME, members: crowd(1), maxMessage: 90_000, again: true, now: NOW + 99_000 });
  assert.deepEqual(messages(next(box, NOW + 99_000))[1], first);
});

test('a line that has come back is not sent again, even if the answer was lost', () => {
  const box = outbox();
  const item = box.say('a', NOW);
  next(box);
  assert.equal(box.echoed(item.id), true);
  assert.equal(box.echoed(item.id), false);
  assert.equal(box.echoed('unknown'), false);
  assert.equal(next(box), null);
  assert.equal(box.dueAt(), null);
});

test('who has asked for our history gets it though we begin anew, unless gone meanwhile', () => {
  const box = outbox();
  box.say('a', NOW);
  drain(box);
  box.asked(ANN, 2, NOW);
  box.asked(BEN, 2, NOW);
  box.entered({ me: ME, members: [BEN], maxMessage: 90_000, again: false, now: NOW });
  const sent = drain(box).flatMap(messages);
  assert.deepEqual(sent.map(({ to, text, kind }) => [to, text ?? kind]), [[BEN, 'hello'], [BEN, 'a']]);
});

test('who asks again while history is under way gets all of it: what is under way may have been lost', () => {
  const box = outbox();
  for (const text of ['a', 'b']) box.say(text, NOW);
  drain(box);
  for (const outcome of ['accepted', 'putOff']) {
    box.asked(ANN, 2, NOW);
    const underWay = next(box);
    assert.deepEqual(texts(underWay), ['hello', 'a', 'b']);
    box.asked(ANN, 2, NOW);
    if (outcome === 'accepted') box.accepted(underWay);
    else box.putOff(underWay, 1000, NOW);
    assert.deepEqual(drain(box, NOW + 1000).flatMap(texts), ['hello', 'a', 'b'], outcome);
  }
  box.asked(ANN, 2, NOW);
  const underWay = next(box, NOW + 1000);
  box.gone(ANN, 1);
  box.putOff(underWay, 1000, NOW);
  assert.equal(next(box, NOW + 2000), null);
});

test('history goes to who asks for it, behind live lines', () => {
  const box = outbox();
  box.say('old', NOW);
  drain(box);
  box.asked(ANN, 2, NOW);
  box.say('new', NOW);
  const [live, history] = drain(box);
  assert.deepEqual(texts(live), ['new']);
  assert.deepEqual(texts(history), ['hello', 'old']);
  assert.ok(messages(history).every(({ to }) => to === ANN));
});

test('what was not begun to be sent is not history: the newcomer gets it live', () => {
  const box = outbox();
  box.say('old', NOW);
  drain(box);
  box.say('not begun', NOW);
  box.asked(ANN, 2, NOW);
  assert.deepEqual(drain(box).map(texts), [['not begun'], ['hello', 'old']]);
});

test('a batch holds 64 commands at most and no more bytes than one message may have', () => {
  const box = outbox({ maxMessage: 5000 });
  for (let number = 0; number < 200; number += 1) box.say('x', NOW);
  for (let number = 0; number < 10; number += 1) box.say('y'.repeat(2000), NOW);
  const batches = drain(box);
  assert.equal(batches.flatMap(texts).length, 210);
  for (const { commands } of batches) {
    assert.ok(commands.length <= 64);
    assert.ok(jsonSize(commands) <= 5000 + 2, `${jsonSize(commands)} bytes`);
  }
});

test('a text is measured in bytes of JSON, with all that history adds to it', () => {
  const box = outbox({ maxMessage: 1000 });
  assert.equal(box.excess('x'.repeat(500)), 0);
  assert.ok(box.excess('€'.repeat(500)) > 400);
  assert.ok(box.excess('"'.repeat(500)) > 0);
  const fitting = 1000 - (1000 + box.excess('x'.repeat(1000)) - 1000);
  assert.equal(box.excess('x'.repeat(fitting)), 0);
  assert.equal(box.excess('x'.repeat(fitting + 1)), 1);
});

test('a line too long for the server that is found at last comes back', () => {
  const box = new Outbox(() => 'id');
  const item = box.say('x'.repeat(3000), NOW);
  assert.deepEqual(box.entered({ me: ME, members: crowd(0), maxMessage: 1000, again: true, now: NOW }), [item]);
  assert.equal(box.waiting, 0);
});

test('in a crowd only those who have said something greet', () => {
  const silent = outbox({ members: 50, greeted: false });
  assert.equal(next(silent), null);
  silent.asked(ANN, 51, NOW);
  assert.equal(next(silent), null);
  silent.say('a', NOW);
  drain(silent);
  silent.asked(ANN, 51, NOW);
  assert.deepEqual(texts(next(silent)), ['hello', 'a']);
  assert.deepEqual(texts(next(outbox({ members: 49, greeted: false }))), ['hello']);
});

test('after the server has lost us, everything is said again, unsent lines first', () => {
  const box = outbox();
  box.say('old', NOW);
  drain(box);
  box.say('unsent', NOW);
  box.entered({ me: ME, members: crowd(2), maxMessage: 90_000, again: true, now: NOW });
  assert.deepEqual(texts(next(box)), ['hello', 'unsent', 'old']);
});

test('an overflow of our own queue costs the others nothing', () => {
  const box = outbox();
  box.say('old', NOW);
  drain(box);
  box.entered({ me: ME, members: crowd(2), maxMessage: 90_000, again: false, now: NOW });
  assert.equal(next(box), null);
});

test('lines put off go later, in order, and do not hold up history', () => {
  const box = outbox();
  box.say('old', NOW);
  drain(box);
  box.say('a', NOW);
  box.say('b', NOW);
  box.putOff(next(box), 3000, NOW);
  assert.equal(next(box), null);
  assert.equal(box.dueAt(), NOW + 3000);
  box.asked(ANN, 2, NOW);
  assert.equal(box.dueAt(), 0);
  assert.deepEqual(drain(box).map(texts), [['hello', 'old']]);
  assert.deepEqual(texts(next(box, NOW + 3000)), ['a', 'b']);
});

test('one newcomer who cannot take more does not hold up the others', () => {
  const box = outbox();
  box.say('old', NOW);
  drain(box);
  box.asked(ANN, 2, NOW);
  box.asked(BEN, 2, NOW);
  const both = next(box);
  assert.deepEqual([...new Set(messages(both).map(({ to }) => to))], [ANN, BEN]);
  box.putOff(both, 5000, NOW);
  assert.equal(box.dueAt(), NOW + 5000);
  const ann = next(box, NOW + 5000);
  assert.ok(messages(ann).every(({ to }) => to === ANN));
  box.putOff(ann, 10_000, NOW + 5000);
  const ben = next(box, box.dueAt());
  assert.ok(messages(ben).every(({ to }) => to === BEN));
  box.accepted(ben);
  assert.equal(box.dueAt(), NOW + 15_000);
});

test('a long history is sent in portions, with the others in between', () => {
  const box = outbox();
  for (let number = 0; number < 150; number += 1) box.say(`line ${number}`, NOW);
  drain(box);
  box.asked(ANN, 2, NOW);
  box.asked(BEN, 2, NOW);
  const batches = drain(box);
  for (const who of [ANN, BEN]) {
    const got = batches.flatMap(messages).filter(({ to, kind }) => to === who && kind === 'text');
    assert.deepEqual(got.map(({ text }) => text), Array.from({ length: 150 }, (_, number) => `line ${number}`));
  }
  assert.equal(messages(batches[1])[0].to, BEN);
});

test('who asks twice gets each line once for it, and who has gone gets nothing', () => {
  const box = outbox();
  box.say('old', NOW);
  drain(box);
  box.asked(ANN, 2, NOW);
  box.asked(ANN, 2, NOW);
  assert.equal(messages(next(box)).filter(({ kind }) => kind === 'text').length, 1);
  box.gone(ANN, 1);
  assert.equal(next(box), null);
});

test('of a refused batch the one at fault is found; the rest is sent', () => {
  const box = outbox();
  for (const text of ['a', 'b', 'bad', 'c', 'd']) box.say(text, NOW);
  const [sent, given] = [[], []];
  for (let batch = next(box), turns = 0; batch; batch = next(box), turns += 1) {
    assert.ok(turns < 20);
    if (texts(batch).includes('bad')) given.push(...box.refused(batch));
    else {
      sent.push(...texts(batch));
      box.accepted(batch);
    }
  }
  assert.deepEqual(sent, ['a', 'b', 'c', 'd']);
  assert.deepEqual(given.map(({ content }) => content.text), ['bad']);
  box.asked(ANN, 2, NOW);
  assert.deepEqual(texts(next(box)), ['hello', 'a', 'b', 'c', 'd']);
});

test('a thousand newcomers are greeted in batches', () => {
  const box = outbox();
  box.say('old', NOW);
  drain(box);
  for (let number = 10; number < 1010; number += 1) box.asked(idOf(number), number, NOW);
  const batches = drain(box);
  assert.equal(batches.flatMap(messages).length, 2000);
  assert.equal(batches.length, Math.ceil(2000 / 64));
});

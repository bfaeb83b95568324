import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../../www/js/chat/outbox.js';
import { jsonSize } from '../../www/js/chat/envelope.js';

const NOW = 1_700_000_000_000;
const idOf = (number) => number.toString(16).padStart(32, '0');
const ME = { id: idOf(1), name: 'Me' };
const [ANN, BEN] = [2, 3].map(idOf);
const crowd = (size) => Array.from({ length: size }, (_, number) => idOf(number + 2));

async function outbox({ members = 2, maxMessage = 90_000, greeted = true } = {}) {
  let count = 0;
  const box = new Outbox(() => `m${(count += 1)}`);
  box.entered({ me: ME, members: crowd(members), maxMessage, again: true, now: NOW });
  if (greeted) box.accepted(await next(box));
  return box;
}

const next = (box, now = NOW, latest = 0) => box.next({ now, serverNow: now, latest });
const messages = (batch) => batch.messages;
const texts = (batch) => messages(batch).map(({ text, kind }) => text ?? kind);

// Everything there is to send, batch by batch.
async function drain(box, now = NOW) {
  const batches = [];
  for (let batch = await next(box, now); batch; batch = await next(box, now)) {
    batches.push(batch);
    box.accepted(batch);
  }
  return batches;
}

test('nothing is sent before we are in; then the greeting comes first and the lines in their order', async () => {
  const box = new Outbox(() => `id${Math.random().toString(36).slice(2)}`);
  box.say('one', NOW);
  box.say('two', NOW);
  assert.equal(await next(box), null);
  box.entered({ me: ME, members: crowd(1), maxMessage: 90_000, again: true, now: NOW });
  const batch = await next(box);
  assert.deepEqual(texts(batch), ['hello', 'one', 'two']);
  for (const message of messages(batch)) assert.deepEqual([message.name, message.to], ['Me', undefined]);
});

test('the times of own lines rise, and lie behind the last line seen', async () => {
  const box = await outbox();
  for (const text of ['a', 'b', 'c']) box.say(text, NOW);
  const times = messages(await next(box, NOW, NOW + 5000)).map(({ ts }) => ts);
  assert.deepEqual(times, [NOW + 5001, NOW + 5002, NOW + 5003]);
});

test('a line keeps its id and time when it is sent again', async () => {
  const box = await outbox();
  box.say('a', NOW);
  const [first] = messages(await next(box));
  const [second] = messages(await next(box, NOW + 60_000));
  assert.deepEqual(second, first);
  box.accepted(await next(box, NOW + 60_000));
  box.entered({ me: ME, members: crowd(1), maxMessage: 90_000, again: true, now: NOW + 99_000 });
  assert.deepEqual(messages(await next(box, NOW + 99_000))[1], { ...first, earlier: true });
});

test('a line that has come back is not sent again, even if the answer was lost', async () => {
  const box = await outbox();
  const item = box.say('a', NOW);
  await next(box);
  assert.equal(box.echoed(item.id), true);
  assert.equal(box.echoed(item.id), false);
  assert.equal(box.echoed('unknown'), false);
  assert.equal(await next(box), null);
  assert.equal(box.dueAt(), null);
});

test('who has asked for our history gets it though we begin anew, unless gone meanwhile', async () => {
  const box = await outbox();
  box.say('a', NOW);
  await drain(box);
  box.asked(ANN, 2, NOW);
  box.asked(BEN, 2, NOW);
  box.entered({ me: ME, members: [BEN], maxMessage: 90_000, again: false, now: NOW });
  const sent = (await drain(box)).flatMap(messages);
  assert.deepEqual(sent.map(({ to, text, kind }) => [to, text ?? kind]), [[BEN, 'hello'], [BEN, 'a']]);
});

test('who asks again while history is under way gets all of it: what is under way may have been lost', async () => {
  const box = await outbox();
  for (const text of ['a', 'b']) box.say(text, NOW);
  await drain(box);
  for (const outcome of ['accepted', 'putOff']) {
    box.asked(ANN, 2, NOW);
    const underWay = await next(box);
    assert.deepEqual(texts(underWay), ['hello', 'b', 'a']);
    box.asked(ANN, 2, NOW);
    if (outcome === 'accepted') box.accepted(underWay);
    else box.putOff(underWay, 1000, NOW);
    assert.deepEqual((await drain(box, NOW + 1000)).flatMap(texts), ['hello', 'b', 'a'], outcome);
  }
  box.asked(ANN, 2, NOW);
  const underWay = await next(box, NOW + 1000);
  box.gone(ANN, 1);
  box.putOff(underWay, 1000, NOW);
  assert.equal(await next(box, NOW + 2000), null);
});

test('history goes to who asks for it, behind live lines', async () => {
  const box = await outbox();
  box.say('old', NOW);
  await drain(box);
  box.asked(ANN, 2, NOW);
  box.say('new', NOW);
  const [live, history] = (await drain(box));
  assert.deepEqual(texts(live), ['new']);
  assert.deepEqual(texts(history), ['hello', 'old']);
  assert.ok(messages(history).every(({ to }) => to === ANN));
});

test('what was not begun to be sent is not history: the newcomer gets it live', async () => {
  const box = await outbox();
  box.say('old', NOW);
  await drain(box);
  box.say('not begun', NOW);
  box.asked(ANN, 2, NOW);
  assert.deepEqual((await drain(box)).map(texts), [['not begun'], ['hello', 'old']]);
});

test('a batch holds 64 commands at most and no more bytes than one message may have', async () => {
  const box = await outbox({ maxMessage: 5000 });
  for (let number = 0; number < 200; number += 1) box.say('x', NOW);
  for (let number = 0; number < 10; number += 1) box.say('y'.repeat(2000), NOW);
  const batches = (await drain(box));
  assert.equal(batches.flatMap(texts).length, 210);
  for (const { messages: sent, bytes } of batches) {
    const size = jsonSize(sent.map((message) => ['send', ME.id, message]));
    assert.ok(sent.length <= 64);
    assert.ok(size <= bytes + 2 && bytes <= 5000, `${size} bytes`);
  }
});

test('a text is measured in bytes of JSON, with all that history adds to it', async () => {
  const box = await outbox({ maxMessage: 1000 });
  assert.ok(box.excess('x'.repeat(500)) < 0);
  assert.ok(box.excess('€'.repeat(500)) > 400);
  assert.ok(box.excess('"'.repeat(500)) > 0);
  const fitting = 1000 - (1000 + box.excess('x'.repeat(1000)) - 1000);
  assert.equal(box.excess('x'.repeat(fitting)), 0);
  assert.equal(box.excess('x'.repeat(fitting + 1)), 1);
  assert.equal(box.excess('x'.repeat(fitting - 9)), -9, 'how much is left');
  assert.equal(box.excess('x'.repeat(fitting), 900), 100, 'the network may let less through');
});

test('a line too long for the server that is found at last comes back', async () => {
  const box = new Outbox(() => 'id');
  const item = box.say('x'.repeat(3000), NOW);
  assert.deepEqual(box.entered({ me: ME, members: crowd(0), maxMessage: 1000, again: true, now: NOW }), [item]);
  assert.equal(box.waiting, 0);
});

test('in a crowd only those who have said something greet', async () => {
  const silent = await outbox({ members: 50, greeted: false });
  assert.equal(await next(silent), null);
  silent.asked(ANN, 51, NOW);
  assert.equal(await next(silent), null);
  silent.say('a', NOW);
  await drain(silent);
  silent.asked(ANN, 51, NOW);
  assert.deepEqual(texts(await next(silent)), ['hello', 'a']);
  assert.deepEqual(texts(await next(await outbox({ members: 49, greeted: false }))), ['hello']);
});

test('after the server has lost us, everything is said again, unsent lines first', async () => {
  const box = await outbox();
  box.say('old', NOW);
  await drain(box);
  box.say('unsent', NOW);
  box.entered({ me: ME, members: crowd(2), maxMessage: 90_000, again: true, now: NOW });
  assert.deepEqual(texts(await next(box)), ['hello', 'unsent', 'old']);
});

test('an overflow of our own queue costs the others nothing', async () => {
  const box = await outbox();
  box.say('old', NOW);
  await drain(box);
  box.entered({ me: ME, members: crowd(2), maxMessage: 90_000, again: false, now: NOW });
  assert.equal(await next(box), null);
});

test('lines put off go later, in order, and do not hold up history', async () => {
  const box = await outbox();
  box.say('old', NOW);
  await drain(box);
  box.say('a', NOW);
  box.say('b', NOW);
  box.putOff(await next(box), 3000, NOW);
  assert.equal(await next(box), null);
  assert.equal(box.dueAt(), NOW + 3000);
  box.asked(ANN, 2, NOW);
  assert.equal(box.dueAt(), 0);
  assert.deepEqual((await drain(box)).map(texts), [['hello', 'old']]);
  assert.deepEqual(texts(await next(box, NOW + 3000)), ['a', 'b']);
});

test('one newcomer who cannot take more does not hold up the others', async () => {
  const box = await outbox();
  box.say('old', NOW);
  await drain(box);
  box.asked(ANN, 2, NOW);
  box.asked(BEN, 2, NOW);
  const both = await next(box);
  assert.deepEqual([...new Set(messages(both).map(({ to }) => to))], [ANN, BEN]);
  box.putOff(both, 5000, NOW);
  assert.equal(box.dueAt(), NOW + 5000);
  const ann = await next(box, NOW + 5000);
  assert.ok(messages(ann).every(({ to }) => to === ANN));
  box.putOff(ann, 10_000, NOW + 5000);
  const ben = await next(box, box.dueAt());
  assert.ok(messages(ben).every(({ to }) => to === BEN));
  box.accepted(ben);
  assert.equal(box.dueAt(), NOW + 15_000);
});

test('a long history is sent in portions, with the others in between', async () => {
  const box = await outbox();
  for (let number = 0; number < 150; number += 1) box.say(`line ${number}`, NOW);
  await drain(box);
  box.asked(ANN, 2, NOW);
  box.asked(BEN, 2, NOW);
  const batches = (await drain(box));
  for (const who of [ANN, BEN]) {
    const got = batches.flatMap(messages).filter(({ to, kind }) => to === who && kind === 'text');
    assert.deepEqual(got.map(({ text }) => text), Array.from({ length: 150 }, (_, number) => `line ${149 - number}`));
  }
  assert.deepEqual(messages(batches[0]).map(({ to }) => to), [...Array(20).fill(ANN), ...Array(20).fill(BEN)]);
  assert.equal(messages(batches[1])[0].to, ANN);
  assert.equal(messages(batches[2])[0].to, BEN);
});

test('who asks twice gets each line once for it, and who has gone gets nothing', async () => {
  const box = await outbox();
  box.say('old', NOW);
  await drain(box);
  box.asked(ANN, 2, NOW);
  box.asked(ANN, 2, NOW);
  assert.equal(messages(await next(box)).filter(({ kind }) => kind === 'text').length, 1);
  box.gone(ANN, 1);
  assert.equal(await next(box), null);
});

test('of a refused batch the one at fault is found; the rest is sent', async () => {
  const box = await outbox();
  for (const text of ['a', 'b', 'bad', 'c', 'd']) box.say(text, NOW);
  const [sent, given] = [[], []];
  for (let batch = await next(box), turns = 0; batch; batch = await next(box), turns += 1) {
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
  assert.deepEqual(texts(await next(box)), ['hello', 'd', 'c', 'b', 'a']);
});

test('a thousand newcomers are greeted in batches', async () => {
  const box = await outbox();
  box.say('old', NOW);
  await drain(box);
  for (let number = 10; number < 1010; number += 1) box.asked(idOf(number), number, NOW);
  const batches = (await drain(box));
  assert.equal(batches.flatMap(messages).length, 2000);
  assert.equal(batches.length, Math.ceil(2000 / 64));
});

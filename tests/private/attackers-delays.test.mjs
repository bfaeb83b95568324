// A server that delays: it puts a batch off or loses an answer just before a removal, lets people come and go at the wrong moment,
// and repeats. What was sealed before something happened must not stand for what is to be said after it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isIn, opened, sortOf } from './support/attackers.mjs';

const MOST_BYTES = 90_000;

/** What waits at `member` is sealed, and put off by the server for five seconds. */
async function putOff(room, member) {
  await member.circle.tick();
  const batch = await member.circle.next(MOST_BYTES);
  member.circle.post.putOff(batch, 5000, room.clock.now());
  return batch.messages.map(sortOf);
}

/** What `member` says next, which only `hearer` gets. */
async function saysTo(hearer, member) {
  const { messages } = await member.circle.next(MOST_BYTES);
  for (const message of messages) await hearer.told(member.id, message);
}

/** A room in which a turn is due before the next line. */
async function aboutToTurn() {
  const { room, opener, others: [ben, eve, cid] } = await opened(3);
  cid.leave();
  await room.pass(20_000, 5000);
  return { room, opener, ben, eve };
}

test('a turn that was sealed before a removal does not stand for the one after it', async () => {
  const { room, opener, eve } = await aboutToTurn();
  opener.say('before');
  opener.isFrozen = true;
  assert.deepEqual(await putOff(room, opener), ['turn', 'line']);
  assert.ok(await opener.circle.remove(eve.id));
  await room.clock.pass(6000);
  await saysTo(eve, opener);
  assert.notEqual(eve.circle.state.link, opener.circle.state.link);
});

test('nor does that of one who hears of a removal', async () => {
  const { room, opener, ben, eve } = await aboutToTurn();
  ben.say('before');
  ben.isFrozen = true;
  await putOff(room, ben);
  await opener.circle.remove(eve.id);
  await room.settle();
  ben.isFrozen = false;
  await ben.turn();
  assert.equal(isIn(ben, eve), false);
  ben.say('after the removal');
  await room.clock.pass(6000);
  await saysTo(eve, ben);
  assert.deepEqual(eve.heardOf(ben), ['before']);
});

test('a receipt that was sealed before a line came does not stand for the one after it', async () => {
  const { room, opener, others: [ben] } = await opened();
  await room.pass(20_000);
  opener.say('one');
  await room.settle();
  ben.isFrozen = true;
  await room.clock.pass(3000);
  assert.deepEqual(await putOff(room, ben), ['pair']);
  const second = opener.say('two');
  await room.settle();
  await ben.circle.heard(opener.id, opener.sent.at(-1));
  await room.clock.pass(3000);
  await ben.circle.tick();
  ben.isFrozen = false;
  await room.pass(60_000, 5000);
  assert.ok(opener.of('holds').some(({ ids }) => ids.includes(second)));
});

// The server cuts each message to a person that `isCut`.
function cutting(room, isCut) {
  room.relay = (from, message) => room.members
    .filter(({ id }) => (message.to === undefined || message.to === id) && !isCut(from, id, message)).map(({ id }) => [from, { ...message, to: id }]);
}

/** The server says to `member` that these have gone, and at once that they are there. */
async function flicker(room, member, others) {
  for (const { id } of others) {
    member.circle.gone(id);
    member.circle.newcomer(id);
  }
  await room.settle();
}

test('a removal that is kept from one of us is told of, though people come and go all the time', async () => {
  const { room, opener, others: [cid, ben, eve] } = await opened(3);
  await room.pass(20_000);
  let decision = null;
  cutting(room, (from, to, message) => {
    if (from === opener.id && sortOf(message) === 'line') decision ??= message.id;
    const isPair = sortOf(message) === 'pair' && (from === ben.id ? to !== eve.id : to === ben.id && from !== eve.id);
    return isPair || (to === ben.id && message.id === decision);
  });
  await opener.circle.remove(eve.id);
  await room.settle();
  for (let time = 0; time < 12; time += 1) {
    for (const person of [opener, cid, ben]) person.say(`${time}`);
    await room.pass(10_000, 5000);
    await flicker(room, ben, [opener, cid, eve]);
    for (const person of [opener, cid]) await flicker(room, person, [ben]);
  }
  assert.ok(ben.of('ruled').length > 0 && opener.of('ruled').length > 0);
});

test('so is that two are kept apart', async () => {
  const { room, opener: ann, others: [ben] } = await opened();
  const eve = await room.join();
  cutting(room, (from, to) => [from, to].includes(eve.id) && [from, to].includes(ben.id));
  ben.circle.gone(eve.id);
  eve.circle.gone(ben.id);
  await room.settle();
  for (let time = 0; time < 12; time += 1) {
    for (const person of [ann, ben, eve]) person.say(`${time}`);
    await room.pass(10_000, 5000);
    for (const person of [ben, eve]) await flicker(room, person, [ann]);
    await flicker(room, ann, [ben, eve]);
  }
  assert.ok(ben.of('split').length > 0 && ann.of('split').length > 0);
});

test('so is that nothing of somebody passes', async () => {
  const { room, opener: ann, others: [ben] } = await opened();
  room.relay = (from, message) => (from === ben.id ? [] : [[from, message]]);
  for (let time = 0; time < 4; time += 1) {
    await room.pass(120_000, 20_000);
    await flicker(room, ann, [ben]);
  }
  assert.ok(ann.of('silent').length > 0);
});

test('an answer that comes twice is no false one', async () => {
  const { room, opener } = await opened(0);
  room.outsider(); // who keeps the key of the card alive
  await room.settle();
  room.relay = (from, message) => [[from, message], [from, message]];
  const ben = await room.join();
  await room.pass(5000);
  assert.ok(isIn(ben, opener));
  assert.deepEqual([ben, opener].flatMap((person) => person.of('unreadable')), []);
});

test('who is silent is so also after a loss of their connection that the server has made up', async () => {
  const { room, opener: ann, others: [ben] } = await opened();
  room.relay = (from, message) => (from === ben.id ? [] : [[from, message]]);
  await room.pass(400_000, 10_000);
  const before = ann.of('silent').length;
  await flicker(room, ann, [ben]);
  await room.pass(10_000);
  assert.equal(ann.of('silent').length, before + 1);
});

test('a line that another has heard is missed, though its author is cut off before that one says so', async () => {
  const { room, opener: cid, others: [ann, ben] } = await opened(2);
  ann.say('first');
  await room.settle();
  cutting(room, (from, to, message) => from === ann.id && to === cid.id && sortOf(message) === 'line');
  ann.say('question');
  await room.settle();
  room.relay = (from, message) => [[from, message]];
  ann.leave({ saysBye: false });
  ben.say('answer');
  await room.pass(30_000);
  assert.deepEqual(cid.of('withheld').map(({ id, by }) => [id, by]), [[ann.id, ben.id]]);
});

test('a line that another has heard is missed, though its author says goodbye', async () => {
  const { room, opener: cid, others: [ann] } = await opened();
  for (const text of ['one', 'two']) ann.say(text);
  await room.settle();
  cutting(room, (from, to, message) => from === ann.id && to === late?.id && sortOf(message) === 'pair');
  let late = null;
  late = await room.join();
  await room.settle();
  ann.say('three');
  await room.settle();
  cid.say('yes');
  await room.pass(8000);
  ann.leave();
  await room.pass(5000);
  assert.ok(isIn(late, cid));
  assert.deepEqual(late.of('withheld').map(({ id, by }) => [id, by]), [[ann.id, cid.id]]);
});

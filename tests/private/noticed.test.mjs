// What is noticed though the server says nothing of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy } from '../../www/js/crypto/admission.js';
import { readLink } from '../../www/js/crypto/link.js';
import { isIn, opened, sortOf } from './support/attackers.mjs';

test('a line that the server keeps back for good is told, once, when a pulse shows that there was one', async () => {
  const { room, others: [ben, cid] } = await opened(2);
  room.relay = (from, message) => (from === ben.id && message.to === undefined ? [] : [[from, message]]);
  ben.say('kept back');
  await room.settle();
  room.relay = (from, message) => (from === ben.id && message.to !== undefined ? [] : [[from, message]]); // nor may he give it
  await room.pass(190_000, 5000);
  assert.deepEqual(cid.of('withheld').map(({ id, by }) => [id, by]), [[ben.id, ben.id]]);
  assert.deepEqual(cid.heardOf(ben), []);
  room.relay = (from, message) => [[from, message]];
  await room.pass(70_000, 5000);
  assert.deepEqual(cid.heardOf(ben), ['kept back']);
});

test('who has said goodbye is gone, though the server goes on as if they were there', async () => {
  const { room, others: [ben, cid] } = await opened(2);
  ben.say('of Ben');
  await room.settle();
  room.hub.say(ben.id, ben.circle.lastWords.message);
  await room.settle();
  assert.deepEqual(cid.of('gone'), [], 'for a moment the server may not have said so');
  room.members = room.members.filter((member) => member !== ben);
  await room.pass(6000);
  assert.deepEqual(cid.of('gone').map(({ id, why }) => [id, why]), [[ben.id, 'left']]);
});

test('nobody is busy for ever: after what is due was done, the next comes later', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await opener.circle.remove(eve.id);
  await opener.circle.lock(true);
  await room.settle();
  const knocker = await room.join({ entrance: { ...room.entrance, admission: { ...room.entrance.admission } } });
  const late = await room.join({ entrance: await entranceBy(readLink(opener.circle.state.link)) });
  await room.settle();
  ben.isFrozen = true; // there, and silent
  for (let second = 0; second < 400; second += 5) {
    await room.pass(5000, 5000);
    for (const member of [opener, eve, knocker, late]) {
      await member.circle.tick();
      assert.ok(member.circle.tickAt() > room.clock.now(), `after ${second + 5} s`);
    }
  }
});

// Passes on to each person for themselves what `isCut(from, to, message)` does not say is dropped.
function cutting(room, isCut) {
  room.relay = (from, message) => room.members
    .filter(({ id }) => (message.to === undefined || message.to === id) && !isCut(from, id, message)).map(({ id }) => [from, { ...message, to: id }]);
}

test('a removal that the server keeps from one person is told, though it keeps back all that is said to them alone, too', async () => {
  const { room, opener, others: [cid, ben, eve] } = await opened(3);
  await room.pass(20_000);
  let lines = 0;
  const decision = new Set();
  cutting(room, (from, to, message) => {
    if (from === opener.id && message.to === undefined && sortOf(message) === 'line' && !decision.has(message.id) && (lines += 1) === 1) decision.add(message.id);
    const isPair = sortOf(message) === 'pair' && (from === ben.id ? to !== eve.id : to === ben.id && from !== eve.id);
    return isPair || (to === ben.id && decision.has(message.id));
  });
  await opener.circle.remove(eve.id);
  await room.settle();
  for (let time = 0; time < 6; time += 1) {
    for (const person of [opener, cid, ben]) person.say(`${time}`);
    await room.pass(10_000, 5000);
  }
  assert.ok(isIn(ben, eve), 'he cannot know');
  assert.deepEqual(new Set(ben.of('ruled').map(({ id }) => id)), new Set([opener.id, cid.id]));
  for (const person of [opener, cid]) assert.deepEqual(person.of('ruled').map(({ id }) => id), [ben.id]);
  room.relay = (from, message) => [[from, message]];
  await room.pass(400_000, 20_000);
  assert.equal(isIn(ben, eve), false, 'it comes when it may');
});

test('answers that are lost are asked for again', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await room.pass(20_000);
  let [lines, dropped] = [0, 0];
  cutting(room, (from, to, message) => {
    if (from !== opener.id || to !== ben.id) return false;
    if (sortOf(message) === 'line') return (lines += 1) === 1;
    return sortOf(message) === 'pair' && (dropped += 1) <= 3;
  });
  await opener.circle.remove(eve.id);
  await room.settle();
  for (let time = 0; time < 12; time += 1) {
    for (const person of [opener, ben]) person.say(`${time}`);
    await room.pass(10_000, 5000);
  }
  assert.ok(dropped > 3);
  assert.equal(isIn(ben, eve), false);
});

test('whom the server shows to some only is told, though it keeps back the answers', async () => {
  const { room, opener: ann, others: [ben] } = await opened(1);
  const eve = await room.join();
  cutting(room, (from, to, message) => {
    const ids = [from, to];
    return (ids.includes(eve.id) && ids.includes(ben.id)) || (sortOf(message) === 'pair' && ids.includes(ben.id) && ids.includes(ann.id));
  });
  ben.circle.gone(eve.id);
  await room.settle();
  for (let time = 0; time < 8; time += 1) {
    for (const person of [ann, ben, eve]) person.say(`${time}`);
    await room.pass(10_000, 5000);
  }
  assert.ok(isIn(ann, eve) && !isIn(ben, eve));
  for (const person of [ann, ben]) assert.equal(person.of('split').filter(({ other }) => other === null).length, 1);
});

test('an old answer of an author does not explain why a line is missing', async () => {
  const { room, opener: ann, others: [ben, cid] } = await opened(2);
  await room.pass(20_000);
  const [held, lines] = [[], []];
  cutting(room, (from, to, message) => {
    if (from !== ann.id || to !== ben.id || !['line', 'pair'].includes(sortOf(message))) return false;
    if (sortOf(message) === 'line') lines.push(message);
    else held.push(message);
    return true;
  });
  for (const text of ['one', 'two']) {
    ann.say(text);
    await room.settle();
    cid.say(`heard ${text}`);
    await room.settle();
    if (text === 'one') await room.pass(3000); // Ben asks, and Ann answers, who has said one line
  }
  const answer = held[0];
  await ben.told(ann.id, answer);
  assert.deepEqual(ben.heardOf(ann), ['one']);
  await room.pass(16_000);
  assert.deepEqual(ben.of('withheld').map(({ id, by }) => [id, by]), [[ann.id, cid.id]]);
});

test('a line that was kept back is told also when its author has gone in the meantime', async () => {
  for (const saysBye of [true, false]) {
    const { room, opener, others: [ben, cid] } = await opened(2);
    await room.pass(20_000);
    cutting(room, (from, to, message) => from === cid.id && to === ben.id && ['line', 'pair'].includes(sortOf(message)));
    cid.say('kept from Ben');
    await room.settle();
    if (!saysBye) opener.say('heard it');
    await room.settle();
    cid.leave({ saysBye });
    await room.pass(200_000, 10_000);
    assert.deepEqual(ben.of('withheld').map(({ id }) => id), [cid.id], `${saysBye}`);
    assert.deepEqual(opener.of('withheld'), []);
  }
});

test('who has heard many speaks of all of them, if not at once', async () => {
  const { room, opener, others } = await opened(34);
  await room.pass(10_000, 5000); // until all have been answered
  for (const one of others.slice(1)) one.say('here');
  await room.settle();
  const [ben] = others;
  room.relay = (from, message) => (from === others[1].id || from === others[33].id ? [] : [[from, message]]);
  for (const one of [others[1], others[33]]) one.say('kept from the opener');
  await room.settle();
  for (const one of [others[1], others[33]]) await ben.told(one.id, one.sent.filter((message) => sortOf(message) === 'line').at(-1));
  ben.say('first');
  ben.say('second');
  await room.pass(20_000, 5000);
  assert.deepEqual(new Set(opener.of('withheld').map(({ id }) => id)), new Set([others[1].id, others[33].id]));
});

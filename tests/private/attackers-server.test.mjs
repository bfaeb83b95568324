// A server that forges, replays, reorders, withholds, swaps and invents: what the others see is true, and what is missing is said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, u32 } from '../../www/js/crypto/bytes.js';
import { random } from '../../www/js/crypto/primitives.js';
import { SORTS, wrap } from '../../www/js/private/envelopes.js';
import { isIn, opened, outs, sentOf, sortOf, spoilt } from './support/attackers.mjs';
import { Room } from './support/circles.mjs';

/** Three who have talked; `record` holds all that was sent, as `[from, message]`. */
async function recorded() {
  const { room, opener: ann, others: [ben, cid] } = await opened(2);
  ann.say('one');
  ben.say('two');
  await room.settle();
  const people = [ann, ben, cid];
  const record = people.flatMap((person) => person.sent.map((message) => [person.id, message]));
  return { room, ann, ben, cid, people, record };
}

const saids = (person) => person.of('said').map(({ id, messageId, content }) => [id, messageId, content.text]);

const count = (person, type) => person.of(type).length;

/** Nobody heard anything but what was said, nobody is gone or new, and new lines arrive. */
async function assertTrue({ room, people }, before) {
  assert.deepEqual(people.map(saids), before);
  for (const [index, person] of people.entries()) person.say(`after all ${index}`);
  await room.pass(70_000, 5000);
  for (const [index, author] of people.entries()) {
    for (const person of people) if (person !== author) assert.equal(person.heardOf(author).filter((text) => text === `after all ${index}`).length, 1);
  }
  for (const person of people) assert.deepEqual([count(person, 'came'), count(person, 'gone'), outs(person)], [people.length - 1, 0, []]);
}

test('what is sent again, to anybody, in any order, is heard once', async () => {
  const all = await recorded();
  const { ann, ben, cid, people, record, room } = all;
  const before = people.map(saids);
  for (const person of [ann, ben, cid]) {
    for (const [from, message] of [...record, ...record.slice().reverse()]) await person.told(from, message);
    await room.settle();
  }
  await assertTrue(all, before);
  for (const person of people) assert.ok(count(person, 'unreadable') <= 2, 'one a person and minute');
});

test('nothing is heard under another author, id or receiver, nor when a byte of it is changed', async () => {
  const all = await recorded();
  const { people, room, record } = all;
  const before = people.map(saids);
  const started = room.clock.now();
  const complaints = () => people.map((person) => count(person, 'unreadable'));
  for (const [from, message] of record.filter(([, { sealed }]) => sealed.length > 100)) {
    for (const person of people) {
      if (person.id === from) continue;
      for (const other of people) if (other !== person && other.id !== from) await person.told(other.id, message);
      await person.told(from, { ...message, id: room.makeId() });
      for (const at of [2, 6, 11, 14, 40, -1, -65, -82]) await person.told(from, { ...spoilt(message, at), id: room.makeId() });
      await person.told(from, spoilt(message, 1));
      await room.clock.pass(2000); // each may be told so much a second
      const bytes = Buffer.from(message.sealed, 'base64url');
      for (let sort = 0; sort < SORTS.length; sort += 1) await person.told(from, { ...message, sealed: Buffer.concat([Buffer.from([1, sort]), bytes.subarray(2)]).toString('base64url') });
    }
  }
  const minutes = Math.ceil((room.clock.now() - started) / 60_000);
  for (const sum of complaints()) assert.ok(sum <= 2 * minutes, `${sum} in ${minutes} minutes`);
  await room.pass(61_000, 20_000);
  await assertTrue(all, before);
});

test('what is said in one room is nothing in another, of the same people', async () => {
  const one = await recorded();
  const room = await Room.open();
  Object.assign(room, { opener: one.room.opener, link: one.room.link, entrance: { ...one.room.entrance, room: random(16) } });
  const [ann, ben] = [await room.join({ identity: one.ann.identity }), await room.join({ identity: one.ben.identity })];
  await room.settle();
  assert.ok(isIn(ann, ben));
  for (const [from, message] of one.record) {
    const sender = from === one.ann.id ? ann : ben;
    for (const person of [ann, ben]) if (person !== sender) await person.told(sender.id, message);
  }
  await room.settle();
  assert.deepEqual([ann.of('said'), ben.of('said')], [[], []]);
  ann.say('here');
  await room.settle();
  assert.deepEqual(ben.heardOf(ann), ['here']);
});

test('what comes back to its author says nothing', async () => {
  const all = await recorded();
  const { people, record, room } = all;
  const before = people.map(saids);
  for (const [from, message] of record) {
    for (const person of people) {
      if (person.id !== from) continue;
      for (const other of people) if (other !== person) await person.told(other.id, message);
      await person.told(from, message);
      await person.told(from, spoilt(message, -1));
    }
  }
  await room.pass(61_000, 20_000);
  await assertTrue(all, before);
});

test('junk of any form in envelopes does nothing', async () => {
  const all = await recorded();
  const { ann, ben, people, room } = all;
  const before = people.map(saids);
  const junk = [null, 5, 'x', [], {}, { id: 5 }, { id: 'x' }, { id: 'x', sealed: 5 }, { id: 'x', sealed: '' }, { id: 'x', sealed: '====' }, { id: 'x', sealed: 'AQ' },
    { id: 'x', sealed: 'AgAA' }, { id: 'x', sealed: 'AQf_' }, { id: '__proto__', sealed: 'AQAA' }, { id: 'x'.repeat(65), sealed: 'AQAA' }, { id: 'x', sealed: 'A'.repeat(200_004) },
    { kind: 'text', id: 'x', ts: 5, text: 'in the clear', name: 'Ann' }, { kind: 'hello', id: 'y', ts: 5, name: 'Ann' }];
  for (const message of junk) for (const from of [ben.id, 'nobody', ann.id, null, undefined, '__proto__']) await ann.circle.heard(from, message);
  for (const sort of SORTS) for (const length of [0, 1, 8, 12, 16, 64, 100, 1300]) await ann.told(ben.id, wrap(sort, random(length), { id: room.makeId() }));
  assert.equal(count(ann, 'unreadable'), 1);
  await room.pass(61_000, 20_000);
  await assertTrue(all, before);
});

test('a line kept from one is noticed by what the others have heard, and said with names', async () => {
  const all = await recorded();
  const { ann, ben, cid, room } = all;
  room.relay = (from, message) => {
    if (from !== ann.id || message.to === cid.id || (message.to === undefined && sortOf(message) !== 'line')) return from === ann.id && message.to === cid.id ? [] : [[from, message]];
    return [[from, { ...message, to: ben.id }]];
  };
  ann.say('not for Cid');
  await room.settle();
  ben.say('did you hear?');
  await room.pass(30_000);
  assert.deepEqual(ben.heardOf(ann), ['one', 'not for Cid']);
  assert.deepEqual(cid.of('withheld'), [{ type: 'withheld', id: ann.id, by: ben.id }]);
  assert.deepEqual(ben.of('withheld'), []);
});

test('a line kept from one while the rest passes is got from its author', async () => {
  const all = await recorded();
  const { ann, ben, cid, room } = all;
  room.relay = (from, message) => (from === ann.id && message.to === undefined ? [[from, { ...message, to: ben.id }]] : [[from, message]]);
  ann.say('not for Cid');
  await room.settle();
  ben.say('did you hear?');
  await room.pass(10_000);
  assert.deepEqual(cid.heardOf(ann), ['one', 'not for Cid']);
  assert.deepEqual(cid.of('withheld'), []);
});

test('the last line, kept from all, is got when its author says a pulse; when they say nothing, that is told', async () => {
  const all = await recorded();
  const { ann, ben, cid, room } = all;
  let isKept = true;
  room.relay = (from, message) => (isKept && from === ann.id ? [] : [[from, message]]);
  ann.say('the last');
  await room.settle();
  isKept = false;
  await room.pass(130_000, 10_000);
  for (const person of [ben, cid]) assert.deepEqual(person.heardOf(ann), ['one', 'the last']);
  isKept = true;
  await room.pass(310_000, 10_000);
  for (const person of [ben, cid]) assert.deepEqual(person.of('silent').map(({ id }) => id), [ann.id]);
});

test('an echo that was made up takes nothing from the others but what can be noticed', async () => {
  const all = await recorded();
  const { ann, ben, room } = all;
  let swallow = true;
  room.relay = (from, message) => {
    if (!swallow || from !== ann.id || sortOf(message) !== 'line') return [[from, message]];
    return [[from, { ...message, to: ann.id, sealed: 'AQMA' }]];
  };
  ann.say('swallowed');
  await room.settle();
  swallow = false;
  ann.say('next');
  await room.pass(10_000);
  assert.deepEqual(ben.heardOf(ann).sort(), ['next', 'one', 'swallowed']);
});

test('members who are shown different people are told so, with names', async () => {
  const { room, ann, ben, cid } = await recorded();
  const dee = room.outsider();
  room.hub.leave(dee.id, 'gone');
  const eve = await room.join();
  const hidden = (from, to) => (from === eve.id && to === ben.id) || (from === ben.id && to === eve.id);
  room.relay = (from, message) => {
    if (message.to !== undefined) return hidden(from, message.to) ? [] : [[from, message]];
    if (from !== eve.id && from !== ben.id) return [[from, message]];
    return room.members.filter(({ id }) => !hidden(from, id)).map(({ id }) => [from, { ...message, to: id }]);
  };
  await room.settle();
  ben.circle.gone(eve.id);
  assert.ok(isIn(ann, eve) && isIn(cid, eve) && !isIn(ben, eve));
  for (let round = 0; round < 8; round += 1) {
    for (const person of [ann, ben, cid, eve]) person.say(`${round}`);
    await room.pass(10_000);
  }
  for (const person of [ann, cid]) assert.ok(person.of('split').some(({ id, other, isSeen }) => id === ben.id && other === eve.id && isSeen));
  assert.ok(ben.of('split').some(({ id, other, isSeen }) => id === ann.id && other === eve.id && !isSeen));
});

test('people whom the server invents are never shown, nor do they cost much', async () => {
  const all = await recorded();
  const { ann, people, room } = all;
  const before = people.map(saids);
  const invented = Array.from({ length: 500 }, () => Buffer.from(random(16)).toString('hex'));
  for (const id of invented) ann.circle.newcomer(id);
  const sent = ann.sent.length;
  await room.pass(120_000, 5000);
  assert.deepEqual(ann.of('came').length, 2);
  const cards = ann.sent.slice(sent).filter((message) => sortOf(message) === 'hello').length;
  assert.ok(cards < 97 * 4 + 20, `${cards} cards`);
  for (const id of invented) ann.circle.gone(id);
  await assertTrue(all, before);
});

test('an `init` that was made up, again and again, loses nothing', async () => {
  const all = await recorded();
  const { ann, ben, cid, people, room } = all;
  const before = people.map(saids);
  const ids = [ben.id, cid.id];
  for (let time = 0; time < 50; time += 1) {
    ann.circle.enter({ name: 'Ann', members: time % 2 ? ids : [...ids, Buffer.from(random(16)).toString('hex')], joined: time % 3 === 0 });
    await room.settle();
  }
  const sent = ann.sent.length;
  assert.ok(sent < 500, `${sent}`);
  ann.circle.enter({ name: 'Ann', members: [...ids, ann.id, ben.id, 5, null, '__proto__'].filter((id) => typeof id === 'string'), joined: false });
  await room.settle();
  await assertTrue(all, before);
});

test('a goodbye says nothing for anybody else, for another card, or when it was changed', async () => {
  const { room, ann, ben, cid } = await recorded();
  const { message } = ben.circle.lastWords;
  await ann.told(cid.id, message);
  await ann.told(cid.id, { ...message, id: room.makeId() });
  await ann.told(ben.id, spoilt(message, -1));
  await ann.told(ben.id, spoilt(message, 9));
  ann.circle.gone(ben.id);
  assert.deepEqual(ann.of('lost').map(({ id }) => id), [ben.id], 'not a goodbye');
  ben.circle.enter({ name: 'Ben', members: [ann.id, cid.id], joined: false });
  ann.circle.newcomer(ben.id);
  ben.circle.newcomer(ann.id);
  await room.settle();
  ann.circle.gone(cid.id);
  assert.equal(ann.of('lost').length, 2);
  assert.deepEqual(ann.of('gone'), []);
});

test('turns that come again, late, or to one only lose no line', async () => {
  const all = await recorded();
  const { ann, ben, cid, room } = all;
  const held = [];
  let isHeld = true;
  room.relay = (from, message) => {
    if (sortOf(message) !== 'turn' || !isHeld) return [[from, message]];
    held.push([from, message]);
    return [[from, { ...message, to: ben.id }]];
  };
  const dan = await room.join();
  await room.settle();
  dan.leave();
  await room.pass(11_000);
  ann.say('under a new chain');
  await room.pass(5000);
  isHeld = false;
  assert.ok(held.length >= 1);
  for (const [from, message] of [...held, ...held]) for (const person of [ben, cid]) if (person.id !== from) await person.told(from, message);
  for (const [from, message] of held) await ben.told(cid.id === from ? ann.id : cid.id, message);
  await room.pass(5000);
  ann.say('and on');
  await room.settle();
  for (const person of [ben, cid]) assert.deepEqual(person.heardOf(ann).sort(), ['and on', 'one', 'under a new chain']);
});

test('a made-up message of a pair that nobody has begins a new one no more often than it must', async () => {
  const all = await recorded();
  const { ann, ben, people, room } = all;
  const before = people.map(saids);
  const cards = sentOf(ann, 'hello').length;
  for (let time = 0; time < 100; time += 1) {
    await ann.told(ben.id, wrap('pair', concat(random(8), u32(time), random(144)), { id: room.makeId(), to: ann.id }));
    await room.settle();
  }
  assert.ok(sentOf(ann, 'hello').length - cards <= 8, `${sentOf(ann, 'hello').length - cards} cards`);
  await room.pass(61_000, 20_000);
  await assertTrue(all, before);
});

test('who is not there, says the server, says nothing, and what they said is got when they are', async () => {
  const { room, ann, ben } = await recorded();
  ann.circle.gone(ben.id);
  ben.say('three');
  await room.settle();
  assert.deepEqual(ann.heardOf(ben), ['two']);
  ann.circle.newcomer(ben.id);
  ben.circle.enter({ name: 'Ben', members: room.members.map(({ id }) => id), joined: false });
  await room.pass(5000);
  assert.deepEqual(ann.heardOf(ben), ['two', 'three']);
});

test('of strangers who say junk nobody complains', async () => {
  const { room, people } = await recorded();
  const stranger = room.outsider();
  for (const sort of SORTS) stranger.say(sort, random(300));
  await room.settle();
  for (const person of people) assert.deepEqual(person.of('unreadable'), []);
});

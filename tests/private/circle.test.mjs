// People who let each other into a private room, talk, and come again after trouble.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Room } from './support/circles.mjs';

async function roomOf(count) {
  const room = await Room.open();
  const people = [];
  for (let number = 0; number < count; number += 1) people.push(await room.join());
  await room.settle();
  return { room, people };
}

const idsOf = (people) => people.map(({ id }) => id).sort();

function assertAllKnown(people) {
  for (const person of people) assert.deepEqual([...person.circle.present].sort(), idsOf(people.filter((other) => other !== person)));
}

test('two who come one after the other hear each other', async () => {
  const room = await Room.open();
  const ann = await room.join();
  await room.settle();
  ann.say('before');
  await room.settle();
  const ben = await room.join();
  await room.settle();
  assertAllKnown([ann, ben]);
  ann.say('hello');
  ben.say('hi');
  await room.settle();
  assert.deepEqual(ben.heardOf(ann), ['before', 'hello']);
  assert.deepEqual(ann.heardOf(ben), ['hi']);
  assert.deepEqual(ben.of('named').map(({ name }) => name), [`Name ${ann.id.slice(0, 6)}`]);
});

test('those who come at once send one answer a pair', async () => {
  const { room, people } = await roomOf(4);
  assertAllKnown(people);
  const answers = people.flatMap(({ sent }) => sent).filter(({ sealed, to }) => to && sealed.startsWith('AQE')).length;
  assert.equal(answers, 6);
  for (const person of people) person.say(`I am ${person.id}`);
  await room.settle();
  for (const person of people) {
    for (const other of people) if (other !== person) assert.deepEqual(person.heardOf(other), [`I am ${other.id}`]);
  }
});

test('after a restart of the server everybody is the same, and has everything', async () => {
  const { room, people } = await roomOf(3);
  const [ann, ben, cid] = people;
  ann.say('one');
  await room.settle();
  room.restart();
  ben.say('two');
  await room.settle();
  cid.say('three');
  await room.settle();
  assertAllKnown(people);
  assert.deepEqual([ben.heardOf(ann), cid.heardOf(ann), ann.heardOf(ben), cid.heardOf(ben), ann.heardOf(cid)], [['one'], ['one'], ['two'], ['two'], ['three']]);
  assert.deepEqual(people.map((person) => person.of('came').length), [2, 2, 2], 'nobody is a stranger again');
  assert.deepEqual(people.flatMap((person) => person.of('gone')), []);
});

test('who lost the queue gets what was in it', async () => {
  const { room, people: [ann, ben] } = await roomOf(2);
  ben.isFrozen = true;
  ann.say('lost');
  ann.say('lost, too');
  await room.settle();
  room.hub.overflow(ben.id);
  ben.isFrozen = false;
  await room.settle();
  ann.say('last');
  await room.settle();
  assert.deepEqual(ben.heardOf(ann).sort(), ['last', 'lost', 'lost, too']);
});

test('who lost the queue is told again who has what', async () => {
  const { room, people: [ann, ben] } = await roomOf(2);
  const id = ann.say('a line');
  await room.settle();
  ann.isFrozen = true;
  await room.pass(4000);
  room.hub.overflow(ann.id);
  ann.isFrozen = false;
  await room.settle();
  assert.deepEqual(ann.of('holds'), []);
  await room.pass(4000);
  assert.deepEqual(ann.of('holds').at(-1), { type: 'holds', id: ben.id, ids: [id] });
});

test('who goes with a goodbye has left; without one the connection is lost, for two minutes', async () => {
  const { room, people: [ann, ben, cid] } = await roomOf(3);
  ben.leave();
  cid.leave({ saysBye: false });
  await room.settle();
  assert.deepEqual(ann.of('gone').map(({ id, why }) => [id, why]), [[ben.id, 'left']]);
  assert.deepEqual(ann.of('lost').map(({ id }) => id), [cid.id]);
  await room.pass(119_000, 17_000);
  assert.equal(ann.of('gone').length, 1);
  await room.pass(2000);
  assert.deepEqual(ann.of('gone').map(({ id, why }) => [id, why]).at(-1), [cid.id, 'gone']);
});

test('who has lost the connection and comes again is the same', async () => {
  const { room, people: [ann, ben] } = await roomOf(2);
  ann.say('one');
  await room.settle();
  room.hub.leave(ben.id, 'gone');
  ann.say('two');
  await room.settle();
  ben.comeIn();
  await room.settle();
  assert.deepEqual(ann.of('lost').length, 1);
  assert.deepEqual(ann.of('back').length, 1);
  assert.deepEqual(ben.heardOf(ann), ['one', 'two']);
  ben.say('here');
  await room.settle();
  assert.deepEqual(ann.heardOf(ben), ['here']);
});

test('who comes back after the two minutes is let in again', async () => {
  const { room, people: [ann, ben] } = await roomOf(2);
  ben.say('early');
  await room.settle();
  ben.isFrozen = true;
  room.hub.leave(ben.id, 'gone');
  await room.pass(130_000, 10_000);
  assert.equal(ann.of('gone').length, 1);
  ann.say('meanwhile');
  await room.settle();
  ben.isFrozen = false;
  ben.comeIn();
  await room.pass(30_000);
  assertAllKnown([ann, ben]);
  assert.deepEqual(ben.heardOf(ann), ['meanwhile']);
  assert.deepEqual(ann.heardOf(ben), ['early', 'early'], 'once before, and once again');
});

test('a chain turns after somebody has left, and everybody else reads on', async () => {
  const { room, people: [ann, ben, cid] } = await roomOf(3);
  cid.leave();
  await room.pass(11_000);
  ann.say('without Cid');
  await room.settle();
  assert.deepEqual(ben.heardOf(ann), ['without Cid']);
  assert.equal(ann.sent.filter(({ sealed }) => sealed.startsWith('AQQ')).length, 1, 'a turn');
});

test('no chain turns as long as who is lost can come again', async () => {
  const { room, people: [ann, ben, cid] } = await roomOf(3);
  const turns = () => ann.sent.filter(({ sealed }) => sealed.startsWith('AQQ')).length;
  room.hub.leave(cid.id, 'gone');
  await room.pass(11_000);
  ann.say('without Cid');
  await room.settle();
  assert.equal(turns(), 0);
  cid.comeIn();
  await room.settle();
  assert.deepEqual(cid.heardOf(ann), ['without Cid']);
  room.hub.leave(cid.id, 'gone');
  await room.settle();
  await room.pass(121_000, 11_000);
  ann.say('Cid is forgotten');
  await room.settle();
  assert.equal(turns(), 1);
  assert.deepEqual(ben.heardOf(ann), ['without Cid', 'Cid is forgotten']);
});

test('who has no link gets nothing', async () => {
  const { room, people: [ann, ben] } = await roomOf(2);
  const other = await Room.open();
  const eve = await room.join({ entrance: { ...other.entrance, room: room.entrance.room } });
  ann.say('secret');
  await room.pass(60_000, 5000);
  assert.deepEqual(eve.events.filter(({ type }) => type !== 'unreadable'), []);
  assert.deepEqual(ben.heardOf(ann), ['secret']);
  assert.deepEqual([ann, ben].flatMap((person) => person.of('came')).filter(({ id }) => id === eve.id), []);
});

test('into a room that is full one comes when somebody has left, and is told so', async () => {
  const room = await Room.open();
  const most = 3;
  const inside = [await room.join({ identity: room.opener, most }), await room.join({ most }), await room.join({ most })];
  await room.settle();
  const late = await room.join({ most });
  await room.pass(20_000, 5000);
  assert.deepEqual([...inside, late].map((one) => one.of('full').length), [0, 0, 0, 1]);
  for (const one of inside) assert.deepEqual(one.circle.present.length, 2);
  assert.deepEqual(late.circle.present, []);
  inside.pop().leave();
  await room.pass(60_000, 5000);
  for (const one of inside) assert.ok(one.circle.present.includes(late.id));
});

// What a join, a restart, a turn and a line cost in messages and bytes, as the server sees them: they do not depend on the machine.
// Whoever makes one cheaper writes the new number here.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Room } from './support/circles.mjs';

const PEOPLE = 20;
const MARGIN = 1.1;
const LINE = { messages: 1, bytes: 890 };        // that says of all the others that they were heard
const SECOND_LINE = { messages: 1, bytes: 370 };

let room, people;
const sizeOf = (messages) => messages.reduce((sum, message) => sum + JSON.stringify(message).length, 0);

/** What all sent since `work` began: { messages, bytes, most, down }, `most` the bytes of the one who sent most, `down` those that one member got at most. */
async function costOf(work) {
  for (const person of room.members) person.sent.length = 0;
  await work();
  const sent = room.members.map((person) => person.sent);
  const down = room.members.map((person) => sizeOf(sent.flat().filter(({ to }) => to === undefined || to === person.id)));
  return { messages: sent.flat().length, bytes: sizeOf(sent.flat()), most: Math.max(...sent.map(sizeOf)), down: Math.max(...down) };
}

function within(t, cost, budget) {
  t.diagnostic(`${JSON.stringify(cost)}, budgeted ${JSON.stringify(budget)}`);
  for (const [what, may] of Object.entries(budget)) assert.ok(cost[what] <= may * MARGIN, `${what}: ${cost[what]} instead of ${may}`);
}

before(async () => {
  room = await Room.open();
  for (let number = 0; number < PEOPLE; number += 1) await room.join();
  await room.settle();
  people = [...room.members];
  for (const person of people) person.say('I am here');
  await room.pass(3000);
});

test('a line', async (t) => {
  within(t, await costOf(async () => {
    people[0].say('a line');
    await room.settle();
  }), LINE);
  within(t, await costOf(async () => {
    people[0].say('another');
    await room.settle();
  }), SECOND_LINE);
});

test('a turn, after somebody has left', async (t) => {
  people.pop().leave();
  await room.pass(11_000);
  within(t, await costOf(async () => {
    people[0].say('without them');
    await room.settle();
  }), { messages: 2, bytes: 2000 });
});

test('a join', async (t) => {
  let newcomer;
  within(t, await costOf(async () => {
    newcomer = await room.join();
    await room.settle();
  }), { messages: 58, bytes: 64_500, most: 10_900, down: 55_500 });
  assert.equal(new Set(newcomer.of('said').map(({ id }) => id)).size, people.length);
});

test('a restart', async (t) => {
  within(t, await costOf(async () => {
    room.restart();
    await room.settle();
  }), { messages: 210, bytes: 95_600, most: 7700, down: 43_800 });
});

test('a restart after which people come again one after the other, and say something, with the receipts of it', async (t) => {
  await room.pass(5000);
  within(t, await costOf(async () => {
    room.hub.restart();
    for (const person of room.members) {
      person.comeIn();
      person.say('still here');
      await room.settle();
    }
    await room.pass(5000, 500);
  }), { messages: 628, bytes: 267_000, most: 15_200, down: 73_400 });
  for (const person of room.members) assert.equal(person.of('said').filter(({ content }) => content.text === 'still here').length, PEOPLE - 1);
});

// Private rooms over the real daemon and a front server: what people get, and what the server has seen and keeps.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PADDED_STEPS } from '../private/support/sizes.mjs';
import { Daemon } from '../lib/daemon.mjs';
import { Front } from '../lib/front.mjs';
import { newRoom, privateTalker } from '../lib/private-talker.mjs';
import { findInMemory } from '../lib/process-memory.mjs';

let daemon, front;
before(async () => {
  daemon = await Daemon.start();
  front = await Front.start('lighttpd', { socket: daemon.socket });
});
after(async () => {
  await front.stop();
  await daemon.stop();
});

/** `count` people who are about to come into a room of their own; `bodies` gets all that they send. */
async function peopleIn(t, count, { bodies = [], password } = {}) {
  const room = await newRoom({ password });
  const fetch = (url, options) => {
    bodies.push(options.body);
    return globalThis.fetch(url, options);
  };
  const people = Array.from({ length: count }, (_, number) => privateTalker(front.url, { ...room, identity: number === 0 ? room.opener : null, fetch }));
  t.after(() => { for (const person of people) person.stop(); });
  for (const person of people) person.start();
  return { room, people };
}

async function allIn(people) {
  for (const person of people) await person.until(() => person.session.people.length === people.length, 'everybody');
}

/** Everybody has read everything that anybody has said, once, in the same order. */
async function allRead(people) {
  const lines = people.reduce((sum, { said }) => sum + said.length, 0);
  for (const person of people) await person.until(() => person.texts.length >= lines, `${lines} lines`);
  for (const person of people) assert.deepEqual(person.texts, people[0].texts);
  assert.equal(people[0].texts.length, lines);
}

const leave = (person) => new Promise((resolve) => {
  person.session.leave((body) => {
    fetch(`${front.url}chat/leave`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }).then(resolve);
  });
});

test('three people hear each other, and a newcomer hears what was said', async (t) => {
  const { room, people } = await peopleIn(t, 3);
  await allIn(people);
  people.forEach((person, number) => person.say(`line of ${number}`));
  await allRead(people);
  const late = privateTalker(front.url, room);
  t.after(() => late.stop());
  late.start();
  await allRead([...people, late]);
});

test('a daemon that is killed while people come in, and again while they talk, makes strangers of nobody', async (t) => {
  const { people } = await peopleIn(t, 8);
  await people[0].until(() => people[0].session.people.length > 1, 'somebody else');
  await daemon.kill();
  await daemon.start();
  people.forEach((person, number) => person.say(`after the first, ${number}`));
  await allIn(people);
  await allRead(people);
  const identities = people.map(({ me }) => me);
  for (let round = 0; round < 3; round += 1) {
    people.forEach((person, number) => person.say(`round ${round}, ${number}`));
    await daemon.kill();
    await daemon.start();
    people.forEach((person, number) => person.say(`after round ${round}, ${number}`));
    await allRead(people);
  }
  await allIn(people);
  assert.deepEqual(people.map(({ me }) => me), identities);
  const notices = people.flatMap(({ session }) => session.lines.filter(({ events }) => events)).flatMap(({ events }) => events);
  assert.deepEqual(notices.filter(({ what }) => what !== 'joined'), [], 'nobody has left, nothing is withheld or unreadable');
});

test('a storm of newcomers into a room: everybody reads everybody', async (t) => {
  const { room, people } = await peopleIn(t, 6);
  await allIn(people);
  people.forEach((person, number) => person.say(`old ${number}`));
  const newcomers = Array.from({ length: 8 }, () => privateTalker(front.url, room));
  t.after(() => { for (const person of newcomers) person.stop(); });
  newcomers.forEach((person, number) => {
    person.start();
    person.say(`new ${number}`);
  });
  await allRead([...people, ...newcomers]);
  await allIn([...people, ...newcomers]);
});

test('who says goodbye has left; who is silent is shown as lost, and back', async (t) => {
  const { people: [ann, ben, cid] } = await peopleIn(t, 3);
  await allIn([ann, ben, cid]);
  ben.say('of Ben');
  cid.say('of Cid');
  await ann.until(() => ann.texts.length === 2, 'both lines');
  await leave(ben);
  await ann.until(() => ann.texts.length === 1, 'the end of Ben’s line');
  const left = ann.session.lines.filter(({ events }) => events).flatMap(({ events }) => events).filter(({ what }) => what === 'left');
  assert.equal(left.length, 1);
  const { credentials } = cid.session;
  cid.stop();
  await fetch(`${front.url}chat/leave`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(credentials) });
  await ann.until(() => ann.session.people.some(({ isLost }) => isLost), 'that Cid is lost');
  assert.deepEqual(ann.texts, ['of Cid'], 'what he said stays for a while');
  cid.start();
  await ann.until(() => ann.session.people.length === 2 && !ann.session.people.some(({ isLost }) => isLost), 'that Cid is back');
  cid.say('again');
  await ann.until(() => ann.texts.length === 2, 'what Cid says');
});

test('the server sees no word, no name, no secret, and sizes in steps alone', async (t) => {
  const bodies = [];
  const { room, people } = await peopleIn(t, 3, { bodies, password: 'correct horse' });
  await allIn(people);
  people.forEach((person, number) => person.say(`needle ${number} ${'x'.repeat(number * 300)}`));
  await allRead(people);
  const all = bodies.join('\n');
  const names = people.flatMap(({ session }) => session.people.map(({ name }) => name));
  const { key } = room.entrance.admission;
  for (const word of ['needle', 'text', 'kind', ...names, ...[key, room.link.secret].flatMap((bytes) => [Buffer.from(bytes).toString('base64url'), Buffer.from(bytes).toString('hex')])]) {
    assert.ok(!all.includes(word), `${word} was sent`);
  }
  const messages = bodies.map((body) => JSON.parse(body)).flatMap(({ commands = [] }) => commands.map(([, , message]) => message));
  for (const message of messages) {
    assert.deepEqual(Object.keys(message).filter((key) => !['id', 'ts', 'sealed', 'to'].includes(key)), []);
    assert.equal(message.ts, 0);
  }
  const sizes = new Set(messages.map(({ sealed }) => Buffer.from(sealed, 'base64url')).filter((bytes) => bytes[1] === 2 || bytes[1] === 3).map((bytes) => `${bytes[1]} ${bytes.length}`));
  for (const size of sizes) assert.ok(PADDED_STEPS.has(size), `a size of its own: ${size}`);
});

test('nothing of a private room stays in the daemon’s memory', async (t) => {
  const alone = await Daemon.start();
  t.after(() => alone.stop());
  const server = await Front.start('lighttpd', { socket: alone.socket });
  t.after(() => server.stop());
  const bodies = [];
  const room = await newRoom();
  const people = [0, 1].map(() => privateTalker(server.url, { ...room, fetch: (url, options) => {
    bodies.push(options.body);
    return globalThis.fetch(url, options);
  } }));
  for (const person of people) person.start();
  await allIn(people);
  people.forEach((person, number) => person.say(`line of ${number}`));
  await allRead(people);
  const messages = bodies.map((body) => JSON.parse(body)).flatMap(({ commands = [] }) => commands.map(([, , { sealed }]) => sealed));
  const needles = {
    room: Buffer.from(room.entrance.name),
    ...Object.fromEntries(people.map(({ session }, number) => [`token ${number}`, Buffer.from(session.credentials.token)])),
    ...Object.fromEntries(messages.map((sealed, number) => [`message ${number}`, Buffer.from(sealed.slice(40, 80))])),
  };
  assert.ok(findInMemory(alone.pid, needles).length > 0, 'the scan sees what is there');
  for (const person of people) {
    const { credentials } = person.session;
    person.stop();
    await fetch(`${server.url}chat/leave`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(credentials) });
  }
  assert.deepEqual(findInMemory(alone.pid, needles), []);
});

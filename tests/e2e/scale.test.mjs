// Many at once: 5,000 parked directly on the daemon's socket, 2,000 joining together through lighttpd.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FastCgiConnection } from '../lib/fastcgi.mjs';
import { HttpConnection } from '../lib/http.mjs';
import { daemonFor, frontFor, statusUntil } from '../lib/scene.mjs';

const headers = { 'Content-Type': 'application/json' };

function takeInit(answer, connection) {
  assert.equal(answer.status, 200, answer.text);
  const [, id, { token }] = answer.json.commands[0];
  return { id, token, connection, ack: answer.json.seq, heard: [] };
}

/** Polls until `done(person)`; every answer must be a 200. Counts the answers. */
async function listen(person, ask, done) {
  let answers = 0;
  while (!done(person)) {
    const answer = await ask(person);
    assert.equal(answer.status, 200, answer.text);
    answers++;
    person.ack = answer.json.seq;
    for (const [name, from, message] of answer.json.commands) if (name === 'add') person.heard.push(`${from} ${message.id}`);
  }
  return answers;
}

test('5,000 clients parked on the daemon\'s socket: at most 2 KiB each, one message reaches 1,000 exactly once', async (t) => {
  const count = 5000;
  const rooms = 5;
  const daemon = await daemonFor(t, ['--join-rate', '0', '--hold', '600', '--grace', '600']);
  const before = await daemon.residentKiB();
  const ask = ({ connection, id, token, ack }) => connection.request({ endpoint: 'poll', body: JSON.stringify({ id, token, ack }) });
  const people = [];
  const join = async (index) => {
    const connection = await FastCgiConnection.open(daemon.address);
    const person = takeInit(await connection.request({ endpoint: 'join', body: `{"room":"r${index % rooms}"}` }), connection);
    people[index] = Object.assign(person, { index });
  };
  for (let index = 0; index < count; index += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => join(index + i)));

  const listening = people.map((person) => listen(person, ask, (p) => p.heard.length > 0 || p.stopped));
  // The fetches of those who joined later are heard and acknowledged first; then all are parked and quiet.
  const settled = async () => {
    const status = await daemon.status();
    return status.parked === count && status.delivered;
  };
  let delivered;
  for (let now; (now = await settled()) === false || now !== delivered; ) delivered = now;
  const after = await daemon.residentKiB();
  const each = ((after - before) * 1024) / count;
  t.diagnostic(`${count} parked: ${before} KiB before, ${after} KiB after, ${each.toFixed(0)} bytes for each`);
  assert.ok(each <= 2048, `${each} bytes for each`);

  const speaker = people[0];
  const begun = process.hrtime.bigint();
  const body = JSON.stringify({ id: speaker.id, token: speaker.token, commands: [['send', speaker.id, { id: 'once' }]] });
  assert.equal((await speaker.connection.request({ endpoint: 'send', body })).status, 200);
  const members = people.filter(({ index }) => index % rooms === 0);
  await Promise.all(members.map(({ index }) => listening[index]));
  t.diagnostic(`one message reached ${members.length} in ${(Number(process.hrtime.bigint() - begun) / 1e6).toFixed(0)} ms`);

  // Whatever else had come would be in the next answer.
  const rest = await Promise.all(members.map((person) => person.connection.request({
    endpoint: 'poll', body: JSON.stringify({ id: person.id, token: person.token, ack: person.ack, hold: 0 }),
  })));
  for (const answer of rest) assert.deepEqual(answer.json.commands, []);
  for (const person of members) assert.deepEqual(person.heard, [`${speaker.id} once`]);
  for (const person of people) if (person.index % rooms !== 0) assert.deepEqual(person.heard, []);
  for (const person of people) person.stopped = true;
  await daemon.terminate();
  for (const [index, one] of listening.entries()) if (index % rooms !== 0) await one;
  for (const person of people) person.connection.destroy();
});

test('2,000 clients join at once through lighttpd, are parked, and each hears one message: no 5xx', async (t) => {
  const count = 2000;
  const rooms = 20;
  const daemon = await daemonFor(t, ['--join-rate', '0', '--hold', '120', '--grace', '300']);
  const front = await frontFor(t, 'lighttpd', { socket: daemon.socket });
  const post = (person, endpoint, value) => person.connection.request(`chat/${endpoint}`, { method: 'POST', headers, body: JSON.stringify(value) });
  const begun = process.hrtime.bigint();
  const seconds = () => (Number(process.hrtime.bigint() - begun) / 1e9).toFixed(1);

  const people = await Promise.all(Array.from({ length: count }, async (_, index) => {
    const connection = new HttpConnection(front.url);
    return Object.assign(takeInit(await post({ connection }, 'join', { room: `r${index % rooms}` }), connection), { index });
  }));
  t.diagnostic(`${count} joined after ${seconds()} s`);

  const ask = (person) => post(person, 'poll', { id: person.id, token: person.token, ack: person.ack });
  const listening = people.map((person) => listen(person, ask, (p) => p.heard.length > 0));
  await statusUntil(daemon, (status) => status.parked === count);
  t.diagnostic(`${count} parked after ${seconds()} s`);

  const speakers = people.slice(0, rooms);
  await Promise.all(speakers.map(async (speaker) => {
    const connection = new HttpConnection(front.url);
    const said = { id: speaker.id, token: speaker.token, commands: [['send', speaker.id, { id: 'once' }]] };
    assert.equal((await post({ connection }, 'send', said)).status, 200);
    connection.destroy();
  }));
  const answers = await Promise.all(listening);
  t.diagnostic(`all had heard their message after ${seconds()} s, with ${answers.reduce((a, b) => a + b, 0)} answers, each 200`);
  for (const person of people) assert.deepEqual(person.heard, [`${speakers[person.index % rooms].id} once`]);
  for (const person of people) person.connection.destroy();
});

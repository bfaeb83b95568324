// What is left in the daemon's memory when all have gone: nothing of what they said, nor who they were.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findInMemory } from '../lib/process-memory.mjs';
import { daemonFor, post, statusUntil } from '../lib/scene.mjs';

function number64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

async function join(daemon, room, token) {
  const { json } = await post(daemon, 'join', { room, token });
  return { id: json.commands[0][1], token, ack: json.seq };
}

async function ask(daemon, endpoint, who, more, status) {
  const answer = await post(daemon, endpoint, { id: who.id, token: who.token, ...more });
  assert.equal(answer.status, status, answer.body);
  return answer;
}

async function poll(daemon, who) {
  const { json } = await ask(daemon, 'poll', who, { ack: who.ack, hold: 0 }, 200);
  who.ack = json.seq;
}

test('nothing of those who have gone stays in memory', async (t) => {
  // Only root may look into the memory of a daemon that keeps its sandbox.
  const daemon = await daemonFor(t, process.getuid() === 0 ? [] : ['--no-sandbox']);
  const word = (name) => `needle-of-the-${name}-0123456789`;
  const ts = 4815162342108;
  const madeToken = word('token-ann'), otherToken = word('token-ben');
  const ann = await join(daemon, word('room'), madeToken);
  const ben = await join(daemon, word('room'), otherToken);
  const message = { id: word('message'), ts, text: word('text') };
  const needles = {
    room: Buffer.from(word('room')),
    'other room': Buffer.from(word('second-room')),
    token: Buffer.from(madeToken),
    'other token': Buffer.from(otherToken),
    'message id': Buffer.from(message.id),
    'id with an escape': Buffer.from(word('escape')),
    'ts as text': Buffer.from(String(ts)),
    'ts as a number': number64(ts),
    text: Buffer.from(message.text),
    'client id as text': Buffer.from(ann.id),
    'client id': Buffer.from(ann.id, 'hex'),
    'other client id as text': Buffer.from(ben.id),
    'other client id': Buffer.from(ben.id, 'hex'),
  };
  await ask(daemon, 'send', ann, { commands: [['send', ann.id, message], ['send', ann.id, { ...message, to: ben.id }]] }, 200);
  assert.ok(findInMemory(daemon.pid, needles).some((what) => what.startsWith('text')), 'the scan sees what is there');
  await ask(daemon, 'send', ben, { commands: [['send', ben.id, { ...message, id: 7 }]] }, 400);
  await post(daemon, 'send', JSON.stringify({ id: ben.id, token: ben.token, commands: [['send', ben.id, { id: '~' }]] })
    .replace('~', word('escape').replace('n', '\\u006e')));
  await poll(daemon, ann);
  await poll(daemon, ben);
  await ask(daemon, 'probe', ben, { fill: 10, pause: 0.01 }, 200);
  const polls = [ann, ben].map(({ id, token, ack }) => ({ id, token, ack }));
  const shared = post(daemon, 'poll', { polls, hold: 20 });
  await statusUntil(daemon, ({ parked }) => parked === 1);
  await join(daemon, word('second-room'), otherToken);
  assert.equal((await shared).status, 200);
  await ask(daemon, 'leave', ann, { commands: [['send', ann.id, message]] }, 204);
  await ask(daemon, 'leave', ben, {}, 204);
  const { clients, rooms } = await daemon.status();
  assert.deepEqual({ clients, rooms }, { clients: 0, rooms: 0 });
  assert.deepEqual(findInMemory(daemon.pid, needles), []);
});

// One poll that speaks for several clients, directly and through real front servers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRONTS } from '../lib/front.mjs';
import { daemonFor, frontFor, joined, polling, post, send, statusUntil } from '../lib/scene.mjs';

const entry = (client, ack = client.ack) => ({ ...client.credentials, ack });
const empty = (client, more = {}) => ({ id: client.id, seq: client.ack, commands: [], ...more });

/** People in a room each. */
async function peopleIn(place, count) {
  const people = [];
  for (let i = 0; i < count; i++) people.push(await joined(place, { room: `room${i}` }));
  return people;
}

for (const kind of ['directly', ...FRONTS]) {
  test(`${kind}: it is parked as one and answered when one of them has something`, async (t) => {
    const daemon = await daemonFor(t);
    const place = kind === 'directly' ? daemon : await frontFor(t, kind, { socket: daemon.socket });
    const people = await peopleIn(place, 6);
    assert.equal(people[0].init.max_polls, 16);
    const poll = people[0].post('poll', { polls: people.map((p) => entry(p)) });
    const { clients } = await statusUntil(daemon, ({ parked }) => parked === 1);
    assert.equal(clients, 6);
    await send(people[3], { id: 'm', ts: 1 });
    const answer = await poll;
    assert.equal(answer.status, 200);
    const heard = { id: people[3].id, seq: 2, commands: [['add', people[3].id, { id: 'm', ts: 1 }]] };
    assert.deepEqual(answer.json, { polls: people.map((p) => (p === people[3] ? heard : empty(p))) });
    await statusUntil(daemon, ({ parked }) => parked === 0);
  });
}

test('a poll of one and a poll of several release each other', async (t) => {
  const daemon = await daemonFor(t);
  const [ann, bob, eve] = await peopleIn(daemon, 3);
  const first = ann.post('poll', { polls: [entry(ann), entry(bob), entry(eve)] });
  await statusUntil(daemon, ({ parked }) => parked === 1);
  const second = ann.post('poll', { polls: [entry(bob)] });
  assert.deepEqual((await first).json, { polls: [empty(ann), empty(bob, { superseded: true }), empty(eve)] });
  await statusUntil(daemon, ({ parked }) => parked === 1);
  const third = bob.poll();
  assert.deepEqual((await second).json, { polls: [empty(bob, { superseded: true })] });
  await send(bob, { id: 'm' });
  assert.equal((await third).json.seq, 2);
});

test('a wrong token or ack is an error of its own, and releases nobody', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.2']);
  const [ann, bob, eve] = await peopleIn(daemon, 3);
  const patient = ann.post('poll', { polls: [entry(ann), entry(bob)], hold: 0.2 });
  await statusUntil(daemon, ({ parked }) => parked === 1);
  const answer = await eve.post('poll', {
    polls: [{ id: ann.id, token: eve.token, ack: 1 }, entry(eve), { ...entry(eve), id: '0'.repeat(32) }],
  });
  assert.equal(answer.status, 200);
  const [wrong, own, unknown] = answer.json.polls;
  assert.deepEqual([wrong.id, wrong.error, typeof wrong.detail], [ann.id, 'bad_token', 'string']);
  assert.deepEqual(own, empty(eve));
  assert.deepEqual([unknown.id, unknown.error], ['0'.repeat(32), 'unknown_client']);
  assert.deepEqual((await patient).json, { polls: [empty(ann), empty(bob)] }, 'it ended with its hold');
  const beyond = await eve.post('poll', { polls: [entry(eve, 5), entry(ann)] });
  assert.equal(beyond.json.polls[0].error, 'bad_request');
  assert.deepEqual(beyond.json.polls[1], empty(ann));
});

test('commands that were not acknowledged come again, to a poll of either kind', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const [ann, bob] = await peopleIn(daemon, 2);
  await send(ann, { id: 'm', ts: 1 });
  const ask = async () => (await ann.post('poll', { polls: [entry(bob), entry(ann)] })).json.polls;
  const [, first] = await ask();
  assert.equal(first.seq, 2);
  assert.deepEqual((await ask())[1], first);
  await ann.poll();
  assert.equal(ann.messages.size, 1);
  assert.deepEqual((await ask())[1], empty(ann));
});

test('who leaves ends it for all, and all are present while it is parked', async (t) => {
  const daemon = await daemonFor(t, ['--grace', '0.5', '--hold', '20']);
  const [ann, bob] = await peopleIn(daemon, 2);
  const witness = await polling(t, daemon, { room: 'room1' });
  const poll = ann.post('poll', { polls: [entry(ann), entry(bob, 1)] }); // bob has a fetch waiting
  bob.ack = (await poll).json.polls[1].seq;
  const parked = ann.post('poll', { polls: [entry(ann), entry(bob)] });
  await statusUntil(daemon, (status) => status.parked === 2);
  const short = await joined(daemon, { room: 'other' });
  await statusUntil(daemon, ({ clients }) => clients === 3); // who does not poll is gone after its grace
  assert.equal((await short.poll()).status, 410);
  assert.deepEqual(witness.gone, []);
  await post(daemon, 'leave', ann.credentials);
  const [left, stays] = (await parked).json.polls;
  assert.equal(left.error, 'unknown_client');
  assert.deepEqual(stays, empty(bob));
  await witness.until((w) => w.gone.length === 1, 'the one who polls no more is gone');
});

test('what is no poll for several is refused and changes nothing', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const [ann, bob] = await peopleIn(daemon, 2);
  await send(ann, { id: 'm' });
  const many = (count) => Array.from({ length: count }, (_, i) => ({ id: i.toString(16).padStart(32, '0'), token: 'x', ack: 0 }));
  const bad = [
    { polls: [] }, { polls: {} }, { polls: null }, { polls: [null] }, { polls: [entry(ann), {}] }, { polls: [entry(ann), entry(ann)] },
    { polls: many(17) }, { ...entry(ann), polls: [entry(bob)] }, { polls: [entry(ann)], hold: -1 }, { polls: [entry(ann), entry(bob, 1.5)] },
    { polls: [entry(ann), { ...entry(bob), id: 'x' }] },
  ];
  for (const value of bad) {
    const answer = await ann.post('poll', value);
    assert.equal(answer.status, 400, JSON.stringify(value));
    assert.equal(answer.json.error, 'bad_request');
  }
  assert.equal((await ann.post('poll', { polls: many(16) })).json.polls.length, 16);
  assert.equal((await ann.poll()).json.seq, 2);
});

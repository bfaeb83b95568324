// Who is who: tokens, joining again, changing rooms.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newToken } from '../lib/client.mjs';
import { daemonFor, joined, polling, post, send, statusUntil } from '../lib/scene.mjs';

test('a repeated join is the same client, whose queue counts as overflowed', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.2']);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  await send(bob, { id: 'lost', text: 'before' });
  const again = await post(daemon, 'join', { token: ann.token });
  assert.equal(again.status, 200);
  const [name, id, init] = again.json.commands.at(-1);
  assert.equal(name, 'init');
  assert.equal(id, ann.id);
  assert.equal(init.name, ann.init.name);
  assert.deepEqual(init.members, [bob.id]);
  assert.equal((await daemon.status()).clients, 2);
  const next = await ann.post('poll', { ...ann.credentials, ack: again.json.seq });
  assert.deepEqual(next.json.commands.filter(([command]) => command === 'add'), [], 'what it had not heard is fetched, not queued');
  await bob.poll();
  await bob.poll();
  assert.deepEqual(bob.gone, [], 'nobody has left');
});

test('numbers go on after a repeated join', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  await send(ann, { id: 'one' });
  const polled = await ann.poll();
  const again = await post(daemon, 'join', { token: ann.token });
  assert.ok(again.json.seq > polled.json.seq, `${again.json.seq} comes after ${polled.json.seq}`);
});

test('the others are asked for what they said when someone joins again', async (t) => {
  const daemon = await daemonFor(t);
  const bob = await polling(t, daemon);
  await bob.say('first');
  await bob.say('second');
  const token = newToken();
  const ann = await joined(daemon, { token });
  await ann.poll();
  const again = await polling(t, daemon, { token });
  await again.until((c) => c.texts(bob.id).length === 2);
  // What was asked for at the first join may come as well, so their order of arrival is open.
  assert.deepEqual(again.texts(bob.id).sort(), ['first', 'second']);
});

test('a repeated join supersedes the parked poll', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const parked = ann.poll();
  await statusUntil(daemon, (status) => status.parked === 1);
  await post(daemon, 'join', { token: ann.token });
  const answer = await parked;
  assert.equal(answer.status, 200);
  assert.equal(answer.json.superseded, true);
  assert.deepEqual(answer.json.commands, []);
});

test('a join in another room leaves the first', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.2']);
  const [ann, bob] = [await joined(daemon, { room: 'one' }), await joined(daemon, { room: 'one' })];
  await ann.poll();
  const moved = await post(daemon, 'join', { room: 'two', token: bob.token });
  assert.equal(moved.status, 200);
  assert.equal(moved.json.commands.at(-1)[1], bob.id);
  assert.equal(moved.json.commands.at(-1)[2].room, 'two');
  await ann.poll();
  assert.deepEqual(ann.gone.map(({ id }) => id), [bob.id]);
  const status = await daemon.status();
  assert.equal(status.clients, 2);
  assert.equal(status.rooms, 2);
  await send(ann, { id: 'm' });
  const polled = await bob.post('poll', { ...bob.credentials, ack: moved.json.seq });
  assert.deepEqual(polled.json.commands, [], 'what is said in the first room stays there');
});

test('after a restart of the daemon the same token is the same person', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  await daemon.kill();
  await daemon.start();
  assert.equal((await ann.poll()).status, 410);
  const again = await joined(daemon, { token: ann.token });
  assert.equal(again.id, ann.id);
  assert.equal(again.init.name, ann.init.name);
  assert.equal(again.ack, 1);
});

test('a room ends with its last member', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon, { room: 'brief' });
  assert.equal((await daemon.status()).rooms, 1);
  await ann.leave();
  const status = await daemon.status();
  assert.equal(status.rooms, 0);
  assert.equal(status.clients, 0);
});

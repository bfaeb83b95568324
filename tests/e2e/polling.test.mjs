// Numbers, acknowledgement, parking and presence.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FastCgiConnection, TYPE, requestBytes } from '../lib/fastcgi.mjs';
import { daemonFor, joined, polling, send, statusUntil } from '../lib/scene.mjs';

test('a newcomer is announced to the others with fetch, not to itself', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  assert.deepEqual((await ann.poll()).json, { seq: 2, commands: [['fetch', bob.id]] });
  assert.deepEqual((await bob.poll()).json, { seq: 1, commands: [] });
});

test('a poll that does not acknowledge gets the same commands again', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const ann = await joined(daemon);
  await send(ann, { id: 'one', ts: 1 });
  await send(ann, { id: 'two', ts: 2 });
  const poll = (ack) => ann.post('poll', { ...ann.credentials, ack });
  const first = (await poll(1)).json;
  assert.equal(first.seq, 3);
  assert.equal(first.commands.length, 2);
  const second = (await poll(1)).json;
  assert.deepEqual(second, first);
  const third = (await poll(2)).json;
  assert.deepEqual(third, { seq: 3, commands: first.commands.slice(1) });
  assert.deepEqual((await poll(3)).json, { seq: 3, commands: [] });
  assert.deepEqual((await poll(1)).json, { seq: 3, commands: [] }, 'an ack already passed changes nothing');
});

test('an init that is not acknowledged comes again', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const again = (await ann.post('poll', { ...ann.credentials, ack: 0 })).json;
  assert.equal(again.seq, 1);
  assert.equal(again.commands[0][0], 'init');
  assert.equal(again.commands[0][1], ann.id);
});

test('an ack beyond what was sent is refused, even when a command of that number waits', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  await send(ann, { id: 'one' });
  const answer = await ann.post('poll', { ...ann.credentials, ack: 2 });
  assert.equal(answer.status, 400);
  assert.equal(answer.json.error, 'bad_request');
  await ann.poll();
  assert.equal(ann.messages.size, 1);
});

test('an empty answer comes after the hold, no earlier', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.3']);
  const ann = await joined(daemon);
  const begun = process.hrtime.bigint();
  assert.deepEqual((await ann.poll()).json, { seq: 1, commands: [] });
  const took = Number(process.hrtime.bigint() - begun) / 1e6;
  assert.ok(took >= 290, `${took} ms`);
});

test('a client may ask for a shorter hold, 0 too, and a longer one is cut', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.2']);
  const ann = await joined(daemon);
  for (const hold of [0, 0.05, 1e6, 1e300]) {
    const answer = await ann.poll(undefined, { hold });
    assert.deepEqual(answer.json, { seq: 1, commands: [] }, `hold ${hold}`);
  }
  const long = await daemonFor(t, ['--hold', '1000']);
  const bob = await joined(long);
  assert.deepEqual((await bob.poll(undefined, { hold: 0 })).json.commands, []);
});

test('a parked poll is answered as soon as something comes', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '1000']);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  await ann.poll();
  const parked = [ann.poll(), bob.poll()];
  await statusUntil(daemon, (status) => status.parked === 2);
  await send(ann, { id: 'm', ts: 1 });
  for (const answer of await Promise.all(parked)) {
    assert.deepEqual(answer.json.commands, [['add', ann.id, { id: 'm', ts: 1 }]]);
  }
});

test('a newer poll releases the older, with an empty answer that says so', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '1000']);
  const ann = await joined(daemon);
  const older = ann.post('poll', { ...ann.credentials, ack: 1 });
  await statusUntil(daemon, (status) => status.parked === 1);
  const newer = ann.post('poll', { ...ann.credentials, ack: 1 });
  assert.deepEqual((await older).json, { seq: 1, commands: [], superseded: true });
  await send(ann, { id: 'm', ts: 1 });
  const { json } = await newer;
  assert.equal(json.superseded, undefined);
  assert.equal(json.commands.length, 1);
});

test('an answer holds up to 256 KiB, and at least one command', async (t) => {
  const daemon = await daemonFor(t, ['--rate-bytes', '0', '--hold', '0.1']);
  const ann = await joined(daemon);
  for (let i = 0; i < 10; i++) assert.equal((await send(ann, { id: `m${i}`, text: 'x'.repeat(60000) })).status, 200);
  const sizes = [];
  for (let answer; (answer = await ann.poll()).json.commands.length > 0; ) {
    sizes.push(answer.json.commands.length);
    assert.ok(answer.bytes <= 256 * 1024 + 200, `${answer.bytes} bytes`);
  }
  assert.deepEqual(sizes, [4, 4, 2]);
  assert.equal(ann.messages.size, 10);
});

test('the size is halved each time the same commands must be repeated', async (t) => {
  const daemon = await daemonFor(t, ['--rate-bytes', '0']);
  const ann = await joined(daemon);
  for (let i = 0; i < 8; i++) await send(ann, { id: `m${i}`, text: 'x'.repeat(30000) });
  const counts = [];
  for (let i = 0; i < 6; i++) {
    const { json } = await ann.post('poll', { ...ann.credentials, ack: 1 });
    assert.equal(json.seq, 1 + json.commands.length);
    counts.push(json.commands.length);
  }
  assert.deepEqual(counts, [8, 4, 2, 1, 1, 1], '256, 128, 64, 32, ... KiB of 30 KB each, at least one command');
  const all = await joined(daemon, { room: 'elsewhere' });
  assert.equal(all.ack, 1, 'others are not concerned');
  for (let left = 8; left > 0; left = 8 - ann.messages.size) await ann.poll();
  assert.deepEqual([...ann.messages.values()].map((m) => m.id), Array.from({ length: 8 }, (_, i) => `m${i}`));
});

test('every member sees the same order, and each sender\'s messages in the order sent', async (t) => {
  const daemon = await daemonFor(t, ['--rate', '0']);
  const people = [];
  for (let i = 0; i < 5; i++) people.push(await polling(t, daemon));
  // Everyone has been announced to everyone before anything is said, so nothing is said twice.
  for (const person of people) await person.until((c) => c.members.size === 4);
  await Promise.all(people.map(async (person, who) => {
    for (let i = 0; i < 40; i++) await person.say(`${who} ${i}`);
  }));
  for (const person of people) await person.until((c) => c.messages.size === 200);
  const order = people[0].texts();
  for (const person of people) {
    assert.deepEqual(person.texts(), order);
    assert.equal(person.repeated, 0);
    assert.equal(person.doubles ?? 0, 0);
  }
  people.forEach((person, who) => {
    assert.deepEqual(order.filter((text) => text.startsWith(`${who} `)), Array.from({ length: 40 }, (_, i) => `${who} ${i}`));
  });
});

test('a client that is silent for the grace is gone, and the others are told', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.2', '--grace', '0.5']);
  const ann = await polling(t, daemon);
  const bob = await joined(daemon);
  await ann.until((c) => c.gone.length === 1);
  assert.deepEqual(ann.gone, [{ id: bob.id, why: 'gone' }]);
  assert.equal((await bob.poll()).status, 410);
});

test('a parked poll keeps its client present beyond the grace', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '1', '--grace', '0.3']);
  const ann = await joined(daemon);
  const answer = await ann.poll();
  assert.deepEqual(answer.json, { seq: 1, commands: [] });
  assert.equal((await ann.poll(undefined, { hold: 0 })).status, 200);
});

test('the grace begins with the end of the last request, whatever it was', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.2', '--grace', '2', '--rate', '0', '--rate-bytes', '0']);
  const witness = await polling(t, daemon);
  const ann = await joined(daemon);
  const begun = process.hrtime.bigint();
  for (let i = 0; process.hrtime.bigint() - begun < 3_000_000_000n; i++) {
    if (i % 2) assert.equal((await send(ann, { id: `m${i}`, to: ann.id })).status, 200);
    else assert.equal((await ann.poll()).status, 200);
  }
  assert.deepEqual(witness.gone, []);
});

test('a refused request with a foreign token does not keep anybody present', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.2', '--grace', '0.6']);
  const ann = await polling(t, daemon);
  const bob = await joined(daemon);
  let refused = 0;
  for (;;) {
    const answer = await bob.post('poll', { id: bob.id, token: ann.token, ack: 0 });
    if (answer.status === 410) break;
    assert.equal(answer.status, 403);
    refused++;
  }
  assert.ok(refused > 0);
  await ann.until((c) => c.gone.length === 1);
});

test('an aborted poll is over: its client has its grace and can poll again', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '1000']);
  const ann = await joined(daemon);
  const connection = await FastCgiConnection.open(daemon.address);
  t.after(() => connection.destroy());
  connection.write(requestBytes(5, { endpoint: 'poll', body: JSON.stringify({ ...ann.credentials, ack: 1 }) }));
  await statusUntil(daemon, (status) => status.parked === 1);
  const ended = connection.nextRecord(({ type, id }) => type === TYPE.END && id === 5);
  connection.abort(5);
  assert.equal((await ended).content.length, 8, 'FCGI_END_REQUEST follows an abort');
  assert.equal((await daemon.status()).parked, 0);
  await send(ann, { id: 'm' });
  await ann.poll();
  assert.equal(ann.messages.size, 1);
});

test('a poll whose connection closes is over, and nothing is lost', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '1000']);
  const ann = await joined(daemon);
  const connection = await FastCgiConnection.open(daemon.address);
  connection.request({ endpoint: 'poll', body: JSON.stringify({ ...ann.credentials, ack: 1 }) });
  await statusUntil(daemon, (status) => status.parked === 1);
  connection.destroy();
  await statusUntil(daemon, (status) => status.parked === 0);
  await send(ann, { id: 'm' });
  await ann.poll();
  assert.equal(ann.messages.size, 1);
});

// What goes wrong on the way: cut connections, vanished people, restarts; through each front server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FRONTS } from '../lib/front.mjs';
import { HttpConnection, requestBytes } from '../lib/http.mjs';
import { daemonFor, frontFor, joined, polling, send, statusUntil } from '../lib/scene.mjs';

const headers = { 'Content-Type': 'application/json' };

async function placeFor(t, kind, args = []) {
  const daemon = await daemonFor(t, args);
  return { daemon, front: await frontFor(t, kind, { socket: daemon.socket }) };
}

function pollBytes(front, client) {
  const body = JSON.stringify({ ...client.credentials, ack: client.ack });
  return requestBytes(front.endpoint('poll'), { method: 'POST', headers, body });
}

/** Polls, and cuts the connection after `count` bytes of the answer: the client never learns what it said. */
async function pollAndCut(front, client, count) {
  const connection = new HttpConnection(front.url);
  connection.write(pollBytes(front, client));
  await connection.bytesReceived(count);
  connection.destroy();
}

for (const kind of [...FRONTS, 'haproxy']) {
  test(`${kind}: a lost answer loses nothing and repeats nothing`, async (t) => {
    const { front } = await placeFor(t, kind, ['--rate', '0', '--rate-bytes', '0', '--hold', '5']);
    const [ann, bob] = [await joined(front), await joined(front)];
    const expected = [];
    for (const [round, count] of [1, 20, 100, 300, 400, 1000, 40000].entries()) {
      for (let i = 0; i < 3; i++) {
        expected.push(`${round} ${i} ${'z'.repeat(20000)}`);
        assert.equal((await send(bob, { id: `m${round}-${i}`, text: expected.at(-1) })).status, 200);
      }
      await pollAndCut(front, ann, count);
      while (ann.messages.size < expected.length) assert.equal((await ann.poll()).status, 200);
    }
    assert.deepEqual(ann.texts(bob.id), expected);
    assert.equal(ann.doubles ?? 0, 0);
  });

  test(`${kind}: a request cut at any byte is no message, or one`, async (t) => {
    const { front } = await placeFor(t, kind, ['--rate', '0', '--hold', '1']);
    const [ann, bob] = [await joined(front), await joined(front)];
    const bytes = requestBytes(front.endpoint('send'), {
      method: 'POST', headers, body: JSON.stringify({ ...bob.credentials, commands: [['send', bob.id, { id: 'cut', text: 'cut' }]] }),
    });
    for (let length = 1; length < bytes.length; length += 23) {
      const connection = new HttpConnection(front.url);
      await new Promise((resolve) => connection.socket.write(bytes.subarray(0, length), resolve));
      connection.destroy();
    }
    await send(bob, { id: 'after' });
    while (![...ann.messages.values()].some((m) => m.id === 'after')) assert.equal((await ann.poll()).status, 200);
    assert.deepEqual([...ann.messages.values()].map((m) => m.id), ['after']);
  });

  test(`${kind}: a client that vanishes is gone after its hold and grace`, async (t) => {
    const { daemon, front } = await placeFor(t, kind, ['--hold', '1', '--grace', '1.5']);
    const ann = await polling(t, front);
    const bob = await polling(t, front);
    await bob.say('last words');
    await ann.until((c) => c.texts(bob.id).length === 1);
    await statusUntil(daemon, (status) => status.parked === 2);
    await bob.vanish();
    await ann.until((c) => c.gone.length === 1);
    assert.deepEqual(ann.gone, [{ id: bob.id, why: 'gone' }]);
    assert.deepEqual(ann.texts(bob.id), [], 'its messages have gone with it');
  });

  test(`${kind}: the daemon is killed and started, and everyone is back with everything`, async (t) => {
    const { daemon, front } = await placeFor(t, kind);
    const people = [];
    for (let i = 0; i < 3; i++) people.push(await polling(t, front, { persistent: true }));
    for (const [i, person] of people.entries()) await person.say(`from ${i}`);
    for (const person of people) await person.until((c) => c.messages.size === 3);
    const names = people.map((person) => person.init.name);
    await daemon.kill();
    await daemon.start();
    for (const person of people) await person.until((c) => c.inits === 2 && c.messages.size === 3);
    assert.deepEqual(people.map((person) => person.init.name), names);
    await people[0].say('we are back');
    for (const person of people) {
      await person.until((c) => c.texts().includes('we are back'));
      assert.equal(person.messages.size, 4);
    }
  });

  test(`${kind} is asked for the daemon again at once after its restart`, async (t) => {
    const { daemon, front } = await placeFor(t, kind);
    const ann = await joined(front);
    for (let i = 0; i < 3; i++) {
      await daemon.kill();
      const refused = await ann.poll();
      assert.ok([502, 503].includes(refused.status), `${refused.status}`);
      await daemon.start();
      const begun = process.hrtime.bigint();
      let answer = await ann.poll();
      // lighttpd looks again at its next tick but one; the others ask with each request.
      if (kind !== 'lighttpd') assert.equal(answer.status, 410, 'the first request after the restart');
      for (; answer.status !== 410; answer = await ann.poll()) assert.equal(answer.status, 503);
      t.diagnostic(`${(Number(process.hrtime.bigint() - begun) / 1e9).toFixed(2)} s`);
      await ann.join();
    }
  });

  test(`${kind} is restarted, and nobody has gone`, async (t) => {
    const { front } = await placeFor(t, kind);
    const people = [];
    for (let i = 0; i < 3; i++) people.push(await polling(t, front, { persistent: true }));
    for (const [i, person] of people.entries()) await person.say(`from ${i}`);
    for (const person of people) await person.until((c) => c.messages.size === 3);
    await front.restart();
    await people[0].say('still here');
    for (const person of people) {
      await person.until((c) => c.texts().includes('still here'));
      assert.equal(person.messages.size, 4);
      assert.deepEqual(person.gone, []);
      assert.equal(person.inits, 1);
    }
  });

  test(`${kind}: a newcomer to a room with 2 MB of history gets all of it`, async (t) => {
    const { front } = await placeFor(t, kind, ['--rate', '0', '--rate-bytes', '0']);
    const people = [await polling(t, front), await polling(t, front)];
    for (const person of people) {
      for (let i = 0; i < 12; i++) await person.say(`${i} ${'y'.repeat(87000)}`);
    }
    for (const person of people) await person.until((c) => c.messages.size === 24);
    const newcomer = await polling(t, front);
    await newcomer.until((c) => c.messages.size === 24);
    for (const person of people) assert.deepEqual(newcomer.texts(person.id), person.said.map((m) => m.text));
    assert.equal(newcomer.doubles ?? 0, 0);
  });

  test(`${kind}: a queue that overflows is filled again`, async (t) => {
    const { front } = await placeFor(t, kind, ['--rate', '0', '--rate-bytes', '0', '--max-queue', '300000']);
    const slow = await joined(front);
    const loud = await polling(t, front);
    for (let i = 0; i < 8; i++) await loud.say(`${i} ${'y'.repeat(80000)}`);
    while (slow.messages.size < 8) assert.equal((await slow.poll()).status, 200);
    assert.equal(slow.inits, 2);
    assert.deepEqual(slow.texts(loud.id), loud.said.map((m) => m.text));
  });
}

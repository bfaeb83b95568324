// Real Apache with mod_fcgid, which starts a relay for each request at the same time, in a folder with a .htaccess alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newToken } from '../lib/client.mjs';
import { HttpConnection, postJson, request, requestBytes } from '../lib/http.mjs';
import { frontFor, joined, polling, send, statusUntil } from '../lib/scene.mjs';

function fcgidFor(t, args = [], options = {}) {
  return frontFor(t, 'apache-fcgid', { args, ...options });
}

for (const base of ['', '/~ann/talk']) {
  test(`the page and the chat are served at ${base || 'the root'}`, async (t) => {
    const front = await fcgidFor(t, [], { base });
    const page = await request(front.url);
    assert.equal(page.status, 200);
    assert.match(page.headers['content-security-policy'], /default-src 'none'/);
    const [ann, bob] = [await polling(t, front), await polling(t, front)];
    assert.equal(ann.init.hold, 25);
    await ann.say('hello');
    await bob.until((c) => c.texts().includes('hello'));
    assert.equal((await ann.leave()).status, 204);
    await bob.until((c) => c.gone.length === 1);
    assert.deepEqual(bob.gone, [{ id: ann.id, why: 'left' }]);
  });
}

test('the daemon\'s errors pass unchanged', async (t) => {
  const front = await fcgidFor(t, ['--rate', '1', '--max-room', '2']);
  const [ann, bob] = [await joined(front), await joined(front)];
  const plain = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{}' };
  const cases = [
    [400, 'bad_request', () => postJson(front.endpoint('join'), [])],
    [403, 'bad_token', () => postJson(front.endpoint('poll'), { id: ann.id, token: bob.token, ack: 1 })],
    [404, 'no_such_endpoint', () => postJson(front.endpoint('nope'), {})],
    [405, 'bad_method', () => request(front.endpoint('join'))],
    [410, 'unknown_client', () => postJson(front.endpoint('poll'), { id: 'f'.repeat(32), token: newToken(), ack: 1 })],
    [413, 'too_large', () => postJson(front.endpoint('send'), { x: 'y'.repeat(61440) })],
    [413, 'too_large', () => postJson(front.endpoint('send'), { x: 'y'.repeat(90 * 1024) })],
    [415, 'bad_type', () => request(front.endpoint('join'), plain)],
    [503, 'full', () => postJson(front.endpoint('join'), {})],
  ];
  for (const [status, code, ask] of cases) {
    const answer = await ask();
    assert.equal(answer.status, status, `${code}: ${answer.status} ${answer.text.slice(0, 200)}`);
    assert.match(answer.headers['content-type'], /^application\/json\b/);
    assert.equal(answer.json.error, code);
  }
  // What is more than mod_fcgid takes at all it refuses itself: 2.3.9 with a 500.
  assert.ok([413, 500].includes((await postJson(front.endpoint('send'), { x: 'y'.repeat(140000) })).status));
  assert.equal((await send(ann, { id: 'after' })).status, 200);
});

test('a poll is parked, answered at once, superseded, ended by leave', async (t) => {
  const front = await fcgidFor(t, ['--hold', '30']);
  const ann = await joined(front);
  const older = ann.post('poll', { ...ann.credentials, ack: 1 });
  await statusUntil(front.hub, (status) => status.parked === 1);
  const newer = ann.post('poll', { ...ann.credentials, ack: 1 });
  assert.deepEqual((await older).json, { seq: 1, commands: [], superseded: true });
  await statusUntil(front.hub, (status) => status.parked === 1);
  await send(ann, { id: 'm', ts: 1 });
  assert.deepEqual((await newer).json, { seq: 2, commands: [['add', ann.id, { id: 'm', ts: 1 }]] });
  ann.ack = 2;
  const left = ann.poll();
  await statusUntil(front.hub, (status) => status.parked === 1);
  assert.equal((await ann.post('leave', ann.credentials)).status, 204);
  assert.equal((await left).status, 410);
});

test('a lost answer loses nothing and repeats nothing', async (t) => {
  const front = await fcgidFor(t, ['--rate', '0', '--rate-bytes', '0', '--hold', '5']);
  const [ann, bob] = [await joined(front), await joined(front)];
  const expected = [];
  for (const [round, count] of [1, 100, 400, 40000].entries()) {
    for (let i = 0; i < 3; i++) {
      expected.push(`${round} ${i} ${'z'.repeat(20000)}`);
      assert.equal((await send(bob, { id: `m${round}-${i}`, text: expected.at(-1) })).status, 200);
    }
    const connection = new HttpConnection(front.url);
    connection.write(requestBytes(front.endpoint('poll'), {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...ann.credentials, ack: ann.ack }),
    }));
    await connection.bytesReceived(count);
    connection.destroy();
    while (ann.messages.size < expected.length) assert.equal((await ann.poll()).status, 200);
  }
  assert.deepEqual(ann.texts(bob.id), expected);
  assert.equal(ann.doubles ?? 0, 0);
});

test('the hub is killed, the next request starts another, and everyone is back with everything', async (t) => {
  const front = await fcgidFor(t);
  const people = [];
  for (let i = 0; i < 3; i++) people.push(await polling(t, front, { persistent: true }));
  for (const [i, person] of people.entries()) await person.say(`from ${i}`);
  for (const person of people) await person.until((c) => c.messages.size === 3);
  const names = people.map((person) => person.init.name);
  for (let round = 2; round < 5; round++) {
    const { pid } = front.hub;
    await front.hub.end('SIGKILL');
    const begun = process.hrtime.bigint();
    for (const person of people) await person.until((c) => c.inits === round && c.messages.size === 3);
    t.diagnostic(`everyone is back after ${(Number(process.hrtime.bigint() - begun) / 1e6).toFixed(0)} ms`);
    assert.notEqual(front.hub.pid, pid);
  }
  assert.deepEqual(people.map((person) => person.init.name), names);
  await people[0].say('we are back');
  for (const person of people) {
    await person.until((c) => c.texts().includes('we are back'));
    assert.equal(person.messages.size, 4);
  }
});

test('Apache is restarted, and nobody has gone', async (t) => {
  const front = await fcgidFor(t);
  const people = [];
  for (let i = 0; i < 3; i++) people.push(await polling(t, front, { persistent: true }));
  for (const [i, person] of people.entries()) await person.say(`from ${i}`);
  for (const person of people) await person.until((c) => c.messages.size === 3);
  await front.restart();
  await people[0].say('still here');
  for (const person of people) {
    await person.until((c) => c.texts().includes('still here'));
    assert.deepEqual(person.gone, []);
    assert.equal(person.inits, 1);
  }
});

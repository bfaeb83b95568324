// The table of endpoints, row by row, directly on the daemon's socket.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idOfToken, newToken } from '../lib/client.mjs';
import { request } from '../lib/fastcgi.mjs';
import { daemonFor, joined, post, send } from '../lib/scene.mjs';

const ID = /^[0-9a-f]{32}$/;

test('join answers with one init', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '7', '--grace', '31.5']);
  const before = Date.now();
  const answer = await post(daemon, 'join', { room: 'kitchen' });
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /^application\/json\b/);
  const { seq, commands } = answer.json;
  assert.equal(seq, 1);
  assert.equal(commands.length, 1);
  const [name, id, init] = commands[0];
  assert.equal(name, 'init');
  assert.match(id, ID);
  assert.match(init.token, /^[A-Za-z0-9_-]{22,64}$/);
  assert.equal(id, idOfToken(init.token), 'the id is the first 128 bits of SHA-256 of the token');
  assert.equal(init.room, 'kitchen');
  assert.equal(typeof init.name, 'string');
  assert.ok(init.name.length > 0);
  assert.deepEqual(init.members, []);
  assert.equal(init.hold, 7);
  assert.equal(init.grace, 31.5);
  assert.ok(Number.isInteger(init.max_message) && init.max_message > 0);
  assert.ok(init.now >= before - 1 && init.now <= Date.now() + 1);
});

test('the room is the lobby where none is named', async (t) => {
  const daemon = await daemonFor(t);
  const answer = await post(daemon, 'join', {});
  assert.equal(answer.json.commands[0][2].room, 'lobby');
});

test('rooms are 1 to 128 of A-Z a-z 0-9 _ -', async (t) => {
  const daemon = await daemonFor(t);
  for (const room of ['a', 'A-Z_09', 'x'.repeat(128)]) {
    const answer = await post(daemon, 'join', { room });
    assert.equal(answer.status, 200, room);
    assert.equal(answer.json.commands[0][2].room, room);
  }
  for (const room of ['', 'x'.repeat(129), 'a b', 'ä', 'a/b', '~a', 'a.b', 7, null, ['a'], {}, true]) {
    const answer = await post(daemon, 'join', { room });
    assert.equal(answer.status, 400, JSON.stringify(room));
    assert.equal(answer.json.error, 'bad_request');
  }
  assert.equal((await daemon.status()).clients, 3, 'a refused join changes nothing');
});

test('tokens of our own are 22 to 64 of A-Z a-z 0-9 _ -', async (t) => {
  const daemon = await daemonFor(t);
  for (const token of [newToken(), 'a'.repeat(22), 'b'.repeat(64), `${'-_'.repeat(15)}`]) {
    const answer = await post(daemon, 'join', { token });
    assert.equal(answer.status, 200, token);
    assert.equal(answer.json.commands[0][1], idOfToken(token));
    assert.equal(answer.json.commands[0][2].token, token);
  }
  for (const token of ['', 'a'.repeat(21), 'a'.repeat(65), `${'a'.repeat(22)}=`, `ä${'a'.repeat(22)}`, 5, null, {}]) {
    const answer = await post(daemon, 'join', { token });
    assert.equal(answer.status, 400, JSON.stringify(token));
    assert.equal(answer.json.error, 'bad_request');
  }
});

test('tokens made by the server differ', async (t) => {
  const daemon = await daemonFor(t);
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(daemon, 'join', {})));
  const tokens = answers.map((answer) => answer.json.commands[0][2].token);
  assert.equal(new Set(tokens).size, 100);
});

test('init names the others present in the room, and no two have the same name', async (t) => {
  const daemon = await daemonFor(t);
  const people = [];
  for (let i = 0; i < 60; i++) {
    const person = await joined(daemon, { room: 'full' });
    assert.deepEqual(new Set(person.init.members), new Set(people.map((p) => p.id)));
    people.push(person);
  }
  assert.equal(new Set(people.map((p) => p.init.name)).size, 60);
  const elsewhere = await joined(daemon, { room: 'other' });
  assert.deepEqual(elsewhere.init.members, []);
});

test('the name is derived from the id: the same after leaving and joining again', async (t) => {
  const daemon = await daemonFor(t);
  const token = newToken();
  const first = await joined(daemon, { token });
  assert.equal((await first.leave()).status, 204);
  const second = await joined(daemon, { token });
  assert.equal(second.id, first.id);
  assert.equal(second.init.name, first.init.name);
});

test('send is accepted in order, and everyone in the room gets it, the sender too', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const [ann, bob, far] = [await joined(daemon), await joined(daemon), await joined(daemon, { room: 'far' })];
  const messages = [{ id: 'one', ts: 5, text: 'a' }, { id: 'two', ts: 9007199254740991, text: 'b' }, { id: 'three', ts: 0 }];
  const answer = await ann.post('send', { ...ann.credentials, commands: messages.map((m) => ['send', ann.id, m]) });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json, { accepted: messages.map(({ id, ts }) => ({ id, ts })) });
  for (const person of [ann, bob]) {
    await person.poll();
    assert.deepEqual([...person.messages.values()], messages.map((m) => ({ from: ann.id, ...m })));
  }
  const { json } = await far.poll();
  assert.deepEqual(json.commands, []);
});

test('missing ids and times are added; the sender is told which', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const before = Date.now();
  const answer = await ann.post('send', {
    ...ann.credentials, commands: [['send', ann.id, { text: 'x' }], ['send', ann.id, { text: 'y', id: 'mine' }], ['send', ann.id, {}]],
  });
  const { accepted } = answer.json;
  for (const { id, ts } of accepted) {
    assert.match(id, /^[A-Za-z0-9_-]{1,64}$/);
    assert.ok(Number.isInteger(ts) && ts >= before - 1 && ts <= Date.now() + 1);
  }
  assert.equal(accepted[1].id, 'mine');
  assert.notEqual(accepted[0].id, accepted[2].id);
  await ann.poll();
  assert.deepEqual([...ann.messages.values()].map(({ id, ts }) => ({ id, ts })), accepted);
});

test('everything else in a message passes as the same JSON value', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const message = {
    id: 'm', ts: 1, kind: 'text', text: '<img onerror=x> "\\/\b\f\n\r\t \u2028 \u202e עברית 🙂 \u0001', nested: { a: [1, -2.5, 1e300, 0.1, true, false, null, {}], '': [] },
    Id: 'not the id', TS: 'nor the time', big: 9007199254740993, __proto__x: 1, 'ключ': 'значение',
  };
  assert.equal((await send(ann, message)).status, 200);
  await ann.poll();
  const { from, ...came } = [...ann.messages.values()][0];
  assert.equal(from, ann.id);
  assert.deepEqual(came, message);
});

test('64 messages go at once, 65 or none do not, all or nothing', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const ann = await joined(daemon);
  const sending = (count) => ann.post('send', {
    ...ann.credentials, commands: Array.from({ length: count }, (_, i) => ['send', ann.id, { id: `m${i}` }]),
  });
  assert.equal((await sending(65)).status, 400);
  assert.equal((await sending(0)).status, 400);
  assert.equal((await sending(64)).json.accepted.length, 64);
  await ann.poll();
  assert.equal(ann.messages.size, 64);
});

test('one bad command spoils the whole send', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  await ann.poll();
  const good = ['send', ann.id, { id: 'good' }];
  const bad = [
    ['send', bob.id, {}], ['add', ann.id, {}], ['rm', ann.id], ['init', ann.id, {}], ['fetch', ann.id], ['send', ann.id], ['send', ann.id, {}, 1],
    ['send'], [], 'send', 7, null, {}, ['send', ann.id, 'text'], ['send', ann.id, null], ['send', ann.id, []], ['send', 7, {}], [7, ann.id, {}],
    ['send', ann.id, { id: '' }], ['send', ann.id, { id: 'x'.repeat(65) }], ['send', ann.id, { id: 'a b' }], ['send', ann.id, { id: 7 }], ['send', ann.id, { id: null }],
    ['send', ann.id, { ts: -1 }], ['send', ann.id, { ts: 1.5 }], ['send', ann.id, { ts: 9007199254740992 * 2 }], ['send', ann.id, { ts: '1' }], ['send', ann.id, { ts: null }],
    ['send', ann.id, { to: 7 }], ['send', ann.id, { to: null }],
  ];
  for (const command of bad) {
    const answer = await ann.post('send', { ...ann.credentials, commands: [good, command] });
    assert.equal(answer.status, 400, JSON.stringify(command));
    assert.equal(answer.json.error, 'bad_request', JSON.stringify(command));
  }
  for (const person of [ann, bob]) {
    await person.poll();
    assert.equal(person.messages.size, 0);
  }
});

test('a message with "to" reaches only that member, or nobody', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const [ann, bob, eve, far] = [await joined(daemon), await joined(daemon), await joined(daemon), await joined(daemon, { room: 'far' })];
  assert.equal((await send(ann, { id: 'm', to: bob.id, text: 'psst' })).status, 200);
  assert.equal((await send(ann, { id: 'n', to: far.id })).status, 200, 'a member of another room is accepted and goes nowhere');
  assert.equal((await send(ann, { id: 'o', to: 'f'.repeat(32) })).status, 200);
  for (const person of [ann, bob, eve, far]) await person.poll();
  assert.deepEqual(bob.texts(), ['psst']);
  for (const person of [ann, eve, far]) assert.equal(person.messages.size, 0);
});

test('leave relays its last messages first, says rm to the others and answers 204', async (t) => {
  const daemon = await daemonFor(t);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  const answer = await ann.post('leave', { ...ann.credentials, commands: [['send', ann.id, { id: 'bye' }]] });
  assert.equal(answer.status, 204);
  assert.equal(answer.text, '');
  const polled = await bob.poll();
  assert.deepEqual(polled.json.commands.map(([name, id, what]) => [name, id, what?.id ?? what]), [['add', ann.id, 'bye'], ['rm', ann.id, 'left']]);
  assert.equal((await ann.poll()).status, 410);
  assert.equal((await send(ann, {})).status, 410);
  assert.equal((await ann.leave()).status, 410);
});

test('a bad last message keeps the leaver', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  const answer = await ann.post('leave', { ...ann.credentials, commands: [['send', bob.id, {}]] });
  assert.equal(answer.status, 400);
  assert.equal((await ann.poll()).status, 200);
});

test('leave answers the parked poll of its client with 410', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const parked = ann.poll();
  const left = await ann.post('leave', ann.credentials);
  assert.equal(left.status, 204);
  const answer = await parked;
  assert.equal(answer.status, 410);
  assert.equal(answer.json.error, 'unknown_client');
});

test('status counts, and only for a loopback address', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  await joined(daemon, { room: 'other' });
  const status = await daemon.status();
  assert.equal(status.clients, 2);
  assert.equal(status.rooms, 2);
  assert.equal(status.parked, 0);
  assert.equal(typeof status.version, 'string');
  assert.ok(status.uptime >= 0);
  assert.equal(typeof status.delivered, 'number');
  assert.ok(!JSON.stringify(status).includes(ann.id));
  for (const remote of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) {
    assert.equal((await request(daemon.address, { endpoint: 'status', method: 'GET', remote })).status, 200, remote);
  }
  for (const remote of ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', '', 'localhost', '127.0.0.1.example', undefined]) {
    const answer = await request(daemon.address, { endpoint: 'status', method: 'GET', extra: { REMOTE_ADDR: remote } });
    assert.equal(answer.status, 404, String(remote));
    assert.equal(answer.json.error, 'no_such_endpoint');
  }
});

test('the endpoint is the last segment of the path, however it is split', async (t) => {
  const daemon = await daemonFor(t);
  const splits = [
    { SCRIPT_NAME: '/chat/join', PATH_INFO: undefined, REQUEST_URI: '/chat/join' },
    { SCRIPT_NAME: '/chat', PATH_INFO: '/join', REQUEST_URI: '/chat/join' },
    { SCRIPT_NAME: '/chat/', PATH_INFO: 'join', REQUEST_URI: '/chat/join' },
    { SCRIPT_NAME: '', PATH_INFO: '/chat/join', REQUEST_URI: '/chat/join' },
    { SCRIPT_NAME: '/~ann/chat.fcgi', PATH_INFO: '/join', REQUEST_URI: '/~ann/chat.fcgi/join' },
    { SCRIPT_NAME: '/chat.fcgi', PATH_INFO: '/join', REQUEST_URI: '/chat.fcgi/join?x=/poll' },
    { SCRIPT_NAME: undefined, PATH_INFO: undefined, REQUEST_URI: '/a/b/c/join' },
    { SCRIPT_NAME: '/chat/join', PATH_INFO: '', REQUEST_URI: undefined },
  ];
  for (const extra of splits) {
    const answer = await post(daemon, 'join', {}, { extra });
    assert.equal(answer.status, 200, JSON.stringify(extra));
  }
});

// Three real daemons that are one chat by a real Redis.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { setImmediate } from 'node:timers';
import { ChatClient, idOfToken, newToken } from '../lib/client.mjs';
import { request } from '../lib/fastcgi.mjs';
import { overNodes, Redis } from '../lib/redis.mjs';

const NAMES = ['a', 'b', 'c'];

async function threeNodes(t, options = {}) {
  const redis = await Redis.start(t);
  const nodes = [];
  for (const name of NAMES) nodes.push(await redis.node(t, name, options));
  return { redis, nodes };
}

function joinAt(node, room, token = newToken()) {
  return request(node.address, { endpoint: 'join', body: JSON.stringify({ room, token }) });
}

/** People of one room, each of whom comes to another node first. */
async function people(t, nodes, room, count) {
  const all = [];
  for (let i = 0; i < count; i++) {
    const client = new ChatClient(overNodes(() => nodes.filter((node) => !node.process.ended), i), { room, hold: 5 });
    client.persistent = true;
    t.after(() => client.vanish());
    await client.start();
    all.push(client);
  }
  return all;
}

/** Each holds each line once, in the order in which it was said. */
async function allHold(all, texts) {
  const sorted = [...texts].sort();
  for (const client of all) {
    await client.until((c) => JSON.stringify(c.texts().sort()) === JSON.stringify(sorted), `${texts.length} lines`);
    assert.deepEqual(client.texts().sort(), sorted);
  }
}

test('a room lives whole on one node, to which all who come elsewhere are sent', async (t) => {
  const { nodes: [a, b, c] } = await threeNodes(t);
  const first = await joinAt(a, 'green');
  assert.equal(first.status, 200, first.text);
  assert.equal(first.json.commands[0][2].node, 'a'); // all that follows goes there
  for (const other of [b, c]) {
    const answer = await joinAt(other, 'green');
    assert.equal(answer.status, 421);
    assert.equal(answer.json.error, 'elsewhere');
    assert.equal(answer.json.node, 'a');
    assert.equal(answer.headers['cache-control'], 'no-store');
  }
  assert.equal((await joinAt(a, 'green')).status, 200);
  assert.equal((await joinAt(b, 'blue')).status, 200);
  assert.equal((await joinAt(a, 'blue')).json.node, 'b');
});

test('people who come to different nodes hear each other', async (t) => {
  const { nodes } = await threeNodes(t);
  const all = await people(t, nodes, 'green', 6);
  await Promise.all(all.map((client, i) => client.say(`line ${i}`)));
  await allHold(all, all.map((_, i) => `line ${i}`));
  assert.equal(new Set(all.map(({ transport }) => transport.node)).size, 1);
});

test('many who open one room at once at all nodes come to be in one', async (t) => {
  const { nodes } = await threeNodes(t);
  const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => joinAt(nodes[i % 3], 'green')));
  const owners = new Set(answers.map((answer, i) => (answer.status === 200 ? NAMES[i % 3] : answer.json.node)));
  assert.equal(owners.size, 1, [...owners].join());
  assert.equal(answers.filter(({ status }) => status === 200).length, 20);
});

test('Redis gets no name of a room, no id, no token and no message', async (t) => {
  const { redis, nodes } = await threeNodes(t);
  const monitor = await redis.monitor(t);
  const all = await people(t, nodes, 'a-room-of-a-rare-name', 4);
  for (const client of all) await client.say('something that nobody else says');
  await allHold(all, all.map(() => 'something that nobody else says'));
  await monitor.waitForLine(/room:/);
  const seen = monitor.output + await redis.command('keys', '*');
  for (const secret of ['rare-name', 'nobody else', ...all.flatMap(({ id, token }) => [id, token])]) {
    assert.ok(!seen.includes(secret), secret);
  }
  const keys = (await redis.command('keys', '*')).split('\n');
  assert.equal(keys.filter((key) => key.includes(':room:')).length, 1, keys.join());
  assert.equal(keys.filter((key) => key.includes(':node:')).length, 3, keys.join());
  for (const key of keys) assert.ok(Number(await redis.command('pttl', key)) > 0, `${key} has a lease`);
});

test('when a node is killed its people are the same persons at another, and nothing is lost or twice', async (t) => {
  const { nodes } = await threeNodes(t);
  const all = await people(t, nodes, 'green', 8);
  await Promise.all(all.map((client, i) => client.say(`before ${i}`)));
  await allHold(all, all.map((_, i) => `before ${i}`));
  const dead = nodes.find(({ node }) => node === all[0].transport.node);
  const ids = all.map(({ id }) => id);
  await dead.kill();
  const killed = Date.now();
  await Promise.all(all.map((client, i) => client.say(`after ${i}`)));
  await allHold(all, all.flatMap((_, i) => [`before ${i}`, `after ${i}`]));
  t.diagnostic(`all talked again after ${Date.now() - killed} ms`);
  assert.deepEqual(all.map(({ id }) => id), ids);
  for (const client of all) {
    assert.notEqual(client.transport.node, dead.node);
    assert.equal(client.members.size, all.length - 1);
  }
});

test('people at a node whose lease is over are told that others may not hear them, until it is renewed', async (t) => {
  const redis = await Redis.start(t);
  const a = await redis.node(t, 'a');
  const client = new ChatClient(overNodes(() => [a]), { room: 'green', hold: 1 });
  t.after(() => client.vanish());
  await client.start();
  const pollUntil = async (wanted) => {
    for (;;) {
      const { status, json } = await client.post('poll', { ...client.credentials, ack: 1, hold: 0 });
      assert.equal(status, 200);
      if ((json.cut_off === true) === wanted) return json;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  assert.equal('cut_off' in await pollUntil(false), false);
  await redis.kill();
  await pollUntil(true);
  await redis.launch();
  await pollUntil(false);
});

test('a node that is told to end gives its rooms away, and nobody loses a line', async (t) => {
  const { redis, nodes } = await threeNodes(t);
  const rooms = ['green', 'blue', 'red'];
  const groups = await Promise.all(rooms.map((room) => people(t, [nodes[0], ...nodes], room, 4)));
  for (const [i, group] of groups.entries()) await group[0].say(`before ${rooms[i]}`);
  const result = nodes[0].terminate();
  for (const [i, group] of groups.entries()) await group[1].say(`after ${rooms[i]}`);
  assert.deepEqual(await result, { code: 0, signal: null });
  for (const [i, group] of groups.entries()) {
    await allHold(group, [`before ${rooms[i]}`, `after ${rooms[i]}`]);
    for (const client of group) await client.until((c) => c.transport.node && c.transport.node !== 'a');
    assert.equal(new Set(group.map(({ transport }) => transport.node)).size, 1);
  }
  assert.equal(await redis.command('exists', (await redis.command('keys', '*:node:a')) || 'none'), '0');
});

test('a node that is told twice to end ends at once, and its rooms are free', async (t) => {
  const { redis, nodes: [a, b] } = await threeNodes(t, { args: ['--join-rate', '0'] });
  const rooms = Array.from({ length: 500 }, (_, i) => `room-${i}`);
  for (const answer of await Promise.all(rooms.map((room) => joinAt(a, room)))) assert.equal(answer.status, 200);
  a.process.signal('SIGINT');
  assert.deepEqual(await a.terminate(), { code: 0, signal: null });
  assert.equal(await redis.command('keys', '*:node:a'), '');
  assert.notEqual(await redis.command('keys', '*:room:*'), '', 'it had no time to give them away');
  for (const answer of await Promise.all(rooms.map((room) => joinAt(b, room)))) assert.equal(answer.status, 200);
});

test('a node hands its rooms to no process of its own name', async (t) => {
  const { nodes: [a, b] } = await threeNodes(t);
  assert.equal((await joinAt(a, 'green')).status, 200);
  a.process.signal('SIGUSR2');
  await a.process.waitForLine(/SIGUSR2: a node \(--directory\) is restarted by SIGTERM and a new start/);
  assert.equal((await joinAt(b, 'green')).json.node, 'a');
  assert.equal((await a.status()).clients, 1);
  assert.deepEqual(await a.terminate(), { code: 0, signal: null });
});

test('while Redis is gone rooms go on, and only a room that is not here is refused', async (t) => {
  const { redis, nodes } = await threeNodes(t);
  const all = await people(t, nodes, 'green', 4);
  const home = nodes.find(({ node }) => node === all[0].transport.node);
  await redis.kill();
  await all[0].say('nobody minds');
  await allHold(all, ['nobody minds']);
  assert.equal((await joinAt(home, 'green')).status, 200);
  const answer = await joinAt(home, 'blue');
  assert.equal(answer.status, 503);
  assert.equal(answer.json.error, 'busy');
  assert.ok(Number(answer.headers['retry-after']) > 0);
  const warnings = home.process.lines.filter((line) => /directory/.test(line));
  assert.equal(warnings.length, 1, warnings.join('\n'));

  await redis.launch(); // with nothing in it
  await home.process.waitForLine(/the directory answers again/);
  assert.equal((await joinAt(home, 'blue')).status, 200);
  for (const node of nodes) await node.process.waitForLine(/the directory answers again/);
  const other = nodes.find((node) => node !== home);
  assert.equal((await joinAt(other, 'green')).json.node, home.node);
  await all[1].say('all the same');
  await allHold(all, ['nobody minds', 'all the same']);
});

test('Redis is emptied: the rooms come back, and stay where they are', async (t) => {
  const { redis, nodes } = await threeNodes(t);
  const all = await people(t, nodes, 'green', 3);
  const home = all[0].transport.node;
  const monitor = await redis.monitor(t);
  await redis.command('flushall');
  await monitor.waitForLine(/"SET".*:room:/);
  const other = nodes.find(({ node }) => node !== home);
  assert.equal((await joinAt(other, 'green')).json.node, home);
  await all[2].say('here still');
  await allHold(all, ['here still']);
});

test('a room that nobody is in is given back', async (t) => {
  const { redis, nodes: [a, b] } = await threeNodes(t);
  const token = newToken();
  assert.equal((await joinAt(a, 'green', token)).status, 200);
  const monitor = await redis.monitor(t);
  await request(a.address, { endpoint: 'leave', body: JSON.stringify({ id: idOfToken(token), token }) });
  await monitor.waitForLine(/"DEL".*:room:/);
  assert.equal((await joinAt(b, 'green')).status, 200);
});

test('a node that is full sends new rooms to another', async (t) => {
  const redis = await Redis.start(t);
  const a = await redis.node(t, 'a', { args: ['--max-clients', '1'] });
  const b = await redis.node(t, 'b');
  assert.equal((await joinAt(a, 'green')).status, 200);
  assert.equal((await joinAt(b, 'red')).status, 200); // b is known
  const answer = await joinAt(a, 'blue');
  assert.equal(answer.status, 421, answer.text);
  assert.equal(answer.json.node, 'b');
  assert.equal((await joinAt(b, 'blue')).status, 200);
});

test('where all nodes are full a new room is refused as on a full server', async (t) => {
  const redis = await Redis.start(t);
  const a = await redis.node(t, 'a', { args: ['--max-clients', '1'] });
  assert.equal((await joinAt(a, 'green')).status, 200);
  const answer = await joinAt(a, 'blue');
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.json.error, 'full');
  assert.equal(answer.headers['retry-after'], '10');
});

test('a password, of an ACL user too, opens the directory; a wrong one is said without it', async (t) => {
  const redis = await Redis.start(t, ['--requirepass', 'secret-word']);
  const url = (credentials) => redis.url.replace('unix://', `unix://${credentials}@`);
  const right = await redis.node(t, 'a', { url: url(':secret-word') });
  assert.equal((await joinAt(right, 'green')).status, 200);
  const user = await redis.node(t, 'b', { url: url('default:secret-word') });
  assert.equal((await joinAt(user, 'green')).json.node, 'a');
  const wrong = await redis.node(t, 'c', { url: url(':another-word') });
  assert.equal((await joinAt(wrong, 'green')).status, 503);
  assert.match(wrong.process.output, /the directory fails: it refuses our password/);
  assert.doesNotMatch(wrong.process.output, /another-word/);
  const none = await redis.node(t, 'd', { url: redis.url });
  assert.equal((await joinAt(none, 'green')).status, 503);
  assert.match(none.process.output, /the directory fails: it refuses what is asked \(NOAUTH\)/);
});

test('of several addresses the next is tried', async (t) => {
  const redis = await Redis.start(t);
  const nowhere = join(redis.dir, 'nowhere.sock');
  const a = await redis.node(t, 'a', { url: `unix://${nowhere},redis://127.0.0.1:1,${redis.url}` });
  await a.process.waitForLine(/the directory answers again/);
  assert.equal((await joinAt(a, 'green')).status, 200);
});

const ODD = {
  'says nothing': () => {},
  'is a web server': (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'sends an endless text': (socket) => {
    socket.write('$500000000\r\n');
    const more = () => socket.writable && socket.write('x'.repeat(65536)) && setImmediate(more);
    socket.on('drain', more);
    more();
  },
  'answers 42': (socket) => socket.on('data', () => socket.write(':42\r\n')),
  'answers an error': (socket) => socket.on('data', () => socket.write('-OOM of\x07 \x1b[31m it\r\n')),
  'answers arrays of nothing': (socket) => socket.on('data', () => socket.write('*1\r\n*-1\r\n')),
  'answers more than it is asked': (socket) => socket.on('data', () => socket.write('+OK\r\n+OK\r\n')),
  'greets': (socket) => socket.write('+OK ready\r\n+OK\r\n:1\r\n$-1\r\n'),
  'promises an endless array': (socket) => socket.on('data', () => socket.write('*400000000\r\n')),
  'lies about the node': (socket) => socket.on('data', () => socket.write('*1\r\n$8\r\n@../../x\r\n')),
  'closes at once': (socket) => socket.end(),
};

for (const [what, serve] of Object.entries(ODD)) {
  test(`a directory that ${what} costs no more than the joins to rooms that are not here`, async (t) => {
    const redis = await Redis.start(t);
    const sockets = new Set();
    const odd = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', () => {});
      serve(socket);
    });
    const path = join(redis.dir, 'odd.sock');
    await new Promise((resolve) => odd.listen(path, resolve));
    t.after(() => { odd.close(); for (const socket of sockets) socket.destroy(); });
    const a = await redis.node(t, 'a', { url: `unix://${path}` });
    const answer = await joinAt(a, 'green');
    assert.equal(answer.status, 503, answer.text);
    assert.equal(answer.json.error, 'busy');
    await a.process.waitForLine(/the directory fails/);
    assert.equal((await a.status()).clients, 0);
    const said = a.process.lines.filter((line) => /directory/.test(line));
    assert.equal(said.length, 1, said.join('\n'));
    assert.ok(!/[\x07\x1b]/.test(said[0]));
    assert.ok((await a.residentKiB()) < 100_000);
  });
}

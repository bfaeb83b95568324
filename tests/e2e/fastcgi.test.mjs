// FastCGI itself: pieces, interleaving, management records, broken peers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FastCgiConnection, ROLE, STATUS, TYPE, begin, pairs, params, parseAnswer, readPairs, record, request, requestBytes, stream,
} from '../lib/fastcgi.mjs';
import { guarded, run } from '../lib/process.mjs';
import { daemonFor, joined, post, send, statusUntil } from '../lib/scene.mjs';

async function connectionFor(t, daemon) {
  const connection = await FastCgiConnection.open(daemon.address);
  t.after(() => connection.destroy());
  return connection;
}

/** Writes `bytes` so that each piece leaves on its own. */
async function writePieces(connection, bytes, size) {
  connection.socket.setNoDelay?.(true);
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((resolve) => connection.socket.write(bytes.subarray(at, at + size), resolve));
  }
}

test('FCGI_KEEP_CONN: many requests follow each other on one connection', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  for (let i = 0; i < 300; i++) {
    assert.equal((await connection.request({ id: 1, endpoint: 'join', body: '{}' })).status, 200);
  }
  assert.equal((await daemon.status()).clients, 300);
});

test('without FCGI_KEEP_CONN the daemon closes after the answer', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  assert.equal((await connection.request({ endpoint: 'join', body: '{}', keep: false })).status, 200);
  await connection.closed;
});

test('a request in pieces of every small size', async (t) => {
  const daemon = await daemonFor(t);
  for (const size of [1, 2, 3, 5, 7, 8, 9, 13, 64]) {
    const connection = await connectionFor(t, daemon);
    const result = connection.expect(9);
    await writePieces(connection, requestBytes(9, { endpoint: 'join', body: '{"room":"pieces"}' }), size);
    const answer = await result;
    assert.equal(answer.status, 200, `pieces of ${size}`);
    assert.equal(answer.json.commands[0][2].room, 'pieces');
    connection.destroy();
  }
});

test('names, values and bodies spread over records of every small size', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  for (const size of [1, 2, 3, 7, 50]) {
    const answer = await connection.request({ endpoint: 'join', body: '{"room":"spread"}', size, extra: { LONG: 'v'.repeat(300) } });
    assert.equal(answer.json.commands[0][2].room, 'spread', `records of ${size}`);
  }
});

test('padding and four-byte lengths', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  assert.equal((await connection.request({ endpoint: 'join', body: '{}', padding: 255 })).status, 200);
  const result = connection.expect(77);
  connection.write(Buffer.concat([
    begin(77), record(TYPE.PARAMS, 77, pairs(params({ endpoint: 'join', body: '{}' }), true), 3), record(TYPE.PARAMS, 77, '', 8),
    record(TYPE.STDIN, 77, '{', 1), record(TYPE.STDIN, 77, '}', 7), record(TYPE.STDIN, 77, '', 255),
  ]));
  assert.equal((await result).status, 200);
});

test('requests are multiplexed in any interleaving', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  const ids = Array.from({ length: 50 }, (_, i) => i * 1000 + 1);
  const queues = ids.map((id) => {
    const body = `{"room":"r${id}"}`;
    const records = [begin(id)];
    const named = pairs(params({ endpoint: 'join', body }));
    for (let at = 0; at < named.length; at += 20) records.push(record(TYPE.PARAMS, id, named.subarray(at, at + 20)));
    records.push(record(TYPE.PARAMS, id));
    for (const character of body) records.push(record(TYPE.STDIN, id, character));
    return [...records, record(TYPE.STDIN, id)];
  });
  const results = ids.map((id) => connection.expect(id));
  const mixed = [];
  for (let turn = 0; queues.some((queue) => queue.length); turn++) {
    const queue = queues[(turn * 7 + (turn >> 3)) % queues.length];
    if (queue.length) mixed.push(queue.shift());
  }
  connection.write(Buffer.concat(mixed));
  for (const [i, result] of results.entries()) assert.equal((await result).json.commands[0][2].room, `r${ids[i]}`);
});

test('a parked poll does not hold up others on its connection', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '1000']);
  const ann = await joined(daemon);
  const connection = await connectionFor(t, daemon);
  const parked = connection.request({ endpoint: 'poll', body: JSON.stringify({ ...ann.credentials, ack: 1 }) });
  await statusUntil(daemon, (status) => status.parked === 1);
  assert.equal((await connection.request({ endpoint: 'join', body: '{"room":"x"}' })).status, 200);
  const said = { ...ann.credentials, commands: [['send', ann.id, { id: 'm' }]] };
  assert.equal((await connection.request({ endpoint: 'send', body: JSON.stringify(said) })).status, 200);
  assert.equal((await parked).json.commands.length, 1);
});

test('a slow request delays nobody on its connection', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  const slow = connection.expect(1);
  connection.write(Buffer.concat([begin(1), record(TYPE.PARAMS, 1, pairs(params({ endpoint: 'join', body: '{}' })))]));
  assert.equal((await connection.request({ id: 2, endpoint: 'join', body: '{}' })).status, 200);
  connection.write(Buffer.concat([record(TYPE.PARAMS, 1), stream(TYPE.STDIN, 1, '{}')]));
  assert.equal((await slow).status, 200);
});

test('FCGI_GET_VALUES is answered, for what is asked', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  const ask = async (names) => {
    const result = connection.nextRecord(({ type, id }) => type === TYPE.GET_VALUES_RESULT && id === 0);
    connection.write(record(TYPE.GET_VALUES, 0, pairs(Object.fromEntries(names.map((name) => [name, ''])))));
    return readPairs((await result).content);
  };
  const all = await ask(['FCGI_MAX_CONNS', 'FCGI_MAX_REQS', 'FCGI_MPXS_CONNS', 'UNKNOWN']);
  assert.equal(all.FCGI_MPXS_CONNS, '1');
  assert.match(all.FCGI_MAX_CONNS, /^\d+$/);
  assert.match(all.FCGI_MAX_REQS, /^\d+$/);
  assert.ok(!('UNKNOWN' in all));
  assert.deepEqual(await ask(['FCGI_MPXS_CONNS']), { FCGI_MPXS_CONNS: '1' });
  assert.deepEqual(await ask([]), {});
  assert.equal((await connection.request({ endpoint: 'join', body: '{}' })).status, 200);
});

test('an unknown management type gets FCGI_UNKNOWN_TYPE', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  for (const type of [12, 42, 255]) {
    const result = connection.nextRecord((item) => item.type === TYPE.UNKNOWN);
    connection.write(record(type, 0, 'whatever'));
    const { id, content } = await result;
    assert.equal(id, 0);
    assert.equal(content.length, 8);
    assert.equal(content[0], type);
  }
  assert.equal((await connection.request({ endpoint: 'join', body: '{}' })).status, 200);
});

test('another role gets FCGI_UNKNOWN_ROLE', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  for (const role of [ROLE.AUTHORIZER, ROLE.FILTER, 0, 4, 65535]) {
    const answer = await connection.request({ endpoint: 'join', body: '{}', role });
    assert.equal(answer.protocolStatus, STATUS.UNKNOWN_ROLE, `role ${role}`);
  }
  assert.equal((await connection.request({ endpoint: 'join', body: '{}' })).status, 200);
  assert.equal((await daemon.status()).clients, 1);
});

test('FCGI_ABORT_REQUEST ends a request in each of its stages', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  const whole = [
    begin(3), record(TYPE.PARAMS, 3, pairs(params({ endpoint: 'join', body: '{}' }))), record(TYPE.PARAMS, 3), record(TYPE.STDIN, 3, '{'),
  ];
  for (let sent = 1; sent <= whole.length; sent++) {
    const ended = connection.nextRecord(({ type, id }) => type === TYPE.END && id === 3);
    connection.write(Buffer.concat(whole.slice(0, sent)));
    connection.abort(3);
    assert.equal((await ended).content.length, 8);
  }
  connection.abort(3);
  assert.equal((await connection.request({ id: 3, endpoint: 'join', body: '{}' })).status, 200, 'the id is free again');
  assert.equal((await daemon.status()).clients, 1, 'what was aborted has done nothing');
});

test('records of requests that are not under way are ignored', async (t) => {
  const daemon = await daemonFor(t);
  const connection = await connectionFor(t, daemon);
  connection.write(Buffer.concat([record(TYPE.STDIN, 9, 'x'), record(TYPE.PARAMS, 9, 'x'), record(TYPE.ABORT, 9), record(TYPE.DATA, 9, 'x')]));
  assert.equal((await connection.request({ endpoint: 'join', body: '{}' })).status, 200);
});

const broken = {
  'garbage': () => Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
  'another version': () => Buffer.from([2, 1, 0, 1, 0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]),
  'a short begin': () => record(TYPE.BEGIN, 1, 'abc'),
  'a length beyond the end of the names': () => Buffer.concat([begin(1), record(TYPE.PARAMS, 1, Buffer.from([100, 100, 1])), record(TYPE.PARAMS, 1)]),
  'a name of 2 GB': () => Buffer.concat([begin(1), record(TYPE.PARAMS, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 65]))]),
  'names without end': () => Buffer.concat([begin(1), ...Array.from({ length: 200 }, (_, i) => record(TYPE.PARAMS, 1, pairs({ [`N${i}`]: 'v'.repeat(60000) })))]),
};

for (const [what, bytes] of Object.entries(broken)) {
  test(`a peer that sends ${what} loses its connection, nothing else`, async (t) => {
    const daemon = await daemonFor(t);
    const bystander = await connectionFor(t, daemon);
    const connection = await connectionFor(t, daemon);
    connection.write(bytes());
    await guarded(connection.closed, 'the daemon to close the connection');
    assert.equal((await bystander.request({ endpoint: 'join', body: '{}' })).status, 200);
    assert.equal((await daemon.status()).clients, 1);
  });
}

test('a peer that goes away in the middle of a request harms nobody', async (t) => {
  const daemon = await daemonFor(t);
  const bytes = requestBytes(1, { endpoint: 'join', body: '{"room":"half"}' });
  for (let length = 0; length < bytes.length; length += 3) {
    const connection = await FastCgiConnection.open(daemon.address);
    await writePieces(connection, bytes.subarray(0, length), bytes.length);
    connection.destroy();
  }
  assert.equal((await post(daemon, 'join', {})).status, 200);
  assert.equal((await daemon.status()).clients, 1);
});

/** A small generator with a seed, so that a failure can be repeated. */
function generator(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function randomBytes(next) {
  const valid = requestBytes(1 + next(3), { endpoint: ['join', 'poll', 'send', 'leave', 'status'][next(5)], body: '{"room":"a"}', keep: next(2) === 1 });
  const kind = next(4);
  if (kind === 0) return Buffer.from(Array.from({ length: next(300) }, () => next(256)));
  const bytes = Buffer.from(valid);
  if (kind === 1) for (let i = next(12); i >= 0; i--) bytes[next(bytes.length)] = next(256);
  if (kind === 2) return Buffer.concat([bytes.subarray(0, next(bytes.length)), bytes.subarray(next(bytes.length))]);
  if (kind === 3) return Buffer.concat([record(next(14), next(3), Buffer.from(Array.from({ length: next(40) }, () => next(256))), next(9)), bytes]);
  return bytes;
}

test('10,000 random byte streams leave the daemon serving', async (t) => {
  const daemon = await daemonFor(t, ['--join-rate', '0', '--max-clients', '100']);
  const seed = 20240517;
  t.diagnostic(`seed ${seed}`);
  const next = generator(seed);
  const one = async () => {
    const connection = await FastCgiConnection.open(daemon.address);
    connection.socket.end(randomBytes(next));
    connection.socket.resume();
    await connection.closed;
  };
  for (let done = 0; done < 10000; done += 50) await Promise.all(Array.from({ length: 50 }, one));
  assert.equal(daemon.process.ended, false, daemon.process.output);
  const ann = await joined(daemon, { room: 'after' }).catch(() => null);
  const answer = ann ? await send(ann, { id: 'm' }) : await post(daemon, 'join', {});
  assert.ok([200, 503].includes(answer.status), 'it answers as before');
  assert.equal((await daemon.status()).parked, 0, 'nothing is left of the broken peers');
});

test('cgi-fcgi is a client', async (t) => {
  const daemon = await daemonFor(t);
  const body = '{"room":"from-cgi"}';
  const env = {
    PATH: process.env.PATH, REQUEST_METHOD: 'POST', REQUEST_URI: '/chat/join', SCRIPT_NAME: '/chat/join', CONTENT_TYPE: 'application/json',
    CONTENT_LENGTH: String(body.length), REMOTE_ADDR: '127.0.0.1', SERVER_PROTOCOL: 'HTTP/1.1',
  };
  const result = await run('sh', ['-c', 'printf %s "$0" | cgi-fcgi -bind -connect "$1"', body, daemon.socket], { env });
  assert.equal(result.code, 0, result.output);
  const answer = parseAnswer(Buffer.from(result.output.replace(/\r?\n/g, '\r\n')));
  assert.equal(answer.status, 200);
  assert.equal(answer.json.commands[0][2].room, 'from-cgi');
});

test('FCGI_WEB_SERVER_ADDRS: others may not connect', async (t) => {
  const allowed = await daemonFor(t, [], { tcp: true, env: { FCGI_WEB_SERVER_ADDRS: '192.0.2.1,127.0.0.1' } });
  assert.equal((await post(allowed, 'join', {})).status, 200);
  const refusing = await daemonFor(t, [], { tcp: true, env: { FCGI_WEB_SERVER_ADDRS: '192.0.2.1' } });
  await assert.rejects(request(refusing.address, { endpoint: 'join', body: '{}' }));
  const local = await daemonFor(t, [], { env: { FCGI_WEB_SERVER_ADDRS: '192.0.2.1' } });
  assert.equal((await post(local, 'join', {})).status, 200, 'a Unix socket has its file mode instead');
});

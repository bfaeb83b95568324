// The table of errors, row by row: each answer names its code, explains itself, and has changed nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idOfToken, newToken } from '../lib/client.mjs';
import { FastCgiConnection, begin, pairs, params, record, request, stream, TYPE } from '../lib/fastcgi.mjs';
import { daemonFor, joined, post, send } from '../lib/scene.mjs';

function assertError(answer, status, code, what) {
  assert.equal(answer.status, status, `${what}: ${answer.status} ${answer.text}`);
  assert.equal(answer.json.error, code, what);
  assert.equal(typeof answer.json.detail, 'string', what);
  assert.ok(answer.json.detail.length > 0, what);
  assertCommonHeaders(answer, what);
}

function assertCommonHeaders(answer, what) {
  assert.equal(answer.headers['cache-control'], 'no-store', what);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff', what);
  if (answer.status === 204) assert.ok(!('content-length' in answer.headers), what);
  else assert.equal(Number(answer.headers['content-length']), answer.bytes, what);
}

const nest = (depth) => '['.repeat(depth) + ']'.repeat(depth);

const notJson = {
  'nothing': '', 'white space': '  ', 'a word': 'hello', 'half an object': '{"room":"a"', 'two values': '{} {}', 'a trailing comma': '{"room":"a",}',
  'a comma too many in an array': '{"x":[1,]}', 'single quotes': "{'room':'a'}", 'a bare key': '{room:"a"}', 'a comment': '{}/* */', 'a byte order mark': '\ufeff{}',
  'NUL in a string': '{"room":"a\\u0000b"}', 'NUL in a key': '{"a\\u0000":1}', 'a raw NUL': '{"room":"a\0b"}', 'a NUL after the end': '{}\0',
  'a lone high surrogate': '{"x":"\\ud800"}', 'a lone low surrogate': '{"x":"\\udc00"}', 'surrogates in the wrong order': '{"x":"\\udc00\\ud800"}',
  'a high surrogate before a letter': '{"x":"\\ud800a"}', 'two high surrogates': '{"x":"\\ud800\\ud800"}',
  'bad hex digits': '{"x":"\\u00zz"}', 'a short escape': '{"x":"\\u12"}', 'an unknown escape': '{"x":"\\x41"}', 'a raw newline': '{"x":"a\nb"}', 'a raw tab': '{"x":"a\tb"}', 'a control byte': '{"x":"a\x01b"}',
  'an open string': '{"x":"a', 'a leading zero': '{"x":01}', 'a leading plus': '{"x":+1}', 'no digits after the point': '{"x":1.}', 'no digits before the point': '{"x":.5}',
  'no digits in the exponent': '{"x":1e}', 'a lone minus': '{"x":-}', 'hexadecimal': '{"x":0x10}', 'infinity': '{"x":Infinity}', 'not a number': '{"x":NaN}',
  'a number no double can hold': '{"x":1e999}', 'a negative one': '{"x":-1e999}', 'a long one': `{"x":${'9'.repeat(400)}}`, 'upper-case true': '{"x":True}', 'cut true': '{"x":tru}',
  'a form feed as white space': '{}\f', 'a no-break space': '{}\u00a0', 'no colon': '{"x" 1}', 'no comma': '{"x":1 "y":2}', 'a key that is no string': '{1:2}',
  'a key twice': '{"room":"a","room":"b"}', 'a key twice, once escaped': '{"room":"a","r\\u006fom":"b"}', 'a token twice': `{"token":"${'a'.repeat(22)}","token":"${'a'.repeat(22)}"}`,
  'nested deeper than 64': `{"x":${nest(64)}}`, 'nested very deeply': `{"x":${nest(40000)}}`, 'very deep and open': '['.repeat(90000), 'closed only': ']', 'mixed brackets': '{"x":[}',
};

const notUtf8 = {
  'a lone continuation': [0x80], 'a cut sequence': [0xc3], 'an overlong slash': [0xc0, 0xaf], 'an overlong three': [0xe0, 0x80, 0xaf], 'an overlong four': [0xf0, 0x80, 0x80, 0xaf],
  'a surrogate': [0xed, 0xa0, 0x80], 'beyond Unicode': [0xf4, 0x90, 0x80, 0x80], 'five bytes': [0xf8, 0x88, 0x80, 0x80, 0x80], 'FE': [0xfe], 'FF': [0xff], 'latin-1': [0xe4, 0x20],
};

test('bad_json: what is not strictly RFC 8259 in UTF-8', async (t) => {
  const daemon = await daemonFor(t);
  for (const [what, body] of Object.entries(notJson)) {
    assertError(await post(daemon, 'join', body), 400, 'bad_json', what);
  }
  for (const [what, bytes] of Object.entries(notUtf8)) {
    const body = Buffer.concat([Buffer.from('{"x":"'), Buffer.from(bytes), Buffer.from('"}')]);
    assertError(await post(daemon, 'join', body), 400, 'bad_json', what);
  }
  assert.equal((await daemon.status()).clients, 0);
});

test('bad_json holds within a message too', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1', '--rate', '0']);
  const ann = await joined(daemon);
  const sending = (message) => post(daemon, 'send', `{"id":"${ann.id}","token":"${ann.token}","commands":[["send","${ann.id}",${message}]]}`);
  for (const message of ['{"text":"\\u0000"}', '{"text":"\\ud800"}', '{"id":"a","id":"b"}', '{"ts":1,"ts":1}', `{"to":"${ann.id}","to":"${ann.id}"}`, '{"n":1e999}', `{"x":${nest(62)}}`, '{"text":"a\nb"}']) {
    assertError(await sending(message), 400, 'bad_json', message.slice(0, 60));
  }
  await ann.poll();
  assert.equal(ann.messages.size, 0);
});

test('what is strict JSON passes', async (t) => {
  const daemon = await daemonFor(t);
  const good = [
    ' \t\r\n{ "room" : "a" } \n', '{"x":"\\ud83d\\ude42"}', '{"x":"\\"\\\\\\/\\b\\f\\n\\r\\t"}', '{"x":-0.5e-3}', '{"x":1E+2}', '{"x":1e308}', '{"x":0}',
    `{"x":${nest(63)}}`, '{"x":1,"x":2}', '{"Room":7,"ROOM":[]}', '{"x":"\u007f\u2028\u{1f642}"}', '{"r\\u006fom":"a"}', '{"x":[{"room":"a","room":"b"}]}',
  ];
  for (const body of good) {
    const answer = await post(daemon, 'join', body);
    assert.equal(answer.status, 200, `${body.slice(0, 60)}: ${answer.text}`);
  }
});

test('bad_request: JSON that is not what the endpoint takes', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  for (const body of ['[]', '"a"', '7', 'null', 'true']) assertError(await post(daemon, 'join', body), 400, 'bad_request', body);
  for (const endpoint of ['poll', 'send', 'leave']) {
    for (const value of [{}, { id: ann.id }, { token: ann.token }, { id: 7, token: ann.token }, { id: null, token: ann.token }, { id: ann.id, token: 7 }]) {
      assertError(await post(daemon, endpoint, value), 400, 'bad_request', `${endpoint} ${JSON.stringify(value)}`);
    }
  }
  for (const ack of [undefined, null, '0', -1, 0.5, 2, 1e300, [], true]) {
    assertError(await ann.post('poll', { ...ann.credentials, ack }), 400, 'bad_request', `ack ${ack}`);
  }
  for (const hold of [-1, -0.001, '1', null, [], true]) {
    assertError(await ann.post('poll', { ...ann.credentials, ack: 1, hold }), 400, 'bad_request', `hold ${hold}`);
  }
  for (const commands of [undefined, null, {}, 'send', 7]) {
    assertError(await ann.post('send', { ...ann.credentials, commands }), 400, 'bad_request', `commands ${commands}`);
  }
  assert.equal((await daemon.status()).clients, 1);
});

test('bad_request: a body shorter than CONTENT_LENGTH', async (t) => {
  const daemon = await daemonFor(t);
  const answer = await post(daemon, 'join', '{}', { extra: { CONTENT_LENGTH: 3 } });
  assertError(answer, 400, 'bad_request', 'short');
  for (const length of ['-1', 'x', '2x', '1e1', '99999999999999999999999', ' 2']) {
    const odd = await post(daemon, 'join', '{}', { extra: { CONTENT_LENGTH: length } });
    assert.ok([400, 413].includes(odd.status), `CONTENT_LENGTH ${length}: ${odd.status}`);
  }
  assert.equal((await daemon.status()).clients, 0);
});

test('without CONTENT_LENGTH all of STDIN is the body', async (t) => {
  const daemon = await daemonFor(t);
  for (const length of [undefined, '']) {
    const answer = await post(daemon, 'join', '{"room":"whole"}', { extra: { CONTENT_LENGTH: length } });
    assert.equal(answer.status, 200, `CONTENT_LENGTH ${length}: ${answer.text}`);
    assert.equal(answer.json.commands[0][2].room, 'whole');
  }
});

test('bad_token: the client is present and the token is not its own', async (t) => {
  const daemon = await daemonFor(t);
  const [ann, bob] = [await joined(daemon), await joined(daemon)];
  for (const token of ['', bob.token, newToken(), ann.token.slice(1), `${ann.token}x`, 'x'.repeat(10000)]) {
    for (const [endpoint, more] of [['poll', { ack: 1 }], ['send', { commands: [['send', ann.id, {}]] }], ['leave', {}]]) {
      assertError(await post(daemon, endpoint, { id: ann.id, token, ...more }), 403, 'bad_token', `${endpoint} ${token.slice(0, 40)}`);
    }
  }
  assert.equal((await daemon.status()).clients, 2);
  const polled = await ann.poll();
  assert.deepEqual(polled.json.commands.map(([name]) => name), ['fetch'], 'nobody spoke in the name of ann');
});

test('unknown_client: any id that is not present', async (t) => {
  const daemon = await daemonFor(t);
  const token = newToken();
  for (const id of [idOfToken(token), 'f'.repeat(32), '', 'nobody', 'A'.repeat(5000)]) {
    for (const [endpoint, more] of [['poll', { ack: 0 }], ['send', { commands: [['send', id, {}]] }], ['leave', {}]]) {
      assertError(await post(daemon, endpoint, { id, token, ...more }), 410, 'unknown_client', `${endpoint} ${id.slice(0, 40)}`);
    }
  }
});

test('no_such_endpoint and bad_method', async (t) => {
  const daemon = await daemonFor(t);
  for (const endpoint of ['', 'nope', 'JOIN', 'join.html', 'joinx', 'xjoin', 'chat', '%6aoin', 'x'.repeat(5000)]) {
    assertError(await post(daemon, endpoint, {}), 404, 'no_such_endpoint', endpoint.slice(0, 40));
  }
  for (const endpoint of ['join', 'poll', 'send', 'leave']) {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'post', 'POSTX']) {
      const answer = await request(daemon.address, { endpoint, method, body: '{}' });
      assertError(answer, 405, 'bad_method', `${method} ${endpoint}`);
      assert.equal(answer.headers.allow, 'POST');
    }
  }
  const posted = await post(daemon, 'status', {});
  assertError(posted, 405, 'bad_method', 'POST status');
  assert.match(posted.headers.allow, /\bGET\b/);
});

test('bad_type: not application/json', async (t) => {
  const daemon = await daemonFor(t);
  for (const type of [undefined, '', 'text/plain', 'application/jsonx', 'application/json-seq', 'application', 'application/x-www-form-urlencoded', 'xapplication/json']) {
    assertError(await post(daemon, 'join', {}, { extra: { CONTENT_TYPE: type } }), 415, 'bad_type', String(type));
  }
  for (const type of ['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8', 'Application/JSON', 'application/json ; x=y']) {
    assert.equal((await post(daemon, 'join', {}, { extra: { CONTENT_TYPE: type } })).status, 200, type);
  }
});

test('too_large: said before the body is all read', async (t) => {
  const daemon = await daemonFor(t, ['--max-body', '1000']);
  const connection = await FastCgiConnection.open(daemon.address);
  t.after(() => connection.destroy());

  const announced = connection.expect(1);
  connection.write(Buffer.concat([begin(1), stream(TYPE.PARAMS, 1, pairs(params({ endpoint: 'join', body: 'x'.repeat(1001) })))]));
  assertError(await announced, 413, 'too_large', 'announced by CONTENT_LENGTH');

  const streamed = connection.expect(2);
  const open = params({ endpoint: 'join', body: '', extra: { CONTENT_LENGTH: undefined } });
  connection.write(Buffer.concat([begin(2), stream(TYPE.PARAMS, 2, pairs(open)), record(TYPE.STDIN, 2, ' '.repeat(1001))]));
  assertError(await streamed, 413, 'too_large', 'more than the limit came');

  connection.write(Buffer.concat([record(TYPE.STDIN, 1, 'x'.repeat(1001)), record(TYPE.STDIN, 1), record(TYPE.STDIN, 2)]));
  assert.equal((await connection.request({ endpoint: 'join', body: '{}'.padEnd(1000) })).status, 200, 'the connection serves on, up to the limit');
});

test('the default limit is 96 KiB', async (t) => {
  const daemon = await daemonFor(t);
  assert.equal((await post(daemon, 'join', '{}'.padEnd(98304))).status, 200);
  assertError(await post(daemon, 'join', '{}'.padEnd(98305)), 413, 'too_large', 'one byte more');
});

test('a message of max_message bytes passes', async (t) => {
  const daemon = await daemonFor(t);
  const ann = await joined(daemon);
  const bare = JSON.stringify({ id: 'm', ts: 1, text: '' }).length;
  const answer = await send(ann, { id: 'm', ts: 1, text: 'x'.repeat(ann.init.max_message - bare) });
  assert.equal(answer.status, 200, answer.text);
});

test('every answer has the common headers', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '0.1']);
  const ann = await joined(daemon);
  assertCommonHeaders(await post(daemon, 'join', {}), 'join');
  assertCommonHeaders(await ann.poll(), 'poll');
  assertCommonHeaders(await send(ann, {}), 'send');
  assertCommonHeaders(await request(daemon.address, { endpoint: 'status', method: 'GET' }), 'status');
  assertCommonHeaders(await ann.leave(), 'leave');
});

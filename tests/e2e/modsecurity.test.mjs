// A firewall that reads what is said: Apache with ModSecurity and its core rules, as shared hosting often has them. The
// daemon cannot help it. These tests say what passes and what the page has to live with.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatClient, newToken, overHttp } from '../lib/client.mjs';
import { assertPage } from '../lib/headers.mjs';
import { HttpConnection, requestBytes } from '../lib/http.mjs';
import { daemonFor, frontFor, joined, polling, send } from '../lib/scene.mjs';

const REFUSED = 'you will find it in /etc/passwd; cat /etc/shadow as well';
const ORDINARY = [
  'hello', 'Hi everyone, how are you today?', 'She said "no", I said \'yes\'; then we left.', 'O’Reilly and O\'Reilly – rock \'n\' roll',
  'select one of them from the list and drop the table at home', 'I will update it, insert the coin and delete the rest',
  '<b>bold</b> and <i>it</i>', 'a < b && c > d', '<3 :-) ;-) ¯\\_(ツ)_/¯', 'see https://example.org/path?a=1&b=2#c', 'https://example.org/index.php?id=1&page=2',
  '👩‍👩‍👧‍👦🏳️‍🌈 🎉', 'Привет, как дела? 请看这里，谢谢 שלום مرحبا', 'line one\nline two\n\n\tline four', '{"kind":"text","list":[1,2,3]}',
  '$100 & 50% = fine', 'a=b&c=d', '--', '/* a comment */ # or not', 'C:\\Windows\\System32\\cmd.exe', 'word '.repeat(2000),
];

/** Apache with the firewall before a daemon, and who talks to it by the site's name, as browsers do, from now on. */
async function behindFirewall(t, args = []) {
  const daemon = await daemonFor(t, args);
  const front = await frontFor(t, 'apache-modsecurity', { socket: daemon.socket });
  return { daemon, front, transport: overHttp(front.url, { host: 'chat.example' }) };
}

/** Without dashes, for the reason below: a test must not fail by bad luck. */
const lucky = () => ({ token: newToken().replaceAll('-', '_') });

async function clientOver(transport) {
  const client = new ChatClient(transport, lucky());
  await client.join();
  return client;
}

const said = (text, more = {}) => ({ kind: 'text', name: 'Deft Mole', text, ...more });

/** The server's own page in place of an answer of the chat. */
function assertRefused({ status, headers, text }, what) {
  assert.equal(status, 403, what);
  assert.match(headers['content-type'], /^text\/html\b/, what);
  assert.match(text, /<h1>Forbidden<\/h1>/, what);
}

test('the page and ordinary talk pass', async (t) => {
  const { front, transport } = await behindFirewall(t, ['--rate', '0']);
  await assertPage(front);
  const [ann, bob] = [await clientOver(transport), await polling(t, front, lucky())];
  for (const text of ORDINARY) {
    const { status } = await send(ann, said(text));
    assert.equal(status, 200, text);
  }
  await bob.until((c) => c.messages.size === ORDINARY.length);
  assert.deepEqual(bob.texts(ann.id), ORDINARY);
});

test('every endpoint passes, in all its forms', async (t) => {
  const { front, transport } = await behindFirewall(t, ['--hold', '0.1']);
  const [ann, bob] = [await clientOver(transport), await clientOver(transport)];
  const statusOf = async (endpoint, value) => (await ann.post(endpoint, value)).status;
  assert.equal((await ann.poll()).status, 200);
  assert.equal(await statusOf('poll', { polls: [ann, bob].map((c) => ({ ...c.credentials, ack: c.ack })) }), 200);
  assert.equal(await statusOf('ack', { ...ann.credentials, ack: ann.ack }), 204);
  assert.equal(await statusOf('probe', { ...ann.credentials, padding: 'x'.repeat(60_000) }), 200);
  assert.equal(await statusOf('probe', { ...ann.credentials, fill: 60_000 }), 200);
  const commands = Array.from({ length: 64 }, (_, number) => ['send', ann.id, said(`line ${number}`, { id: `m${number}`, ts: 1, to: bob.id })]);
  assert.equal(await statusOf('send', { ...ann.credentials, commands }), 200);
  const stream = new HttpConnection(front.url);
  t.after(() => stream.destroy());
  stream.write(requestBytes(front.endpoint('stream'), {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...bob.credentials, ack: bob.ack }),
  }));
  await stream.bytesReceived(1000);
  assert.equal(await statusOf('leave', ann.credentials), 204);
});

test('what looks like an attack is refused with a page, and with all that is in the same request', async (t) => {
  const { daemon, transport } = await behindFirewall(t);
  const ann = await clientOver(transport);
  const cases = {
    'the line': [said(REFUSED)],
    'its text first': [{ text: REFUSED, kind: 'text' }],
    'to a newcomer': [said(REFUSED, { to: ann.id })],
    'before another': [said(REFUSED), said('good')],
    'behind another': [said('good'), said(REFUSED)],
  };
  for (const [what, messages] of Object.entries(cases)) {
    const commands = messages.map((message) => ['send', ann.id, message]);
    assertRefused(await ann.post('send', { ...ann.credentials, commands }), what);
  }
  assertRefused(await ann.post('leave', { ...ann.credentials, commands: [['send', ann.id, said(REFUSED)]] }), 'with a leave');
  assert.equal((await daemon.status()).clients, 1, 'the leave did not get through');
  assert.equal((await send(ann, said('good'))).status, 200);
  await ann.poll();
  assert.deepEqual(ann.texts(), ['good'], 'nothing of what was refused was said');
});

test('what others say elsewhere is read through it all the same', async (t) => {
  const { daemon, front } = await behindFirewall(t);
  const [ann, bob] = [await polling(t, front, lucky()), await polling(t, daemon)];
  await bob.say(REFUSED);
  await ann.until((c) => c.texts().includes(REFUSED));
});

test('two dashes in a token can look like an attack too', async (t) => {
  const { transport } = await behindFirewall(t);
  const unlucky = '4E97-Tp0JpxSspy--gyQ371XLipcv5bO';
  assertRefused(await transport('join', JSON.stringify({ token: unlucky })), 'join');
  assert.equal((await transport('join', JSON.stringify({ token: unlucky.replaceAll('-', '_') }))).status, 200);
  assert.equal((await transport('join', JSON.stringify(lucky()))).status, 200);
});

test('the folder for shared hosting is behind it as any other', async (t) => {
  const front = await frontFor(t, 'apache-fcgid-modsecurity');
  await assertPage(front);
  const [ann, bob] = [await joined(front, lucky()), await polling(t, front, lucky())];
  assert.equal((await send(ann, said('good'))).status, 200);
  assertRefused(await send(ann, said(REFUSED)), 'the line');
  await bob.until((c) => c.texts().includes('good'));
});

// What the daemon says about itself, and what it never says.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { ChatClient, overFastCgi } from '../lib/client.mjs';
import { cleanEnvironment, daemonProgram } from '../lib/daemon.mjs';
import { guarded, Process, run } from '../lib/process.mjs';
import { daemonFor, joined, post, send, statusUntil } from '../lib/scene.mjs';

const room = 'a-room-of-their-own', words = 'what nobody else may read', remote = '203.0.113.77';

/** Everything people may do, well and badly. Returns what must be in no log. */
async function conversation(daemon) {
  const [ann, bob] = [0, 1].map(() => new ChatClient(overFastCgi(daemon.address, { remote }), { room }));
  await ann.join();
  await bob.join();
  const parked = ann.post('poll', { ...ann.credentials, ack: ann.ack, hold: 5 });
  await parked;
  await send(bob, { id: 'message-one', text: words });
  await send(bob, { id: 'message-two', text: words, to: ann.id });
  await send(bob, { id: 'x'.repeat(5000), text: words });
  await ann.poll();
  await ann.post('poll', { id: ann.id, token: bob.token, ack: 1 });
  await ann.post('poll', { ...ann.credentials, ack: 999 });
  await post(daemon, 'join', `{"room":"${room}"`, { remote });
  await post(daemon, 'join', { room: `${room} ${words}` }, { remote });
  await post(daemon, `${room}/nowhere`, {}, { remote });
  const raw = connect(daemon.socket);
  raw.end(`no FastCGI: ${words}`);
  raw.resume();
  await guarded(once(raw, 'close'), 'the end of the connection');
  await ann.leave();
  const left = bob.post('poll', { ...bob.credentials, ack: 99, hold: 0 });
  await left;
  return [room, words, remote, 'message-one', ann.id, ann.token, bob.id, bob.token];
}

for (const args of [[], ['--log-level', 'debug'], ['--log-level', 'debug', '--log-format', 'json']]) {
  test(`no id, token, room, address or message is in the log of a conversation: ${args.join(' ') || 'by default'}`, async (t) => {
    const daemon = await daemonFor(t, ['--rate', '5', ...args]);
    const secrets = await conversation(daemon);
    daemon.process.signal('SIGUSR1');
    await daemon.process.waitForLine(/clients in/);
    await daemon.terminate();
    const { output } = daemon.process;
    assert.match(output, /broke the FastCGI protocol/);
    assert.equal(/was refused: bad_token/.test(output), args.length > 0, output);
    for (const secret of secrets) assert.ok(!output.includes(secret), `${secret} in\n${output}`);
  });
}

test('with --log-format json each line is an event', async (t) => {
  const daemon = await daemonFor(t, ['--log-format', 'json', '--grace', '10']);
  await joined(daemon);
  daemon.process.signal('SIGUSR1');
  await daemon.process.waitForLine(/"summary"/);
  await daemon.terminate();
  const events = daemon.process.lines.map((line) => JSON.parse(line));
  const told = events.map(({ level, event }) => `${level} ${event}`).filter((each) => !/sandbox|memory_lock/.test(each));
  assert.deepEqual(told, ['warning grace_short', 'info started', 'info summary', 'info ended']);
  for (const { time, message } of events) {
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 600_000, time);
    assert.ok(message.length > 0);
  }
  assert.equal(events[1].address, daemon.socket);
  assert.equal(typeof events[1].descriptors, 'number');
});

test('--log-level leaves out what is less important', async (t) => {
  const daemon = await daemonFor(t, ['--grace', '10', '--log-level', 'warning']);
  await daemon.terminate();
  assert.equal(daemon.process.lines.length, 1, daemon.process.output);
  for (const args of [['--log-level', 'loud'], ['--log-format', 'xml'], ['--log-to', 'paper'], ['--log-level', '']]) {
    const { code, output } = await run(daemonProgram(), args, { env: cleanEnvironment() });
    assert.equal(code, 2);
    assert.match(output, new RegExp(`${args[0]}: '${args[1]}' is none of \\w+\\|`));
  }
});

test('SIGUSR1 tells what there is', async (t) => {
  const daemon = await daemonFor(t);
  const [ann] = [await joined(daemon, { room: 'r' }), await joined(daemon, { room: 'r' }), await joined(daemon)];
  await send(ann, { id: 'm' });
  const bob = await joined(daemon, { room: 's' });
  const parked = bob.poll();
  await statusUntil(daemon, ({ parked: n }) => n === 1);
  daemon.process.signal('SIGUSR1');
  const line = await daemon.process.waitForLine(/clients/);
  assert.match(line, /^onetimechatd: 4 clients in 3 rooms, 1 requests parked on \d+ connections, [1-9]\d* bytes queued, [1-9]\d* bytes of memory; 1 messages, \d+ deliveries and 0 overflows in \d+ seconds$/);
  assert.equal((await post(daemon, 'join', {})).status, 200);
  await daemon.terminate();
  await parked;
});

test('SIGUSR1 ends what a FastCGI process manager has started', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const daemon = new Process(daemonProgram(), [], { env: cleanEnvironment(), stdio: [server._handle.fd, 'pipe', 'pipe'] });
  t.after(() => daemon.stop());
  server.close();
  await daemon.waitForLine(/listening on descriptor 0/);
  assert.equal((await daemon.stop('SIGUSR1')).code, 0);
  assert.doesNotMatch(daemon.output, /clients in/);
});

// How the hub behind relays begins and ends: by itself, by a crash, not at all.

import assert from 'node:assert/strict';
import { chmod, chown, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, daemonProgram } from '../lib/daemon.mjs';
import { FastCgiConnection } from '../lib/fastcgi.mjs';
import { run } from '../lib/process.mjs';
import { Hub, directoryUntil, hubFor, isRunning, processGone, relayFor } from '../lib/relay.mjs';
import { joined, polling, post, statusUntil } from '../lib/scene.mjs';

test('a hub that is killed is replaced, and people who talk are back with everything', async (t) => {
  const hub = await hubFor(t);
  const people = [];
  for (let i = 0; i < 3; i++) people.push(await polling(t, await relayFor(hub), { persistent: true }));
  for (const [i, person] of people.entries()) await person.say(`from ${i}`);
  for (const person of people) await person.until((c) => c.messages.size === 3);
  await statusUntil(hub, (status) => status.parked === 3);
  await hub.end('SIGKILL');
  for (const person of people) await person.until((c) => c.inits === 2 && c.messages.size === 3);
  assert.deepEqual(people.map((person) => person.retries ?? 0), [0, 0, 0], 'nobody saw more than a 410');
});

test('a request that a dying hub has not answered is answered by the next', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub, ['--hold', '300']);
  const ann = await joined(relay);
  const parked = ann.poll();
  await statusUntil(hub, (status) => status.parked === 1);
  await hub.end('SIGKILL');
  assert.equal((await parked).status, 410);
  assert.equal((await hub.status()).joined, 0);
});

test('--idle-exit ends the hub when nobody has been there, and a relay starts another', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub, ['--idle-exit', '0.3', '--grace', '0.2', '--hold', '0']);
  assert.equal((await post(relay, 'join', {})).status, 200);
  const { pid } = hub;
  await directoryUntil(hub.dir, () => !existsSync(hub.socket));
  await processGone(pid);
  assert.match(hub.log, /nobody has been there/);
  assert.equal((await post(relay, 'join', {})).status, 200);
  assert.notEqual(hub.pid, pid);
});

test('a hub with people in it does not end', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub, ['--idle-exit', '0.1', '--hold', '1']);
  const ann = await joined(relay);
  const { pid } = hub;
  assert.equal((await ann.poll()).status, 200); // a second has passed
  assert.ok(isRunning(pid));
  assert.equal((await hub.status()).clients, 1);
});

test('a request at the moment of an idle exit is answered', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub, ['--idle-exit', '0.05']);
  const ask = () => post(relay, 'poll', { id: 'f'.repeat(32), token: 'a'.repeat(22), ack: 1 });
  const hubs = new Set();
  for (let i = 0; i < 10; i++) {
    assert.equal((await ask()).status, 410);
    hubs.add(hub.pid);
    await hub.ends(() => {}).catch(({ code }) => assert.match(code, /^(ECONNRESET|ECONNREFUSED|EPIPE|ENOENT)$/, 'it has ended already'));
    const answers = await Promise.all(Array.from({ length: 5 }, ask));
    for (const answer of answers) assert.equal(answer.status, 410, answer.text);
  }
  assert.ok(hubs.size > 5, `${hubs.size} hubs`);
  assert.equal(relay.output, '');
});

test('the daemon has --idle-exit too', async (t) => {
  const hub = await hubFor(t);
  await mkdir(hub.dir);
  const result = await run(daemonProgram(), ['--listen', hub.socket, '--idle-exit', '0.1'], { env: cleanEnvironment() });
  assert.equal(result.code, 0, result.output);
  assert.ok(!existsSync(hub.socket));
});

test('a hub that ends at start: bounded attempts, a 503, one line on standard error', async (t) => {
  const hub = await hubFor(t);
  // Kills each hub in its first system call, which no relay makes.
  const wrapper = ['strace', '-D', '-f', '-qq', '-o', join(dirname(hub.dir), 'starts'), '-e', 'trace=setsid', '-e', 'inject=setsid:signal=SIGKILL'];
  const env = { ASAN_OPTIONS: 'detect_leaks=0' }; // which cannot be done under strace
  const relay = await relayFor(hub, [], { wrapper, env });
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(relay, 'join', {})));
  for (const answer of answers) {
    assert.equal(answer.status, 503, answer.text);
    assert.equal(answer.json.error, 'busy');
    assert.match(answer.headers['retry-after'], /^\d+$/);
    assert.equal(Number(answer.headers['content-length']), answer.bytes);
  }
  assert.equal(relay.lines.length, 1, relay.output);
  assert.match(relay.output, /no hub stays/);
  const starts = () => readFileSync(join(dirname(hub.dir), 'starts'), 'utf8').match(/setsid\(/g).length;
  const before = starts();
  t.diagnostic(`${before} starts for 20 requests at once`);
  assert.ok(before < 20);
  assert.equal((await post(relay, 'join', {})).status, 503);
  assert.equal(starts(), before, 'none is started for a while');
});

test('a connection that every hub ends is no reason to start none', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub);
  assert.equal((await post(relay, 'join', {})).status, 200);
  const broken = await FastCgiConnection.open(relay.address);
  t.after(() => broken.destroy());
  const { closed } = broken;
  broken.write(Buffer.alloc(64, 'x'));
  await closed;
  await hub.end('SIGKILL');
  assert.equal((await post(relay, 'join', {})).status, 200);
  assert.equal(relay.output, '');
});

test('the hub\'s directory must be private: else one clear line, exit status 2', async (t) => {
  const hub = await hubFor(t);
  const base = dirname(hub.dir);
  const at = (name) => join(base, name);
  await mkdir(at('real'), { mode: 0o700 });
  await symlink('real', at('link'));
  await writeFile(at('file'), '');
  for (const [name, mode] of [['group', 0o750], ['others', 0o701], ['write', 0o720]]) {
    await mkdir(at(name));
    await chmod(at(name), mode);
  }
  const refused = ['link', 'file', 'group', 'others', 'write', 'missing/deeper'];
  if (process.getuid() === 0) {
    await mkdir(at('foreign'), { mode: 0o700 });
    await chown(at('foreign'), 65534, 65534);
    refused.push('foreign');
  }
  for (const name of refused) {
    const result = await run(daemonProgram(), ['--relay', '--listen', at('front.sock'), '--hub', join(at(name), 'hub.sock')], { env: cleanEnvironment() });
    assert.equal(result.code, 2, name);
    assert.equal(result.output.trim().split('\n').length, 1, result.output);
    assert.ok(!existsSync(at('front.sock')), name);
  }
  assert.deepEqual(readdirSync(at('real')), []);
});

test('a path that has no name, or too long a one, is refused', async () => {
  for (const path of ['', '/', '/tmp/', '..', `/tmp/${'x'.repeat(100)}`, `/${'y/'.repeat(3000)}hub.sock`]) {
    const result = await run(daemonProgram(), ['--relay', '--listen', ':0', '--hub', path], { env: cleanEnvironment() });
    assert.equal(result.code, 2, path);
    assert.equal(result.output.trim().split('\n').length, 1, result.output);
  }
});

test('the directory may have a long path', async (t) => {
  const hub = await hubFor(t, 'd'.repeat(150));
  const relay = await relayFor(hub);
  assert.equal((await post(relay, 'join', {})).status, 200);
  assert.ok(lstatSync(hub.socket).isSocket());
});

test('a directory that is removed while a relay runs is made again', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub);
  assert.equal((await post(relay, 'join', {})).status, 200);
  await hub.stop();
  await rm(hub.dir, { recursive: true });
  assert.equal((await post(relay, 'join', {})).status, 200);
  assert.equal((await hub.status()).clients, 1);
});

test('who removes the socket gets a new hub, and the old one ends', async (t) => {
  const hub = await hubFor(t);
  const relay = await relayFor(hub);
  assert.equal((await post(relay, 'join', {})).status, 200);
  const { pid } = hub;
  await rm(hub.socket);
  assert.equal((await post(relay, 'join', {})).status, 200);
  assert.notEqual(hub.pid, pid);
  await processGone(pid);
  assert.equal((await hub.status()).clients, 1);
});

test('by default the hub is in the home directory of the user, whatever $HOME says', async (t) => {
  const home = /^[^:]*(?::[^:]*){4}:([^:]*)/.exec(readFileSync('/etc/passwd', 'utf8').split('\n')
    .find((line) => Number(line.split(':')[2]) === process.getuid()))[1];
  const hub = new Hub(join(home, '.onetimechat'));
  if (existsSync(hub.dir)) return t.skip('this user has a hub of its own');
  t.after(async () => {
    await hub.stop();
    await rm(hub.dir, { recursive: true, force: true });
  });
  const relay = await relayFor(hub, [], { hubOption: [], env: { HOME: '/nowhere' } });
  t.after(() => relay.stop());
  assert.equal((await post(relay, 'join', {})).status, 200);
  assert.ok(lstatSync(hub.socket).isSocket());
  await relay.stop();
});

test('a relay ends with SIGTERM, and passes on the answers that come at once', async (t) => {
  const hub = await hubFor(t);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGUSR1']) {
    const relay = await relayFor(hub, ['--hold', '300']);
    const ann = await joined(relay);
    const parked = ann.poll();
    await statusUntil(hub, (status) => status.parked === 1);
    const idle = await FastCgiConnection.open(relay.address);
    relay.signal(signal);
    await post(hub, 'leave', ann.credentials);
    assert.equal((await parked).status, 410);
    idle.destroy();
    assert.equal((await relay.exited).code, 0, signal);
  }
});

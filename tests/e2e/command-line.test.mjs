// Options, start modes, and how the daemon ends.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, daemonProgram, temporaryDirectory } from '../lib/daemon.mjs';
import { freePort, socketReady } from '../lib/ports.mjs';
import { Process, run } from '../lib/process.mjs';
import { daemonFor, joined, post, statusUntil } from '../lib/scene.mjs';

async function directoryFor(t) {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Runs the daemon where it should refuse. */
function refuse(args, env = {}) {
  return run(daemonProgram(), args, { env: cleanEnvironment(env) });
}

test('--version and --help', async () => {
  const version = await refuse(['--version']);
  assert.equal(version.code, 0);
  assert.match(version.output, /\d+\.\d+/);
  const help = await refuse(['--help']);
  assert.equal(help.code, 0);
  const options = ['listen', 'socket-mode', 'hold', 'grace', 'max-clients', 'max-room', 'max-body', 'max-queue', 'rate', 'rate-bytes', 'join-rate', 'version', 'help'];
  for (const option of options) assert.match(help.output, new RegExp(`--${option}\\b`));
});

test('a bad option or address: one line, exit status 2, nothing left behind', async (t) => {
  const dir = await directoryFor(t);
  const socket = join(dir, 's.sock');
  const bad = [
    [], ['--listen'], ['--listen', ''], ['--listen', 'nowhere'], ['--listen', '127.0.0.1:'], ['--listen', '127.0.0.1:99999'], ['--listen', '127.0.0.1:x'], ['--listen', '[::1:80'],
    ['--listen', ':0x50'], ['--listen', join(dir, 'missing', 's.sock')], ['--listen', `/${'x'.repeat(200)}`], ['--listen', '192.0.2.1:80'],
    ['--no-such-option'], ['-x'], ['stray'], ['--listen', socket, 'stray'],
    ...[['hold', '-1'], ['hold', 'x'], ['hold', ''], ['hold', '1x'], ['hold', 'nan'], ['hold', 'inf'], ['grace', '-1'], ['grace', 'x'], ['max-clients', '-1'], ['max-clients', '1.5'],
      ['max-clients', '99999999999999999999'], ['max-room', 'x'], ['max-body', '-5'], ['max-body', '1e3'], ['max-queue', 'x'], ['rate', '-1'], ['rate-bytes', 'x'], ['join-rate', 'x'],
      ['socket-mode', '999'], ['socket-mode', 'rw'], ['socket-mode', '10000']].map(([name, value]) => ['--listen', socket, `--${name}`, value]),
  ];
  for (const args of bad) {
    const result = await refuse(args);
    const what = args.join(' ').slice(0, 80);
    assert.equal(result.code, 2, `${what}: ${JSON.stringify(result)}`);
    assert.equal(result.output.trim().split('\n').length, 1, `${what}: ${result.output}`);
    assert.ok(result.output.trim().length > 0, what);
    assert.ok(!existsSync(socket), what);
  }
});

test('every option can be given in the environment, and the command line wins', async (t) => {
  const daemon = await daemonFor(t, ['--grace', '40'], { env: { ONETIMECHAT_HOLD: '3.5', ONETIMECHAT_GRACE: '50', ONETIMECHAT_MAX_CLIENTS: '2' } });
  const ann = await joined(daemon);
  assert.equal(ann.init.hold, 3.5);
  assert.equal(ann.init.grace, 40);
  await joined(daemon);
  assert.equal((await post(daemon, 'join', {})).status, 503);
  const result = await refuse([], { ONETIMECHAT_LISTEN: '/nowhere/at/all.sock' });
  assert.equal(result.code, 2);
  const bad = await refuse(['--listen', '/nowhere/at/all.sock'], { ONETIMECHAT_HOLD: 'x' });
  assert.equal(bad.code, 2);
  assert.match(bad.output, /hold/i);
});

test('a grace under the hold gets a warning', async (t) => {
  const daemon = await daemonFor(t, ['--hold', '30', '--grace', '10']);
  await daemon.process.waitForLine(/grace/i);
  const quiet = await daemonFor(t, ['--hold', '10', '--grace', '30']);
  await post(quiet, 'join', {});
  await quiet.terminate();
  assert.doesNotMatch(quiet.process.output, /grace/i);
});

test('--socket-mode, 0660 by default', async (t) => {
  const dir = await directoryFor(t);
  for (const [args, mode] of [[[], 0o660], [['--socket-mode', '0600'], 0o600], [['--socket-mode', '666'], 0o666]]) {
    const socket = join(dir, `${mode}.sock`);
    const daemon = new Process(daemonProgram(), ['--listen', socket, ...args], { env: cleanEnvironment() });
    await socketReady(socket, daemon.exited);
    assert.equal(statSync(socket).mode & 0o777, mode);
    assert.equal((await daemon.stop()).code, 0);
  }
});

test('it listens on TCP: host:port, [v6]:port and :port', async (t) => {
  for (const host of ['127.0.0.1', '[::1]', '']) {
    const port = await freePort();
    const daemon = new Process(daemonProgram(), ['--listen', `${host}:${port}`], { env: cleanEnvironment() });
    t.after(() => daemon.stop());
    const address = { host: host === '[::1]' ? '::1' : '127.0.0.1', port };
    let answer;
    while (!answer && !daemon.ended) answer = await post({ address }, 'join', {}).catch(() => null);
    assert.equal(answer?.status, 200, `${host}:${port} ${daemon.output}`);
  }
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} answers every parked poll, removes the socket file and exits 0`, async (t) => {
    const daemon = await daemonFor(t, ['--hold', '1000', '--grace', '90']);
    const people = [];
    for (let i = 0; i < 20; i++) people.push(await joined(daemon, { room: `r${i}` }));
    const parked = people.map((person) => person.poll());
    await statusUntil(daemon, (status) => status.parked === 20);
    const begun = process.hrtime.bigint();
    const result = await daemon.process.stop(signal);
    const took = Number(process.hrtime.bigint() - begun) / 1e6;
    assert.deepEqual([result.code, result.signal], [0, null]);
    assert.ok(took < 1000, `within a second, the contract says; took ${took} ms`);
    assert.ok(!existsSync(daemon.socket));
    const waits = [];
    for (const answer of await Promise.all(parked)) {
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.json.commands, []);
      assert.ok(answer.json.wait > 0 && answer.json.wait <= 45, `wait ${answer.json.wait} is at most half the grace`);
      waits.push(answer.json.wait);
    }
    assert.ok(new Set(waits).size > 1, 'it differs from client to client');
  });
}

test('a stale socket file is replaced', async (t) => {
  const daemon = await daemonFor(t);
  await daemon.kill();
  assert.ok(existsSync(daemon.socket), 'a killed daemon leaves its socket');
  await daemon.start();
  assert.equal((await post(daemon, 'join', {})).status, 200);
});

test('a live socket is refused and left alone', async (t) => {
  const daemon = await daemonFor(t);
  const before = statSync(daemon.socket).ino;
  const result = await refuse(['--listen', daemon.socket]);
  assert.equal(result.code, 2);
  assert.equal(statSync(daemon.socket).ino, before);
  assert.equal((await post(daemon, 'join', {})).status, 200);
});

test('a path that is no socket is refused and left alone', async (t) => {
  const dir = await directoryFor(t);
  const file = join(dir, 'file');
  await writeFile(file, 'precious');
  const link = join(dir, 'link');
  await symlink(file, link);
  for (const path of [file, dir, link]) {
    const result = await refuse(['--listen', path]);
    assert.equal(result.code, 2, path);
  }
  assert.equal(statSync(file).size, 8);
});

test('a taken TCP port is refused', async (t) => {
  const daemon = await daemonFor(t, [], { tcp: true });
  const result = await refuse(['--listen', `127.0.0.1:${daemon.address.port}`]);
  assert.equal(result.code, 2);
  assert.equal((await post(daemon, 'join', {})).status, 200);
});

/**
 * Starts the daemon with a listening socket of ours as its descriptor `number`. We close our copy, so that
 * only the daemon takes what comes; what came before waits for it in the kernel.
 */
async function inheriting(t, number, command, args, env = {}) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const stdio = ['ignore', 'pipe', 'pipe'];
  stdio[number] = server._handle.fd;
  const daemon = new Process(command, args, { env: cleanEnvironment(env), stdio });
  t.after(() => daemon.stop());
  server.close();
  return { daemon, address: { host: '127.0.0.1', port } };
}

test('descriptor 0 is used where it is a listening socket', async (t) => {
  const { daemon, address } = await inheriting(t, 0, daemonProgram(), ['--hold', '3']);
  const answer = await post({ address }, 'join', {});
  assert.equal(answer.status, 200);
  assert.equal(answer.json.commands[0][2].hold, 3);
  assert.equal((await daemon.stop()).code, 0);
});

test('spawn-fcgi starts it in the foreground, and it ends with SIGTERM', async (t) => {
  const dir = await directoryFor(t);
  const socket = join(dir, 'spawned.sock');
  const daemon = new Process('spawn-fcgi', ['-n', '-s', socket, '--', daemonProgram()], { env: cleanEnvironment() });
  t.after(() => daemon.stop());
  await socketReady(socket, daemon.exited);
  assert.equal((await post({ address: socket }, 'join', {})).status, 200);
  assert.equal((await daemon.stop()).code, 0);
});

test('--listen wins over descriptor 0', async (t) => {
  const dir = await directoryFor(t);
  const socket = join(dir, 'own.sock');
  const { daemon } = await inheriting(t, 0, daemonProgram(), ['--listen', socket]);
  await socketReady(socket, daemon.exited);
  assert.equal((await post({ address: socket }, 'join', {})).status, 200);
});

test('systemd hands over its socket', async (t) => {
  const { daemon, address } = await inheriting(t, 3, 'sh', ['-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0"', daemonProgram()]);
  assert.equal((await post({ address }, 'join', {})).status, 200);
  assert.equal((await daemon.stop()).code, 0);
});

test('a socket for another process is not ours', async (t) => {
  const { daemon } = await inheriting(t, 3, daemonProgram(), [], { LISTEN_PID: '1', LISTEN_FDS: '1' });
  assert.equal((await daemon.exited).code, 2);
});

test('descriptor 0 that is no listening socket is no way to listen', async () => {
  for (const stdin of ['ignore', 'pipe']) {
    const result = await run(daemonProgram(), [], { env: cleanEnvironment(), stdio: [stdin, 'pipe', 'pipe'] });
    assert.equal(result.code, 2, `stdin ${stdin}`);
  }
});

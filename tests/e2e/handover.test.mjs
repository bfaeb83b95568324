// SIGUSR2: a restart under load that refuses nobody.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { chmod, copyFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChatClient, overFastCgi } from '../lib/client.mjs';
import { cleanEnvironment, daemonProgram, temporaryDirectory } from '../lib/daemon.mjs';
import { freePort, socketReady } from '../lib/ports.mjs';
import { guarded, Process } from '../lib/process.mjs';
import { daemonFor, joined, post } from '../lib/scene.mjs';

/** A line of daemons, each of which hands over to the next. The output of all comes through the first, which has exited for us when all have. */
class Line {
  constructor(t) {
    this.pids = [];
    t.after(() => this.pids.length > 1 && this.end()); // before the end of the first one is waited for
  }

  begin(first) {
    this.first = first;
    this.pids.push(first.pid);
  }

  #said = (pattern) => this.first.lines.filter((line) => pattern.test(line));

  async #hear(pattern, n) {
    while (this.#said(pattern).length < n) await guarded(once(this.first, 'line'), `${pattern} in\n${this.first.output}`);
    return this.#said(pattern)[n - 1];
  }

  async handOver() {
    const generation = this.pids.length;
    process.kill(this.pids.at(-1), 'SIGUSR2');
    const said = await this.#hear(/process \d+ has taken over/, generation);
    this.pids.push(Number(/process (\d+)/.exec(said)[1]));
  }

  async end() {
    if (!this.first.ended) process.kill(this.pids.at(-1), 'SIGTERM');
    return guarded(this.first.exited, 'the end of all');
  }
}

/** Someone who talks as fast as the daemon answers, and says what was not answered as the contract has it. */
async function talk(daemon, load) {
  const client = new ChatClient(overFastCgi(daemon.address));
  let said = 0, present = false;
  while (!load.over) {
    const [endpoint, value] = present
      ? said % 2 ? ['send', { ...client.credentials, commands: [['send', client.id, { id: `m${said}`, text: 'hello' }]] }] : ['poll', { ...client.credentials, ack: client.ack, hold: 0.01 }]
      : ['join', { room: 'r', token: client.token }];
    try {
      const { status, text } = await client.post(endpoint, value);
      if (![200, 410].includes(status)) load.failures.push(`${endpoint}: ${status} ${text}`);
      present = status === 200;
      said++;
      load.answered++;
      load.emit('answer');
    } catch (error) {
      load.failures.push(`${endpoint}: ${error.message}`);
    }
  }
}

for (const tcp of [false, true]) {
  test(`under load no request fails while the daemon is restarted three times (${tcp ? 'TCP' : 'a socket file'})`, async (t) => {
    const line = new Line(t);
    const daemon = await daemonFor(t, ['--rate', '0', '--rate-bytes', '0', '--join-rate', '0', '--max-queue', '100000000'], { tcp });
    line.begin(daemon.process);
    const load = Object.assign(new EventEmitter(), { answered: 0, failures: [] });
    const people = Array.from({ length: 16 }, () => talk(daemon, load));
    for (let generation = 1; generation <= 3; generation++) {
      while (load.answered < generation * 300) await guarded(once(load, 'answer'), 'answers');
      await line.handOver();
    }
    load.over = true;
    await Promise.all(people);
    assert.deepEqual(load.failures, []);
    assert.equal(new Set(line.pids).size, 4);
    assert.equal((await post(daemon, 'join', {})).status, 200);
    if (!tcp) assert.ok(existsSync(daemon.socket), 'the old ones have left the file');
  });
}

test('the last of them removes the socket file', async (t) => {
  const line = new Line(t);
  const daemon = await daemonFor(t);
  line.begin(daemon.process);
  const { ino } = statSync(daemon.socket);
  await line.handOver();
  assert.equal(statSync(daemon.socket).ino, ino);
  await line.end();
  assert.ok(!existsSync(daemon.socket));
});

test('who is parked is answered, and finds the new process by the same address', async (t) => {
  const line = new Line(t);
  const daemon = await daemonFor(t, ['--hold', '1000', '--grace', '2000']);
  line.begin(daemon.process);
  const ann = await joined(daemon);
  const parked = ann.poll();
  await line.handOver();
  const answer = await parked;
  assert.equal(answer.status, 200);
  assert.ok(answer.json.wait > 0);
  assert.equal((await ann.poll()).status, 410);
  await ann.join();
});

test('a new program that does not start changes nothing', async (t) => {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  const socket = join(dir, 's.sock'), config = join(dir, 'conf'), program = join(dir, 'onetimechatd');
  await copyFile(daemonProgram(), program);
  await chmod(program, 0o755);
  await writeFile(config, 'hold 3\n');
  const daemon = new Process(program, ['--listen', socket, '--config', config], { env: cleanEnvironment() });
  t.after(() => daemon.stop());
  await socketReady(socket, daemon.exited);
  const failures = () => daemon.lines.filter((line) => /has ended before it served/.test(line)).length;
  const failed = async (n) => {
    daemon.signal('SIGUSR2');
    while (failures() < n) await guarded(once(daemon, 'line'), 'a line');
    assert.equal((await post({ address: socket }, 'join', {})).status, 200);
    assert.ok(!daemon.ended);
  };
  await writeFile(config, 'hold x\n');
  await failed(1);
  assert.match(daemon.output, /conf:1: hold: 'x' is not a number/);
  await rm(program);
  await failed(2);
});

test('a new address is listened at anew', async (t) => {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  const line = new Line(t);
  const config = join(dir, 'conf'), before = join(dir, 'a.sock'), after = join(dir, 'b.sock');
  await writeFile(config, `listen ${before}\n`);
  const daemon = new Process(daemonProgram(), ['--config', config], { env: cleanEnvironment() });
  t.after(() => daemon.stop());
  await socketReady(before, daemon.exited);
  await writeFile(config, `listen ${after}\n`);
  line.begin(daemon);
  await line.handOver();
  assert.equal((await post({ address: after }, 'join', {})).status, 200);
  assert.equal((await line.end()).code, 0);
  assert.ok(!existsSync(before) && !existsSync(after));
});

test('who was started by a process manager or by systemd does not start another', async (t) => {
  const port = await freePort();
  const daemon = new Process('sh', ['-c', 'SYSTEMD_EXEC_PID=$$ exec "$0" --listen "$1"', daemonProgram(), `127.0.0.1:${port}`], { env: cleanEnvironment() });
  t.after(() => daemon.stop());
  await daemon.waitForLine(/listening/);
  daemon.signal('SIGUSR2');
  await daemon.waitForLine(/whoever started this process must restart it/);
  assert.equal((await post({ address: { host: '127.0.0.1', port } }, 'join', {})).status, 200);
});

test('what comes on a socket that others hold too does not keep it from ending', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address();
  const daemon = new Process('sh', ['-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0"', daemonProgram()], { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe', server._handle.fd] });
  t.after(() => daemon.stop('SIGKILL'));
  await daemon.waitForLine(/listening/);
  const sockets = [];
  const call = async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
  };
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  server.on('connection', (socket) => sockets.push(socket)); // this process has the socket too
  for (let i = 0; i < 20; i++) await call(); // some of these are the daemon's, and say nothing
  daemon.signal('SIGTERM');
  const over = daemon.exited.then(() => true);
  while (!await Promise.race([over, call().then(() => false)])) continue;
  assert.deepEqual(await daemon.exited, { code: 0, signal: null });
});

// What the daemon gives up once it serves, looked at from outside; that all endpoints work without it is what all other tests show, too.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { daemonProgram, temporaryDirectory } from '../lib/daemon.mjs';
import { Process } from '../lib/process.mjs';
import { daemonFor, joined, polling, post, send } from '../lib/scene.mjs';

const asRoot = process.getuid() === 0;

/** Whether the daemon was built with libseccomp. */
async function hasFilter() {
  return /^#define HAVE_SECCOMP 1$/m.test(await readFile(join(process.env.OTC_BUILD, 'config.h'), 'utf8'));
}

/** The fields of /proc/PID/status. */
async function statusOf(pid) {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Object.fromEntries(text.trim().split('\n').map((line) => line.split(/:\s*/)));
}

async function converse(t, daemon) {
  const [ann, ben] = [await polling(t, daemon), await polling(t, daemon)];
  const arrived = new Promise((resolve) => ben.on('change', () => ben.messages.size > 0 && resolve()));
  assert.equal((await send(ann, { text: 'x'.repeat(60_000) })).status, 200);
  await arrived;
  const cat = await joined(daemon);
  assert.equal((await post(daemon, 'probe', { ...cat.credentials, pause: 0.01, fill: 200_000 })).status, 200);
  assert.equal((await post(daemon, 'poll', { polls: [{ ...cat.credentials, ack: 0 }] })).status, 200);
  assert.equal((await post(daemon, 'ack', { ...cat.credentials, ack: 1 })).status, 204);
  assert.equal((await post(daemon, 'leave', { ...cat.credentials })).status, 204);
  assert.ok((await daemon.status()).clients >= 2);
}

test('it serves without new privileges, core files, files to write to and most system calls', async (t) => {
  const daemon = await daemonFor(t);
  await converse(t, daemon);
  const status = await statusOf(daemon.pid);
  assert.equal(status.NoNewPrivs, '1');
  assert.equal(status.Seccomp, await hasFilter() ? '2' : '0');
  const limits = await readFile(`/proc/${daemon.pid}/limits`, 'utf8');
  assert.match(limits, /^Max core file size +0 +0 /m);
  assert.match(limits, /^Max file size +0 +0 /m);
  // Only root may look at a process that leaves no core files.
  assert.equal((await stat(`/proc/${daemon.pid}/mem`)).uid, 0);
});

test('with --no-sandbox it keeps what it has', async (t) => {
  const daemon = await daemonFor(t, ['--no-sandbox']);
  const status = await statusOf(daemon.pid);
  assert.equal(status.NoNewPrivs, '0');
  assert.equal(status.Seccomp, '0');
});

test('no system call of a conversation, and of the end, is one that the filter does not know', async (t) => {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true }));
  const trace = join(dir, 'trace');
  const daemon = await daemonFor(t, [], { wrapper: ['strace', '-s', '200', '-o', trace] });
  await converse(t, daemon);
  const child = Number((await readFile(`/proc/${daemon.pid}/task/${daemon.pid}/children`, 'utf8')).trim());
  process.kill(child, 'SIGTERM');
  await daemon.process.exited;
  const lines = (await readFile(trace, 'utf8')).split('\n');
  const serving = lines.slice(lines.findIndex((line) => line.includes('listening on')));
  assert.ok(serving.length > 50, 'strace saw it serve');
  const last = await hasFilter() ? /SECCOMP_SET_MODE_FILTER.* = 0$/ : /PR_SET_NO_NEW_PRIVS/;
  const from = serving.findIndex((line) => last.test(line));
  assert.notEqual(from, -1, 'strace saw it enter the sandbox');
  const filtered = serving.slice(from);
  assert.deepEqual(filtered.filter((line) => /ENOSYS|EACCES|EPERM|SIGSYS/.test(line)), []);
  assert.ok(filtered.some((line) => /unlink\w*\(.*chat\.sock"/.test(line)), 'the socket file was removed');
});

test('--user and --chroot leave root behind, and the socket file to the user', { skip: !asRoot && 'only root can' }, async (t) => {
  const user = Number(execFileSync('id', ['-u', 'nobody']));
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true }));
  const run = join(dir, 'run');
  await mkdir(run);
  await chmod(run, 0o777); // the user may remove the socket file there
  for (const [options, root] of [[[], '/'], [['--chroot', dir], dir], [['--chroot', `${dir}//`], dir]]) {
    const path = join(run, 'chat.sock');
    const daemon = new Process(daemonProgram(), ['--listen', path, '--user', 'nobody:www-data', ...options]);
    t.after(() => daemon.stop());
    await daemon.waitForLine(/listening on/);
    const place = { address: path };
    assert.equal((await post(place, 'join', {})).status, 200);
    const file = await stat(path);
    assert.equal(file.uid, user);
    assert.equal(file.gid, Number(execFileSync('getent', ['group', 'www-data']).toString().split(':')[2]));
    const status = await statusOf(daemon.pid);
    assert.deepEqual(status.Uid.split('\t').map(Number), [user, user, user, user]);
    assert.equal(status.Groups.trim(), String(file.gid));
    assert.match(status.CapEff, /^0+$/);
    assert.equal(await readlink(`/proc/${daemon.pid}/root`), root);
    if (options.length > 0) {
      daemon.signal('SIGUSR2');
      await daemon.waitForLine(/no program to start in --chroot/);
      assert.equal((await post(place, 'join', {})).status, 200);
    }
    assert.deepEqual(await daemon.stop('SIGTERM'), { code: 0, signal: null });
    await assert.rejects(stat(path), { code: 'ENOENT' });
  }
});

test('a user, group or directory that cannot be taken is refused before anything is made', async (t) => {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true }));
  const path = join(dir, 'chat.sock');
  const rows = [
    [['--user', 'no-such-user-here'], /--user: 'no-such-user-here': there is no such user/],
    [['--user', 'nobody:no-such-group'], /there is no such group/],
    [['--user', ''], /there is no such user/],
    [['--chroot', join(dir, 'missing')], /--chroot: '.*missing': No such file/],
    [['--chroot', '/etc/passwd'], /it is no directory/],
    [['--relay', '--user', 'nobody'], /--user cannot be used with --relay/],
  ];
  for (const [args, said] of rows) {
    const daemon = new Process(daemonProgram(), ['--listen', path, ...args]);
    const { code } = await daemon.exited;
    assert.equal(code, 2, args.join(' '));
    assert.match(daemon.output, said);
    await assert.rejects(stat(path), { code: 'ENOENT' });
  }
});

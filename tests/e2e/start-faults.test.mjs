// Each system call with which the daemon starts or takes connections fails once, made to by strace. It serves all the same, or ends with one clear
// line, leaves nothing behind, and starts when asked again. (What it calls while it serves: tests/unit/test_faults.c.)

import assert from 'node:assert/strict';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { daemonProgram, temporaryDirectory, cleanEnvironment } from '../lib/daemon.mjs';
import { request } from '../lib/fastcgi.mjs';
import { socketReady } from '../lib/ports.mjs';
import { Process } from '../lib/process.mjs';
import { daemonFor, polling } from '../lib/scene.mjs';

const OF_FILES = ['EACCES', 'EMFILE', 'ENOSPC'];
const STARTING = { // how often each is called at most, and how it fails
  socket: [1, ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']],
  bind: [1, ['EACCES', 'EADDRINUSE', 'ENOSPC', 'ENOMEM']],
  listen: [1, ['EADDRINUSE']],
  rename: [1, ['EACCES', 'ENOSPC']],
  flock: [1, ['ENOLCK', 'EINTR']],
  openat: [1, [...OF_FILES, 'ENFILE', 'ENOMEM']], // of the lock
  epoll_create1: [2, ['EMFILE', 'ENFILE', 'ENOMEM']],
  epoll_ctl: [1, ['ENOMEM', 'ENOSPC']],
  eventfd2: [1, ['EMFILE', 'ENOMEM']],
  socketpair: [1, ['EMFILE', 'ENOMEM']],
  clone: [1, ['EAGAIN', 'ENOMEM']],
  getrandom: [2, ['EINTR']],
  prlimit64: [4, ['EPERM']],
  prctl: [3, ['EINVAL', 'EPERM']],
  landlock_create_ruleset: [2, ['ENOSYS', 'EOPNOTSUPP']],
  landlock_add_rule: [1, ['ENOMEM']],
  landlock_restrict_self: [1, ['EPERM', 'E2BIG']],
};
const LOCK = 'chat.sock.lock';
const ONLY_OF = { openat: LOCK };
const LEFT = { flock: LOCK }; // an empty file: who cannot lock it cannot know whose it is

/** Runs a command under strace, which says in the file `trace` what it has done. */
const inject = (trace, call, error, when) => ['strace', '-D', '-f', '--seccomp-bpf', '-qqq', '-o', trace, '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${when}`];

async function newDir(t) {
  const dir = await temporaryDirectory('otc-start-');
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** Starts the daemon in `dir`, under a command; whether it serves or has ended. */
async function start(dir, wrapper) {
  const socket = join(dir, 'chat.sock');
  const command = [...wrapper, daemonProgram(), '--listen', socket];
  const daemon = new Process(command[0], command.slice(1), { env: cleanEnvironment(), cwd: dir });
  await socketReady(socket, daemon.exited).catch(() => {});
  if (daemon.ended) return { daemon, serves: false, ...await daemon.exited };
  const { text } = await request(socket, { method: 'GET', endpoint: 'status' });
  return { daemon, serves: JSON.parse(text).clients === 0 };
}

for (const [call, [times, errors]] of Object.entries(STARTING)) {
  test(`${call} fails once as the daemon starts`, async (t) => {
    const dir = await newDir(t);
    const trace = join(await newDir(t), 'trace');
    for (const error of process.env.OTC_LONG ? errors : errors.slice(0, 1)) {
      for (let when = 1; when <= times; when++) {
        const how = `${call} ${when} ${error}`;
        const only = ONLY_OF[call] ? ['-P', join(dir, ONLY_OF[call])] : [];
        const { daemon, serves, code, signal } = await start(dir, [...inject(trace, call, error, when), ...only]);
        if (serves) {
          await daemon.stop('SIGTERM');
        } else {
          assert.ok(signal === null && code > 0 && code < 126, `${how}: ${code} ${signal}\n${daemon.output}`);
          const said = daemon.lines.filter((line) => line.startsWith('onetimechatd: '));
          assert.ok(said.length >= 1 && said.length <= 2, `${how}: ${daemon.output}`);
        }
        assert.match(await readFile(trace, 'utf8'), /INJECTED/, how);
        t.diagnostic(`${how}: ${serves ? 'serves' : daemon.lines.at(-1)}`);
        assert.deepEqual((await readdir(dir)).filter((name) => name !== LEFT[call]), [], how);
      }
    }
    const again = await start(dir, []);
    assert.ok(again.serves, again.daemon.output);
    await again.daemon.stop('SIGTERM');
  });
}

const TAKING = { // each first time, and each third time after that
  accept4: ['EMFILE', 'ENFILE', 'ECONNABORTED', 'EINTR', 'ENOMEM', 'ENOBUFS', 'EPROTO', 'EAGAIN'],
  epoll_wait: ['EINTR'],
};

for (const [call, errors] of Object.entries(TAKING)) {
  for (const error of errors) {
    test(`people talk though ${call} fails over and over with ${error}`, async (t) => {
      const trace = join(await newDir(t), 'trace');
      const daemon = await daemonFor(t, [], { wrapper: inject(trace, call, error, '1+3') });
      const [ann, bob] = [await polling(t, daemon), await polling(t, daemon)];
      for (let line = 0; line < 5; line++) {
        await ann.say(`ann ${line}`);
        await bob.say(`bob ${line}`);
      }
      for (const person of [ann, bob]) await person.until((c) => c.messages.size === 10);
      assert.ok(!daemon.process.ended, daemon.process.output);
      assert.match(await readFile(trace, 'utf8'), /INJECTED/);
    });
  }
}

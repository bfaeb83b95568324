// --check: the numbers for a host, and what is wrong with the settings.

import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, daemonProgram, temporaryDirectory } from '../lib/daemon.mjs';
import { run } from '../lib/process.mjs';

/** Runs --check: {code, numbers, output}. */
async function check(args = [], env = {}) {
  const { code, output } = await run(daemonProgram(), ['--check', ...args], { env: cleanEnvironment(env) });
  const lines = output.split('\n').map((line) => /^([\w.-]+) +(\S+) +\S/.exec(line)).filter(Boolean);
  return { code, output, numbers: Object.fromEntries(lines.map(([, name, value]) => [name, value])) };
}

async function directoryFor(t) {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

test('it prints the numbers for 100 workers, or for as many as there are', async () => {
  const { code, numbers, output } = await check();
  assert.equal(code, 0, output);
  assert.equal(numbers['max-parked'], '40');
  assert.equal(numbers.FcgidMaxProcessesPerClass, '100');
  for (const name of ['people', 'interval', 'FcgidMaxRequestLen', 'FcgidIOTimeout', 'FcgidBusyTimeout', 'MaxRequestWorkers', 'server.max-fds', 'worker_connections', 'descriptors', 'memory-at-most']) {
    assert.match(numbers[name] ?? '', /^\d+$/, name);
  }
  assert.ok(Number(numbers.FcgidIOTimeout) > 50, 'over the hold that a client may ask for');
  assert.equal((await check(['--workers', '50'])).numbers['max-parked'], '20');
  assert.equal((await check([], { ONETIMECHAT_WORKERS: '50' })).numbers['max-parked'], '20');
});

test('it looks at the hub\'s directory and changes nothing', async (t) => {
  const dir = await directoryFor(t);
  const hub = join(dir, 'hub', 'hub.sock');
  const missing = await check(['--relay', '--hub', hub]);
  assert.equal(missing.code, 0, missing.output);
  assert.equal(missing.numbers['hub-directory'], 'missing');
  assert.deepEqual(await readdir(dir), []);
  await mkdir(join(dir, 'hub'), { mode: 0o700 });
  assert.equal((await check(['--relay', '--hub', hub])).numbers['hub-directory'], 'private');

  await chmod(join(dir, 'hub'), 0o750);
  await symlink('/tmp', join(dir, 'link'));
  for (const path of [hub, join(dir, 'link', 'hub.sock'), join(dir, 'no', 'such', 'hub.sock')]) {
    const { code, output } = await check(['--relay', '--hub', path]);
    assert.equal(code, 2, path);
    assert.match(output, /^the hub's directory '.*' cannot be used: /m, path);
  }
});

test('settings that cannot work are said, a line each, with exit status 2', async (t) => {
  const hub = join(await directoryFor(t), 'hub', 'hub.sock');
  const cases = [
    [['--max-parked', '100'], /^--max-parked 100 /m],
    [['--max-parked', '20', '--workers', '20'], /^--max-parked 20 /m],
    [['--relay', '--hub', hub, '--max-parked', '0'], /^--max-parked 0 /m],
    [['--relay', '--hub', hub, '--max-hold', '50'], /^--max-hold 50 /m],
    [['--relay', '--hub', hub, '--max-body', '98304'], /^--max-body 98304 /m],
    [['--relay', '--hub', hub, '--workers', '10'], /^--max-parked 40 /m],
  ];
  for (const [args, said] of cases) {
    const { code, output } = await check(args);
    assert.equal(code, 2, args.join(' '));
    assert.match(output, said);
    assert.equal(output.split('\n').filter((line) => line.startsWith('--')).length, 1, output);
  }
  assert.equal((await check(['--workers', '0'])).code, 2);
});

// The units and scripts that start the daemon at boot: what they let it do, and that they are written as their readers want them.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { daemonProgram, temporaryDirectory } from '../lib/daemon.mjs';
import { shipped } from '../lib/front.mjs';
import { run } from '../lib/process.mjs';

const EXPOSURE_MOST = 1.5;

test('systemd finds the service well contained, and both units sound', async (t) => {
  const { code: there } = await run('sh', ['-c', 'command -v systemd-analyze']);
  if (there !== 0) return t.skip('systemd-analyze is missing');
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true }));
  const service = (await shipped('onetimechatd.service')).replace(/^ExecStart=.*$/m, `ExecStart=${daemonProgram()}`).replace(/^Documentation=.*\n/m, '');
  const paths = [join(dir, 'onetimechatd.service'), join(dir, 'onetimechatd.socket')];
  await writeFile(paths[0], service);
  await writeFile(paths[1], (await shipped('onetimechatd.socket')).replace(/^Documentation=.*\n/m, ''));
  const { output } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', paths[0]]);
  const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(output)?.[1] ?? NaN);
  t.diagnostic(`systemd-analyze security: ${exposure}`);
  assert.ok(exposure < EXPOSURE_MOST, output);
  const verified = await run('systemd-analyze', ['verify', '--man=no', ...paths]);
  const ours = verified.output.split('\n').filter((line) => line.includes(dir));
  assert.deepEqual(ours, [], verified.output);
});

for (const name of ['onetimechatd.openrc', 'onetimechatd.freebsd']) {
  test(`${name} is a shell script that starts the daemon as another user`, async (t) => {
    const dir = await temporaryDirectory();
    t.after(() => rm(dir, { recursive: true }));
    const script = await shipped(name), path = join(dir, name);
    assert.doesNotMatch(script, /@[a-z]+@/, 'all is filled in');
    await writeFile(path, script);
    const { code, output } = await run('sh', ['-n', path]);
    assert.equal(code, 0, output);
    // What they set is for those who read them.
    const checked = await run('shellcheck', ['--shell=sh', '--exclude=SC2034', path]);
    assert.equal(checked.code, 0, checked.output);
    // The words that follow the daemon's program are options that it has.
    const help = (await run(daemonProgram(), ['--help'])).output;
    const used = [...script.matchAll(/(?<=\s|")(--(?:listen|user|chroot)\b)/g)].map(([, option]) => option);
    assert.deepEqual(new Set(used), new Set(['--listen', '--user']));
    for (const option of used) assert.ok(help.includes(`${option} `), option);
  });
}

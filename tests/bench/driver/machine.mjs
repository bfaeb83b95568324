// What the figures depend on.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cpus, release, type } from 'node:os';
import { daemonProgram } from '../../lib/daemon.mjs';
import { run } from '../../lib/process.mjs';

/** The first thing that looks like a version in what a program says of itself. */
async function version(name, command, args) {
  const { code, output } = await run(command, args);
  const found = /\d+\.\d+(\.\d+)?[^\s,;)]*/.exec(output);
  return code === 0 && found ? [`${name} ${found[0]}`] : [];
}

export async function describeMachine() {
  const versions = await Promise.all([
    version('onetimechatd', daemonProgram(), ['--version']),
    version('lighttpd', 'lighttpd', ['-v']),
    version('nginx', 'nginx', ['-v']),
    version('node', process.execPath, ['--version']),
    version('socket.io', process.execPath, ['-p', `require('${join(process.env.OTC_SOURCE, 'tests', 'node_modules', 'socket.io', 'package.json')}').version`]),
    version('nchan', 'dpkg-query', ['-W', '-f=${Version}', 'libnginx-mod-nchan']),
  ]);
  const distribution = /^PRETTY_NAME="(.*)"$/m.exec(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  return {
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    system: [`${type()} ${release()}`, distribution?.[1]].filter(Boolean).join(', '),
    versions: versions.flat(),
  };
}

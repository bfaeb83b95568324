// A bare Debian in a directory, made by debootstrap from where this machine's packages come. Needs root.

import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment, temporaryDirectory } from './daemon.mjs';
import { Process, run } from './process.mjs';

const MAKING_MS = 1_800_000;
const env = cleanEnvironment({ DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' });

async function done(command, args) {
  const { code, output } = await run(command, args, { env, guard: MAKING_MS });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}\n${output}`);
  return output.trim();
}

export class BareDebian {
  static async make(t) {
    const debian = new BareDebian();
    debian.root = await temporaryDirectory('otc-debian-');
    t.after(() => debian.#remove());
    const sites = (await done('apt-get', ['indextargets', '--format', '$(SITE)', 'Created-By: Packages'])).split('\n');
    const site = sites.find((one) => !one.includes('security'));
    const release = await done('sh', ['-c', '. /etc/os-release && echo "$VERSION_CODENAME"']);
    await done('debootstrap', ['--variant=minbase', '--include=ca-certificates', release, debian.root, site]);
    await cp('/etc/apt', join(debian.root, 'etc/apt'), { recursive: true });
    await cp('/etc/resolv.conf', join(debian.root, 'etc/resolv.conf'));
    // Nothing is started as it is installed: there is no init here.
    await writeFile(join(debian.root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    await done('mount', ['-t', 'proc', 'proc', join(debian.root, 'proc')]);
    await done('mount', ['-t', 'tmpfs', 'tmpfs', join(debian.root, 'dev/shm')]);
    await debian.run('apt-get update');
    return debian;
  }

  /** A shell command in it, to its end; what it says. Throws where it fails. */
  run(line) {
    return done('chroot', [this.root, 'sh', '-ec', line]);
  }

  /** A shell command in it that goes on, and whose process is the server's (`exec`); the caller ends it. */
  start(line) {
    return new Process('chroot', [this.root, 'sh', '-ec', line], { env });
  }

  path(name) {
    return join(this.root, name);
  }

  async #remove() {
    for (const mounted of ['proc', 'dev/shm']) await run('umount', [join(this.root, mounted)]);
    await rm(this.root, { recursive: true, force: true });
  }
}

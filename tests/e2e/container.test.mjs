// The container image. Each run lays out its root file system and serves from it, read-only and without rights; in the long run
// podman builds and runs the image itself, on a Debian made here in place of the one that the Containerfile names.

import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, temporaryDirectory } from '../lib/daemon.mjs';
import { BareDebian } from '../lib/bare-debian.mjs';
import { assertPage } from '../lib/headers.mjs';
import { freePort, portReady } from '../lib/ports.mjs';
import { Process, run } from '../lib/process.mjs';
import { polling } from '../lib/scene.mjs';

const BUILDING_MS = 1_800_000;
const MOST_BYTES = 40_000_000;
const CONFIGURATION = '/usr/share/doc/onetimechat/examples/lighttpd-container.conf';
const env = cleanEnvironment({ MAKEFLAGS: '', DESTDIR: '' });

async function done(command, args) {
  const { code, output } = await run(command, args, { env, guard: BUILDING_MS });
  assert.equal(code, 0, `${command} ${args.join(' ')}\n${output}`);
  return output;
}

const containerfile = await readFile(join(process.env.OTC_SOURCE, 'conf/Containerfile'), 'utf8');
const instruction = (pattern) => {
  const found = pattern.exec(containerfile.replaceAll('\\\n', ' '));
  assert.ok(found, `${pattern}`);
  return found[1];
};
const USER = instruction(/^USER (\d+:\d+)$/m);
const ENTRYPOINT = JSON.parse(instruction(/^ENTRYPOINT (\[.*\])$/m));
const HEALTH = JSON.parse(instruction(/^HEALTHCHECK .*CMD (\[.*\])$/m));
assert.equal(ENTRYPOINT.at(-1), CONFIGURATION);

/** A port of ours in place of 8080. */
const atPort = (text, port) => text.replaceAll('8080', port);

/** What holds of either: a page, talk, health, a daemon that comes back, and nothing written. `inside(args)` runs a program in it: { code, output }. */
async function assertServes(t, port, inside) {
  const place = { url: `http://127.0.0.1:${port}/` };
  await assertPage(place);
  const [ann, bob] = [await polling(t, place), await polling(t, place)];
  await ann.say('hello');
  await bob.until((c) => c.texts().includes('hello'));
  const check = HEALTH.map((word) => atPort(word, port));
  assert.equal((await inside(check)).code, 0);
  assert.notEqual((await inside([...check.slice(0, -1), `http://127.0.0.1:${port}/chat/nothing`])).code, 0);
  for (const place of ['/usr/sbin/x', '/etc/x', '/x', '/tmp/x']) {
    const { code, output } = await inside(['/bin/busybox', 'touch', place]);
    assert.notEqual(code, 0, place);
    assert.match(output, /Read-only file system|Permission denied/);
  }
  await Promise.all([ann.vanish(), bob.vanish()]);
}

/** A root file system as a container has it: nothing can be written but /dev/shm. */
const MOUNTS = `
  mount --bind "$1" "$1"
  mount -t tmpfs -o mode=755 tmpfs "$1/dev"
  mknod -m 666 "$1/dev/null" c 1 3
  mkdir -m 1777 "$1/dev/shm"
  mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
  mount -o remount,ro,bind "$1"
  image=$1 user=$2
  shift 2
  exec chroot --userspec="$user" --groups= "$image" "$@"`;

test('its root file system is small and serves, read-only, as a user without rights', async (t) => {
  const dir = await temporaryDirectory('otc-container-');
  t.after(() => rm(dir, { recursive: true, force: true }));
  const [installed, image] = ['installed', 'image'].map((name) => join(dir, name));
  await done('make', ['-s', '-C', process.env.OTC_BUILD, 'install-strip', `DESTDIR=${installed}`, 'prefix=/usr']);
  await done('sh', [join(process.env.OTC_SOURCE, 'conf/container.sh'), installed, image]);
  const size = Number((await done('du', ['-sb', image])).split('\t')[0]);
  t.diagnostic(`${size} bytes`);
  assert.ok(size < MOST_BYTES, `${size} bytes`);
  const port = await freePort();
  for (const name of ['container', 'chat', 'spawn']) { // which hold the prefix of the build
    const path = join(image, CONFIGURATION.replace('container', name));
    await writeFile(path, atPort((await readFile(path, 'utf8')).replace(/"[^"\n]*\/(sbin|share)\//g, '"/usr/$1/'), port));
  }
  const chat = new Process('unshare', ['-m', 'sh', '-ec', MOUNTS, 'sh', image, USER, ...ENTRYPOINT], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
  t.after(() => chat.stop());
  await portReady(port, chat.exited);
  await assertServes(t, port, (args) => run('nsenter', ['-m', '-t', String(chat.pid), 'chroot', `--userspec=${USER}`, '--groups=', image, ...args], { env }));
});

const built = async (t) => {
  const dir = await temporaryDirectory('otc-podman-');
  const podman = ['podman', '--root', join(dir, 'images'), '--runroot', join(dir, 'run'), '--storage-driver', 'vfs', '--runtime', 'runc'];
  const order = (...args) => done(podman[0], [...podman.slice(1), ...args]);
  t.after(async () => {
    await order('system', 'reset', '--force');
    await rm(dir, { recursive: true, force: true });
  });
  const debian = await BareDebian.make(t);
  const [, base] = /^FROM (\S+) AS build$/m.exec(containerfile);
  await done('tar', ['--one-file-system', '-C', debian.root, '-cf', join(dir, 'base.tar'), '.']);
  await order('import', join(dir, 'base.tar'), base);
  const most = (await done('sh', ['-c', 'ulimit -Hn'])).trim();
  const limits = `--ulimit nofile=${most}:${most} --ulimit nproc=1000:1000`; // no more than we may give
  await done('make', ['-s', '-C', process.env.OTC_BUILD, 'container',
    `CONTAINER_BUILD=${podman.join(' ')} build --pull=never --format docker --isolation chroot --network host ${limits}`]);
  const size = Number(await order('image', 'inspect', '--format', '{{.Size}}', 'onetimechat'));
  t.diagnostic(`${size} bytes`);
  assert.ok(size < MOST_BYTES, `${size} bytes`);
  const port = await freePort();
  const start = `sed s/8080/${port}/ ${CONFIGURATION} > /dev/shm/conf; exec ${ENTRYPOINT.slice(0, -1).join(' ')} /dev/shm/conf`;
  const chat = new Process(podman[0], [...podman.slice(1), 'run', '--name', 'chat', '--no-healthcheck', '--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges',
    '--network', 'host', ...limits.split(' '), '--entrypoint', '/bin/sh', 'onetimechat', '-c', start], { env });
  t.after(() => chat.stop());
  await portReady(port, chat.exited);
  await assertServes(t, port, (args) => run(podman[0], [...podman.slice(1), 'exec', 'chat', ...args], { env }));
};

if (process.env.OTC_LONG) test('podman builds and runs it', built);

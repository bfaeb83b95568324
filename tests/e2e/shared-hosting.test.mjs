// The folder for shared hosting: what is in it, and that it needs nothing of the machine that it is run on.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { cleanEnvironment, temporaryDirectory } from '../lib/daemon.mjs';
import { layOut, mappedFiles, processesRootedIn } from '../lib/folder.mjs';
import { Process, run } from '../lib/process.mjs';
import { joined, polling } from '../lib/scene.mjs';

const USER = 4242;

async function directoryFor(t) {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** The paths of all files below `dir`, with its subdirectories. */
async function everythingIn(dir, below = '') {
  const entries = await readdir(join(dir, below), { withFileTypes: true });
  const lists = entries.map(async (entry) => {
    const path = join(below, entry.name);
    return entry.isDirectory() ? [path, ...await everythingIn(dir, path)] : [path];
  });
  return (await Promise.all(lists)).flat().sort();
}

test('the folder has the page, chat.fcgi, .htaccess and the daemon, ready to upload', async (t) => {
  const folder = join(await directoryFor(t), 'new', 'chat');
  const { code, output } = await layOut(folder);
  assert.equal(code, 0, output);
  const paths = await everythingIn(folder);
  for (const path of ['.htaccess', 'chat.fcgi', 'index.html', 'index.html.gz', 'SHA256SUMS', 'lib/loader', 'lib/onetimechatd']) {
    assert.ok(paths.includes(path), path);
  }
  const page = (await everythingIn(join(process.env.OTC_BUILD, 'www', 'dist'))).filter((path) => !path.startsWith('shared-hosting'));
  assert.deepEqual(page.filter((path) => !paths.includes(path)), [], 'all of the page');
  const html = await readFile(join(folder, 'index.html'));
  assert.deepEqual(gunzipSync(await readFile(join(folder, 'index.html.gz'))), html);
  assert.deepEqual(brotliDecompressSync(await readFile(join(folder, 'index.html.br'))), html);
  assert.match(await readFile(join(folder, 'index.html'), 'utf8'), /<meta name="onetimechat-endpoint" content="chat\.fcgi\/">/);

  const run755 = ['chat.fcgi', 'lib/loader', 'lib/onetimechatd'];
  for (const path of paths) {
    const entry = await stat(join(folder, path));
    const expected = entry.isDirectory() || run755.includes(path) ? 0o755 : 0o644;
    assert.equal(entry.mode & 0o7777, expected, path);
  }
});

test('the folder is made again where it is, and nothing else is written into', async (t) => {
  const dir = await directoryFor(t);
  const folder = join(dir, 'chat');
  assert.equal((await layOut(folder)).code, 0);
  await rm(join(folder, 'index.html'));
  await writeFile(join(folder, 'site.json'), '{ "name": "Garden Club" }');
  assert.equal((await layOut(folder)).code, 0);
  assert.equal(await readFile(join(folder, 'site.json'), 'utf8'), '{ "name": "Garden Club" }', 'what an operator has edited');
  assert.ok((await everythingIn(folder)).includes('index.html'));

  const site = join(dir, 'site');
  await mkdir(site);
  await writeFile(join(site, 'index.html'), 'another page');
  const refused = await layOut(site);
  assert.notEqual(refused.code, 0);
  assert.match(refused.output, /is not empty/);
  assert.deepEqual(await everythingIn(site), ['index.html']);
  assert.equal(await readFile(join(site, 'index.html'), 'utf8'), 'another page');
});

test('without a folder to make it says what is missing', async () => {
  const { code, output } = await layOut();
  assert.notEqual(code, 0);
  assert.match(output, /DESTDIR=/);
});

/** Runs a program as root. */
function asRoot(command, ...args) {
  return process.getuid() === 0 ? run(command, args) : run('sudo', ['-n', command, ...args]);
}

/** A directory to be the root of another machine: the folder, a shell, a user with a home, and nothing else. */
async function otherMachine(t) {
  const root = await temporaryDirectory();
  const machine = { root };
  t.after(async () => {
    machine.relay?.signal('SIGTERM');
    if (machine.relay && machine.relay.child.exitCode === null && machine.relay.child.signalCode === null) await once(machine.relay.child, 'exit');
    const left = processesRootedIn(root);
    if (left.length) await asRoot('kill', ...left.map(String));
    await machine.relay?.exited;
    await asRoot('rm', '-rf', root);
  });
  assert.equal((await layOut(join(root, 'site'))).code, 0);
  const { output } = await run('ldd', ['/bin/sh']);
  for (const [, path] of output.matchAll(/(\/\S+) \(0x/g)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await copyFile(path, join(root, path));
  }
  for (const dir of ['bin', 'etc', 'home/ann']) await mkdir(join(root, dir), { recursive: true });
  await copyFile('/bin/sh', join(root, 'bin', 'sh'));
  await writeFile(join(root, 'etc', 'passwd'), `ann:x:${USER}:${USER}::/home/ann:/bin/sh\n`);
  await asRoot('chown', `${USER}:${USER}`, join(root, 'home', 'ann'));
  return machine;
}

/** Runs chat.fcgi there as a web server does: as the user, with a listening socket as descriptor 0. */
async function runThere(machine, wrapper = []) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const sudo = process.getuid() === 0 ? [] : ['sudo', '-n'];
  const [command, ...args] = [...sudo, ...wrapper, 'chroot', `--userspec=${USER}:${USER}`, machine.root, '/site/chat.fcgi'];
  machine.relay = new Process(command, args, { env: cleanEnvironment({ HOME: '/nowhere' }), stdio: [server._handle.fd, 'pipe', 'pipe'], cwd: '/' });
  server.close();
  return { address: { host: '127.0.0.1', port } };
}

test('on another machine, as another user, it runs with nothing but its folder', async (t) => {
  const machine = await otherMachine(t);
  const { root } = machine;
  const place = await runThere(machine);
  const [ann, bob] = [await polling(t, place), await polling(t, place)];
  await ann.say('hello');
  await bob.until((c) => c.texts().includes('hello'));

  const running = processesRootedIn(root);
  assert.ok(running.length >= 2, 'a relay and a hub run there');
  for (const pid of running) {
    const files = mappedFiles(pid);
    assert.ok(files.includes(join(root, 'site', 'lib', 'onetimechatd')), files.join(' '));
    assert.deepEqual(files.filter((path) => !path.startsWith(join(root, 'site', 'lib'))), []);
  }
  assert.deepEqual(await readdir(join(root, 'home', 'ann')), ['.onetimechat']);
});

test('it opens its folder, the user\'s home and the user database, and nothing else', async (t) => {
  const machine = await otherMachine(t);
  const trace = join(await directoryFor(t), 'trace');
  const place = await runThere(machine, ['strace', '-f', '-qq', '-I', 'waiting', '-e', 'trace=execve,open,openat', '-o', trace]);
  await (await joined(place)).leave();
  const calls = (await readFile(trace, 'utf8')).split('\n').filter((line) => !/= -1 E/.test(line));
  const started = calls.findIndex((line) => /execve\("\/site\/lib\/loader"/.test(line));
  assert.ok(started > 0, 'chat.fcgi starts the loader that it brings');
  const opened = calls.slice(started + 1).map((line) => / open(?:at)?\([^"]*"([^"]+)"/.exec(line)?.[1]).filter(Boolean);
  assert.ok(opened.some((path) => path.startsWith('/site/lib/libc.')), opened.join(' '));
  const known = /^(\/site\/lib\/|\/home\/ann(\/|$)|\/etc\/(passwd|nsswitch\.conf)$|\/proc\/|\/dev\/(null|u?random)$|[^/])/;
  assert.deepEqual(opened.filter((path) => !known.test(path)), []);
});

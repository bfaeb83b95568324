// A release, built and installed by a user without rights into the home directory, with a lighttpd of their own.

import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, temporaryDirectory } from '../lib/daemon.mjs';
import { adjust } from '../lib/front.mjs';
import { assertPage } from '../lib/headers.mjs';
import { freePort, portReady } from '../lib/ports.mjs';
import { Process, run } from '../lib/process.mjs';
import { polling } from '../lib/scene.mjs';

const USER = '4243';
const BUILDING_MS = 300_000;

/** What a makefile, a unit or a configuration would not take is refused in one line. */
async function assertPathsRefused(start, source) {
  for (const path of ['/opt/a b', '/opt/a"b', "/opt/a'b", '/opt/a\\b', '/opt/a$b', '/opt/a|b', '/opt/a#b', '/opt/a%b', '/opt/a;b', '/opt/a\nb', '/opt/a${b}']) {
    const process = start(`cd ${source} && ./configure --quiet --prefix='${path.replace("'", "'\\''")}'`);
    assert.notEqual((await process.exited).code, 0, path);
    assert.match(process.output.trim(), /^configure: error: --prefix: a path may hold .*$/, path);
  }
}

test('a release is installed below the home directory, without root, and runs there', async (t) => {
  const asRoot = process.getuid() === 0;
  const home = await temporaryDirectory('otc-home-');
  t.after(() => rm(home, { recursive: true, force: true }));
  const made = await run('make', ['-s', '-C', process.env.OTC_BUILD, 'dist'], { env: cleanEnvironment({ MAKEFLAGS: '' }), guard: BUILDING_MS });
  assert.equal(made.code, 0, made.output);
  const release = (await readdir(process.env.OTC_BUILD)).find((name) => /^onetimechat-.*\.tar\.gz$/.test(name));

  // As another user, whose environment has nothing of ours.
  const user = asRoot ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'] : [];
  const env = cleanEnvironment({ HOME: home, MAKEFLAGS: '', PATH: `${process.env.PATH}:/usr/sbin` });
  const start = (line) => {
    const [command, ...args] = [...user, 'sh', '-ec', line];
    return new Process(command, args, { env, cwd: home });
  };
  const done = async (line) => {
    const process = start(line);
    const { code } = await process.exited;
    assert.equal(code, 0, `${line}\n${process.output}`);
  };
  const source = release.replace(/\.tar\.gz$/, '');
  await mkdir(join(home, 'release'));
  if (asRoot) assert.equal((await run('chown', ['-R', `${USER}:${USER}`, home])).code, 0);
  await done(`tar -xzf '${join(process.env.OTC_BUILD, release)}' -C release`);
  await assertPathsRefused(start, `release/${source}`);
  await done(`umask 077; cd release/${source} && ./configure --quiet --prefix="$HOME/r&d/chat" && make -s -j2 && make -s install`);
  const installed = join(home, 'r&d', 'chat');
  const closed = await run('find', [join(home, 'r&d'), '!', '-perm', '-444', '-o', '-type', 'd', '!', '-perm', '-111']);
  assert.equal(closed.output, '', 'a front server may read all that was installed, whatever the umask was');
  const unit = await readFile(join(installed, 'share', 'doc', 'onetimechat', 'examples', 'onetimechatd.service'), 'utf8');
  assert.match(unit, new RegExp(`^ExecStart=${installed}/sbin/onetimechatd$`, 'm'));

  const examples = join(installed, 'share', 'doc', 'onetimechat', 'examples');
  const port = await freePort();
  const conf = join(examples, 'lighttpd-user.conf');
  const text = adjust(await readFile(conf, 'utf8'), [['^server\\.port = 8080$', `server.port = ${port}`], ['^server\\.bind = .*$', 'server.bind = "127.0.0.1"']]);
  await writeFile(conf, text);
  const lighttpd = start(`exec lighttpd -D -f '${conf}'`);
  t.after(() => lighttpd.stop());
  await portReady(port, lighttpd.exited);
  const place = { url: `http://127.0.0.1:${port}/` };
  await assertPage(place);
  const [ann, bob] = [await polling(t, place), await polling(t, place)];
  await ann.say('hello');
  await bob.until((c) => c.texts().includes('hello'));
  await done(`echo 'from the command line' | "$HOME/r&d/chat/bin/onetimechat-cli" 'http://127.0.0.1:${port}/'`);
  await bob.until((c) => c.gone.length === 1);
});

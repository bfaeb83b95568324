// Debian's packages. What is installed can be laid out as they have it; in the long run, since it takes minutes, they build, lintian finds
// nothing, and in a bare Debian they are installed, switched on in each web server, upgraded, removed and purged.

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { BareDebian } from '../lib/bare-debian.mjs';
import { cleanEnvironment, temporaryDirectory } from '../lib/daemon.mjs';
import { adjust } from '../lib/front.mjs';
import { assertPage } from '../lib/headers.mjs';
import { freePort, portReady, socketReady } from '../lib/ports.mjs';
import { run } from '../lib/process.mjs';
import { polling } from '../lib/scene.mjs';

const BUILDING_MS = 900_000;
const env = cleanEnvironment({ MAKEFLAGS: '', DESTDIR: '' });
const made = join(process.env.OTC_BUILD, 'deb');

async function done(command, args) {
  const { code, output } = await run(command, args, { env, guard: BUILDING_MS });
  assert.equal(code, 0, `${command} ${args.join(' ')}\n${output}`);
  return output;
}

let packages = null;

/** Builds them once. */
async function build() {
  await done('make', ['-s', '-C', process.env.OTC_BUILD, 'deb']);
  return (await readdir(made)).filter((name) => name.endsWith('.deb')).sort();
}

const clean = async () => {
  packages ??= build();
  const names = (await packages).filter((name) => !name.includes('dbgsym'));
  const configuration = await readFile(join(process.env.OTC_SOURCE, 'configure.ac'), 'utf8');
  const [, version] = /AC_INIT\(\[onetimechat\], \[(.*?)\]/.exec(configuration);
  assert.equal(names.length, 2);
  assert.ok(names[0].startsWith(`onetimechat-cli_${version}_`) && names[1].startsWith(`onetimechat_${version}_`), `${names}`);
  const changes = (await readdir(made)).find((name) => name.endsWith('.changes'));
  const found = await done('lintian', ['--allow-root', '--fail-on', 'error,warning', join(made, changes)]);
  assert.equal(found.trim(), '');
};

/** Two people talk at `port`, below /onetimechat/. */
async function assertTalk(t, port) {
  const place = { url: `http://127.0.0.1:${port}/onetimechat/` };
  await assertPage(place);
  const [ann, bob] = [await polling(t, place), await polling(t, place)];
  await ann.say('hello');
  await bob.until((c) => c.texts().includes('hello'));
  await Promise.all([ann.vanish(), bob.vanish()]);
}

async function replace(file, replacements) {
  await writeFile(file, adjust(await readFile(file, 'utf8'), replacements));
}

// Each: the command that switches it on, what gives it a port of its own, and how it runs.
const SERVERS = {
  lighttpd: {
    on: 'lighty-enable-mod onetimechat',
    prepare: (debian, port) => replace(debian.path('etc/lighttpd/lighttpd.conf'), [['^server\\.port .*$', `server.port = ${port}\nserver.bind = "127.0.0.1"`]]),
    command: 'exec lighttpd -D -f /etc/lighttpd/lighttpd.conf',
  },
  apache2: {
    on: 'a2enconf onetimechat',
    prepare: async (debian, port) => {
      await writeFile(debian.path('etc/apache2/ports.conf'), `Listen 127.0.0.1:${port}\n`);
      await replace(debian.path('etc/apache2/sites-available/000-default.conf'), [['^<VirtualHost \\*:80>$', `<VirtualHost *:${port}>`]]);
    },
    command: '. /etc/apache2/envvars && mkdir -p $APACHE_RUN_DIR && exec apache2 -D FOREGROUND',
  },
  nginx: {
    on: `sed -i 's|^}$|    include snippets/onetimechat.conf;\\n}|' /etc/nginx/sites-available/default`,
    prepare: (debian, port) => writeFile(debian.path('etc/nginx/sites-available/default'), `server {\n    listen 127.0.0.1:${port};\n}\n`),
    command: `exec nginx -g 'daemon off;'`,
  },
};

/** The same packages with a higher version, as an upgrade brings them. */
async function newer(file, to) {
  const dir = await temporaryDirectory('otc-newer-');
  try {
    await done('dpkg-deb', ['-R', file, join(dir, 'package')]);
    await replace(join(dir, 'package/DEBIAN/control'), [['^Version: .*$', 'Version: 99']]);
    await done('dpkg-deb', ['-b', join(dir, 'package'), to]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const leftOf = async (debian) => (await debian.run(`find / -xdev -path /proc -prune -o \\( -name '*onetimechat*' ! -path '/tmp/*' ! -path '/var/cache/*' \\) -print`)).split('\n').filter((line) => line !== '');

const live = async (t) => {
  packages ??= build();
  const main = (await packages).find((name) => name.startsWith('onetimechat_'));
  const cli = (await packages).find((name) => name.startsWith('onetimechat-cli_'));
  const debian = await BareDebian.make(t);
  for (const name of [main, cli]) await cp(join(made, name), debian.path(`tmp/${name}`));
  await debian.run(`apt-get install -y -q --no-install-recommends lighttpd apache2 nginx-light /tmp/${main}`);
  assert.match(await debian.run('getent passwd onetimechat'), /:\/usr\/sbin\/nologin$/);
  assert.equal(await debian.run('readlink /etc/systemd/system/sockets.target.wants/onetimechatd.socket'), '/lib/systemd/system/onetimechatd.socket');
  await debian.run('systemd-analyze verify --man=no onetimechatd.socket onetimechatd.service');

  // There is no systemd that runs: the daemon starts as its units have it.
  await mkdir(debian.path('run/onetimechat'));
  await debian.run('chown onetimechat:www-data /run/onetimechat && chmod 2750 /run/onetimechat');
  const daemon = debian.start('exec setpriv --reuid=onetimechat --regid=www-data --clear-groups onetimechatd --listen /run/onetimechat/onetimechatd.sock');
  t.after(() => daemon.stop());
  await socketReady(debian.path('run/onetimechat/onetimechatd.sock'), daemon.exited);
  for (const [name, { on, prepare, command }] of Object.entries(SERVERS)) {
    await t.test(`${name} serves it after one command`, async (s) => {
      const port = await freePort();
      await prepare(debian, port);
      await debian.run(on);
      const server = debian.start(command);
      s.after(() => server.stop());
      await portReady(port, server.exited);
      await assertTalk(s, port);
    });
  }
  await daemon.stop();
  await debian.run('rm -r /run/onetimechat');

  await writeFile(debian.path('etc/onetimechat/site.json'), '{ "name": "Garden Club" }\n');
  await newer(join(made, main), debian.path('tmp/newer.deb'));
  await debian.run('dpkg -i /tmp/newer.deb');
  assert.match(await debian.run('dpkg-query -W onetimechat'), /\t99$/);
  assert.match(await debian.run('cat /usr/share/onetimechat/www/site.json'), /Garden Club/);
  assert.ok((await debian.run('ls /etc/lighttpd/conf-enabled')).includes('50-onetimechat.conf'), 'an upgrade leaves it switched on');

  await debian.run('apt-get remove -y -q onetimechat');
  assert.match(await debian.run('cat /etc/onetimechat/site.json'), /Garden Club/);
  await debian.run('lighttpd -tt -f /etc/lighttpd/lighttpd.conf && apache2ctl configtest && nginx -t');
  await debian.run(`sed -i '/onetimechat/d' /etc/nginx/sites-available/default && apt-get purge -y -q onetimechat`);
  assert.deepEqual(await leftOf(debian), []);
  await debian.run('lighttpd -tt -f /etc/lighttpd/lighttpd.conf && apache2ctl configtest && nginx -t');
};

test('what is installed can be laid out as the packages have it', async (t) => {
  const root = await temporaryDirectory('otc-laid-out-');
  t.after(() => rm(root, { recursive: true, force: true }));
  await done('make', ['-s', '-C', process.env.OTC_BUILD, 'install', `DESTDIR=${root}`, 'prefix=/usr']);
  const { code, output } = await run('sh', ['debian/lay-out.sh', root], { env, cwd: join(process.env.OTC_SOURCE, 'conf') });
  assert.equal(code, 0, output);
  const service = await readFile(join(root, 'lib/systemd/system/onetimechatd.service'), 'utf8');
  assert.match(service, /^User=onetimechat$/m);
  assert.doesNotMatch(service, /DynamicUser|Install/);
  const nginx = await readFile(join(root, 'etc/nginx/snippets/onetimechat.conf'), 'utf8');
  assert.deepEqual(nginx.match(/^location .*/gm), ['location = /onetimechat {', 'location ^~ /onetimechat/ {']);
  assert.equal(await readFile(join(root, 'usr/share/onetimechat/www/site.json'), 'utf8').catch(({ code: why }) => why), 'ENOENT', 'it leads to /etc');
  assert.equal((await readFile(join(root, 'etc/onetimechat/site.json'), 'utf8')).trim(), '{}');
});

if (process.env.OTC_LONG) {
  test('make deb makes packages in which lintian finds nothing', clean);
  test('in a bare Debian they are installed, switched on, upgraded, removed and purged', live);
}

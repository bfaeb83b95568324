// How make builds the page: the same bytes wherever it is done, from a release without node, into place and out again.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, chmod, cp, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { cleanEnvironment, temporaryDirectory } from '../lib/daemon.mjs';
import { run } from '../lib/process.mjs';

const BUILDING_MS = 300_000;
const built = join(process.env.OTC_BUILD, 'www', 'dist');
const programIn = (build) => join(build, 'www', 'dist.cli', 'onetimechat-cli');

async function directoryFor(t) {
  const dir = await temporaryDirectory();
  t.after(async () => {
    await run('chmod', ['-R', 'u+w', dir]);
    await rm(dir, { recursive: true, force: true });
  });
  return dir;
}

const isFile = (path) => stat(path).then((found) => found.isFile());

async function filesIn(dir) {
  const names = await readdir(dir, { recursive: true });
  const files = await Promise.all(names.map(async (name) => (await isFile(join(dir, name)) ? [name] : [])));
  return files.flat().sort();
}

const pageSh = (args, options = {}) => run('sh', [join(options.source ?? process.env.OTC_SOURCE, 'www', 'page.sh'), ...args], { guard: BUILDING_MS, env: cleanEnvironment(options.env) });

/** A copy of the sources, as in a checkout. */
async function checkoutIn(dir) {
  const source = join(dir, 'source');
  await mkdir(source);
  await cp(join(process.env.OTC_SOURCE, 'www'), join(source, 'www'), { recursive: true, filter: (path) => !/\/www\/(dist|tools|node_modules)/.test(path) });
  return source;
}

/** What builds the page is there already, so that it need not come again. */
async function withTools(build) {
  await mkdir(join(build, 'www'), { recursive: true });
  await cp(join(process.env.OTC_BUILD, 'www', 'tools'), join(build, 'www', 'tools'), { recursive: true });
}

async function succeeds(args, options) {
  const { code, output } = await pageSh(args, options);
  assert.equal(code, 0, output);
  return output;
}

test('it has one script beside the first, one style sheet, and names that tell the content', async () => {
  const names = (await filesIn(built)).filter((name) => !/\.(gz|br)$/.test(name));
  const html = await readFile(join(built, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)].map(([, name]) => name);
  const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, name]) => name);
  assert.deepEqual(scripts.map((name) => name.split('-')[0]).sort(), ['boot', 'main']);
  assert.equal(sheets.length, 1);
  assert.doesNotMatch(html, /modulepreload|<!--/);
  for (const name of [...scripts, ...sheets]) assert.ok(names.includes(name), name);
  for (const name of names.filter((each) => /\.(js|css)$/.test(each))) {
    const hash = createHash('sha256').update(await readFile(join(built, name))).digest('hex');
    assert.ok(name.includes(`-${hash.slice(0, 12)}.`), name);
  }
  for (const name of names.filter((each) => /\.js$/.test(each))) {
    assert.doesNotMatch(await readFile(join(built, name), 'utf8'), /\bfrom\s*["']|\bimport\s*["']/, `${name} imports nothing before it runs`);
  }
});

test('what private rooms load is at most 40 KB by brotli', async () => {
  const names = (await filesIn(built)).filter((name) => /^private-[0-9a-f]{12}\.(js|css)\.br$/.test(name));
  assert.equal(names.length, 2);
  const sizes = await Promise.all(names.map(async (name) => (await readFile(join(built, name))).length));
  const sum = sizes.reduce((one, other) => one + other);
  assert.ok(sum > 20_000 && sum <= 40_000, `${sum} bytes`);
});

test('the dialog of the built page knows its version', async () => {
  const { version } = JSON.parse(await readFile(join(process.env.OTC_SOURCE, 'www', 'package.json'), 'utf8'));
  const name = (await filesIn(built)).find((each) => /^doctor-.*\.js$/.test(each));
  const code = await readFile(join(built, name), 'utf8');
  assert.ok(code.includes(`"${version}"`));
  assert.doesNotMatch(code, /ONE_TIME_CHAT_VERSION/);
});

test('every text has a .gz and a .br of it, without a time', async () => {
  const names = (await filesIn(built)).filter((name) => /\.(html|css|js|svg|txt)$/.test(name));
  assert.ok(names.length >= 4);
  for (const name of names) {
    const content = await readFile(join(built, name));
    const gzipped = await readFile(join(built, `${name}.gz`));
    assert.deepEqual(gunzipSync(gzipped), content, name);
    assert.equal(gzipped.readUInt32LE(4), 0, `${name}.gz has a time`);
    assert.deepEqual(brotliDecompressSync(await readFile(join(built, `${name}.br`))), content, name);
  }
});

test('SHA256SUMS lists all of it and is right', async () => {
  const { code, output } = await run('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: built });
  assert.equal(code, 0, output);
  const listed = (await readFile(join(built, 'SHA256SUMS'), 'utf8')).trim().split('\n').map((line) => line.slice(66));
  assert.deepEqual(listed, (await filesIn(built)).filter((name) => !['SHA256SUMS', 'site.json'].includes(name)));
});

test('from the same sources come the same bytes, elsewhere, at another time, in another language', async (t) => {
  const dir = await directoryFor(t);
  const source = await checkoutIn(dir);
  const build = join(dir, 'somewhere', 'else');
  await withTools(build);
  await succeeds(['build', source, build], { env: { TZ: 'Asia/Tokyo', LC_ALL: 'C', HOME: dir } });
  assert.equal(await readFile(join(build, 'www', 'dist', 'SHA256SUMS'), 'utf8'), await readFile(join(built, 'SHA256SUMS'), 'utf8'));
  assert.deepEqual(await readFile(programIn(build)), await readFile(programIn(process.env.OTC_BUILD)));
});

test('the program for the command line is one file that needs nothing else, with the licences of what is in it', async (t) => {
  const dir = await directoryFor(t);
  const program = join(dir, 'onetimechat-cli');
  await cp(programIn(process.env.OTC_BUILD), program);
  const { version } = JSON.parse(await readFile(join(process.env.OTC_SOURCE, 'www', 'package.json'), 'utf8'));
  const { code, output } = await run(program, ['--version'], { cwd: dir });
  assert.deepEqual([code, output], [0, `onetimechat-cli ${version}`]);
  const text = await readFile(program, 'utf8');
  assert.match(text, /^#!\/usr\/bin\/env node\n/);
  for (const [, wanted] of text.matchAll(/\brequire\("([^"]+)"\)/g)) assert.match(wanted, /^node:/);
  for (const name of ['@hpke/core', '@hpke/hybridkem-x-wing', '@scure/bip39', 'mlkem']) assert.match(text, new RegExp(`^// ${name} \\d`, 'm'));
});

test('it is built again when a source changes, comes or goes, and not otherwise', async (t) => {
  const dir = await directoryFor(t);
  const source = await checkoutIn(dir);
  await withTools(dir);
  await succeeds(['build', source, dir]);
  const sums = join(dir, 'www', 'dist', 'SHA256SUMS');
  const before = await stat(sums);
  await succeeds(['build', source, dir]);
  assert.equal((await stat(sums)).ino, before.ino, 'it was left as it is');
  const old = await readFile(sums, 'utf8');
  await appendFile(join(source, 'www', 'index.html'), '<p>more</p>\n');
  await succeeds(['build', source, dir]);
  assert.notEqual(await readFile(sums, 'utf8'), old);
});

/** A PATH without node and npm. */
async function pathWithoutNode(dir) {
  const bin = join(dir, 'bin');
  await mkdir(bin);
  for (const name of ['sh', 'cat', 'cksum', 'find', 'sort', 'xargs', 'cp', 'mv', 'rm', 'mkdir', 'chmod', 'dirname', 'sed']) {
    const { output } = await run('sh', ['-c', `command -v ${name}`]);
    await symlink(output, join(bin, name));
  }
  return bin;
}

test('a release has it built: it is taken without node, from a directory that is read-only', async (t) => {
  const dir = await directoryFor(t);
  const source = await checkoutIn(dir);
  const env = { PATH: await pathWithoutNode(dir) };
  const lacking = await pageSh(['build', source, dir], { env });
  assert.equal(lacking.code, 1);
  assert.equal(lacking.output, 'page: building the page needs node (18 or later) and npm: install them, or take a release, which has the page built');

  const release = join(dir, 'release');
  await succeeds(['pack', process.env.OTC_SOURCE, process.env.OTC_BUILD, release]);
  assert.deepEqual(await filesIn(join(release, 'www', 'dist')), await filesIn(built));
  await succeeds(['fits', release]);
  await run('chmod', ['-R', 'a-w', release]);
  const build = join(dir, 'build');
  await succeeds(['build', release, build], { env, source: release });
  assert.deepEqual(await filesIn(join(build, 'www', 'dist')), await filesIn(built));
  assert.deepEqual(await readFile(programIn(build)), await readFile(programIn(process.env.OTC_BUILD)));
  assert.equal((await stat(programIn(build))).mode & 0o755, 0o755);
  await run('chmod', ['-R', 'u+w', release]);
  await appendFile(join(release, 'www', 'index.html'), ' ');
  assert.equal((await pageSh(['fits', release], { env })).code, 1, 'a changed source is not what was built');
});

test('an upgrade keeps the files of pages that are open, and uninstall removes all that was ever installed', async (t) => {
  const dir = await directoryFor(t);
  const page = join(dir, 'share', 'onetimechat');
  await mkdir(join(page, 'www'), { recursive: true });
  await writeFile(join(page, 'www', 'notes.txt'), 'of the administrator');
  const older = join(dir, 'older');
  await cp(built, join(older, 'www', 'dist'), { recursive: true });
  await writeFile(join(older, 'www', 'dist', 'main-0123456789ab.js'), 'old');
  await chmod(join(older, 'www', 'dist', 'main-0123456789ab.js'), 0o600);
  await succeeds(['install', older, page]);
  await succeeds(['install', process.env.OTC_BUILD, page]);
  const names = await filesIn(join(page, 'www'));
  assert.ok(names.includes('main-0123456789ab.js') && names.includes('index.html'));
  for (const name of names) assert.equal((await stat(join(page, 'www', name))).mode & 0o777, 0o644, name);
  await succeeds(['uninstall', page]);
  assert.deepEqual(await filesIn(page), ['www/notes.txt']);
});

test('an operator\'s site.json outlives upgrades, and is left where the page is uninstalled', async (t) => {
  const page = join(await directoryFor(t), 'onetimechat');
  const site = join(page, 'www', 'site.json');
  await succeeds(['install', process.env.OTC_BUILD, page]);
  assert.deepEqual(JSON.parse(await readFile(site, 'utf8')), {});
  await writeFile(site, '{ "name": "Garden Club" }');
  await succeeds(['install', process.env.OTC_BUILD, page]);
  assert.equal(await readFile(site, 'utf8'), '{ "name": "Garden Club" }');
  await succeeds(['uninstall', page]);
  assert.deepEqual(await filesIn(page), ['www/site.json']);
});

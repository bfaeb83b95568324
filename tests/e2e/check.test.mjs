// --check: the numbers for a host, and what is wrong with the settings.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { languages } from '../../www/js/words/languages.js';
import { readSite } from '../../www/js/site.js';
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

test('it says what is wrong with the page\'s site.json, and that it is fine', async (t) => {
  const path = join(await directoryFor(t), 'site.json');
  const shipped = await check(['--site', join(process.env.OTC_BUILD, 'www', 'dist', 'site.json')]);
  assert.deepEqual([shipped.code, shipped.numbers.site], [0, 'fine'], shipped.output);

  await writeFile(path, JSON.stringify({ name: 'Garden Club', colour: '#1a7f37', room: null, languages: Object.keys(languages), embed: ['https://example.org'] }));
  const fine = await check(['--site', path]);
  assert.deepEqual([fine.code, fine.numbers.site], [0, 'fine'], fine.output);
  assert.equal((await check([], { ONETIMECHAT_SITE: path })).numbers.site, 'fine');

  await writeFile(path, '{"name": "", "colour": "red", "title": "x"}');
  const wrong = await check(['--site', path]);
  assert.deepEqual([wrong.code, wrong.numbers.site], [2, 'wrong'], wrong.output);
  for (const field of ['name', 'colour', 'title']) assert.match(wrong.output, new RegExp(`^site\\.json: "${field}" is `, 'm'));

  for (const [content, said] of [['{', /^site\.json: /m], ['[]', /^site\.json: this is not an object/m], [' '.repeat(70_000), /^site\.json: it has more than 65536 bytes/m]]) {
    await writeFile(path, content);
    const { code, output } = await check(['--site', path]);
    assert.equal(code, 2);
    assert.match(output, said);
  }
  const missing = await check(['--site', join(path, 'none')]);
  assert.equal(missing.code, 2);
  assert.match(missing.output, /^site\.json: '.*' cannot be read: /m);
});

test('it goes by the rules of the page', async (t) => {
  const path = join(await directoryFor(t), 'site.json');
  const values = {
    name: ['x'.repeat(40), 'x'.repeat(41), '\u{1f600}'.repeat(20), '\u{1f600}'.repeat(21), ' ', '\u00ad', 'a\u200bb', 'שלום', '\u3000', 7],
    colour: ['#AAbb00', '#abc', 'red', null],
    welcome: ['a\nb', 'a\tb', 'x'.repeat(500), 'x'.repeat(501)],
    terms: ['/', '//x', '/x y', 'https://x', 'https://', 'http://x', '/ü', "/x'y", 'terms.html', `/${'x'.repeat(500)}`],
    room: ['a', 'x'.repeat(65), '', 'a b', null, false, true, `Ab${'x'.repeat(36)}`, `ab${'x'.repeat(36)}`],
    rooms: ['public', 'private 2', 'private 02', 'public private 100', 'private 101', 'private 1', 'private ', 'public private 0050'],
    embed: [['https://example.org'], ['http://127.0.0.1:1'], ['https://[::1]'], ['https://-a'], ['https://a-'], ['https://a:080'], ['https://a:443'], ['https://a/'], ['*'], [], 'https://a'],
  };
  for (const [field, all] of Object.entries(values)) {
    for (const value of all) {
      await writeFile(path, JSON.stringify({ [field]: value }));
      const { code, output } = await check(['--site', path]);
      const taken = field === 'embed' ? readSite({ embed: value }).embed.length > 0 : readSite({ [field]: value })[field] !== undefined;
      assert.equal(code === 0, taken, `${field}: ${JSON.stringify(value)}\n${output}`);
    }
  }
});

test('it looks at the place of the socket, and names the libraries', async (t) => {
  const dir = await directoryFor(t);
  const socket = join(dir, 's.sock');
  const free = await check(['--listen', socket]);
  assert.deepEqual([free.code, free.numbers.socket], [0, 'free'], free.output);
  assert.match(free.output, /^# libev \d+\.\d+, cJSON [\d.]+, libsodium [\d.]+$/m);
  assert.deepEqual(await readdir(dir), []);
  const server = createServer().listen(socket);
  await once(server, 'listening');
  assert.equal((await check(['--listen', socket])).numbers.socket, 'served');
  server.close();

  const file = join(dir, 'file'), open = join(dir, 'open');
  await writeFile(file, 'precious');
  await mkdir(open);
  await chmod(open, 0o777);
  for (const [path, why] of [[file, 'there is a file that is no socket'], [join(dir, 'not', 's'), 'its directory: No such file'], [join(open, 's'), 'anybody may write to its directory'], [`/${'x'.repeat(200)}`, 'the path is too long']]) {
    const { code, output, numbers } = await check(['--listen', path]);
    assert.deepEqual([code, numbers.socket], [2, 'refused'], path);
    assert.ok(output.includes(`--listen: '${path}' cannot be used: ${why}`), output);
  }
  assert.equal((await check(['--listen', ':9000'])).numbers.socket, undefined);
});

test('it says how many descriptors it takes', async () => {
  const { output, code } = await run('prlimit', ['--nofile=1000', daemonProgram(), '--check', '--max-clients', '3000'], { env: cleanEnvironment() });
  assert.equal(code, 0, output);
  assert.match(output, /^--max-clients 3000 are more than 1000 descriptors park: raise the limit to 3200 /m);
  const enough = await run('prlimit', ['--nofile=3200', daemonProgram(), '--check', '--max-clients', '3000'], { env: cleanEnvironment() });
  assert.doesNotMatch(enough.output, /raise/);
});

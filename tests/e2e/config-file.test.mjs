// The configuration file, SIGHUP, and --explain.

import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, daemonProgram, temporaryDirectory } from '../lib/daemon.mjs';
import { request } from '../lib/fastcgi.mjs';
import { guarded, run } from '../lib/process.mjs';
import { daemonFor, joined, post } from '../lib/scene.mjs';

async function fileFor(t, text = '') {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  const path = join(dir, 'onetimechat.conf');
  await writeFile(path, text);
  return path;
}

/** --explain: {code, output, values: name -> value, sources: name -> source}. */
async function explain(args, env = {}) {
  const { code, output } = await run(daemonProgram(), ['--explain', ...args], { env: cleanEnvironment(env) });
  const rows = output.split('\n').map((line) => /^([a-z-]+) +(\S+) +(.+)$/.exec(line)).filter(Boolean);
  return { code, output, values: Object.fromEntries(rows.map(([, name, value]) => [name, value])), sources: Object.fromEntries(rows.map(([, name,, source]) => [name, source])) };
}

test('command line, environment, file, default: --explain says which it is', async (t) => {
  const path = await fileFor(t, [
    '# a comment', '', 'hold 11', '  grace=22  # seconds', '\tmax-room = 33\r', 'max-clients 44', 'trusted-proxy 10.0.0.0/8,::1', 'log-format json', 'relay 0', 'rate\t 7',
  ].join('\n'));
  const { code, output, values, sources } = await explain(['--config', path, '--max-clients', '5'], { ONETIMECHAT_MAX_ROOM: '6' });
  assert.equal(code, 0, output);
  const expected = {
    hold: ['11', `${path}:3`], grace: ['22', `${path}:4`], 'max-room': ['6', 'environment'], 'max-clients': ['5', 'command line'], 'trusted-proxy': ['10.0.0.0/8,::1', `${path}:7`],
    'log-format': ['json', `${path}:8`], relay: ['0', `${path}:9`], rate: ['7', `${path}:10`], 'max-hold': ['11', 'as hold'], 'max-queue': ['1048576', 'default'], listen: ['-', 'default'],
    'socket-mode': ['0660', 'default'], config: [path, 'command line'],
  };
  for (const [name, [value, source]] of Object.entries(expected)) assert.deepEqual([values[name], sources[name]], [value, source], name);
  assert.match(output, new RegExp(`^# ${path} was read$`, 'm'));
  const help = await run(daemonProgram(), ['--help'], { env: cleanEnvironment() });
  const names = [...help.output.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name).filter((name) => !['help', 'version'].includes(name));
  assert.deepEqual(Object.keys(values).sort(), names.sort(), 'every option is explained');
  assert.equal((await explain([], { ONETIMECHAT_CONFIG: path })).values.hold, '11');
  assert.equal((await explain(['--relay'])).sources['max-body'], 'default behind a relay');
});

test('what is wrong in a file is said with its line, and nothing starts', async (t) => {
  const path = await fileFor(t);
  const cases = [
    ['hold x', /:1: hold: 'x' is not a number$/], ['\n\ngrace 0', /:3: grace: 0 is not between/], ['nonsense 1', /:1: 'nonsense' is not an option$/], ['hold', /:1: 'hold' needs a value$/],
    ['hold =', /:1: 'hold' needs a value$/], ['hold 1\nhold 2', /:2: 'hold' is there twice$/], ['config /x', /:1: 'config' is for the command line alone$/], ['check 1', /:1: 'check' is for/],
    ['--hold 1', /:1: '--hold' is not an option$/], ['relay yes', /:1: relay: 'yes' is neither 1 nor 0$/], ['log-level loud', /:1: log-level: 'loud' is none of/], ['hold 1 2', /:1: hold: '1 2' is not a number$/],
    ['hold 1\0', /: it is no text$/], ['#'.repeat(65537), /: it has more than 65536 bytes$/], ['= 3', /:1: '' is not an option$/],
    ['status-from 10.0.0.0\\/33', /neither an address nor a network/],
    ['max-room x', /:1: max-room: 'x'/, ['--max-room', '3']],
  ];
  for (const [text, said, args = []] of cases) {
    await writeFile(path, text);
    const { code, output } = await explain(['--config', path, ...args]);
    assert.equal(code, 2, text.slice(0, 40));
    assert.match(output, said);
    assert.equal(output.trim().split('\n').length, 1, output);
  }
  const dir = `${path}.d`;
  await mkdir(dir);
  for (const missing of [`${path}.not`, dir]) assert.equal((await explain(['--config', missing])).code, 2, missing);
  assert.equal((await explain(['--config', '/dev/null'])).code, 0);
});

/** Writes the file anew and has the daemon read it: the lines that it says, up to one that matches. */
async function reload(daemon, path, text, until) {
  const from = daemon.process.lines.length;
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
  daemon.process.signal('SIGHUP');
  const said = () => daemon.process.lines.slice(from);
  while (!said().some((line) => until.test(line))) await guarded(new Promise((resolve) => daemon.process.once('line', resolve)), `${until}`);
  return said();
}

test('SIGHUP reads the file again: what can change does, what cannot is said once', async (t) => {
  const path = await fileFor(t, 'grace 50\nmax-body 5000\n');
  const daemon = await daemonFor(t, ['--config', path, '--hold', '9']);
  const ann = await joined(daemon);
  assert.deepEqual([ann.init.grace, ann.init.hold], [50, 9]);

  let said = await reload(daemon, path, 'grace 40\nmax-clients 2\nhold 1\nmax-body 6000\nstatus-from 198.51.100.1\n', /was read again/);
  assert.deepEqual(said.filter((line) => /needs a restart/.test(line)), ['onetimechatd: max-body has changed, which needs a restart']);
  const bob = await joined(daemon);
  assert.deepEqual([bob.init.grace, bob.init.hold], [40, 9], 'the command line goes before');
  assert.equal((await post(daemon, 'join', {})).status, 503);
  const status = (remote) => request(daemon.address, { method: 'GET', endpoint: 'status', remote });
  assert.equal((await status('127.0.0.1')).status, 404);
  assert.equal((await status('198.51.100.1')).status, 200);
  assert.equal((await post(daemon, 'join', { room: 'x'.repeat(5500) })).status, 413, 'the body is as before');

  said = await reload(daemon, path, 'grace 30\nmax-body 6000\n', /was read again/);
  assert.deepEqual(said.filter((line) => /restart/.test(line)), [], 'that was said');
  assert.equal((await joined(daemon)).init.grace, 30);
  assert.equal((await status('127.0.0.1')).status, 200, 'the default again');
  await reload(daemon, path, 'grace 30\nmax-body 5000\n', /was read again/);
  said = await reload(daemon, path, 'log-format json\nmax-body 7000\n', /config_read/);
  assert.ok(said.some((line) => /max-body has changed/.test(line)));
  assert.equal(JSON.parse(said.at(-1)).event, 'config_read');
});

test('a limit of joins, a log level and others follow the file', async (t) => {
  const path = await fileFor(t, 'join-rate 600\n');
  const daemon = await daemonFor(t, ['--config', path]);
  await reload(daemon, path, 'log-level debug\nmax-parked 1\nrate 1\n', /was read again/);
  const ann = await joined(daemon);
  const statuses = [];
  for (let i = 0; i < 8; i++) statuses.push((await ann.post('send', { ...ann.credentials, commands: [['send', ann.id, { id: `m${i}` }]] })).status);
  assert.ok(statuses.includes(429), `${statuses}`);
  await daemon.process.waitForLine(/refused: rate_limited/);
});

test('a bad file changes nothing, nor does one that is gone', async (t) => {
  const path = await fileFor(t, 'grace 50\n');
  const daemon = await daemonFor(t, ['--config', path]);
  await reload(daemon, path, 'grace 40\nhold x\n', /:2: hold: 'x' is not a number/);
  assert.equal((await joined(daemon)).init.grace, 50);
  await rm(path);
  daemon.process.signal('SIGHUP');
  await daemon.process.waitForLine(/No such file/);
  assert.equal((await joined(daemon)).init.grace, 50);
  await reload(daemon, path, 'grace 45\n', /was read again/);
  assert.equal((await joined(daemon)).init.grace, 45);
});

test('without a file SIGHUP does nothing, as when a terminal closes', async (t) => {
  const daemon = await daemonFor(t);
  daemon.process.signal('SIGHUP');
  daemon.process.signal('SIGUSR1');
  await daemon.process.waitForLine(/clients in/);
  assert.equal((await post(daemon, 'join', {})).status, 200);
  assert.doesNotMatch(daemon.process.output, /file|read|option/);
});

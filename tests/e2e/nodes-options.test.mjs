// What a node is told on its command line, and what it tells its operator.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { newToken } from '../lib/client.mjs';
import { cleanEnvironment, daemonProgram } from '../lib/daemon.mjs';
import { request } from '../lib/fastcgi.mjs';
import { run } from '../lib/process.mjs';
import { Redis } from '../lib/redis.mjs';

const start = (...args) => run(daemonProgram(), args, { env: cleanEnvironment() });

test('what does not fit together is one clear line, and exit status 2', async (t) => {
  const redis = await Redis.start(t);
  const socket = join(redis.dir, 'chat.sock');
  const short = join(redis.dir, 'short');
  await writeFile(short, 'x'.repeat(31));
  const url = (...parts) => ['--directory', parts.join(','), '--node', 'a', '--directory-key', redis.key];
  const cases = [
    [['--node', 'a'], /--node: it needs --directory/],
    [['--directory-key', redis.key], /--directory-key: it needs --directory/],
    [['--rebalance'], /--rebalance: it needs --directory/],
    [['--directory', redis.url], /--directory: it needs --node/],
    [['--directory', redis.url, '--node', 'a'], /--directory: it needs --directory-key/],
    [['--directory', redis.url, '--node', 'A/b', '--directory-key', redis.key], /--node: a name is/],
    [['--directory', redis.url, '--node', '-a', '--directory-key', redis.key], /--node: a name is/],
    [['--directory', redis.url, '--node', 'a', '--directory-key', short], /short must have 32 to 1024 bytes/],
    [['--directory', redis.url, '--node', 'a', '--directory-key', `${short}er`], /No such file/],
    [url('http://localhost'), /begins with redis:\/\/ or unix:\/\//],
    [url('rediss://localhost'), /TLS is not built in/],
    [url('redis://'), /neither host nor host:port/],
    [url('redis://localhost:0'), /neither host nor host:port/],
    [url('redis://localhost:65536'), /neither host nor host:port/],
    [url('redis://user@localhost'), /before the @/],
    [url('redis://:secret%4@localhost'), /before the @/],
    [url('unix://relative'), /no path/],
    [url(...Array(9).fill(redis.url)), /8 addresses are the most/],
    [url('redis://:secret@no-such-host.invalid'), /the host of no-such-host.invalid:6379 is not known/],
  ];
  for (const [args, pattern] of cases) {
    const { code, output } = await start('--listen', socket, ...args);
    assert.equal(code, 2, `${args.join(' ')}: ${output}`);
    assert.match(output, pattern);
    assert.equal(output.trim().split('\n').length, 1, output);
    assert.doesNotMatch(output, /secret/);
  }
});

test('--check tries the directory, and --explain shows no password', async (t) => {
  const redis = await Redis.start(t, ['--requirepass', 'secret-word']);
  const args = (url) => ['--node', 'a', '--directory-key', redis.key, '--directory', url];
  const right = redis.url.replace('://', '://:secret-word@');
  const good = await start('--check', ...args(right));
  assert.equal(good.code, 0, good.output);
  assert.ok(good.output.includes(`${redis.socket} answers`), good.output);
  for (const [url, said] of [
    [redis.url, /does not do what a directory must/],
    [redis.url.replace('://', '://:other-word@'), /does not do what a directory must/],
    ['redis://127.0.0.1:1', /127.0.0.1:1 cannot be reached/],
  ]) {
    const bad = await start('--check', ...args(url));
    assert.equal(bad.code, 2, bad.output);
    assert.match(bad.output, said);
    assert.match(bad.output, /not every address answers/);
    assert.doesNotMatch(bad.output, /(secret|other)-word/);
  }
  const { output } = await start('--explain', ...args(right));
  assert.match(output, /^directory +\(with a password\)/m);
  assert.doesNotMatch(output, /secret-word/);
  assert.deepEqual((await redis.command('-a', 'secret-word', '--no-auth-warning', 'keys', '*')).split('\n').filter(Boolean), []);
});

test('status and metrics tell of the node, and of none where there is none', async (t) => {
  const redis = await Redis.start(t);
  const a = await redis.node(t, 'a');
  const b = await redis.node(t, 'b');
  const joinAt = (node, room) => request(node.address, { endpoint: 'join', body: JSON.stringify({ room, token: newToken() }) });
  await joinAt(a, 'green');
  await joinAt(b, 'green');
  const { node, rooms_held: held, directory_faults: faults } = await a.status();
  assert.deepEqual({ node, held, faults }, { node: 'a', held: 1, faults: 0 });
  const metrics = (await request(b.address, { method: 'GET', endpoint: 'metrics' })).text;
  assert.match(metrics, /^onetimechat_node_info\{node="b"\} 1$/m);
  assert.match(metrics, /^onetimechat_rooms_elsewhere_total 1$/m);
  assert.match(metrics, /^onetimechat_directory_up 1$/m);
  assert.match(metrics, /^onetimechat_directory_seconds_count [1-9]/m);
});

// --top: the counts of a daemon, once or in a terminal.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { cleanEnvironment, daemonProgram } from '../lib/daemon.mjs';
import { guarded, run } from '../lib/process.mjs';
import { daemonFor, joined, send } from '../lib/scene.mjs';

const env = cleanEnvironment();
const snapshot = (address) => run(daemonProgram(), ['--top', address], { env });

function counts(text) {
  return Object.fromEntries([...text.matchAll(/^([a-z ]+?) +(\d+)\b.*$/gm)].map(([, name, value]) => [name, Number(value)]));
}

for (const tcp of [false, true]) {
  test(`where the output is no terminal it shows the counts once (${tcp ? 'TCP' : 'a socket file'})`, async (t) => {
    const daemon = await daemonFor(t, [], { tcp });
    const ann = await joined(daemon, { room: 'r' });
    await joined(daemon, { room: 's' });
    await send(ann, { id: 'm' });
    await ann.post('poll', { ...ann.credentials });
    const { code, output } = await snapshot(daemon.listen);
    assert.equal(code, 0, output);
    const shown = counts(output);
    assert.deepEqual([shown.clients, shown.rooms, shown.joins, shown.messages, shown.refusals], [2, 2, 2, 1, 1]);
    assert.ok(shown['bytes queued'] > 0 && shown['bytes of memory'] > 1000 && shown['bytes sent'] > 100);
    assert.ok(!output.includes('\x1b'), 'no codes of a terminal');
  });
}

test('where no daemon answers it says why', async (t) => {
  const daemon = await daemonFor(t, ['--status-from', '192.0.2.1']);
  const refused = await snapshot(daemon.socket);
  assert.equal(refused.code, 1);
  assert.match(refused.output, /^onetimechatd: --top: '.*' does not answer: its answer holds no counts; see --status-from$/);
  for (const address of [join(daemon.dir, 'nothing.sock'), '127.0.0.1:1', 'nowhere', `/${'x'.repeat(200)}`]) {
    const { code, output } = await snapshot(address);
    assert.equal(code, 1, address);
    assert.match(output, /does not answer: /);
  }
  const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nno FastCGI')).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  assert.equal((await snapshot(`127.0.0.1:${server.address().port}`)).code, 1);
});

for (const [name, key] of [['q', 'q'], ['Ctrl-C', '\x03']]) {
  test(`in a terminal it shows them again each second until ${name}`, async (t) => {
    const daemon = await daemonFor(t);
    // `script` gives it a terminal; stty shows afterwards that this is as it was.
    const top = spawn('script', ['-qec', `stty -a; '${daemonProgram()}' --top '${daemon.socket}'; echo ended with $?; stty -a`, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => top.kill());
    let shown = '';
    top.stdout.on('data', (bytes) => (shown += bytes));
    const until = async (pattern) => {
      while (!pattern.test(shown)) await guarded(once(top.stdout, 'data'), `${pattern} in ${shown}`);
    };
    await until(/clients +0/);
    await joined(daemon);
    await until(/clients +1/);
    await until(/joins +1 +\d/);
    top.stdin.write(key);
    await until(/ended with 0/);
    top.stdin.end();
    await guarded(once(top, 'close'), 'the end of script');
    const [before, after] = [...shown.matchAll(/^.*-?icanon.*$/gm)].map(([line]) => line);
    assert.ok(before && before === after, `${before} ${after}`);
  });
}

// The quick start: it builds, serves, says so, and leaves nothing behind.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, temporaryDirectory } from '../lib/daemon.mjs';
import { request } from '../lib/http.mjs';
import { accepts, freePort } from '../lib/ports.mjs';
import { Process, guarded, run } from '../lib/process.mjs';
import { polling } from '../lib/scene.mjs';

const script = join(process.env.OTC_SOURCE, 'conf', 'quickstart.sh');
const BUILDING_MS = 300_000;

/** The command lines of all processes that name `dir`. */
function processesOf(dir) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return ''; // it has ended meanwhile
    }
  }).filter((line) => line.includes(dir));
}

async function quickstart(t, port) {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true, force: true }));
  const started = new Process('sh', [script, '--port', String(port)], { env: cleanEnvironment({ TMPDIR: dir }) });
  t.after(() => started.stop());
  return { dir, started };
}

const says = (started, beginning) => guarded(new Promise((resolve, reject) => {
  started.on('line', (line) => line.startsWith(beginning) && resolve(line));
  started.on('end', () => reject(new Error(started.output)));
}), beginning, BUILDING_MS);

async function endsBy(signal, { dir, started }, code) {
  started.signal(signal);
  assert.equal((await guarded(started.exited, 'the quick start to end', BUILDING_MS)).code, code);
  assert.deepEqual(processesOf(dir), []);
  assert.deepEqual(readdirSync(dir), []);
}

test('the quick start serves the chat until Ctrl-C and leaves nothing behind', async (t) => {
  const port = await freePort();
  const running = await quickstart(t, port);
  assert.equal(await says(running.started, 'One Time Chat runs on'), `One Time Chat runs on http://127.0.0.1:${port}/`);
  const place = { url: `http://127.0.0.1:${port}/` };
  assert.equal((await request(place.url)).status, 200);
  const [ann, bob] = [await polling(t, place), await polling(t, place)];
  await ann.say('hello');
  await bob.until((c) => c.texts().includes('hello'));
  await Promise.all([ann.vanish(), bob.vanish()]);
  assert.ok(processesOf(running.dir).length >= 2, 'lighttpd and the daemon run from here');
  await endsBy('SIGINT', running, 130);
  assert.equal(await accepts({ host: '127.0.0.1', port }), false);
});

test('SIGTERM while it builds leaves nothing behind', async (t) => {
  const running = await quickstart(t, await freePort());
  await says(running.started, 'Building in');
  await endsBy('SIGTERM', running, 143);
});

test('the quick start says when its port is taken, before it builds', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address();
  const { dir, started } = await quickstart(t, port);
  const { code } = await guarded(started.exited, 'the quick start to end', BUILDING_MS);
  assert.equal(code, 1);
  assert.match(started.output, new RegExp(`port ${port} is taken`));
  assert.doesNotMatch(started.output, /Building/);
  assert.deepEqual(readdirSync(dir), []);
});

test('the quick start refuses options that make no sense', async () => {
  for (const args of [['--port'], ['--port', 'x'], ['--port', '0'], ['--port', '65536'], ['--port', '-1'], ['stray']]) {
    assert.equal((await run('sh', [script, ...args])).code, 2, args.join(' '));
  }
});

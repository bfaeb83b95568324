// Relays that others than Apache start: lighttpd four of its own, spawn-fcgi four on one socket; and nginx before them.

import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { cleanEnvironment, daemonProgram } from '../lib/daemon.mjs';
import { postJson } from '../lib/http.mjs';
import { Process } from '../lib/process.mjs';
import { socketReady } from '../lib/ports.mjs';
import { hubFor, processGone, processesWith } from '../lib/relay.mjs';
import { frontFor, joined, polling, post, statusUntil } from '../lib/scene.mjs';

/** Four people talk through a place; then the hub is killed, and all are back. */
async function talkThrough(t, place, hub) {
  const people = [];
  for (let i = 0; i < 4; i++) people.push(await polling(t, place, { persistent: true }));
  for (const person of people) await person.until((c) => c.members.size === 3);
  await Promise.all(people.map(async (person, who) => {
    for (let i = 0; i < 5; i++) await person.say(`${who} ${i}`);
  }));
  for (const person of people) await person.until((c) => c.messages.size === 20);
  await statusUntil(hub, (status) => status.parked === 4);
  await hub.end('SIGKILL');
  for (const person of people) await person.until((c) => c.inits === 2 && c.messages.size === 20);
  assert.equal((await hub.status()).clients, 4);
}

test('lighttpd starts four relays', async (t) => {
  const front = await frontFor(t, 'lighttpd-relays', { args: ['--rate', '0', '--max-parked', '0'] });
  await talkThrough(t, front, front.hub);
  const relays = processesWith(front.hub.socket).filter((pid) => pid !== front.hub.pid);
  assert.equal(relays.length, 4, 'none of them ended with the hub');
});

/** spawn-fcgi with relays on the socket that it opens. */
async function spawned(t, hub, count) {
  const socket = join(dirname(hub.dir), 'front.sock');
  const relay = [daemonProgram(), '--relay', '--hub', hub.socket, '--rate', '0', '--max-parked', '0'];
  const spawner = new Process('spawn-fcgi', ['-s', socket, '-M', '0666', '-F', String(count), '--', ...relay], { env: cleanEnvironment() });
  hub.relays.push({
    async stop() {
      const relays = processesWith(hub.socket).filter((pid) => pid !== hub.pid);
      for (const pid of relays) process.kill(pid, 'SIGTERM');
      for (const pid of relays) await processGone(pid);
      return { code: 0 };
    },
  });
  await spawner.exited;
  await socketReady(socket);
  return socket;
}

test('spawn-fcgi starts four relays on one socket', async (t) => {
  const hub = await hubFor(t);
  const socket = await spawned(t, hub, 4);
  assert.equal(processesWith(hub.socket).length, 4);
  await talkThrough(t, { address: socket }, hub);
});

test('nginx, which keeps connections open, talks to relays', async (t) => {
  const hub = await hubFor(t);
  const front = await frontFor(t, 'nginx', { socket: await spawned(t, hub, 4) });
  await talkThrough(t, front, hub);
  assert.equal((await postJson(front.endpoint('send'), { x: 'y'.repeat(90000) })).status, 413);
});

test('a program whose name ends in .fcgi is a relay', async (t) => {
  const hub = await hubFor(t);
  const program = join(dirname(hub.dir), 'chat.fcgi');
  await symlink(daemonProgram(), program);
  const socket = join(dirname(hub.dir), 'front.sock');
  const relay = new Process(program, ['--listen', socket, '--hub', hub.socket], { env: cleanEnvironment() });
  hub.relays.push(relay);
  await socketReady(socket, relay.exited);
  assert.equal((await post({ address: socket }, 'join', {})).status, 200);
  assert.equal((await hub.status()).clients, 1);
});

test('ONETIMECHAT_RELAY and ONETIMECHAT_HUB do the same', async (t) => {
  const hub = await hubFor(t);
  const socket = join(dirname(hub.dir), 'front.sock');
  const env = cleanEnvironment({ ONETIMECHAT_RELAY: '1', ONETIMECHAT_HUB: hub.socket });
  const relay = new Process(daemonProgram(), ['--listen', socket], { env });
  hub.relays.push(relay);
  await socketReady(socket, relay.exited);
  const ann = await joined({ address: socket });
  assert.equal(ann.init.max_hold, 30, 'the defaults are those behind a relay');
  assert.equal((await hub.status()).clients, 1);
});

// Three nodes behind each front server that has an example for them, and the shipped configuration of Redis.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { createPost } from '../../www/js/wire/requests.js';
import { newToken } from '../lib/client.mjs';
import { adjust } from '../lib/front.mjs';
import { FRONTS, NAMES } from '../lib/nodes.mjs';
import { Process, run } from '../lib/process.mjs';
import { Redis } from '../lib/redis.mjs';

for (const [kind, start] of Object.entries(FRONTS)) {
  test(`${kind}: a join goes to any node, what follows to the one that has the room, and a node that dies is left`, async (t) => {
    const redis = await Redis.start(t);
    const nodes = [];
    for (const name of NAMES) nodes.push(await redis.node(t, name, { tcp: true }));
    const base = `${await start(t, nodes, join(redis.dir, 'none.sock'))}chat/`;
    const { ask, place } = asThePage(base);
    const homes = new Set();
    for (let i = 0; i < 6; i++) {
      const people = [newToken(), newToken(), newToken()];
      for (const token of people) homes.add((await ask.join(`room-${i}`, token)).node);
      const ids = new Set(people.map((token) => place(token)));
      assert.equal(ids.size, 1, 'all of a room are at one node');
      for (const token of people) assert.equal((await ask.send(token, 'hello')).ok, true);
    }
    assert.ok(homes.size > 1, `all at ${[...homes]}`);

    const token = newToken();
    const { node } = await ask.join('green', token);
    await nodes.find((each) => each.node === node).kill();
    // What a front server says of a node that is gone; the page joins anywhere then.
    let answer = { code: null };
    while (answer.code !== 'unknown_client') answer = await ask.send(token, 'hello');
    assert.equal(answer.code, 'unknown_client');
    let again = { ok: false };
    while (!again.ok) again = await ask.join('green', token);
    assert.notEqual(again.node, node);
    assert.equal((await ask.send(token, 'hello again')).ok, true);
  });
}

/** What the page's own module for requests makes of the answers. */
function asThePage(base) {
  const timers = { set: (call, ms) => setTimeout(call, ms), clear: (timer) => clearTimeout(timer) };
  const post = createPost({ base, fetch, timers });
  const idOf = new Map();
  const options = () => ({ signal: new AbortController().signal, guardMs: 30_000 });
  const ask = {
    async join(room, token) {
      const answer = await post('join', { room, token }, options());
      if (!answer.ok) return { ok: false };
      const [, id, { node }] = answer.body.commands[0];
      idOf.set(token, id);
      return { ok: true, node };
    },
    send: (token, text) => post('send', { id: idOf.get(token), token, commands: [['send', idOf.get(token), { text }]] }, options()),
  };
  return { ask, place: (token) => post.placeOf(idOf.get(token)) };
}

test('the shipped redis.conf is taken, and writes nothing to a disk', async (t) => {
  const text = adjust(await readFile(join(process.env.OTC_SOURCE, 'conf', 'redis.conf'), 'utf8'), [['^port 6379$', 'port 0']]);
  const redis = await Redis.start(t);
  await redis.kill();
  const conf = join(redis.dir, 'redis.conf');
  await writeFile(conf, text);
  redis.process = new Process('redis-server', [conf, '--unixsocket', redis.socket], { cwd: redis.dir });
  await redis.process.waitForLine(/ready to accept connections/i);
  for (const [name, value] of [['save', ''], ['appendonly', 'no'], ['maxmemory-policy', 'noeviction']]) {
    assert.equal(await redis.command('config', 'get', name), `${name}\n${value}`.trim());
  }
  const a = await redis.node(t, 'a');
  assert.equal((await run('ls', ['-A', redis.dir])).output.split('\n').filter((name) => /rdb|aof|appendonly/.test(name)).length, 0);
  assert.ok(a.pid);
});

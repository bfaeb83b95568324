// How many polls are parked, and whose.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daemonProgram } from '../lib/daemon.mjs';
import { HttpConnection, requestBytes } from '../lib/http.mjs';
import { run } from '../lib/process.mjs';
import { daemonFor, frontFor, joined, polling, post, statusUntil } from '../lib/scene.mjs';

const parkedIs = (daemon, count) => statusUntil(daemon, ({ parked }) => parked === count);

test('past --max-parked the longest parked is answered early and told to wait', async (t) => {
  const daemon = await daemonFor(t, ['--max-parked', '2']);
  const people = [];
  for (let i = 0; i < 4; i++) people.push(await joined(daemon, { room: `room${i}` }));
  const polls = [];
  for (const [i, person] of people.entries()) {
    polls.push(person.poll());
    if (i < 2) await parkedIs(daemon, i + 1);
    else assert.deepEqual(Object.keys((await polls[i - 2]).json), ['seq', 'commands', 'wait']);
  }
  for (const answered of polls.slice(0, 2)) {
    const { wait } = (await answered).json;
    assert.ok(wait >= 1.5 && wait <= 2.5, `wait ${wait}`);
  }
  await parkedIs(daemon, 2);
});

test('the wait is at most half the grace', async (t) => {
  const daemon = await daemonFor(t, ['--max-parked', '1', '--grace', '3']);
  const [ann, bob] = [await joined(daemon), await joined(daemon, { room: 'other' })];
  const first = ann.poll();
  await parkedIs(daemon, 1);
  const second = bob.poll();
  const { wait } = (await first).json;
  assert.ok(wait > 0 && wait <= 1.5, `wait ${wait}`);
  await daemon.stop();
  await second;
});

test('ten times as many people as places: everyone hears everything once', async (t) => {
  const daemon = await daemonFor(t, ['--max-parked', '4', '--grace', '2', '--join-rate', '0', '--rate', '0']);
  const people = [];
  for (let i = 0; i < 40; i++) people.push(await polling(t, daemon));
  const said = await Promise.all(people.slice(0, 10).map(async (person, i) => {
    await person.say(`line ${i}`);
    return `line ${i}`;
  }));
  for (const person of people) {
    await person.until((p) => p.messages.size === said.length, 'all lines');
    assert.deepEqual(person.texts().sort(), said);
    assert.equal(person.repeated, 0);
  }
  // Within a turn of the loop those count as well that are just told to wait.
  const { clients } = await statusUntil(daemon, ({ parked }) => parked <= 4);
  assert.equal(clients, 40);
});

test('one address cannot take the places of another', async (t) => {
  const daemon = await daemonFor(t, ['--max-parked-per-address', '1', '--trusted-proxy', '127.0.0.1']);
  const ask = (client, address) => post(daemon, 'poll', { ...client.credentials, ack: client.ack }, {
    remote: '127.0.0.1', extra: { HTTP_X_FORWARDED_FOR: `198.51.100.1, ${address}` },
  });
  const [ann, bob, eve] = [await joined(daemon, { room: 'a' }), await joined(daemon, { room: 'b' }), await joined(daemon, { room: 'e' })];
  const first = ask(ann, '192.0.2.1');
  await parkedIs(daemon, 1);
  const second = ask(bob, '192.0.2.2');
  await parkedIs(daemon, 2);
  const third = ask(eve, '192.0.2.1');
  assert.ok((await first).json.wait > 0);
  await parkedIs(daemon, 2);
  await daemon.stop();
  assert.equal((await second).status, 200);
  assert.equal((await third).status, 200);
});

for (const kind of ['lighttpd', 'apache', 'nginx']) {
  test(`${kind}: X-Forwarded-For is believed from a trusted proxy, and from nobody else`, async (t) => {
    for (const trusted of [true, false]) {
      const daemon = await daemonFor(t, trusted ? ['--trusted-proxy', '127.0.0.1'] : []);
      const front = await frontFor(t, kind, { socket: daemon.socket });
      const status = (headers) => fetch(`${front.url}chat/status`, { headers });
      assert.equal((await status({})).status, 200);
      assert.equal((await status({ 'X-Forwarded-For': '192.0.2.1' })).status, 404);
      assert.equal((await status({ 'X-Forwarded-For': '127.0.0.2' })).status, trusted ? 200 : 404);
    }
  });

  test(`${kind}: the answer to a probe begins before it ends`, async (t) => {
    const daemon = await daemonFor(t);
    const front = await frontFor(t, kind, { socket: daemon.socket });
    const ann = await joined(front);
    const connection = new HttpConnection(front.url);
    t.after(() => connection.destroy());
    const body = JSON.stringify({ ...ann.credentials, pause: 5, padding: 'x'.repeat(1000) });
    connection.write(requestBytes(new URL(`${front.url}chat/probe`), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }));
    await connection.bytesReceived(1);
    const begun = connection.received;
    await daemon.status(); // a whole request later the rest has still not come
    assert.equal(connection.received, begun);
    const answer = await connection.answer('POST');
    assert.ok(connection.received > begun);
    assert.deepEqual(answer.json, { received: Buffer.byteLength(body), fill: '' });
  });
}

test('a bad list of trusted proxies is refused', async () => {
  for (const list of ['localhost', '10.0.0.0/33', '192.0.2.1,x']) {
    const { code, output } = await run(daemonProgram(), ['--trusted-proxy', list]);
    assert.equal(code, 2);
    assert.match(output, /^onetimechatd: --trusted-proxy: '.*' is neither an address nor a network\n?$/);
  }
});

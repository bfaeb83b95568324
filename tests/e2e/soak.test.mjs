// Churn at full speed: people come, talk, listen and go, and what they took is given back.
// OTC_LONG runs it for an hour, OTC_SOAK_SECONDS for any time after the warm-up.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as passed } from 'node:timers/promises';
import { FastCgiConnection } from '../lib/fastcgi.mjs';
import { daemonFor, statusUntil } from '../lib/scene.mjs';

const SECONDS = Number(process.env.OTC_SOAK_SECONDS ?? (process.env.OTC_LONG ? 3600 : 20));
const WARM_UP = 12_000; // joins, after which the allocator has what it takes
const SLACK_KIB = SECONDS < 600 ? 1024 : 0; // by which the most that lies in queues at a time differs: a leak of a client a join is far more
const WORKERS = 24;
const ROOMS = 6;

/** One place: whoever takes it joins, listens while it talks, and leaves or vanishes; then comes the next. */
async function churn(daemon, place, done, goesOn) {
  let connection = await FastCgiConnection.open(daemon.address);
  for (let turn = 0; goesOn(); turn++) {
    const ask = async (endpoint, body) => {
      const answer = await connection.request({ endpoint, body: JSON.stringify(body) });
      assert.ok([200, 204, 429].includes(answer.status), `${endpoint}: ${answer.status} ${answer.text}`);
      return answer;
    };
    const { json } = await ask('join', { room: `room-${place % ROOMS}` });
    const [, id, { token }] = json.commands[0];
    let ack = json.seq;
    done.joins++;
    const listening = (async () => {
      for (let i = 0; i < 8; i++) {
        const { json: heard } = await ask('poll', { id, token, ack, hold: 0.05 });
        ack = heard.seq;
      }
    })();
    for (let i = 0; i < 6; i++) {
      const text = 'x'.repeat([20, 300, 5000, 40_000][(turn + i + place) % 4]);
      const { status } = await ask('send', { id, token, commands: [['send', id, { text }]] });
      done.lines += status === 200;
    }
    await listening;
    if (turn % 5 === 4) { // without a word: its connection breaks, and a new one comes
      connection.destroy();
      connection = await FastCgiConnection.open(daemon.address);
    } else {
      await ask('leave', { id, token });
    }
  }
  connection.destroy();
}

test(`after ${SECONDS} seconds of churn the daemon is as large as it was before`, async (t) => {
  const daemon = await daemonFor(t, ['--rate', '0', '--rate-bytes', '0', '--join-rate', '0', '--grace', '5', '--hold', '0.2']);
  const descriptors = async () => (await readdir(`/proc/${daemon.pid}/fd`)).length;
  const probe = await FastCgiConnection.open(daemon.address);
  await probe.request({ method: 'GET', endpoint: 'status' }); // so it has begun to serve
  const before = await descriptors() - 1; // without that connection
  probe.destroy();
  const total = { joins: 0, lines: 0 };
  const phase = async (goesOn) => {
    await Promise.all(Array.from({ length: WORKERS }, (_, place) => churn(daemon, place, total, goesOn)));
    const { memory } = await statusUntil(daemon, ({ clients, parked }) => clients === 0 && parked === 0, 1_000_000);
    return { resident: await daemon.residentKiB(), memory };
  };
  const first = await phase(() => total.joins < WARM_UP);
  const end = performance.now() + 1000 * SECONDS;
  const last = await phase(() => performance.now() < end);
  t.diagnostic(`${total.joins} joins, ${total.lines} lines; ${first.resident} KiB resident, then ${last.resident} KiB; ${first.memory} bytes booked, then ${last.memory}`);
  assert.ok(total.joins > WARM_UP + WORKERS && total.lines > WARM_UP);
  assert.ok(last.resident <= first.resident * 1.05 + SLACK_KIB, `${first.resident} KiB have become ${last.resident}`);
  assert.ok(last.memory <= first.memory * 1.05, `${first.memory} bytes have become ${last.memory}`);
  for (let looked = 0; looked < 1000 && await descriptors() !== before; looked++) await passed(10); // until the last closed ones are noticed
  assert.equal(await descriptors(), before, 'no descriptor is left');
});

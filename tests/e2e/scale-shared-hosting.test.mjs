// The chat never takes the site down: Apache with 100 workers and mod_fcgid, and 500 people in rooms.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setInterval as every } from 'node:timers/promises';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { request } from '../lib/http.mjs';
import { privateKiB, processesWith } from '../lib/relay.mjs';
import { frontFor } from '../lib/scene.mjs';

const ROOMS = 10;
const PEOPLE_IN_A_ROOM = 50;
const ROUNDS = 12; // in each of which one says something in each room
const WORKERS = `
<IfModule mpm_event_module>
    StartServers          4
    ServerLimit           4
    ThreadsPerChild      25
    MaxRequestWorkers   100
</IfModule>`;

/** Keeps what `note(message)` makes of each message. */
class NotedMap extends Map {
  constructor(note) {
    super();
    this.note = note;
  }

  set(key, message) {
    this.note?.(message);
    return super.set(key, message);
  }
}

function figures(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(0);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (${sorted.length})`;
}

test('500 people behind 100 workers: every message once, and the site goes on', async (t) => {
  const front = await frontFor(t, 'apache-fcgid', { args: ['--rate', '0', '--join-rate', '0'], extra: WORKERS });
  await writeFile(join(front.page, 'other.html'), 'another page of the site');

  const statuses = new Map();
  const plain = overHttp(front.url, { chat: front.chat });
  const took = { join: [], poll: [], send: [] };
  const transport = async (endpoint, ...rest) => {
    const begun = performance.now();
    const answer = await plain(endpoint, ...rest);
    took[endpoint].push(performance.now() - begun);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    return answer;
  };

  const visits = [];
  const visiting = new AbortController();
  const visited = (async () => {
    for await (const _ of every(100, undefined, { signal: visiting.signal })) {
      const begun = performance.now();
      const { status } = await request(`${front.url}other.html`);
      visits.push({ status, ms: performance.now() - begun });
    }
  })().catch((error) => { if (error.name !== 'AbortError') throw error; });

  const delays = [];
  const people = Array.from({ length: ROOMS * PEOPLE_IN_A_ROOM }, (_, i) => {
    const person = new ChatClient(transport, { room: `r${i % ROOMS}` });
    person.messages = new NotedMap(({ at }) => delays.push(performance.now() - at));
    return person;
  });
  t.after(() => Promise.all(people.map((person) => person.vanish())));
  const begun = performance.now();
  // All at once is the worst for mod_fcgid, which starts few relays a second.
  await Promise.all(people.map((person) => person.start()));
  t.diagnostic(`${people.length} people joined in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  // Everyone has been announced to everyone before anything is said, so nothing is said twice.
  for (const person of people) await person.until((c) => c.members.size === PEOPLE_IN_A_ROOM - 1);
  const quiet = visits.length;

  let rounds = 0;
  for await (const _ of every(1000)) {
    const speakers = people.slice(rounds * ROOMS, (rounds + 1) * ROOMS);
    await Promise.all(speakers.map((speaker) => speaker.say(`round ${rounds}`, { at: performance.now() })));
    if (++rounds === ROUNDS) break;
  }
  const relays = processesWith(front.hub.socket).filter((pid) => pid !== front.hub.pid).map((pid) => privateKiB(pid));
  for (const person of people) await person.until((c) => c.messages.size === ROUNDS);
  visiting.abort();
  await visited;

  t.diagnostic(`messages arrive after ${figures(delays)}`);
  t.diagnostic(`a sender's request takes ${figures(took.send)}`);
  t.diagnostic(`another page while they join: ${figures(visits.slice(0, quiet).map(({ ms }) => ms))}`);
  t.diagnostic(`another page while they talk: ${figures(visits.slice(quiet).map(({ ms }) => ms))}`);
  t.diagnostic(`${relays.length} relays, ${Math.max(...relays)} KiB of private memory at most, ${relays.reduce((a, b) => a + b, 0)} KiB in all`);
  t.diagnostic(`answers: ${[...statuses].map(([status, count]) => `${count} with ${status}`).join(', ')}`);

  assert.deepEqual([...statuses.keys()], [200], 'every request of a person is answered');
  for (const { status } of visits) assert.equal(status, 200, 'the other page');
  for (const person of people) {
    assert.equal(person.doubles ?? 0, 0);
    assert.equal(person.inits, 1);
    const spoken = people.filter((other) => other.room === person.room).flatMap((other) => other.said.map(({ id }) => `${other.id} ${id}`));
    assert.deepEqual([...person.messages.keys()].sort(), spoken.sort());
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EarlyJoin } from '../../www/js/wire/early-join.js';
import { createPost } from '../../www/js/wire/requests.js';
import { settle } from './support/clock.mjs';
import { json } from './support/hub.mjs';
import { makeRig } from './support/rig.mjs';

const ASKED = { room: 'garden', token: 'early0000000000000000000' };

function early(answer, { cameAt = 100, now = 350 } = {}) {
  const fetched = [];
  const join = new EarlyJoin({ body: JSON.stringify(ASKED), answer, cameAt }, {
    fetch: async (url, { body }) => { fetched.push(body); return json(200, { later: true }); },
    now: () => now,
  });
  const post = createPost({ base: 'https://site.example/chat/', fetch: (...request) => join.fetch(...request), timers: { set: () => 0, clear: () => {} } });
  const ask = (body, endpoint = 'join', signal = new AbortController().signal) => post(endpoint, body, { signal, guardMs: 1000 });
  return { join, ask, fetched };
}

test('the same join has the answer that was asked for early, once', async () => {
  const { join, ask, fetched } = early(Promise.resolve(json(200, { early: true })));
  assert.equal(join.tokenFor('garden'), ASKED.token);
  assert.equal(join.tokenFor('lobby'), null);
  assert.equal(join.room, 'garden');
  assert.deepEqual(await ask(ASKED), { ok: true, body: { early: true }, late: 250 });
  assert.equal(join.tokenFor('garden'), null);
  assert.equal(join.tokenFor(undefined), null, 'in no room');
  assert.equal(join.room, null);
  assert.deepEqual(await ask(ASKED), { ok: true, body: { later: true } });
  assert.equal(fetched.length, 1);
});

test('any other request goes its own way', async () => {
  const { ask, fetched } = early(Promise.resolve(json(200, { early: true })));
  for (const body of [{ ...ASKED, room: 'lobby' }, { ...ASKED, token: 'another' }]) assert.deepEqual((await ask(body)).body, { later: true });
  assert.equal(fetched.length, 2);
});

test('one that failed is asked again at once; one that hangs can be given up', async () => {
  const failed = early(Promise.reject(new TypeError('offline')));
  assert.deepEqual((await failed.ask(ASKED)).body, { later: true });
  const hanging = early(new Promise(() => {}));
  const request = new AbortController();
  const answer = hanging.ask(ASKED, 'join', request.signal);
  request.abort();
  assert.equal((await answer).code, 'aborted');
});

test('an answer that was there for a while has the Date that it would have now', async () => {
  const { ask } = early(Promise.resolve(json(200, {}, { date: 'Thu, 01 Jan 1970 00:00:05 GMT' })));
  assert.equal((await ask(ASKED)).date, 5250);
});

test('one that nobody wants is left, if it was granted', async () => {
  const left = [];
  const granted = (init) => json(200, { seq: 1, commands: [['init', 'an id', init]] });
  for (const answer of [granted({}), granted({ node: 'b' }), json(503, { error: 'full' }), new Response('<p>')]) {
    await early(Promise.resolve(answer)).join.discard((...leave) => left.push(leave));
  }
  await early(Promise.reject(new TypeError('offline'))).join.discard((...leave) => left.push(leave));
  await new EarlyJoin(null, {}).discard((...leave) => left.push(leave));
  const credentials = { id: 'an id', token: ASKED.token };
  assert.deepEqual(left, [[credentials, ''], [credentials, 'b/']]);
});

test('the server’s clock is right however late the page took its answer in', async () => {
  const rig = makeRig();
  const token = 'early0000000000000000000';
  const body = JSON.stringify({ room: 'lobby', token });
  const answer = rig.hub.fetchFor()('https://site.example/chat/join', { body, signal: new AbortController().signal });
  await answer;
  const cameAt = rig.clock.now();
  await rig.clock.pass(4000);
  const early2 = new EarlyJoin({ body, answer, cameAt }, { fetch: rig.hub.fetchFor(), now: rig.clock.now });
  const { timers } = rig.clock;
  const ann = rig.page({
    makeToken: () => early2.tokenFor('lobby') ?? 'none',
    network: (network) => ({ ...network, post: createPost({ base: 'https://site.example/chat/', fetch: (...request) => early2.fetch(...request), timers, path: network.path }) }),
  });
  ann.session.start();
  await settle();
  ann.session.say('now');
  await settle();
  assert.equal(rig.requestsTo('join'), 1);
  assert.ok(Math.abs(ann.session.lines[0].ts - rig.clock.now()) < 10);
});

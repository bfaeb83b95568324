// Whoever leaves says so wherever the server may know them, also where a join is still under way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.mjs';
import { html, idOf, json } from './support/hub.mjs';
import { makeRig } from './support/rig.mjs';

/** A page whose joins wait at a gate while it is closed. */
function gated() {
  const gate = { closed: false, open: () => {} };
  const through = (fetch) => async (url, request) => {
    if (gate.closed && url.includes('/join')) await new Promise((resolve) => { gate.open = resolve; });
    return fetch(url, request);
  };
  const rig = makeRig({ through });
  return { ...rig, gate, page: rig.page(), left: [] };
}

async function inRoom() {
  const rig = gated();
  rig.page.session.start();
  await settle();
  return rig;
}

test('a join under way is left as soon as it is granted', async () => {
  const { page, gate, hub, left } = gated();
  gate.closed = true;
  page.session.start();
  await settle();
  page.session.leave((credentials) => left.push(credentials));
  await settle();
  assert.deepEqual(left, []);
  gate.open();
  await settle();
  const [client] = hub.clients.values();
  assert.deepEqual(left, [{ id: client.id, token: client.token }]);
  assert.deepEqual(page.told.changes, [], 'and nothing of the room is shown');
});

test('a join under way that is refused is not left', async () => {
  const { page, gate, hub, left } = gated();
  gate.closed = true;
  hub.intercept = () => json(503, { error: 'full' });
  page.session.start();
  await settle();
  page.session.leave((credentials) => left.push(credentials));
  gate.open();
  await settle();
  assert.deepEqual(left, []);
});

test('who is in is left at once, and once', async () => {
  const { page, hub, left } = await inRoom();
  const [{ id, token }] = hub.clients.values();
  page.session.leave((credentials) => left.push(credentials));
  await settle();
  assert.deepEqual(left, [{ id, token }]);
});

test('who has to join again can still leave: others may see them', async () => {
  const { page, hub, clock } = await inRoom();
  const [{ id, token }] = hub.clients.values();
  hub.intercept = (endpoint) => (endpoint === 'poll' ? json(400, { error: 'bad_request' }) : json(503, { error: 'full' }));
  page.session.probe();
  await clock.pass(1000);
  assert.equal(page.session.credentials, null);
  assert.deepEqual(page.session.stay, { id, token });
});

test('who comes back is known before the join is answered, and keeps the token though a firewall refuses it', async () => {
  const { page, hub, clock } = await inRoom();
  const [{ id, token }] = hub.clients.values();
  page.session.stop();
  hub.intercept = (endpoint) => (endpoint === 'join' ? html(403) : null);
  page.session.start();
  await clock.pass(1000);
  assert.deepEqual(page.session.stay, { id, token });
  hub.intercept = () => null;
  await clock.pass(60_000);
  assert.deepEqual(page.session.credentials, { id, token });
  assert.equal(idOf(token), id);
});

// What a page is told of its private room, and may do there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json } from '../page/support/hub.mjs';
import { makePrivateRig } from './support/sessions.mjs';

async function two() {
  const rig = await makePrivateRig();
  const [ann, ben] = [rig.open(), rig.open()];
  for (const { session } of [ann, ben]) session.start();
  await rig.until(() => ann.others.length === 1 && ben.others.length === 1, 'both are in');
  return { ...rig, ann, ben };
}

test('before one is in, nothing is decided, and nothing fails', async () => {
  const { open } = await makePrivateRig();
  const { session } = open();
  const done = [session.lock(true), session.limit(10), session.close(), session.remove('x'), session.appoint('x'), session.admit('x'), session.turnAway('x'), session.invite(), session.withdraw('x')];
  assert.deepEqual(await Promise.all(done), done.map(() => false));
  assert.equal(session.state.mayAppoint, false);
});

test('who is verified is so by their key, also when they have gone meanwhile', async () => {
  const { ann, ben, hub, pass, until } = await two();
  const [{ id }] = ann.others;
  const { numbers, key } = await ann.session.numbersWith(id);
  assert.deepEqual(numbers, (await ben.session.numbersWith(ann.session.people[0].id)).numbers);
  assert.equal(await ann.session.numbersWith('nobody'), null);
  ben.session.stop();
  hub.leave(id);
  await pass(150_000, 10_000);
  assert.deepEqual([ann.others, await ann.session.numbersWith(id)], [[], null]);
  ann.session.verify(key, true);
  ben.session.start();
  await until(() => ann.others.length === 1, 'Ben is back');
  assert.deepEqual(ann.others.map(({ isVerified }) => isVerified), [true]);
  ann.session.verify(key, false);
  assert.deepEqual(ann.others.map(({ isVerified }) => isVerified), [false]);
});

test('whoever was silent and is lost is not silent when they are back', async () => {
  const { ann, ben, hub, pass } = await two();
  const [{ id }] = ann.others;
  hub.intercept = (endpoint, body) => (endpoint === 'send' && body.id === id ? json(429, { error: 'rate_limited' }) : null);
  await pass(600_000, 10_000);
  assert.equal(ann.others[0].isSilent, true);
  ben.session.stop();
  hub.leave(id);
  await pass(1000);
  assert.deepEqual(ann.others.map(({ isLost, isSilent }) => [isLost, isSilent]), [[true, false]]);
});

test('whoever waits at a lock knows when nobody is inside any more, and does not wait once one is in', async () => {
  const { ann, ben, hub, open, until } = await two();
  await ann.session.lock(true);
  const [cid, dan] = [open(), open()];
  cid.session.start();
  await until(() => cid.session.isWaiting, 'Cid waits');
  dan.session.start();
  await until(() => dan.session.isWaiting && ann.session.state.knocks.length === 2, 'Dan waits');
  assert.deepEqual([cid, dan].map(({ session }) => session.isDeserted), [false, false]);
  const cids = await cid.session.knockNumbers();
  const numbers = await Promise.all(ann.session.state.knocks.map(({ id }) => ann.session.knockNumbers(id)));
  await ann.session.admit(ann.session.state.knocks[numbers.findIndex((five) => five.join() === cids.join())].id);
  await until(() => !cid.session.isWaiting && cid.others.length === 2, 'Cid is in');
  assert.deepEqual([dan.session.isWaiting, dan.others], [true, []]);
  for (const { session } of [ann, ben, cid]) {
    const { id } = session.people.find(({ own }) => own);
    session.leave(() => hub.leave(id));
  }
  await until(() => dan.session.isDeserted, 'nobody is inside');
  assert.equal(dan.session.isWaiting, true);
});

test('a page that is told of an id that is not its own comes into no room', async () => {
  const { hub, open, pass } = await makePrivateRig();
  const initOf = hub.initOf.bind(hub);
  hub.initOf = (client) => {
    const [name, , content] = initOf(client);
    return [name, 'f'.repeat(32), content];
  };
  const { session } = open();
  session.start();
  await pass(3000);
  assert.deepEqual(session.people, []);
});

test('who leaves wipes the key that they came by', async () => {
  const { ann, pass } = await two();
  ann.session.leave(() => {});
  await pass(1000);
  assert.ok(ann.entrance.admission.key.every((byte) => byte === 0));
});

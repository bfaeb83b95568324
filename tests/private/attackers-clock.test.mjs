// A server that lies about the time, to keep lines on the screen that should have vanished, or to have them vanish sooner.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRoom, pageOf, pass, settled } from './support/pages.mjs';

const HOUR_MS = 3_600_000;

/** Two pages in a room whose server's time, in its `init` and in the Dates of its answers, can be wrong. */
async function talking() {
  const room = await openRoom();
  const { clock, hub } = room;
  const lie = { date: 0 };
  const through = (fetch) => async (...request) => {
    const response = await fetch(...request);
    response.headers.set('date', new Date(clock.now() + lie.date).toUTCString());
    return response;
  };
  const ann = await pageOf(room, { identity: room.opener, through });
  const ben = await pageOf(room, { through });
  await pass(room, 2000);
  /** The server says by an `init` that it is as much later. */
  const tell = async (wrong) => {
    hub.init = { ...hub.init, now: clock.now() + wrong };
    for (const page of [ann, ben]) hub.overflow(page.id);
    await settled(room);
    delete hub.init.now;
  };
  return { room, ann, ben, lie, tell, pages: [ann, ben] };
}

const leftOf = (page, text) => page.line(text)?.left();

test('an old time in an `init` keeps no line, nor changes what is shown to be left', async () => {
  const { room, ann, pages, tell } = await talking();
  ann.say('for ten seconds', 10);
  await settled(room);
  for (const turn of [1, 2, 3, 4]) {
    await tell(-HOUR_MS);
    for (const page of pages) assert.equal(leftOf(page, 'for ten seconds'), 12_000 - turn * 2000);
    await pass(room, 2000);
  }
  await pass(room, 3000);
  for (const page of pages) assert.deepEqual(page.texts, []);
});

test('a time far ahead in an `init` takes no line away before its time', async () => {
  const { room, ann, pages, tell } = await talking();
  ann.say('for an hour', 3600);
  await settled(room);
  await tell(3 * HOUR_MS);
  await pass(room, 5000);
  for (const page of pages) assert.equal(leftOf(page, 'for an hour'), HOUR_MS - 5000);
  await ann.session.limit(60);
  await pass(room, 50_000);
  for (const page of pages) assert.deepEqual(page.texts, ['for an hour']);
  await pass(room, 7000);
  for (const page of pages) assert.deepEqual(page.texts, []);
});

test('two Dates that agree do neither', async () => {
  for (const [wrong, seconds] of [[-HOUR_MS, 10], [HOUR_MS, 600]]) {
    const { room, ann, ben, lie, pages } = await talking();
    ann.say('with an end', seconds);
    await settled(room);
    lie.date = wrong;
    for (const text of ['1', '2', '3', '4']) {
      ben.say(text);
      await pass(room, 1000);
    }
    for (const page of pages) assert.equal(leftOf(page, 'with an end'), (seconds - 4) * 1000);
    await pass(room, (seconds - 4) * 1000, 10_000);
    await pass(room, 1000);
    for (const page of pages) assert.equal(page.line('with an end'), undefined);
  }
});

test('a limit of the room counts from when a line came, whatever the server says since', async () => {
  for (const wrong of [-HOUR_MS, HOUR_MS]) {
    const { room, ann, ben, pages, tell } = await talking();
    ann.say('of Ann');
    ben.say('of Ben');
    await pass(room, 30_000);
    await tell(wrong);
    await ann.session.limit(60);
    await settled(room);
    for (const page of pages) for (const text of ['of Ann', 'of Ben']) assert.equal(leftOf(page, text), 30_000);
    await pass(room, 31_000);
    for (const page of pages) assert.deepEqual(page.texts, []);
  }
});

test('who comes later sees a line for what is left of its time, and a wrong clock gives it no more than the whole', async () => {
  const { room, ann } = await talking();
  ann.say('for a minute', 60);
  await pass(room, 20_000);
  const cid = await pageOf(room);
  assert.ok(Math.abs(leftOf(cid, 'for a minute') - 40_000) <= 1000, `${leftOf(cid, 'for a minute')}`);
  room.hub.init = { ...room.hub.init, now: room.clock.now() - HOUR_MS };
  const dan = await pageOf(room);
  assert.equal(leftOf(dan, 'for a minute'), 60_000);
});

test('a page whose computer has slept shows no line that has ended meanwhile', async () => {
  const { room, ann, pages } = await talking();
  ann.say('for a minute', 60);
  ann.say('to stay');
  await pass(room, 5000);
  room.clock.sleep(600_000);
  for (const page of pages) assert.equal(leftOf(page, 'for a minute'), 0);
  await pass(room, 1000);
  for (const page of pages) assert.deepEqual(page.texts, ['to stay']);
});

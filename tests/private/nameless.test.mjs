// Somebody who has the link and tells no name: they are there for all to see, so that they come and go is told, too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayOnly } from './support/attackers.mjs';
import { openRoom, pageOf, pass, settled } from './support/pages.mjs';

/** A circle that says `name` in its greeting, which may be anything. */
async function comeAs(room, name) {
  const member = await room.join();
  const hear = member.hear.bind(member);
  member.hear = ([what, id, parameter]) => hear([what, id, what === 'init' ? { ...parameter, name } : parameter]);
  await settled(room);
  return member;
}

async function withAnn() {
  const room = await openRoom();
  return { room, ann: await pageOf(room, { identity: room.opener }) };
}

test('that somebody without a name comes is told after a few seconds, and that they go', async () => {
  for (const name of [undefined, '', ' \u200b', 7]) {
    const { room, ann } = await withAnn();
    const eve = await comeAs(room, name);
    const guest = `Guest ${eve.id.slice(0, 4)}`;
    assert.deepEqual(ann.session.people.map((person) => person.name).slice(1), [guest]);
    await pass(room, 14_900, 100);
    assert.deepEqual(ann.toldOf(eve.id), [], 'the name may be on its way');
    await pass(room, 200, 100);
    assert.deepEqual(ann.toldOf(eve.id), [['joined', guest]]);
    await pass(room, 20_000);
    assert.deepEqual(ann.toldOf(eve.id), [['joined', guest]], 'once');
    ann.say('in between'); // else it is told in place of the coming
    await settled(room);
    eve.leave();
    await pass(room, 6000);
    assert.deepEqual(ann.toldOf(eve.id), [['joined', guest], ['left', guest]]);
  }
});

test('nor does anybody stay unseen by going at once', async () => {
  const { room, ann } = await withAnn();
  ann.say('for all to read');
  await settled(room);
  const eve = await comeAs(room);
  assert.deepEqual(eve.heardOf(ann), ['for all to read']);
  eve.leave();
  await settled(room);
  assert.deepEqual(ann.session.people.length, 1);
  assert.deepEqual(ann.toldOf(eve.id), [['left', `Guest ${eve.id.slice(0, 4)}`]]);
});

test('nothing is told sooner because something else is due, nor is it looked for over and over', async () => {
  const { room, ann } = await withAnn();
  const ben = await comeAs(room, 'Ben');
  const eve = await comeAs(room);
  ben.say('that Ann has a receipt for');
  await pass(room, 14_900, 100);
  assert.ok(ben.of('holds').length > 0, 'it was due');
  assert.deepEqual(ann.toldOf(eve.id), []);
  await pass(room, 1000, 100);
  assert.equal(ann.toldOf(eve.id).length, 1);
  assert.ok(Math.min(...room.clock.delays) > 100, 'it rests');
});

test('whoever tells a name is told of at once, and once', async () => {
  const { room, ann } = await withAnn();
  const ben = await comeAs(room, 'Ben');
  assert.deepEqual(ann.toldOf(ben.id), [['joined', 'Ben']]);
  await pass(room, 10_000);
  assert.deepEqual(ann.toldOf(ben.id), [['joined', 'Ben']]);
});

test('whoever was there before and tells no name is told of when they go', async () => {
  const { room, ann } = await withAnn();
  const eve = await comeAs(room);
  const ben = await pageOf(room);
  await pass(room, 10_000);
  assert.deepEqual(ben.toldOf(eve.id), []);
  eve.leave();
  await pass(room, 6000);
  assert.deepEqual(ben.toldOf(eve.id), [['left', `Guest ${eve.id.slice(0, 4)}`]]);
  assert.deepEqual(ben.toldOf(ann.id), []);
});

test('a line names nobody anew, and is for all, whatever it says beside', async () => {
  const { room, ann } = await withAnn();
  const eve = await comeAs(room, 'Eve');
  sayOnly(room, eve, { no: 1, kind: 'text', ts: 1, text: 'to all', name: 'Ann', to: ann.id, id: 'x', relay: ann.id });
  await settled(room);
  assert.deepEqual(ann.session.people.map((person) => person.name).slice(1), ['Eve']);
  assert.deepEqual(ann.session.lines.filter(({ content }) => content?.text).map(({ content, own, to }) => [content.text, Boolean(own), to ?? null]), [['to all', false, null]]);
});

// Files in a private room: the server sees neither what they are nor what is in them, and cannot change a byte.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Transfers } from '../../www/js/files/transfers.js';
import { bytesIn, bytesOf, partsIn } from '../page/support/files.mjs';
import { makePrivateRig } from './support/sessions.mjs';

const NAME = 'the plan of the bank.txt';
const TEXT = 'as we said';

/** A room with so many people, each with their transfers. */
async function roomOf(count) {
  const rig = await makePrivateRig();
  const all = [];
  async function open() {
    const page = rig.open();
    page.session.start();
    const files = new Transfers({ session: page.session, post: page.network.post, path: page.network.path, timers: rig.clock.timers, now: rig.clock.now, random: () => 0.5, onNews: () => {} });
    const one = {
      ...page, files,
      get offers() { return page.session.lines.filter(({ kind }) => kind === 'file'); },
      get state() { return this.offers.length > 0 ? files.of(this.offers.at(-1)) : undefined; },
    };
    all.push(one);
    await rig.until(() => all.every(({ session }) => session.others === all.length - 1), 'they do not meet');
    return one;
  }
  for (let number = 0; number < count; number += 1) await open();
  const until = (holds, what) => rig.until(() => {
    for (const { files } of all) files.sync();
    return holds();
  }, what);
  return { ...rig, all, open, until };
}

async function offer(room, content, more = {}) {
  const [ann, ...others] = room.all;
  assert.equal(await ann.files.offer(new Blob([content]), { name: NAME, type: 'text/plain', text: TEXT, ...more }), true);
  await room.until(() => others.every(({ offers }) => offers.length === 1), 'no offer');
}

test('a file goes to who asks, and the server learns neither its name nor a byte of it', async () => {
  const room = await roomOf(2);
  const [, ben] = room.all;
  const content = new TextEncoder().encode('Nobody else is to read this. '.repeat(3000));
  await offer(room, content);
  assert.deepEqual([ben.offers[0].content.text, ben.offers[0].content.file.name], [TEXT, NAME]);
  ben.files.get(ben.offers[0]);
  await room.until(() => ben.state.phase === 'here', 'it does not come');
  assert.deepEqual(await bytesIn(ben.state.blob), content);
  const seen = JSON.stringify(room.hub.requests);
  for (const secret of [NAME, TEXT, ben.offers[0].content.file.key, ben.offers[0].content.file.hash, 'Nobody else']) {
    for (const form of [secret, Buffer.from(secret).toString('base64url').slice(2, -4)]) assert.equal(seen.includes(form), false, form);
  }
  assert.ok(partsIn(room.hub).length > 2);
  for (const part of partsIn(room.hub)) assert.deepEqual(Object.keys(part).sort(), ['bytes', 'from', 'id', 'kind', 'of', 'to']);
  assert.deepEqual(ben.notices.filter(({ what }) => what === 'unreadable'), [], 'nobody takes them for lines');
});

test('after the server has begun anew it goes on, and to all at once where all want it', async () => {
  const room = await roomOf(3);
  const [, ben, cem] = room.all;
  const content = bytesOf(200_000);
  await offer(room, content);
  for (const page of [ben, cem]) page.files.get(page.offers[0]);
  await room.until(() => ben.state.part > 0.3, 'it does not begin');
  const before = partsIn(room.hub).length;
  room.hub.restart();
  await room.until(() => [ben, cem].every(({ state }) => state?.phase === 'here'), 'it does not go on');
  for (const { state } of [ben, cem]) assert.deepEqual(await bytesIn(state.blob), content);
  assert.ok(partsIn(room.hub).some(({ to }) => to === undefined));
  assert.ok(partsIn(room.hub).length < 4 * before + 40);
  assert.equal([...ben.notices, ...cem.notices].some(({ what }) => what === 'unreadable'), false);
});

test('nothing is said to all where one is near who has not been let in', async () => {
  const room = await roomOf(3);
  const [ann, ben, cem] = room.all;
  room.hub.join('outsider'.padEnd(30, 'x'), ann.session.room);
  await room.until(() => ann.session.near.size === 3, 'nobody comes near');
  await offer(room, bytesOf(60_000));
  for (const page of [ben, cem]) page.files.get(page.offers[0]);
  await room.until(() => [ben, cem].every(({ state }) => state.phase === 'here'), 'it does not come');
  assert.ok(partsIn(room.hub).every(({ to }) => to !== undefined));
});

test('what the server changes, says under another name, repeats or makes up is not taken', async () => {
  const room = await roomOf(3);
  const [ann, ben, cem] = room.all;
  const content = bytesOf(150_000);
  const honest = room.hub.say.bind(room.hub);
  const idOf = ({ session }) => session.people.find(({ own }) => own).id;
  let lies = 0;
  room.hub.say = (from, message) => {
    if (message.kind !== 'part') return honest(from, message);
    lies += 1;
    const bytes = Buffer.from(message.bytes, 'base64url');
    bytes[lies % bytes.length] ^= 1;
    honest(from, { ...message, bytes: bytes.toString('base64url') });       // changed
    honest(idOf(cem), message);                                             // of another
    if (message.to) honest(from, { ...message, to: undefined });            // to others
    honest(from, { ...message, bytes: Buffer.from([1, 0, 0, 0, 0, 9, 9, 9]).toString('base64url') }); // in the clear
    honest(from, message);
    return honest(from, message);                                           // twice
  };
  await offer(room, content);
  ben.files.get(ben.offers[0]);
  await room.until(() => ben.state.phase === 'here', 'it does not come');
  assert.deepEqual(await bytesIn(ben.state.blob), content);
  assert.ok(lies > 4);
  assert.deepEqual(cem.state, { phase: 'offered', part: 0, blob: null });
  await room.until(() => ann.state.done === 1, 'the sender does not hear of it');
});

test('an offer without a key that is one is not asked for, so nothing of it goes in the clear', async () => {
  const room = await roomOf(2);
  const [ann, ben] = room.all;
  const stray = `${'A'.repeat(42)}B`; // 43 signs that stand for no bytes
  for (const file of [{ id: 'stray', name: 'x.png', size: 5, type: 'image/png', hash: 'h'.repeat(43), key: stray }, { id: 'plain', name: 'x.png', size: 5, type: 'image/png', hash: 'h'.repeat(43) }, { id: 'unchecked', name: 'x.png', size: 5, type: 'image/png', key: 'k'.repeat(43) }]) ann.session.say({ text: '', file }, undefined, 'file');
  await room.until(() => ben.offers.length === 3, 'no offer');
  for (const line of ben.offers) {
    ben.files.get(line);
    assert.equal(ben.files.of(line).phase, 'unfit');
  }
  await room.pass(2000);
  assert.equal(partsIn(room.hub).length, 0);
});

test('a picture of the talk comes by itself, and to who comes later when they ask', async () => {
  const room = await roomOf(2);
  const [ann, ben] = room.all;
  await offer(room, bytesOf(30_000), { name: 'cat.webp', type: 'image/webp', width: 640, height: 480 });
  await room.until(() => ben.state.phase === 'here', 'it does not come');
  const cem = await room.open();
  await room.until(() => cem.offers.length === 1, 'no history');
  await room.pass(3000);
  assert.equal(cem.state.phase, 'offered');
  cem.files.get(cem.offers[0]);
  await room.until(() => cem.state.phase === 'here', 'it does not come later');
  const line = ann.offers[0];
  (await ann.session.later).withdraw(line);
  await room.until(() => [ben, cem].every(({ offers }) => offers.length === 0), 'it stays');
  await room.until(() => ann.files.of(line).blob === null, 'it is kept');
});

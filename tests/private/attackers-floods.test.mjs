// Floods of every sort, by a server and by a member: memory and work stay bounded, little is complained of, and honest lines arrive.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, toBase64url, u32, u64 } from '../../www/js/crypto/bytes.js';
import { sealCard } from '../../www/js/crypto/card.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { sealNotice } from '../../www/js/crypto/notice.js';
import { random } from '../../www/js/crypto/primitives.js';
import { Company } from '../../www/js/private/company.js';
import { wrap } from '../../www/js/private/envelopes.js';
import { Keyring } from '../../www/js/private/keyring.js';
import { Acquaintances } from '../../www/js/private/person.js';
import { Reading } from '../../www/js/private/reading.js';
import { Watch } from '../../www/js/private/watch.js';
import { callsOf, opened, sayOnly } from './support/attackers.mjs';
import { reachableFrom } from './support/memory.mjs';

const ROUNDS = 40;
const A_ROUND = 30;

async function three() {
  const { room, opener: ann, others: [ben, eve] } = await opened(2);
  ann.say('one');
  ben.say('two');
  eve.say('three');
  await room.settle();
  return { room, ann, ben, eve };
}

/** How many arrays of bytes and texts a circle holds. */
function sizeOf(room, member) {
  const { arrays, texts } = reachableFrom(member.circle, [room, room.clock, room.hub, ...room.members]);
  return arrays.reduce((sum, { length }) => sum + length, 0) + [...texts].reduce((sum, text) => sum + text.length, 0);
}

/** Ann is told what `flood(round)` gives, `[from, message]`s, for some minutes. */
async function endure({ room, ann, ben }, flood, { mostBytes, mostCalls, pause = 5000 }) {
  const sizes = [];
  let calls = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const messages = await flood(round);
    calls += await callsOf(async () => {
      for (const [from, message] of messages) await ann.told(from, message);
      await ann.circle.tick();
    });
    await room.pass(pause, pause);
    if (round % 10 === 9) sizes.push(sizeOf(room, ann));
  }
  assert.ok(sizes.at(-1) - sizes[0] < mostBytes, `${sizes} bytes`);
  assert.ok(calls < mostCalls * ROUNDS * A_ROUND, `${calls / ROUNDS / A_ROUND} calls a message`);
  const minutes = Math.ceil(ROUNDS * pause / 60_000) + 1;
  for (const { id } of room.members) assert.ok(ann.of('unreadable').filter((event) => event.id === id).length <= minutes);
  ann.say('still here');
  ben.say('me too');
  await room.pass(70_000, 10_000);
  assert.equal(ben.heardOf(ann).at(-1), 'still here');
  assert.equal(ann.heardOf(ben).at(-1), 'me too');
}

const repeated = (make) => Promise.all(Array.from({ length: A_ROUND }, (_, index) => make(index)));

test('a server that floods with junk of every sort', async () => {
  const people = await three();
  const { room, ben, eve } = people;
  const sorts = ['hello', 'keys', 'pair', 'line', 'turn', 'bye', 'notice'];
  await endure(people, () => repeated((index) => [
    index % 2 ? ben.id : eve.id, wrap(sorts[index % 7], random(20 + index * 50), { id: room.makeId() }),
  ]), { mostBytes: 20_000, mostCalls: 8 });
});

test('a server that floods with what was said before, a little changed', async () => {
  const people = await three();
  const { room, ben } = people;
  const all = [...ben.sent];
  await endure(people, (round) => repeated((index) => {
    const message = all[(round + index) % all.length];
    const bytes = Buffer.from(message.sealed, 'base64url');
    bytes[2 + (round * A_ROUND + index) % (bytes.length - 2)] ^= 1;
    return [ben.id, { ...message, id: room.makeId(), sealed: bytes.toString('base64url') }];
  }), { mostBytes: 60_000, mostCalls: 80 });
});

test('one with the link who floods with cards, notices and answers', async () => {
  const people = await three();
  const { room, ann } = people;
  const { admission: { key: admission }, room: place } = room.entrance;
  const [stranger, identity] = [room.outsider(), await newIdentity()];
  await room.settle();
  await endure(people, (round) => repeated(async (index) => {
    const number = round * A_ROUND + index + 1;
    const envelope = { id: room.makeId(), to: ann.id };
    if (index % 3 === 0) return [stranger.id, wrap('hello', await sealCard({ admission, room: place, relay: stranger.id, identity, number, kem: random(1216) }), envelope)];
    if (index % 3 === 1) return [stranger.id, wrap('notice', await sealNotice({ verdict: { what: 'turn away' }, documents: [{ number }] }, { admission, room: place, to: ann.id }), envelope)];
    return [stranger.id, wrap('keys', concat(u64(number), u64(number), random(1500)), envelope)];
  }), { mostBytes: 60_000, mostCalls: 20 });
});

test('a member who floods with questions, vouchers, lists, numbers and lines', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const contents = (number) => [
    { have: [[number, number + 1]], rights: 0 }, { isListWanted: true }, { inside: Array.from({ length: 20 }, () => toBase64url(random(12))) },
    { list: Array.from({ length: 50 }, () => toBase64url(random(12))) }, { give: { lines: [{ no: number * 2, id: 'x', content: { kind: 'pulse' } }] } }, { name: `Eve ${number}` },
  ];
  await endure(people, async (round) => {
    for (let index = 0; index < A_ROUND - 5; index += 1) eve.circle.sayTo(ann.id, contents(round * A_ROUND + index)[index % 6]);
    for (let index = 0; index < 5; index += 1) sayOnly(room, eve, { kind: 'pulse', passing: true, no: round * 100, seen: [[people.ben.id.slice(0, 12), round + 100]], view: `${round}`, rights: round });
    await room.settle();
    return [];
  }, { mostBytes: 60_000, mostCalls: 80 });
  assert.deepEqual(ann.of('withheld'), []);
});

test('a member who floods with turns, and with lines under chains that nobody has', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  await endure(people, () => repeated((index) => [
    eve.id, wrap(index % 2 ? 'line' : 'turn', concat(u32(index % 3 ? 5 : 2 ** 32 - 1), random(4), u32(index), random(index % 2 ? 300 : 60 * 99 + 64)), { id: room.makeId() }),
  ]), { mostBytes: 20_000, mostCalls: 8 });
  assert.deepEqual(ann.heardOf(eve), ['three']);
});

test('lines that cannot be read yet are kept up to so many, and so much, the last ones', () => {
  for (const [count, size, most] of [[1000, 100, 64], [64, 100_000, 4]]) {
    const reading = new Reading();
    for (let number = 1; number <= count; number += 1) reading.wait({ id: `${number}`, bytes: new Uint8Array(size) }, 0);
    const kept = reading.takeWaiting();
    assert.deepEqual([kept.length, kept.at(-1).id], [most, `${count}`]);
  }
});

test('strangers without end are not all remembered, and who was in is not forgotten for them', () => {
  const acquaintances = new Acquaintances();
  const identityOf = (number) => ({ publicKey: u32(number), name: `${number}` });
  acquaintances.bind('in', identityOf(0));
  acquaintances.letIn('in');
  for (let number = 1; number <= 6000; number += 1) assert.ok(acquaintances.bind(`${number}`, identityOf(number)));
  let count = 0;
  for (let number = 1; number <= 6000; number += 1) if (acquaintances.of(`${number}`)) count += 1;
  assert.equal(count, 4999);
  assert.deepEqual([acquaintances.bind('in', identityOf(9000)), acquaintances.bind('other', identityOf(0)), acquaintances.bind('other', identityOf(6000))], [false, false, false]);
  assert.ok(acquaintances.bind('1', identityOf(1)), 'who was forgotten is new');
});

test('of keys that the room is said to have had a few are believed of each, and of all no more than there is room for', () => {
  const key = random(32);
  const keyring = new Keyring({ admission: { key, link: '' } });
  keyring.know([key.slice(), null, random(31), random(33)], 'liar');
  assert.deepEqual(keyring.former, []);
  for (let time = 0; time < 3; time += 1) keyring.know([random(32), random(32), random(32)], 'liar');
  assert.equal(keyring.former.length, 5);
  keyring.know(keyring.former.map((known) => known.slice()), 'other');
  assert.equal(keyring.former.length, 5);
  for (let number = 0; number < 9; number += 1) keyring.know([random(32), random(32), random(32)], `other ${number}`);
  assert.equal(keyring.former.length, 20);
});

test('of a list of whom somebody sees a hundred are looked at, and nothing that is no id', async () => {
  const nothing = () => {};
  const watch = new Watch({ company: { relay: 'ann', confirmed: [], nameOf: nothing }, name: 'Ann', now: () => 0, random: () => 0, tell: nothing, askForList: nothing, askForNews: nothing });
  const eve = { id: 'eve' };
  await watch.heard(eve, { no: 1, view: 'another', isKept: true });
  const texts = () => [...reachableFrom(watch).texts];
  watch.takeList(eve, Array.from({ length: 5000 }, (_, index) => `seen ${index}`));
  assert.equal(texts().filter((text) => text.startsWith('seen ')).length, 100);
  for (const list of [['x'.repeat(65), 5, null, {}], { length: 5 }, null]) watch.takeList(eve, list);
  assert.ok(texts().every((text) => !text.startsWith('xxx')));
});

test('strangers without end wait for a place in bounded number', () => {
  const company = new Company({ relay: 'ann', most: 1000, now: () => 0, tell: () => {}, onAway: () => {} });
  assert.equal(company.arrive('ann'), null, 'we are nobody else');
  for (let number = 0; number < 1000; number += 1) company.arrive(`${number}`);
  assert.deepEqual([company.all.length, company.ids.length], [99, 299]);
});

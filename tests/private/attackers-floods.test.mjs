// Floods of every sort, by a server and by a member: memory and work stay bounded, little is complained of, and honest lines arrive.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, toBase64url, u32, u64 } from '../../www/js/crypto/bytes.js';
import { sealCard } from '../../www/js/crypto/card.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { sealNotice } from '../../www/js/crypto/notice.js';
import { random } from '../../www/js/crypto/primitives.js';
import { wrap } from '../../www/js/private/envelopes.js';
import { callsOf, opened, sayOnly, sentOf } from './support/attackers.mjs';
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

test('who claims with each line to have heard what nobody said makes nobody ask for it with each', async () => {
  const { room, opener, others } = await opened(5);
  const eve = others.at(-1);
  for (const one of [opener, ...others]) one.say('hello');
  await room.pass(60_000, 5000);
  const before = room.members.filter((member) => member !== eve).flatMap((member) => sentOf(member, 'pair')).length;
  for (let time = 0; time < 60; time += 1) {
    const seen = room.members.filter((member) => member !== eve).map(({ id }) => [id.slice(0, 12), 1000 + time]);
    sayOnly(room, eve, { kind: 'text', text: 'x', ts: 1, no: 2 + time, seen });
    await room.pass(1000, 250);
  }
  const sent = room.members.filter((member) => member !== eve).flatMap((member) => sentOf(member, 'pair')).length - before;
  assert.ok(sent < 1000, `${sent}`); // each of five may ask fifty times, and is answered; 2,460 without a bound
});

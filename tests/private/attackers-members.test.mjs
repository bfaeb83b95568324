// Members who lie, flood and send junk: the others go on, with bounded memory and work, and blame nobody else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, toBase64url, u32, u64 } from '../../www/js/crypto/bytes.js';
import { Chain } from '../../www/js/crypto/chain.js';
import { newSenderChain, sealLine } from '../../www/js/crypto/line.js';
import { random } from '../../www/js/crypto/primitives.js';
import { wrap } from '../../www/js/private/envelopes.js';
import { Numbers } from '../../www/js/private/numbers.js';
import { callsOf, isIn, nothingBut, opened, sayOnly, sentOf } from './support/attackers.mjs';
import { frame, hkdf } from './support/second-way.mjs';

/** Three who talk: the opener, Ben, and Eve, who attacks. */
async function three() {
  const { room, opener: ann, others: [ben, eve] } = await opened(2);
  return { room, ann, ben, eve };
}

/** All talk as before, and nobody is blamed but Eve. */
async function assertUnharmed({ room, ann, ben, eve }) {
  const [first, second] = [`from Ann ${room.clock.now()}`, `from Ben ${room.clock.now()}`];
  ann.say(first);
  ben.say(second);
  await room.pass(5000);
  assert.equal(ben.heardOf(ann).at(-1), first);
  assert.equal(ann.heardOf(ben).at(-1), second);
  for (const person of [ann, ben]) assert.deepEqual(person.events.filter(({ type, id }) => type === 'unreadable' && id !== eve.id), []);
}

const JUNK = [
  null, 0, '', 'junk', [], [[]], {}, { give: null }, { give: 5 }, { give: { lines: 5 } }, { give: { lines: [null, 5, 'x', [], {}] } },
  { give: { chain: 'x', link: 'y', index: 0 } }, { give: { chain: toBase64url(random(8)), link: toBase64url(random(32)), index: -1 } },
  { give: { chain: toBase64url(random(8)), link: toBase64url(random(32)), index: 2 ** 32 } }, { give: { chain: [1], link: {}, index: 'x' } },
  { give: { lines: [], last: 'true', count: -1 } }, { give: { lines: [], last: true, count: '5' } }, { give: { last: true, count: 1e300 } },
  { have: null }, { have: 5 }, { have: [[1, 2, 3], ['a', 'b'], [5, 1], [1.5, 2], null, [-1, 3]] }, { have: { length: 1e9 } }, { have: [[1, 2 ** 60]] },
  { rights: 'x', have: [] }, { news: null }, { news: 7 }, { news: { document: [] } }, { news: { document: { number: 1e9 } } }, { news: { secret: 'x' } },
  { inside: [null, {}, 5, 'x', '__proto__'] }, { inside: 'x' }, { list: [null, {}, 5] }, { list: { length: 5 } }, { list: 'x' }, { isListWanted: 1 },
  { admission: null }, { admission: { key: toBase64url(random(32)), link: '#~x', generation: 5 } }, { admission: { key: 5, link: {}, generation: 'x' } },
  { name: {} }, { word: null }, { holds: null }, { holds: [[1, 2 ** 53]] }, { holds: [[5, 1], {}, 'x'] }, { have: [], said: 2 ** 53 - 1 }, { have: [], said: 'x', reads: {} }, { have: [], reads: 2 ** 40 }, JSON.parse('{"__proto__":{"give":{"last":true,"count":9}},"constructor":{"prototype":{"polluted":true}}}'),
];

test('junk of any form in messages to one does nothing', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const link = ann.circle.state.link;
  for (const content of JUNK) eve.circle.sayTo(ann.id, nothingBut(content));
  await room.pass(3000);
  assert.deepEqual(ann.of('said'), []);
  assert.equal(ann.of('unreadable').length, 1);
  assert.equal(ann.circle.state.link, link);
  assert.equal({}.polluted, undefined);
  assert.equal({}.give, undefined);
  await assertUnharmed(people);
  eve.say('honest after all');
  await room.pass(3000);
  assert.deepEqual(ann.heardOf(eve), ['honest after all']);
});

test('junk of any form in lines does nothing', async () => {
  const people = await three();
  const { room, ann, ben, eve } = people;
  const contents = [
    null, 5, 'x', [], {}, { no: 0 }, { no: -1 }, { no: 1.5 }, { no: '1' }, { no: 2 ** 53 }, { no: 1, seen: 5 }, { no: 1, seen: [[]], view: {} }, { kind: 'rights', no: 3, document: 5 },
    { no: 4, kind: 'admit', name: { toString: 1 } }, { no: 5, kind: 'turn away', name: ben.identity.name }, { no: 6, kind: 'rights', document: { number: 1e9 } },
    { no: 7, kind: 'pulse', seen: Array(1000).fill([ben.id.slice(0, 12), 5]) }, JSON.parse('{"__proto__":{"no":8},"kind":"text"}'),
  ];
  for (const content of contents) sayOnly(room, eve, content);
  await room.pass(3000);
  for (const person of [ann, ben]) assert.ok(person.of('unreadable').length === 1);
  assert.ok(isIn(ann, ben) && isIn(ben, ann));
  await assertUnharmed(people);
});

test('what a member gives is shown as theirs alone, under ids that are some', async () => {
  const { room, ann, ben, eve } = await three();
  ben.say('mine');
  await room.settle();
  const id = ann.of('said')[0].messageId;
  const ids = [id, 5, null, {}, 'x'.repeat(65), '../x', ['a']];
  eve.circle.sayTo(ann.id, { give: { lines: ids.map((given, index) => ({ no: index + 1, id: given, relay: ben.id, content: { kind: 'text', text: `${index}` } })) } });
  await room.settle();
  assert.deepEqual(ann.heardOf(ben), ['mine']);
  assert.deepEqual(ann.of('said').filter(({ id: sender }) => sender === eve.id).map(({ messageId }) => messageId), [id]);
});

test('what a member says or gives under a number that is none, or twice, is not shown', async () => {
  const { room, ann, eve } = await three();
  for (const no of [-1, 1.5, 2 ** 53, '2', null, [3]]) sayOnly(room, eve, { no, kind: 'text', text: `${no}` });
  const lines = [0, -1, 1.5, 2 ** 53, '2', null, undefined, [3], 4, 4].map((no) => ({ no, id: room.makeId(), content: { kind: 'text', text: `${no}` } }));
  eve.circle.sayTo(ann.id, { give: { lines } });
  await room.settle();
  assert.deepEqual(ann.heardOf(eve), ['4']);
});

test('numbers with gaps, however many, take no room', async () => {
  const numbers = new Numbers();
  for (let number = 1; number < 20_000; number += 2) numbers.add(number);
  assert.ok(numbers.size <= 1000, `${numbers.size}`);
  assert.ok(numbers.has(19_999) && numbers.has(1), 'what was added is there');
  const backwards = new Numbers();
  for (let number = 20_001; number > 0; number -= 2) backwards.add(number);
  assert.ok(backwards.size <= 1000);
  assert.ok(backwards.has(1), 'the last is there');
});

test('questions without end to one who cannot answer fill nothing', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  await ann.circle.lock(true);
  await room.settle();
  ann.isFrozen = true;
  for (let time = 0; time < 300; time += 1) {
    eve.circle.sayTo(ann.id, { isListWanted: true });
    eve.circle.sayTo(ann.id, { have: [], rights: 0 });
  }
  await room.settle();
  const start = ann.sent.length;
  for (const [from, message] of sentOf(eve, 'pair').map((sent) => [eve.id, sent])) if (message.to === ann.id) await ann.told(from, message);
  ann.isFrozen = false;
  room.hub.clients.get(ann.id).queue = [];
  await room.settle();
  assert.ok(ann.sent.length - start < 30, `${ann.sent.length - start} answers`);
  await assertUnharmed(people);
});

test('who claims to have said more than they have is asked no more often than they claim it', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const before = ann.sent.length;
  for (let time = 0; time < 20; time += 1) {
    eve.circle.sayTo(ann.id, { have: [[1, 100]], said: 2 ** 53 - 1, rights: 10 ** 9, reads: 2 ** 32 - 1 });
    await room.settle();
  }
  await room.pass(60_000, 10_000);
  assert.ok(ann.sent.length - before < 130, `${ann.sent.length - before} messages`);
  await assertUnharmed(people);
});

test('cards without end are answered a few times', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const before = sentOf(ann, 'keys').length;
  for (let time = 0; time < 40; time += 1) {
    eve.circle.enter({ name: 'Eve', members: [ann.id, people.ben.id], joined: true });
    room.hub.overflow(eve.id);
    await room.settle();
  }
  assert.ok(sentOf(ann, 'keys').length - before <= 10);
  await room.pass(30_000);
  await assertUnharmed(people);
});

test('what jumps far ahead costs little', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const pair = Buffer.from(sentOf(eve, 'pair').find(({ to }) => to === ann.id).sealed, 'base64url').subarray(2, 10);
  const calls = await callsOf(async () => {
    for (let time = 0; time < 200; time += 1) {
      const bytes = concat(pair, u32(1900), random(144));
      await ann.told(eve.id, wrap('pair', bytes, { id: room.makeId(), to: ann.id }));
    }
  });
  assert.ok(calls < 6000, `${calls} calls`);
  const far = concat(pair, u32(2 ** 32 - 1), random(144));
  assert.ok(await callsOf(() => ann.told(eve.id, wrap('pair', far, { id: room.makeId(), to: ann.id }))) < 10);
  await room.pass(60_000, 10_000);
  await assertUnharmed(people);
});

test('an author who jumps from line to line costs others little', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const { id: chainId, chain: first } = newSenderChain(1000);
  let chain = first;
  eve.circle.sayTo(ann.id, { give: { chain: toBase64url(chainId), link: toBase64url(chain.link), index: 0, lines: [] } });
  await room.settle();
  const lines = [];
  for (let time = 0; time < 20; time += 1) {
    let link = chain.link;
    for (let step = 0; step < 1900; step += 1) link = hkdf(link, frame('otc1 chain'), 80).subarray(0, 32);
    chain = new Chain(new Uint8Array(link), chain.index + 1900);
    const id = room.makeId();
    const where = { room: room.entrance.room, relay: eve.id, publicKey: eve.identity.publicKey, id };
    lines.push(wrap('line', await sealLine({ id: chainId, chain }, { kind: 'text', text: `${time}`, no: time + 1 }, where, eve.identity), { id }));
  }
  const calls = await callsOf(async () => {
    for (const line of lines) await ann.told(eve.id, line);
  });
  assert.ok(calls > 1900, 'the first is read');
  assert.ok(calls < 6000, `${calls} calls`);
  await assertUnharmed(people);
});

test('an author whose turns jump far ahead costs others little', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const pair = Buffer.from(sentOf(eve, 'pair').find(({ to }) => to === ann.id).sealed, 'base64url').subarray(2, 10);
  const turns = [];
  for (let time = 0; time < 20; time += 1) {
    const id = room.makeId();
    const body = concat(u32(1000 + time), random(4), u32(0), pair, u32(1900), random(48));
    const signature = await eve.identity.sign('turn', room.entrance.room, eve.id, eve.identity.publicKey, id, body);
    turns.push(wrap('turn', concat(body, signature), { id }));
  }
  const calls = await callsOf(async () => {
    for (const turn of turns) await ann.told(eve.id, turn);
  });
  assert.ok(calls > 1900, 'the first is tried');
  assert.ok(calls < 6000, `${calls} calls`);
  await assertUnharmed(people);
});

test('lines under a chain that nobody has cost a question now and then', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  for (const generation of [2, 7, 2 ** 32 - 1]) {
    const id = room.makeId();
    const where = { room: room.entrance.room, relay: eve.id, publicKey: eve.identity.publicKey, id };
    await ann.told(eve.id, wrap('line', await sealLine({ id: concat(u32(generation), random(4)), chain: new Chain(random(32)) }, { no: 1 }, where, eve.identity), { id }));
  }
  const before = sentOf(ann, 'pair').length;
  await room.pass(600_000, 5000);
  assert.ok(sentOf(ann, 'pair').length - before < 40, `${sentOf(ann, 'pair').length - before} questions in ten minutes`);
  await assertUnharmed(people);
});

test('who lies about what others have said accuses nobody', async () => {
  const people = await three();
  const { room, ann, ben, eve } = people;
  ben.say('one');
  await room.settle();
  for (let no = 2; no < 40; no += 1) {
    sayOnly(room, eve, { kind: 'pulse', passing: true, no: 0, seen: [...[ben, ann, eve].map(({ id }) => [id.slice(0, 12), no * 1000]), [ben.id, 7], ['nobody', 5], ['', 4], ['__proto__', 3]] });
    await room.pass(5000);
  }
  for (const person of [ann, ben]) assert.deepEqual(person.of('withheld'), []);
  await assertUnharmed(people);
});

test('who invents people is told of a few times, and real differences are still told', async () => {
  const people = await three();
  const { room, ann, ben, eve } = people;
  for (let round = 0; round < 25; round += 1) {
    sayOnly(room, eve, { kind: 'pulse', passing: true, no: 0, view: `no view ${round}` });
    const list = [eve.id, ann.id, ben.id, ...Array.from({ length: 97 }, (_, index) => `invented ${Math.floor(round / 3)} ${index}`)];
    eve.circle.sayTo(ann.id, { list });
    await room.pass(10_000, 5000);
  }
  const invented = ann.of('split');
  assert.ok(invented.length <= 100, `${invented.length}`);
  assert.ok(invented.every(({ id }) => id === eve.id));
  for (let round = 0; round < 4; round += 1) {
    sayOnly(room, ben, { kind: 'pulse', passing: true, no: 0, view: 'another' });
    ben.circle.sayTo(ann.id, { list: [ben.id, ann.id] });
    await room.pass(10_000, 5000);
  }
  assert.ok(ann.of('split').some(({ id, other, isSeen }) => id === ben.id && other === eve.id && isSeen));
});

test('answers to cards that nobody has shown, or that are junk, change nothing', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const calls = await callsOf(async () => {
    for (let time = 0; time < 200; time += 1) {
      await ann.told(eve.id, wrap('keys', concat(u64(1), u64(time), random(1500)), { id: room.makeId(), to: ann.id }));
      await ann.told(eve.id, wrap('keys', random(time), { id: room.makeId(), to: ann.id }));
    }
  });
  assert.ok(calls < 500, `${calls} calls`);
  await room.pass(30_000, 5000);
  await assertUnharmed(people);
});

test('of what a member says at once so much is looked at', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  const calls = await callsOf(async () => {
    for (let time = 0; time < 3000; time += 1) await ann.told(eve.id, wrap('line', concat(u32(9), random(4), u32(time), random(300)), { id: room.makeId() }));
  });
  assert.ok(calls >= 300, 'some are');
  assert.ok(calls < 1500, `${calls} calls`);
  await room.pass(20_000, 5000);
  await assertUnharmed(people);
});

test('junk that answers a card which waits for answers costs little', async () => {
  const people = await three();
  const { room, ann, eve } = people;
  room.outsider(); // is shown cards, and answers none
  await room.pass(11_000);
  const last = sentOf(ann, 'hello').length; // its number
  const calls = await callsOf(async () => {
    for (let time = 0; time < 200; time += 1) await ann.told(eve.id, wrap('keys', concat(u64(time), u64(last), random(1500)), { id: room.makeId(), to: ann.id }));
  });
  assert.ok(calls > 5, 'some are tried');
  assert.ok(calls < 400, `${calls} calls`);
  await assertUnharmed(people);
});

test('one who reads nothing does not keep others from finding each other again', async () => {
  const { room, ann, ben, eve } = await three();
  ann.circle.post.putOff({ items: [{ to: eve.id }] }, 1e9, room.clock.now()); // as the server has it for one whose queue is full
  ann.circle.sayTo(eve.id, { word: 'waits' });
  assert.equal(await ann.circle.next(90_000), null);
  ben.isFrozen = true;
  room.hub.leave(ben.id, 'gone');
  await room.pass(130_000, 10_000);
  assert.equal(isIn(ann, ben), false);
  const again = await room.join();
  again.isFrozen = true;
  room.hub.clients.get(again.id).queue = [];
  await room.pass(1000);
  const cards = sentOf(ann, 'hello').length;
  await room.pass(30_000);
  assert.ok(sentOf(ann, 'hello').length > cards, 'Ann shows a card to the one who is there and shows none');
});

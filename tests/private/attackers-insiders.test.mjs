// A member who has another's chain, as all have, and the server's help: it says nothing in their name.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceByInvitation } from '../../www/js/crypto/admission.js';
import { sealBye } from '../../www/js/crypto/bye.js';
import { concat, toBase64url, u32 } from '../../www/js/crypto/bytes.js';
import { newSenderChain, sealLine } from '../../www/js/crypto/line.js';
import { readLink, writeLink } from '../../www/js/crypto/link.js';
import { random } from '../../www/js/crypto/primitives.js';
import { unwrap, wrap } from '../../www/js/private/envelopes.js';
import { opened, sayOnly, sentOf } from './support/attackers.mjs';
import { Room } from './support/circles.mjs';

/** Three, of whom Ben has given Ann a chain that Eve has, too. */
async function withChain() {
  const { room, opener: ann, others: [ben, eve] } = await opened(2);
  const sender = newSenderChain(1000);
  ben.circle.sayTo(ann.id, { give: { chain: toBase64url(sender.id), link: toBase64url(sender.chain.link), index: 0, lines: [] } });
  await room.settle();
  const lineBy = async (signer, no, relay = ben.id) => {
    const id = room.makeId();
    const where = { room: room.entrance.room, relay, publicKey: ben.identity.publicKey, id };
    return wrap('line', await sealLine({ id: sender.id, chain: sender.chain.copy() }, { no, kind: 'text', text: `line ${no}` }, where, signer), { id });
  };
  return { room, ann, ben, eve, lineBy };
}

test('a line under the chain of another, signed by a member, is not theirs', async () => {
  const { ann, ben, eve, lineBy } = await withChain();
  await ann.told(ben.id, await lineBy(eve.identity, 1));
  assert.deepEqual(ann.of('said'), []);
  assert.deepEqual(ann.of('unreadable').map(({ id }) => id), [ben.id]);
  await ann.told(eve.id, await lineBy(eve.identity, 1, eve.id));
  assert.deepEqual(ann.of('said'), []);
  await ann.told(ben.id, await lineBy(ben.identity, 1));
  assert.deepEqual(ann.heardOf(ben), ['line 1'], 'signed by Ben it is');
});

test('a turn in the name of another is refused, and asks them nothing', async () => {
  const { room, opener: ann, others: [ben, eve] } = await opened(2);
  await room.pass(5000);
  const body = concat(u32(5000), random(4), u32(0));
  const id = room.makeId();
  const signature = await eve.identity.sign('turn', room.entrance.room, ben.id, ben.identity.publicKey, id, body);
  const before = sentOf(ann, 'pair').length;
  await ann.told(ben.id, wrap('turn', concat(body, signature), { id }));
  assert.deepEqual(ann.of('unreadable').map(({ id: author }) => author), [ben.id]);
  await room.pass(5000);
  assert.equal(sentOf(ann, 'pair').length, before);
});

test('what merely comes again is no reason to complain', async () => {
  const { room, opener: ann, others: [ben, eve] } = await opened(2);
  ben.say('one');
  await room.settle();
  eve.leave();
  await room.pass(11_000);
  ben.say('two');
  await room.settle();
  const record = ['line', 'turn', 'pair'].flatMap((sort) => sentOf(ben, sort)).filter(({ to }) => to === undefined || to === ann.id);
  assert.ok(record.length >= 4 && sentOf(ben, 'turn').length === 1);
  for (const message of [...record, ...record.slice().reverse()]) await ann.told(ben.id, message);
  assert.deepEqual([ann.of('unreadable'), ann.heardOf(ben)], [[], ['one', 'two']]);
});

test('an author who gives a number twice is heard once', async () => {
  const { room, opener: ann, others: [eve] } = await opened();
  for (const text of ['first', 'second']) sayOnly(room, eve, { no: 1, kind: 'text', text });
  await room.settle();
  eve.circle.sayTo(ann.id, { give: { lines: [{ no: 1, id: 'x', content: { kind: 'text', text: 'third' } }] } });
  await room.settle();
  assert.deepEqual(ann.heardOf(eve), ['first']);
});

test('a goodbye of an older card does not count, one of the last does', async () => {
  for (const [number, lost, gone] of [[0, 1, 0], [1, 0, 1]]) {
    const { room, opener: ann, others: [ben] } = await opened();
    const bye = await sealBye({ room: room.entrance.room, relay: ben.id, number, last: 0 }, ben.identity);
    await ann.told(ben.id, wrap('bye', bye, { id: room.makeId() }));
    ann.circle.gone(ben.id);
    assert.deepEqual([ann.of('lost').length, ann.of('gone').length], [lost, gone]);
  }
});

test('nobody gives another key to one who has that of the room', async () => {
  const { room, opener: ann, others: [eve] } = await opened();
  const { link } = ann.circle.state;
  const other = writeLink({ secret: random(16), opener: random(12), room: room.entrance.room, check: null });
  eve.circle.sayTo(ann.id, { admission: { key: toBase64url(random(32)), link: other, generation: 9 } });
  await room.settle();
  assert.equal(ann.circle.state.link, link);
  assert.equal(ann.circle.state.isOpener, true);
});

test('a goodbye counts no more once they have shown a later card, also one that we have not got', async () => {
  for (const [number, isFirst, lost, gone] of [[4, false, 1, 0], [5, false, 0, 1], [1, true, 1, 0]]) {
    const { room, opener: ann, others: [ben] } = await opened();
    const bye = wrap('bye', await sealBye({ room: room.entrance.room, relay: ben.id, number, last: 0 }, ben.identity), { id: room.makeId() });
    if (isFirst) await ann.told(ben.id, bye);
    ben.circle.sayTo(ann.id, { have: [], card: 5 });
    await room.settle();
    if (!isFirst) await ann.told(ben.id, bye);
    ann.circle.gone(ben.id);
    assert.deepEqual([ann.of('lost').length, ann.of('gone').length], [lost, gone], `${number}`);
  }
});

test('a guest takes no key and link that are none, and then the first that are', async () => {
  const room = await Room.open();
  const ben = await room.join();
  await room.settle();
  const entrance = await entranceByInvitation(readLink(await ben.circle.invite()));
  const cid = await room.join({ entrance });
  room.relay = (from, message) => (from === ben.id && unwrap(message).sort === 'pair' && message.to === cid.id ? [] : [[from, message]]);
  await room.settle();
  const { link } = ben.circle.state;
  const [key, other] = [toBase64url(room.entrance.admission.key), writeLink({ secret: random(16), opener: random(12), room: room.entrance.room, check: null })];
  room.relay = (from, message) => [[from, message]];
  for (const admission of [{ key: toBase64url(random(31)), link }, { key, link: '#~x' }, { key, link: [link] }, { key }, { link }]) {
    ben.circle.sayTo(cid.id, { admission: { documents: [], ...admission } });
    await ben.turn();
    await cid.turn();
    assert.equal(cid.circle.state.link, null, JSON.stringify(admission));
  }
  for (const given of [link, other]) {
    ben.circle.sayTo(cid.id, { admission: { key, link: given, documents: [] } });
    await room.settle();
    assert.equal(cid.circle.state.link, link);
  }
});

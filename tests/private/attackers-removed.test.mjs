// Attackers who begin in time what they end when it should be too late: handshakes under a key that does not let in any more,
// invitations that were withdrawn, and a lock that falls while somebody is half in.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy, entranceByInvitation } from '../../www/js/crypto/admission.js';
import { openCard, sealCard } from '../../www/js/crypto/card.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { sealKeys } from '../../www/js/crypto/keys.js';
import { readLink } from '../../www/js/crypto/link.js';
import { openNotice, sealNotice } from '../../www/js/crypto/notice.js';
import { Pair } from '../../www/js/crypto/pair.js';
import { hashOfAdmission, signRights } from '../../www/js/crypto/rights.js';
import { unwrap, wrap } from '../../www/js/private/envelopes.js';
import { isIn, opened, outs, sentOf, sortOf } from './support/attackers.mjs';
import { suite } from './support/suite.mjs';

const NEED = { have: [], reads: 0, lacks: true, card: 1, said: 0 };

/** One who comes in, and is mute: of theirs cards pass, and nothing else, until `speaks()`. */
async function mute(room, options) {
  let id = null;
  room.relay = (from, message) => (from === id && sortOf(message) !== 'hello' ? [] : [[from, message]]);
  const member = await room.join(options);
  id = member.id;
  await room.settle();
  const speaks = () => { room.relay = (from, message) => [[from, message]]; };
  return { member, speaks };
}

test('a handshake that was begun before a removal is not ended after it', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  const { member: second, speaks } = await mute(room);
  await opener.circle.remove(eve.id);
  await room.pass(30_000, 5000);
  speaks();
  for (const to of [opener, ben]) second.circle.sayTo(to.id, NEED);
  await room.pass(5000);
  ben.say('after the removal');
  await room.pass(60_000, 5000);
  for (const inside of [opener, ben]) assert.equal(isIn(inside, second), false);
  assert.deepEqual(second.heardOf(ben), []);
  assert.notEqual(second.circle.state.link, opener.circle.state.link);
});

test('nobody answers a card from before a removal who was not in then', async () => {
  const { room, opener, others: [eve] } = await opened();
  room.outsider(); // keeps the key of the card alive
  const ben = await room.join();
  await room.settle();
  const { admission: { key: admission }, room: place } = room.entrance;
  const hello = sentOf(ben, 'hello').find((message) => message.to === undefined);
  const card = await openCard(unwrap(hello).bytes, { admission, room: place, relay: ben.id });
  await room.pass(20_000);
  await opener.circle.remove(eve.id);
  await room.settle();
  const stranger = room.outsider();
  await room.settle();
  const shared = { room: place, from: stranger.id, to: ben.id, number: 0 };
  const { message, secret } = await sealKeys({ ...shared, suite, admission, identity: await newIdentity(), card, note: { have: [] } });
  const pair = await Pair.of({ ...shared, secret, answered: card.number, sent: true });
  stranger.say('keys', message, ben.id);
  stranger.say('pair', await pair.seal({ name: 'Mallory', ...NEED }), ben.id);
  await room.settle();
  assert.deepEqual([ben, opener].map(({ circle }) => circle.present.includes(stranger.id)), [false, false]);
  assert.deepEqual(stranger.heard.filter(([, said]) => sortOf(said) === 'pair'), []);
});

test('an invitation that was withdrawn while somebody was coming in by it lets them in no more', async () => {
  const { room, opener } = await opened(0);
  const fragment = await opener.circle.invite();
  const { member: guest, speaks } = await mute(room, { entrance: await entranceByInvitation(readLink(fragment)) });
  assert.deepEqual(opener.circle.state.invitations, [{ fragment, state: 'taken' }]);
  opener.circle.withdraw(fragment);
  speaks();
  guest.circle.sayTo(opener.id, NEED);
  await room.pass(30_000, 5000);
  assert.equal(isIn(opener, guest), false);
  assert.notEqual(guest.circle.state.link, opener.circle.state.link);
  assert.deepEqual(outs(guest), ['uninvited']);
  assert.deepEqual(opener.circle.state.invitations, [{ fragment, state: 'withdrawn' }]);
});

test('an invitation that has served cannot be withdrawn, and says so', async () => {
  const { room, opener } = await opened(0);
  const fragment = await opener.circle.invite();
  const guest = await room.join({ entrance: await entranceByInvitation(readLink(fragment)) });
  await room.settle();
  opener.circle.withdraw(fragment);
  assert.deepEqual(opener.circle.state.invitations, [{ fragment, state: 'used' }]);
  assert.ok(isIn(opener, guest));
});

test('who is half in when the room is locked knocks like everybody, and sees nobody meanwhile', async () => {
  const { room, opener, others: [ben] } = await opened();
  const { member: dan, speaks } = await mute(room);
  await opener.circle.lock(true);
  await room.settle();
  speaks();
  await room.pass(30_000, 5000);
  for (const inside of [opener, ben]) {
    assert.deepEqual(inside.circle.state.knocks.map(({ id }) => id), [dan.id]);
    assert.equal(isIn(inside, dan), false);
  }
  assert.ok(dan.of('locked').length > 0);
  assert.deepEqual(dan.circle.present, []);
  ben.circle.admit(dan.id);
  await room.pass(60_000, 5000);
  for (const inside of [opener, ben]) assert.ok(isIn(inside, dan) && isIn(dan, inside));
});

test('who is half in when the room is locked does not come in by what they had said before', async () => {
  const { room, opener, others: [ben] } = await opened();
  const { member: dan } = await mute(room);
  const early = sentOf(dan, 'pair');
  dan.isFrozen = true;
  await opener.circle.lock(true);
  await room.settle();
  for (const inside of [opener, ben]) {
    const messages = early.filter(({ to }) => to === inside.id);
    assert.ok(messages.length > 0);
    for (const message of messages) await inside.told(dan.id, message);
    assert.deepEqual([isIn(inside, dan), inside.of('came').some(({ id }) => id === dan.id)], [false, false]);
  }
});

test('a new link of a locked room knocks; and who came by it is sent away by no outsider', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await opener.circle.remove(eve.id);
  await room.settle();
  const entrance = await entranceBy(readLink(opener.circle.state.link));
  const cid = await room.join({ entrance });
  await room.settle();
  const fragment = await cid.circle.invite();
  const guest = await room.join({ entrance: await entranceByInvitation(readLink(fragment)) });
  await room.pass(30_000, 5000);
  assert.ok(isIn(opener, guest));
  const stranger = room.outsider();
  const content = { documents: opener.circle.documents };
  for (const to of [cid, guest]) stranger.say('notice', await sealNotice(content, { admission: entrance.admission.key, room: room.entrance.room, to: to.id }), to.id);
  await room.pass(30_000, 5000);
  await opener.circle.lock(true);
  await room.settle();
  const dan = await room.join({ entrance });
  await room.settle();
  assert.deepEqual([dan, cid, guest].map(outs), [[], [], []]);
  assert.ok(dan.of('locked').length > 0);
  ben.circle.admit(dan.id);
  await room.pass(20_000, 5000);
  assert.ok(isIn(cid, dan));
});

/** What one who knocks, and has nothing but the link, is told: the documents. */
async function documentsFor(room) {
  const { admission: { key: admission }, room: place } = room.entrance;
  const stranger = room.outsider();
  const { publicKey } = await suite.kem.generateKeyPair();
  const kem = new Uint8Array(await suite.kem.serializePublicKey(publicKey));
  stranger.say('hello', await sealCard({ admission, room: place, relay: stranger.id, identity: await newIdentity(), number: 1, kem }));
  await room.settle();
  const [, notice] = stranger.heard.find(([, message]) => sortOf(message) === 'notice');
  return (await openNotice(unwrap(notice).bytes, { admission, room: place, to: stranger.id })).documents;
}

test('one who knocks is turned away by nobody outside', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const documents = await documentsFor(room);
  const stranger = room.outsider();
  const identity = await newIdentity();
  const [cid] = [await room.join(), await room.join()];
  await room.settle();
  const sign = async (signer, name) => Buffer.from(await signer.sign(what, room.entrance.room, name)).toString('base64url');
  const by = Buffer.from(identity.publicKey).toString('base64url');
  const theirs = Buffer.from(ben.identity.publicKey).toString('base64url');
  const what = 'turn away';
  for (const verdict of [
    true, null, 5, {}, { what, by }, { what, by, signature: 'x' }, { what, by, signature: await sign(identity, cid.identity.name) }, { what, by: theirs, signature: await sign(identity, cid.identity.name) },
    { what, by: theirs, signature: await sign(ben.identity, identity.name) },
    { what, by: theirs, signature: Buffer.from(await ben.identity.sign('wait', room.entrance.room, cid.identity.name)).toString('base64url') },
  ]) stranger.say('notice', await sealNotice({ documents, verdict }, { admission: room.entrance.admission.key, room: room.entrance.room, to: cid.id }), cid.id);
  await room.settle();
  assert.deepEqual(outs(cid), []);
  assert.deepEqual(cid.of('knock'), [], 'nor does anybody knock at one who knocks');
});

test('a member turns nobody away who may be here, nor has them wait', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await opener.circle.lock(true);
  await room.settle();
  const { admission: { key: admission }, room: place } = room.entrance;
  const by = Buffer.from(eve.identity.publicKey).toString('base64url');
  for (const what of ['turn away', 'wait']) {
    const verdict = { what, by, signature: Buffer.from(await eve.identity.sign(what, place, ben.identity.name)).toString('base64url') };
    const sealed = await sealNotice({ documents: ben.circle.documents, verdict }, { admission, room: place, to: ben.id });
    await ben.told(eve.id, wrap('notice', sealed, { id: room.makeId(), to: ben.id }));
    assert.deepEqual([outs(ben), ben.of('locked'), isIn(ben, opener)], [[], [], true], what);
  }
});

test('one who is not named in any document turns somebody away, and is believed', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const later = await room.join();
  await room.settle();
  ben.circle.admit(later.id);
  await room.pass(20_000, 5000);
  const cid = await room.join();
  await room.settle();
  later.circle.turnAway(cid.id);
  await room.settle();
  assert.deepEqual(outs(cid), ['turned away']);
});

test('an old lock keeps nobody out of a room that is open again', async () => {
  const { room, opener, others: [ben] } = await opened();
  await opener.circle.lock(true);
  await room.settle();
  const documents = await documentsFor(room);
  await opener.circle.lock(false);
  await room.settle();
  const late = await room.join();
  await room.settle();
  const stranger = room.outsider();
  const cid = await room.join();
  const sealed = await sealNotice({ documents }, { admission: room.entrance.admission.key, room: room.entrance.room, to: cid.id });
  await cid.told(stranger.id, wrap('notice', sealed, { id: room.makeId(), to: cid.id }));
  await room.pass(60_000, 5000);
  for (const inside of [ben, late]) assert.ok(isIn(inside, cid) && isIn(cid, inside));
  assert.deepEqual(cid.of('knock'), []);
});

test('of two who are removed at once by two openers, both hear of it', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { room, opener, others: [pat, ben, eve, mal] } = await opened(4);
    await opener.circle.appoint(pat.id);
    await room.settle();
    await opener.circle.remove(eve.id);
    await pat.circle.remove(mal.id);
    await room.pass(10_000, 5000);
    assert.deepEqual([eve, mal].map(outs), [['removed'], ['removed']]);
    assert.ok(isIn(ben, opener));
  }
});

test('a guest whose invitation is over hears of their removal, though the first news of it was lost', async () => {
  const { room, opener } = await opened(0);
  const guest = await room.join({ entrance: await entranceByInvitation(readLink(await opener.circle.invite())) });
  await room.pass(5000);
  assert.ok(isIn(opener, guest));
  room.hub.leave(guest.id, 'gone');
  guest.comeIn(); // and shows the room's key, so that the invitation's is forgotten
  await room.pass(5000);
  room.relay = (from, message) => (from === opener.id ? [] : [[from, message]]);
  await opener.circle.remove(guest.id);
  await room.pass(30_000, 5000);
  room.relay = (from, message) => [[from, message]];
  for (let minute = 0; minute < 5; minute += 1) {
    guest.say('is anybody there?');
    await room.pass(60_000, 5000);
  }
  assert.deepEqual(outs(guest), ['removed']);
});

test('who comes by an old link is told so by those, too, who never had it', async () => {
  const { room, opener, others: [eve] } = await opened();
  await opener.circle.remove(eve.id);
  await room.settle();
  const cid = await room.join({ entrance: await entranceBy(readLink(opener.circle.state.link)) });
  await room.settle();
  opener.leave();
  await room.settle();
  const late = await room.join();
  await room.pass(6000);
  assert.deepEqual([outs(late), isIn(cid, late)], [['withdrawn'], false]);
});

test('an opener who came by an invitation makes a new link with the password of the room', async () => {
  const { room, opener } = await opened(0, { password: 'cheese' });
  const guest = await room.join({ entrance: await entranceByInvitation(readLink(await opener.circle.invite())) });
  await room.settle();
  const eve = await room.join();
  await room.settle();
  await opener.circle.appoint(guest.id);
  await room.settle();
  await guest.circle.remove(eve.id);
  await room.settle();
  const link = readLink(opener.circle.state.link);
  assert.deepEqual((await entranceBy(link, 'cheese')).check, link.check);
  const dan = await room.join({ entrance: await entranceBy(link, 'cheese') });
  await room.settle();
  assert.ok(isIn(guest, dan));
});

test('while nothing can be sent, one turn waits, and no more', async () => {
  const { room, opener, others: [ben, cid] } = await opened(2);
  cid.leave();
  await room.pass(20_000, 5000);
  ben.isFrozen = true;
  ben.say('something');
  for (let time = 0; time < 10; time += 1) {
    ben.circle.post.putOff({ items: [{ to: undefined }] }, 5000, room.clock.now());
    assert.equal(await ben.circle.next(90_000), null);
  }
  await room.clock.pass(6000);
  assert.deepEqual((await ben.circle.next(90_000)).messages.map(sortOf), ['turn', 'line']);
  assert.ok(isIn(opener, ben));
});

test('who was removed and has the new link does not so much as knock', async () => {
  const { room, opener, others: [ben, eve] } = await opened(2);
  await opener.circle.remove(eve.id);
  await room.settle();
  const { admission: { key: admission }, room: place } = await entranceBy(readLink(opener.circle.state.link));
  const kem = new Uint8Array(await suite.kem.serializePublicKey((await suite.kem.generateKeyPair()).publicKey));
  const sealed = await sealCard({ admission, room: place, relay: eve.id, identity: eve.identity, number: 50, kem });
  for (const inside of [opener, ben]) {
    await inside.told(eve.id, wrap('hello', sealed, { id: room.makeId(), to: inside.id }));
    await room.settle();
    assert.deepEqual([inside.of('knock'), sentOf(inside, 'keys').filter(({ to }) => to === eve.id && inside.circle.present.includes(to))], [[], []]);
    assert.equal(sentOf(inside, 'notice').at(-1)?.to, eve.id, 'they are told why');
  }
});

test('the password is told to openers alone', async () => {
  const { room, opener } = await opened(0, { password: 'cheese' });
  const guest = await room.join({ entrance: await entranceByInvitation(readLink(await opener.circle.invite())) });
  await room.settle();
  const sentTo = () => opener.sent.filter(({ to }) => to === guest.id).length;
  const before = sentTo();
  guest.circle.sayTo(opener.id, { have: [], reads: 1, said: 0, card: 1, wantsPassword: true });
  await room.settle();
  assert.equal(sentTo(), before);
});

/** A document of the room's opener, with what it says. */
async function documentOf({ entrance, opener }, content) {
  const admission = await hashOfAdmission(entrance.admission);
  return signRights({ number: 1, lock: [false, 0], limit: [0, 0], isClosed: false, generation: 0, admission, removed: '', admitted: '', openers: '', ...content }, entrance.room, opener);
}

test('a guest who is removed while they come in by an invitation is let in no more', async () => {
  const { room, opener, others: [ben] } = await opened();
  const fragment = await ben.circle.invite();
  const { member: guest, speaks } = await mute(room, { entrance: await entranceByInvitation(readLink(fragment)) });
  assert.deepEqual(ben.circle.state.invitations, [{ fragment, state: 'taken' }]);
  const document = await documentOf(room, { removed: guest.identity.name });
  opener.circle.sayTo(ben.id, { news: { documents: [document] } });
  speaks();
  await room.settle();
  guest.circle.sayTo(ben.id, NEED);
  await room.pass(30_000, 5000);
  assert.deepEqual([isIn(ben, guest), isIn(opener, guest), guest.circle.state.link], [false, false, null]);
});

test('a card that waits for its answer gets none once the room was locked, or has another key', async () => {
  const parts = { secret: new Uint8Array(16), room: null, check: null };
  for (const what of ['nothing', 'lock', 'key']) {
    const { room, opener, others: [ben] } = await opened();
    const { admission: { key: admission }, room: place } = room.entrance;
    const other = (await entranceBy({ ...parts, opener: room.link.opener, room: place })).admission;
    const lock = { lock: [true, 1], admitted: opener.identity.name + ben.identity.name };
    const key = { generation: 1, admission: await hashOfAdmission(other) };
    const news = { documents: [await documentOf(room, { ...(what === 'lock' ? lock : {}), ...(what === 'key' ? key : {}) })], admission: { key: Buffer.from(other.key).toString('base64url'), link: other.link } };
    ben.isFrozen = true;
    opener.circle.sayTo(ben.id, { news });
    await room.settle();
    const stranger = room.outsider();
    ben.circle.newcomer(stranger.id);
    const kem = new Uint8Array(await suite.kem.serializePublicKey((await suite.kem.generateKeyPair()).publicKey));
    const card = await sealCard({ admission, room: place, relay: stranger.id, identity: await newIdentity(), number: 1, kem });
    await ben.told(stranger.id, wrap('hello', card, { id: room.makeId(), to: ben.id }));
    await ben.told(opener.id, sentOf(opener, 'pair').filter(({ to }) => to === ben.id).at(-1));
    assert.equal(ben.circle.state.isLocked, what === 'lock');
    assert.equal(ben.circle.state.link === other.link, what === 'key');
    const sorts = [];
    for (let batch = await ben.circle.next(90_000); batch; batch = await ben.circle.next(90_000)) {
      sorts.push(...batch.messages.filter(({ to }) => to === stranger.id).map(sortOf));
      ben.circle.post.accepted(batch);
    }
    assert.equal(sorts.includes('keys'), what === 'nothing', what);
  }
});

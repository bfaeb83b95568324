// What openers' documents say together, and who was let in since, as one page knows it: nothing holds that was said by one who was removed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBase64url } from '../../www/js/crypto/bytes.js';
import { newIdentity } from '../../www/js/crypto/identity.js';
import { random } from '../../www/js/crypto/primitives.js';
import { hashOfTitle, namesIn, readRights, signRights } from '../../www/js/crypto/rights.js';
import { Rights } from '../../www/js/private/rights.js';
import './support/webcrypto.mjs';

const ROOM = random(16);
const ADMISSION = { key: random(32), link: '#~x' };
const HASH = toBase64url(random(32));

/** An opener and two others, and what the room's rights are for one who knows of no document yet. */
async function three() {
  const [ann, ben, cid] = await Promise.all([newIdentity(), newIdentity(), newIdentity()]);
  return { ann, ben, cid, rights: new Rights(ROOM, ann.name) };
}

const documentOf = (identity, content) => signRights({
  number: 1, lock: [false, 0], limit: [0, 0], isClosed: false, generation: 0, admission: HASH, removed: '', admitted: '', openers: '', ...content,
}, ROOM, identity);

test('who was removed is not named, though another opener has admitted them', async () => {
  const { ann, ben, cid, rights } = await three();
  await rights.take([await documentOf(ann, { openers: ben.name, removed: cid.name }), await documentOf(ben, { lock: [true, 1], admitted: cid.name + ben.name })]);
  assert.deepEqual([ann, ben, cid].map(({ name }) => [rights.isNamed(name), rights.isAllowed(name)]), [[true, true], [true, true], [false, false]]);
});

test('whom one has let in who was removed since may not be here', async () => {
  const { ann, ben, cid, rights } = await three();
  await rights.take([await documentOf(ann, { lock: [true, 1], admitted: ben.name })]);
  rights.letIn(cid.name, ben.name);
  assert.equal(rights.isAllowed(cid.name), true);
  await rights.take([await documentOf(ann, { number: 2, lock: [true, 1], admitted: ben.name, removed: ben.name })]);
  assert.deepEqual([ben, cid].map(({ name }) => rights.isAllowed(name)), [false, false]);
});

test('one lets in five hundred, and no more', async () => {
  const { ann, ben, rights } = await three();
  await rights.take([await documentOf(ann, { lock: [true, 1], admitted: ben.name })]);
  const names = Array.from({ length: 600 }, () => toBase64url(random(12)));
  for (const name of names) rights.letIn(name, ben.name);
  assert.equal(names.filter((name) => rights.isAllowed(name)).length, 500);
});

test('of two documents with the same number all come to the same, whichever they hear first', async () => {
  const { ann, rights } = await three();
  const both = [await documentOf(ann, { lock: [true, 1] }), await documentOf(ann, { limit: [60, 1] })];
  const other = new Rights(ROOM, ann.name);
  for (const document of both) await rights.take([document]);
  for (const document of [...both].reverse()) await other.take([document]);
  assert.deepEqual(rights.documents, other.documents);
  assert.equal(rights.mark, other.mark);
});

test('what an opener decides after closing a room does not open it again', async () => {
  const { ann, rights } = await three();
  await rights.take([await documentOf(ann, { isClosed: true })]);
  await rights.take([await rights.next(ann, ADMISSION, { renews: true })]);
  assert.deepEqual([rights.isClosed, rights.documents[0].number], [true, 2]);
});

test('who was removed leaves the place among openers to another, and there are six', async () => {
  const { ann, ben, cid, rights } = await three();
  const more = await Promise.all(Array.from({ length: 4 }, newIdentity));
  await rights.take([await rights.next(ann, ADMISSION, { openers: [ben, ...more].map(({ name }) => name) })]);
  assert.deepEqual([rights.mayAppoint(ann.name), rights.mayAppoint(cid.name)], [false, false]);
  await rights.take([await rights.next(ann, ADMISSION, { removed: [ben.name], renews: true })]);
  assert.deepEqual([rights.mayAppoint(ann.name), rights.mayAppoint(cid.name)], [true, false]);
  assert.deepEqual(namesIn(rights.documents[0].openers), more.map(({ name }) => name));
  await rights.take([await rights.next(ann, ADMISSION, { removed: [ben.name], openers: [cid.name] })]);
  assert.deepEqual([ben, cid, ...more].map(({ name }) => rights.isOpener(name)), [false, true, true, true, true, true]);
});

test('too many removals are not cut to fit', async () => {
  const { ann, rights } = await three();
  await assert.rejects(rights.next(ann, ADMISSION, { removed: Array.from({ length: 201 }, () => toBase64url(random(12))) }), RangeError);
});

test('of a key that nobody can put another in place of, those before its maker can', async () => {
  const { ann, ben, cid, rights } = await three();
  await rights.take([await documentOf(ann, { openers: ben.name + cid.name }), await documentOf(ben, { generation: 2 ** 40 })]);
  assert.deepEqual([ann, ben, cid].map(({ name }) => rights.mayRenew(name)), [true, true, false]);
  await rights.take([await documentOf(ann, { number: 2, openers: ben.name })]);
  assert.equal(rights.mayRenew(cid.name), false);
});

test('a document says nothing more than what is signed, in no other form', async () => {
  const { ann } = await three();
  const genuine = await documentOf(ann, { lock: [true, 3] });
  for (const change of [
    { lock: [true, 3, 'more'] }, { lock: { 0: true, 1: 3, length: 2 } }, { limit: [0, 0, 0] }, { number: true }, { admission: genuine.admission.slice(0, -2) }, { admitted: ann.name.repeat(121) },
  ]) await assert.rejects(readRights({ ...genuine, ...change }, ROOM), JSON.stringify(change).slice(0, 80));
  const { document } = await readRights({ ...genuine, admitted: '' }, ROOM);
  assert.deepEqual([document, namesIn(document.admitted)], [genuine, []]);
});

const CALLED = { text: 'garden', salt: 'grains' };

test('what the room is called: the last decision holds, and a document that calls it nothing is as it was before there were names', async () => {
  const { ann, ben, rights } = await three();
  const plain = await documentOf(ann, { openers: ben.name });
  assert.equal('title' in (await readRights(plain, ROOM)).document, false);
  await rights.take([plain]);
  assert.equal(await rights.takeCalled(CALLED), false);
  const [byBen, byAnn] = [{ text: 'by Ben', salt: 'a' }, { text: 'by Ann', salt: 'b' }];
  await rights.take([await documentOf(ben, { title: [await hashOfTitle(byBen), 1] })]);
  assert.equal(rights.called, undefined, 'nobody has told it yet');
  assert.equal(await rights.takeCalled(byBen), true);
  assert.equal(await rights.takeCalled(byBen), false, 'that is no news');
  assert.deepEqual(rights.called, byBen);
  await rights.take([await documentOf(ann, { number: 2, openers: ben.name, title: [await hashOfTitle(byAnn), 2] })]);
  assert.equal(rights.called, undefined);
  assert.equal(await rights.takeCalled(byBen), false);
  assert.equal(await rights.takeCalled(byAnn), true);
  await rights.take([await rights.next(ben, ADMISSION, { changes: { title: '' } })]);
  assert.equal(rights.called, undefined);
});

test('a name of the room stays where its author is removed, since others repeat it', async () => {
  const { ann, ben, rights } = await three();
  await rights.take([await documentOf(ann, { openers: ben.name }), await documentOf(ben, { title: [await hashOfTitle(CALLED), 1] })]);
  await rights.takeCalled(CALLED);
  await rights.take([await rights.next(ann, ADMISSION, { removed: [ben.name] })]);
  assert.deepEqual(rights.called, CALLED);
});

test('another name of the room than the documents have, or none, is not taken', async () => {
  const { ann, rights } = await three();
  await rights.take([await documentOf(ann, { title: [await hashOfTitle({ text: 'x'.repeat(201), salt: '' }), 1] })]);
  for (const called of [CALLED, { text: 'x'.repeat(201), salt: '' }, { text: 7, salt: '' }, { text: 'x' }, undefined, {}]) assert.equal(await rights.takeCalled(called), false, JSON.stringify(called));
  const document = await documentOf(ann, { number: 2, title: [await hashOfTitle(CALLED), 2] });
  await rights.take([document]);
  assert.equal(await rights.takeCalled({ ...CALLED, salt: 'other' }), false);
  assert.doesNotMatch(JSON.stringify(rights.documents), /garden/, 'documents are told to those who are not in, too');
});

test('a name of the room that is none, or that was altered, is refused', async () => {
  const { ann } = await three();
  const genuine = await documentOf(ann, { title: [HASH, 1] });
  assert.equal(await (await readRights(genuine, ROOM)).isSigned(), true);
  for (const title of [7, [HASH], ['garden', 1], [`${HASH}AA`, 1], [7, 1], [HASH, -1], [HASH, 1, 1], null]) {
    await assert.rejects(readRights({ ...genuine, title }, ROOM), RangeError, JSON.stringify(title));
  }
  for (const title of [[toBase64url(random(32)), 1], ['', 1], [HASH, 2], undefined]) {
    const { isSigned } = await readRights({ ...genuine, title }, ROOM);
    assert.equal(await isSigned(), false, JSON.stringify(title));
  }
});

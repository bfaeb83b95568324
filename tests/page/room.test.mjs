import { webcrypto } from 'node:crypto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRandom, roomOf, newRoomFragment } from '../../www/js/chat/room.js';
import { words } from '../../www/js/words/words.js';
import { randomId } from '../../www/js/chat/random-id.js';

test('no fragment is the lobby', () => {
  assert.deepEqual(roomOf(''), { room: 'lobby' });
  assert.deepEqual(roomOf('#'), { room: 'lobby' });
});

test('a fragment of 1 to 64 allowed characters is a room', () => {
  for (const name of ['a', 'Team_7-x', 'A'.repeat(64), '-', 'lobby']) assert.deepEqual(roomOf(`#${name}`), { room: name });
});

test('any other fragment is refused, without a room', () => {
  for (const name of ['A'.repeat(65), 'two words', 'a%20b', 'ü', '~', 'a/b', 'a\n', '../x', '#']) {
    const { room, refusal } = roomOf(`#${name}`);
    assert.equal(room, undefined, name);
    assert.match(words.refusal[refusal], /\.$/);
  }
  assert.equal(roomOf('#~').refusal, 'gone');
});

test('what may be the link to a private room is no room, whole or not', () => {
  for (const fragment of ['#~key', '#%7Ekey', '#%7ekey', `#~${'A'.repeat(38)}`, '#~a b']) assert.deepEqual(roomOf(fragment), { link: fragment });
});

test('nor is one that has lost its first sign: it is never sent as a name', () => {
  for (const length of [38, 59]) {
    const rest = 'aB3_-'.repeat(12).slice(0, length);
    for (const fragment of [`#${rest}`, rest, `#${rest}.q2`, `#${rest}.`, `#${rest}%20`]) assert.deepEqual(roomOf(fragment), { link: fragment });
    assert.deepEqual(roomOf(`#${rest}`, 'public'), { link: `#${rest}`, refusal: 'public' });
    for (const name of [rest.slice(1), `${rest}x`]) assert.deepEqual(roomOf(`#${name}`), { room: name });
  }
});

test('a name as long as that is one where its letters are all of one size', () => {
  for (const name of ['the-garden-and-the-people-in-it-2026-b', 'A'.repeat(59)]) assert.deepEqual(roomOf(`#${name}`), { room: name });
});

test('where all rooms are private, no other is opened; where all are public, no private link is followed', () => {
  for (const fragment of ['', '#', '#garden', '#lobby']) assert.deepEqual(roomOf(fragment, 'private'), { refusal: 'private' });
  for (const fragment of ['#~', '#~key', '#%7Ekey', '#~!key']) assert.deepEqual(roomOf(fragment, 'public'), { link: fragment, refusal: 'public' });
  for (const fragment of ['#~', '#~key', '#a b']) assert.deepEqual(roomOf(fragment, 'private'), roomOf(fragment));
  for (const fragment of ['', '#garden', '#a b']) assert.deepEqual(roomOf(fragment, 'public'), roomOf(fragment));
  for (const kind of ['public private', '', undefined]) assert.deepEqual([roomOf('', kind), roomOf('#~key', kind)], [{ room: 'lobby' }, { link: '#~key' }]);
});

test('without a name it opens the room that an operator has named, or none', () => {
  for (const fragment of ['', '#']) {
    assert.deepEqual(roomOf(fragment, 'public private', 'garden'), { room: 'garden' });
    assert.deepEqual(roomOf(fragment, undefined, null), { refusal: 'none' });
    for (const room of ['garden', null]) assert.deepEqual(roomOf(fragment, 'private', room), { refusal: 'private' });
  }
  assert.deepEqual(roomOf('#lobby', undefined, null), { room: 'lobby' });
  assert.deepEqual(roomOf('#a b', undefined, null), { refusal: 'name' });
  assert.deepEqual(roomOf('#~', undefined, 'garden'), { refusal: 'gone' });
});

test('a new room is one that can be opened and holds 128 random bits', () => {
  const fragment = newRoomFragment((bytes) => bytes.fill(0xff));
  assert.equal(fragment, `#${'_'.repeat(24)}`);
  assert.equal(roomOf(fragment).room.length, 24);
});

globalThis.crypto ??= webcrypto; // a browser's own; not yet global in node 18

test('random ids are the kernel’s bytes, differ, and have no dash', () => {
  for (let turn = 0; turn < 200; turn += 1) assert.match(randomId(32), /^[A-Za-z0-9_]{43}$/);
  assert.notEqual(randomId(32), randomId(32));
  assert.equal(randomId(3, (bytes) => { bytes.set([0xfb, 0xff, 0xfe]); return bytes; }), '____');
});

test('the name of a room that nobody can guess tells people nothing, those that people give do', () => {
  for (let turn = 0; turn < 200; turn += 1) assert.equal(isRandom(newRoomFragment().slice(1)), true);
  for (const name of ['lobby', 'garden', 'a_name_of_24_small_signs', 'A-Name-Of-24-Signs-With-', 'TheRoomOfAllWhoLikeChess1', '']) assert.equal(isRandom(name), false, name);
});

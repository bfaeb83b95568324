import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../www/js/words/en.js';
import { ownLines } from '../../www/js/words/en-own-lines.js';
import { others } from '../../www/js/words/en-others.js';
import { additions } from '../../www/js/words/en-private.js';

const event = (name, what) => ({ name, what });

test('comings and goings are told in one line', () => {
  const notice = (events) => en.notice(events).replace(/[\u2068\u2069]/g, ''); // which keep names apart
  assert.equal(notice([event('Ann', 'joined')]), 'Ann joined');
  assert.equal(notice([event('Ann', 'joined'), event('Ben', 'joined')]), 'Ann and Ben joined');
  assert.equal(notice([event('Ann', 'joined'), event('Ben', 'left')]), 'Ann joined · Ben left');
  assert.equal(notice([event('Ann', 'gone')]), 'Ann is gone: connection lost');
  const storm = Array.from({ length: 1000 }, (_, number) => event(`P${number}`, 'joined'));
  assert.equal(notice(storm), 'P0, P1 and 998 others joined');
});

test('each status has its own sentence', () => {
  const sentences = [
    { phase: 'connecting' }, { phase: 'online' }, { phase: 'reconnecting' }, { phase: 'waiting', reason: 'unreachable' },
    { phase: 'waiting', reason: 'full' }, { phase: 'waiting', reason: 'limited' }, { phase: 'waiting', reason: 'foreign' }, { phase: 'refused' },
  ].map((status) => en.status(status));
  assert.equal(new Set(sentences).size, 8);
  for (const sentence of sentences) assert.ok(sentence.length > 2);
});

test('numbers are worded', () => {
  assert.equal(en.countdown(1), 'in 1 s');
  assert.equal(en.countdown(4200), 'in 5 s');
  assert.equal(en.people.present(1), 'Only you are here');
  assert.equal(en.people.present(1200), '1,200 people here');
  assert.equal(en.log.earlier(1), '1 earlier message');
  assert.equal(en.log.earlier(42), '42 earlier messages');
  assert.match(en.composer.tooLong(1), /^This is 1 byte too long/);
});

test('how far an own line has got, and what is left for one, are worded', () => {
  assert.deepEqual(ownLines.held(2, 3), { sign: '2/3', sentence: 'Held by 2 of 3 present' });
  assert.notEqual(ownLines.held(3, 3).sign, ownLines.accepted.sign);
  assert.equal(ownLines.left(1200), '1,200 left');
  assert.equal(ownLines.left(-5), '5 too many');
  assert.match(ownLines.leftSpoken(1200), /1,200 characters are left/);
  assert.match(ownLines.leftSpoken(-5), /5 characters too long/);
});

test('what others do, and what is hidden of them, is worded', () => {
  const plain = (text) => text.replace(/[\u2068\u2069]/g, '');
  assert.deepEqual([[], ['Ann'], ['Ann', 'Ben'], ['Ann', 'Ben', 'Cid']].map((names) => plain(others.typing(names))), ['', 'Ann is typing', 'Ann and Ben are typing', '3 people are typing']);
  assert.equal(plain(others.hidden(1, 'Ann')), '1 message of Ann hidden');
  assert.equal(others.hiddenOfMany(1200, 3), '1,200 messages of 3 people hidden');
  assert.equal(plain(others.heldBy(['Ann', 'Ben', others.rest(7)])), 'Has arrived at Ann, Ben and 7 others.');
  assert.equal(others.fateOf({ isHeld: true, fate: null }).sign, '✓✓');
  assert.equal(others.fateOf({ isHeld: false, fate: 'left' }).sign, '✗');
  assert.equal(others.fateOf({ isHeld: false, fate: null }).sign, '✓');
});

test('what private rooms add stands beside the sentences of the page, and takes none of their places', () => {
  const plain = (text) => text.replace(/[\u2068\u2069]/g, '');
  for (const [name, sentences] of Object.entries(additions)) {
    assert.equal(typeof en[name], 'object', name);
    for (const key of Object.keys(sentences)) assert.equal(en[name][key], undefined, `${name} ${key}`);
  }
  for (const sentence of Object.values(additions.refusal)) assert.match(sentence, /^[A-Z].*\.$/);
  assert.equal(en.notice([event('Ann', 'removed')]), '', 'which is not known yet');
  Object.assign(en.remarks, additions.remarks);
  assert.equal(plain(en.notice([event('Ann', 'removed')])), 'Ann was removed');
  assert.match(plain(en.notice([{ ...event('Ann', 'withheld'), by: 'Ben' }])), /^Ben has got something of Ann/);
  assert.match(plain(en.notice([{ ...event('Ann', 'withheld'), by: '' }])), /^Something that Ann said/, 'who said so has left, or it is Ann');
  assert.match(plain(en.notice([{ ...event('Ben', 'notSeen'), other: null }])), /^Ben does not see you:/);
  assert.match(plain(en.notice([{ ...event('Ben', 'notSeen'), other: '' }])), /^Ben does not see somebody who was here:/);
  for (const what of ['ruled', 'seesAnother', 'seesOthers', 'unreadable']) assert.match(plain(en.notice([event('Ben', what)])), /\bBen\b.*[a-z]$/, what);
  assert.match(plain(en.notice([event('Ann', 'joined'), { ...event('Ben', 'notSeen'), other: 'Cid' }])), /^Ann joined · Ben does not see Cid/);
});

test('a room has a name in the tab and where one is asked about it', () => {
  assert.equal(en.page.tab('Lobby', 0), 'Lobby – One Time Chat');
  assert.equal(en.page.tab('#garden', 3), '(3) #garden – One Time Chat');
  assert.equal(en.page.tab('', 0), 'One Time Chat');
  assert.equal(en.leaving.title('lobby'), 'Leave the lobby?');
  assert.equal(en.leaving.title('garden'), 'Leave #garden?');
  assert.equal(en.leaving.title('~AbC'), 'Leave the private room?');
});

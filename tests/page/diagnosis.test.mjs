import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, pictureSentence, report } from '../../www/js/view/doctor/diagnosis.js';

const ONLINE = { phase: 'online' };
const FINE = {
  now: 1_000_000, since: 400_000, faults: [], hold: 25, interval: 0, elsewhere: false, cut: null, mostBody: Infinity, passedBody: 60_123,
  roundTrip: 41.6, reused: { yes: 20, no: 2 }, lastMessage: 988_000, requests: 31, answered: 30, buffered: false,
};
const fault = (kind, { count = 2, status = null } = {}) => ({ kind, count, status, ago: 5000 });
const KINDS = ['proxy_login', 'silent', 'repeated', 'cached', 'half', 'damaged', 'too_large', 'redirect', 'page', 'gateway', 'foreign', 'lost', 'cut', 'portal'];

test('a path without faults is well, and its numbers are told', () => {
  const { kinds, said, advice, rows } = diagnose(FINE, ONLINE);
  assert.deepEqual([kinds, advice], [[], []]);
  assert.deepEqual(said, ['All is well: requests may wait 25 seconds for news.']);
  assert.deepEqual(Object.fromEntries(rows), {
    'Round trip': '42 ms', 'Last message': '12 s ago', 'Asking for news': 'waiting up to 25 seconds', Streaming: 'not in use', Connections: 'used again',
    Answers: 'passed on as they come', 'Largest request': '60 KB passed',
  });
});

test('a cut is told with the pace that survives it', () => {
  assert.match(diagnose({ ...FINE, cut: 20, hold: 15 }, ONLINE).said[1], /^Your network cuts requests after 20 seconds; I now ask every 15\.$/);
  assert.match(diagnose({ ...FINE, cut: 3.04, hold: 0, interval: 3000 }, ONLINE).said[1], /after 3 seconds\. So I do not wait for news, but ask every 3 seconds\.$/);
});

test('every fault has a sentence for people and one for the administrator', () => {
  for (const kind of KINDS) {
    const { kinds, said, advice } = diagnose({ ...FINE, faults: [fault(kind, { status: 502 })] }, ONLINE);
    assert.deepEqual(kinds, [kind]);
    for (const sentence of [...said, ...advice]) {
      assert.match(sentence, /^[A-Z].*\.$/s);
      assert.doesNotMatch(sentence, /undefined|null|NaN|Infinity/);
    }
    assert.equal(said.length + advice.length, 3);
    assert.equal(said[0], 'You are connected.');
  }
});

test('the weightiest comes first, and what is not known says so', () => {
  const facts = { ...FINE, faults: [fault('lost'), fault('cached')], cut: 20, mostBody: 30_000, reused: { yes: 2, no: 9 }, largeAnswers: false };
  assert.deepEqual(diagnose(facts, ONLINE).kinds, ['cut', 'cached', 'too_large', 'large_answers', 'lost', 'no_reuse']);
  const { rows } = diagnose({ ...FINE, roundTrip: null, lastMessage: null, reused: { yes: 0, no: 0 }, passedBody: 0, buffered: undefined, elsewhere: true }, ONLINE);
  assert.deepEqual(rows.map(([, value]) => value), ['not known yet', 'none yet', 'by another tab of this browser', 'not in use', 'not known', 'not measured yet', 'not measured yet']);
});

test('a portal takes the place of its pages', () => {
  const { kinds, said } = diagnose({ ...FINE, faults: [fault('page', { status: 200 }), fault('redirect')] }, { phase: 'waiting', reason: 'portal' });
  assert.deepEqual(kinds, ['portal']);
  assert.match(said[1], /new tab/);
});

test('how things stand follows the status', () => {
  const first = (status) => diagnose(FINE, status).said[0];
  const all = [ONLINE, { phase: 'refused' }, { phase: 'waiting', reason: 'full' }, { phase: 'waiting', reason: 'limited' }, { phase: 'waiting', reason: 'unreachable' }].map(first);
  assert.equal(new Set(all).size, all.length);
  assert.equal(first({ phase: 'connecting' }), first({ phase: 'reconnecting' }));
});

test('the report holds the findings and the numbers', () => {
  const text = report({ ...FINE, cut: 20, hold: 15, faults: [fault('cut')] }, ONLINE);
  for (const part of ['30 of 31 requests answered in 10 min', 'I now ask every 15', 'Round trip: 42 ms', 'cut: twice, last 5 s ago', 'fastcgi_read_timeout']) assert.ok(text.includes(part), part);
});

test('the picture is told in words', () => {
  const requests = [{ end: null, fault: null }, { end: 5, fault: null, code: 'ok' }, { end: 5, fault: 'lost' }, { end: 5, fault: null, code: 'aborted' }];
  assert.equal(pictureSentence(requests), 'The last minute: 1 answered, 1 lost, 1 waiting.');
});

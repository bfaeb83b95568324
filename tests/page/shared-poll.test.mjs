import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOT_SHARED, SharedPoll } from '../../www/js/tabs/shared-poll.js';
import { SharedPolls } from '../../www/js/tabs/shared-polls.js';
import { ManualClock, settle } from './support/clock.mjs';

const idOf = (name) => name.charCodeAt(0).toString(16).padStart(32, '0');
const add = (text) => ['add', 'f'.repeat(32), { id: text, text }];

// A poll whose requests wait for the test to answer them.
function makePoll(make = (rest) => new SharedPoll(rest)) {
  const clock = new ManualClock();
  const told = [];
  const flights = [];
  const post = (endpoint, body, { signal, guardMs }) => new Promise((resolve) => {
    const flight = { endpoint, body, guardMs, aborted: false, answer: (result) => { resolve(result); return settle(); } };
    signal.addEventListener('abort', () => { flight.aborted = true; resolve({ ok: false, code: 'aborted' }); });
    flights.push(flight);
  });
  const deliver = (list) => told.push(...list.map(([{ name }, answer]) => [name, answer]));
  const poll = make({ post, timers: clock.timers, now: clock.now, deliver });
  const entry = (name, more = {}) => ({ name, id: idOf(name), token: `token-of-${name}`, ack: 1, hold: 25, guardMs: 40_000, since: clock.now(), ...more });
  const enter = async (...entries) => {
    for (const each of entries) poll.add(each);
    await settle();
  };
  const several = (answers, more = {}) => {
    const asked = flights.at(-1).body.polls;
    return { ok: true, body: { polls: asked.map(({ id, ack }) => ({ id, seq: ack, commands: [], ...answers[String.fromCharCode(parseInt(id, 16))] })), ...more } };
  };
  const names = () => told.map(([name]) => name);
  const asked = (flight = flights.at(-1)) => (flight.body.polls ?? [flight.body]).map(({ id }) => String.fromCharCode(parseInt(id, 16))).join('');
  return { clock, poll, told, names, flights, entry, enter, several, asked, last: () => flights.at(-1) };
}

test('one client alone has the poll that a single tab makes', async () => {
  const { entry, enter, last, told } = makePoll();
  await enter(entry('a', { ack: 7 }));
  assert.deepEqual(last().body, { id: idOf('a'), token: 'token-of-a', ack: 7, hold: 25 });
  assert.equal(last().guardMs, 40_000);
  const answer = { ok: true, body: { seq: 8, commands: [add('one')] } };
  await last().answer(answer);
  assert.deepEqual(told, [['a', answer]]);
});

test('entries that come in one go make one poll, with the shortest hold and guard', async () => {
  const { entry, enter, flights, last } = makePoll();
  await enter(entry('a'), entry('b', { ack: 3, hold: 15, guardMs: 30_000 }), entry('c'));
  assert.equal(flights.length, 1);
  assert.deepEqual(last().body, {
    polls: [
      { id: idOf('a'), token: 'token-of-a', ack: 1 },
      { id: idOf('b'), token: 'token-of-b', ack: 3 },
      { id: idOf('c'), token: 'token-of-c', ack: 1 },
    ],
    hold: 15,
  });
  assert.equal(last().guardMs, 30_000);
});

test('who has something is told; the others are in the next poll, which waits until that one is back', async () => {
  const { entry, enter, flights, last, told, asked, several } = makePoll();
  await enter(entry('a'), entry('b'), entry('c'));
  await last().answer(several({ b: { seq: 3, commands: [add('one'), add('two')] } }));
  assert.deepEqual(told, [['b', { ok: true, body: { id: idOf('b'), seq: 3, commands: [add('one'), add('two')] } }]]);
  assert.equal(flights.length, 1);
  await enter(entry('b', { ack: 3 }));
  assert.equal(flights.length, 2);
  assert.equal(asked(), 'acb');
  assert.equal(last().body.polls[2].ack, 3);
});

test('one that does not come back keeps the others waiting for a tenth of a second', async () => {
  const { clock, entry, enter, flights, last, asked, several } = makePoll();
  await enter(entry('a'), entry('b'));
  await last().answer(several({ b: { seq: 2, commands: [add('one')] } }));
  await clock.pass(99);
  assert.equal(flights.length, 1);
  await clock.pass(1);
  assert.equal(flights.length, 2);
  assert.equal(asked(), 'a');
});

test('a poll that brought nothing is over for all, and the next has a full hold again', async () => {
  const { clock, entry, enter, flights, last, names, several } = makePoll();
  await enter(entry('a'));
  await clock.pass(10_000);
  await enter(entry('b'));
  assert.equal(last().body.hold, 15);
  await clock.pass(15_000);
  await last().answer(several({}));
  assert.deepEqual(names(), ['a', 'b']);
  await enter(entry('a'), entry('b'));
  assert.equal(flights.length, 3);
  assert.equal(last().body.hold, 25);
});

test('a busy room keeps no silent one longer than its hold, and no poll is shorter than half a hold', async () => {
  const { clock, entry, enter, flights, last, told, several } = makePoll();
  const asked = new Map([['a', clock.now()], ['b', clock.now()], ['c', clock.now()]]);
  await enter(entry('a'), entry('b'), entry('c'));
  let silent = 0;
  for (let turn = 0; turn < 50; turn += 1) {
    assert.ok(last().body.hold >= 12.5, String(last().body.hold));
    await clock.pass(1000);
    const before = told.length;
    await last().answer(several({ a: { seq: turn + 2, commands: [add(`line ${turn}`)] } }));
    for (const [name] of told.slice(before)) {
      assert.ok(clock.now() - asked.get(name) <= 25_000);
      silent += name === 'a' ? 0 : 1;
      asked.set(name, clock.now());
      await enter(entry(name));
    }
  }
  assert.equal(flights.length, 51, 'one poll for each line');
  assert.equal(silent, 6, 'each silent one was answered once in half a hold');
});

test('a newcomer takes a place in a poll that is parked: it is replaced', async () => {
  const { clock, entry, enter, flights, last, told, asked } = makePoll();
  await enter(entry('a'), entry('b'));
  await clock.pass(100);
  await enter(entry('c'));
  assert.deepEqual([flights.length, flights[0].aborted, asked()], [2, true, 'abc']);
  assert.equal(last().aborted, false);
  assert.deepEqual(told, []);
});

test('a burst of newcomers replaces the poll once, not each time', async () => {
  const { clock, entry, enter, flights, asked } = makePoll();
  await enter(entry('a'));
  await clock.pass(5000);
  for (const name of 'bcdefg') {
    await enter(entry(name));
    await clock.pass(10);
  }
  assert.deepEqual([flights.length, asked()], [2, 'ab']);
  await clock.pass(50);
  assert.deepEqual([flights.length, asked()], [3, 'abcdefg']);
});

test('the answer to a poll that was replaced counts for nothing', async () => {
  const { clock, entry, enter, flights, names, several } = makePoll();
  await enter(entry('a'), entry('b'));
  const stale = several({ a: { seq: 2, commands: [add('one')] } });
  await clock.pass(100);
  await enter(entry('c'));
  await flights[0].answer(stale);
  assert.deepEqual(names(), []);
});

test('a wish to be answered at once is, and the rest waits on without a loop', async () => {
  const { clock, entry, enter, flights, last, names, several } = makePoll();
  await enter(entry('a'), entry('b'));
  await clock.pass(1000);
  await enter(entry('b', { hold: 0 }));
  assert.equal(last().body.hold, 0);
  assert.deepEqual(names(), ['b'], 'its earlier wish is over');
  await last().answer(several({}));
  assert.deepEqual(names(), ['b', 'a', 'b']);
  assert.equal(flights.length, 2);
  await enter(entry('a'), entry('b'));
  assert.deepEqual([flights.length, last().body.hold], [3, 25]);
});

test('an error of one is its own', async () => {
  const { entry, enter, last, told, asked, clock, several } = makePoll();
  await enter(entry('a'), entry('b'), entry('c'));
  await last().answer(several({ a: { error: 'bad_token', detail: 'No.' }, c: { superseded: true } }));
  assert.deepEqual(told, [
    ['a', { ok: false, code: 'bad_token', retryAfter: null }],
    ['c', { ok: true, body: { id: idOf('c'), seq: 1, commands: [], superseded: true } }],
  ]);
  assert.equal(asked(), 'b', 'nobody is waited for who has reason not to come back at once');
  await clock.pass(0);
  assert.equal(last().aborted, false);
});

test('an error of the whole poll is told to all', async () => {
  for (const result of [
    { ok: false, code: 'unreachable' }, { ok: false, code: 'timed_out' },
    { ok: false, code: 'not_understood', status: 502 }, { ok: false, code: 'busy', status: 503, retryAfter: 3 },
  ]) {
    const { entry, enter, flights, told } = makePoll();
    await enter(entry('a'), entry('b'));
    await flights[0].answer(result);
    assert.deepEqual(told, [['a', result], ['b', result]]);
    assert.equal(flights.length, 1);
  }
});

test('an answer that is not to this poll is not understood', async () => {
  const right = { id: idOf('a'), seq: 1, commands: [] };
  for (const body of [{}, { seq: 1, commands: [] }, { polls: [right] }, { polls: [right, null] }, { polls: [{ ...right, id: idOf('b') }, right] }, { polls: 'ab' }]) {
    const { entry, enter, last, told } = makePoll();
    await enter(entry('a'), entry('b'));
    await last().answer({ ok: true, body });
    assert.deepEqual(told.map(([name, { code }]) => [name, code]), [['a', 'not_understood'], ['b', 'not_understood']]);
  }
});

test('a server that takes no poll for several is noticed', async () => {
  const { entry, enter, last, told } = makePoll();
  await enter(entry('a'), entry('b'));
  await last().answer({ ok: false, code: 'bad_request', status: 400, retryAfter: null });
  assert.deepEqual(told.map(([, { code }]) => code), [NOT_SHARED, NOT_SHARED]);
});

test('`wait` is told to all of the poll', async () => {
  const { entry, enter, flights, last, told, several } = makePoll();
  await enter(entry('a'), entry('b'));
  await last().answer(several({ a: { seq: 2, commands: [add('one')] } }, { wait: 2 }));
  assert.deepEqual(told.map(([name, { body }]) => [name, body.commands.length, body.wait]), [['a', 1, 2], ['b', 0, 2]]);
  assert.equal(flights.length, 1);
});

test('an entry nobody waits for any more leaves the poll, which ends with the last', async () => {
  const { entry, enter, poll, last, names, several } = makePoll();
  const [a, b] = [entry('a'), entry('b')];
  await enter(a, b);
  poll.remove(a);
  assert.equal(last().aborted, false);
  const answer = several({ a: { seq: 2, commands: [add('one')] }, b: { seq: 2, commands: [add('one')] } });
  await last().answer(answer);
  assert.deepEqual(names(), ['b']);
  const again = entry('b');
  await enter(again);
  poll.remove(again);
  assert.equal(last().aborted, true);
});

const makePolls = () => makePoll((rest) => new SharedPolls({ ...rest, most: () => 16 }));

test('more clients than one poll takes have a second, and each keeps its place', async () => {
  const { poll, entry, enter, flights, asked, clock, several } = makePolls();
  poll.callRoll(0);
  await enter(...[...'ABCDEFGHIJKLMNOPQRST'].map((name) => entry(name)));
  assert.deepEqual(flights.map(asked), ['ABCDEFGHIJKLMNOP', 'QRST']);
  await flights[0].answer({ ok: true, body: { polls: flights[0].body.polls.map(({ id }) => ({ id, seq: 2, commands: id === idOf('A') ? [add('one')] : [] })) } });
  await enter(entry('A', { ack: 2 }), entry('S', { ack: 9 }));
  await clock.pass(100);
  assert.deepEqual(flights.map(asked), ['ABCDEFGHIJKLMNOP', 'QRST', 'BCDEFGHIJKLMNOPA', 'QRST']);
  assert.deepEqual(flights.map(({ aborted }) => aborted), [false, true, false, false]);
  assert.equal(several({}).body.polls[2].seq, 9);
});

test('nothing is polled before all tabs have reported', async () => {
  const { poll, entry, enter, flights, asked } = makePolls();
  await enter(entry('a'));
  poll.callRoll(2);
  await enter(entry('b'));
  poll.reported();
  const gone = entry('c');
  await enter(gone, entry('d'));
  poll.remove(gone);
  await settle();
  assert.equal(flights.length, 0);
  poll.reported();
  await settle();
  assert.deepEqual(flights.map(asked), ['abd']);
});

test('a tab that does not report delays the others by a tenth of a second', async () => {
  const { poll, entry, enter, flights, asked, clock } = makePolls();
  await enter(entry('a'));
  poll.callRoll(2);
  await clock.pass(99);
  assert.equal(flights.length, 0);
  await clock.pass(1);
  assert.deepEqual(flights.map(asked), ['a']);
  poll.reported();
  await enter(entry('b'));
  await clock.pass(100);
  assert.deepEqual(asked(), 'ab');
});

test('after stop nothing is polled, aborted once, and nobody told', async () => {
  const { poll, entry, enter, flights, told, clock } = makePolls();
  poll.callRoll(0);
  await enter(entry('a'), entry('b'));
  poll.stop();
  await clock.pass(60_000);
  assert.deepEqual([flights.length, flights[0].aborted, told, clock.delays], [1, true, [], []]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, json, idOf } from './support/hub.mjs';
import { settle } from './support/clock.mjs';
import { makeRig } from './support/rig.mjs';

async function online(options) {
  const rig = makeRig(options);
  const transport = rig.transport();
  transport.line.start();
  await settle();
  const { id } = transport.line.credentials;
  return { ...rig, ...transport, id, statusNow: () => transport.status };
}

function never(signal) {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
}

const message = (id) => ({ id, ts: 1, kind: 'text', text: id });
const heard = (told) => told.commands.filter(({ command }) => command[0] === 'add').map(({ command }) => command[2].id);

test('it joins with its own token, is online, and holds one poll', async () => {
  const { hub, told, polls, id } = await online();
  assert.equal(id, idOf(hub.requests[0].body.token));
  assert.deepEqual(told.statuses.map(({ phase }) => phase), ['connecting', 'online']);
  assert.deepEqual(polls().map(({ ack }) => ack), [1]);
  assert.equal(told.commands[0].joined, true);
});

test('it polls again from the completion of the last poll and acknowledges what came', async () => {
  const { hub, clock, told, polls, id } = await online();
  for (const name of ['a', 'b', 'c']) {
    hub.say(id, message(name));
    await settle();
  }
  assert.deepEqual(heard(told), ['a', 'b', 'c']);
  assert.deepEqual(polls().map(({ ack }) => ack), [1, 2, 3, 4]);
  assert.deepEqual(clock.delays, [25_000, 40_000], 'the hub’s hold and the guard of the one parked poll');
});

test('a lost answer loses nothing and doubles nothing', async () => {
  const { hub, clock, told, id } = await online();
  hub.loseAnswer = (endpoint) => endpoint === 'poll' && clock.delays.length > 0 && heard(told).length === 1 && !hub.lost && (hub.lost = true);
  hub.say(id, message('a'));
  await settle();
  hub.say(id, message('b'));
  await settle();
  assert.equal(hub.lost, true);
  hub.say(id, message('c'));
  await clock.pass(2000);
  assert.deepEqual(heard(told), ['a', 'b', 'c']);
});

test('an answer that repeats commands gives only the new ones', async () => {
  const { hub, told } = await online();
  const add = (name) => ['add', 'f'.repeat(32), message(name)];
  const answers = [
    { seq: 3, commands: [add('a'), add('b')] },
    { seq: 4, commands: [add('a'), add('b'), add('c')] },
    { seq: 4, commands: [add('b'), add('c')] },
    { seq: 2, commands: [add('a')] },
    { seq: 4, commands: [] },
  ];
  hub.intercept = (endpoint) => (endpoint === 'poll' && answers.length > 0 ? json(200, answers.shift()) : null);
  hub.say([...hub.clients.keys()][0], message('wakes the parked poll'));
  await settle();
  assert.deepEqual(heard(told), ['wakes the parked poll', 'b', 'c']);
});

test('back-off has full jitter, grows to a minute, and each wait is told', async () => {
  const { hub, clock, told } = await online({ random: () => 1 });
  hub.intercept = () => new TypeError('no way');
  hub.restart();
  await settle();
  const waits = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const { phase, reason, retryAt } = told.statuses.at(-1);
    assert.deepEqual([phase, reason], ['waiting', 'unreachable']);
    waits.push((retryAt - clock.now()) / 1000);
    await clock.pass(retryAt - clock.now());
  }
  assert.deepEqual(waits, [1, 1, 1, 2, 4, 8, 16, 32, 60, 60]);
});

test('after a failure it asks for an answer at once, and is online only when that came', async () => {
  const { hub, clock, polls, told, id } = await online();
  hub.intercept = (endpoint) => (endpoint === 'poll' ? html(502) : null);
  hub.say(id, message('a'));
  await settle();
  assert.equal(told.statuses.at(-1).phase, 'waiting');
  hub.intercept = () => null;
  await clock.pass(1000);
  assert.equal(told.statuses.at(-1).phase, 'online');
  assert.deepEqual(polls().slice(-2).map(({ hold }) => hold), [0, 25]);
  assert.deepEqual(heard(told), ['a']);
});

test('a proxy’s page, half an answer and impossible answers are failed polls', async () => {
  const bad = [
    html(200), json(200, { seq: 'x', commands: [] }), json(200, { commands: [] }), json(200, { seq: 1, commands: {} }),
    json(200, { seq: 1, commands: [['add', '..', {}]] }), json(200, { seq: 0, commands: [['rm', 'f'.repeat(32), 'left']] }),
    json(200, { seq: 5, commands: [['init', 'f'.repeat(32), {}]] }), json(200, { seq: 5, commands: [['init', 'f'.repeat(32), { members: ['..'] }]] }),
    json(200, { seq: 5, commands: ['add'] }),
    new Response('{"seq":2,"comm', { headers: { 'content-type': 'application/json' } }),
  ];
  for (const answer of bad) {
    const { hub, told, id } = await online();
    let given = false;
    hub.intercept = (endpoint) => {
      if (endpoint !== 'poll' || given) return null;
      given = true;
      return answer;
    };
    hub.say(id, message('a'));
    await settle();
    assert.equal(told.statuses.at(-1).phase, 'waiting');
    assert.deepEqual(heard(told), ['a']);
  }
});

test('an unknown command of a later version is passed over', async () => {
  const { hub, told, statusNow } = await online();
  let given = false;
  hub.intercept = (endpoint) => {
    if (endpoint !== 'poll' || given) return null;
    given = true;
    return json(200, { seq: 3, commands: [['later', 1, 2]] });
  };
  hub.say([...hub.clients.keys()][0], message('a'));
  await settle();
  assert.equal(statusNow().phase, 'online');
  assert.ok(given);
  assert.equal(told.commands.at(-1).command[0], 'later');
});

test('retry ends the wait', async () => {
  const { hub, line, statusNow } = await online();
  hub.intercept = () => new TypeError('no way');
  hub.restart();
  await settle();
  assert.equal(statusNow().phase, 'waiting');
  hub.intercept = () => null;
  line.retry();
  await settle();
  assert.equal(statusNow().phase, 'online');
});

test('410 joins again at once with the same token', async () => {
  const { hub, told, id, line } = await online();
  hub.leave(id, 'gone');
  await settle();
  assert.equal(line.credentials.id, id);
  assert.equal(told.statuses.at(-1).phase, 'online');
  assert.ok(told.statuses.every(({ phase }) => phase !== 'waiting'));
  const joins = hub.requests.filter(({ endpoint }) => endpoint === 'join');
  assert.equal(joins.length, 2);
  assert.deepEqual(joins[0].body, joins[1].body);
});

test('410 over and over is answered with back-off', async () => {
  const { hub, clock, requestsTo } = await online({ random: () => 1 });
  hub.intercept = (endpoint) => (endpoint === 'poll' ? json(410, { error: 'unknown_client' }) : null);
  hub.restart();
  await clock.pass(60_000);
  assert.ok(requestsTo('join') < 12, `${requestsTo('join')} joins in a minute`);
});

test('a server that takes joins but no sends is not stormed', async () => {
  const { hub, clock, line, batches, id, requestsTo } = await online({ random: () => 1 });
  hub.intercept = (endpoint) => (endpoint === 'send' ? json(410, { error: 'unknown_client' }) : null);
  batches.push(batch(id, 'a'));
  line.flush();
  await clock.pass(60_000);
  assert.ok(requestsTo('join') < 12, `${requestsTo('join')} joins in a minute`);
});

test('a 410 that is a proxy’s page does not cost the identity', async () => {
  const { hub, id, requestsTo } = await online();
  hub.intercept = (endpoint) => (endpoint === 'poll' ? html(410) : null);
  hub.say(id, message('a'));
  await settle();
  assert.equal(requestsTo('join'), 1);
});

test('403 joins again with another token', async () => {
  const { hub, id, line, clock } = await online();
  let refusals = 1;
  hub.intercept = (endpoint) => (endpoint === 'poll' && refusals-- > 0 ? json(403, { error: 'bad_token' }) : null);
  hub.say(id, message('a'));
  await clock.pass(1000);
  assert.notEqual(line.credentials.id, id);
});

test('`wait` is respected, and a hurried user does not change it', async () => {
  const { hub, clock, line, polls, id, statusNow } = await online();
  let given = 0;
  hub.intercept = (endpoint) => (endpoint === 'poll' && given++ === 0 ? json(200, { seq: 2, commands: [], wait: 20 }) : null);
  hub.say(id, message('a'));
  await settle();
  const before = polls().length;
  line.retry();
  await clock.pass(19_999);
  assert.equal(polls().length, before);
  assert.equal(statusNow().phase, 'online');
  await clock.pass(1);
  assert.equal(polls().length, before + 1);
});

test('on a path that repeats polls it asks at intervals, without being parked, and recovers', async () => {
  const { hub, clock, told, polls, id } = await online({ random: () => 1 });
  hub.intercept = (endpoint, { ack, hold }) => (endpoint === 'poll' && hold > 0 ? json(200, { seq: ack, commands: [], superseded: true }) : null);
  hub.say(id, message('a'));
  await clock.pass(60_000);
  assert.ok(polls().length < 25, `${polls().length} polls in a minute`);
  hub.say(id, message('b'));
  await clock.pass(3000);
  assert.deepEqual(heard(told), ['a', 'b']);
  hub.intercept = () => null;
  await clock.pass(300_000);
  assert.ok(polls().at(-1).hold >= 25);
});

test('a poll that is never answered is given up after the hold and a margin, and alarms nobody', async () => {
  const { hub, clock, polls, told, id } = await online({ random: () => 1 });
  hub.intercept = (endpoint, { hold }, signal) => (endpoint === 'poll' && hold === 25 ? never(signal) : null);
  hub.say(id, message('a'));
  await clock.pass(39_999);
  assert.equal(polls().length, 2);
  await clock.pass(1001);
  assert.deepEqual(polls().map(({ hold }) => hold), [25, 25, 0, 10]);
  assert.ok(told.statuses.every(({ phase }) => phase !== 'waiting'));
});

test('probe replaces the parked poll, whose answer then counts for nothing', async () => {
  const { line, polls, statusNow, hub } = await online();
  line.probe();
  await settle();
  assert.deepEqual(polls().map(({ hold }) => hold), [25, 0, 25]);
  assert.equal(statusNow().phase, 'online');
  hub.intercept = () => new TypeError('offline');
  line.probe();
  await settle();
  assert.equal(statusNow().phase, 'waiting');
});

test('full, rate limited and taken for foreign are told as such, and their time is kept', async () => {
  for (const [status, error, reason] of [[503, 'full', 'full'], [429, 'rate_limited', 'limited'], [403, 'foreign_origin', 'foreign']]) {
    const rig = makeRig();
    rig.hub.intercept = () => json(status, { error }, { 'retry-after': '10' });
    const { line, told } = rig.transport();
    line.start();
    await settle();
    assert.deepEqual(told.statuses.at(-1), { phase: 'waiting', reason, retryAt: rig.clock.now() + 10_000 });
    rig.hub.intercept = () => null;
    await rig.clock.pass(9_999);
    assert.equal(told.statuses.at(-1).phase, 'waiting');
    await rig.clock.pass(1);
    assert.equal(told.statuses.at(-1).phase, 'online');
  }
});

test('nobody can hurry a join that is rate limited', async () => {
  const { hub, transport } = makeRig();
  hub.intercept = () => json(429, { error: 'rate_limited' }, { 'retry-after': '10' });
  const { line } = transport();
  line.start();
  await settle();
  line.retry();
  await settle();
  assert.equal(hub.requests.length, 1);
});

function batch(id, ...names) {
  return { messages: names.map((name) => message(name)), bytes: 100 };
}

test('one send is under way at a time', async () => {
  const { hub, line, batches, told, id } = await online();
  let open = 0;
  let most = 0;
  const releases = [];
  hub.intercept = (endpoint, { commands }) => {
    if (endpoint !== 'send') return null;
    open += 1;
    most = Math.max(most, open);
    return new Promise((resolve) => releases.push(() => { open -= 1; resolve(json(200, { accepted: commands.map(([, , { id: messageId }]) => ({ id: messageId })) })); }));
  };
  batches.push(batch(id, 'a'), batch(id, 'b'), batch(id, 'c'));
  for (let turn = 0; turn < 5; turn += 1) line.flush();
  for (let turn = 0; turn < 3; turn += 1) {
    await settle();
    releases.shift()();
  }
  await settle();
  assert.equal(most, 1);
  assert.equal(told.accepted.length, 3);
});

test('a failed send is tried again with back-off, and the way is probed', async () => {
  const { hub, clock, line, batches, told, id, polls } = await online();
  hub.intercept = (endpoint) => (endpoint === 'send' ? html(502) : null);
  batches.push(batch(id, 'a'));
  line.flush();
  await settle();
  assert.equal(polls().at(-2).hold, 0);
  assert.equal(told.accepted.length, 0);
  hub.intercept = () => null;
  await clock.pass(1000);
  assert.equal(told.accepted.length, 1);
});

test('sends that fail while polls succeed do not become a storm', async () => {
  const { hub, clock, line, batches, id, requestsTo } = await online({ random: () => 1 });
  hub.intercept = (endpoint) => (endpoint === 'send' ? html(403) : null);
  batches.push(batch(id, 'a'));
  line.flush();
  await clock.pass(60_000);
  assert.ok(requestsTo('send') < 9, `${requestsTo('send')} sends in a minute`);
  assert.ok(requestsTo('poll') < 20, `${requestsTo('poll')} polls in a minute`);
});

test('429, 400 and 413 of a send go back to whom it concerns', async () => {
  const cases = [
    [json(429, { error: 'rate_limited' }, { 'retry-after': '3' }), 'putOff'],
    [json(400, { error: 'bad_request' }), 'refused'], [json(413, { error: 'too_large' }), 'refused'],
  ];
  for (const [answer, expected] of cases) {
    const { hub, line, batches, told, id } = await online();
    hub.intercept = (endpoint) => (endpoint === 'send' ? answer : null);
    batches.push(batch(id, 'a'));
    line.flush();
    await settle();
    assert.equal(told[expected].length, 1);
    if (expected === 'putOff') assert.equal(told.putOff[0][1], 3000);
  }
});

test('410 to a send joins again, and what waits is sent after it', async () => {
  const { hub, line, batches, told, id } = await online();
  hub.clients.delete(id);
  batches.push(batch(id, 'a'));
  line.flush();
  await settle();
  assert.equal(told.accepted.length, 1);
  assert.equal(told.statuses.at(-1).phase, 'online');
});

test('after stop nothing happens any more', async () => {
  const { hub, clock, line, told, batches, id } = await online();
  line.stop();
  const before = [hub.requests.length, told.statuses.length];
  batches.push(batch(id, 'a'));
  line.flush();
  line.retry();
  line.probe();
  await clock.pass(120_000);
  assert.deepEqual([hub.requests.length, told.statuses.length], before);
  assert.deepEqual(clock.delays, []);
});

test('a small line that is called too large is tried five times, and lines that pass in between begin the count anew', async () => {
  const { hub, clock, line, batches, told, id, requestsTo } = await online({ random: () => 0 });
  let refusals = 4;
  hub.intercept = (endpoint) => (endpoint === 'send' && refusals-- > 0 ? html(413) : null);
  for (const name of ['a', 'b']) {
    batches.push({ ...batch(id, name), bytes: 100 });
    line.flush();
    await clock.pass(1000);
    refusals = 4;
  }
  assert.deepEqual([told.accepted.length, told.refused.length, requestsTo('send')], [2, 0, 10]);
  refusals = Infinity;
  batches.push({ ...batch(id, 'c'), bytes: 100 });
  line.flush();
  await clock.pass(1000);
  assert.deepEqual([told.refused[0][1], requestsTo('send')], ['path', 15]);
});

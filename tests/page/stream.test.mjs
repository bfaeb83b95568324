// A page that streams where it can: the stream beside the polls, moving over, and going back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.mjs';
import { html, json } from './support/hub.mjs';
import { makeRig } from './support/rig.mjs';

const TRIED_MS = 4000;         // by then a stream is open
const HEARTBEAT_MS = 15_000;
const endpointOf = (url) => new URL(url).pathname.split('/').at(-1);

/** A page in a hub that offers streams, and somebody who speaks. `network` can be changed on the way. */
async function onStream({ network = {}, ...options } = {}) {
  const through = (fetch, clock) => (url, request) => {
    const fault = network[endpointOf(url)];
    return fault ? fault(() => fetch(url, request), clock, request) : fetch(url, request);
  };
  const rig = makeRig({ ...options, through });
  rig.hub.init = { ...rig.hub.init, stream: true };
  const page = rig.page();
  page.session.start();
  await settle();
  const speaker = rig.hub.join('somebody-who-only-speaks-0000', 'lobby');
  await settle();
  let count = 0;
  const say = async (text) => {
    count += 1;
    rig.hub.say(speaker.id, { id: `said-${count}`, ts: rig.clock.now(), kind: 'text', text });
    await settle();
  };
  const bodies = (wanted) => rig.hub.requests.filter(({ endpoint }) => endpoint === wanted).map(({ body }) => body);
  return { ...rig, page, say, speaker: speaker.id, network, bodies, client: () => rig.hub.clients.get(page.id), state: () => page.path.facts.streaming };
}

/** The same, when the stream carries. */
async function carried(options) {
  const scene = await onStream(options);
  await scene.clock.pass(TRIED_MS);
  await scene.say('moves it over');
  await settle();
  assert.equal(scene.state(), 'on');
  return scene;
}

/** A path on which lines of streams stay when it is `late`. */
const stalling = (network) => async (next) => {
  const { body } = await next();
  const stalled = body.pipeThrough(new TransformStream({ transform: (part, controller) => { if (!network.late) controller.enqueue(part); } }));
  return new Response(stalled, { headers: { 'content-type': 'application/x-ndjson' } });
};

const alarms = ({ page }) => page.told.statuses.filter(({ phase }) => phase === 'waiting');

test('it begins with polls, streams beside them, and moves over when a second line has come', async () => {
  const { clock, say, page, client, state, bodies, requestsTo } = await onStream();
  assert.equal(requestsTo('stream'), 0);
  await clock.pass(TRIED_MS);
  assert.equal(state(), 'trying');
  assert.ok(client().stream && client().parked, 'both are open');
  await say('one');
  assert.equal(state(), 'on');
  assert.equal(client().parked, null);
  const polls = bodies('poll').length;
  for (const text of ['two', 'three']) await say(text);
  await clock.pass(5 * 60_000);
  assert.deepEqual(page.texts, ['one', 'two', 'three']);
  assert.equal(bodies('poll').length, polls, 'no poll any more');
  assert.equal(requestsTo('stream'), 1);
});

test('in silence a heartbeat moves it over', async () => {
  const { clock, state, client } = await onStream();
  await clock.pass(TRIED_MS + HEARTBEAT_MS);
  assert.equal(state(), 'on');
  await clock.pass(60_000);
  assert.equal(client().parked, null);
});

test('a server that does not offer streams is not asked for one', async () => {
  const rig = makeRig();
  const page = rig.page();
  page.session.start();
  await rig.clock.pass(10 * 60_000);
  assert.equal(rig.requestsTo('stream'), 0);
  assert.equal(page.path.facts.streaming, null);
});

test('what has come is acknowledged within ten seconds, or with what is sent', async () => {
  const { clock, say, page, client, bodies } = await carried();
  await clock.pass(9999);
  assert.equal(client().queue.length, 0);
  await say('one');
  assert.ok(client().queue.length > 0);
  await clock.pass(9999);
  assert.equal(client().queue.length, 0);
  const acks = bodies('ack').length;
  await clock.pass(120_000);
  assert.equal(bodies('ack').length, acks, 'nothing came, nothing is acknowledged');
  await say('two');
  page.session.say('mine');
  await settle();
  assert.equal(bodies('send').at(-1).ack, client().number - 1);
  assert.equal(client().acked, client().number - 1);
});

test('who acknowledges with what is sent needs no request for that, though something always comes meanwhile', async () => {
  const { clock, say, page, network, bodies } = await carried();
  await clock.pass(20_000);
  const acks = bodies('ack').length;
  network.send = async (next) => { // a line comes while it is under way
    const answer = await next();
    await say('meanwhile');
    return answer;
  };
  for (let turn = 0; turn < 10; turn += 1) {
    page.session.say(`turn ${turn}`);
    await clock.pass(3000);
  }
  assert.equal(bodies('ack').length, acks);
  await clock.pass(10_000);
  assert.equal(bodies('ack').length, acks + 1, 'the last to come is acknowledged all the same');
});

test('64 KiB are acknowledged at once', async () => {
  const { say, client, bodies } = await carried();
  const acks = bodies('ack').length;
  for (let turn = 0; turn < 8; turn += 1) await say(`${turn} ${'x'.repeat(10_000)}`);
  assert.equal(bodies('ack').length, acks + 1);
  assert.ok(client().acked >= client().number - 2);
});

test('an acknowledgement that fails is made by a poll', async () => {
  const { clock, say, client, network, state, bodies } = await carried();
  await clock.pass(20_000);
  network.ack = () => Promise.resolve(html(502));
  await say('one');
  await clock.pass(10_000);
  assert.equal(client().acked, client().number);
  assert.equal(bodies('poll').at(-1).hold, 0);
  assert.equal(state(), 'on');
});

test('answers that are held back until they are whole: the polls go on, no second stream is tried', async () => {
  const wholeOnly = async (next, clock, { signal }) => {
    await next();
    return new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));
  };
  const { clock, say, page, state, requestsTo, ...scene } = await onStream({ network: { stream: wholeOnly } });
  for (let turn = 0; turn < 40; turn += 1) {
    await say(`line ${turn}`);
    await clock.pass(7000);
  }
  assert.equal(state(), 'held_back');
  assert.equal(requestsTo('stream'), 1);
  assert.equal(page.texts.length, 40);
  assert.deepEqual(alarms({ page, ...scene }), []);
});

test('a path that passes lines on only when it has gathered many never carries', async () => {
  const gathering = async (next, { timers }) => {
    const { body } = await next();
    const gathered = body.pipeThrough(new TransformStream({
      transform: (part, controller) => new Promise((resolve) => timers.set(() => { controller.enqueue(part); resolve(); }, 4000)),
    }));
    return new Response(gathered, { headers: { 'content-type': 'application/x-ndjson' } });
  };
  const { clock, say, page, state, bodies } = await onStream({ network: { stream: gathering } });
  const states = new Set();
  for (let turn = 0; turn < 20; turn += 1) {
    await say(`line ${turn}`);
    await clock.pass(5000);
    states.add(state());
  }
  assert.ok(!states.has('on'));
  assert.equal(state(), 'held_back');
  assert.equal(page.texts.length, 20);
  assert.ok(bodies('poll').length > 20);
});

test('a first line that is late was held back, though the others come in time', async () => {
  const late = (next, { timers }) => new Promise((resolve, reject) => timers.set(() => next().then(resolve, reject), 5001));
  const { clock, state, requestsTo } = await onStream({ network: { stream: late } });
  await clock.pass(5 * 60_000);
  assert.deepEqual([state(), requestsTo('stream')], ['held_back', 1]);
});

test('where answers are known to be held back, no stream is tried', async () => {
  const { clock, page, state, requestsTo } = await onStream();
  page.path.measured({ buffered: true });
  await clock.pass(60_000);
  assert.deepEqual([requestsTo('stream'), state()], [0, 'held_back']);
});

test('a heartbeat that is late ends it for good, and what was held up comes by a poll', async () => {
  const network = { late: false };
  const scene = await carried({ network: { stream: stalling(network) } });
  const { clock, say, page, state, client, requestsTo } = scene;
  network.late = true;
  await say('held up');
  assert.deepEqual(page.texts, ['moves it over']);
  await clock.pass(19_999);
  assert.equal(state(), 'on');
  await clock.pass(2);
  assert.deepEqual(page.texts, ['moves it over', 'held up']);
  assert.equal(state(), 'late');
  assert.ok(client().parked);
  await clock.pass(60 * 60_000);
  assert.equal(requestsTo('stream'), 1);
  assert.deepEqual(alarms(scene), []);
});

test('one that breaks costs nothing and is tried again, three in a row are the last', async () => {
  const scene = await carried();
  const { clock, say, page, state, client, requestsTo } = scene;
  for (let turn = 1; turn <= 3; turn += 1) {
    const line = say(`lost ${turn}`);
    client().stream.break();
    await line;
    assert.equal(page.texts.at(-1), `lost ${turn}`);
    assert.notEqual(state(), 'on');
    await clock.pass(60_000 + HEARTBEAT_MS);
    if (turn < 3) assert.equal(state(), 'on', `after ${turn}`);
  }
  assert.equal(state(), 'broken');
  await clock.pass(60 * 60_000);
  assert.equal(requestsTo('stream'), 3);
  assert.equal(page.texts.length, 4);
  assert.deepEqual(alarms(scene), []);
});

test('after a cut it waits for a moment before it polls: a daemon that ended may be there again by then', async () => {
  const { clock, client, page, say, requestsTo } = await carried();
  await clock.pass(60_000); // no poll is parked any more
  const polls = requestsTo('poll');
  client().stream.break();
  await settle();
  await clock.pass(249);
  assert.equal(requestsTo('poll'), polls);
  await clock.pass(252);
  assert.ok(requestsTo('poll') > polls);
  await say('after the cut');
  assert.equal(page.texts.at(-1), 'after the cut');
});

test('where it is cut right after it took over, the poll that is still parked beside it is ended, and what is said goes out', async () => {
  const { clock, client, page, bodies, state } = await onStream();
  await clock.pass(TRIED_MS + HEARTBEAT_MS);
  assert.equal(state(), 'on');
  assert.ok(client().parked, 'a poll beside the stream');
  client().stream.break();
  await settle();
  page.session.say('mine');
  await clock.pass(1000);
  assert.ok(JSON.stringify(bodies('send')).includes('mine'));
});

test('one that lasts as long as it can wipes out what broke before', async () => {
  const { clock, state, client } = await carried();
  for (let round = 0; round < 3; round += 1) {
    for (let turn = 0; turn < 2; turn += 1) {
      client().stream.break();
      await clock.pass(60_000 + HEARTBEAT_MS);
      assert.equal(state(), 'on');
    }
    await clock.pass(620_000);
  }
});

test('an outage is not held against streams', async () => {
  const { clock, network, page, hub, state, client } = await carried();
  for (let turn = 0; turn < 5; turn += 1) {
    for (const endpoint of ['poll', 'stream', 'join']) network[endpoint] = () => Promise.reject(new TypeError('no way'));
    client().stream.break();
    await clock.pass(30_000);
    assert.equal(page.status.phase, 'waiting');
    for (const endpoint of ['poll', 'stream', 'join']) network[endpoint] = null;
    await clock.pass(180_000);
    assert.equal(state(), 'on');
  }
  assert.equal(hub.clients.size, 2);
});

test('a stream that seems open while nothing else gets through is ended, so that the others are told', async () => {
  const { clock, network, page, hub, client, state } = await carried();
  for (const endpoint of ['poll', 'stream', 'join', 'send']) network[endpoint] = () => Promise.reject(new TypeError('no way'));
  page.session.probe(); // as the browser says that it is offline
  await settle();
  assert.ok(client().stream, 'one poll may be lost');
  await clock.pass(10_000);
  assert.equal(client().stream, null);
  assert.equal(page.status.phase, 'waiting');
  for (const endpoint of ['poll', 'stream', 'join', 'send']) network[endpoint] = null;
  await clock.pass(180_000);
  assert.deepEqual([state(), hub.clients.size], ['on', 2]);
});

test('after the age of a stream a new one is tried at once, beside a poll', async () => {
  const { clock, say, page, state, client, bodies } = await carried();
  await clock.pass(600_000);
  assert.equal(bodies('stream').length, 2);
  await say('at the end');
  assert.ok(bodies('poll').length >= 3);
  await clock.pass(HEARTBEAT_MS);
  assert.equal(state(), 'on');
  await say('by the second');
  assert.equal(client().parked, null);
  assert.deepEqual(page.texts, ['moves it over', 'at the end', 'by the second']);
});

test('a server without a place for it is left alone for ten minutes, and its pause is kept', async () => {
  const { clock, state, client, bodies } = await carried();
  const polls = bodies('poll').length;
  client().stream.end({ wait: 20 });
  await clock.pass(19_999);
  assert.deepEqual([bodies('poll').length, state()], [polls, 'resting']);
  await clock.pass(1);
  assert.equal(bodies('poll').length, polls + 1);
  await clock.pass(9 * 60_000);
  assert.equal(bodies('stream').length, 1);
  await clock.pass(60_000);
  assert.equal(bodies('stream').length, 2);
});

test('a restarted server is streamed from again', async () => {
  const { clock, hub, page, state, requestsTo } = await carried();
  hub.restart();
  await clock.pass(TRIED_MS + HEARTBEAT_MS);
  assert.equal(page.status.phase, 'online');
  assert.equal(state(), 'on');
  assert.equal(requestsTo('join'), 2);
});

test('one who has gone by the server’s word joins again', async () => {
  const { clock, hub, page, state, requestsTo } = await carried();
  hub.leave(page.id, 'gone');
  await settle();
  assert.equal(page.status.phase, 'online');
  assert.equal(requestsTo('join'), 2);
  await clock.pass(TRIED_MS + HEARTBEAT_MS);
  assert.equal(state(), 'on');
});

test('an overflow told by the stream begins anew', async () => {
  const { hub, say, page, state } = await carried();
  hub.overflow(page.id);
  await settle();
  await say('after it');
  assert.equal(page.texts.at(-1), 'after it');
  assert.equal(state(), 'on');
});

test('lines that come twice, that overlap, or that come a byte at a time, are shown once', async () => {
  const { page, client, speaker } = await carried();
  const line = (first, ...texts) => ({
    seq: first + texts.length - 1,
    commands: texts.map((text, index) => ['add', speaker, { id: `id-${first + index}`, ts: 1, kind: 'text', text }]),
  });
  const next = client().number + 1;
  const { stream } = client();
  stream.say(line(next, 'a', 'b'));
  stream.say(line(next, 'a', 'b'));
  stream.say(line(next + 1, 'b', 'c'));
  const bytes = new TextEncoder().encode(`${JSON.stringify(line(next + 3, 'dé€'))}\n`);
  for (const byte of bytes) stream.say(Uint8Array.of(byte));
  await settle();
  assert.deepEqual(page.texts.filter((text) => text !== 'moves it over'), ['a', 'b', 'c', 'dé€']);
});

test('a line with a gap, a damaged one, half a one and one without end each end the stream, and lose nothing', async () => {
  const gap = { seq: 900, commands: [['add', 'f'.repeat(32), { id: 'x', ts: 1, kind: 'text', text: 'foreign' }]] };
  for (const value of [gap, '{"seq":1,"comm\n', '[1]\n', '\n', { seq: 'x' }, Uint8Array.of(0x22, 0xff, 0x22, 10), 'x'.repeat(2 ** 20 + 1), null]) {
    const { page, say, state, client, clock } = await carried();
    const { stream } = client();
    if (value === null) {
      stream.say('{"seq":');
      stream.end({}); // what ends it ends no line
    } else {
      stream.say(value);
    }
    await settle();
    assert.notEqual(state(), 'on', JSON.stringify(value)?.slice(0, 40));
    await say('still here');
    await clock.pass(1000);
    assert.deepEqual(page.texts, ['moves it over', 'still here']);
  }
});

test('a path that repeats requests supersedes each stream by its copy: after three there are polls only', async () => {
  const doubling = (next) => {
    const first = next();
    next().catch(() => {});
    return first;
  };
  const { clock, say, page, state, requestsTo } = await onStream({ network: { stream: doubling } });
  for (let turn = 0; turn < 30; turn += 1) {
    await say(`line ${turn}`);
    await clock.pass(10_000);
  }
  assert.equal(state(), 'broken');
  assert.equal(requestsTo('stream'), 6);
  assert.equal(page.texts.length, 30);
});

test('pages in its place and errors are no streams', async () => {
  for (const [answer, expected] of [[html(200), 'broken'], [html(502), 'broken'], [json(404, { error: 'no_such_endpoint' }), 'broken'], [json(503, { error: 'full' }), 'resting']]) {
    const scene = await onStream({ network: { stream: () => Promise.resolve(answer.clone()) } });
    const { clock, say, page, state, requestsTo } = scene;
    for (let turn = 0; turn < 10; turn += 1) {
      await say(`line ${turn}`);
      await clock.pass(30_000);
    }
    assert.equal(state(), expected);
    assert.ok(requestsTo('stream') === 0, 'the hub has none');
    assert.equal(page.texts.length, 10);
    assert.deepEqual(alarms(scene), []);
    assert.deepEqual(page.path.facts.faults, []);
  }
});

test('a computer that slept is not the network’s fault', async () => {
  const network = { late: false };
  const { clock, page, client, say, state } = await carried({ network: { stream: stalling(network) } });
  const { set } = clock.timers;
  clock.timers.set = (call, delay) => set(call, delay + 60_000); // it goes off on waking
  client().stream.say({ seq: client().acked, commands: [] });
  await settle();
  network.late = true;
  await say('meanwhile');
  clock.timers.set = set;
  await clock.pass(80_000);
  assert.deepEqual([page.texts.at(-1), state()], ['meanwhile', null]);
  network.late = false;
  await clock.pass(60_000 + HEARTBEAT_MS);
  assert.equal(state(), 'on');
});

test('looking after the way asks one poll beside the stream, which goes on', async () => {
  const { clock, page, bodies, state, client, say } = await carried();
  const polls = bodies('poll').length;
  page.session.probe();
  await settle();
  assert.deepEqual(bodies('poll').slice(polls).map(({ hold }) => hold), [0]);
  assert.equal(state(), 'on');
  await say('by the stream');
  assert.equal(page.texts.at(-1), 'by the stream');
  assert.equal(client().parked, null);
  page.session.probe();
  await settle();
  assert.equal(client().queue.length, 0);
  await clock.pass(10_000);
  assert.equal(bodies('ack').length, 0, 'the poll has acknowledged it');
});

test('a poll that was long on its way may know less than the server', async () => {
  const slow = (next, { timers }) => new Promise((resolve, reject) => timers.set(() => next().then(resolve, reject), 30_000));
  const { clock, say, page, client, state } = await onStream({ network: { poll: slow } });
  await clock.pass(TRIED_MS + HEARTBEAT_MS);
  await say('one');
  await clock.pass(9000);
  assert.equal(client().queue.length, 0);
  await clock.pass(3000);
  assert.ok(client().parked);
  await say('two');
  assert.deepEqual(page.texts, ['one', 'two']);
  assert.equal(state(), 'on');
  assert.deepEqual(page.path.facts.faults, []);
});

test('what a poll has brought, the stream must bring soon: it was held back', async () => {
  const network = { late: false };
  const { clock, say, page, state } = await carried({ network: { stream: stalling(network) } });
  network.late = true;
  await say('held up');
  page.session.probe();
  await settle();
  assert.deepEqual(page.texts, ['moves it over', 'held up']);
  await clock.pass(3001);
  assert.equal(state(), 'held_back');
});

test('after stop nothing is open and nothing happens any more', async () => {
  const { clock, page, hub } = await carried();
  const { id } = page;
  page.session.stop();
  await settle();
  assert.equal(hub.clients.get(id).stream, null);
  const before = hub.requests.length;
  await clock.pass(600_000);
  assert.equal(hub.requests.length, before);
  assert.deepEqual(clock.delays, []);
});

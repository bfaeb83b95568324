// Pages that tell each other what has arrived: who holds a line, through comings and goings, failures and storms.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.mjs';
import { html, json } from './support/hub.mjs';
import { makeRig, pagesOf } from './support/rig.mjs';

const own = ({ session }) => session.lines.filter((line) => line.own);
const held = (page) => own(page).map(({ holders }) => holders?.size ?? 0);
const isReceipt = ([, , { kind }]) => kind === 'receipt';
const receiptsIn = ({ hub }) => hub.requests.filter(({ endpoint, body }) => endpoint === 'send' && body.commands.some(isReceipt));
const receiptsOf = (scene, id) => receiptsIn(scene).filter(({ body }) => body.id === id).flatMap(({ body }) => body.commands.map(([, , message]) => message));

const hang = (signal) => new Promise((resolve, reject) => {
  signal.addEventListener('abort', () => reject(signal.reason));
});

async function leave(scene, page) {
  page.session.leave(({ id }) => scene.hub.leave(id));
  await settle();
}

test('a line is held by all who are here two seconds later, and nobody else hears of it', async () => {
  const scene = await pagesOf(3);
  const [ann, ben, cat] = scene.all;
  for (const text of ['one', 'two', 'three']) ann.session.say(text);
  await scene.clock.pass(1900);
  assert.deepEqual(held(ann), [0, 0, 0]);
  await scene.clock.pass(200);
  assert.deepEqual(held(ann), [2, 2, 2]);
  assert.deepEqual([...own(ann)[0].holders].sort(), [ben.id, cat.id].sort());
  for (const reader of [ben, cat]) {
    const [message, ...more] = receiptsOf(scene, reader.id);
    assert.deepEqual(more, []);
    assert.deepEqual(Object.keys(message).sort(), ['held', 'id', 'kind', 'to', 'ts']);
    assert.deepEqual([message.to, message.held], [ann.id, own(ann).map(({ id }) => id)]);
  }
  assert.deepEqual(receiptsOf(scene, ann.id), []);
  assert.ok(ann.told.changes.some(({ type }) => type === 'held'));
  assert.deepEqual(ann.session.lines.filter(({ own }) => !own).map(({ events }) => events.map(({ what }) => what)), [['joined', 'joined']], 'a receipt is no line and no notice');
});

test('a newcomer is counted once the history has arrived; who leaves is not counted any more', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  for (let line = 0; line < 100; line += 1) ann.session.say(`line ${line}`);
  await scene.clock.pass(5000);
  assert.deepEqual([...new Set(held(ann))], [1]);
  const cat = scene.page();
  cat.session.start();
  await scene.clock.pass(1000);
  assert.deepEqual([held(ann).at(-1), ann.session.others], [1, 2]);
  await scene.clock.pass(10_000);
  assert.deepEqual([...new Set(held(ann))], [2]);
  assert.ok(receiptsOf(scene, cat.id).length <= 3, 'in few messages');
  await leave(scene, ben);
  assert.deepEqual([...new Set(held(ann))], [1]);
  await leave(scene, cat);
  assert.deepEqual([...new Set(held(ann))], [0]);
});

test('receipts are not history: who comes later gets none', async () => {
  const scene = await pagesOf(3);
  for (const { session } of scene.all) session.say('said');
  await scene.clock.pass(5000);
  const late = scene.page();
  late.session.start();
  const before = receiptsIn(scene).length;
  await scene.clock.pass(1000);
  assert.equal(receiptsIn(scene).length, before);
  const toLate = scene.hub.requests.flatMap(({ endpoint, body }) => (endpoint === 'send' ? body.commands : [])).filter(([, , { to }]) => to === late.id);
  assert.deepEqual([...new Set(toLate.map(([, , { kind }]) => kind))].sort(), ['hello', 'text']);
});

test('after the server was lost, or a queue was, everything is held by all again', async () => {
  const scene = await pagesOf(3);
  const [ann, ben] = scene.all;
  for (let round = 0; round < 4; round += 1) {
    for (const { session } of scene.all) session.say(`round ${round}`);
    await scene.clock.pass([0, 100, 1990, 5000][round]);
    if (round === 0) scene.hub.restart();
    if (round === 1) scene.hub.overflow(ann.id);
    if (round === 2) scene.hub.overflow(ben.id);
    if (round === 3) scene.hub.restart();
    await scene.clock.pass(100);
    if (round === 1) assert.deepEqual(held(ann), [0, 0], 'nobody is taken at a word that may be out of date');
    await scene.clock.pass(30_000);
    for (const page of scene.all) assert.deepEqual(held(page), Array(round + 1).fill(2), `round ${round}`);
  }
});

test('receipts that are refused, lost or put off come later, and hold up no line', async () => {
  for (const failure of [
    () => json(429, { error: 'rate_limited', detail: '' }, { 'retry-after': '3' }), () => html(403), () => html(502), () => new TypeError('reset'),
    () => json(503, { error: 'busy', detail: '' }), () => json(200, { accepted: [] }), hang,
  ]) {
    const scene = await pagesOf(3);
    const [ann, ben, cat] = scene.all;
    let failing = true;
    let refused = 0;
    scene.hub.intercept = (endpoint, { id, commands }, signal) => {
      if (!failing || endpoint !== 'send' || !commands.some(isReceipt) || id !== ben.id) return null;
      refused += 1;
      return failure(signal);
    };
    for (let turn = 0; turn < 10; turn += 1) {
      ann.session.say(`a${turn}`);
      ben.session.say(`b${turn}`);
      await settle();
      assert.ok(cat.texts.includes(`b${turn}`), 'a line waits for no receipt');
      await scene.clock.pass(3000);
    }
    assert.ok(refused >= 1 && refused < 12, `${refused} tries in half a minute`);
    assert.deepEqual(held(ann), Array(10).fill(1));
    assert.ok(ben.told.statuses.every(({ phase }) => phase !== 'waiting' && phase !== 'reconnecting'), 'nobody is alarmed');
    failing = false;
    await scene.clock.pass(90_000);
    for (const page of [ann, ben]) assert.deepEqual(held(page), Array(10).fill(2));
  }
});

test('one who can take no more does not keep the others from their receipts', async () => {
  const scene = await pagesOf(4);
  const [ann, ben, cat, dan] = scene.all;
  scene.hub.intercept = (endpoint, { commands }) => (endpoint === 'send' && commands.some(([, , { to }]) => to === ann.id)
    ? json(429, { error: 'rate_limited', detail: '' }, { 'retry-after': '1' }) : null);
  for (let turn = 0; turn < 5; turn += 1) {
    for (const { session } of [ann, ben, cat, dan]) session.say(`${turn}`);
    await scene.clock.pass(30_000);
  }
  await scene.clock.pass(120_000);
  assert.deepEqual(held(ann), Array(5).fill(0));
  for (const page of [ben, cat, dan]) assert.deepEqual(held(page), Array(5).fill(3));
});

test('where the network lets little through, receipts are small enough for it', async () => {
  const sizes = [];
  const limiting = (fetch) => async (url, options) => {
    if (options.body.length > 3000) return html(413);
    if (options.body.includes('"receipt"')) sizes.push(options.body.length);
    return fetch(url, options);
  };
  const scene = await pagesOf(1, makeRig({ through: limiting }));
  const [ann] = scene.all;
  for (let line = 0; line < 300; line += 1) {
    ann.session.say(`line ${line}`);
    await settle();
  }
  await scene.clock.pass(5000);
  const ben = scene.page();
  ben.session.start();
  await scene.clock.pass(900_000);
  assert.deepEqual([...new Set(held(ann))], [1]);
  assert.ok(sizes.length > 1);
});

test('in a crowd nobody says anything; when it is one no more, what was missed is made up for', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  for (let number = 0; number < 49; number += 1) scene.hub.join(`foreign ${number}`);
  await settle();
  ann.session.say('to a crowd');
  await scene.clock.pass(20_000);
  assert.equal(ann.session.others, 50);
  assert.deepEqual([held(ann), receiptsIn(scene).length], [[0], 0]);
  const [, , gone] = [...scene.hub.clients.keys()];
  scene.hub.leave(gone);
  await scene.clock.pass(3000);
  assert.deepEqual([held(ann), receiptsIn(scene).length], [[1], 1]);
  assert.equal(receiptsIn(scene)[0].body.id, ben.id);
});

test('clients without receipts acknowledge nothing, and are told with `to` alone what they need not read', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  const old = scene.hub.join('old page');
  scene.hub.say(old.id, { id: 'x', ts: scene.clock.now(), kind: 'text', text: 'from long ago' });
  ann.session.say('new');
  await scene.clock.pass(5000);
  assert.deepEqual([held(ann), ann.session.others], [[1], 2]);
  const receipts = old.queue.filter(({ command: [, , message] }) => message?.kind === 'receipt');
  assert.deepEqual(receipts.map(({ command: [, from, { held: ids }] }) => [from, ids]).sort(), [[ann.id, ['x']], [ben.id, ['x']]].sort());
});

test('what is loaded late has missed nothing; what is never loaded is missed by nobody', async () => {
  const rig = makeRig();
  let arrive;
  const late = new Promise((resolve) => { arrive = resolve; });
  const loading = (load) => ({ network: (network) => ({ ...network, loadLater: load(network.loadLater) }) });
  const [ann, ben, cat] = [
    rig.page(loading((real) => async () => { await late; return real(); })), rig.page(), rig.page(loading(() => async () => false)),
  ];
  for (const { session } of [ann, ben, cat]) {
    session.start();
    await settle();
  }
  for (const { session } of [ann, ben, cat]) session.say('hello');
  await rig.clock.pass(10_000);
  assert.deepEqual([held(ann), held(ben)], [[0], [0]]);
  arrive();
  await rig.clock.pass(5000);
  assert.deepEqual([held(ann), held(ben), held(cat)], [[1], [1], [0]]);
});

test('a page that rests says nothing, and makes up for it when it is back', async () => {
  const scene = await pagesOf(2);
  const [ann, ben] = scene.all;
  ann.session.say('one');
  await settle();
  ben.session.stop();
  await scene.clock.pass(30_000);
  assert.equal(receiptsIn(scene).length, 0);
  ben.session.start();
  await scene.clock.pass(5000);
  assert.deepEqual(held(ann), [1]);
});

test('fifty come at once to much that was said: no client says more than half of what the server lets pass', async () => {
  const scene = await pagesOf(10, makeRig());
  for (const { session } of scene.all) for (let line = 0; line < 20; line += 1) session.say(`line ${line}`);
  await scene.clock.pass(10_000);
  const before = receiptsIn(scene).length;
  const moments = new Map(); // id -> when each receipt was sent
  scene.hub.intercept = (endpoint, { id, commands }) => {
    if (endpoint === 'send') {
      for (const command of commands.filter(isReceipt)) moments.set(id, [...(moments.get(id) ?? []), { at: scene.clock.now(), to: command[2].to }]);
    }
    return null;
  };
  const newcomers = Array.from({ length: 40 }, () => scene.page());
  for (const { session } of newcomers) session.start();
  await scene.clock.pass(30_000);
  for (const page of scene.all) assert.deepEqual([...new Set(held(page))], [49]);
  assert.ok(receiptsIn(scene).length - before <= 40 * 3, `${receiptsIn(scene).length - before} requests`);
  for (const sent of moments.values()) {
    for (const { at } of sent) assert.ok(sent.filter((other) => other.at >= at && other.at < at + 2000).length <= 20, 'ten a second');
    assert.ok(sent.length <= 40, `${sent.length} messages for 200 lines of ten authors`);
  }
});

// Files go from one page to others beside what people say: whole, whatever is lost on the way, and never before a line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Giver } from '../../www/js/files/giver.js';
import { file } from '../../www/js/kinds/file.js';
import { KINDS } from '../../www/js/kinds/kinds.js';
import { settle } from './support/clock.mjs';
import { bytesIn, bytesOf, pagesWithFiles, partsIn } from './support/files.mjs';
import { json } from './support/hub.mjs';

const WINDOW = 128 * 1024;

async function offer(rig, content, more = {}) {
  const [ann, ...others] = rig.all;
  assert.equal(await ann.files.offer(new Blob([content]), { name: 'notes.bin', type: 'application/zip', text: '', ...more }), true);
  await rig.until(() => others.every(({ offers }) => offers.length === 1));
}

const arrived = (rig, page) => rig.until(() => page.state?.phase === 'here', `${page.state?.phase} ${page.state?.part}`);
const sizeOf = ({ bytes }) => bytes.length * 3 / 4;
const given = (hub) => partsIn(hub).reduce((sum, part) => sum + sizeOf(part), 0);

test('a file is offered as a line, and comes to who asks for it', async () => {
  const rig = await pagesWithFiles(3);
  const [ann, ben, cem] = rig.all;
  const content = bytesOf(300_000);
  await offer(rig, content, { text: 'what we agreed' });
  assert.deepEqual([ben.last.content.text, ben.last.content.file.name, ben.last.content.file.size], ['what we agreed', 'notes.bin', 300_000]);
  assert.equal(ben.state.phase, 'offered');
  await rig.clock.pass(60_000);
  assert.equal(partsIn(rig.hub).length, 0, 'nobody has asked for it');
  ben.files.get(ben.last);
  await arrived(rig, ben);
  assert.deepEqual(await bytesIn(ben.state.blob), content);
  await rig.until(() => ann.state.done === 1);
  assert.deepEqual(ann.state.takers, 1);
  assert.equal(cem.state.phase, 'offered');
  assert.ok(partsIn(rig.hub).every(({ to }) => to === ben.id || to === ann.id), 'nobody else is bothered');
});

test('what all want is sent once, to all', async () => {
  const rig = await pagesWithFiles(5);
  const content = bytesOf(200_000);
  await offer(rig, content);
  for (const page of rig.all.slice(1)) page.files.get(page.last);
  for (const page of rig.all.slice(1)) {
    await arrived(rig, page);
    assert.deepEqual(await bytesIn(page.state.blob), content);
  }
  assert.ok(given(rig.hub) < 1.6 * content.length, `${given(rig.hub)} for four of them`);
});

test('answers that are lost, requests that fail and all that the path repeats spoil nothing', async () => {
  let count = 0;
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  const content = bytesOf(400_000);
  await offer(rig, content);
  rig.hub.loseAnswer = (endpoint) => endpoint === 'send' && (count += 1) % 3 === 0;
  rig.hub.intercept = (endpoint) => (endpoint === 'send' && (count += 1) % 7 === 0 ? new TypeError('reset') : null);
  ben.files.get(ben.last);
  await arrived(rig, ben);
  assert.deepEqual(await bytesIn(ben.state.blob), content);
  assert.ok(count > 10);
  assert.ok(ann.status !== 'refused');
});

test('after the server has begun anew it goes on where it was', async () => {
  const rig = await pagesWithFiles(2);
  const [, ben] = rig.all;
  const content = bytesOf(600_000);
  await offer(rig, content);
  ben.files.get(ben.last);
  for (const part of [0.3, 0.6]) {
    await rig.until(() => ben.state?.part > part);
    rig.hub.restart();
    await rig.until(() => ben.offers.length === 1, 'the line comes again');
    assert.ok(ben.state.part > part - 0.01);
  }
  await arrived(rig, ben);
  assert.deepEqual(await bytesIn(ben.state.blob), content);
  assert.ok(given(rig.hub) < content.length + 3 * WINDOW, 'what was there did not come again');
});

test('who loses a full queue asks for what is missing', async () => {
  const rig = await pagesWithFiles(2);
  const [, ben] = rig.all;
  const content = bytesOf(400_000);
  await offer(rig, content);
  ben.files.get(ben.last);
  await rig.until(() => ben.state.part > 0.4);
  rig.hub.overflow(ben.id);
  await rig.until(() => ben.state?.phase === 'here');
  assert.deepEqual(await bytesIn(ben.state.blob), content);
});

test('on a path that lets little through, pieces are as small', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  const most = 4000;
  let refused = 0;
  rig.hub.intercept = (endpoint, body) => {
    if (JSON.stringify(body).length <= most) return null;
    refused += 1;
    return new Response('', { status: 413 });
  };
  const content = bytesOf(60_000);
  await offer(rig, content);
  ben.files.get(ben.last);
  await arrived(rig, ben);
  assert.deepEqual(await bytesIn(ben.state.blob), content);
  assert.ok(refused > 0 && refused < 20, `${refused}`);
  assert.equal(ann.page.waiting.length, 0);
});

test('no request is larger than what mod_fcgid takes in memory', async () => {
  const rig = await pagesWithFiles(2);
  const [, ben] = rig.all;
  await offer(rig, bytesOf(3_000_000));
  ben.files.get(ben.last);
  await arrived(rig, ben);
  const sizes = rig.hub.requests.filter(({ endpoint }) => endpoint === 'send').map(({ body }) => JSON.stringify(body).length);
  assert.ok(Math.max(...sizes) > 40_000 && Math.max(...sizes) < 60_000, `${Math.max(...sizes)}`);
});

test('no more waits for somebody than a window, however long they are away', async () => {
  const rig = await pagesWithFiles(2);
  const [ann] = rig.all;
  const mallory = rig.hub.join('m'.repeat(30));
  await settle();
  await ann.files.offer(new Blob([bytesOf(2_000_000)]), { name: 'big' });
  await settle();
  const waiting = () => mallory.queue.filter(({ command: [, , message] }) => message?.kind === 'part').reduce((sum, { command: [, , message] }) => sum + sizeOf(message), 0);
  const { file: offered } = ann.last.content;
  const want = () => rig.hub.say(mallory.id, { id: 'w1', kind: 'part', of: offered.id, to: ann.id, bytes: Buffer.from([2, 0, 0, 0, 0]).toString('base64url') });
  want();
  let most = 0;
  await rig.until(() => {
    most = Math.max(most, waiting());
    return waiting() >= WINDOW / 2;
  });
  await rig.clock.pass(10_000);
  assert.ok(waiting() <= WINDOW + 48_000, `${waiting()}`);
});

test('who asks for it and stops it again and again gets it as seldom', async () => {
  const rig = await pagesWithFiles(1);
  const [ann] = rig.all;
  const mallory = rig.hub.join('m'.repeat(30));
  await settle();
  const size = 100_000;
  await ann.files.offer(new Blob([bytesOf(size)]), { name: 'big' });
  await settle();
  const { file: offered } = ann.last.content;
  const say = (says) => rig.hub.say(mallory.id, { id: 'w1', kind: 'part', of: offered.id, to: ann.id, bytes: Buffer.from([says, 0, 0, 0, 0]).toString('base64url') });
  for (let round = 0; round < 20; round += 1) {
    say(2);
    await rig.clock.pass(10_000);
    say(4);
    await rig.clock.pass(1000);
    assert.equal(ann.state.takers, 0);
    mallory.queue = [];
  }
  assert.ok(given(rig.hub) > size && given(rig.hub) <= 3.01 * size, `${given(rig.hub)}`);
});

// A giver of ten bytes, and who asks for them. `get(id)` tells whether they are given.
function tenBytes() {
  let now = 0;
  const here = [];
  const giver = new Giver({ now: () => now += 1, others: () => here, reach: () => here.length });
  giver.offer({ id: 'f', size: 10 }, new Blob(['0123456789']));
  const tell = (id, says, at = 0) => giver.told(id, { of: 'f', says, at });
  const next = () => {
    const part = giver.next(10);
    if (part) giver.given(part);
    return part !== null;
  };
  const get = (id) => {
    here.splice(0, here.length, id);
    tell(id, 'want');
    return next();
  };
  const pass = (milliseconds) => {
    now += milliseconds;
    giver.tick();
  };
  return { giver, tell, next, get, pass };
}

test('who stops a file, is silent, or goes and comes again, gets it three times and never more', () => {
  const { giver, tell, next, get, pass } = tenBytes();
  const ways = {
    stops: (id) => tell(id, 'stop'),
    'is gone': (id) => giver.gone(id),
    'asks again': () => {},
    'has it': (id) => tell(id, 'have', 10),
    'is silent': () => { for (let time = 0; time < 8; time += 1) pass(21_000); },
  };
  for (const [id, way] of Object.entries(ways)) {
    let times = 0;
    for (let round = 0; round < 20; round += 1) {
      times += get(id) ? 1 : 0;
      way(id);
      while (next()) times += 1;
    }
    assert.equal(times, 3, id);
  }
});

test('to one of whom nothing is heard it is said again, and once more when they ask', () => {
  const { tell, next, get, pass } = tenBytes();
  assert.equal(get('ann'), true);
  const again = [];
  for (let time = 0; time < 20; time += 1) {
    pass(21_000);
    again.push(next());
  }
  assert.equal(again.filter(Boolean).length, 1, 'their page may be frozen, and lose all that waits for it');
  assert.equal(get('ann'), true);
  assert.equal(tell('ann', 'have', 10), true);
});

test('of those who have got a file no more than a thousand are remembered', () => {
  const { get } = tenBytes();
  const times = (id) => Array.from({ length: 20 }, () => get(id)).filter(Boolean).length;
  assert.equal(times('ann'), 3);
  for (let number = 0; number < 999; number += 1) get(`p${number}`);
  assert.equal(get('ann'), false);
  get('one more');
  assert.equal(get('ann'), true, 'the oldest is forgotten');
});

test('who asks for it again and again gets it a few times at most', async () => {
  const rig = await pagesWithFiles(1);
  const [ann] = rig.all;
  const mallory = rig.hub.join('m'.repeat(30));
  await settle();
  const size = 100_000;
  await ann.files.offer(new Blob([bytesOf(size)]), { name: 'big' });
  await settle();
  const { file: offered } = ann.last.content;
  const say = (says, at) => rig.hub.say(mallory.id, { id: 'w1', kind: 'part', of: offered.id, to: ann.id, bytes: Buffer.from([says, 0, at >> 16, (at >> 8) & 255, at & 255]).toString('base64url') });
  for (let round = 0; round < 20; round += 1) {
    say(2, 0);
    for (let step = 0; step < 20; step += 1) {
      await rig.clock.pass(1000);
      say(3, Math.min(size, (step + 1) * 10_000));
    }
    mallory.queue = [];
  }
  assert.ok(given(rig.hub) > size && given(rig.hub) <= 3.01 * size, `${given(rig.hub)}`);
  for (const at of [size + 1, 2 ** 24 - 1]) say(3, at);
  for (const bytes of ['', '!', 'AA', 7, null, { x: 1 }, 'A'.repeat(200_000)]) rig.hub.say(mallory.id, { id: 'w2', kind: 'part', of: offered.id, to: ann.id, bytes });
  for (const of of [undefined, null, 7, {}, 'x', '__proto__']) rig.hub.say(mallory.id, { id: 'w3', kind: 'part', of, bytes: 'AgAAAAA' });
  await settle();
  assert.equal(ann.session.say('still here'), true);
  await rig.until(() => ann.page.waiting.length === 0);
});

test('lines go before pieces, and while the server takes no line it gets no piece', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  await offer(rig, bytesOf(2_000_000));
  ben.files.get(ben.last);
  const order = [];
  let isRefusing = false;
  rig.hub.intercept = (endpoint, body) => {
    if (endpoint !== 'send' || body.id !== ann.id) return null;
    const kinds = body.commands.map(([, , { kind }]) => kind);
    order.push(...kinds);
    return isRefusing && kinds.includes('text') ? json(429, { error: 'rate_limited', detail: '' }, { 'retry-after': '5' }) : null;
  };
  for (let round = 0; round < 10; round += 1) {
    const before = ben.state.part;
    await rig.until(() => ben.state.part > before);
    order.length = 0;
    ann.session.say(`line ${round}`);
    await rig.until(() => order.includes('text'));
    assert.equal(order.indexOf('text'), 0, `${order}`);
    await rig.until(() => ben.page.texts.includes(`line ${round}`));
  }
  isRefusing = true;
  ann.session.say('later');
  await rig.until(() => order.includes('text'));
  const [{ length }] = [order];
  await rig.clock.pass(4000);
  assert.deepEqual(order.slice(length).filter((kind) => kind === 'part'), []);
  isRefusing = false;
  await rig.until(() => ben.page.texts.includes('later'));
  await arrived(rig, ben);
});

test('where the server wants less, pieces come more slowly, and all the same arrive', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  let [bucket, at, refused] = [20_000, rig.clock.now(), 0];
  rig.hub.intercept = (endpoint, body) => {
    if (endpoint !== 'send' || body.id !== ann.id) return null;
    bucket = Math.min(20_000, bucket + (rig.clock.now() - at) * 8);
    at = rig.clock.now();
    if (bucket <= 0) {
      refused += 1;
      return json(429, { error: 'rate_limited', detail: '' }, { 'retry-after': '1' });
    }
    bucket -= JSON.stringify(body).length;
    return null;
  };
  await offer(rig, bytesOf(200_000));
  ben.files.get(ben.last);
  await arrived(rig, ben);
  assert.ok(refused > 0 && refused < 30, `${refused}`);
});

test('the one who takes it can stop it, and have it later', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  const content = bytesOf(500_000);
  await offer(rig, content);
  ben.files.get(ben.last);
  await rig.until(() => ben.state.part > 0.3);
  ben.files.stop(ben.last);
  assert.deepEqual([ben.state.phase, ben.state.blob], ['stopped', null]);
  await rig.until(() => ann.state.takers === 0);
  const before = partsIn(rig.hub).length;
  await rig.clock.pass(60_000);
  assert.ok(partsIn(rig.hub).length - before <= 1);
  ben.files.get(ben.last);
  await arrived(rig, ben);
  assert.deepEqual(await bytesIn(ben.state.blob), content);
});

test('a line that is withdrawn takes its file along, here and there', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  await offer(rig, bytesOf(500_000));
  ben.files.get(ben.last);
  await rig.until(() => ben.state.part > 0.3);
  const [line, mine] = [ben.last, ann.last];
  (await ann.session.later).withdraw(mine);
  await rig.until(() => ben.offers.length === 0);
  await rig.until(() => ben.files.of(line).phase === 'offered', 'nothing of it is kept');
  assert.deepEqual([ann.files.of(mine).phase, ann.files.of(mine).blob], ['unfit', null]);
  const before = partsIn(rig.hub).length;
  await rig.clock.pass(60_000);
  assert.equal(partsIn(rig.hub).length, before);
});

test('when its sender goes, a file goes', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  await offer(rig, bytesOf(50_000));
  ben.files.get(ben.last);
  await arrived(rig, ben);
  const line = ben.last;
  ann.session.stop();
  rig.hub.leave(ann.id);
  await rig.until(() => ben.offers.length === 0);
  await rig.until(() => ben.files.of(line).blob === null);
});

test('when its sender has gone while nobody could say so, a file goes too', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  await offer(rig, bytesOf(50_000));
  ben.files.get(ben.last);
  await arrived(rig, ben);
  const line = ben.last;
  ann.session.stop();
  ann.files.end();
  rig.hub.restart();
  await rig.until(() => ben.offers.length === 0);
  await rig.until(() => ben.files.of(line).blob === null);
});

test('pictures of the talk come unasked; others, large ones and those of before do not', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  await ann.files.offer(new Blob([bytesOf(40_000)]), { name: 'a.png', type: 'image/png', text: 'a cat' });
  await rig.until(() => ben.offers.length === 1 && ben.state.phase === 'here');
  await ann.files.offer(new Blob([bytesOf(1_200_000)]), { name: 'large.png', type: 'image/png' });
  await ann.files.offer(new Blob([bytesOf(1000)]), { name: 'picture.svg', type: 'image/svg+xml' });
  await rig.until(() => ben.offers.length === 3);
  await rig.clock.pass(30_000);
  assert.deepEqual(ben.offers.map((line) => ben.files.of(line).phase), ['here', 'offered', 'offered']);
  const late = await rig.open();
  rig.all.push(late);
  await rig.until(() => late.offers.length === 3);
  await rig.clock.pass(30_000);
  assert.deepEqual(late.offers.map((line) => late.files.of(line).phase), ['offered', 'offered', 'offered']);
  late.files.get(late.offers[0]);
  await rig.until(() => late.files.of(late.offers[0]).phase === 'here');
});

test('what is said of a file can be said in other words; the file stays the same', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  await offer(rig, bytesOf(50_000), { text: 'a dog' });
  ben.files.get(ben.last);
  await arrived(rig, ben);
  const { file: before } = ben.last.content;
  assert.equal((await ann.session.later).reword(ann.last, 'a cat'), true);
  await rig.until(() => ben.last.content.text === 'a cat');
  assert.deepEqual(ben.last.content.file, before);
  assert.equal(ben.state.phase, 'here');
  const late = await rig.open();
  rig.all.push(late);
  await rig.until(() => late.last?.content.text === 'a cat');
  late.files.get(late.last);
  await arrived(rig, late);
});

test('a file whose line has its time vanishes with it', async () => {
  const rig = await pagesWithFiles(2);
  const [ann, ben] = rig.all;
  ann.session.lifetime = 60;
  await offer(rig, bytesOf(50_000));
  ben.files.get(ben.last);
  await arrived(rig, ben);
  const [line, mine] = [ben.last, ann.last];
  await rig.until(() => ben.offers.length === 0 && ann.offers.length === 0);
  assert.deepEqual([ben.files.of(line).blob, ann.files.of(mine).blob], [null, null]);
});

test('an offer that comes before its kind is known is a line as soon as it is', async () => {
  const rig = await pagesWithFiles(1);
  const [ann] = rig.all;
  await ann.files.offer(new Blob([bytesOf(1000)]), { name: 'early' });
  KINDS.add({ ...file, read: () => null }); // as if it were not there
  let load;
  const late = await rig.open({ change: (network) => ({ ...network, loadLater: () => new Promise((resolve) => { load = () => network.loadLater().then(resolve); }) }) });
  rig.all.push(late);
  await settle();
  assert.equal(late.offers.length, 0);
  load();
  await rig.until(() => late.offers.length === 1);
  assert.equal(late.offers[0].content.file.name, 'early');
});

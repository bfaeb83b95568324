import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, idOf, json } from './support/hub.mjs';
import { settle } from './support/clock.mjs';
import { makeRig } from './support/rig.mjs';

async function pages(number, options) {
  const rig = makeRig(options);
  const all = Array.from({ length: number }, () => rig.page());
  for (const page of all) {
    page.session.start();
    await settle();
  }
  return { ...rig, all };
}

async function say(page, text) {
  page.session.say(text);
  await settle();
}

const notices = (page) => page.session.lines.filter(({ events }) => events).flatMap(({ events }) => events);

test('two talk, a third joins and sees both histories in order', async () => {
  const { clock, page, all: [ann, ben] } = await pages(2);
  for (const [who, text] of [[ann, '1'], [ben, '2'], [ben, '3'], [ann, '4']]) {
    await say(who, text);
    await clock.pass(10);
  }
  const third = page();
  third.session.start();
  await settle();
  for (const one of [ann, ben, third]) assert.deepEqual(one.texts, ['1', '2', '3', '4']);
  assert.ok(third.session.lines.every(({ earlier }) => earlier));
  assert.ok(ann.session.lines.every(({ earlier }) => !earlier));
  assert.equal(third.session.people.length, 3);
});

test('lines of one millisecond are in the same order for everybody', async () => {
  const { page, all } = await pages(3);
  for (const one of all) for (const number of [1, 2, 3]) one.session.say(`${number}`);
  await settle();
  const late = page();
  late.session.start();
  await settle();
  const keyed = [...all, late].map(({ session, id }) => session.lines
    .filter(({ kind }) => kind === 'text')
    .map(({ own, sender, content }) => `${own ? id : sender} ${content.text}`));
  assert.equal(keyed[0].length, 9);
  for (const order of keyed) assert.deepEqual(order, keyed[0]);
});

test('a clock that is wrong by an hour is put right by the server’s', async () => {
  const rig = makeRig();
  const [early, late, exact] = [-3_600_000, 3_600_000, 0].map((clockError) => rig.page({ clockError }));
  for (const page of [early, late, exact]) {
    page.session.start();
    await settle();
  }
  for (const [page, text] of [[late, '1'], [early, '2'], [exact, '3'], [late, '4']]) {
    await say(page, text);
    await rig.clock.pass(5);
  }
  for (const page of [early, late, exact]) assert.deepEqual(page.texts, ['1', '2', '3', '4']);
});

test('who leaves takes the lines along', async () => {
  const { hub, all: [ann, ben] } = await pages(2);
  await say(ann, 'mine');
  await say(ben, 'yours');
  const { id, token } = ann.session.stop();
  assert.equal(idOf(token), id);
  hub.leave(id);
  await settle();
  assert.deepEqual(ben.texts, ['yours']);
  assert.equal(notices(ben).at(-1).what, 'left');
});

test('the server is restarted: everybody is back with everything, nothing twice, nobody announced', async () => {
  const { hub, clock, all } = await pages(3);
  for (const [index, page] of all.entries()) {
    await say(page, `from ${index}`);
    await clock.pass(10);
  }
  const before = all.map(({ id, session }) => ({ id, people: session.people, notices: notices({ session }).length }));
  hub.restart();
  await clock.pass(5000);
  for (const [index, page] of all.entries()) {
    assert.deepEqual(page.texts, ['from 0', 'from 1', 'from 2']);
    assert.equal(page.status.phase, 'online');
    assert.deepEqual(page.session.people, before[index].people);
    assert.equal(notices(page).length, before[index].notices);
  }
});

test('what is said offline waits and is sent once, in order', async () => {
  const { hub, clock, all: [ann, ben] } = await pages(2);
  hub.intercept = () => new TypeError('offline');
  hub.restart();
  await settle();
  for (const text of ['a', 'b', 'c']) await say(ann, text);
  assert.deepEqual(ann.waiting, ['a', 'b', 'c']);
  await clock.pass(200_000);
  hub.intercept = () => null;
  await clock.pass(120_000);
  assert.deepEqual(ann.waiting, []);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['a', 'b', 'c']);
});

test('what was typed offline lies behind what others said meanwhile', async () => {
  const { hub, clock, all: [ann, ben] } = await pages(2);
  const { id } = ann;
  hub.intercept = (endpoint, body) => (body.id === id ? new TypeError('offline') : null);
  ann.session.probe();
  await settle();
  await say(ann, 'typed offline');
  await clock.pass(100);
  await say(ben, 'meanwhile');
  assert.equal(hub.requests.some(({ endpoint, body }) => endpoint === 'send' && body.id === id && body.commands[0][2].text), false);
  hub.intercept = () => null;
  await clock.pass(5000);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['meanwhile', 'typed offline']);
});

test('an identity that had to be given up is not taken up again', async () => {
  const { hub, clock, all: [ann] } = await pages(1);
  const { id } = ann;
  hub.intercept = (endpoint, body) => (endpoint === 'poll' && body.id === id ? json(403, { error: 'bad_token' }) : null);
  ann.session.probe();
  await clock.pass(2000);
  const second = ann.id;
  assert.notEqual(second, id);
  ann.session.stop();
  ann.session.start();
  await settle();
  assert.equal(ann.id, second);
});

test('a server that asks for history in our own name gets none', async () => {
  const { hub, all: [ann] } = await pages(1);
  await say(ann, 'mine');
  hub.requests.length = 0;
  let given = false;
  hub.intercept = (endpoint, { ack }) => {
    if (endpoint !== 'poll' || given) return null;
    given = true;
    return json(200, { seq: ack + 1, commands: [['fetch', ann.id]] });
  };
  ann.session.probe();
  await settle();
  assert.ok(given);
  assert.equal(ann.session.people.length, 1);
  assert.equal(hub.requests.some(({ endpoint }) => endpoint === 'send'), false);
});

test('a line typed before the first join is sent after it', async () => {
  const { clock, hub, page, all: [ben] } = await pages(1);
  hub.intercept = (endpoint, { token }) => (token === 'x' ? null : new TypeError('offline'));
  const ann = page();
  ann.session.start();
  await say(ann, 'early');
  assert.deepEqual(ann.waiting, ['early']);
  hub.intercept = () => null;
  await clock.pass(2000);
  assert.deepEqual(ben.texts, ['early']);
  assert.deepEqual(ann.waiting, []);
});

test('an answer to a send that is lost doubles nothing', async () => {
  const { hub, clock, all: [ann, ben] } = await pages(2);
  let losses = 0;
  hub.loseAnswer = (endpoint, { id }) => endpoint === 'send' && id === ann.id && (losses += 1) === 1;
  await say(ann, 'once');
  await clock.pass(10_000);
  assert.equal(losses, 1, 'it has come back, so it is not sent again');
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['once']);
  assert.deepEqual(ann.waiting, []);
});

test('a lost answer to a join leaves one person, not two', async () => {
  const { hub, clock, page, all: [ann] } = await pages(1);
  let losses = 1;
  hub.loseAnswer = (endpoint) => endpoint === 'join' && losses-- > 0;
  const ben = page();
  ben.session.start();
  await clock.pass(2000);
  assert.equal(ben.status.phase, 'online');
  assert.equal(ann.session.people.length, 2);
  await say(ann, 'hello');
  assert.deepEqual(ben.texts, ['hello']);
});

test('an overflow brings back what the others said, own lines stay, nothing is announced again', async () => {
  const { hub, all: [ann, ben] } = await pages(2);
  await say(ann, 'mine');
  await say(ben, 'yours');
  const known = notices(ann).length;
  hub.requests.length = 0;
  hub.overflow(ann.id);
  await settle();
  assert.deepEqual(ann.texts, ['mine', 'yours']);
  assert.ok(hub.requests.every(({ endpoint, body }) => endpoint !== 'send' || body.id === ben.id), 'it costs only those who are asked');
  assert.equal(notices(ann).length, known);
  const [, own] = ann.session.lines.filter(({ kind }) => kind === 'text');
  assert.equal(own.earlier, true);
});

test('forged and malformed messages harm nobody', async () => {
  const { hub, all: [ann, ben], page } = await pages(2);
  const mallory = hub.join('mallory');
  await settle();
  const odd = [
    {}, { id: 1 }, { id: 'x', ts: 'never', kind: 'text', text: 'x' }, { id: 'y', ts: 1, kind: 'text', text: { html: '<b>' } },
    { id: 'z', ts: 1, kind: ['text'], text: 'x' }, { id: 'w', ts: 1e300, kind: 'text', text: 'x' }, { id: 'v', ts: 1, kind: '__proto__', text: 'x' },
    JSON.parse('{"__proto__":{"kind":"text"},"id":"u","ts":1}'),
  ];
  for (const message of odd) hub.say(mallory.id, message);
  await say(ann, 'still here');
  assert.deepEqual(ben.texts, ['still here']);
  hub.say(mallory.id, { id: 'ok', ts: 2 ** 53 - 1, kind: 'text', text: 'for ever', name: ann.session.people[0].name });
  await settle();
  const forged = ann.session.lines.find(({ content }) => content?.text === 'for ever');
  assert.notEqual(forged.name, ann.session.people[0].name);
  const late = page();
  late.session.start();
  await settle();
  assert.equal(late.status.phase, 'online');
});

test('an answer lies behind what it answers, but is not drawn along by a forged time', async () => {
  const { hub, clock, all: [ann, ben] } = await pages(2);
  const mallory = hub.join('mallory');
  await settle();
  hub.say(mallory.id, { id: 'ahead', ts: clock.now() + 3000, kind: 'text', text: 'a clock that is fast', name: 'M' });
  hub.say(mallory.id, { id: 'forged', ts: 2 ** 53 - 1, kind: 'text', text: 'for ever', name: 'M' });
  await settle();
  await say(ben, 'answer');
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['a clock that is fast', 'for ever', 'answer']);
  await clock.pass(11_000);
  await say(ann, 'later');
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['a clock that is fast', 'for ever', 'answer', 'later']);
});

test('a message of one id from two senders is two messages', async () => {
  const { hub, all: [ann] } = await pages(1);
  const [one, two] = ['one', 'two'].map((token) => hub.join(token));
  await settle();
  for (const { id } of [one, two]) hub.say(id, { id: 'same', ts: 1, kind: 'text', text: id });
  await settle();
  assert.deepEqual([...ann.texts].sort(), [one.id, two.id].sort());
});

test('history goes only to who asked, and only once', async () => {
  const { hub, page, all: [ann, ben] } = await pages(2);
  for (let number = 0; number < 150; number += 1) ann.session.say(`line ${number}`);
  await settle();
  hub.requests.length = 0;
  const third = page();
  third.session.start();
  await settle();
  assert.equal(third.texts.length, 150);
  const sent = hub.requests.filter(({ endpoint }) => endpoint === 'send').flatMap(({ body }) => body.commands.map(([, , message]) => message));
  assert.equal(sent.filter(({ kind }) => kind === 'text').length, 150);
  assert.ok(sent.filter(({ kind }) => kind === 'text').every(({ to }) => to === third.id));
  assert.equal(ben.texts.length, 150);
});

test('live lines overtake history', async () => {
  const { hub, page, all: [ann] } = await pages(1);
  for (let number = 0; number < 300; number += 1) ann.session.say(`line ${number}`);
  await settle();
  let release;
  hub.intercept = (endpoint, { commands }) => (endpoint === 'send' && commands[0][2].to && !release
    ? new Promise((resolve) => { release = () => resolve(null); }).then(() => html(502)) : null);
  const third = page();
  third.session.start();
  await settle();
  hub.requests.length = 0;
  await say(ann, 'live');
  assert.equal(third.texts.includes('live'), false, 'one send at a time');
  release();
  await settle();
  ann.session.retry();
  await settle();
  const first = hub.requests.find(({ endpoint }) => endpoint === 'send').body.commands;
  assert.deepEqual(first.map(([, , { text }]) => text), ['live']);
  assert.equal(third.texts.length, 301);
});

test('rate limited lines arrive later, in their order', async () => {
  const { hub, clock, all: [ann, ben] } = await pages(2);
  hub.intercept = (endpoint) => (endpoint === 'send' ? json(429, { error: 'rate_limited' }, { 'retry-after': '4' }) : null);
  for (const text of ['a', 'b', 'c']) await say(ann, text);
  hub.intercept = () => null;
  await clock.pass(3_900);
  assert.deepEqual(ben.texts, []);
  await clock.pass(100);
  assert.deepEqual(ben.texts, ['a', 'b', 'c']);
});

test('a line the server never takes comes back to the box, the others are sent', async () => {
  const { hub, all: [ann, ben] } = await pages(2);
  hub.intercept = (endpoint, { commands }) => (endpoint === 'send' && commands.some(([, , { text }]) => text === 'bad')
    ? json(413, { error: 'too_large' }) : null);
  ann.session.say('first');
  ann.session.say('bad');
  ann.session.say('last');
  await settle();
  assert.deepEqual(ann.told.returned, ['bad']);
  for (const page of [ann, ben]) assert.deepEqual(page.texts, ['first', 'last']);
});

test('a room is left and entered again as the same person, own lines included', async () => {
  const { hub, clock, all: [ann, ben] } = await pages(2);
  await say(ann, 'mine');
  const { id } = ann.session.stop();
  hub.leave(id);
  await clock.pass(10_000);
  assert.deepEqual(ben.texts, []);
  ann.session.start();
  await settle();
  assert.equal(ann.id, id);
  assert.deepEqual(ben.texts, ['mine']);
});

test('rooms do not hear each other', async () => {
  const { page, all: [ann] } = await pages(1);
  const other = page({ room: 'elsewhere' });
  other.session.start();
  await settle();
  await say(ann, 'in the lobby');
  assert.deepEqual(other.texts, []);
  assert.equal(other.session.people.length, 1);
});

test('a thousand members come and go', async () => {
  const { hub, all: [ann] } = await pages(1);
  await say(ann, 'hello');
  const others = Array.from({ length: 1000 }, (_, number) => hub.join(`member${number}`));
  await settle();
  for (const { id } of others) hub.say(id, { id: 'x', ts: 1, kind: 'text', text: id, name: id.slice(0, 8) });
  await settle();
  assert.equal(ann.session.people.length, 1001);
  assert.equal(ann.texts.length, 1001);
  for (const { id } of others) hub.leave(id);
  await settle();
  assert.equal(ann.session.people.length, 1);
  assert.deepEqual(ann.texts, ['hello']);
});

test('in a room of more than 50 a silent newcomer greets nobody', async () => {
  const { hub, page } = await pages(0);
  for (let number = 0; number < 50; number += 1) hub.join(`member${number}`);
  const ann = page();
  ann.session.start();
  await settle();
  hub.join('newcomer');
  await settle();
  assert.equal(hub.requests.filter(({ endpoint }) => endpoint === 'send').length, 0);
});

test('a newcomer gets the talk at hand first, of all, and in order at all times', async () => {
  const { clock, page, all } = await pages(3);
  const wanted = [];
  for (let number = 0; number < 450; number += 1) {
    wanted.push(`line ${number}`);
    await say(all[number % 3], wanted.at(-1));
    await clock.pass(10);
  }
  const came = [];
  const late = page({
    on: {
      changes: (changes) => {
        for (const { type, line } of changes) if (type === 'added' && line.content) came.push(line.content.text);
        const shown = late.texts.map((text) => Number(text.slice(5)));
        assert.deepEqual(shown, [...shown].sort((a, b) => a - b));
      },
      status: () => {},
      returned: () => {},
    },
  });
  late.session.start();
  await settle();
  await clock.pass(60_000);
  assert.deepEqual([...came.slice(0, 57)].sort(), wanted.slice(-57).sort(), 'the last of each, before anything older');
  assert.deepEqual(late.texts, wanted);
});

// Large rooms: a flood of lines, and many people. How fast is for the benchmarks; here, that all of it comes, in order, and in portions
// between which keys have their turn.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Stage } from './support/people.mjs';

const MOST_IN_A_PORTION = 64;

let stage;
let rooms = 0;
const newRoom = () => `#room${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

async function client(t, fragment) {
  const one = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
  t.after(() => one.leave());
  return one;
}

/** `count` lines of `one`, as many in a request as may be. */
async function flood(one, count) {
  const lines = Array.from({ length: count }, (_, index) => ({ kind: 'text', name: 'Flooder', id: `m${String(index).padStart(5, '0')}`, ts: Date.now(), text: `line ${index}` }));
  for (let from = 0; from < count; from += 64) {
    const { status } = await one.post('send', { ...one.credentials, commands: lines.slice(from, from + 64).map((line) => ['send', one.id, line]) });
    assert.equal(status, 200);
  }
}

/** Notes from now on how many rows come without a turn for anything else. */
const watchPortions = (person) => person.page.evaluate(() => {
  window.portions = [];
  new MutationObserver((changes) => { // is called once after each task
    const rows = changes.flatMap(({ addedNodes }) => [...addedNodes]).flatMap((node) => (node.matches?.('.chunk') ? [...node.children] : [node]));
    window.portions.push(new Set(rows.filter((node) => node.matches?.('.line'))).size);
  }).observe(document.querySelector('#lines'), { childList: true, subtree: true });
});

/** Holds back what comes to `person`, until the function returned is called: then it comes at once. One line of `one` comes before. */
async function held(person, one) {
  let open;
  const opened = new Promise((resolve) => { open = resolve; });
  const isHeld = new Promise((resolve) => {
    person.page.route('**/chat/*', async (route) => {
      resolve();
      await opened;
      await route.continue();
    });
  });
  await one.say('ends the poll that is parked', { kind: 'text', name: 'Flooder' });
  await isHeld;
  return open;
}

const numbers = (from, count) => Array.from({ length: count }, (_, index) => `line ${from + index}`);

test('a thousand lines at once come whole and in order, in portions, while somebody types', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  const one = await client(t, fragment);
  await ann.say('before');
  const open = await held(ann, one);
  await watchPortions(ann);
  await flood(one, 1000);
  await ann.page.focus('#text');
  open();
  await ann.page.keyboard.type('typed meanwhile');
  await ann.sees('before', 'ends the poll that is parked', ...numbers(0, 1000));
  const portions = await ann.page.evaluate(() => window.portions);
  assert.ok(portions.length >= 1000 / MOST_IN_A_PORTION);
  assert.ok(Math.max(...portions) <= MOST_IN_A_PORTION, `${Math.max(...portions)} rows at once`);
  assert.equal(await ann.page.inputValue('#text'), 'typed meanwhile');
  await ann.until(() => { // at the end
    const { scrollTop, scrollHeight, clientHeight } = document.querySelector('#log');
    return scrollHeight - scrollTop - clientHeight < 2;
  });
});

test('who has scrolled up in a flood stays where they are, and is told how much is new', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  await flood(await client(t, fragment), 200);
  await ann.sees(...numbers(0, 200));
  await ann.page.$eval('#log', (log) => { log.scrollTop = log.scrollHeight / 2; });
  await ann.until(() => { const { scrollTop, scrollHeight, clientHeight } = document.querySelector('#log'); return scrollHeight - scrollTop > 2 * clientHeight; });
  await ann.page.evaluate(() => { // in the midst of it the reader goes on, and is somewhere else then
    const frame = () => new Promise(requestAnimationFrame);
    window.place = () => {
      const { top } = document.querySelector('#log').getBoundingClientRect();
      const row = [...document.querySelectorAll('.line')].find((each) => each.getBoundingClientRect().top > top + 50);
      return [row.querySelector('.text').textContent, Math.round(row.getBoundingClientRect().top)];
    };
    new MutationObserver(async (_, observer) => {
      if (document.querySelectorAll('.line').length < 500) return;
      observer.disconnect();
      document.querySelector('#log').scrollTop -= 300;
      await frame();
      await frame();
      window.noted = window.place();
    }).observe(document.querySelector('#lines'), { childList: true, subtree: true });
  });
  const one = await client(t, fragment);
  const open = await held(ann, one);
  await flood(one, 1000);
  open();
  await ann.until(() => window.noted && /^1,001 new/.test(document.querySelector('#newest').textContent));
  assert.deepEqual(...await ann.page.evaluate(() => [window.place(), window.noted]));
  await ann.page.click('#newest');
  await ann.until(() => [...document.querySelectorAll('.line')].at(-1).getBoundingClientRect().bottom < innerHeight);
});

test('what one says in a flood stands behind it, and a room left in one is empty', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  const one = await client(t, fragment);
  const flooded = flood(one, 1000);
  await ann.until(() => document.querySelector('.line'));
  await ann.type('mine');
  await flooded;
  await ann.until(() => document.querySelectorAll('.line').length === 1001);
  const texts = await ann.texts();
  assert.deepEqual(texts.filter((text) => text !== 'mine'), numbers(0, 1000));
  assert.equal(texts.filter((text) => text === 'mine').length, 1);
  await flood(await client(t, fragment), 1000);
  await ann.page.click('#new-room');
  await ann.page.click('#leaving-leave');
  await ann.until(() => document.querySelector('#room').textContent === 'Unlisted room');
  await ann.online();
  await ann.say('alone');
  assert.deepEqual(await ann.texts(), ['alone']);
  await ann.check();
});

test('two hundred people are listed, and each is heard', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  const all = await Promise.all(Array.from({ length: 200 }, () => client(t, fragment)));
  await Promise.all(all.map((one, index) => one.say(`from ${index}`, { kind: 'text', name: `Person ${index}` })));
  await ann.present(201);
  await ann.until(() => document.querySelectorAll('.line').length === 200);
  assert.deepEqual(new Set(await ann.texts()), new Set(all.map((_, index) => `from ${index}`)));
  assert.match(await ann.page.textContent('#present'), /^201 /);
});

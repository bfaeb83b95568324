// How far an own line has got, and how long one may still get: what the page shows of it, and what it leaves alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Stage } from './support/people.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const NETWORK_ERRORS = /Failed to load resource/;
const REFRESH_MS = 300; // view/delivery-states.js

let stage;
let rooms = 0;
const newRoom = () => `#room${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

/** A client that knows no receipts, as older pages do. */
async function oldClient(t, fragment) {
  const one = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
  t.after(() => one.leave());
  return one;
}

/** Waits until the own lines are shown in these states: what is heard of each. */
async function states(person, wanted) {
  const shown = () => person.page.$$eval('.own .state', (elements) => elements.map(({ textContent }) => textContent));
  try {
    await person.until((expected) => {
      const found = [...document.querySelectorAll('.own .state')].map((element) => element.querySelector('.visually-hidden')?.textContent ?? element.textContent);
      return found.length === expected.length && found.every((text, index) => text === expected[index]);
    }, wanted);
  } catch (error) {
    assert.deepEqual(await shown(), wanted, error.message);
  }
}

/** Where each line and its text stand below the first: what a person would see move. (The notices are behind them all.) */
const places = (person) => person.page.$$eval('.own, .own .text', (elements) => elements.map((element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left, top - elements[0].getBoundingClientRect().top, width, height].map(Math.round);
}));

const listen = (person) => person.page.evaluate(() => {
  window.heard = [];
  const region = document.querySelector('#announcer');
  new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { childList: true });
});
const heard = (person) => person.page.evaluate(() => window.heard);

for (const [what, options] of [['wide', {}], ['phone', PHONE]]) {
  test(`a line waits, is accepted, is held by some and by all, and nothing moves for it (${what})`, async (t) => {
    const fragment = newRoom();
    const ann = await stage.person(t, { fragment, ...options });
    await ann.say('Is anybody here?');
    await states(ann, ['Accepted by the server']);
    await ann.say('A second line that is long enough to be as wide as a line may be on whatever screen it is read, and to be wrapped there.');
    await ann.say('ok');
    const accepted = 'Accepted by the server';
    await states(ann, [accepted, accepted, accepted]);
    const before = await places(ann);
    await listen(ann);
    const ben = await stage.person(t, { fragment });
    await ben.sees(await ann.texts());
    await states(ann, Array(3).fill('Held by 1 of 1 present'));
    assert.deepEqual(await places(ann), before);
    await oldClient(t, fragment);
    await states(ann, Array(3).fill('Held by 1 of 2 present'));
    const cat = await stage.person(t, { fragment });
    await states(ann, Array(3).fill('Held by 2 of 3 present'));
    assert.deepEqual(await places(ann), before);
    await ann.screenshot(`delivery-held-${what}`);
    await cat.closeTab();
    await states(ann, Array(3).fill('Held by 1 of 2 present'));
    assert.ok((await heard(ann)).every((text) => !/held|accepted/i.test(text)), 'it is not read out');
    await ann.context.setOffline(true);
    await ann.phase('waiting');
    await ann.type('Said in the dark');
    await ann.until(() => [...document.querySelectorAll('.own .state')].at(-1).textContent === 'Waiting here'
      && document.querySelector('.waiting').getAnimations({ subtree: true }).every(({ playState }) => playState === 'finished'));
    const dark = await places(ann);
    await ann.screenshot(`delivery-waiting-${what}`);
    await ann.context.setOffline(false);
    await ann.online();
    await ben.sees(await ann.texts());
    await states(ann, Array(4).fill('Held by 1 of 2 present'));
    assert.deepEqual(await places(ann), dark);
    const wide = await ann.page.$$eval('.own .state', (elements) => elements.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length);
    assert.equal(wide, 0, 'no state is cut off');
    await ann.check(NETWORK_ERRORS);
  });
}

test('where nobody acknowledges, a line is accepted and no more', async (t) => {
  const fragment = newRoom();
  const old = await oldClient(t, fragment);
  const ann = await stage.person(t, { fragment });
  await ann.say('to an old page');
  await old.say('from an old page', { kind: 'text' });
  await ann.sees('to an old page', 'from an old page');
  await states(ann, ['Accepted by the server']);
  await ann.check();
});

test('a thousand own lines and a crowd that comes: what is shown is gone through now and then, not for each of them', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.page.evaluate((lines) => {
    const box = document.querySelector('#text');
    for (let line = 0; line < lines; line += 1) {
      box.value = `line ${line}`;
      box.dispatchEvent(new Event('input'));
      document.querySelector('#send').click();
    }
  }, 1000);
  await ben.until(() => document.querySelectorAll('.line').length === 1000);
  const all = (sentence) => ann.until((wanted) => {
    const said = [...document.querySelectorAll('.own .state .visually-hidden')];
    return said.length === 1000 && said.every(({ textContent }) => textContent === wanted);
  }, sentence);
  await all('Held by 1 of 1 present');
  await ann.page.evaluate(() => {
    window.began = performance.now();
    window.touched = 0;
    new MutationObserver((records) => { window.touched += new Set(records.map(({ target }) => target)).size; })
      .observe(document.querySelector('#lines'), { childList: true, subtree: true });
  });
  await Promise.all(Array.from({ length: 47 }, () => oldClient(t, fragment)));
  await all('Held by 1 of 48 present');
  const { touched, milliseconds } = await ann.page.evaluate(() => ({ touched: window.touched, milliseconds: performance.now() - window.began }));
  t.diagnostic(`47 came within ${Math.round(milliseconds)} ms: ${touched} rows were touched`);
  assert.ok(touched <= 1100 * (milliseconds / REFRESH_MS + 1), `${touched} rows in ${milliseconds} ms`);
  await oldClient(t, fragment);
  await oldClient(t, fragment);
  await all('Accepted by the server'); // in a crowd
  await ann.check();
});

for (const [what, options] of [['wide', {}], ['phone', PHONE]]) {
  test(`near the limit the page counts down, and says so rarely (${what})`, async (t) => {
    const fragment = newRoom();
    const [ann, ben] = [await stage.person(t, { fragment, ...options }), await stage.person(t, { fragment })];
    await ann.until(() => performance.getEntriesByType('resource').some(({ name }) => /\/talking-/.test(name)));
    await listen(ann);
    const left = () => ann.page.$eval('.composer-row', (row) => row.querySelector('.room-left')?.textContent ?? null);
    const type = (text) => ann.page.fill('#text', text);
    await type('x'.repeat(80_000));
    assert.equal(await left(), null);
    await type('x'.repeat(90_000));
    const box = await ann.page.locator('.composer').boundingBox();
    assert.match(await left(), /^7,\d00 left$/);
    await ann.screenshot(`countdown-${what}`);
    for (let length = 90_001; length < 90_300; length += 20) await type('x'.repeat(length));
    await type('x'.repeat(97_000));
    assert.match(await left(), /^\d\d\d left$/);
    assert.deepEqual(await ann.page.locator('.composer').boundingBox(), box, 'nothing moves for it');
    await type('x'.repeat(99_000));
    assert.match(await left(), /^1,\d00 too many$/);
    const spoken = await heard(ann);
    assert.equal(spoken.length, 3, String(spoken));
    assert.match(spoken[0], /^About 7,\d00 characters are left for this message\.$/);
    assert.match(spoken[2], /^This is about 1,\d00 characters too long for one message\.$/);
    await type('€'.repeat(31_000));
    assert.match(await left(), /^1,\d00 left$/, 'in characters such as those');
    await type('short');
    assert.equal(await left(), null);
    const long = `${'é'.repeat(30_000)}`; // 60 KB
    await ann.say(long);
    await ben.sees(long);
    assert.equal(await left(), null);
    await states(ann, ['Held by 1 of 1 present']);
    await ann.check();
  });
}

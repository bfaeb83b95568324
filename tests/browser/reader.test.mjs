// The reader's place: who has scrolled up reads on, whatever is said, taken away, folded or resized meanwhile.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Stage } from './support/people.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const BATCH = 50;
const WORDS = 'one line among many others, of some length, so that it is wrapped on a narrow screen';

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

/** Sends `texts`, each one's id and text, said a second after the other from `ts` on, in requests of BATCH. */
async function sendAll(one, texts, { ts = Date.now() - 10_000, step = 1, earlier = undefined } = {}) {
  const commands = texts.map((text, index) => ['send', one.id, { kind: 'text', name: 'Scripted', id: text.replaceAll(/\W+/g, '-').slice(0, 60), text, ts: ts + index * step, earlier }]);
  for (let from = 0; from < commands.length; from += BATCH) {
    const { status } = await one.post('send', { ...one.credentials, commands: commands.slice(from, from + BATCH) });
    assert.equal(status, 200);
  }
}

const numbered = (count, name) => Array.from({ length: count }, (_, number) => `${name} ${number} ${WORDS.slice(0, 20 + ((number * 37) % 60))}`);

const count = (person, wanted) => person.until((number) => document.querySelectorAll('.line').length === number, wanted);

const scroll = (person, share) => person.page.evaluate(async (part) => {
  const log = document.querySelector('#log');
  // To a place that has been laid out, twice: what was not is as high as a guess.
  for (let turn = 0; turn < 3; turn += 1) {
    log.scrollTop = (log.scrollHeight - log.clientHeight) * part;
    await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
  }
}, share);

// After two frames all that is laid out and scrolled in consequence has been.
const settle = (person) => person.page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))); }));

/** The texts in sight and the height each stands at, from the top. */
const inSight = (person) => person.page.evaluate(() => {
  const { top, bottom } = document.querySelector('#log').getBoundingClientRect();
  return [...document.querySelectorAll('.line .text')]
    .map((element) => ({ text: element.textContent, top: element.getBoundingClientRect().top, end: element.getBoundingClientRect().bottom }))
    .filter((one) => one.top >= top && one.end <= bottom);
});

const topOf = (person, text) => person.page.evaluate((wanted) => [...document.querySelectorAll('.line .text')]
  .find((element) => element.textContent === wanted)?.getBoundingClientRect().top, text);

async function stays(person, { text, top }) {
  await settle(person);
  const now = await topOf(person, text);
  assert.ok(Math.abs(now - top) <= 1.5, `"${text.slice(0, 30)}" stood at ${top} and is at ${now}`);
}

const isAtEnd = (person) => person.until(() => {
  const { scrollTop, scrollHeight, clientHeight } = document.querySelector('#log');
  return scrollHeight > clientHeight && scrollHeight - scrollTop - clientHeight < 2;
});

test('one leaves whose lines stand above, at and below the eye, and the next line stays where it is', async (t) => {
  const fragment = newRoom();
  const [ann, stayer] = [await stage.person(t, { fragment }), await client(t, fragment)];
  for (const eye of ['of the leaver', 'of the stayer']) {
    const leaver = await client(t, fragment);
    const ts = Date.now() - 5000;
    const [gone, kept] = [numbered(120, `${eye}: goes`), numbered(120, `${eye}: stays`)];
    await sendAll(leaver, gone, { ts, step: 2 });
    await sendAll(stayer, kept, { ts: ts + 1, step: 2 });
    const before = (await ann.texts()).length;
    await ann.until((texts) => texts.every((text) => [...document.querySelectorAll('.text')].some(({ textContent }) => textContent === text)), [...gone.slice(-1), ...kept.slice(-1)]);
    assert.ok(before <= 480);
    await scroll(ann, 0.75);
    const firstIsOfLeaver = async () => (await inSight(ann))[0].text.includes('goes') === (eye === 'of the leaver');
    // Rows above may still be laid out, so that another is first than was.
    for (let tries = 0; tries < 5 && !await firstIsOfLeaver(); tries += 1) {
      const [first, second] = await inSight(ann);
      await ann.page.$eval('#log', (log, by) => { log.scrollTop += by; }, second.top - first.top);
      await settle(ann);
    }
    assert.ok(await firstIsOfLeaver());
    const mark = (await inSight(ann)).find(({ text }) => text.includes('stays'));
    await leaver.leave();
    await ann.until(() => ![...document.querySelectorAll('.text')].some(({ textContent }) => textContent.includes('goes')));
    await stays(ann, mark);
  }
});

test('history that arrives newest first, in many batches, goes in above without a jump', async (t) => {
  const fragment = newRoom();
  const [ann, one] = [await stage.person(t, { fragment }), await client(t, fragment)];
  const ts = Date.now() - 100_000;
  const texts = numbered(1500, 'history');
  await sendAll(one, texts.slice(1400), { ts: ts + 1400, earlier: true });
  await count(ann, 100);
  await isAtEnd(ann);
  await scroll(ann, 0.5);
  const mark = (await inSight(ann))[2];
  for (let from = 1350; from >= 0; from -= 50) {
    await sendAll(one, texts.slice(from, from + 50), { ts: ts + from, earlier: true });
    await count(ann, 1500 - from);
    await stays(ann, mark);
  }
  assert.deepEqual(await ann.texts(), texts);
  // The same for who is at the end: there it stays.
  const ben = await stage.person(t, { fragment: newRoom() });
  const other = await client(t, `#room${rooms}`);
  for (let from = 350; from >= 0; from -= 50) {
    await sendAll(other, texts.slice(from, from + 50), { ts: ts + from, earlier: true });
    await count(ben, 400 - from);
    await isAtEnd(ben);
  }
  await ann.check();
});

test('what is said above in between, and lines that wait to be laid out, move nothing', async (t) => {
  const fragment = newRoom();
  const [ann, one] = [await stage.person(t, { fragment }), await client(t, fragment)];
  const ts = Date.now() - 100_000;
  await sendAll(one, numbered(600, 'plain'), { ts, step: 10, earlier: true });
  await count(ann, 600);
  for (const share of [0.8, 0.3, 0.05]) { // upwards, into what has never been laid out
    await ann.page.$eval('#log', (log, part) => { log.scrollTop = (log.scrollHeight - log.clientHeight) * part; }, share);
    let mark;
    do {
      await ann.page.evaluate(() => new Promise(requestAnimationFrame)); // the place is known from here on
      [mark] = await inSight(ann);
    } while (!mark); // it may not be laid out yet
    await stays(ann, mark);
    await sendAll(one, numbered(30, `between ${share * 100}`), { ts: ts + 3, step: 190, earlier: true });
    await ann.until((text) => [...document.querySelectorAll('.text')].some((element) => element.textContent.startsWith(text)), `between ${share * 100} 29 `);
    await stays(ann, mark);
  }
});

test('the window turns, narrows, and grows text, and the line at the top stays in sight', async (t) => {
  const fragment = newRoom();
  const [ann, one] = [await stage.person(t, { fragment, ...PHONE }), await client(t, fragment)];
  await sendAll(one, numbered(200, 'line'), {});
  await count(ann, 200);
  await scroll(ann, 0.5);
  const [{ text, top }] = await inSight(ann);
  const edge = await ann.page.$eval('#log', (log) => log.getBoundingClientRect().top);
  for (const viewport of [{ width: 844, height: 390 }, { width: 390, height: 844 }, { width: 390, height: 500 }, { width: 320, height: 844 }]) {
    await ann.page.setViewportSize(viewport);
    await settle(ann);
    const now = await topOf(ann, text) - await ann.page.$eval('#log', (log) => log.getBoundingClientRect().top);
    assert.ok(Math.abs(now - (top - edge)) <= 30, `${JSON.stringify(viewport)}: ${top - edge} became ${now}`);
  }
  await ann.page.evaluate(() => { document.documentElement.style.fontSize = '24px'; });
  await settle(ann);
  assert.ok((await inSight(ann)).slice(0, 2).some((one) => one.text === text), 'larger text');
});

test('within a text of many screens the words under the eye stay when the window is another', async (t) => {
  const fragment = newRoom();
  const [ann, one] = [await stage.person(t, { fragment, viewport: { width: 700, height: 700 } }), await client(t, fragment)];
  await sendAll(one, [Array.from({ length: 4000 }, (_, number) => `w${number}`).join(' ')]);
  await ann.page.click('.unfold');
  await scroll(ann, 0.5);
  const wordAtTop = () => ann.page.evaluate(() => {
    const { top } = document.querySelector('#log').getBoundingClientRect();
    const box = document.querySelector('.text').getBoundingClientRect();
    const { offsetNode, offset } = document.caretPositionFromPoint(box.left + box.width / 2, top + 8);
    return Number(/w(\d+)/.exec(offsetNode.data.slice(offset))[1]);
  });
  const before = await wordAtTop();
  assert.ok(before > 500 && before < 3500, String(before));
  for (const width of [400, 1000, 700]) {
    await ann.page.setViewportSize({ width, height: 700 });
    await settle(ann);
    const now = await wordAtTop();
    assert.ok(Math.abs(now - before) < 30, `${width} pixels: w${before} became w${now}`);
  }
});

test('a line of the status more or less moves nothing that is read', async (t) => {
  const fragment = newRoom();
  const [ann, one] = [await stage.person(t, { fragment, ...PHONE }), await client(t, fragment)];
  await sendAll(one, numbered(100, 'line'));
  await count(ann, 100);
  await scroll(ann, 0.5);
  const mark = (await inSight(ann))[3];
  for (const padding of ['60px', '0px']) {
    await ann.page.$eval('.strip', (strip, height) => { strip.style.paddingBottom = height; }, padding);
    await stays(ann, mark);
  }
  await ann.page.$eval('#text', (box) => {
    box.value = 'a\nb\nc\nd';
    box.dispatchEvent(new Event('input'));
  });
  await stays(ann, mark);
});

test('an interruption takes all lines away and brings them again, and the reader is where they were', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  for (let number = 0; number < 40; number += 1) await ben.say(`line ${number}\nof two`);
  await count(ann, 40);
  await scroll(ann, 0.4);
  const mark = (await inSight(ann))[1];
  await stage.daemon.kill();
  await ann.phase('waiting');
  await stage.daemon.start();
  await Promise.all([ann, ben].map((person) => person.online()));
  await count(ann, 40);
  await stays(ann, mark);
});

test('a long text opens in place, says so, keeps the focus, and can be folded again', async (t) => {
  const fragment = newRoom();
  const [ann, one] = [await stage.person(t, { fragment }), await client(t, fragment)];
  await sendAll(one, numbered(30, 'before'));
  await sendAll(one, [`${'word '.repeat(5000)}end`], { ts: Date.now() });
  await count(ann, 31);
  await isAtEnd(ann);
  const long = ann.page.locator('.line:has(.unfold)');
  const top = async () => (await long.locator('.text').boundingBox()).y;
  const [start, folded] = [await top(), (await long.boundingBox()).height];
  const button = ann.page.getByRole('button', { name: 'Show all 25,003 characters' });
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
  await button.focus();
  await ann.page.keyboard.press('Enter');
  await settle(ann);
  assert.ok(Math.abs(await top() - start) <= 1.5, `from ${start} to ${await top()}`);
  assert.ok((await long.boundingBox()).height > 3 * folded);
  const less = ann.page.getByRole('button', { name: 'Show less' });
  assert.equal(await less.getAttribute('aria-expanded'), 'true');
  assert.equal(await less.evaluate((element) => element === document.activeElement), true);
  const place = await less.boundingBox();
  const log = await ann.page.locator('#log').boundingBox();
  assert.ok(place.y > log.y && place.y + place.height <= log.y + log.height, 'the button is in sight, however long the text is');
  // Who reads an opened text at the end is not taken along by what is said.
  await sendAll(one, ['said meanwhile'], { ts: Date.now() });
  await count(ann, 32);
  await settle(ann);
  assert.ok(Math.abs(await top() - start) <= 1.5);
  // From the midst of it: the top of what is left is shown.
  await ann.page.$eval('#log', (element) => { element.scrollTop += 2000; });
  await settle(ann);
  await less.press('Space');
  await settle(ann);
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
  assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  const box = await long.boundingBox();
  assert.ok(box.y >= log.y - 1 && box.y + box.height <= log.y + log.height, JSON.stringify(box));
  assert.equal(Math.round(box.height), Math.round(folded));
  await ann.check();
});

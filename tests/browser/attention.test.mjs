// Attention for what is new: the icon of the tab, what parts the log, what was missed, sound, notifications, and the choices.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { accessible } from './support/axe.mjs';
import { Firefox } from './support/firefox.mjs';
import { Person, Stage, startBrowser } from './support/people.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let stage;
let rooms = 0;
const newRoom = () => `#room${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

// Runs in the page before its own scripts: tells of notifications that are shown, and whether the page is seen is for the test to say.
function observe() {
  window.notifications = [];
  window.chimes = 0;
  const Shown = window.Notification;
  window.Notification = class extends Shown {
    constructor(title, options) {
      super(title, options);
      const told = { title, body: options.body, tag: options.tag, open: true };
      window.notifications.push(told);
      this.addEventListener('close', () => { told.open = false; });
    }
  };
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function counted(...when) {
    window.chimes += 1;
    return start.apply(this, when);
  };
  let hidden = false;
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  window.turn = (away) => {
    hidden = away;
    document.dispatchEvent(new Event('visibilitychange'));
  };
}

/** Somebody with a clock of the test's own, for whom all that is loaded later is there. */
async function reader(t, { fragment = newRoom(), permissions = [], clock = true, browser = stage.browser, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', permissions, ...options });
  t.after(() => context.close());
  await context.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => window.violations.push(`${violatedDirective} ${blockedURI}`));
  });
  await context.addInitScript(observe);
  if (clock) await context.clock.install();
  const person = await Person.openTab(context, stage.url, { fragment });
  await person.page.waitForSelector('link[rel=manifest]', { state: 'attached' }); // what comes with it
  return { person, fragment };
}

async function client(t, fragment) {
  const one = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
  t.after(() => one.leave());
  return one;
}

let latest = 0;

async function tell(one, texts, { name = 'Ann', ts = Math.max(latest + 1, Date.now()), earlier } = {}) {
  latest = Math.max(latest, ts + texts.length);
  const commands = texts.map((text, index) => ['send', one.id, { kind: 'text', name, id: text.replaceAll(/\W+/g, '-').slice(0, 60), text, ts: ts + index, earlier }]);
  for (let from = 0; from < commands.length; from += 50) {
    const { status } = await one.post('send', { ...one.credentials, commands: commands.slice(from, from + 50) });
    assert.equal(status, 200);
  }
}

const turn = (person, away) => person.page.evaluate((hidden) => window.turn(hidden), away);
const separators = (person) => person.page.$$eval('[role=separator]', (all) => all.map((one) => `${one.getAttribute('aria-label')} | ${one.closest('li').querySelector('.text')?.textContent ?? 'notice'}`));
const FRESH = 'New since you looked';

async function separated(person, ...wanted) {
  try {
    await person.until((expected) => {
      const found = [...document.querySelectorAll('[role=separator]')].map((one) => `${one.getAttribute('aria-label')} | ${one.closest('li').querySelector('.text')?.textContent ?? 'notice'}`);
      return found.join('\n') === expected.join('\n');
    }, wanted);
  } catch (error) {
    assert.deepEqual(await separators(person), wanted, error.message);
  }
}

const iconOf = (person) => person.page.getAttribute('link[rel=icon]', 'href');

/** Shows the icon of the tab in the page, to be looked at. */
const pictureOfIcon = (person) => person.page.evaluate(async () => {
  const image = new Image();
  image.src = document.querySelector('link[rel=icon]').href;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0, 64, 64);
  const red = ([r, g, b, a]) => r > 150 && g < 80 && b < 80 && a > 200;
  const { data } = pen.getImageData(0, 0, 64, 64);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (red(data.slice(at, at + 4))) count += 1;
  return { count, address: canvas.toDataURL() };
});

test('out of sight the icon counts with the title, and is plain again when one looks', async (t) => {
  const { person, fragment } = await reader(t);
  const ann = await client(t, fragment);
  const plain = await iconOf(person);
  await turn(person, true);
  await tell(ann, ['one', 'two']);
  await person.until(() => document.title.startsWith('(2) '));
  await person.until(() => document.querySelector('link[rel=icon]').href.startsWith('data:image/png'));
  const { count } = await pictureOfIcon(person);
  assert.ok(count > 200, `${count} pixels are red`);
  const two = await iconOf(person);
  await tell(ann, Array.from({ length: 120 }, (_, number) => `more ${number}`));
  await person.until(() => document.title.startsWith('(122) '));
  await person.until((former) => document.querySelector('link[rel=icon]').getAttribute('href') !== former, two);
  await turn(person, false);
  assert.equal(await iconOf(person), plain);
  assert.equal((await pictureOfIcon(person)).count, 0);
  await person.check();
});

test('what came out of sight begins at a line that says so, until it was seen', async (t) => {
  const { person, fragment } = await reader(t);
  const ann = await client(t, fragment);
  await tell(ann, ['hello']); // which tells that Ann has come
  await person.sees('hello');
  await tell(ann, ['seen']);
  await person.sees('hello', 'seen');
  await turn(person, true);
  await tell(ann, ['one', 'two']);
  await person.sees('hello', 'seen', 'one', 'two');
  await turn(person, false);
  await separated(person, `${FRESH} | one`);
  assert.equal(await person.page.$eval('.line:has([role=separator])', (row) => row.classList.contains('continued')), true, 'it parts nothing that belongs together');
  await accessible(person, 'with a line above what is new');
  await person.screenshot('attention-fresh');
  await person.page.clock.runFor(3100); // in sight for so long
  await turn(person, true);
  await tell(ann, ['three']);
  await person.sees('hello', 'seen', 'one', 'two', 'three');
  await turn(person, false);
  await separated(person, `${FRESH} | three`);
  await person.say('I have read it');
  await separated(person);
  await person.check();
});

test('below what one reads what is new begins at such a line, too', async (t) => {
  const { person, fragment } = await reader(t);
  const ann = await client(t, fragment);
  const first = Array.from({ length: 60 }, (_, number) => `line ${number}`);
  await tell(ann, first);
  await person.sees(first);
  await person.page.evaluate(() => { document.querySelector('#log').scrollTop = 0; });
  await tell(ann, ['far below']);
  await separated(person, `${FRESH} | far below`);
  await person.page.click('#newest');
  await person.until(() => { // its end is in sight, with the line
    const { top, bottom } = document.querySelector('[role=separator]').getBoundingClientRect();
    const log = document.querySelector('#log').getBoundingClientRect();
    return top >= log.top && bottom <= log.bottom;
  });
  await person.page.clock.runFor(3100);
  await tell(ann, ['the next']);
  await person.sees(first, 'far below', 'the next');
  await separated(person);
  await person.check();
});

for (const [what, options] of [['desktop', {}], ['phone', PHONE], ['narrow', { viewport: { width: 320, height: 568 } }]]) {
  test(`after minutes away one line says what was missed, and leads to it (${what})`, async (t) => {
    const { person, fragment } = await reader(t, options);
    const ann = await client(t, fragment);
    await tell(ann, ['before']);
    await person.sees('before');
    await turn(person, true);
    const ben = await client(t, fragment);
    const texts = Array.from({ length: 40 }, (_, number) => `missed ${number}`);
    await tell(ben, texts, { name: 'Ben' });
    await person.sees('before', texts);
    await person.page.clock.fastForward(10 * MINUTE);
    await turn(person, false);
    const bar = person.page.locator('.missed');
    await bar.waitFor();
    assert.equal((await bar.locator('p').textContent()), 'While you were away: 40 messages · Ben joined');
    assert.match(await person.page.textContent('#announcer'), /^While you were away: 40 messages/);
    await accessible(person, 'with what was missed');
    await person.screenshot(`attention-missed-${what}`);
    assert.ok(await person.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await bar.getByRole('button', { name: 'Show' }).click();
    await person.until(() => {
      const { top } = document.querySelector('.parting-fresh').getBoundingClientRect();
      const log = document.querySelector('#log').getBoundingClientRect();
      return top >= log.top - 1 && top < log.top + 60;
    });
    assert.equal(await bar.count(), 0);
    assert.equal(await person.page.evaluate(() => document.activeElement.id), 'log');
    await person.screenshot(`attention-shown-${what}`);
    await person.check();
  });
}

test('what was missed can be put away, and a moment away is not worth a word', async (t) => {
  const { person, fragment } = await reader(t);
  const ann = await client(t, fragment);
  await turn(person, true);
  await tell(ann, ['one']);
  await person.sees('one');
  await turn(person, false);
  await separated(person, `${FRESH} | one`);
  assert.equal(await person.page.locator('.missed').count(), 0);
  await turn(person, true);
  await tell(ann, ['two']);
  await person.sees('one', 'two');
  await person.page.clock.fastForward(4 * MINUTE);
  await turn(person, false);
  await person.page.click('.missed >> button[aria-label=Close]');
  assert.equal(await person.page.locator('.missed').count(), 0);
  await person.check();
});

const settings = (person) => person.page.locator('dialog.settings[open]');
const sound = (person) => settings(person).getByLabel('Sound for a new message');
const desktop = (person) => settings(person).getByLabel('Desktop notifications');
const withName = (person) => settings(person).getByLabel('Name who wrote in them');

async function openChoices(person) {
  await person.page.click('#settings-open');
  await settings(person).waitFor();
}

async function closeChoices(person) {
  await person.page.keyboard.press('Escape');
  await person.until(() => document.querySelector('dialog[open]') === null);
}

test('notifications are there when asked for, without content, one at a time, and only out of sight', async (t) => {
  const browser = await startBrowser([], { whole: true }); // the other one shows none
  t.after(() => browser.close());
  const { person, fragment } = await reader(t, { browser, permissions: ['notifications'] });
  const ann = await client(t, fragment);
  const shown = () => person.page.evaluate(() => window.notifications);
  await turn(person, true);
  await tell(ann, ['nobody has asked for it']);
  await person.sees('nobody has asked for it');
  await turn(person, false);
  await openChoices(person);
  assert.equal(await desktop(person).isChecked(), false);
  assert.equal(await withName(person).isVisible(), false);
  await desktop(person).check();
  await withName(person).waitFor();
  await accessible(person, 'with the choices');
  await person.screenshot('attention-choices');
  await closeChoices(person);
  await tell(ann, ['while it is looked at']);
  await person.sees('nobody has asked for it', 'while it is looked at');
  assert.deepEqual(await shown(), []);
  await turn(person, true);
  await tell(ann, ['a secret', 'and another']);
  await person.until(() => window.notifications.length === 1);
  assert.deepEqual(await shown(), [{ title: 'One Time Chat', body: 'New message', tag: 'one-time-chat', open: true }]);
  await turn(person, false);
  await person.until(() => !window.notifications[0].open);
  await openChoices(person);
  assert.equal(await desktop(person).isChecked(), true);
  await withName(person).check();
  await closeChoices(person);
  await turn(person, true);
  await tell(ann, ['more']);
  await person.until(() => window.notifications.length === 2);
  assert.equal((await shown())[1].body, 'New message from Ann');
  await person.page.clock.runFor(6000);
  await tell(ann, ['still more']);
  await person.until(() => window.notifications.length === 3);
  await person.until(() => !window.notifications[1].open && window.notifications[2].open);
  await turn(person, false);
  await person.check();
});

test('where the browser refuses notifications the page says so', async (t) => {
  const { person } = await reader(t);
  await openChoices(person);
  await desktop(person).click();
  await settings(person).getByText('Your browser does not let this page show notifications').waitFor();
  assert.equal(await desktop(person).isChecked(), false);
  assert.equal(await withName(person).isVisible(), false);
  await accessible(person, 'with a refusal');
  await person.check();
});

test('a sound is made when it is turned on, and for what comes out of sight', async (t) => {
  const { person, fragment } = await reader(t);
  const ann = await client(t, fragment);
  await openChoices(person);
  await sound(person).check();
  await person.until(() => window.chimes === 2); // two notes, so that one knows it
  await closeChoices(person);
  await tell(ann, ['seen']);
  await person.sees('seen');
  await turn(person, true);
  await tell(ann, ['heard']);
  await person.until(() => window.chimes === 4);
  await turn(person, false);
  await openChoices(person);
  await sound(person).uncheck();
  await closeChoices(person);
  await turn(person, true);
  await tell(ann, ['silent']);
  await person.until(() => document.title.startsWith('(1) '));
  assert.equal(await person.page.evaluate(() => window.chimes), 4);
  await person.check();
});

test('screen readers say all, what names one, or nothing', async (t) => {
  const { person, fragment } = await reader(t);
  const ann = await client(t, fragment);
  const name = await person.name();
  const choose = async (value) => {
    await openChoices(person);
    await settings(person).getByLabel('Screen readers say').selectOption(value);
    await closeChoices(person);
  };
  const announced = () => person.page.textContent('#announcer');
  await tell(ann, ['first']);
  await person.until(() => document.querySelector('#announcer').textContent.includes('first'));
  await choose('mentions');
  await tell(ann, ['second']);
  await tell(ann, [`are you there, ${name.toUpperCase()}?`]);
  await person.until(() => document.querySelector('#announcer').textContent.includes('are you there'));
  assert.doesNotMatch(await announced(), /second/);
  await choose('none');
  await tell(ann, [`${name}, are you?`]);
  await person.sees('first', 'second', `are you there, ${name.toUpperCase()}?`, `${name}, are you?`);
  assert.match(await announced(), /are you there/, 'nothing was said since');
  await person.check();
});

test('Enter makes a new line or sends, as one likes, on a desk and on a phone', async (t) => {
  for (const [options, sends] of [[{}, true], [PHONE, false]]) {
    const { person } = await reader(t, options);
    const write = async (texts, ...expected) => {
      await person.page.fill('#text', texts);
      await person.page.press('#text', 'Enter');
      assert.equal(await person.page.inputValue('#text'), expected[0]);
      await person.page.fill('#text', '');
    };
    const keys = () => person.page.textContent('#keys');
    await write('one', sends ? '' : 'one\n');
    const before = await keys();
    await openChoices(person);
    const enter = settings(person).getByLabel('Enter sends');
    assert.equal(await enter.isChecked(), sends);
    await enter.setChecked(!sends);
    await person.screenshot(`attention-choices-${sends ? 'desktop' : 'phone'}`);
    await accessible(person, 'with the choices');
    await closeChoices(person);
    assert.equal(await person.page.evaluate(() => document.activeElement.id), 'settings-open');
    await write('two', sends ? 'two\n' : '');
    assert.notEqual(await keys(), before);
    assert.match(await keys(), /Arrow up/, 'what else is said there stays');
    await person.check();
  }
});

test('a day begins with its date, and one who reads stays where they are when earlier days come above', async (t) => {
  const { person, fragment } = await reader(t, { clock: false });
  const ann = await client(t, fragment);
  const now = Date.now();
  const named = (ts) => new Date(ts).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...(new Date(ts).getFullYear() !== new Date(now).getFullYear() && { year: 'numeric' }) });
  const today = Array.from({ length: 60 }, (_, number) => `today ${number}`);
  await tell(ann, today, { ts: now - 20_000 }); // before the notice that Ann has come
  await person.sees(today);
  assert.deepEqual(await separators(person), [], 'a talk of today alone needs no date');
  await person.page.evaluate(() => { document.querySelector('#log').scrollTop = 500; });
  const eye = () => person.page.evaluate(async () => {
    await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))); });
    const edge = document.querySelector('#log').getBoundingClientRect().top;
    const text = [...document.querySelectorAll('.line .text')].find((each) => each.getBoundingClientRect().top >= edge);
    return { text: text.textContent, top: Math.round(text.getBoundingClientRect().top) };
  });
  const before = await eye();
  const past = [2, 1].flatMap((days) => Array.from({ length: 30 }, (_, number) => [`${days} days ago ${number}`, now - days * DAY + number]));
  for (const [text, ts] of past) await tell(ann, [text], { ts, earlier: true });
  await person.sees(past.map(([text]) => text), today);
  await separated(person, `${named(now - 2 * DAY)} | 2 days ago 0`, `${named(now - DAY)} | 1 days ago 0`, `${named(now)} | today 0`);
  const after = await eye();
  assert.equal(after.text, before.text);
  assert.ok(Math.abs(after.top - before.top) <= 2, `it stood at ${before.top} and is at ${after.top}`);
  await person.page.evaluate(() => { document.querySelector('[aria-label].parting-day').scrollIntoView(); });
  await accessible(person, 'with days');
  await person.screenshot('attention-days');
  await ann.leave(); // and takes all along
  await person.sees([]);
  await separated(person);
  await person.check();
});

test('dates and what is new in the dark, from right to left, in forced colours and at 200 %', async (t) => {
  for (const [what, options] of Object.entries({
    dark: { colorScheme: 'dark' }, forced: { forcedColors: 'active' }, large: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  })) {
    const { person, fragment } = await reader(t, options);
    if (what === 'dark') await person.page.evaluate(() => { document.documentElement.dir = 'rtl'; });
    const ann = await client(t, fragment);
    await tell(ann, ['yesterday'], { ts: Date.now() - DAY, earlier: true });
    await person.sees('yesterday');
    await turn(person, true);
    await tell(ann, ['today']);
    await person.sees('yesterday', 'today');
    await person.page.clock.fastForward(10 * MINUTE);
    await turn(person, false);
    await person.until(() => document.querySelectorAll('[role=separator]').length === 3);
    await person.page.waitForSelector('.missed');
    const apart = await person.page.evaluate(() => {
      const heights = [...document.querySelectorAll('[role=separator], .line .byline, .line .text')].map((each) => each.getBoundingClientRect());
      return heights.every(({ bottom }, index) => index === 0 || heights[index - 1].bottom <= heights[index].top + 1 || bottom < heights[index - 1].bottom);
    });
    assert.ok(apart, 'nothing lies over anything');
    await accessible(person, what);
    await person.screenshot(`attention-${what}`);
    await person.check();
  }
});

test('at Firefox, too, the icon counts and what is new has its line', async (t) => {
  const firefox = await Firefox.start();
  t.after(() => firefox.stop());
  const fragment = newRoom();
  const person = await firefox.person(t, stage.url, { fragment });
  await person.until(() => document.querySelector('link[rel=manifest]') !== null);
  const ann = await client(t, fragment);
  const plain = await person.page.$eval('link[rel=icon]', ({ href }) => href);
  await person.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => window.away ?? true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await tell(ann, ['one']);
  await person.until(() => document.title.startsWith('(1) ') && document.querySelector('link[rel=icon]').href.startsWith('data:image/png'));
  const { count } = await pictureOfIcon(person);
  assert.ok(count > 200, `${count} pixels are red`);
  await person.page.evaluate(() => {
    window.away = false;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await separated(person, `${FRESH} | one`);
  assert.equal(await person.page.$eval('link[rel=icon]', ({ href }) => href), plain);
  await person.check();
});

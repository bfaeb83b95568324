// The page in the languages of those who come, and what they choose in the settings.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { languages } from '../../www/js/words/languages.js';
import { Translation } from '../../www/js/words/translation.js';
import { accessible } from './support/axe.mjs';
import { Stage } from './support/people.mjs';

const SMALL = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true };
const SCREENS = { 'a small phone': SMALL, 'a desktop': {} };
const REFUSED = /Failed to load resource|net::ERR_FAILED/;
const LOCALES = { de: 'de-AT', fr: 'fr-CA', es: 'es-MX', pt: 'pt-BR', ru: 'ru-RU', ar: 'ar-EG', zh: 'zh-CN', ja: 'ja-JP', hi: 'hi-IN' };

let stage;
let rooms = 0;
const newRoom = () => `#room${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

const settings = (person) => person.page.locator('dialog.settings[open]');
const speaks = (person, code) => person.until((wanted) => document.documentElement.lang === wanted, code);
const wordsOf = async (code) => (await languages[code][1]()).words;

async function openSettings(person) {
  await person.page.click('#settings-open');
  await settings(person).waitFor();
}

async function chooseLanguage(person, code) {
  const select = settings(person).locator('select').first();
  await select.focus();
  await select.selectOption(code);
  await speaks(person, code);
}

// What is wider than its place, or out of the window, of what is shown.
const cutOff = (person) => person.page.evaluate(() => {
  const scope = document.querySelector('dialog[open]') ?? document.body;
  return [...scope.querySelectorAll('h1, h2, h3, p, button, a, select, label, li, dt, dd')].filter((one) => {
    const { width, height, left, right } = one.getBoundingClientRect();
    if (width <= 1 || height <= 1 || !one.checkVisibility() || getComputedStyle(one).clipPath !== 'none') return false;
    const isCut = one.id !== 'room' && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible';
    return left < -0.5 || right > innerWidth + 0.5 || isCut;
  }).map((one) => `${one.localName} ${one.textContent}`);
});

const overlaps = (person) => person.page.$$eval('.strip > :not([hidden]), .where-text, .action', (parts) => {
  const boxes = parts.map((part) => part.getBoundingClientRect()).filter(({ width }) => width > 0);
  return boxes.some((one, index) => boxes.slice(index + 1)
    .some((other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 2 && other.top < one.bottom - 2));
});

for (const code of Object.keys(languages).filter((each) => each !== 'en')) {
  describe(`in ${languages[code][0]}`, () => {
    for (const [what, options] of Object.entries(SCREENS)) {
      test(`on ${what}`, async (t) => {
        const words = await wordsOf(code);
        const fragment = newRoom();
        const ann = await stage.person(t, { ...options, fragment, locale: LOCALES[code] });
        await speaks(ann, code);
        assert.equal(await ann.page.evaluate(() => document.documentElement.dir), code === 'ar' ? 'rtl' : 'ltr');
        await ann.until((online) => document.querySelector('#status-text').textContent === online, words.main.phase.online);
        assert.equal(await ann.page.getAttribute('#text', 'placeholder'), words.page.composer.placeholder);
        const ben = await stage.person(t, { fragment });
        await ben.say('hello');
        await ann.say('hello to you');
        await ann.sees('hello', 'hello to you');
        const held = new Translation(LOCALES[code], words).say(words['own-lines'].heldBy, { count: 1, others: 1 });
        await ann.until((sentence) => document.querySelector('.own .state').textContent.includes(sentence), held);
        const look = async (part) => {
          assert.deepEqual(await cutOff(ann), [], part);
          await ann.screenshot(`language-${code}-${part}-${what.replaceAll(' ', '-')}`);
          await accessible(ann, part);
        };
        await look('talk');
        assert.equal(await overlaps(ann), false, 'parts of the bar lie over each other');
        await openSettings(ann);
        await look('settings');
        await ann.page.keyboard.press('Escape');
        await ann.page.click('#connection-open');
        await ann.page.locator('#connection-facts dd').first().waitFor();
        await look('connection');
        await ann.page.keyboard.press('Escape');
        await ann.page.fill('#text', '/help');
        await ann.page.press('#text', options.hasTouch ? 'Control+Enter' : 'Enter');
        assert.equal(await ann.page.locator('dialog.help h2').textContent(), words.talk.helpTitle);
        await look('help');
        for (const person of [ann, ben]) await person.check();
      });
    }

    test('where its file does not come the page is in English, and works', async (t) => {
      const context = await stage.browser.newContext({ locale: LOCALES[code] });
      t.after(() => context.close());
      const page = await context.newPage();
      const refused = page.waitForEvent('requestfailed');
      await page.route(new RegExp(`/${code}-\\w+\\.js$`), (route) => route.abort());
      await page.goto(stage.url);
      await refused;
      await page.waitForFunction(() => document.querySelector('#status').dataset.phase === 'online');
      assert.equal(await page.textContent('#status-text'), 'Online');
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    });
  });
}

// All that is said on the page, to the eye and otherwise.
const said = (person) => person.page.evaluate(() => {
  const attributes = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].map((one) => `${one.ariaLabel} ${one.title} ${one.placeholder ?? ''}`);
  return [document.title, document.documentElement.lang, document.body.textContent.replaceAll(/\s+/g, ' '), ...attributes];
});

test('another language is chosen in the midst of a talk, and the first one again', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  const ben = await stage.person(t, { fragment });
  await ann.say('Close'); // as a button says; what people say stays as it is
  await ben.say('Settings');
  await ben.say(Array(40).fill('x').join('\n'));
  await ann.until(() => document.querySelectorAll('.line').length === 3 && document.querySelector('.own .state').textContent.includes('Held by 1 of 1') && document.querySelector('#keys').textContent.includes('Arrow'));
  await ann.page.fill('#text', 'a draft');
  await openSettings(ann);
  await ann.until(() => document.querySelector('#present').textContent === '2 people here');
  const [texts, before] = [await ann.texts(), await said(ann)];
  const words = await wordsOf('de');
  await chooseLanguage(ann, 'de');
  await ann.until(() => document.querySelector('#present').textContent === '2 Leute hier');
  await ann.until(() => document.querySelector('.own .state').textContent.includes('Bei 1 von 1'));
  assert.deepEqual(await ann.texts(), texts);
  assert.equal(await ann.page.inputValue('#text'), 'a draft');
  assert.ok(await settings(ann).locator('select').first().evaluate((select) => select === document.activeElement), 'the focus has stayed');
  assert.deepEqual((await ann.notices()).filter((text) => /joined|left/.test(text)), []);
  assert.equal(await ann.page.textContent('.unfold'), words.main.log.showAll.replace('{count}', '79'));
  assert.equal(await settings(ann).locator('h2').textContent(), words.settings.title);
  const german = (await said(ann)).join(' ');
  for (const english of ['Write a message', 'Arrow up', 'when I leave', 'Whoever', 'Copy link', 'Waiting', 'Appearance', 'As the system']) assert.ok(!german.includes(english), english);
  await ann.screenshot('language-chosen');
  await chooseLanguage(ann, 'en');
  await ann.until(() => document.querySelector('#present').textContent === '2 people here');
  await ann.until(() => document.querySelector('.own .state').textContent.includes('Held by 1 of 1'));
  assert.deepEqual(await said(ann), before);
  await ann.page.keyboard.press('Escape');
  await ann.say('still here');
  await ben.sees(...texts, 'still here');
  for (const person of [ann, ben]) await person.check();
});

test('the keys alone do it, and one is told where a language does not come', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  await ann.page.route(/\/de-\w+\.js$/, (route) => route.abort());
  await ann.page.focus('#settings-open');
  await ann.page.keyboard.press('Enter');
  await settings(ann).waitFor();
  await ann.page.keyboard.press('Tab');
  assert.equal(await ann.page.evaluate(() => document.activeElement.localName), 'select');
  await ann.page.keyboard.press('d'); // as in Deutsch
  await settings(ann).locator('[role=alert]').getByText('could not be loaded').waitFor();
  assert.equal(await settings(ann).locator('select').first().inputValue(), 'en');
  await accessible(ann, 'refused');
  await ann.page.keyboard.press('Escape');
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'settings-open');
  await ann.check(REFUSED);
});

describe('the appearance', () => {
  const colours = (person) => person.page.evaluate(() => {
    const { backgroundColor, color, colorScheme } = getComputedStyle(document.body);
    const theme = [...document.querySelectorAll('meta[name=theme-color]')].find(({ media }) => matchMedia(media).matches).content;
    return { backgroundColor, color, colorScheme, muted: getComputedStyle(document.querySelector('.keys, #keys')).color, ink: getComputedStyle(document.querySelector('.dyed .name')).color, theme };
  });
  const choose = (person, choice) => settings(person).locator('select').nth(1).selectOption(choice);

  test('is that of the system, or the one that is chosen', async (t) => {
    const fragment = newRoom();
    const ben = await stage.person(t, { fragment });
    await ben.say('hello');
    const seen = {};
    for (const colorScheme of ['light', 'dark']) {
      const ann = await stage.person(t, { fragment, colorScheme });
      await ann.until(() => document.querySelectorAll('.line').length === 1);
      const system = await colours(ann);
      seen[colorScheme] = system;
      await openSettings(ann);
      for (const choice of ['dark', 'light', 'contrast', 'system']) {
        await choose(ann, choice);
        await accessible(ann, `${choice} where the system is ${colorScheme}`);
        await ann.screenshot(`appearance-${choice}-${colorScheme}`);
        const { colorScheme: scheme, ...shown } = await colours(ann);
        seen[`${choice} ${colorScheme}`] = shown;
        if (choice === 'dark' || choice === 'light') assert.equal(scheme, choice);
      }
      await ann.check();
    }
    const { colorScheme, ...light } = seen.light;
    const { colorScheme: _, ...dark } = seen.dark;
    assert.equal(colorScheme, 'light dark');
    assert.notDeepEqual(light, dark);
    for (const system of ['light', 'dark']) {
      assert.deepEqual(seen[`light ${system}`], light);
      assert.deepEqual(seen[`dark ${system}`], dark);
      assert.deepEqual(seen[`system ${system}`], { light, dark }[system]);
      assert.equal(seen[`contrast ${system}`].muted, seen[`contrast ${system}`].color, 'nothing is pale');
      assert.notEqual(seen[`contrast ${system}`].backgroundColor, seen[`system ${system}`].backgroundColor);
    }
  });

  test('holds for what is loaded later, too', async (t) => {
    const ann = await stage.person(t, { fragment: newRoom(), colorScheme: 'light' });
    await openSettings(ann);
    await choose(ann, 'dark');
    await ann.page.evaluate(() => new Promise((resolve) => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${document.querySelector('head link[rel=stylesheet]').href}?later`, onload: resolve });
      document.body.append(link);
    }));
    assert.equal(await ann.page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(19, 20, 23)');
    await ann.check();
  });
});

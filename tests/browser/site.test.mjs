// What an operator wants of the page, in site.json, as people see it in Chromium and Firefox.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { accessible } from './support/axe.mjs';
import { Firefox } from './support/firefox.mjs';
import { Stage } from './support/people.mjs';

const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
const GARDEN = {
  name: 'Garden Club', colour: '#1a7f37', welcome: 'Welcome to the garden.\nBe kind to each other.', terms: '/terms.html',
};

let stage;
let firefox;
before(async () => {
  stage = await Stage.set('lighttpd');
  firefox = await Firefox.start();
});
after(async () => {
  await firefox?.stop();
  await stage?.stop();
});
const path = () => join(stage.front.page, 'site.json');

/** Puts `site` in place, and waits until lighttpd, which looks at a file once a second, serves it whole. */
async function put(site) {
  const text = typeof site === 'string' ? site : JSON.stringify(site);
  await writeFile(path(), text);
  const served = () => fetch(`${stage.url}site.json`).then((answer) => answer.text()).catch(() => null);
  while (await served() !== text) await delay(20);
}

beforeEach(() => put({}));

const textOf = (person, selector) => person.page.$eval(selector, ({ textContent }) => textContent);
const isShown = (person, selector) => person.page.$eval(selector, (element) => element.checkVisibility());
const colourOf = (person, name) => person.page.evaluate((wanted) => getComputedStyle(document.documentElement).getPropertyValue(wanted).trim(), name);
const title = (person) => person.page.title();

/** The bodies of what a person asks to join. */
function joinsOf(person) {
  const joins = [];
  person.page.on('request', (request) => { if (/\/chat\/join/.test(request.url())) joins.push(JSON.parse(request.postData()).room); });
  return joins;
}

const BROWSERS = {
  Chromium: (t, options) => stage.person(t, options),
  Firefox: (t, options) => firefox.person(t, stage.url, options),
};

for (const [browser, personOf] of Object.entries(BROWSERS)) {
  describe(browser, () => {
    test('without wishes nothing is there that was not before', async (t) => {
      const ann = await personOf(t);
      assert.equal(await title(ann), 'Lobby – One Time Chat');
      assert.equal(await textOf(ann, '#about-title'), 'One Time Chat leaves no trace');
      assert.equal(await ann.page.$('#welcome, #terms'), null);
      const loaded = await ann.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
      assert.equal(loaded.filter((name) => name.endsWith('/site.json')).length, 1, 'once');
      assert.ok(!loaded.some((name) => /\/operator-/.test(name)));
      await ann.check();
    });

    test('the name, the colour, the welcome and the terms are shown, and people talk', async (t) => {
      await put(GARDEN);
      const [ann, ben] = [await personOf(t), await personOf(t)];
      assert.equal(await title(ann), 'Lobby – Garden Club');
      assert.equal(await textOf(ann, '#about-title'), 'Garden Club leaves no trace');
      assert.equal(await textOf(ann, '#welcome'), GARDEN.welcome);
      assert.ok(await isShown(ann, '#welcome'));
      assert.deepEqual(await ann.page.$eval('#terms', ({ href, target, rel, textContent }) => [new URL(href).pathname, target, rel, textContent]), ['/terms.html', '_blank', 'noopener', 'Terms of use']);
      assert.equal(await colourOf(ann, '--accent'), '#197934');
      await ann.say('hello');
      await ben.sees('hello');
      for (const person of [ann, ben]) await person.check();
    });

    test('a file that is no JSON, or wrong throughout, changes nothing', async (t) => {
      for (const wrong of ['', '<html>', '[', 'null', '7', '"name"', '[{"name":"x"}]', { name: 7, colour: 'red', welcome: {}, terms: 'javascript:alert(1)', room: '~', rooms: 'all', languages: ['xx'], embed: '*' }]) {
        await put(wrong);
        const ann = await personOf(t);
        assert.equal(await title(ann), 'Lobby – One Time Chat', JSON.stringify(wrong));
        assert.equal(await ann.page.$('#welcome, #terms'), null);
        await ann.check();
        await ann.close();
      }
    });

    test('the page opens the room that it is told', async (t) => {
      await put({ room: 'garden' });
      const ann = await personOf(t);
      assert.equal(await textOf(ann, '#room'), '#garden');
      assert.ok(await isShown(ann, '#start'));
      const ben = await personOf(t, { fragment: '#garden' });
      await ben.present(2);
      await ann.check();
    });

    test('or none, and then offers one', async (t) => {
      await put({ ...GARDEN, room: null });
      const ann = await personOf(t, { online: false });
      await ann.phase('refused');
      assert.equal(await textOf(ann, '#room'), 'Garden Club');
      assert.match(await textOf(ann, '#about-room'), /^There is no room here that everybody shares/);
      assert.equal(await isShown(ann, '#refusal'), false);
      await ann.page.click('#start');
      await ann.online();
      assert.equal(await textOf(ann, '#room'), 'Private room');
      await ann.check();
    });
  });
}

test('of the languages offered the best of the browser\'s is spoken, in the name of the site', async (t) => {
  await put({ ...GARDEN, languages: ['de', 'fr'] });
  for (const [locale, code, said] of [['de-AT', 'de', 'Garden Club hinterlässt keine Spuren'], ['fr-CA', 'fr', 'Garden Club ne laisse pas de trace'], ['ja-JP', 'de', 'Garden Club hinterlässt keine Spuren'], ['en-GB', 'de', 'Garden Club hinterlässt keine Spuren']]) {
    const ann = await stage.person(t, { locale });
    await ann.until(([wanted, text]) => document.documentElement.lang === wanted && document.querySelector('#about-title').textContent === text, [code, said]);
    assert.equal(await title(ann), code === 'de' ? 'Lobby – Garden Club' : 'Hall – Garden Club');
    assert.equal(await textOf(ann, '#welcome'), GARDEN.welcome);
    assert.equal(await textOf(ann, '#terms'), code === 'de' ? 'Nutzungsbedingungen' : 'Conditions d’utilisation');
    await ann.page.click('#settings-open');
    await ann.page.locator('dialog.settings[open]').waitFor();
    assert.deepEqual(await ann.page.$$eval('dialog.settings option[lang]', (options) => options.map(({ value }) => value)), ['de', 'fr']);
    await accessible(ann, `settings in ${code}`);
    await ann.check();
    await ann.close();
  }
});

test('no room, in every language that has its own word for it', async (t) => {
  await put({ room: null });
  const ann = await stage.person(t, { locale: 'ar-EG', online: false });
  await ann.until(() => document.querySelector('#about-room').textContent.startsWith('لا توجد هنا غرفة'));
  await accessible(ann, 'no room, in Arabic');
  await ann.screenshot('site-none-arabic');
  await ann.check();
});

test('axe finds nothing in light, dark and high contrast, on a desk and on a phone, whatever the colour', async (t) => {
  for (const colour of ['#1a7f37', '#ffff00', '#000080', '#ff0000', '#777777']) {
    await put({ ...GARDEN, colour });
    for (const [what, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, contrast: { contrast: 'more' }, phone: PHONE })) {
      const ann = await stage.person(t, options);
      await ann.say('hello');
      await accessible(ann, `${what}, ${colour}`);
      if (colour === '#1a7f37') await ann.screenshot(`site-${what}`);
      await ann.check();
      await ann.close();
    }
  }
});

test('the settings choose between the shades', async (t) => {
  await put({ colour: '#1a7f37' });
  const ann = await stage.person(t, { colorScheme: 'light' });
  const light = await colourOf(ann, '--accent');
  await ann.page.click('#settings-open');
  await ann.page.locator('dialog.settings[open] select').last().selectOption('dark');
  await ann.until((before) => getComputedStyle(document.documentElement).getPropertyValue('--accent').trim() !== before, light);
  assert.notEqual(await colourOf(ann, '--accent'), '#9db0ff');
  await ann.check();
});

test('where it turns rooms off, these are not joined', async (t) => {
  await put({ rooms: 'private 2' });
  const ann = await stage.person(t, { fragment: '#garden', online: false });
  await ann.until(() => document.querySelector('#refusal-text').textContent.includes('private rooms only'));
  assert.equal(await isShown(ann, '#new-room'), false);
  await put({ rooms: 'public' });
  const ben = await stage.person(t, { fragment: '#~', online: false });
  await ben.until(() => document.querySelector('#refusal-text').textContent.includes('turned private rooms off'));
  for (const person of [ann, ben]) await person.check();
});

test('who comes where it is changed sees that at the next visit', async (t) => {
  await put(GARDEN);
  const ann = await stage.person(t);
  assert.equal(await title(ann), 'Lobby – Garden Club');
  await put({ name: 'Orchard' });
  await ann.page.reload();
  await ann.online();
  assert.equal(await title(ann), 'Lobby – Orchard');
});

/** Someone for whom site.json comes when `release(route)` is called. */
async function waiting(t) {
  const ann = await stage.person(t, { fragment: '#~', online: false });
  const routes = [];
  await ann.page.route('**/site.json', (route) => { routes.push(route); });
  return { ann, routes };
}

test('a file that hangs keeps nobody from talking, and takes nobody out of a room when it comes', async (t) => {
  const { ann, routes } = await waiting(t);
  await ann.page.goto('about:blank');
  await ann.page.goto(stage.url);
  await ann.online();
  await ann.say('hello');
  assert.ok(routes.length > 0);
  for (const route of routes) await route.fulfill({ json: { ...GARDEN, room: 'garden' } });
  await ann.until(() => document.querySelector('#about-title').textContent === 'Garden Club leaves no trace');
  await ann.say('still here');
  assert.equal(await textOf(ann, '#room'), 'Lobby');
  assert.equal(await isShown(ann, '#boot-trouble'), false);
  await ann.check();
});

test('one that comes after the join was asked for takes nobody into another room than it says', async (t) => {
  await put({ room: 'garden' });
  const { ann, routes } = await waiting(t);
  const left = ann.page.waitForRequest(/\/chat\/leave/);
  const joins = joinsOf(ann);
  await ann.page.goto('about:blank');
  const joined = ann.page.waitForRequest(/\/chat\/join/);
  await ann.page.goto(stage.url, { waitUntil: 'commit' });
  await joined;
  for (const route of routes) await route.fulfill({ json: { room: 'garden' } });
  await ann.online();
  assert.equal(await textOf(ann, '#room'), '#garden');
  assert.deepEqual(joins, ['lobby', 'garden']);
  await left;
  await ann.check();
});

test('one that is not there keeps nobody from talking', async (t) => {
  await rm(path());
  const ann = await stage.person(t);
  assert.equal(await title(ann), 'Lobby – One Time Chat');
  await ann.say('hello');
  await ann.check(/Failed to load resource/);
});

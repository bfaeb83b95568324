// The page in a frame of another site's: a site that is allowed opens rooms in it and is told a little; any other gets nothing.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Front } from '../lib/front.mjs';
import { accessible } from './support/axe.mjs';
import { OtherSite, allow, ask, inFrame, isTold, told } from './support/embedding.mjs';
import { Firefox } from './support/firefox.mjs';
import { Person, Stage } from './support/people.mjs';
import { start } from './support/private.mjs';

const KINDS = ['ready', 'joined', 'left', 'people', 'unread'];

let site;
let stage; // its front server lets both origins of the other site frame the page, and the page lets one
let strict; // the front server lets the same one
let firefox;
before(async () => {
  site = await OtherSite.start();
  stage = await Stage.set('lighttpd', { embed: `${site.origin} ${site.otherOrigin}` });
  strict = await Front.start('lighttpd', { socket: stage.daemon.socket, embed: site.origin });
  for (const front of [stage.front, strict]) await allow(front, [site.origin]);
  firefox = await Firefox.start();
});
after(async () => {
  await firefox?.stop();
  await strict?.stop();
  await stage?.stop();
  await site?.stop();
});

const BROWSERS = {
  Chromium: (t, url, options) => Person.open(stage.browser, url, options).then((person) => (t.after(() => person.close()), person)),
  Firefox: (t, url, options) => firefox.person(t, url, options),
};

const heading = (person) => person.page.$eval('#room', ({ textContent }) => textContent);
const theme = (person, wanted) => person.until((name) => document.documentElement.dataset.theme === name, wanted);
const refused = (person) => person.until(() => document.documentElement.dataset.framed === 'refused' && /operator has not allowed/.test(document.querySelector('#refusal-text').textContent));
const shown = (person) => person.page.$$eval('button, a, textarea, input', (all) => all.filter((one) => one.checkVisibility()).map(({ textContent }) => textContent.trim()));
const named = (person, name) => person.until((wanted) => [...document.querySelectorAll('.person .name')].some(({ textContent }) => textContent === wanted), name);

for (const [browser, open] of Object.entries(BROWSERS)) {
  const room = `embedded-${browser}`.toLowerCase();

  /** Somebody who sees the chat in a frame. */
  async function visitor(t, { path = '/', origin, url = stage.url, ...options } = {}) {
    return inFrame(await open(t, site.page(url, { path, origin }), { online: false, ...options }));
  }

  /** Such a one in a room of the test, where nobody else is. */
  async function talker(t, name, options = {}) {
    const fragment = `#${room}-${name}`;
    const person = await visitor(t, { path: '/silent', ...options });
    await isTold(person, 'ready');
    await ask(person, { onetimechat: 1, type: 'open', room: fragment });
    await isTold(person, 'people', 1);
    return Object.assign(person, { fragment });
  }

  describe(`at ${browser}, a site that is allowed`, () => {
    test('opens a room as conf/SITE.md says it, in which people talk', async (t) => {
      const ben = await stage.person(t, { fragment: '#garden' });
      const ann = await visitor(t);
      await isTold(ann, 'people', 2);
      await theme(ann, 'dark');
      await named(ben, 'Ann');
      assert.equal(await heading(ann), '#garden');
      await ann.say('from the frame');
      await ben.say('from beside it');
      await ann.sees('from the frame', 'from beside it');
      const address = ann.host.url();
      await ask(ann, { onetimechat: 1, type: 'name', name: 'Anna' });
      await named(ben, 'Anna');
      await ask(ann, { onetimechat: 1, type: 'theme', theme: 'light' });
      await theme(ann, 'light');
      await ask(ann, { onetimechat: 1, type: 'leave' });
      await isTold(ann, 'left');
      await ben.sees('from beside it');
      await ann.until(() => /You have left/.test(document.querySelector('#refusal-text').textContent));
      assert.equal(ann.host.url(), address);
      for (const message of await told(ann)) {
        assert.ok(KINDS.includes(message.type));
        assert.ok(Object.keys(message).every((key) => ['onetimechat', 'type', 'count'].includes(key)), JSON.stringify(message));
      }
      await ann.check();
    });

    test('is told how many messages nobody has seen', async (t) => {
      const ann = await talker(t, 'unread');
      const ben = await stage.person(t, { fragment: ann.fragment });
      await isTold(ann, 'people', 2);
      const put = (top) => ann.host.evaluate((pixels) => { document.querySelector('#chat').style.cssText = `position: absolute; top: ${pixels}px`; }, top);
      await ben.say('seen');
      await ann.sees('seen');
      await put(5000);
      const unread = async () => (await told(ann)).findLast(({ type }) => type === 'unread')?.count ?? 0;
      const said = ['seen'];
      while (await unread() < 3) { // the first ones may come while the frame is still drawn
        said.push(`line ${said.length}`);
        await ben.say(said.at(-1));
        await ann.sees(...said);
        assert.ok(said.length < 60, 'nothing is told of so many');
      }
      await put(0);
      await isTold(ann, 'unread', 0);
      await ben.closeTab();
      await isTold(ann, 'people', 1);
      await ann.check();
    });

    test('opens another room in place of the first, and the first again', async (t) => {
      const ann = await talker(t, 'first');
      const ben = await stage.person(t, { fragment: ann.fragment });
      await ann.say('vanishes');
      await ben.sees('vanishes');
      const steps = await ann.host.evaluate(() => history.length);
      await ask(ann, { onetimechat: 1, type: 'open', room: `${room}-second` });
      await ann.until((name) => document.querySelector('#room').textContent === name, `#${room}-second`);
      await ben.sees();
      await ben.present(1);
      await ask(ann, { onetimechat: 1, type: 'leave' });
      await ann.until(() => !document.querySelector('#refusal').hidden);
      await ask(ann, { onetimechat: 1, type: 'open', room: ann.fragment });
      await ben.present(2);
      assert.equal(await ann.host.evaluate(() => history.length), steps, 'Back leads where it led');
      await ann.check();
    });

    test('opens a private room by its link, and does not get to know that of a new one', async (t) => {
      const ben = await stage.person(t);
      const link = await start(ben);
      const ann = await visitor(t, { path: '/silent' });
      await isTold(ann, 'ready');
      await ask(ann, { onetimechat: 1, type: 'open', room: link, name: 'Ann' });
      await isTold(ann, 'people', 2);
      await named(ben, 'Ann');
      await ann.say('in private');
      await ben.sees('in private');
      assert.equal(await ann.page.evaluate(() => location.hash), '');
      await ann.page.evaluate(() => document.querySelector('#invite').click());
      await ann.until(() => document.querySelector('dialog.private[open] input'));
      const links = await ann.page.$$eval('dialog.private[open] input', (all) => all.map(({ value }) => value).filter((value) => value.includes('#')));
      assert.deepEqual(links, [stage.url + link]);
      assert.doesNotMatch(JSON.stringify(await told(ann)), /~|private|Ann/);
      await ann.check();
    });
  });

  describe(`at ${browser}, a site that is not allowed`, () => {
    test('gets nothing from the front server', async (t) => {
      const person = await open(t, site.page(strict.url, { path: '/silent', origin: site.otherOrigin }), { online: false });
      await person.page.waitForFunction(() => document.readyState === 'complete');
      await inFrame(person);
      assert.equal(await person.page.evaluate(() => document.querySelector('#room')), null);
      assert.deepEqual(await told(person), []);
    });

    test('gets nothing from the page, where the front server lets it through', async (t) => {
      const ben = await stage.person(t, { fragment: '#garden' });
      const mallory = await visitor(t, { origin: site.otherOrigin });
      await ask(mallory, { onetimechat: 1, type: 'open', room: 'garden' });
      await refused(mallory);
      await ask(mallory, { onetimechat: 1, type: 'open', room: 'garden' });
      await mallory.page.evaluate(() => { location.hash = 'garden'; });
      await mallory.page.evaluate(() => new Promise((resolve) => { setTimeout(resolve); }));
      assert.deepEqual(await shown(mallory), ['Open the chat by itself']);
      await ben.say('still alone');
      await ben.present(1);
      assert.deepEqual([await mallory.texts(), await told(mallory)], [[], []]);
      assert.deepEqual(await mallory.page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /\/chat\//.test(name))), []);
      await accessible(mallory, 'refused in a frame');
      await mallory.check();
    });

    test('gets nothing from an allowed one around which it puts itself', async (t) => {
      const person = await open(t, site.page(strict.url, { path: '/around', origin: site.otherOrigin }), { online: false });
      const middle = await (await person.page.waitForSelector('#chat')).contentFrame();
      await middle.waitForFunction(() => document.readyState === 'complete');
      const inner = await (await middle.waitForSelector('#chat')).contentFrame();
      assert.equal(await inner.evaluate(() => document.querySelector('#room')), null);
    });
  });

  describe(`at ${browser}, messages`, () => {
    const HOSTILE = [
      'open', null, 5, ['open'], { type: 'leave' }, { onetimechat: 2, type: 'leave' }, { onetimechat: 1, type: 'say', text: 'not mine' },
      { onetimechat: 1, type: 'open', room: 'javascript:alert(1)' }, { onetimechat: 1, type: 'open', room: 'a b' }, { onetimechat: 1, type: 'open', room: { length: 5 } },
      { onetimechat: 1, type: 'open', room: 'elsewhere', theme: 'blue' }, { onetimechat: 1, type: 'open', room: 'elsewhere', name: 'x'.repeat(100_000) },
      { onetimechat: 1, type: 'name', name: '<b>' .repeat(1000) }, { onetimechat: 1, type: 'name', name: { toString: 'Mallory' } }, { onetimechat: 1, type: 'theme', theme: 'url(//evil.example)' },
    ];

    test('that are spoilt change nothing', async (t) => {
      const ann = await talker(t, 'hostile');
      const before = [await heading(ann), await ann.name(), await told(ann)];
      for (const message of HOSTILE) await ask(ann, message);
      await ask(ann, { onetimechat: 1, type: 'theme', theme: 'dark' }); // they come in order
      await theme(ann, 'dark');
      assert.deepEqual([await heading(ann), await ann.name(), await told(ann)], before);
      await ann.check();
    });

    test('of another frame are not heard', async (t) => {
      const ann = await talker(t, 'beside');
      for (const type of ['leave', 'open']) await ask(ann, { onetimechat: 1, type, room: 'elsewhere', theme: 'light' }, 'beside');
      await ann.page.evaluate(() => { addEventListener('message', ({ data }) => { if (data === 'the last') document.documentElement.dataset.heard = true; }); });
      await ask(ann, 'the last', 'beside');
      await ann.until(() => document.documentElement.dataset.heard);
      await ask(ann, { onetimechat: 1, type: 'theme', theme: 'dark' });
      await theme(ann, 'dark');
      assert.equal(await heading(ann), ann.fragment);
      assert.ok((await told(ann)).every(({ type }) => type !== 'left'));
      await ann.check();
    });

    test('before the first "open" do nothing, nor do addresses', async (t) => {
      const ann = await visitor(t, { path: '/silent', url: `${stage.url}#${room}-early` });
      await isTold(ann, 'ready');
      for (const request of [{ type: 'name', name: 'Ann' }, { type: 'theme', theme: 'light' }, { type: 'leave' }]) await ask(ann, { onetimechat: 1, ...request });
      await ann.page.evaluate(() => { location.hash = 'elsewhere'; });
      await ask(ann, { onetimechat: 1, type: 'open', room: `${room}-early`, theme: 'dark' });
      await isTold(ann, 'joined');
      await theme(ann, 'dark');
      assert.equal(await heading(ann), `#${room}-early`);
      assert.deepEqual((await told(ann)).map(({ type }) => type).slice(0, 2), ['ready', 'joined']);
      await ann.check();
    });
  });
}

describe('the frame', () => {
  const inSize = (t, width, height, options = {}) => BROWSERS.Chromium(t, site.page(stage.url), { online: false, viewport: { width: width + 40, height: height + 60 }, ...options }).then(async (person) => {
    await inFrame(person);
    await person.host.evaluate((size) => Object.assign(document.querySelector('#chat'), size), { width, height });
    await isTold(person, 'joined');
    return person;
  });

  for (const [width, height] of [[320, 480], [600, 300]]) {
    test(`of ${width} x ${height} pixels holds all of it`, async (t) => {
      const ann = await inSize(t, width, height);
      await ann.say('A line that is long enough to be wrapped at least once where there is so little room for it as there is here.');
      const { scrolls, log } = await ann.page.evaluate(() => ({
        scrolls: document.documentElement.scrollWidth > innerWidth, log: document.querySelector('#log').getBoundingClientRect().height,
      }));
      assert.equal(scrolls, false);
      assert.ok(log >= height / 3, `${log} pixels of talk`);
      assert.equal(await ann.page.isVisible('#new-room'), false);
      await accessible(ann, `a frame of ${width} x ${height}`);
      await ann.screenshot(`embedding-${width}x${height}`);
      await ann.check();
    });
  }

  test('takes the focus from the page around only when somebody goes there', async (t) => {
    const ann = await inSize(t, 320, 480);
    assert.equal(await ann.host.evaluate(() => document.activeElement.id), '');
    await ann.page.click('#text');
    assert.equal(await ann.host.evaluate(() => document.activeElement.id), 'chat');
  });

  test('asks for what it needs; who is in no frame never does', async (t) => {
    const ann = await inSize(t, 320, 480);
    const ben = await stage.person(t, { fragment: '#garden' });
    const asked = (person) => person.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /\/framed?-/.test(name)).length);
    assert.equal(await asked(ann), 2);
    assert.equal(await asked(ben), 0);
  });
});

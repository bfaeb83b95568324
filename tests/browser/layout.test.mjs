// The page on small screens, with large text, zoomed in, in forced colours, and by touch.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Stage } from './support/people.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const NETWORK_ERRORS = /Failed to load resource/;

let stage;
let rooms = 0;
const newRoom = () => `#room${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

async function client(t, fragment, name = 'Longish Name Of Somebody') {
  const one = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
  t.after(() => one.leave());
  await one.say('some words that are said here', { kind: 'text', name });
  return one;
}

const enlarge = (person, size) => person.page.evaluate((wanted) => { document.documentElement.style.fontSize = wanted; }, size);

const measures = (person) => person.page.evaluate(() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect().toJSON();
  const wide = [...document.querySelectorAll('html, body, .bar, .strip, #log, .composer, #people')].filter((one) => one.scrollWidth > one.clientWidth && one.clientWidth > 0);
  return {
    log: box('#log'), bar: box('.bar'), composer: box('.composer'), people: box('#people'), window: { width: innerWidth, height: innerHeight },
    wide: wide.map((one) => one.id || one.className || one.localName),
  };
});

const ROOM_FOR_TALK = [
  ['a phone', PHONE, '100%', 0.7],
  ['a phone with text at 200 %', PHONE, '200%', 0.5],
  ['a small phone', { ...PHONE, viewport: { width: 320, height: 568 } }, '100%', 0.6],
  ['a phone on its side', { ...PHONE, viewport: { width: 844, height: 390 } }, '100%', 0.6],
  ['a window of 1280 by 1024 at 200 %', { viewport: { width: 640, height: 512 } }, '100%', 0.6],
  ['a window of 1280 by 1024 at 400 %', { viewport: { width: 320, height: 256 } }, '100%', 0.4],
];

describe('the talk has its share', () => {
  for (const [what, options, size, share] of ROOM_FOR_TALK) {
    test(`on ${what}, online and when the connection is lost`, async (t) => {
      const fragment = newRoom();
      await client(t, fragment);
      const ann = await stage.person(t, { fragment, ...options });
      await enlarge(ann, size);
      await ann.until(() => document.querySelectorAll('.line').length === 1);
      await ann.page.route('**/chat/*', (route) => route.abort());
      for (const phase of ['online', 'waiting']) {
        if (phase === 'waiting') {
          await ann.context.setOffline(true);
          await ann.until(() => document.querySelector('#countdown').textContent !== '' && !document.querySelector('#retry').hidden);
        }
        const { log, composer, window, wide } = await measures(ann);
        t.diagnostic(`${what}, ${phase}: the log has ${Math.round(100 * log.height / window.height)} % of the height`);
        assert.ok(log.height >= share * window.height, `${phase}: ${log.height} of ${window.height}`);
        assert.deepEqual(wide, [], `${phase}: wider than the window`);
        assert.ok(composer.bottom <= window.height + 0.5 && composer.right <= window.width + 0.5);
        const overlap = await ann.page.$$eval('.strip > :not([hidden]), .where-text, .action', (parts) => {
          const boxes = parts.map((part) => part.getBoundingClientRect()).filter(({ width }) => width > 0);
          return boxes.some((one, index) => boxes.slice(index + 1)
            .some((other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 2 && other.top < one.bottom - 2));
        });
        assert.equal(overlap, false, `${phase}: parts of the bar lie over each other`);
      }
      const name = await ann.page.$eval('.line .name', (element) => {
        const { height } = element.getBoundingClientRect();
        return height / Number.parseFloat(getComputedStyle(element).lineHeight);
      });
      assert.ok(name < 2.5, `a name of 24 letters takes ${name} lines`);
      await ann.check(NETWORK_ERRORS);
    });
  }
});

test('where nothing has been said the page begins at its beginning, and the first line is seen', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment, viewport: { width: 320, height: 256 } });
  const place = () => ann.page.$eval('#log', ({ scrollTop, scrollHeight, clientHeight }) => ({ fromTop: scrollTop, toGo: scrollHeight - clientHeight - scrollTop }));
  const { fromTop, toGo } = await place();
  assert.ok(fromTop === 0 && toGo > 100, `${fromTop} ${toGo}`);
  await client(t, fragment);
  await ann.until(() => document.querySelectorAll('.line').length === 1);
  assert.ok((await place()).toGo < 2);
});

test('in forced colours it is seen where the focus is, what is selected and what cannot be used', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom(), ...PHONE, forcedColors: 'active' });
  const style = (selector, ...names) => ann.page.$eval(selector, (element, wanted) => {
    const all = getComputedStyle(element);
    return wanted.map((name) => all[name]);
  }, names);
  for (const id of ['text', 'copy-link', 'new-room', 'people-toggle', 'connection-open']) {
    await ann.page.focus(`#${id}`);
    await ann.page.keyboard.press('Tab');
    await ann.page.keyboard.press('Shift+Tab');
    const [line, width, colour] = await style(`#${id}`, 'outlineStyle', 'outlineWidth', 'outlineColor');
    const [ground] = await style('body', 'backgroundColor');
    assert.ok(line === 'solid' && Number.parseFloat(width) >= 2 && colour !== ground, `${id}: ${line} ${width} ${colour}`);
  }
  for (const selector of ['.action', '#send', '.composer-row', '#connection-open']) {
    const [line, colour] = await style(selector, 'borderTopStyle', 'borderTopColor');
    assert.ok(line === 'solid' && !/^rgba.*, 0\)$/.test(colour), `${selector}: ${line} ${colour}`);
  }
  const closed = await style('#people-toggle', 'backgroundColor');
  await ann.page.click('#people-toggle');
  assert.notDeepEqual(await style('#people-toggle', 'backgroundColor'), closed);
  await ann.page.keyboard.press('Escape');
  const disabled = await style('#send', 'color');
  await ann.page.fill('#text', 'words');
  assert.notDeepEqual(await style('#send', 'color'), disabled);
  const [dot] = await style('.dot', 'backgroundColor');
  assert.notDeepEqual([dot], await style('body', 'backgroundColor'));
});

test('a panel of 200 people leaves the box free, scrolls, and is closed in every way', async (t) => {
  const fragment = newRoom();
  for (let number = 0; number < 200; number += 1) await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).join();
  for (const viewport of [PHONE.viewport, { width: 320, height: 256 }]) {
    const ann = await stage.person(t, { fragment, ...PHONE, viewport });
    const isOpen = () => ann.page.isVisible('#people');
    const focus = () => ann.page.evaluate(() => document.activeElement.id);
    const open = async () => {
      await ann.page.focus('#people-toggle');
      await ann.page.keyboard.press('Enter');
      assert.equal(await isOpen(), true);
    };
    await ann.until(() => document.querySelectorAll('.person').length > 200);
    await open();
    const { people, composer, log, wide } = await measures(ann);
    assert.ok(people.bottom <= composer.top + 0.5 && people.top >= log.top - 0.5, `${people.top} to ${people.bottom}, the box from ${composer.top}`);
    assert.deepEqual(wide, []);
    assert.equal(await focus(), 'people-close');
    assert.equal(await ann.page.getByRole('complementary', { name: 'People here' }).getByRole('button', { name: 'Close' }).count(), 1);
    await ann.page.keyboard.press('Tab');
    assert.equal(await focus(), 'people-list', 'what scrolls is reached by keyboard');
    await ann.page.$eval('#people-list', (list) => { list.scrollTop = list.scrollHeight; });
    assert.ok(await ann.page.$eval('#people-list', (list) => list.scrollTop > 3000 && list.lastElementChild.getBoundingClientRect().bottom <= document.querySelector('.composer').getBoundingClientRect().top));
    assert.equal(await ann.page.isVisible('#people-close'), true);
    await ann.page.keyboard.press('Escape');
    assert.deepEqual([await isOpen(), await focus()], [false, 'people-toggle']);
    await open();
    await ann.page.click('#people-close');
    assert.deepEqual([await isOpen(), await focus()], [false, 'people-toggle']);
    await open();
    await ann.page.tap('#text');
    assert.deepEqual([await isOpen(), await focus()], [false, 'text']);
    await open();
    await ann.page.keyboard.press('Shift+Tab');
    assert.equal(await isOpen(), false, 'who goes on by keyboard sees where they are');
    assert.equal(await ann.page.getAttribute('#people-toggle', 'aria-expanded'), 'false');
    await ann.check();
  }
});

test('beside the talk the people need no button, and few of them no stop of the keyboard', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  await ann.present(1);
  assert.equal(await ann.page.isVisible('#people'), true);
  assert.equal(await ann.page.isVisible('#people-close'), false);
  assert.equal(await ann.page.getAttribute('#people-list', 'tabindex'), null);
});

test('on a phone it is seen that the link was copied', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom(), ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] });
  const label = ann.page.locator('#copy-link span');
  const size = async () => { const { width, height } = await label.boundingBox(); return width * height; };
  const icon = () => ann.page.$$eval('#copy-link svg', (all) => all.findIndex((one) => one.getBoundingClientRect().width > 0));
  assert.ok(await size() <= 4);
  const before = await icon();
  await ann.page.tap('#copy-link');
  await ann.until(() => document.querySelector('#copy-link span').textContent === 'Copied');
  const box = await label.boundingBox();
  assert.ok(box.width > 40 && box.height > 15 && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  assert.equal(await label.evaluate((element) => getComputedStyle(element).clipPath), 'none');
  assert.notEqual(await icon(), before);
  await ann.until(() => document.querySelector('#copy-link span').textContent === 'Copy link');
  assert.ok(await size() <= 4);
  assert.equal(await icon(), before);
});

test('nothing lies below a notch or a rounded corner', async (t) => {
  const fragment = newRoom();
  await client(t, fragment);
  const insets = { top: 30, left: 44, bottom: 21, right: 48 };
  const ann = await stage.person(t, { fragment, ...PHONE, viewport: { width: 844, height: 390 } });
  assert.match(await ann.page.getAttribute('meta[name="viewport"]', 'content'), /viewport-fit=cover/);
  const devtools = await ann.context.newCDPSession(ann.page);
  await devtools.send('Emulation.setSafeAreaInsetsOverride', { insets });
  await ann.until(() => document.querySelector('#room').getBoundingClientRect().left >= 44);
  const inside = async (selector, sides) => {
    const box = await ann.page.$eval(selector, (element) => element.getBoundingClientRect().toJSON());
    const free = { top: box.top - insets.top, left: box.left - insets.left, bottom: 390 - insets.bottom - box.bottom, right: 844 - insets.right - box.right };
    for (const side of sides) assert.ok(free[side] >= -0.5, `${selector}, ${side}: ${free[side]}`);
  };
  await inside('.bar-in', ['top', 'left']);
  await inside('.strip', ['top', 'right']);
  await inside('.line', ['left', 'right']);
  await inside('.composer-row', ['left', 'right', 'bottom']);
  await ann.page.click('#people-toggle');
  await inside('#people-close', ['right']);
  await inside('.person', ['right']);
  await ann.page.keyboard.press('Escape');
  await ann.page.click('#connection-open');
  await inside('#connection', ['top', 'left', 'bottom', 'right']);
});

describe('Enter', () => {
  const hint = (person) => person.page.evaluate(() => [document.querySelector('#text').enterKeyHint, document.querySelector('#keys').textContent]);

  test('makes a new line on a touch screen, where the button sends', async (t) => {
    const ann = await stage.person(t, { fragment: newRoom(), ...PHONE });
    const [key, words] = await hint(ann);
    assert.equal(key, 'enter');
    assert.match(words, /^Enter makes a new line/);
    await ann.page.tap('#text');
    await ann.page.keyboard.type('one');
    await ann.page.keyboard.press('Enter');
    await ann.page.keyboard.type('two');
    assert.equal(await ann.page.inputValue('#text'), 'one\ntwo');
    assert.deepEqual(await ann.texts(), []);
    await ann.page.tap('#send');
    await ann.sees('one\ntwo');
    for (const [index, order] of ['Control+Enter', 'Meta+Enter'].entries()) {
      await ann.page.fill('#text', `by keys ${index}`);
      await ann.page.press('#text', order);
    }
    await ann.sees('one\ntwo', 'by keys 0', 'by keys 1');
  });

  test('sends where there is a keyboard, and never while a word is composed', async (t) => {
    const ann = await stage.person(t, { fragment: newRoom() });
    const [key, words] = await hint(ann);
    assert.equal(key, 'send');
    assert.match(words, /^Enter sends/);
    await ann.page.fill('#text', '日本');
    for (const more of [{ isComposing: true }, { keyCode: 229 }, { isComposing: true, ctrlKey: true }]) {
      await ann.page.$eval('#text', (box, init) => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init })), more);
    }
    assert.deepEqual(await ann.texts(), []);
    await ann.page.press('#text', 'Enter');
    await ann.sees('日本');
  });
});

test('one person has one colour, on every page and in both places', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.say('whose colour is this?');
  await ben.sees('whose colour is this?');
  const name = await ann.name();
  await ben.until((wanted) => [...document.querySelectorAll('.person .name')].some(({ textContent }) => textContent === wanted), name);
  const ink = (person, selector) => person.page.$$eval(selector, (elements, wanted) => getComputedStyle(elements.find(({ textContent }) => textContent === wanted)).color, name);
  const colours = [await ink(ann, '.person .name'), await ink(ben, '.person .name'), await ink(ben, '.line .name')];
  assert.equal(new Set(colours).size, 1, colours.join(' '));
});

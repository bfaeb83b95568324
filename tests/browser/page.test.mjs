// The page itself, below a sub-path: by keyboard, for screen readers, on small screens, with long histories.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Person, Stage } from './support/people.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const NETWORK_ERRORS = /Failed to load resource/;

let stage;
let rooms = 0;
const newRoom = () => `#room${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd', { base: '/deep/sub', args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

async function client(t, fragment) {
  const one = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
  t.after(() => one.leave());
  return one;
}

const said = { kind: 'text', name: 'Scripted' };

/** Sends all at once as far as a request can hold them; newcomers will not get them. */
async function sendAll(one, texts) {
  for (let from = 0; from < texts.length; from += 64) {
    const commands = texts.slice(from, from + 64).map((text, index) => ['send', one.id, { ...said, id: `m${from + index}`, text }]);
    const { status } = await one.post('send', { ...one.credentials, commands });
    assert.equal(status, 200);
  }
}

test('it can be used by keyboard alone, and shows where the focus is', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  const stops = [];
  for (const key of [...Array(6).fill('Shift+Tab'), ...Array(6).fill('Tab')]) {
    await ann.page.keyboard.press(key);
    stops.push(await ann.page.evaluate(() => {
      const element = document.activeElement;
      const shown = [element, element.parentElement].some((one) => {
        const { outlineStyle, boxShadow } = getComputedStyle(one);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      });
      return { id: element.id, shown };
    }));
  }
  const expected = ['log', 'settings-open', 'connection-open', 'private-room', 'new-room', 'copy-link', 'new-room', 'private-room', 'connection-open', 'settings-open', 'log', 'text'];
  assert.deepEqual(stops, expected.map((id) => ({ id, shown: true })));
  await ann.page.keyboard.type('by keyboard');
  await ann.page.keyboard.press('Shift+Enter');
  await ann.page.keyboard.type('in two lines');
  await ann.page.keyboard.press('Enter');
  await ben.sees('by keyboard\nin two lines');
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'text');
  await ann.check();
});

test('Enter that ends a composition does not send', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  await ann.page.fill('#text', '日本');
  await ann.page.$eval('#text', (box) => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })));
  await ann.page.$eval('#text', (box) => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true })));
  assert.deepEqual(await ann.texts(), []);
  await ann.page.press('#text', 'Enter');
  await ann.sees('日本');
});

test('on a phone the people are a keystroke or a touch away', async (t) => {
  const fragment = newRoom();
  const [ann] = [await stage.person(t, { fragment, ...PHONE }), await stage.person(t, { fragment })];
  await ann.present(2);
  assert.equal(await ann.page.locator('#people').isVisible(), false);
  await ann.page.focus('#people-toggle');
  await ann.page.keyboard.press('Enter');
  assert.equal(await ann.page.locator('#people').isVisible(), true);
  assert.equal(await ann.page.getAttribute('#people-toggle', 'aria-expanded'), 'true');
  await ann.page.keyboard.press('Escape');
  assert.equal(await ann.page.locator('#people').isVisible(), false);
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'people-toggle');
  await ann.page.tap('#people-toggle');
  assert.equal(await ann.page.locator('#people .person').count(), 2);
  await ann.page.touchscreen.tap(20, 700);
  assert.equal(await ann.page.locator('#people').isVisible(), false);
});

test('a fragment that names no room is refused with a sentence and never sent', async (t) => {
  for (const fragment of ['#~secret', '#two%20words', `#${'x'.repeat(65)}`]) {
    const requests = [];
    const ann = await stage.person(t, { online: false });
    await ann.online();
    ann.page.on('request', (request) => requests.push(`${request.url()} ${request.postData() ?? ''}`));
    await ann.page.goto('about:blank');
    requests.length = 0;
    await ann.page.goto(stage.url + fragment);
    await ann.phase('refused');
    assert.equal(await ann.page.locator('#refusal').isVisible(), true);
    assert.equal(await ann.page.locator('#text').isDisabled(), true);
    assert.deepEqual(requests.filter((request) => /\/chat\/[a-z]+[? ]/.test(request)), []);
    assert.ok(requests.every((request) => !request.replace(stage.url + fragment, '').includes(fragment.slice(2))));
    await ann.page.click('#refusal a');
    await ann.online();
    assert.equal(await ann.page.textContent('#room'), 'Lobby');
    await ann.check();
  }
});

test('another fragment is another room, in which one is somebody else', async (t) => {
  const [one, other] = [newRoom(), newRoom()];
  const [ann, ben, cleo] = [await stage.person(t, { fragment: one }), await stage.person(t, { fragment: one }), await stage.person(t, { fragment: other })];
  await ann.say('in the first room');
  await cleo.say('in the second room');
  const before = await ann.page.$eval('.person:has(.you) .face', (face) => getComputedStyle(face).backgroundColor) + await ann.name();
  await ann.page.evaluate((fragment) => { location.hash = fragment; }, other);
  await ann.page.click('#leaving-leave');
  await ann.sees('in the second room');
  await ben.sees([]);
  await ben.present(1);
  await ann.present(2);
  assert.notEqual(await ann.page.$eval('.person:has(.you) .face', (face) => getComputedStyle(face).backgroundColor) + await ann.name(), before);
  assert.match(await ann.page.title(), new RegExp(`^${other} – One Time Chat$`));
  for (const person of [ann, ben, cleo]) await person.check();
});

test('the page says honestly who reads along', async (t) => {
  const lobby = await stage.person(t, { fragment: '' });
  assert.match(await lobby.page.textContent('.bar'), /anyone can read along/i);
  assert.match(await lobby.page.textContent('.about'), /whoever opens this page reads along/);
  const room = await stage.person(t, { fragment: newRoom() });
  assert.match(await room.page.textContent('.about'), /Whoever has the link.*The server could read it, too/);
});

test('a new room’s link cannot be guessed and is another each time', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  const first = await ann.page.getAttribute('#new-room', 'href');
  assert.match(first, /^#[A-Za-z0-9_]{24}$/);
  await ann.page.click('#new-room');
  await ann.until(() => document.querySelector('#room').textContent === 'Unlisted room');
  assert.equal(new URL(ann.page.url()).hash, first);
  await ann.online();
  assert.notEqual(await ann.page.getAttribute('#new-room', 'href'), first);
});

test('the link is copied, or shown where the browser does not allow it', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment, permissions: ['clipboard-read', 'clipboard-write'] });
  await ann.page.click('#copy-link');
  await ann.until(() => document.querySelector('#announcer').textContent === 'Link copied');
  assert.equal(await ann.page.evaluate(() => navigator.clipboard.readText()), stage.url + fragment);
  const ben = await stage.person(t, { fragment });
  await ben.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await ben.page.click('#copy-link');
  assert.equal(await ben.page.inputValue('#link'), stage.url + fragment);
  assert.equal(await ben.page.evaluate(() => getSelection().toString()), stage.url + fragment);
  await ben.page.keyboard.press('Escape');
  assert.equal(await ben.page.locator('#link-dialog').isVisible(), false);
  await ben.check();
});

test('new messages are announced; a history is announced by its number', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const ann = await stage.person(t, { fragment });
  const live = ann.page.locator('#announcer[aria-live="polite"]');
  await scripted.say('for all to hear', said);
  await ann.sees('for all to hear');
  assert.equal(await live.textContent(), 'Scripted: for all to hear');
  await ann.say('my own');
  assert.equal((await live.textContent()).includes('my own'), false);
  const late = await Person.open(stage.browser, stage.url, { online: false, fragment });
  t.after(() => late.close());
  await late.page.evaluate(() => {
    window.heard = [];
    const region = document.querySelector('#announcer');
    new MutationObserver(() => window.heard.push(region.textContent)).observe(region, { childList: true });
  });
  // One sentence, or two where the second message came late.
  await late.until(() => window.heard.map((text) => Number(/^(\d+) earlier/.exec(text)?.[1] ?? 0)).reduce((a, b) => a + b, 0) === 2);
  assert.ok((await late.page.evaluate(() => window.heard)).every((text) => !text.includes('my own')));
  assert.equal(await late.page.getAttribute('#log', 'role'), 'log');
});

test('the end stays in sight unless one has scrolled up; then a button tells what is new', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const ann = await stage.person(t, { fragment, ...PHONE });
  const atEnd = () => ann.until(() => {
    const { scrollTop, scrollHeight, clientHeight } = document.querySelector('#log');
    return scrollHeight > clientHeight * 1.5 && scrollHeight - scrollTop - clientHeight < 2;
  });
  await sendAll(scripted, Array.from({ length: 60 }, (_, number) => `line ${number}`));
  await atEnd();
  await ann.page.$eval('#log', (log) => { log.scrollTop = 100; });
  await ann.until(() => document.querySelector('#log').scrollTop < 200);
  await sendAll(scripted, ['line 0 again, ignored']);
  await scripted.post('send', { ...scripted.credentials, commands: ['x', 'y'].map((id) => ['send', scripted.id, { id, ts: Date.now(), kind: 'text', text: id }]) });
  await ann.until(() => document.querySelector('#newest').textContent.startsWith('2 new messages'));
  assert.ok(await ann.page.$eval('#log', ({ scrollTop }) => scrollTop) < 200);
  await ann.page.tap('#newest');
  await atEnd();
  assert.equal(await ann.page.locator('#newest').isVisible(), false);
});

test('the title counts what was said while the page was hidden', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => window.away ?? true, configurable: true }));
  await ben.say('one');
  await ben.say('two');
  await ann.until(() => document.title.startsWith('(2) '));
  await ann.page.evaluate(() => {
    window.away = false;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await ann.until(() => document.title.startsWith('#room'));
});

test('a text that is too long is refused before it is sent, and stays', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  const text = '€'.repeat(40_000);
  await ann.type(text);
  assert.match(await ann.page.textContent('#trouble'), /bytes too long/);
  assert.equal(await ann.page.inputValue('#text'), text);
  assert.deepEqual(await ann.texts(), []);
  await ann.page.fill('#text', 'short');
  assert.equal(await ann.page.textContent('#trouble'), '');
});

test('a line the server refuses comes back to the box', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  await ann.page.route(/\/chat\/send\?/, (route) => (route.request().postData().includes('unwelcome')
    ? route.fulfill({ status: 413, contentType: 'text/html', body: '<h1>413</h1>' }) : route.continue()));
  await ann.type('unwelcome');
  await ann.until(() => document.querySelector('#text').value === 'unwelcome');
  await ann.sees([]);
  assert.notEqual(await ann.page.textContent('#trouble'), '');
  await ann.page.fill('#text', '');
  await ann.say('welcome');
});

test('a proxy’s page in place of an answer is a lost connection, and is recovered from', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.page.route('**/chat/*', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Please log in</h1>' }));
  await ben.say('one');
  await ann.until(() => document.querySelector('#status').dataset.phase === 'waiting'
    && /^in \d+ s$/.test(document.querySelector('#countdown').textContent) && !document.querySelector('#retry').hidden);
  assert.equal(await ann.page.getAttribute('#countdown', 'aria-hidden'), 'true');
  await ben.say('two');
  await ann.page.unroute('**/chat/*');
  await ann.page.$eval('#retry', (button) => button.click()); // in whatever state it is by now
  await ann.online();
  await ann.sees('one', 'two');
  await ann.check(NETWORK_ERRORS);
});

test('nothing is wider than a small screen, an enlarged one or a 90 KB line', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  for (const text of ['x'.repeat(90_000), `https://a.example/${'y'.repeat(3000)}`, 'short']) await scripted.say(text, said);
  for (const viewport of [{ width: 320, height: 568 }, { width: 640, height: 400 }, { width: 1280, height: 720 }]) {
    const ann = await stage.person(t, { fragment, viewport });
    await ann.until(() => document.querySelectorAll('.line').length === 3);
    const widths = await ann.page.evaluate(() => [document.documentElement, document.querySelector('#log'), document.querySelector('.bar')]
      .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
    assert.deepEqual(widths, [0, 0, 0], `at ${viewport.width} pixels`);
    const box = await ann.page.locator('#text').boundingBox();
    assert.ok(box.y + box.height <= viewport.height && box.width > 150, JSON.stringify(box));
  }
});

test('a long line is folded and can be unfolded', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  await ann.say(`${'word '.repeat(5000)}end`);
  const height = () => ann.page.$eval('.line .text', (element) => element.offsetHeight);
  const folded = await height();
  await ann.page.click('.unfold');
  assert.ok(await height() > 3 * folded);
});

test('motion is reduced where that is wished', async (t) => {
  const animated = async (options) => {
    const ann = await stage.person(t, { fragment: newRoom(), ...options });
    await ann.say('x');
    return ann.page.$eval('.line .text', (element) => getComputedStyle(element).animationName);
  };
  assert.equal(await animated({ reducedMotion: 'reduce' }), 'none');
  assert.notEqual(await animated({ reducedMotion: 'no-preference' }), 'none');
});

test('5,000 lines are taken in, in order, and the page stays usable', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const ann = await stage.person(t, { fragment });
  const texts = Array.from({ length: 5000 }, (_, number) => `line ${number}`);
  const start = Date.now();
  await sendAll(scripted, texts);
  await ann.until(() => document.querySelectorAll('.line').length === 5000);
  t.diagnostic(`5,000 lines were sent and shown in ${Date.now() - start} ms`);
  const typing = Date.now();
  await ann.say('still quick');
  t.diagnostic(`a line behind them was sent and shown in ${Date.now() - typing} ms`);
  const shown = await ann.texts();
  assert.equal(shown.length, 5001);
  assert.equal(shown.at(-1), 'still quick');
  assert.deepEqual(shown.slice(0, 5000).sort(), [...texts].sort());
  await ann.check();
});

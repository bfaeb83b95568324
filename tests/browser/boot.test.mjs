// The start of the page in a real browser: what is lost on the way is told, and what is pressed early is kept.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

const PATIENCE_MS = 45_000;
let stage;

before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

/** Someone whose requests that match go to `handle` (a Playwright route). */
async function visitor(t, pattern, handle, { script, url = stage.url } = {}) {
  const context = await stage.browser.newContext();
  t.after(() => context.close());
  if (script) await context.addInitScript(script);
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  if (pattern) await page.route(pattern, handle);
  await page.goto(url, { waitUntil: 'commit' });
  return { page, errors };
}

const lost = (route) => route.abort('connectionreset');
const shows = (page, id) => page.waitForSelector(`#${id}`, { state: 'visible' });
const online = (page) => page.waitForFunction(() => document.querySelector('#status').dataset.phase === 'online');
const texts = (page) => page.$$eval('.line .text', (elements) => elements.map(({ textContent }) => textContent));

test('when all has come, nothing is said', async (t) => {
  const { page, errors } = await visitor(t);
  await online(page);
  await page.waitForLoadState('load');
  assert.equal(await page.isVisible('#boot-trouble'), false);
  assert.deepEqual(errors, []);
});

for (const [what, pattern] of [['the script', /\/main-[^/]+\.js$/], ['the style sheet', /\.css$/]]) {
  for (const [how, handle] of [
    ['is reset', lost],
    ['is answered by a page of the network', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>Sign in</p>' })],
    ['is gone', (route) => route.fulfill({ status: 404, contentType: 'text/plain', body: 'gone' })],
  ]) {
    test(`${what} ${how}: the page says so, and loads again when told to`, async (t) => {
      const { page } = await visitor(t, pattern, handle);
      await shows(page, 'boot-lost');
      assert.equal(await page.isVisible('#boot-old'), false);
      if (what === 'the script') assert.equal(await page.isVisible('#status'), false, 'nothing says "Connecting" any more');
      await page.unroute(pattern);
      await page.click('#boot-reload');
      await online(page);
      await page.waitForLoadState('load');
      assert.equal(await page.isVisible('#boot-trouble'), false);
    });
  }
}

test('a script that throws before the page has started is told', async (t) => {
  const broken = (route) => route.fulfill({ contentType: 'text/javascript', body: 'null.start();' });
  const { page } = await visitor(t, /\/main-[^/]+\.js$/, broken);
  await shows(page, 'boot-lost');
});

test('one module of many that is lost is told, in the unbuilt page too', async (t) => {
  const sources = await Stage.set('lighttpd', { unbuilt: true });
  t.after(() => sources.stop());
  const script = /\/js\/(?!main\.js|boot\.js)[^?]*\.js$/;
  let first = true;
  const { page } = await visitor(t, script, (route) => {
    if (!first) return route.continue();
    first = false;
    return lost(route);
  }, { url: sources.url });
  await shows(page, 'boot-lost');
});

test('what was lost before the first script ran is told', async (t) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const { page } = await visitor(t, /\.js$/, async (route) => {
    if (/\/main-/.test(route.request().url())) {
      await lost(route);
      return release();
    }
    await held;
    return route.continue();
  });
  await shows(page, 'boot-lost');
});

test('a script that never comes is told after a while', async (t) => {
  const context = await stage.browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.clock.install();
  await page.route(/\/main-[^/]+\.js$/, () => {}); // neither answered nor refused
  await page.goto(stage.url, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.oneTimeChat);
  assert.equal(await page.isVisible('#boot-trouble'), false);
  await page.clock.runFor(PATIENCE_MS + 1000);
  await shows(page, 'boot-lost');
});

test('a browser that is too old is told so', async (t) => {
  const broken = (route) => route.fulfill({ contentType: 'text/javascript', body: 'class { #this is not understood' });
  const { page } = await visitor(t, /\/main-[^/]+\.js$/, broken, { script: () => { delete Array.prototype.findLast; } });
  await shows(page, 'boot-old');
  assert.equal(await page.isVisible('#boot-lost'), false);
  assert.match(await page.textContent('#boot-old'), /too old/);
});

// Which of the two scripts comes first is for the network to decide.
const first = {
  either: async (t, script) => (await visitor(t, null, null, { script })).page,
  main: async (t, script) => {
    let release;
    const wait = new Promise((resolve) => { release = resolve; });
    const late = (route) => wait.then(() => route.continue());
    const { page } = await visitor(t, /\/boot-[^/]+\.js$/, late, { script: `(${tellEnd})(); ${script}` });
    await page.waitForFunction(() => window.mainHasEnded || window.oneTimeChat?.started);
    release();
    return page;
  },
};
function tellEnd() {
  addEventListener('error', () => { window.mainHasEnded = true; });
}

for (const missing of ['Array.prototype.findLast', 'Object.hasOwn', 'window.HTMLDialogElement', 'String.prototype.replaceAll']) {
  for (const [which, visit] of Object.entries(first)) {
    test(`a browser without ${missing} is told so, though it understands the script (${which} first)`, async (t) => {
      const page = await visit(t, `delete ${missing}`);
      await shows(page, 'boot-old');
      assert.equal(await page.isVisible('#status'), false);
      assert.equal(await page.isVisible('#boot-lost'), false);
    });
  }
}

for (const [what, body] of [
  ['is cut short', async (css) => css.slice(0, css.length / 3)],
  ['is another', async () => 'body { color: red }'],
  ['is a page of the network', async () => '<!DOCTYPE html><p>Sign in</p>'],
]) {
  test(`a style sheet that ${what} is told`, async (t) => {
    const { page } = await visitor(t, /\/page-[^/]+\.css$/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ contentType: 'text/css', body: await body(await answer.text()) });
    });
    await shows(page, 'boot-lost');
    await online(page);
  });
}

test('a style sheet that hangs keeps nobody from talking, and is asked for again', async (t) => {
  let asked = 0;
  const context = await stage.browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.clock.install();
  await page.route(/\/page-[^/]+\.css/, (route) => {
    asked += 1;
    if (asked > 1) route.continue();
  });
  await page.goto(stage.url, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.oneTimeChat?.isOld);
  await page.clock.runFor(16_000);
  await online(page);
  await page.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue('--whole'));
  await page.waitForSelector('#boot-trouble', { state: 'hidden' });
  assert.equal(asked, 2);
});

test('"New room" before the script has come opens one', async (t) => {
  let release;
  const wait = new Promise((resolve) => { release = resolve; });
  const { page } = await visitor(t, /\/main-[^/]+\.js$/, (route) => wait.then(() => route.continue()), { url: `${stage.url}#early-birds` });
  await page.waitForFunction(() => window.oneTimeChat?.isOld);
  await page.click('#new-room');
  assert.equal(new URL(page.url()).hash, '#early-birds');
  release();
  await page.waitForFunction(() => /^#[\w-]{20,}$/.test(location.hash));
  await online(page);
});

test('a page that has started keeps no listener by which browsers would not keep it for Back', async (t) => {
  function count() {
    const { addEventListener: add, removeEventListener: remove } = window;
    window.asking = 0;
    window.addEventListener = (type, ...more) => { if (type === 'beforeunload') window.asking += 1; add.call(window, type, ...more); };
    window.removeEventListener = (type, ...more) => { if (type === 'beforeunload') window.asking -= 1; remove.call(window, type, ...more); };
  }
  for (const visit of Object.values(first)) {
    const page = await visit(t, `(${count})()`);
    await online(page);
    await page.waitForFunction(() => window.oneTimeChat.isOld); // boot.js is there too
    await page.waitForLoadState('load');
    assert.equal(await page.evaluate(() => window.asking), 0);
  }
});

test('a page that is prepared for a visit which may never come is in no room before that comes', async (t) => {
  const joins = [];
  const script = () => Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  const { page } = await visitor(t, /\/chat\/join/, (route) => { joins.push(route.request().url()); route.continue(); }, { script });
  await page.waitForFunction(() => window.oneTimeChat?.started);
  await page.waitForLoadState('load');
  assert.deepEqual(joins, []);
  await page.evaluate(() => {
    Object.defineProperty(document, 'prerendering', { value: false });
    document.dispatchEvent(new Event('prerenderingchange'));
  });
  await online(page);
  assert.equal(joins.length, 1);
});

test('who would lose what was typed before the script has come is asked', async (t) => {
  const { page } = await visitor(t, /\/main-[^/]+\.js$/, () => {});
  await page.waitForFunction(() => window.oneTimeChat);
  await page.click('#text');
  await page.keyboard.type('half a sentence');
  const asking = page.waitForEvent('dialog');
  page.evaluate(() => location.reload()).catch(() => {}); // it ends only when there is an answer
  const dialog = await asking;
  assert.equal(dialog.type(), 'beforeunload');
  await dialog.dismiss();
  assert.equal(await page.inputValue('#text'), 'half a sentence');
});

for (const [what, press] of [
  ['Send', (page) => page.click('#send')],
  ['Enter', (page) => page.press('#text', 'Enter')],
]) {
  test(`${what} before the script has come is kept, and harms nothing`, async (t) => {
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    const { page, errors } = await visitor(t, /\/main-[^/]+\.js$/, async (route) => {
      await held;
      return route.continue();
    });
    await page.waitForFunction(() => window.oneTimeChat);
    await page.fill('#text', 'said early');
    for (let i = 0; i < 3; i++) await press(page);
    await shows(page, 'boot-wait');
    assert.equal(await page.inputValue('#text'), 'said early');
    release();
    await page.waitForFunction(() => document.querySelector('.line.own:not(.waiting) .text'));
    assert.deepEqual(await texts(page), ['said early']);
    assert.equal(await page.inputValue('#text'), '');
    assert.equal(await page.isVisible('#boot-wait'), false);
    assert.equal(new URL(page.url()).search, '');
    assert.deepEqual(errors, []);
  });
}

test('who writes on after pressing has not said it', async (t) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  const { page } = await visitor(t, /\/main-[^/]+\.js$/, async (route) => {
    await held;
    return route.continue();
  });
  await page.waitForFunction(() => window.oneTimeChat);
  await page.fill('#text', 'half a');
  await page.click('#send');
  await page.locator('#text').pressSequentially(' sentence');
  assert.equal(await page.isVisible('#boot-wait'), false);
  release();
  await online(page);
  assert.equal(await page.inputValue('#text'), 'half a sentence');
  assert.deepEqual(await texts(page), []);
});

test('Send harms nothing even when no script ever comes', async (t) => {
  const { page } = await visitor(t, /\.js$/, () => {});
  await page.waitForSelector('#send');
  await page.fill('#text', 'kept');
  await page.click('#send');
  await page.press('#text', 'Enter');
  assert.equal(page.url(), stage.url);
  assert.match(await page.inputValue('#text'), /^kept/);
});

test('the sentence names the browsers that the page is built for', async () => {
  const html = await readFile(new URL('../../www/index.html', import.meta.url), 'utf8');
  const build = await readFile(new URL('../../www/build.mjs', import.meta.url), 'utf8');
  const target = /TARGET = \[(.*)\]/.exec(build)[1].match(/[a-z]+[\d.]+/g);
  assert.ok(target.length >= 4);
  const sentence = /id="boot-old"[^>]*>([^<]*)/.exec(html)[1];
  for (const one of target) assert.ok(sentence.includes(/[\d.]+/.exec(one)[0]) && new RegExp(/[a-z]+/.exec(one)[0], 'i').test(sentence), one);
});

// As if many nodes were one chat: it is the node named in the `init` that has the room.
async function atNode(page, name) {
  await page.route(/\/chat\/join\?/, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.commands[0][2].node = name;
    await route.fulfill({ response, json });
  });
}

// A page whose main script waits until `release()`, and the requests to the chat that it has made; let in by the `node`, if any.
async function held(t, fragment = '', node = null) {
  const released = {};
  released.promise = new Promise((resolve) => { released.resolve = resolve; });
  const context = await stage.browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const requests = [];
  page.on('request', (request) => {
    const [, endpoint] = /\/chat\/([a-z]+)\?/.exec(request.url()) ?? [];
    if (endpoint) requests.push({ endpoint, body: JSON.parse(request.postData()) });
  });
  if (node) await atNode(page, node);
  await page.route(/\/main-[^/]+\.js$/, async (route) => {
    await released.promise;
    await route.continue();
  });
  await page.goto(stage.url + fragment, { waitUntil: 'commit' });
  return { page, requests, release: released.resolve };
}

test('the room is asked for while the script is on its way, once', async (t) => {
  const ben = await stage.person(t, { fragment: '#early' });
  const { page, requests, release } = await held(t, '#early');
  await ben.present(2);
  assert.deepEqual(requests.map(({ endpoint, body }) => [endpoint, body.room]), [['join', 'early']]);
  release();
  await online(page);
  await ben.say('welcome');
  await page.waitForSelector('.line .text');
  assert.deepEqual(await texts(page), ['welcome']);
  assert.equal(requests.filter(({ endpoint }) => endpoint === 'join').length, 1);
  assert.equal((await ben.page.$$('.person')).length, 2);
});

test('who goes before the script has come is not there any more', async (t) => {
  const ben = await stage.person(t, { fragment: '#gone-early' });
  const { page } = await held(t, '#gone-early');
  await ben.present(2);
  await page.waitForFunction(() => window.oneTimeChat?.join?.id, null, { polling: 50 }); // before that it cannot say who has gone
  await page.goto('about:blank');
  await ben.present(1);
});

for (const beacon of [false, true]) {
  test(`who goes before the script has come leaves the node that let them in${beacon ? ', by beacon' : ''}`, async (t) => {
    const left = [];
    const context = await stage.browser.newContext();
    t.after(() => context.close());
    context.on('request', (request) => { if (/leave$/.test(request.url())) left.push(new URL(request.url()).pathname); });
    const page = await context.newPage();
    if (beacon) await page.addInitScript(() => { delete window.Request.prototype.keepalive; });
    await atNode(page, 'b');
    await page.route(/\/main-[^/]+\.js$/, () => {});
    const said = context.waitForEvent('request', (request) => /leave$/.test(request.url()));
    await page.goto(stage.url, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.oneTimeChat?.join?.id, null, { polling: 50 });
    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
    await said;
    assert.deepEqual(left, ['/chat/b/leave']);
  });
}

test('who changes rooms before the script has come is in the other one alone', async (t) => {
  const [ben, cat] = [await stage.person(t, { fragment: '#first' }), await stage.person(t, { fragment: '#second' })];
  const { page, release } = await held(t, '#first');
  await ben.present(2);
  await page.evaluate(() => { location.hash = '#second'; });
  release();
  await cat.present(2);
  await ben.present(1);
  await online(page);
});

test('who changes rooms before the script has come leaves the node that let them in', async (t) => {
  const { page, release } = await held(t, '#first', 'b');
  await page.waitForFunction(() => window.oneTimeChat?.join?.id, null, { polling: 50 });
  await page.evaluate(() => { location.hash = '#second'; });
  const said = page.waitForRequest(/leave$/);
  release();
  assert.equal(new URL((await said).url()).pathname, '/chat/b/leave');
  await online(page);
});

test('a fragment that names no room is sent nowhere, early either', async (t) => {
  const { page, requests, release } = await held(t, '#~secret');
  await page.waitForFunction(() => window.oneTimeChat?.onStarted);
  release();
  await page.waitForFunction(() => document.querySelector('#status').dataset.phase === 'refused');
  assert.deepEqual(requests, []);
});

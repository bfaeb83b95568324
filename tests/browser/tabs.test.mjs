// Several tabs of one browser: one of them polls for all, and hands over when it goes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { guarded } from '../lib/process.mjs';
import { statusUntil } from '../lib/scene.mjs';
import { Person, Stage, UNTRUSTED_HOST } from './support/people.mjs';

const roomOf = (index) => `room${index}`;

// Runs in the page before its own scripts: notes when each text is shown for the first time.
function noteTexts() {
  window.shownAt = {};
  new MutationObserver(() => {
    for (const { textContent } of document.querySelectorAll('.line .text')) window.shownAt[textContent] ??= Date.now();
  }).observe(document, { childList: true, subtree: true });
}

/** When the last of `tabs` showed the text that was said last in its room, in Unix milliseconds. */
async function lastShown(tabs) {
  const moments = await Promise.all(tabs.map(({ page, expected }) => page.evaluate((text) => window.shownAt[text], expected.at(-1))));
  return Math.max(...moments);
}

// A browser with `number` tabs, each in the room that `room(index)` names, and somebody in each room who only speaks.
async function openTabs(t, number, { room = roomOf, host = '127.0.0.1' } = {}) {
  const stage = await Stage.set('lighttpd', { whole: true });
  t.after(() => stage.stop());
  const first = await stage.person(t, { fragment: '#start' });
  await first.context.addInitScript(noteTexts);
  const polling = { page: null };
  first.context.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('/chat/poll')) polling.page = request.frame().page();
  });
  const tabs = [];
  for (let index = 0; index < number; index += 1) {
    const tab = await Person.openTab(first.context, stage.url.replace('127.0.0.1', host), { fragment: `#${room(index)}` });
    tab.room = room(index);
    tab.expected = [];
    tabs.push(tab);
  }
  await first.page.close({ runBeforeUnload: true });
  const speakers = new Map();
  for (const name of new Set(tabs.map((tab) => tab.room))) {
    const speaker = new ChatClient(overHttp(stage.url), { room: name });
    await speaker.join();
    speakers.set(name, speaker);
  }
  /** Something is said in the room of each of `some`, and each shows it once. */
  const talk = async (text, some) => {
    for (const name of new Set(some.map((tab) => tab.room))) await speakers.get(name).say(`${text} in ${name}`, { kind: 'text' });
    for (const tab of some) tab.expected.push(`${text} in ${tab.room}`);
    await Promise.all(some.map((tab) => tab.sees(tab.expected)));
  };
  const parked = (wanted) => statusUntil(stage.daemon, (status) => status.parked === wanted);
  const pollingTab = () => tabs.find((tab) => tab.page === polling.page);
  return { stage, tabs, talk, parked, pollingTab, context: first.context };
}

const without = (tabs, gone) => tabs.filter((tab) => tab !== gone);

test('eight tabs in eight rooms share one poll, though a browser has but six connections', async (t) => {
  const { tabs, talk, parked, context } = await openTabs(t, 8);
  await parked(1);
  const pollers = new Set();
  context.on('request', (request) => {
    if (request.url().includes('/chat/poll')) pollers.add(request.frame().page());
  });
  for (let turn = 0; turn < 3; turn += 1) await talk(`line ${turn}`, tabs);
  for (const tab of tabs) {
    await tab.say(`own in ${tab.room}`);
    tab.expected.push(`own in ${tab.room}`);
  }
  await talk('last', tabs);
  assert.equal(pollers.size, 1, 'one tab polled for all');
  await parked(1);
  for (const tab of tabs) await tab.check();
});

test('the polling tab is closed, again and again: the others go on', async (t) => {
  const { tabs, talk, parked, pollingTab } = await openTabs(t, 6);
  await talk('first', tabs);
  for (let rest = tabs, turn = 0; rest.length > 1; turn += 1) {
    const closing = pollingTab();
    const start = Date.now();
    await closing.closeTab();
    rest = without(rest, closing);
    await talk(`after ${turn}`, rest);
    t.diagnostic(`${rest.length} rooms had a new line ${await lastShown(rest) - start} ms after the polling tab was closed (goal: 1000 ms)`);
    await parked(1);
    assert.ok(rest.includes(pollingTab()));
    for (const tab of rest) await tab.check();
  }
});

test('the polling tab crashes: the others go on', async (t) => {
  const { tabs, talk, pollingTab, context } = await openTabs(t, 4);
  await talk('first', tabs);
  const crashing = pollingTab();
  const session = await context.newCDPSession(crashing.page);
  const crashed = guarded(new Promise((resolve) => crashing.page.once('crash', resolve)), 'the crash');
  session.send('Page.crash').catch(() => {}); // it cannot answer
  const start = Date.now();
  await crashed;
  const rest = without(tabs, crashing);
  await talk('after', rest);
  t.diagnostic(`3 rooms had a new line ${await lastShown(rest) - start} ms after the polling tab crashed (goal: 1000 ms)`);
  for (const tab of rest) await tab.check();
});

test('lines said while the polling tab goes reach the others once', async (t) => {
  const { tabs, talk, pollingTab, stage } = await openTabs(t, 4, { room: () => 'lobby' });
  await talk('first', tabs);
  const speaker = new ChatClient(overHttp(stage.url), { room: 'lobby' });
  await speaker.join();
  const closing = pollingTab();
  const rest = without(tabs, closing);
  const said = Array.from({ length: 40 }, (_, index) => `storm ${index}`);
  const start = Date.now();
  const storm = (async () => {
    for (const [index, text] of said.entries()) await speaker.say(text, { kind: 'text', ts: start + index }); // shown by time
  })();
  await closing.closeTab();
  await storm;
  for (const tab of rest) {
    await tab.sees(...tab.expected, ...said);
    await tab.check();
  }
});

test('all tabs are reloaded at once, again and again', async (t) => {
  const { tabs, talk, parked } = await openTabs(t, 6);
  for (let turn = 0; turn < 3; turn += 1) {
    await Promise.all(tabs.map(({ page }) => page.reload()));
    for (const tab of tabs) {
      await tab.online();
      tab.expected = [];
    }
    await talk(`line ${turn}`, tabs);
    await parked(1);
  }
  for (const tab of tabs) await tab.check(/Failed to load resource/);
});

test('twelve tabs in one room are twelve people who share one poll', async (t) => {
  const { tabs, talk, parked } = await openTabs(t, 12, { room: () => 'lobby' });
  await parked(1);
  await talk('first', tabs);
  for (const [index, tab] of tabs.entries()) {
    await tab.say(`from tab ${index}`);
    for (const each of tabs) each.expected.push(`from tab ${index}`);
  }
  for (const tab of tabs) {
    await tab.sees(tab.expected);
    await tab.present(13);
    await tab.check();
  }
  await parked(1);
});

test('the polling tab goes back to where it came from: it keeps no lock, and may come back', async (t) => {
  const { tabs, talk, pollingTab, stage } = await openTabs(t, 3);
  await talk('first', tabs);
  const leaving = pollingTab();
  await leaving.page.goto(`${stage.url}favicon.svg`);
  await talk('without it', without(tabs, leaving));
  await leaving.page.goBack({ waitUntil: 'commit' });
  await leaving.until(() => window.restored === 1); // the browser took the page from its cache
  await leaving.online();
  leaving.expected = [];
  await leaving.say('back');
  for (const tab of without(tabs, leaving)) await tab.check();
});

test('over plain HTTP, where browsers have no locks, each tab polls for itself', async (t) => {
  const { tabs, talk, parked } = await openTabs(t, 3, { host: UNTRUSTED_HOST });
  for (const tab of tabs) assert.equal(await tab.page.evaluate(() => 'locks' in navigator), false);
  await talk('alone', tabs);
  await parked(3);
});

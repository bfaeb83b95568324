import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBrowser } from './support/browser.mjs';
import { settle } from './support/clock.mjs';
import { html } from './support/hub.mjs';

const LOCK = 'onetimechat 1 https://site.example/chat/';

// Tabs in rooms of their own, online, with what one needs to talk to them from outside.
async function withTabs(number, options = {}) {
  const browser = makeBrowser(options);
  const tabs = [];
  for (let count = 0; count < number; count += 1) {
    tabs.push(browser.open(options.room ?? `room${count}`));
    await browser.clock.pass(200);
  }
  const lines = new Map();
  const say = (tab, text) => {
    const { room } = tab.session;
    const token = `outside-of-${room}-000000000000`;
    const from = lines.get(room) ?? browser.hub.join(token, room);
    lines.set(room, from);
    browser.hub.say(from.id, { id: browser.nextId('m'), ts: browser.clock.now(), kind: 'text', text });
    return settle();
  };
  const leader = () => browser.locks.holder(LOCK);
  return { ...browser, get parked() { return browser.parked; }, browser, tabs, say, leader };
}

const alike = (actual, expected) => assert.deepEqual([...actual].sort(), [...expected].sort());

test('six tabs in six rooms park one poll, and each gets what is said in its room, once', async () => {
  const { browser, tabs, say, clock, leader } = await withTabs(6);
  assert.equal(leader(), tabs[0]);
  assert.deepEqual(browser.parked.map((clients) => clients.length), [6]);
  for (let turn = 0; turn < 3; turn += 1) {
    for (const tab of tabs) await say(tab, `${tab.session.room} line ${turn}`);
  }
  await clock.pass(1000);
  for (const tab of tabs) {
    assert.deepEqual(tab.texts, [0, 1, 2].map((turn) => `${tab.session.room} line ${turn}`));
    assert.equal(tab.status.phase, 'online');
  }
  assert.deepEqual(browser.parked.map((clients) => clients.length), [6]);
  for (const tab of tabs.slice(1)) assert.equal(tab.polls.length, 0, 'only the leading tab polls');
});

test('a line costs one poll, however many rooms are silent', async () => {
  const { tabs, say } = await withTabs(6);
  const before = tabs[0].polls.length;
  for (let turn = 0; turn < 20; turn += 1) await say(tabs[4], `line ${turn}`);
  assert.equal(tabs[4].texts.length, 20);
  assert.ok(tabs[0].polls.length - before <= 22, `${tabs[0].polls.length - before} polls for 20 lines and a newcomer's greeting`);
});

test('silence for minutes costs one poll each hold, which grows for all to what the path allows', async () => {
  const { tabs, clock, browser } = await withTabs(6);
  const before = tabs[0].polls.length;
  await clock.pass(265_000);
  assert.deepEqual(tabs[0].polls.slice(before).map(({ hold }) => hold), [30, 40, 50, 50, 50, 50]);
  for (const tab of tabs) assert.deepEqual([tab.status.phase, tab.path.hold], ['online', 50]);
  assert.deepEqual(browser.parked.map((clients) => clients.length), [6]);
});

test('a network that cuts polls is learnt by the polling tab for all', async () => {
  const { tabs, clock, browser, hub, say } = await withTabs(4);
  hub.intercept = (endpoint, { hold }, signal) => {
    if (endpoint !== 'poll' || hold < 13) return null;
    return new Promise((resolve, reject) => {
      clock.timers.set(() => reject(new TypeError('cut')), 12_000);
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
  };
  await clock.pass(180_000);
  for (const tab of tabs) {
    assert.ok(tab.path.hold <= 10 && tab.path.hold >= 5, String(tab.path.hold));
    await say(tab, 'through');
    assert.deepEqual([tab.status.phase, tab.texts], ['online', ['through']]);
  }
  assert.deepEqual(browser.parked.map((clients) => clients.length), [4]);
});

test('twelve tabs in one room are twelve people, with one poll', async () => {
  const { browser, tabs, clock } = await withTabs(12, { room: 'lobby' });
  tabs[7].session.say('hello, tabs');
  await clock.pass(1000);
  for (const tab of tabs) {
    assert.equal(tab.session.people.length, 12);
    assert.deepEqual(tab.texts, ['hello, tabs']);
  }
  assert.deepEqual(browser.parked.map((clients) => clients.length), [12]);
});

test('the seventeenth tab is in a second poll', async () => {
  const { browser, tabs, say } = await withTabs(18);
  alike(browser.parked.map((clients) => clients.length), [2, 16]);
  for (const tab of tabs) await say(tab, 'here');
  for (const tab of tabs) assert.deepEqual(tab.texts, ['here']);
});

test('closing the polling tab hands over at once, and nothing is lost or doubled', async () => {
  const { browser, tabs, say, clock, leader } = await withTabs(6);
  const rest = [...tabs];
  while (rest.length > 1) {
    const closing = leader();
    const before = clock.now();
    for (const tab of rest) await say(tab, `before ${rest.length}`);
    closing.close();
    rest.splice(rest.indexOf(closing), 1);
    for (const tab of rest) await say(tab, `after ${rest.length}`);
    await settle();
    assert.deepEqual(browser.parked.map((clients) => clients.length), [rest.length]);
    assert.equal(clock.now(), before, 'without waiting for any timer');
    assert.notEqual(leader(), closing);
  }
  const [last] = rest;
  const expected = [6, 5, 4, 3, 2].flatMap((number) => [`before ${number}`, `after ${number - 1}`]);
  assert.deepEqual(last.texts, expected);
});

test('the polling tab crashes: the others go on, and it is gone after the grace', async () => {
  const { browser, tabs, say, clock, leader } = await withTabs(3);
  leader().crash();
  for (const tab of tabs.slice(1)) await say(tab, 'while it crashed');
  await clock.pass(1000);
  for (const tab of tabs.slice(1)) {
    assert.deepEqual(tab.texts, ['while it crashed']);
    assert.ok(browser.parked.some((clients) => clients.includes(tab.id)));
  }
});

test('nobody polls in the name of a tab that crashed, once its hold is over', async () => {
  const { browser, tabs, clock } = await withTabs(3);
  const ghost = tabs[2].id;
  tabs[2].crash();
  await clock.pass(30_000);
  assert.ok(browser.parked.every((clients) => !clients.includes(ghost)));
  assert.deepEqual(browser.parked.map((clients) => clients.length), [2]);
});

test('a polling tab that hangs is noticed; when it is back, it is trusted again', async () => {
  const { browser, tabs, say, clock, leader } = await withTabs(4);
  const hung = leader();
  hung.hang();
  for (const tab of tabs.slice(1)) await say(tab, 'one');
  await clock.pass(46_000);
  for (const tab of tabs.slice(1)) {
    assert.deepEqual(tab.texts, ['one']);
    assert.ok(tab.polls.length > 0, 'it polls for itself');
  }
  for (const text of ['two', 'three']) {
    for (const tab of tabs.slice(1)) {
      await say(tab, text);
      assert.equal(tab.texts.at(-1), text, 'without waiting for the hung one again');
    }
  }
  hung.wake();
  await clock.pass(60_000);
  for (const tab of tabs.slice(1)) await say(tab, 'four');
  await clock.pass(1000);
  for (const tab of tabs.slice(1)) {
    assert.deepEqual(tab.texts, ['one', 'two', 'three', 'four']);
    assert.equal(tab.status.phase, 'online');
  }
  assert.deepEqual(browser.parked.map((clients) => clients.length), [4]);
});

test('a polling tab that hung and has nothing to poll for itself is trusted again too', async () => {
  const { browser, tabs, say, clock, leader } = await withTabs(3);
  const hung = leader();
  browser.hub.leave(hung.session.stop().id);
  await clock.pass(1000);
  hung.hang();
  for (const tab of tabs.slice(1)) await say(tab, 'one');
  await clock.pass(46_000);
  hung.wake();
  await clock.pass(60_000);
  assert.deepEqual(browser.parked.map((clients) => clients.length), [2]);
});

test('a poll handed over late is not parked longer than its tab waits', async () => {
  const { browser, tabs, clock, leader } = await withTabs(3);
  await clock.pass(24_000);
  const asked = tabs.map(({ path }) => path.hold);
  await clock.pass(20_000);
  leader().close();
  await settle();
  const { hold } = browser.hub.requests.findLast(({ endpoint }) => endpoint === 'poll').body;
  assert.ok(hold > 0 && hold < asked[1] - 10, `${hold} of ${asked[1]} seconds`);
});

test('who has stopped is in no further poll', async () => {
  const { tabs, say } = await withTabs(3);
  const { id } = tabs[2].session.stop();
  await say(tabs[1], 'ends the poll');
  const last = tabs[0].polls.at(-1);
  assert.equal(last.polls.length, 2);
  assert.ok(last.polls.every((poll) => poll.id !== id));
});

test('a wrong token of one harms none of the others', async () => {
  const { browser, tabs, say, clock, hub } = await withTabs(4);
  const was = tabs[2].id;
  hub.clients.get(was).token = 'x'.repeat(30);
  await say(tabs[0], 'wakes the parked poll');
  await clock.pass(1000);
  assert.notEqual(tabs[2].id, was, 'it came again with another token');
  for (const tab of tabs) {
    await say(tab, 'after');
    assert.equal(tab.texts.at(-1), 'after');
    assert.equal(tab.told.statuses.filter(({ phase }) => phase === 'waiting').length, 0);
  }
  assert.equal(browser.parked.length, 1);
});

test('an outage is told to every tab, and each is back with what was said', async () => {
  let turn = 0;
  const { tabs, say, clock, hub, browser } = await withTabs(6, { random: () => ((turn += 1) % 10) / 10 });
  hub.intercept = (endpoint) => (endpoint === 'poll' ? html(502) : null);
  for (const tab of tabs) await say(tab, 'in the dark');
  await settle();
  for (const tab of tabs) assert.deepEqual([tab.status.phase, tab.status.reason], ['waiting', 'unreachable']);
  const before = hub.requests.length;
  await clock.pass(60_000);
  const tries = hub.requests.length - before;
  assert.ok(tries >= 6 && tries <= 6 * 18, `${tries} tries of six tabs in a minute`);
  hub.intercept = () => null;
  await clock.pass(60_000);
  for (const tab of tabs) {
    assert.equal(tab.status.phase, 'online');
    assert.deepEqual(tab.texts, ['in the dark']);
  }
  assert.deepEqual(browser.parked.map((clients) => clients.length), [6]);
});

test('the server restarts: everybody joins again, as the same people', async () => {
  const { tabs, hub, clock, browser } = await withTabs(6);
  const ids = tabs.map(({ id }) => id);
  hub.restart();
  await clock.pass(10_000);
  assert.deepEqual(tabs.map(({ id }) => id), ids);
  for (const tab of tabs) assert.equal(tab.status.phase, 'online');
  assert.deepEqual(browser.parked.map((clients) => clients.length), [6]);
});

test('a lost answer loses nothing for anybody', async () => {
  const { tabs, hub, say, clock } = await withTabs(4);
  let losses = 0;
  hub.loseAnswer = (endpoint) => endpoint === 'poll' && losses < 3 && (losses += 1) > 0;
  for (let turn = 0; turn < 5; turn += 1) {
    for (const tab of tabs) await say(tab, `line ${turn}`);
    await clock.pass(5000);
  }
  assert.equal(losses, 3);
  for (const tab of tabs) assert.deepEqual(tab.texts, [0, 1, 2, 3, 4].map((turn) => `line ${turn}`));
});

test('a tab that doubts its way is answered at once', async () => {
  const { tabs, clock } = await withTabs(4);
  await clock.pass(5000);
  const before = clock.now();
  const made = tabs[0].polls.length;
  tabs[2].session.probe();
  tabs[2].session.say('soon');
  await settle();
  assert.equal(clock.now(), before);
  assert.deepEqual([tabs[2].texts, tabs[2].status.phase], [['soon'], 'online']);
  const [doubting, next, ...more] = tabs[0].polls.slice(made);
  assert.equal(doubting.hold, 0);
  assert.ok(next.hold > 0);
  assert.ok(more.length <= 1, 'and one after the line has come back');
});

test('`wait` keeps all tabs from polling, and they come back together', async () => {
  const { tabs, hub, clock, say, browser } = await withTabs(6);
  hub.wait = 2;
  const before = tabs[0].polls.length;
  await say(tabs[3], 'one');
  await clock.pass(19_900);
  const made = tabs[0].polls.length - before;
  assert.ok(made >= 9 && made <= 11, `${made} polls in ten waits`);
  assert.deepEqual(tabs[3].texts, ['one']);
  hub.wait = null;
  await clock.pass(2100);
  assert.deepEqual(browser.parked.map((clients) => clients.length), [6]);
});

test('without what it needs, each tab polls for itself', async () => {
  for (const options of [{ sharing: false }, { maxPolls: 0 }, { maxPolls: 1 }]) {
    const { browser, tabs, say } = await withTabs(3, options);
    for (const tab of tabs) await say(tab, 'alone');
    for (const tab of tabs) assert.deepEqual(tab.texts, ['alone']);
    assert.deepEqual(browser.parked.map((clients) => clients.length), [1, 1, 1]);
    assert.deepEqual([browser.locks.names, browser.channels.heard], [[], []]);
  }
});

test('a server that stops taking polls for several gets one from each tab', async () => {
  const { browser, tabs, hub, say, clock } = await withTabs(3);
  delete hub.init.max_polls;
  for (const tab of tabs) await say(tab, 'one');
  await clock.pass(5000);
  for (const tab of tabs) assert.deepEqual([tab.texts, tab.status.phase], [['one'], 'online']);
  assert.deepEqual(browser.parked.map((clients) => clients.length), [1, 1, 1]);
});

test('a browser that refuses the lock is no hindrance', async () => {
  const browser = makeBrowser();
  let asked = 0;
  browser.locks.forTab = () => ({ request: async () => { asked += 1; throw new DOMException('no', 'SecurityError'); } });
  const tabs = [browser.open('a'), browser.open('b')];
  await browser.clock.pass(100_000);
  assert.equal(asked, 2, 'each tab asks once');
  assert.deepEqual(browser.parked.map((clients) => clients.length), [1, 1]);
  for (const tab of tabs) assert.equal(tab.status.phase, 'online');
});

test('a page at rest holds neither lock nor channel, and takes part again when it is back', async () => {
  const { browser, tabs, say, leader, clock } = await withTabs(2);
  const [first, second] = tabs;
  const { id } = first.session.stop();
  first.shared.rest();
  browser.hub.leave(id);
  await clock.pass(100);
  assert.equal(leader(), second);
  assert.deepEqual([browser.channels.count(first), browser.channels.count(second)], [0, 1]);
  const heard = browser.channels.heard.length;
  await say(second, 'alone');
  assert.ok(browser.channels.heard.slice(heard).every(([tab]) => tab !== first));
  first.session.start();
  await clock.pass(200);
  assert.deepEqual(browser.parked.map((clients) => clients.length), [2]);
  await say(first, 'back');
  assert.deepEqual([first.texts, second.texts], [['back'], ['alone']]);
});

test('what another version or nobody we know says on the channel changes nothing', async () => {
  const { tabs, say, channels, browser } = await withTabs(3);
  const { serial, ...poll } = channels.heard.find(([, { kind, polls }]) => kind === 'polls' && polls.length > 0)[1].polls[0];
  const before = tabs[0].polls.length;
  const strange = [
    null, 7, 'leading', [], {}, { kind: 'toString' }, { kind: 'later', polls: [] }, { kind: 'polls' }, { kind: 'polls', polls: [null], roll: false },
    { kind: 'polls', polls: [poll], roll: false }, { kind: 'withdraw' }, { kind: 'answers', answers: [] }, { kind: 'answers', answers: [[serial]], advice: {} }, { kind: 'answers', answers: [[serial, { ok: true }]], advice: {} },
    ...[{ id: 'x' }, { token: 'short' }, { token: 7 }, { ack: -1 }, { ack: '1' }, { hold: Number.NaN }, { hold: -1 }, { guardMs: 0 }]
      .map((wrong) => ({ kind: 'polls', polls: [{ serial: 'strange', ...poll, ...wrong }], roll: false })),
    { kind: 'withdraw', serial: 'unknown' }, { kind: 'answers', answers: [['unknown', { ok: false, code: 'unreachable' }]], advice: { hold: 'long' } },
  ];
  for (const message of strange) channels.inject(message);
  await settle();
  assert.equal(tabs[0].polls.length, before);
  for (const tab of tabs) {
    await say(tab, 'well');
    assert.deepEqual(tab.texts, ['well']);
  }
  assert.equal(browser.parked.length, 1);
});

// Tabs in a hub that offers streams, over one connection for each request.
function withStreams(number, options) {
  const browser = makeBrowser(options);
  browser.hub.init = { ...browser.hub.init, stream: true };
  return { browser, tabs: Array.from({ length: number }, (_, index) => browser.open(`room${index}`)) };
}

const streamsOf = (tab) => tab.requests.filter(({ endpoint }) => endpoint === 'stream').length;
const isStreaming = (browser, tab) => browser.hub.clients.get(tab.id).stream !== null;

test('a tab streams while it is alone, and polls for all when another comes, until that has gone', async () => {
  const { browser, tabs: [first] } = withStreams(1);
  await browser.clock.pass(60_000);
  assert.equal(first.path.facts.streaming, 'on');
  const second = browser.open('room1');
  await browser.clock.pass(200);
  assert.equal(isStreaming(browser, first), false);
  assert.equal(first.path.facts.streaming, 'tabs');
  alike(browser.parked.flat(), [first.id, second.id]);
  await browser.clock.pass(5 * 60_000);
  assert.deepEqual([streamsOf(first), streamsOf(second)], [1, 0]);
  second.close();
  await browser.clock.pass(3 * 60_000);
  assert.equal(first.path.facts.streaming, 'on');
});

test('the tab that remains streams, whichever it is', async () => {
  const { browser, tabs: [first, second] } = withStreams(2);
  await browser.clock.pass(60_000);
  assert.deepEqual([streamsOf(first), streamsOf(second)], [0, 0]);
  first.crash();
  await browser.clock.pass(3 * 60_000);
  assert.equal(second.path.facts.streaming, 'on');
});

test('where all requests share a connection, every tab streams', async () => {
  const { browser, tabs } = withStreams(3);
  for (const { path } of tabs) path.sawConnection(true, true);
  await browser.clock.pass(60_000);
  for (const tab of tabs) assert.ok(isStreaming(browser, tab));
  assert.deepEqual(browser.parked, []);
});

test('where tabs cannot know of each other, none streams', async () => {
  const { browser, tabs } = withStreams(1, { sharing: false });
  await browser.clock.pass(5 * 60_000);
  assert.equal(streamsOf(tabs[0]), 0);
  assert.equal(tabs[0].path.facts.streaming, 'tabs');
});

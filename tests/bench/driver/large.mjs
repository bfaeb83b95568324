// Large rooms: how long a burst of lines takes until it is drawn, and how long a key waits meanwhile. `make bench BENCH_FLAGS=--large`.
//
// Chromium shows the page of the shipped lighttpd, as a room has it with `people` in it and `before` lines said. Then 1,000 lines come as
// fast as the daemon takes them, while somebody types. A key waits from when it is pressed until the browser has drawn what it
// did. (Event Timing would tell when that is shown, but a browser without a screen shows nothing.)

import { chromium } from 'playwright-core';
import { ChatClient, overHttp } from '../../lib/client.mjs';
import { Daemon } from '../../lib/daemon.mjs';
import { Front } from '../../lib/front.mjs';
import { median, number } from './table.mjs';

const BURST = 1000;
const IN_A_REQUEST = 50;
const KEYS_APART_MS = 40;
const NO_SPARE = '--disable-features=SpareRendererForSitePerProcess'; // a process that Chromium starts for the next page, right when the burst comes
const MOST_TALKERS = 5; // the others are only there: all of them on one machine would measure that
const GOALS = { drawn: 1000, key: 50 };
export const ROOMS = [{ people: 1, before: 0 }, { people: 199, before: 4000 }];

// Runs in the page.
function watch(goal) {
  const seen = { keys: [], first: null, last: null };
  window.seen = seen;
  const list = document.querySelector('#lines');
  const text = document.querySelector('#text');
  const begun = list.getElementsByClassName('line').length;
  const lines = list.getElementsByClassName('line');
  new MutationObserver(() => {
    if (lines.length > begun) seen.first ??= performance.now();
    if (lines.length >= goal) requestAnimationFrame(() => { seen.last ??= performance.now(); });
  }).observe(list, { childList: true, subtree: true });
  text.addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => {
    window.scheduler.postTask(() => seen.keys.push(performance.now() - timeStamp), { priority: 'user-blocking' }); // right behind the frame
  }));
  text.focus();
}

async function say(clients, count, tag) {
  for (let from = 0; from < count; from += IN_A_REQUEST) {
    const one = clients[(from / IN_A_REQUEST) % clients.length];
    const commands = Array.from({ length: Math.min(IN_A_REQUEST, count - from) }, (_, index) => ['send', one.id, {
      id: `${tag}${from + index}`, ts: Date.now(), kind: 'text', name: `Person ${one.id.slice(0, 4)}`, text: `line ${from + index}, as long as lines are: what people say in a chat is short`,
    }]);
    const { status, text } = await one.post('send', { ...one.credentials, commands });
    if (status !== 200) throw new Error(text);
  }
}

async function measure(page, url, { people, before }) {
  const shows = (wanted) => page.waitForFunction((count) => document.querySelectorAll('.line').length >= count, wanted);
  await page.goto(`${url}#large`);
  await page.waitForFunction(() => document.querySelector('#status').dataset.phase === 'online');
  const newClient = () => new ChatClient(overHttp(url), { room: 'large' });
  const clients = await Promise.all(Array.from({ length: Math.min(people, MOST_TALKERS) }, () => newClient().start()));
  try {
    await say(clients, before, 'before');
    await shows(before);
    for (let more = people - clients.length; more > 0; more -= 1) await newClient().join();
    await page.waitForFunction((count) => document.querySelectorAll('.person').length > count, people);
    await page.evaluate(watch, before + BURST);
    let isOver = false;
    const typing = (async () => {
      for (; !isOver; await new Promise((resolve) => setTimeout(resolve, KEYS_APART_MS))) await page.keyboard.press('a');
    })();
    await say(clients, BURST, 'burst');
    await page.waitForFunction(() => window.seen.last !== null);
    isOver = true;
    await typing;
    const { first, last, keys } = await page.evaluate(() => window.seen);
    return { drawn: last - first, key: Math.max(...keys) };
  } finally {
    await Promise.all(clients.map((one) => one.leave()));
  }
}

/** Each room in every round: [{ people, before, drawn, key }], the latter two in milliseconds, with all values of the rounds. */
export async function measureLarge({ rounds, rooms = ROOMS }) {
  const measured = rooms.map((room) => ({ ...room, drawn: [], key: [] }));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', NO_SPARE] });
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const one of measured) {
        const daemon = await Daemon.start({ args: ['--rate', '0', '--rate-bytes', '0'] });
        const front = await Front.start('lighttpd', { socket: daemon.socket });
        const page = await browser.newPage();
        const { drawn, key } = await measure(page, front.url, one);
        one.drawn.push(drawn);
        one.key.push(key);
        console.error(`round ${round + 1}: ${one.people} people, ${one.before} lines: drawn in ${number(drawn)} ms, a key waits ${number(key)} ms at most`);
        await page.close();
        await front.stop();
        await daemon.stop();
      }
    }
  } finally {
    await browser.close();
  }
  return measured;
}

export function largeTable(measured, rounds) {
  const cell = (values, goal) => `${number(median(values))} ms (${number(Math.min(...values))} to ${number(Math.max(...values))}; goal: ${number(goal)})`;
  return [
    '| a burst of 1,000 lines into a room | drawn | a key waits at most |',
    '|---|---|---|',
    ...measured.map(({ people, before, drawn, key }) => `| of ${people + 1}, with ${number(before)} lines | ${cell(drawn, GOALS.drawn)} | ${cell(key, GOALS.key)} |`),
    '',
    `Chromium, the daemon, the shipped lighttpd and those who talk on one machine; medians of ${rounds}.`,
    '',
  ].join('\n');
}

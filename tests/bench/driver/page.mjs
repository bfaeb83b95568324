// How long it takes on a slow line until one can talk: a table, as Markdown. `make bench BENCH_FLAGS=--page`.
//
// Chromium visits the shipped lighttpd through a line of a given round trip and rate. A cold visit has nothing in
// its cache; a warm one comes a moment later, over the connections that are still there. "Can talk" is when the
// status line says that one is online. The name of the server is none that browsers trust without HTTPS, so that they
// ask for gzip and not for brotli, as they do for most who need this.

import { Daemon } from '../../lib/daemon.mjs';
import { Front } from '../../lib/front.mjs';
import { SlowLine } from '../../lib/slow-line.mjs';
import { median, number } from './table.mjs';

export const LINES = [
  { name: '200 ms, 400 kbit/s', rtt: 200, rate: 400_000, goals: { online: 1.6, requests: 6, kilobytes: 40, again: 2 } },
  { name: '400 ms, 100 kbit/s', rtt: 400, rate: 100_000, goals: { online: 4.5, requests: 6, kilobytes: 40, again: 2 } },
];
export const PAGES = [{ name: 'as built', unbuilt: false }, { name: 'its sources', unbuilt: true }];
const VISIT_GUARD_MS = 90_000;
const HOST = 'chat.example';

// Runs in the page before its own scripts.
function watch() {
  addEventListener('DOMContentLoaded', () => {
    const status = document.querySelector('#status');
    if (!status) return; // about:blank
    const look = () => {
      if (status.dataset.phase === 'online' && !window.onlineAt) window.onlineAt = performance.now();
    };
    new MutationObserver(look).observe(status, { attributes: true });
    look();
  });
}

/** One visit: {painted, online} in seconds, and what went over the line until then. */
async function visit(page, line, url) {
  const before = { time: performance.timeOrigin + performance.now(), connections: line.connections };
  await page.goto(url, { waitUntil: 'commit', timeout: VISIT_GUARD_MS });
  await page.waitForFunction(() => window.onlineAt, null, { timeout: VISIT_GUARD_MS, polling: 20 });
  const times = await page.evaluate(() => ({
    online: window.onlineAt,
    since: performance.timeOrigin,
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    // What came from the cache was transferred without a byte; what is not answered yet has no entry.
    requests: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter(({ name, transferSize, responseEnd }) => /^http/.test(name) && transferSize > 0 && responseEnd <= window.onlineAt)
      .map(({ name, requestStart, responseEnd }) => `${new URL(name).pathname} ${Math.round(requestStart)}-${Math.round(responseEnd)}`),
  }));
  const bytes = line.down.arrivedBy(times.since + times.online) - line.down.arrivedBy(before.time);
  return { ...times, painted: times.painted / 1000, online: times.online / 1000, kilobytes: bytes / 1000, connections: line.connections - before.connections };
}

/** A cold visit and a warm one, in a browser and over a line of their own: the line still carries what earlier visits left. */
async function visits(browser, port, { rtt, rate }, url) {
  const line = await SlowLine.open(port, { rtt, rate });
  const context = await browser.newContext({ proxy: { server: `socks5://127.0.0.1:${line.port}` } });
  try {
    await context.addInitScript(watch);
    const page = await context.newPage();
    const cold = await visit(page, line, url);
    await page.waitForLoadState('load');
    await page.goto('about:blank');
    const warm = await visit(page, line, url);
    return { cold, warm };
  } finally {
    await context.close();
    await line.close();
  }
}

/** All visits over one line to one page. */
async function measureOne(browser, line, { unbuilt }, rounds) {
  const daemon = await Daemon.start({});
  const front = await Front.start('lighttpd', { socket: daemon.socket, unbuilt });
  const done = [];
  try {
    for (let round = 0; round < rounds; round++) done.push(await visits(browser, front.port, line, `http://${HOST}/#bench`));
  } finally {
    await front.stop();
    await daemon.stop();
  }
  return done;
}

/** How many of these requests were made one after another, at most: the others go beside them. */
export function tripsOf(requests) {
  const times = requests.map((request) => request.match(/(\d+)-(\d+)$/).slice(1).map(Number));
  let [trips, until] = [0, -1];
  for (const [start, end] of times.sort((one, other) => one[1] - other[1])) {
    if (start < until) continue;
    trips += 1;
    until = end;
  }
  return trips;
}

function figures(done) {
  const of = (read) => median(done.map(read));
  return {
    requests: of(({ cold }) => cold.requests.length),
    kilobytes: of(({ cold }) => cold.kilobytes),
    painted: of(({ cold }) => cold.painted),
    online: of(({ cold }) => cold.online),
    warm: of(({ warm }) => warm.online),
    again: of(({ warm }) => tripsOf(warm.requests)),
    done,
  };
}

/** Measures every line and page: [{line, page, figures}]. */
export async function measurePages({ rounds, lines = LINES, pages = PAGES }) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const measured = [];
  try {
    for (const line of lines) {
      for (const page of pages) measured.push({ line, page, ...figures(await measureOne(browser, line, page, rounds)) });
    }
  } finally {
    await browser.close();
  }
  return measured;
}

const GOALS = { requests: '', kilobytes: ' KB', online: ' s', again: '' };

export function missed({ line, page, ...values }) {
  return page.unbuilt ? [] : Object.keys(GOALS).filter((key) => !(values[key] <= line.goals[key]));
}

export function pageTable(measured, rounds) {
  const row = ({ line, page, ...of }) => {
    const cell = (key) => `${number(of[key])}${GOALS[key] ?? ' s'}${!page.unbuilt && key in GOALS ? ` (goal: ${number(line.goals[key])})` : ''}`;
    return `| ${line.name} | ${page.name} | ${['requests', 'kilobytes', 'painted', 'online', 'warm', 'again'].map(cell).join(' | ')} |`;
  };
  return [
    '| line | page | requests | received | painted | one can talk | warm visit: one can talk | and its round trips |',
    '|---|---|---|---|---|---|---|---|',
    ...measured.map(row),
    '',
    `Chromium, cold cache, shipped lighttpd, medians of ${rounds}; requests and bytes until one can talk.`,
    'The line delays each packet by half a round trip and has a new connection take a whole one, and all connections share its rate.',
    '',
  ].join('\n');
}

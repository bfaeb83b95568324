// The connection dialog in a real browser: what it says of a path, and how it can be used.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const SCENES = [
  ['desktop-light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['desktop-dark', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
  ['phone-light', { ...PHONE, colorScheme: 'light' }],
  ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
];
const CUT_MS = 6500;
const NETWORK_ERRORS = /Failed to load resource/;

let stage;
let rooms = 0;
const newRoom = () => `#room${(rooms += 1)}`;

let impatient;  // its front server gives a request up after some seconds

before(async () => {
  stage = await Stage.set('nginx', { args: ['--hold', '2', '--max-hold', '4'] });
  impatient = await Stage.set('nginx', { args: ['--hold', '10'], changes: [['fastcgi_read_timeout 90s', `fastcgi_read_timeout ${CUT_MS}ms`]] });
});
after(async () => {
  await stage?.stop();
  await impatient?.stop();
});

const open = (person) => person.page.click('#connection-open');
const says = (person, part) => person.until((wanted) => document.querySelector('#connection-said').textContent.includes(wanted), part);
const fact = (person, label, pattern) => person.until(([wanted, source]) => {
  const rows = [...document.querySelectorAll('#connection-facts > div')];
  const row = rows.find((each) => each.querySelector('dt').textContent === wanted);
  return row !== undefined && new RegExp(source).test(row.querySelector('dd').textContent);
}, [label, pattern.source]);

test('on a path without faults it says so, and measures', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ben.say('hello');
  await ann.sees('hello');
  await open(ann);
  await says(ann, 'All is well');
  await fact(ann, 'Round trip', /^\d+ ms$/);
  await fact(ann, 'Last message', /^\d+ s ago$/);
  await fact(ann, 'Answers', /^passed on as they come$/);
  await fact(ann, 'Largest request', /^60 KB passed$/);
  await fact(ann, 'Connections', /^used again$/);
  assert.equal(await ann.page.locator('#connection-advice').isVisible(), false);
  await ann.check();
});

test('a path that cuts is named, with the pace that survives it, on desktop and phone, in light and dark', async (t) => {
  const fragment = newRoom();
  const people = [];
  for (const [, options] of SCENES) people.push(await impatient.person(t, { fragment, ...options }));
  const [ann, ben] = people;
  await Promise.all(people.map(async (person, index) => {
    await person.present(people.length);
    await open(person);
    await says(person, 'Your network cuts requests after 6.5 seconds; I now ask every 5.');
    await fact(person, 'Asking for news', /^waiting up to 5 seconds$/);
    const { scroll, client } = await person.page.$eval('#connection', ({ scrollWidth, clientWidth }) => ({ scroll: scrollWidth, client: clientWidth }));
    assert.equal(scroll, client, 'nothing is wider than the dialog');
    await person.screenshot(`doctor-${SCENES[index][0]}`);
  }));
  assert.match(await ann.page.textContent('#connection-advice'), /fastcgi_read_timeout/);
  for (const person of people) await person.page.keyboard.press('Escape');
  await ben.say('still here');
  await ann.sees('still here');
  await ann.check(NETWORK_ERRORS);
});

test('the report can be copied, and tells of nobody', async (t) => {
  const fragment = '#secret-garden';
  const ann = await stage.person(t, { fragment, permissions: ['clipboard-read', 'clipboard-write'] });
  await ann.say('a private word');
  await open(ann);
  await fact(ann, 'Largest request', /passed$/);
  await ann.page.click('#connection-copy');
  await ann.until(() => document.querySelector('#connection-notice').textContent === 'Copied');
  const report = await ann.page.evaluate(() => navigator.clipboard.readText());
  assert.match(report, /connection report[^]*Round trip: \d+ ms/);
  for (const secret of ['garden', 'private', await ann.name(), new URL(stage.url).host, '127.0.0.1']) assert.ok(!report.includes(secret), secret);
  assert.doesNotMatch(report, /[0-9a-f]{16}/);
});

test('without a clipboard the report stands there to be taken', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  await ann.page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
  await open(ann);
  await ann.page.click('#connection-copy');
  await ann.until(() => document.activeElement.id === 'connection-text');
  const { all, selected } = await ann.page.$eval('#connection-text', ({ value, selectionStart, selectionEnd }) => ({ all: value, selected: value.slice(selectionStart, selectionEnd) }));
  assert.match(all, /connection report/);
  assert.equal(selected, all);
});

test('it says which page this is: the hash of the list of its files, and the command that checks it', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  await open(ann);
  const list = await readFile(join(process.env.OTC_BUILD, 'www', 'dist', 'SHA256SUMS'));
  const hash = createHash('sha256').update(list).digest('hex').slice(0, 16);
  await ann.until((wanted) => document.querySelector('#connection-version')?.textContent.endsWith(`Hash of the list of its files: ${wanted}`), hash);
  assert.match(await ann.page.textContent('#connection-version'), /^Version \d+\.\d+\.\d+\. /);
  assert.equal(await ann.page.textContent('#connection-check'), `sh conf/check-page.sh ${stage.url}`);
  await ann.page.locator('#connection-check').scrollIntoViewIfNeeded();
  await ann.screenshot('doctor-about');
  await ann.check();
});

test('by keyboard it opens, closes and gives the focus back, and it does not chatter', async (t) => {
  const ann = await stage.person(t, { fragment: newRoom() });
  await ann.page.focus('#connection-open');
  await ann.page.keyboard.press('Enter');
  assert.equal(await ann.page.evaluate(() => document.querySelector('#connection').contains(document.activeElement)), true);
  assert.equal(await ann.page.getAttribute('#connection', 'aria-labelledby'), 'connection-title');
  const chatter = await ann.page.$$eval('#connection-said, #connection-facts, #connection-picture, #connection-advice', (parts) => parts
    .filter((part) => part.closest('[aria-live], [role=status], [role=log], [role=alert]')).length);
  assert.equal(chatter, 0);
  await ann.until(() => /answered, \d+ lost, \d+ waiting/.test(document.querySelector('#connection-picture').getAttribute('aria-label')));
  await ann.until(() => document.querySelector('#connection-picture rect.open') !== null);
  await ann.page.keyboard.press('Escape');
  assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'connection-open');
  await ann.check();
});

test('a page that wants a sign-in is told from an outage, with a way to it that names no room', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.page.route(/\/chat\//, (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Please sign in</h1>' }));
  await ben.say('one');
  await ann.until(() => document.querySelector('#status-text').textContent.includes('sign in'));
  const link = ann.page.locator('#sign-in');
  await link.waitFor();
  assert.equal(await link.evaluate(({ href }) => href), stage.url);
  await open(ann);
  await says(ann, 'Open this site in a new tab');
  await ann.screenshot('doctor-portal');
  await ann.page.unroute(/\/chat\//);
  await ann.page.keyboard.press('Escape');
  await ann.page.$eval('#retry', (button) => button.click()); // in whatever state it is by now
  await ann.sees('one');
  assert.equal(await link.isVisible(), false);
});

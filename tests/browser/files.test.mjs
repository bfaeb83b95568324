// Files and pictures go from one browser to the other, in public rooms and in private ones.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { accessible } from './support/axe.mjs';
import { Stage } from './support/people.mjs';
import { start } from './support/private.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const PLACE = 'GPS 48.2082 N 16.3738 E';

let stage;
let rooms = 0;

before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

const canAttach = (person) => person.until(() => document.querySelector('.attach:not([hidden])') !== null);

async function inPublic(t, count = 2, options = {}) {
  const fragment = `#files${(rooms += 1)}`;
  const people = [];
  for (let number = 0; number < count; number += 1) people.push(await stage.person(t, { fragment, ...options }));
  for (const person of people) {
    await person.present(count);
    await canAttach(person);
  }
  return { fragment, people };
}

async function inPrivate(t) {
  const ann = await stage.person(t, {});
  const fragment = await start(ann);
  const ben = await stage.person(t, { fragment });
  for (const person of [ann, ben]) {
    await person.present(2);
    await canAttach(person);
  }
  return { fragment, people: [ann, ben] };
}

/** A picture as a browser makes one, of two colours, as bytes. */
async function makePicture(person, { width = 600, height = 400, type = 'image/png' } = {}) {
  const text = await person.page.evaluate(async ({ width: w, height: h, type: wanted }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
    const context = canvas.getContext('2d');
    context.fillStyle = 'rgb(200, 30, 30)';
    context.fillRect(0, 0, w / 2, h);
    context.fillStyle = 'rgb(20, 40, 210)';
    context.fillRect(w / 2, 0, w / 2, h);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, wanted); });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, { width, height, type });
  return Buffer.from(text);
}

const pick = (person, ...files) => person.page.setInputFiles('#composer input[type=file]', files.map(({ name, mimeType = '', buffer }) => ({ name, mimeType, buffer })));
const sendChosen = (person) => person.page.click('.tray .main');

const hasPicture = (person, alt) => person.until((wanted) => {
  const picture = document.querySelector('.file-picture > [role=img]');
  return picture && (picture.localName === 'canvas' || picture.naturalWidth > 0) && picture.getAttribute('aria-label') === wanted;
}, alt);

/** The colours of the left and the right half of the picture that is shown. */
const halves = (person) => person.page.evaluate(() => {
  const picture = document.querySelector('.file-picture > [role=img]');
  const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 2 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(picture, 0, 0, 4, 2);
  return [0, 3].map((x) => [...context.getImageData(x, 0, 1, 1).data].slice(0, 3));
});

const isNear = (one, other) => one.every((value, index) => Math.abs(value - other[index]) < 40);

/** Saves the file that is shown; `{ name, bytes }`. */
async function save(person) {
  const [download] = await Promise.all([person.page.waitForEvent('download'), person.page.click('.file a[download]')]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

for (const [where, meet] of [['a public room', inPublic], ['a private room', inPrivate]]) {
  test(`in ${where} a picture is picked, described, shown at the other and saved`, async (t) => {
    const { people: [ann, ben] } = await meet(t);
    const plain = await makePicture(ann, { type: 'image/jpeg', width: 3000, height: 1000 });
    // What a camera says of itself stands in a segment behind the beginning.
    const said = Buffer.from(`Exif\0\0${PLACE}`);
    const buffer = Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, said.length + 2]), said, plain.subarray(2)]);
    await pick(ann, { name: 'flag of nowhere.jpeg', mimeType: 'image/jpeg', buffer });
    await ann.page.waitForSelector('.tray input');
    await accessible(ann, 'the tray');
    await ann.page.fill('.tray input', 'A flag, red and blue');
    await ann.screenshot(`files-tray-${meet.name}`);
    await ann.page.press('.tray input', 'Enter');
    for (const person of [ann, ben]) await hasPicture(person, 'A flag, red and blue');
    await ben.sees('A flag, red and blue');
    const [left, right] = await halves(ben);
    assert.ok(isNear(left, [200, 30, 30]) && isNear(right, [20, 40, 210]), `${left} ${right}`);
    const { name, bytes } = await save(ben);
    assert.equal(name, 'flag of nowhere.jpg');
    assert.equal(bytes.includes(PLACE), false);
    assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff]);
    assert.equal(await ann.page.evaluate(() => document.activeElement.id), 'text');
    for (const person of [ann, ben]) {
      await accessible(person, 'a picture');
      await person.screenshot(`files-picture-${meet.name}`);
      await person.check();
    }
    await ann.closeTab();
    await ben.until(() => document.querySelector('.file') === null);
  });
}

test('a file is got by whom it is wanted, with what it says of how far it is, and by who comes later', async (t) => {
  const { fragment, people: [ann, ben] } = await inPublic(t);
  const buffer = Buffer.alloc(90_000, 'some words, ');
  await pick(ann, { name: '../minutes\u202Egpj.txt', mimeType: 'text/plain', buffer });
  await ann.page.waitForSelector('.tray-file');
  await sendChosen(ann);
  await ben.page.waitForSelector('.file button');
  assert.match(await ben.page.textContent('.file'), /^minutes gpj\.txt · 90 KB/);
  await accessible(ben, 'an offer');
  await ben.page.click('.file button');
  await ben.page.waitForSelector('.file a[download]');
  const { name, bytes } = await save(ben);
  assert.equal(name, 'minutes gpj.txt');
  assert.ok(bytes.equals(buffer));
  await ann.until(() => document.querySelector('.file-state').textContent === '1 got it');
  const late = await stage.person(t, { fragment });
  await late.page.waitForSelector('.file button');
  await late.page.focus('.file button');
  await late.page.keyboard.press('Enter');
  await late.page.waitForSelector('.file a[download]');
  assert.ok((await save(late)).bytes.equals(buffer));
  for (const person of [ann, ben, late]) await person.check();
});

test('either can stop it while it is on its way', async (t) => {
  const { people: [ann, ben] } = await inPublic(t);
  await pick(ann, { name: 'big.bin', buffer: Buffer.alloc(8_000_000, 'x') });
  await ann.page.waitForSelector('.tray-file');
  await sendChosen(ann);
  await ben.page.click('.file button');
  for (const person of [ann, ben]) await person.until(() => document.querySelector('.file progress:not([hidden])')?.value > 0);
  await accessible(ben, 'a file on its way');
  await ben.screenshot('files-coming');
  await ann.say('we go on talking');
  await ben.page.click('.file button');
  await ben.until(() => document.querySelector('.file-state').textContent === 'Stopped' && document.querySelector('.file progress').hidden);
  await ben.page.click('.file button'); // again
  for (const person of [ann, ben]) await person.until(() => document.querySelector('.file progress:not([hidden])')?.value > 0);
  await ann.page.click('.file button');
  for (const person of [ann, ben]) await person.until(() => document.querySelector('.file') === null);
  for (const person of [ann, ben]) await person.check();
});

test('what is pasted and what is dropped is chosen, and can be left out', async (t) => {
  const { people: [ann, ben] } = await inPublic(t);
  for (const type of ['paste', 'dragover', 'drop']) assert.equal(await give(ann, type, `${type}.txt`), true, type);
  await ann.until(() => document.querySelectorAll('.tray-file').length === 2);
  await ann.page.click('.tray-file button');
  await sendChosen(ann);
  await ben.page.waitForSelector('.file');
  assert.match(await ben.page.textContent('.file-name'), /^(drop|paste)\.txt$/);
  await ann.page.waitForSelector('.tray', { state: 'hidden' });
  await pick(ann, { name: 'empty.txt', buffer: Buffer.alloc(0) });
  await ann.until(() => document.querySelector('.tray .trouble').textContent.includes('is empty'));
  await pick(ann, { name: 'huge.bin', buffer: Buffer.alloc(26 * 1024 * 1024 + 1) });
  await ann.until(() => document.querySelector('.tray .trouble').textContent.includes('is larger than'));
  await ann.page.focus('.tray .tray-row button:last-child');
  await ann.page.keyboard.press('Escape');
  await ann.page.waitForSelector('.tray', { state: 'hidden' });
  for (const person of [ann, ben]) await person.check();
});

// Gives something to the box as a paste or a drop does; whether the page has taken it.
const give = (person, type, name) => person.page.evaluate(([event, file]) => {
  const data = new DataTransfer();
  data.items.add(new File(['hello'], file, { type: 'text/plain' }));
  const made = event === 'paste' ? new ClipboardEvent(event, { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent(event, { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector('#text').dispatchEvent(made);
  return made.defaultPrevented;
}, [type, name]);

const NOT_TO_ONE = 'Files and voice notes are for all who are here: none is sent while you write to one person alone.';
const isRefused = (person) => person.until((wanted) => document.querySelector('.tray:not([hidden]) .trouble')?.textContent === wanted, NOT_TO_ONE);
const isInTray = (person, ...names) => person.until((wanted) => [...document.querySelectorAll('.tray .file-name')].map(({ textContent }) => textContent).join() === wanted, names.join());
const offered = (person) => person.page.$$eval('.file-name', (names) => names.filter((name) => !name.closest('.tray')).map(({ textContent }) => textContent));

async function writeToOne(person) {
  await person.page.locator('.person:not(:has(.you)) .person-more').first().click();
  await person.page.locator('dialog[open]').getByRole('button', { name: 'Write to them alone' }).click();
  await person.page.waitForSelector('.addressee:not([hidden])');
}

const writeToAll = (person) => person.page.getByRole('button', { name: 'To all again' }).click();

for (const [where, meet] of [['a public room', inPublic], ['a private room', inPrivate]]) {
  test(`in ${where} nothing is offered to all while one writes to one alone`, async (t) => {
    const { people: [ann, ben] } = await meet(t);
    await writeToOne(ann);
    await pick(ann, { name: 'picked.txt', buffer: Buffer.from('x') });
    await isRefused(ann);
    for (const type of ['paste', 'drop']) assert.equal(await give(ann, type, `${type}.txt`), true);
    let isAsked = false;
    ann.page.on('filechooser', () => { isAsked = true; });
    await ann.page.click('[aria-label="Attach files"]');
    await ann.page.click('[aria-label="Record a voice note"]');
    await accessible(ann, 'files that are refused');
    assert.deepEqual([await ann.page.$$('.tray-file'), await ann.page.$('[aria-label="Stop recording"]'), isAsked], [[], null, false]);
    await writeToAll(ann);
    await ann.page.waitForSelector('.tray', { state: 'hidden' });
    await give(ann, 'paste', 'before.txt');
    await isInTray(ann, 'before.txt');
    await writeToOne(ann);
    await isRefused(ann);
    assert.equal(await ann.page.isDisabled('.tray .main'), true);
    await ann.page.focus('.tray-file button');
    await ann.say('for one');
    await ben.until(() => document.querySelector('.line.alone') !== null);
    assert.deepEqual(await offered(ben), []);
    await writeToAll(ann);
    await ann.until(() => document.querySelector('.tray .trouble').textContent === '' && !document.querySelector('.tray .main').disabled);
    await sendChosen(ann);
    await ben.page.waitForSelector('.file');
    assert.deepEqual(await offered(ben), ['before.txt']);
    for (const person of [ann, ben]) await person.check();
  });
}

/** From now on the page waits where it takes the hash of a file, until `release(person)`. */
const holdHashes = (person) => person.page.evaluate(() => {
  const { digest } = SubtleCrypto.prototype;
  const released = new Promise((resolve) => { window.release = resolve; });
  window.held = 0;
  SubtleCrypto.prototype.digest = async function held(...what) {
    window.held += 1;
    await released;
    return digest.apply(this, what);
  };
});
const isHeld = (person) => person.until(() => window.held > 0);
const release = (person) => person.page.evaluate(() => window.release());

/** Two files are being sent; the page has begun with the first. */
async function sendTwo(person) {
  await pick(person, { name: 'first.txt', buffer: Buffer.from('1') }, { name: 'second.txt', buffer: Buffer.from('2') });
  await isInTray(person, 'first.txt', 'second.txt');
  await holdHashes(person);
  await sendChosen(person);
  await isHeld(person);
}

/** Sends one more, and says what has been offered by then. */
async function sendOneMore(from, to) {
  await pick(from, { name: 'more.txt', buffer: Buffer.from('x') });
  await isInTray(from, 'more.txt');
  await sendChosen(from);
  await to.until(() => [...document.querySelectorAll('.file-name')].some(({ textContent }) => textContent === 'more.txt'));
  return offered(to);
}

test('files that are being sent in one room are not offered in the next', async (t) => {
  const { people: [ann] } = await inPublic(t, 1);
  const { fragment, people: [ben] } = await inPublic(t, 1);
  await sendTwo(ann);
  await ann.page.evaluate((next) => { location.hash = next; }, fragment);
  for (const person of [ann, ben]) await person.present(2);
  await release(ann);
  assert.deepEqual(await sendOneMore(ann, ben), ['more.txt']);
  for (const person of [ann, ben]) await person.check();
});

test('what is taken out while files are being sent, or cancelled, is not offered', async (t) => {
  const { people: [ann, ben] } = await inPublic(t);
  await sendTwo(ann);
  await ann.page.click('.tray-file:nth-child(2) button');
  await release(ann);
  await ben.page.waitForSelector('.file');
  await ann.page.waitForSelector('.tray', { state: 'hidden' });
  await sendTwo(ann);
  await ann.page.click('.tray .tray-row button:last-child');
  await release(ann);
  assert.deepEqual(await sendOneMore(ann, ben), ['first.txt', 'more.txt']);
  for (const person of [ann, ben]) await person.check();
});

test('when one turns to one alone while files are being sent, the rest stay in the tray', async (t) => {
  const { people: [ann, ben] } = await inPublic(t);
  await sendTwo(ann);
  await writeToOne(ann);
  await release(ann);
  await ann.say('for one');
  await ben.until(() => document.querySelector('.line.alone') !== null);
  await isInTray(ann, 'first.txt', 'second.txt');
  await isRefused(ann);
  assert.deepEqual(await offered(ben), []);
  for (const person of [ann, ben]) await person.check();
});

test('a picture that is still being drawn when one leaves does not get into the next room', async (t) => {
  const { people: [ann] } = await inPublic(t, 1);
  const { fragment, people: [ben] } = await inPublic(t, 1);
  const buffer = await makePicture(ann);
  await ann.page.evaluate(() => {
    const { toBlob } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.toBlob = function held(then, ...how) {
      HTMLCanvasElement.prototype.toBlob = toBlob;
      toBlob.call(this, (blob) => { window.release = () => then(blob); }, ...how);
    };
  });
  await pick(ann, { name: 'private.png', mimeType: 'image/png', buffer });
  await ann.until(() => window.release);
  await ann.page.evaluate((next) => { location.hash = next; }, fragment);
  for (const person of [ann, ben]) await person.present(2);
  await release(ann);
  assert.deepEqual(await sendOneMore(ann, ben), ['more.txt']);
  for (const person of [ann, ben]) await person.check();
});

// One who offers what the page never would, by the same requests.
async function offerByHand(person, fragment, file, content) {
  return person.page.evaluate(async ({ room, offered, bytes }) => {
    const ask = async (endpoint, body) => (await fetch(`chat/${endpoint}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();
    const { commands: [[, id, { token, now }]], seq } = await ask('join', { room });
    const data = Uint8Array.from(bytes);
    const text = (part) => btoa(String.fromCharCode(...part)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    const hash = text(new Uint8Array(await crypto.subtle.digest('SHA-256', data)));
    const say = (message, to) => ask('send', { id, token, commands: [['send', id, { id: Math.random().toString(36).slice(2), ts: now, ...message, to }]] });
    await say({ kind: 'hello', name: 'Mallory' });
    await say({ kind: 'file', name: 'Mallory', text: '', file: { id: 'f1', size: data.length, hash, ...offered } });
    let ack = seq;
    for (let given = false; !given;) {
      const answer = await ask('poll', { id, token, ack });
      ack = answer.seq;
      for (const [name, from, message] of answer.commands) {
        if (name !== 'add' || message.kind !== 'part') continue;
        given = true;
        for (let at = 0; at < data.length; at += 20_000) await say({ kind: 'part', of: 'f1', bytes: text([1, at >> 24, (at >> 16) & 255, (at >> 8) & 255, at & 255, ...data.subarray(at, at + 20_000)]) }, from);
      }
    }
  }, { room: fragment.slice(1), offered: file, bytes: [...content] });
}

test('a picture bomb, another type than is said, and SVG are files and nothing else', async (t) => {
  const bomb = Buffer.alloc(60);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(bomb);
  bomb.write('IHDR', 12);
  bomb.writeUInt32BE(50_000, 16);
  bomb.writeUInt32BE(50_000, 20);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>window.wasRun = true</script></svg>');
  for (const [name, type, content] of [['bomb.png', 'image/png', bomb], ['script.png', 'image/png', svg], ['gif.jpg', 'image/jpeg', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;')]]) {
    const { fragment, people: [ben] } = await inPublic(t, 1);
    const mallory = await stage.person(t, { fragment: '#elsewhere' });
    await offerByHand(mallory, fragment, { name, type }, content);
    await ben.until(() => document.querySelector('.file-picture .file-state')?.textContent.startsWith('Not shown'));
    assert.equal(await ben.page.$('.file :is(img, canvas)'), null);
    assert.ok((await save(ben)).bytes.equals(content));
    assert.equal(await ben.page.evaluate(() => window.wasRun), undefined);
    await ben.check();
    await mallory.close();
    await ben.close();
  }
});

test('on a phone the tray and a picture fit, and a chosen file does not go to another room', async (t) => {
  const { people: [ann, ben] } = await inPublic(t, 2, PHONE);
  const buffer = await makePicture(ann, { width: 2000, height: 900 });
  await pick(ann, { name: 'wide.png', mimeType: 'image/png', buffer });
  await ann.page.waitForSelector('.tray input');
  await ann.screenshot('files-phone-tray');
  await sendChosen(ann);
  for (const person of [ann, ben]) {
    await hasPicture(person, 'wide.webp');
    assert.ok(await person.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await person.screenshot('files-phone-picture');
  }
  const { people: [cem] } = await inPublic(t, 1);
  await pick(cem, { name: 'other.txt', buffer: Buffer.from('x') });
  await cem.page.waitForSelector('.tray-file');
  await cem.page.evaluate(() => { location.hash = '#another'; });
  await cem.until(() => document.querySelectorAll('.tray-file').length === 0);
  for (const person of [ann, ben, cem]) await person.check();
});

// The people of a private room: what is shown of each, comparing words, removing, and making somebody a host.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Person, Stage, startBrowser } from './support/people.mjs';
import { button, closeDialog, dialog, focusIsAt, heard, isClosed, openPerson, refusal, start } from './support/private.mjs';

const NETWORK_ERRORS = /Failed to load resource/;

let stage;
before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0', '--hold', '1', '--grace', '2'] }); });
after(() => stage?.stop());

const marksAre = (person, ...wanted) => person.until((expected) => {
  const marks = [...document.querySelectorAll('.person:not(:has(.you)) .marks > span')].map(({ textContent }) => textContent);
  return marks.join() === expected.join();
}, wanted);
const twelve = async (person) => {
  await dialog(person).locator('.twelve').waitFor();
  return dialog(person).locator('.twelve li').allInnerTexts();
};

async function two(t, options) {
  const ann = await stage.person(t, options);
  const fragment = await start(ann);
  const ben = await stage.person(t, { fragment });
  await ann.present(2);
  await ben.present(2);
  return { ann, ben, fragment };
}

// What there is in the dialog about somebody beside what there is in public rooms, too.
const decisions = async (person) => (await dialog(person).getByRole('button').allInnerTexts()).filter((text) => !['Write to them alone', 'Ignore'].includes(text));

async function compare(person, name) {
  await openPerson(person, name);
  await button(person, 'Compare words').click();
  return twelve(person);
}

describe('comparing words', () => {
  test('both see the same twelve, and who is verified is shown so, also when they come again', async (t) => {
    const { ann, ben } = await two(t);
    const words = await compare(ann);
    assert.equal(words.length, 12);
    assert.deepEqual(await compare(ben), words);
    await dialog(ann).locator('.qr-code').waitFor();
    await ann.screenshot('private-compare');
    await focusIsAt(ann, 'They are the same');
    await ann.page.keyboard.press('Enter');
    await isClosed(ann);
    await heard(ann, 'is verified');
    await focusIsAt(ann, await ann.page.getAttribute('.person-more', 'aria-label'));
    await marksAre(ann, 'verified');
    await closeDialog(ben);
    await marksAre(ben, 'host');
    await ben.context.setOffline(true);
    await ann.until(() => document.querySelector('.mark-lost') !== null);
    await ben.context.setOffline(false);
    await ann.until(() => document.querySelector('.mark-lost') === null);
    await marksAre(ann, 'verified');
    await openPerson(ann);
    await dialog(ann).getByText('Verified: you have compared').waitFor();
    await button(ann, 'Compare words').click();
    await button(ann, 'Not verified after all').click();
    await marksAre(ann);
    await ann.check();
    await ben.check(NETWORK_ERRORS);
  });

  test('where they are not the same, it is told what that means', async (t) => {
    const { ann } = await two(t);
    const words = await compare(ann);
    await button(ann, 'They are the same').click();
    await compare(ann);
    await button(ann, 'Not verified after all').click();
    await button(ann, 'Not the same').click();
    await dialog(ann).getByRole('alert').getByText('somebody stands between you').waitFor();
    await focusIsAt(ann, 'Back to the words');
    await ann.screenshot('private-not-the-same');
    await ann.page.keyboard.press('Enter');
    assert.deepEqual(await twelve(ann), words);
    await closeDialog(ann);
    await marksAre(ann);
    await ann.check();
  });

  test('the words that cannot be loaded are said to be missing', async (t) => {
    const { ann } = await two(t);
    await ann.page.route('**/word-list-*.js', (route) => route.abort());
    await openPerson(ann);
    await button(ann, 'Compare words').click();
    await dialog(ann).getByText('could not be loaded').waitFor();
    await closeDialog(ann);
    await ann.page.unroute('**/word-list-*.js');
    assert.equal((await compare(ann)).length, 12);
  });
});

describe('by camera', () => {
  const SIDE = 480;
  let folder;
  let browser;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otc-camera-'));
    browser = await startBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${join(folder, 'seen.y4m')}`]);
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What the camera sees from now on: the QR code in the dialog that a person has open. */
  async function hold(person) {
    await dialog(person).locator('.qr-code').waitFor();
    const { size, dark } = await dialog(person).locator('.qr-code').evaluate((svg) => ({
      size: svg.viewBox.baseVal.width, dark: [...svg.querySelector('path').getAttribute('d').matchAll(/M(\d+) (\d+)/g)].map(([, x, y]) => `${x} ${y}`),
    }));
    const seen = new Set(dark);
    const light = Buffer.alloc(SIDE * SIDE, 235);
    const module = Math.floor(SIDE / size);
    for (let y = 0; y < size * module; y += 1) {
      for (let x = 0; x < size * module; x += 1) if (seen.has(`${Math.floor(x / module)} ${Math.floor(y / module)}`)) light[y * SIDE + x] = 16;
    }
    const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc(SIDE * SIDE / 2, 128)]);
    await writeFile(join(folder, 'seen.y4m'), Buffer.concat([Buffer.from(`YUV4MPEG2 W${SIDE} H${SIDE} F10:1 Ip A1:1 C420jpeg\n`), frame, frame, frame]));
  }

  async function withCamera(t, fragment) {
    const person = await Person.open(browser, stage.url, { fragment, permissions: ['camera'] });
    t.after(() => person.close());
    return person;
  }

  const scan = async (person, result) => {
    await button(person, 'Scan theirs').click();
    await dialog(person).getByText(result).waitFor();
    await dialog(person).locator('video').waitFor({ state: 'detached' });
  };

  test('the code of the other says at once whether the words are the same', async (t) => {
    const { ann, ben, fragment } = await two(t);
    const cid = await withCamera(t, fragment);
    await cid.present(3);
    const [annsName, cidsName] = [await ann.name(), await cid.name()];
    await compare(ann, await ben.name());
    await hold(ann);
    await compare(cid, annsName);
    await scan(cid, 'The code is not the same.');
    await cid.screenshot('private-scanned-other');
    await closeDialog(ann);
    await compare(ann, cidsName);
    await hold(ann);
    await scan(cid, 'The code is the same.');
    await focusIsAt(cid, 'They are the same');
    await cid.page.keyboard.press('Enter');
    await cid.page.locator('.person', { hasText: annsName }).locator('.mark-verified').waitFor();
    await cid.check();
  });

  test('another code is said to be another, and the camera is off when the dialog is left', async (t) => {
    const { ann, fragment } = await two(t);
    const cid = await withCamera(t, fragment);
    await cid.present(3);
    await ann.page.click('#invite');
    await hold(ann);
    await cid.page.evaluate(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => { window.camera = await ask(wanted); return window.camera; };
    });
    await compare(cid, await ann.name());
    await button(cid, 'Scan theirs').click();
    await dialog(cid).getByText('a QR code of something else').waitFor();
    await cid.screenshot('private-scanning');
    await closeDialog(cid);
    await cid.until(() => window.camera.getTracks().every(({ readyState }) => readyState === 'ended'));
    await cid.check();
  });

  test('where there is no camera, the words remain', async (t) => {
    const { ann } = await two(t);
    await compare(ann);
    await button(ann, 'Scan theirs').click();
    await dialog(ann).getByText('There is no camera that this page may use').waitFor();
    assert.equal((await twelve(ann)).length, 12);
    await dialog(ann).locator('.qr-code').waitFor();
    await ann.check();
  });
});

describe('people', () => {
  test('whoever loses the connection is grey, and so is what they said, until they are back', async (t) => {
    const { ann, ben } = await two(t);
    await ben.say('words of Ben');
    await ann.sees('words of Ben');
    await ben.context.setOffline(true);
    await ann.until(() => document.querySelector('.line.lost .text')?.textContent === 'words of Ben');
    await ann.until(() => document.querySelector('.mark-lost') !== null);
    await ann.screenshot('private-lost');
    const colour = () => ann.page.$eval('.line:not(.own) .text', (element) => getComputedStyle(element).color);
    const grey = await colour();
    await openPerson(ann);
    await dialog(ann).getByText('They have lost the connection').waitFor();
    await ann.screenshot('private-person');
    await ben.context.setOffline(false);
    await ann.until(() => document.querySelector('.line.lost') === null && document.querySelector('.mark-lost') === null);
    assert.notEqual(await colour(), grey);
    await dialog(ann).getByText('They have lost the connection').waitFor({ state: 'detached' });
    await focusIsAt(ann, 'Compare words');
    await ann.check();
    await ben.check(NETWORK_ERRORS);
  });

  test('a host removes somebody after a question: their words vanish, and their link leads nowhere', async (t) => {
    const { ann, ben, fragment } = await two(t);
    await ben.say('words of Ben');
    await ann.sees('words of Ben');
    const name = await ben.name();
    await openPerson(ann);
    await button(ann, 'Remove').click();
    await focusIsAt(ann, 'Cancel');
    await ann.screenshot('private-remove');
    await ann.page.keyboard.press('Enter');
    await dialog(ann).getByText('Not verified').waitFor();
    await button(ann, 'Remove').click();
    await button(ann, 'Remove').click();
    await isClosed(ann);
    await refusal(ben, 'You were removed');
    await ann.sees();
    await ann.until((wanted) => [...document.querySelectorAll('.notice')].some(({ textContent }) => textContent.includes(`${wanted} was removed`)), name);
    await ann.present(1);
    const cid = await stage.person(t, { fragment, online: false });
    await refusal(cid, 'does not work any more');
    await ann.page.click('#invite');
    const link = await dialog(ann).getByLabel('Link to this room').inputValue();
    assert.equal(link.includes(fragment), false);
    const dan = await stage.person(t, { fragment: link.slice(link.indexOf('#')) });
    await dan.present(2);
    for (const person of [ann, ben, cid, dan]) await person.check();
  });

  test('a host makes another one, who may decide as well, but not send away who started the room', async (t) => {
    const { ann, ben } = await two(t);
    await openPerson(ben);
    assert.deepEqual(await decisions(ben), ['', 'Compare words']);
    await closeDialog(ben);
    await openPerson(ann);
    await button(ann, 'Make a host').click();
    await button(ann, 'Make a host').click();
    await isClosed(ann);
    await ann.until(() => document.querySelectorAll('.mark-host').length === 2);
    await ben.until(() => document.querySelectorAll('.mark-host').length === 2);
    await openPerson(ann);
    assert.deepEqual(await decisions(ann), ['', 'Compare words', 'Remove']);
    await closeDialog(ann);
    await openPerson(ben);
    await dialog(ben).getByText('was a host before you').waitFor();
    assert.deepEqual(await decisions(ben), ['', 'Compare words']);
    await closeDialog(ben);
    await ben.page.click('#this-room');
    await button(ben, 'Lock').press('Enter');
    await ann.until(() => document.querySelector('#scope').textContent.startsWith('Locked'));
    for (const person of [ann, ben]) await person.check();
  });

  test('who has left meanwhile is said not to be here, and not to be removed', async (t) => {
    const { ann, ben } = await two(t);
    await openPerson(ann);
    await button(ann, 'Remove').click();
    await ben.page.goto('about:blank');
    await ann.present(1);
    await button(ann, 'Remove').click();
    await dialog(ann).getByText('They are not here any more').waitFor();
    assert.doesNotMatch(await ann.page.textContent('#announcer'), /removed/);
    await ann.check();
  });

  test('the focus stays at the close button of a person when another comes', async (t) => {
    const { ann, fragment } = await two(t);
    await openPerson(ann);
    await ann.page.keyboard.press('Shift+Tab');
    await focusIsAt(ann, 'Close');
    await stage.person(t, { fragment });
    await ann.until(() => document.querySelectorAll('.person-more').length === 2);
    await focusIsAt(ann, 'Close');
  });

  test('the focus stays where it is in the list when somebody comes', async (t) => {
    const { ann, fragment } = await two(t);
    await ann.page.focus('.person-more');
    const label = await ann.page.getAttribute('.person-more', 'aria-label');
    await stage.person(t, { fragment });
    await ann.until(() => document.querySelectorAll('.person-more').length === 2);
    await focusIsAt(ann, label);
  });
});

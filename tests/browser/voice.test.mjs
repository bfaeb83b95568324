// Voice notes are recorded at one browser and heard at the other.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible } from './support/axe.mjs';
import { Person, Stage, startBrowser } from './support/people.mjs';

// A microphone that hears a beep, and whoever is asked for it says yes.
const BEEPS = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

let stage, hearing;
before(async () => {
  stage = await Stage.set('lighttpd');
  hearing = await startBrowser(BEEPS);
});
after(async () => {
  await hearing?.close();
  await stage?.stop();
});

const canRecord = (person) => person.page.waitForSelector('[aria-label="Record a voice note"]:not([hidden])');

async function two(t, fragment) {
  const people = [];
  for (let number = 0; number < 2; number += 1) {
    const person = await Person.open(hearing, stage.url, { fragment });
    t.after(() => person.close());
    people.push(person);
  }
  for (const person of people) {
    await person.present(2);
    await canRecord(person);
  }
  return people;
}

test('a voice note is recorded, sent and heard', async (t) => {
  const [ann, ben] = await two(t, '#voice');
  await ann.page.click('[aria-label="Record a voice note"]');
  await ann.until(() => document.querySelector('.tray .file-state').textContent === 'Recording: 1 of 60 seconds');
  await accessible(ann, 'while it is recorded');
  await ann.screenshot('voice-recording');
  await ann.page.click('[aria-label="Stop recording"]');
  await ann.page.waitForSelector('.tray-file');
  assert.equal(await ann.page.evaluate(() => document.activeElement.textContent), 'Send file');
  await ann.page.keyboard.press('Enter');
  for (const person of [ann, ben]) await person.page.waitForSelector('.file audio');
  assert.match((await ben.texts())[0], /^Voice note, \d+ s$/);
  await ben.page.evaluate(() => document.querySelector('.file audio').play());
  await ben.until(() => document.querySelector('.file audio').currentTime > 0);
  for (const person of [ann, ben]) {
    await accessible(person, 'a voice note');
    await person.check();
  }
  await ben.screenshot('voice-note');
});

test('what is cancelled is not sent, and the microphone is off', async (t) => {
  const [ann, ben] = await two(t, '#cancelled');
  await ann.page.evaluate(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (...wanted) => { window.heard = await ask(...wanted); return window.heard; };
  });
  await ann.page.click('[aria-label="Record a voice note"]');
  await ann.until(() => document.querySelector('.tray .file-state').textContent.startsWith('Recording'));
  await ann.page.click('.tray-row button:last-child');
  await ann.page.waitForSelector('.tray', { state: 'hidden' });
  await ann.until(() => window.heard.getTracks().every(({ readyState }) => readyState === 'ended'));
  await ann.say('nothing else');
  await ben.sees('nothing else');
  assert.equal(await ben.page.$('.file'), null);
});

test('without a microphone the page says so', async (t) => {
  const ann = await stage.person(t, { fragment: '#deaf' });
  await canRecord(ann);
  await ann.page.click('[aria-label="Record a voice note"]');
  await ann.until(() => document.querySelector('.tray .trouble').textContent.startsWith('There is no microphone'));
  await canRecord(ann);
  await ann.check();
});

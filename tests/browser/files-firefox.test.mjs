// Pictures between Firefox and Chromium, also where Firefox lets no page read what it has drawn.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Firefox, RESIST_FINGERPRINTING } from './support/firefox.mjs';
import { Stage } from './support/people.mjs';

let stage;
before(async () => { stage = await Stage.set('lighttpd', { args: ['--grace', '600'] }); });
after(() => stage?.stop());

const canAttach = (person) => person.until(() => document.querySelector('.attach:not([hidden])') !== null);

/** Drops a picture of one colour, drawn by nobody: its bytes are those of a PNG. */
const drop = (person, bytes, name) => person.page.evaluate(({ content, called }) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(content)], called, { type: 'image/png' }));
  document.querySelector('#text').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}, { content: bytes, called: name });

const isShown = (person, alt) => person.until((wanted) => (
  [...document.querySelectorAll('.file-picture > [role=img]')].some((picture) => picture.getAttribute('aria-label') === wanted && (picture.localName === 'canvas' || picture.naturalWidth > 0))
), alt);

// 1 x 1, red.
const RED = [...Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64')];

for (const [what, preferences, sent] of [['as it is', {}, 'image/webp'], ['that resists fingerprinting', RESIST_FINGERPRINTING, 'image/png']]) {
  test(`Firefox ${what} sends a picture and shows one`, async (t) => {
    const firefox = await Firefox.start(preferences);
    t.after(() => firefox.stop());
    const fragment = `#picture-${sent.slice(-3)}`;
    const [ann, ben] = [await firefox.person(t, stage.url, { fragment }), await stage.person(t, { fragment })];
    for (const person of [ann, ben]) {
      await person.present(2);
      await canAttach(person);
    }
    await drop(ann, RED, 'red.png');
    await ann.page.waitForSelector('.tray-file');
    await ann.until(() => !document.querySelector('.tray .main').disabled);
    assert.equal(await ann.page.$eval('.tray', ({ textContent }) => textContent.includes('as it is')), sent === 'image/png');
    await ann.page.click('.tray .main');
    await isShown(ben, sent === 'image/png' ? 'red.png' : 'red.webp');
    await drop(ben, RED, 'back.png');
    await ben.page.waitForSelector('.tray input');
    await ben.page.click('.tray .main');
    await isShown(ann, 'back.webp');
    for (const person of [ann, ben]) await person.check();
  });
}

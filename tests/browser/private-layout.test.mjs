// Private rooms on small screens, with large text, in dark and in forced colours: nothing is cut off, and all is reached.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Stage } from './support/people.mjs';
import { button, closeDialog, dialog, focusIsAt, openPerson, start, startOpen } from './support/private.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const SMALL = { ...PHONE, viewport: { width: 320, height: 568 } };
const SCREENS = {
  phone: PHONE,
  'small phone': SMALL,
  'small phone, dark': { ...SMALL, colorScheme: 'dark' },
  'phone with text at 200 %': { ...PHONE, size: '200%' },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  'narrow desktop': { viewport: { width: 880, height: 700 } },
  'window at 200 %': { viewport: { width: 640, height: 400 } },
  'desktop, dark': { colorScheme: 'dark' },
  'desktop, forced colours': { forcedColors: 'active' },
};

let stage;
before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

const enlarge = (person, size) => person.page.evaluate((wanted) => { document.documentElement.style.fontSize = wanted; }, size);

// What is wider than its place, or out of the window, of what is shown.
const cutOff = (person) => person.page.evaluate(() => {
  const scope = document.querySelector('dialog[open]') ?? document.body;
  const shown = [...scope.querySelectorAll('h1, h2, h3, p, button, a, summary, input, .words, .twelve li, .marks, .invitations li')].filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width > 1 && height > 1 && one.checkVisibility() && getComputedStyle(one).clipPath === 'none';
  });
  const isOut = (one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < -0.5 || right > innerWidth + 0.5;
  };
  const isCut = (one) => one.localName !== 'input' && one.id !== 'room' && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible';
  return shown.filter((one) => isOut(one) || isCut(one)).map((one) => `${one.localName} ${one.textContent}`);
});

const overlaps = (person) => person.page.$$eval('.strip > :not([hidden]), .where-text, .action', (parts) => {
  const boxes = parts.map((part) => part.getBoundingClientRect()).filter(({ width }) => width > 0);
  return boxes.some((one, index) => boxes.slice(index + 1)
    .some((other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 2 && other.top < one.bottom - 2));
});

describe('everything has its place', () => {
  for (const [what, { size = '100%', ...options }] of Object.entries(SCREENS)) {
    test(`on a ${what}`, async (t) => {
      const name = what.replaceAll(/\W+/g, '-');
      const look = async (person, part) => {
        await person.screenshot(`private-${part}-${name}`);
        assert.deepEqual(await cutOff(person), [], part);
      };
      const ann = await stage.person(t, options);
      await enlarge(ann, size);
      const fragment = await startOpen(ann);
      await dialog(ann).locator('.qr-code').waitFor();
      await look(ann, 'invite');
      for (const more of await dialog(ann).locator('summary').all()) await more.click();
      await button(ann, 'Make a link for one').click();
      await dialog(ann).locator('.invitations li').waitFor();
      await dialog(ann).locator('.invitations').scrollIntoViewIfNeeded();
      await look(ann, 'invite-more');
      await closeDialog(ann);
      await ann.say('hello');
      const ben = await stage.person(t, { ...options, fragment });
      await ben.sees('hello');
      await ben.say('hello Ann');
      await ann.sees('hello', 'hello Ann');
      await look(ann, 'talk');
      assert.equal(await overlaps(ann), false, 'parts of the bar lie over each other');
      await openPerson(ann);
      await look(ann, 'person');
      await button(ann, 'Compare words').click();
      await dialog(ann).locator('.qr-code').waitFor();
      await look(ann, 'compare');
      await button(ann, 'They are the same').click();
      await focusIsAt(ann, await ann.page.getAttribute('.person-more', 'aria-label'));
      await look(ann, 'people');
      await ann.page.keyboard.press('Escape');
      await ann.page.click('#this-room');
      await look(ann, 'room');
      await button(ann, 'Lock').click();
      await button(ann, 'Unlock').waitFor();
      await closeDialog(ann);
      for (const number of [1, 2]) {
        const guest = await stage.person(t, { ...options, fragment });
        await guest.page.locator('.waiting .words').getByText(/ /).waitFor();
        await enlarge(guest, size);
        if (number === 1) await look(guest, 'waiting');
      }
      await ann.until(() => document.querySelectorAll('.knock').length === 2);
      await ann.page.locator('.knock .words').last().getByText(/[a-z]+ [a-z]+ [a-z]+/).waitFor();
      await look(ann, 'knock');
      const { bottom, top } = await ann.page.$eval('.composer-row', (row) => row.getBoundingClientRect().toJSON());
      assert.ok(bottom <= await ann.page.evaluate(() => innerHeight) + 0.5 && top > 0, 'the box is in sight');
      assert.equal(await overlaps(ann), false, 'parts of the bar lie over each other');
      for (const person of [ann, ben]) await person.check();
    });
  }
});

test('on a small phone five actions lie side by side, each as large as a finger', async (t) => {
  const ann = await stage.person(t, SMALL);
  await start(ann);
  const boxes = await ann.page.$$eval('.action', (actions) => actions.map((action) => action.getBoundingClientRect().toJSON()).filter(({ width }) => width > 0));
  assert.equal(boxes.length, 5);
  for (const { width, height, left, right, top } of boxes) {
    assert.ok(width >= 43.5 && height >= 43.5 && left >= 0 && right <= 320, `${width} by ${height} from ${left} to ${right}`);
    assert.equal(top, boxes[0].top);
  }
});

test('on a phone the list of people stays open below the dialog of one of them', async (t) => {
  const ann = await stage.person(t, PHONE);
  const fragment = await start(ann);
  const ben = await stage.person(t, { ...PHONE, fragment });
  await ben.present(2);
  await ann.present(2);
  await openPerson(ann);
  await closeDialog(ann);
  assert.equal(await ann.page.isVisible('#people'), true);
  await focusIsAt(ann, await ann.page.getAttribute('.person-more', 'aria-label'));
});

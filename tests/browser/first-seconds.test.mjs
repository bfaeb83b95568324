// The first ten seconds: what is offered first, how many clicks it takes until two people talk in private, and what a room is called.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible } from './support/axe.mjs';
import { Stage } from './support/people.mjs';
import { button, closeDialog, dialog, fragmentOf, heard, isClosed, openPerson, start, startOpen } from './support/private.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const NO_LETTERS = 'Unlisted room';

let stage;
before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

const heading = (person) => person.page.textContent('#room');
const headingIs = (person, wanted) => person.until((text) => document.querySelector('#room').textContent === text, wanted);

/** The visible buttons that are filled with the colour of what is to be done. */
const filled = (person) => person.page.$$eval('button, a.action', (all) => {
  const probe = document.createElement('i');
  probe.style.setProperty('color', 'var(--accent)');
  document.body.append(probe);
  const accent = getComputedStyle(probe).color;
  probe.remove();
  return all.filter((one) => one.checkVisibility() && getComputedStyle(one).backgroundColor === accent).map(({ textContent }) => textContent.trim());
});

describe('from nothing to two people who talk in a private room', () => {
  for (const [where, options] of [['at a desk', {}], ['on a phone', PHONE]]) {
    test(`${where}: four clicks at most`, async (t) => {
      let clicks = 0;
      const click = async (person, what) => {
        clicks += 1;
        await what.click();
      };
      const ann = await stage.person(t, { ...options, ...CLIPBOARD });
      assert.deepEqual(await filled(ann), ['Start a private room']);
      const box = await ann.page.locator('#start').boundingBox();
      assert.ok(box.y + box.height <= ann.page.viewportSize().height, 'it is seen at once');
      await click(ann, ann.page.locator('#start'));
      await dialog(ann).waitFor();
      await click(ann, button(ann, 'Copy link'));
      await button(ann, 'Link copied').waitFor();
      const link = await ann.page.evaluate(() => navigator.clipboard.readText());
      assert.ok(link.startsWith(stage.url));
      await ann.page.keyboard.press('Escape');
      const ben = await stage.person(t, { ...options, fragment: fragmentOf(link) });
      await ann.present(2);
      await ann.page.fill('#text', 'Hello');
      await click(ann, ann.page.locator('#send'));
      await ben.sees('Hello');
      await ben.page.fill('#text', 'Hi!');
      await click(ben, ben.page.locator('#send'));
      await ann.sees('Hello', 'Hi!');
      assert.ok(clicks <= 4, `${clicks} clicks`);
      for (const person of [ann, ben]) await person.check();
    });
  }
});

describe('what is offered', () => {
  test('in the lobby a private room, by key too, which is no different from the one in the bar', async (t) => {
    const ann = await stage.person(t);
    assert.match(await ann.page.textContent('.about'), /One Time Chat/);
    await accessible(ann, 'the lobby');
    await ann.page.focus('#start');
    await ann.page.keyboard.press('Enter');
    await dialog(ann).waitFor();
    await accessible(ann, 'the invite dialog');
    await closeDialog(ann);
    await ann.until(() => document.activeElement.id === 'text'); // the button is not there any more
    assert.equal(await ann.page.isVisible('#start'), false);
    await ann.page.goBack();
    await ann.online();
    assert.equal(await ann.page.isVisible('#start'), true);
    await ann.check();
  });

  test('in a new private room Invite is the one filled button, until somebody comes', async (t) => {
    const ann = await stage.person(t, PHONE);
    const fragment = await start(ann);
    assert.deepEqual(await filled(ann), ['Invite']);
    assert.ok((await ann.page.locator('#invite span').boundingBox()).width > 20, 'with its word, where the others are pictures');
    await accessible(ann, 'alone in a private room');
    await ann.screenshot('first-seconds-alone');
    const ben = await stage.person(t, { fragment });
    await ann.present(2);
    await ann.until(() => !document.querySelector('#invite').classList.contains('main'));
    assert.deepEqual(await filled(ann), []);
    assert.deepEqual(await filled(ben), []);
    await ben.close();
    await ann.check();
  });

  test('a named public room offers no start, and one by link is not called by random letters', async (t) => {
    const ann = await stage.person(t, { fragment: '#garden' });
    assert.equal(await heading(ann), '#garden');
    assert.equal(await ann.page.isVisible('#start'), false);
    await ann.page.click('#new-room');
    await headingIs(ann, NO_LETTERS);
    assert.equal(await ann.page.title(), `${NO_LETTERS} – One Time Chat`);
    await ann.check();
  });
});

describe('what a private room is called', () => {
  async function call(person, name) {
    await person.page.click('#this-room');
    await dialog(person).getByLabel('Name of this room').fill(name);
    await button(person, 'Save').click();
  }

  test('the opener says so, those inside and newcomers see it, the tab and the server do not', async (t) => {
    const ann = await stage.person(t);
    const fragment = await startOpen(ann);
    await closeDialog(ann);
    const ben = await stage.person(t, { fragment });
    await ann.present(2);
    const sent = [];
    ann.page.on('request', (request) => sent.push(request.postData() ?? ''));
    const told = heard(ben, 'The room is called Aunt Agatha’s party');
    await call(ann, '  Aunt Agatha’s\u202e party \n');
    await headingIs(ann, 'Aunt Agatha’s party');
    await headingIs(ben, 'Aunt Agatha’s party');
    await told;
    await accessible(ann, 'the dialog of the room');
    assert.ok(sent.length > 0 && !sent.join('').includes('Agatha'));
    await closeDialog(ann);
    const cid = await stage.person(t, { fragment });
    await headingIs(cid, 'Aunt Agatha’s party');
    assert.equal(await cid.page.title(), 'Private room – One Time Chat');
    await cid.page.click('#this-room');
    assert.equal(await dialog(cid).getByLabel('Name of this room').count(), 0, 'only a host says so');
    await closeDialog(cid);
    await call(ann, '');
    await headingIs(cid, 'Private room');
    await closeDialog(ann);
    await isClosed(ann);
    for (const person of [ann, ben, cid]) await person.check();
  });

  test('another host says so, too, and the last one holds', async (t) => {
    const ann = await stage.person(t);
    const fragment = await start(ann);
    const ben = await stage.person(t, { fragment });
    await ann.present(2);
    await call(ann, 'one');
    await headingIs(ben, 'one');
    await closeDialog(ann);
    await openPerson(ann);
    await button(ann, 'Make a host').click();
    await button(ann, 'Make a host').click();
    await isClosed(ann);
    await ben.until(() => document.querySelectorAll('.mark-host').length === 2);
    await call(ben, 'another');
    await headingIs(ann, 'another');
    for (const person of [ann, ben]) await person.check();
  });

  test('on a small phone a long name is cut, and nothing is wider than the window', async (t) => {
    const ann = await stage.person(t, { ...PHONE, viewport: { width: 320, height: 568 } });
    await start(ann);
    await call(ann, 'W'.repeat(60));
    await headingIs(ann, 'W'.repeat(40));
    await closeDialog(ann);
    assert.ok(await ann.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.querySelector('.bar').scrollWidth <= innerWidth));
    await ann.check();
  });
});

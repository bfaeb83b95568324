// What one can do about others, and is told of them: another name for oneself, lines to one alone, who types, who is away, whom one
// does not hear. By keyboard, mouse and touch, in public and in private rooms.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible } from './support/axe.mjs';
import { Stage } from './support/people.mjs';
import { start } from './support/private.mjs';

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

let stage;
let rooms = 0;
before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

// What is loaded once one is online is there: each has a button.
const ready = (person, number) => person.until((wanted) => document.querySelectorAll('.person .small').length === wanted, number);

async function people(t, number, { isPrivate = false, options = {} } = {}) {
  const all = [await stage.person(t, { ...options, fragment: isPrivate ? '' : `#others${(rooms += 1)}` })];
  const fragment = isPrivate ? await start(all[0]) : `#others${rooms}`;
  while (all.length < number) all.push(await stage.person(t, { fragment }));
  for (const person of all) await ready(person, number);
  return all;
}

const nameOf = (person) => person.page.$eval('.person:has(.you) .name', ({ textContent }) => textContent);
const shownAt = (person, name) => person.until((wanted) => [...document.querySelectorAll('.person .name')].some(({ textContent }) => textContent === wanted), name);
const entry = (person, name) => person.page.locator('.person', { has: person.page.getByText(name, { exact: true }) });
const button = (person, name) => person.page.locator('dialog[open]').getByRole('button', { name, exact: true });
const heard = (person, wanted) => person.until((text) => document.querySelector('#announcer').textContent.includes(text), wanted);
const marks = (person) => person.page.$$eval('.line.alone', (rows) => rows.map((row) => [row.querySelector('.for-one').textContent, row.querySelector('.text').textContent]));
const doing = (person, name, wanted) => person.until(([who, what]) => [...document.querySelectorAll('.person')]
  .some((item) => item.querySelector('.name').textContent === who && (item.querySelector('.doing')?.textContent ?? '') === what), [name, wanted]);
const isClosed = (person) => person.until(() => document.querySelector('dialog[open]') === null);
const focusIsAt = (person, id) => person.until((wanted) => document.activeElement.id === wanted, id);

async function openList(person) {
  if (!(await person.page.isVisible('#people'))) await person.page.tap('#people-toggle');
}

// Opens what there is about somebody by a press.
async function open(person, name, press = 'click') {
  if (press === 'tap') await openList(person);
  await entry(person, name).locator('.person-more, .person-own')[press]();
  await person.page.locator('dialog[open]').waitFor();
}

async function call(person, name) {
  await open(person, await nameOf(person));
  await button(person, 'Change name').click();
  await person.page.fill('#own-name', name);
  await person.page.keyboard.press('Enter');
  await isClosed(person);
  await shownAt(person, name);
}

const check = async (...all) => { for (const person of all) await person.check(); };

for (const isPrivate of [false, true]) {
  const where = isPrivate ? 'a private room' : 'a public room';

  describe(`in ${where}`, () => {
    test('by keyboard one takes another name, and is told why not', async (t) => {
      const [ann, ben] = await people(t, 2, { isPrivate });
      const press = (key) => ann.page.keyboard.press(key);
      await ann.page.focus('.person-own');
      await press('Enter');
      await button(ann, 'Change name').waitFor();
      await accessible(ann, 'what one can do about oneself');
      await press('Enter');
      await focusIsAt(ann, 'own-name');
      await ann.page.keyboard.type(await nameOf(ben));
      await press('Enter');
      await ann.until(() => /taken for them/.test(document.querySelector('dialog[open] .trouble').textContent));
      await accessible(ann, 'a name that is refused');
      await ann.page.fill('#own-name', '  Ann  \u202e<b>of</b>   Cleves ');
      await press('Enter');
      await isClosed(ann);
      await shownAt(ben, 'Ann <b>of</b> Cleves');
      assert.equal(await nameOf(ann), 'Ann <b>of</b> Cleves');
      await heard(ann, 'You are now called');
      await ann.until(() => document.activeElement.classList.contains('person-own'));
      assert.match((await ben.notices()).join(), /is now Ann <b>of<\/b> Cleves/);
      await ann.say('hello');
      assert.equal(await ben.page.textContent('.line .name'), 'Ann <b>of</b> Cleves');
      await check(ann, ben);
    });

    test('a line to one alone is seen by the two, and says so to each', async (t) => {
      const [ann, ben, cat] = await people(t, 3, { isPrivate });
      await call(ben, 'Ben');
      await call(ann, 'Ann');
      await shownAt(ann, 'Ben');
      await shownAt(cat, 'Ann');
      await ann.say('to all');
      await open(ann, 'Ben');
      await accessible(ann, 'what one can do about another');
      await ann.screenshot(`others-menu-${isPrivate ? 'private' : 'public'}`);
      await button(ann, 'Write to them alone').click();
      await focusIsAt(ann, 'text');
      assert.match(await ann.page.textContent('#addressee'), isPrivate ? /Nobody else can read it/ : /The server could read it/);
      assert.match(await ann.page.getAttribute('#text', 'aria-describedby'), /\baddressee\b/);
      await accessible(ann, 'writing to one alone');
      await ann.type('for Ben');
      await ben.until(() => document.querySelector('.line.alone') !== null);
      assert.deepEqual(await marks(ben), [['To you alone', 'for Ben']]);
      assert.deepEqual((await marks(ann)).map(([mark, text]) => [mark.replace(/[\u2068\u2069]/g, ''), text]), [['To Ben alone', 'for Ben']]);
      await heard(ben, 'To you alone: for Ben');
      await ann.until(() => document.querySelector('.line.alone .state').textContent.includes('It has arrived'));
      await ann.screenshot(`others-alone-${isPrivate ? 'private' : 'public'}`);
      await accessible(ben, 'a line to one alone');
      await ann.page.getByRole('button', { name: 'To all again' }).click();
      await focusIsAt(ann, 'text');
      await ann.say('to all again');
      await cat.sees('to all', 'to all again');
      await check(ann, ben, cat);
    });

    test('a line to one alone is answered to that one alone, and nobody reacts to it', async (t) => {
      const [ann, ben, cat] = await people(t, 3, { isPrivate });
      await call(ben, 'Ben');
      await call(ann, 'Ann');
      await shownAt(ann, 'Ben');
      await shownAt(ben, 'Ann');
      await open(ann, 'Ben');
      await button(ann, 'Write to them alone').click();
      await ann.type('for Ben');
      await ann.page.getByRole('button', { name: 'To all again' }).click();
      await ben.until(() => document.querySelector('.line.alone') !== null);
      for (const [person, answer, buttons] of [[ben, 'for Ann', ['Reply']], [ann, 'for Ben again', ['Edit', 'Withdraw', 'Reply']]]) {
        await person.page.locator('.line.alone .text', { hasText: 'for Ben' }).first().click();
        assert.deepEqual(await person.page.$$eval('.line-actions button', (all) => all.map(({ textContent }) => textContent)), buttons);
        await person.page.locator('.line-actions button', { hasText: 'Reply' }).click();
        await focusIsAt(person, 'text');
        assert.equal(await person.page.isVisible('.addressee'), true);
        assert.equal(await person.page.isVisible('.replying'), false);
        await person.type(answer);
      }
      await ben.until(() => document.querySelectorAll('.line.alone').length === 3);
      await ann.until(() => document.querySelectorAll('.line.alone').length === 3);
      for (const person of [ann, ben]) await person.page.getByRole('button', { name: 'To all again' }).click();
      await ben.type('to all');
      await cat.sees('to all');
      await check(ann, ben, cat);
    });

    test('what was written to one alone goes to nobody else when they have left', async (t) => {
      const [ann, ben, cat] = await people(t, 3, { isPrivate });
      await call(ben, 'Ben');
      await shownAt(ann, 'Ben');
      await open(ann, 'Ben');
      await button(ann, 'Write to them alone').click();
      await ann.page.fill('#text', 'a secret');
      await ben.closeTab();
      await ann.until(() => /is not here any more/.test(document.querySelector('#addressee').textContent));
      await ann.page.press('#text', 'Enter');
      assert.equal(await ann.page.inputValue('#text'), 'a secret');
      await ann.page.getByRole('button', { name: 'To all again' }).click();
      await ann.page.fill('#text', 'to all');
      await ann.page.press('#text', 'Enter');
      await cat.sees('to all');
      await check(ann, cat);
    });

    test('what one says in other words to one who has left is not lost, and it is told why', async (t) => {
      const [ann, ben] = await people(t, 2, { isPrivate });
      await call(ben, 'Ben');
      await shownAt(ann, 'Ben');
      await open(ann, 'Ben');
      await button(ann, 'Write to them alone').click();
      await ann.type('for Bne');
      await ben.until(() => document.querySelector('.line.alone') !== null);
      await ann.page.locator('.line.alone .text').click();
      await ann.page.locator('.line-actions button', { hasText: 'Edit' }).click();
      await ann.page.fill('.edit-box', 'for Ben, at length');
      await ben.closeTab();
      await ann.until(() => /is not here any more/.test(document.querySelector('#addressee').textContent));
      await ann.page.press('.edit-box', 'Enter');
      await ann.until(() => /has left: nothing was changed/.test(document.querySelector('.line-actions .trouble').textContent));
      assert.equal(await ann.page.inputValue('.edit-box'), 'for Ben, at length');
      assert.equal(await ann.page.textContent('.line.alone .text'), 'for Bne');
      await ann.screenshot(`others-edit-left-${isPrivate ? 'private' : 'public'}`);
      await accessible(ann, 'an edit that reaches nobody');
      await ann.page.locator('.line-actions button', { hasText: 'Cancel' }).click();
      assert.equal(await ann.page.locator('.edit-box').count(), 0);
      await check(ann);
    });

    test('who does not want to tells nobody that they type', async (t) => {
      const [ann, ben] = await people(t, 2, { isPrivate });
      const notes = (person) => person.page.evaluate(() => document.querySelector('.typing')?.textContent ?? '');
      await ann.page.click('#settings-open');
      const box = ann.page.getByLabel('Show that I am typing');
      await box.uncheck();
      assert.match(await ann.page.$eval('dialog[open]', ({ textContent }) => textContent), /never what\. Turned off, nothing of it is sent/);
      await ann.page.keyboard.press('Escape');
      const sent = [];
      ann.page.on('request', (request) => { if (/\/send$/.test(request.url())) sent.push(request.postData()); });
      await ann.page.focus('#text');
      await ann.page.keyboard.type('not yet');
      await ben.say('meanwhile');
      await ann.sees('meanwhile');
      assert.equal(await notes(ben), '');
      assert.deepEqual(sent.filter((body) => /typing/.test(body)), []);
      assert.deepEqual(sent.filter((body) => /"sealed":"AQM/.test(body)), [], 'nor a line of a private room, as a note would be');
      await ann.page.click('#settings-open');
      await box.check();
      await ann.page.keyboard.press('Escape');
      await ann.page.focus('#text');
      await ann.page.keyboard.type('!');
      await ben.until(() => /is typing/.test(document.querySelector('.typing').textContent));
      await check(ann, ben);
    });

    test('who types and who is away is shown, and not read out', async (t) => {
      const [ann, ben] = await people(t, 2, { isPrivate });
      await call(ann, 'Ann');
      await shownAt(ben, 'Ann');
      await ann.page.focus('#text');
      await ann.page.keyboard.type('hm');
      await ben.until(() => document.querySelector('.typing').textContent.includes('Ann') && document.querySelector('.typing').textContent.includes('is typing'));
      await doing(ben, 'Ann', 'typing');
      await ben.screenshot(`others-typing-${isPrivate ? 'private' : 'public'}`);
      assert.doesNotMatch(await ben.page.textContent('#announcer'), /typing/);
      assert.equal(await ben.page.$eval('.typing', (place) => place.closest('[aria-live], [role=status], [role=alert]')), null);
      await accessible(ben, 'somebody types');
      await ann.page.keyboard.press('Enter');
      await doing(ben, 'Ann', '');
      await open(ann, 'Ann');
      await button(ann, 'I am away').click();
      await doing(ben, 'Ann', 'away');
      await doing(ann, 'Ann', 'away');
      await accessible(ben, 'somebody is away');
      await ann.say('back');
      await doing(ben, 'Ann', '');
      await doing(ann, 'Ann', '');
      await check(ann, ben);
    });

    test('whom one ignores one neither sees nor hears, until one wants to', async (t) => {
      const [ann, ben, cat] = await people(t, 3, { isPrivate });
      for (const [person, name] of [[ben, 'Ben'], [cat, 'Cat']]) await call(person, name);
      for (const name of ['Ben', 'Cat']) await shownAt(ann, name);
      await ben.say('one');
      await cat.say('two');
      await ann.sees('one', 'two');
      await open(ann, 'Ben');
      await button(ann, 'Ignore').click();
      await ann.sees('two');
      await ben.say('three');
      await cat.say('four');
      await ann.sees('two', 'four');
      assert.doesNotMatch(await ann.page.textContent('#announcer'), /three/);
      await ann.until(() => document.querySelector('.hidden-lines').textContent.includes('2 messages of'));
      await doing(ann, 'Ben', 'ignored');
      await accessible(ann, 'somebody is ignored');
      await ann.screenshot(`others-ignored-${isPrivate ? 'private' : 'public'}`);
      await ann.page.click('.hidden-lines button');
      await ann.sees('one', 'two', 'three', 'four');
      await focusIsAt(ann, 'text');
      await doing(ann, 'Ben', '');
      await check(ann, ben, cat);
    });
  });
}

test('by touch, at 320 pixels, all of it fits and works', async (t) => {
  const [ann, ben] = await people(t, 2, { options: PHONE });
  await call(ben, 'Ben of the very long name that is forty');
  const name = await nameOf(ben);
  await shownAt(ann, name);
  const fits = () => ann.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('dialog[open], .addressee, .hidden-lines, .typing')]
    .every((part) => part.scrollWidth <= part.clientWidth + 1));
  await open(ann, name, 'tap');
  assert.ok(await fits());
  for (const box of await Promise.all((await button(ann, 'Ignore').all()).map((each) => each.boundingBox()))) assert.ok(box.height >= 40);
  await ann.screenshot('others-phone-menu');
  await button(ann, 'Write to them alone').tap();
  await focusIsAt(ann, 'text');
  assert.equal(await ann.page.isVisible('#people'), false, 'the list is out of the way');
  await ben.page.fill('#text', 'hm');
  await ann.until(() => document.querySelector('.typing').textContent !== '');
  await ann.type('for you');
  await ben.until(() => document.querySelector('.line.alone') !== null);
  assert.ok(await fits());
  await ann.screenshot('others-phone-alone');
  await accessible(ann, 'a phone');
  await open(ann, name, 'tap');
  await button(ann, 'Ignore').tap();
  await ben.say('unheard');
  await ann.until(() => /1 message of/.test(document.querySelector('.hidden-lines').textContent));
  assert.ok(await fits());
  await ann.screenshot('others-phone-ignored');
  await check(ann, ben);
});

test('who has an own line is said by name, by keyboard and by mouse', async (t) => {
  const [ann, ben, cat] = await people(t, 3);
  for (const [person, name] of [[ben, 'Ben'], [cat, 'Cat']]) await call(person, name);
  for (const name of ['Ben', 'Cat']) await shownAt(ann, name);
  await ann.say('hello');
  await ann.until(() => document.querySelector('.own .state').textContent.includes('✓✓'));
  await ann.page.focus('#text');
  await ann.page.keyboard.press('ArrowUp');
  const about = await ann.page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent);
  assert.equal(about, 'Has arrived at Ben and Cat.');
  await accessible(ann, 'who has an own line');
  await ann.screenshot('others-held-by');
  await ann.page.keyboard.press('Escape');
  await ann.page.click('.own .text');
  assert.equal(await ann.page.textContent('.held-by'), 'Has arrived at Ben and Cat.');
  await check(ann, ben, cat);
});

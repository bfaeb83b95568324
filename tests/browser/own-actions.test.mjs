// Own lines are said in other words and withdrawn, by keyboard, by mouse and by touch.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let stage;
let rooms = 0;
const newRoom = () => `#room${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

async function two(t, options) {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment, ...options }), await stage.person(t, { fragment })];
  for (const text of ['one', 'two', 'three']) await ann.say(text);
  await ben.sees('one', 'two', 'three');
  await ann.until(() => document.querySelectorAll('.own .state .visually-hidden').length === 3); // what is loaded later is there
  await ben.page.waitForSelector('.attach', { state: 'attached' }); // there, too
  return { fragment, ann, ben };
}

const EDITED = ' (edited)';
const focused = (person) => person.page.evaluate(() => `${document.activeElement.closest('.line')?.querySelector('.text').textContent ?? ''}:${document.activeElement.textContent || document.activeElement.id}`);

test('by keyboard: the arrow up goes to the last own line, and on to the others', async (t) => {
  const { fragment, ann, ben } = await two(t, {});
  const press = (key) => ann.page.keyboard.press(key);
  assert.match(await ann.page.textContent('#keys'), /Arrow up/);
  await ann.page.focus('#text');
  await press('ArrowUp');
  assert.equal(await focused(ann), 'three:Edit');
  await press('ArrowUp');
  await press('ArrowUp');
  await press('ArrowUp');
  assert.equal(await focused(ann), 'one:Edit');
  await press('ArrowDown');
  await press('Tab');
  assert.equal(await focused(ann), 'two:Withdraw');
  await press('Enter');
  for (const person of [ann, ben]) await person.sees('one', 'three');
  assert.equal(await focused(ann), ':text');
  assert.equal(await ann.page.textContent('#announcer'), 'Withdrawn');
  await press('ArrowUp');
  await press('Enter');
  await ann.page.keyboard.type('!');
  await press('Enter');
  for (const person of [ann, ben]) await person.sees('one', `three!${EDITED}`);
  assert.equal(await focused(ann), ':text');
  await press('ArrowUp');
  await press('Enter');
  await ann.page.keyboard.type(' not so');
  await press('Escape');
  assert.equal(await focused(ann), ':text');
  await ann.page.keyboard.type('a draft');
  await press('ArrowUp');
  assert.equal(await focused(ann), ':text', 'in a text the arrow moves within it');
  const late = await stage.person(t, { fragment });
  await late.sees('one', `three!${EDITED}`);
  for (const person of [ann, ben, late]) await person.check();
});

for (const [what, options, press] of [['mouse', {}, 'click'], ['touch', PHONE, 'tap']]) {
  test(`by ${what}: a press on an own line shows what can be done with it`, async (t) => {
    const { ann, ben } = await two(t, options);
    await ann.page[press]('.own:has-text("two") .text');
    assert.deepEqual(await ann.page.locator('.own [role=group] button').allTextContents().then((all) => all.slice(0, 3)), ['Edit', 'Withdraw', 'Reply']);
    await ann.screenshot(`own-actions-${what}`);
    await ann.page[press]('.own:has-text("two") .text');
    assert.equal(await ann.page.locator('.own [role=group]').count(), 0);
    await ann.page[press]('.own:has-text("two") .text');
    await ann.page[press]('.own [role=group] button:has-text("Edit")');
    await ann.page.fill('.own [role=group] textarea', 'x'.repeat(99_000));
    await ann.page[press]('.own [role=group] button:has-text("Save")');
    assert.match(await ann.page.textContent('.own [role=alert]'), /too long/);
    await ann.page.fill('.own [role=group] textarea', 'zwei');
    await ann.screenshot(`own-editing-${what}`);
    await ann.page[press]('.own [role=group] button:has-text("Save")');
    await ann.page[press]('.own:has-text("three") .text');
    await ann.page[press]('.own [role=group] button:has-text("Withdraw")');
    for (const person of [ann, ben]) await person.sees('one', `zwei${EDITED}`);
    await ben.page[press === 'tap' ? 'click' : press]('.line .text >> nth=0');
    assert.deepEqual(await ben.page.locator('[role=group] button').allTextContents().then((all) => all.slice(0, 2)), ['Reply', '👍'], 'what others have said is not altered');
    for (const person of [ann, ben]) await person.check();
  });
}

// Locking a private room, knocking, being let in and turned away; closing it, and leaving at once.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Stage } from './support/people.mjs';
import { button, closeDialog, dialog, focusIsAt, heard, isClosed, openPerson, refusal, start } from './support/private.mjs';

let stage;
before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

const room = (person) => person.page.click('#this-room');
const knocks = (person) => person.page.locator('.knock');
const waiting = (person) => person.page.locator('.waiting');
const fiveOf = async (place) => {
  await place.getByText(/^[a-z]+( [a-z]+){4}$/).waitFor();
  return place.locator('.words').textContent();
};

async function lock(person) {
  await room(person);
  await button(person, 'Lock').click();
  await button(person, 'Unlock').waitFor();
  await heard(person, 'The room is locked');
  await closeDialog(person);
  await focusIsAt(person, 'this-room');
}

/** Ann in a room that she has locked. */
async function lockedRoom(t) {
  const ann = await stage.person(t);
  const fragment = await start(ann);
  await ann.say('said inside');
  await lock(ann);
  return { ann, fragment };
}

describe('knocking', () => {
  test('whoever comes to a locked room waits, tells the same five words, and is let in', async (t) => {
    const { ann, fragment } = await lockedRoom(t);
    assert.match(await ann.page.textContent('#scope'), /^Locked/);
    assert.equal(await ann.page.getByRole('button', { name: 'This room, locked' }).count(), 1);
    const ben = await stage.person(t, { fragment });
    const five = await fiveOf(waiting(ben));
    await waiting(ben).getByText('Somebody inside must let you in').waitFor();
    await heard(ben, five);
    assert.equal(await ben.page.isDisabled('#text'), true);
    assert.equal(await ben.page.isVisible('#lines'), false);
    assert.equal(await ben.page.textContent('#present'), 'Waiting to be let in');
    await ben.screenshot('private-waiting');
    assert.equal(await fiveOf(knocks(ann)), five);
    await heard(ann, five);
    assert.equal(await ann.page.evaluate(() => document.activeElement.localName), 'button', 'nobody is taken from what they do');
    await ann.screenshot('private-knock');
    await knocks(ann).getByRole('button', { name: `Let in ${five}` }).press('Enter');
    await ben.sees('said inside');
    await focusIsAt(ann, 'text');
    await ann.until(() => !document.querySelector('.knock'));
    await ben.until(() => !document.querySelector('.waiting'));
    await heard(ben, 'You are in');
    await ben.say('thank you');
    await ann.sees('said inside', 'thank you');
    for (const person of [ann, ben]) await person.check();
  });

  test('who waits is told when nobody is inside any more', async (t) => {
    const { ann, fragment } = await lockedRoom(t);
    const ben = await stage.person(t, { fragment });
    await fiveOf(waiting(ben));
    const deserted = waiting(ben).getByText('Nobody is inside any more');
    assert.equal(await deserted.isVisible(), false);
    await ann.page.goto('about:blank');
    await deserted.waitFor();
    await heard(ben, 'Nobody is inside any more');
    await ben.check();
  });

  test('several knock at once, and each is answered alone', async (t) => {
    const { ann, fragment } = await lockedRoom(t);
    const ben = await stage.person(t, { fragment });
    const cid = await stage.person(t, { fragment });
    const [bens, cids] = [await fiveOf(waiting(ben)), await fiveOf(waiting(cid))];
    assert.notEqual(bens, cids);
    await ann.until(() => document.querySelectorAll('.knock').length === 2);
    await ann.page.getByRole('button', { name: `Turn away ${bens}` }).press('Enter');
    await refusal(ben, 'did not let you in');
    assert.deepEqual(await ben.page.locator('#refusal button:visible').allInnerTexts(), ['Start a private room']);
    await focusIsAt(ann, `Let in ${cids}`);
    await ann.page.keyboard.press('Enter');
    await cid.sees('said inside');
    await ann.present(2);
    for (const person of [ann, ben, cid]) await person.check();
  });

  test('whoever is in may let others in, and unlocking lets in who knocks', async (t) => {
    const ann = await stage.person(t);
    const fragment = await start(ann);
    const ben = await stage.person(t, { fragment });
    await ben.present(2);
    await lock(ann);
    await ben.until(() => document.querySelector('#scope').textContent.startsWith('Locked'));
    await room(ben);
    await button(ben, 'Wipe everywhere now').waitFor();
    assert.deepEqual(await dialog(ben).getByRole('button').allInnerTexts(), ['', 'Wipe everywhere now']);
    await closeDialog(ben);
    const cid = await stage.person(t, { fragment });
    await fiveOf(waiting(cid));
    await knocks(ben).getByRole('button', { name: /^Let in/ }).click();
    await cid.present(3);
    await knocks(ann).waitFor({ state: 'detached' });
    const dan = await stage.person(t, { fragment });
    await fiveOf(waiting(dan));
    await room(ann);
    await button(ann, 'Unlock').press('Enter');
    await dan.present(4);
    await focusIsAt(ann, 'Lock');
    await ben.until(() => document.querySelector('#scope').textContent.startsWith('Encrypted'));
    for (const person of [ann, ben, cid, dan]) await person.check();
  });
});

test('how long lines are seen is another only when that is applied, and it is said what that does', async (t) => {
  const ann = await stage.person(t);
  const fragment = await start(ann);
  await ann.say('to stay');
  await room(ann);
  const choice = dialog(ann).getByLabel('What anybody says here vanishes');
  const warning = dialog(ann).getByText('vanishes from every browser here at once');
  await choice.focus();
  await ann.page.keyboard.press('ArrowDown');
  assert.equal(await choice.inputValue(), '10');
  await warning.waitFor();
  await ann.screenshot('private-lifetime');
  await choice.evaluate((select) => { select.isTheSame = true; });
  const ben = await stage.person(t, { fragment });
  await ben.sees('to stay');
  await ann.present(2);
  assert.equal(await ann.page.evaluate(() => document.activeElement.isTheSame), true);
  await room(ben);
  await button(ben, 'Wipe everywhere now').waitFor();
  await choice.selectOption('after 1 hour');
  await button(ann, 'Apply').click();
  await dialog(ben).getByText('vanishes after 1 hour').waitFor();
  await heard(ann, 'vanishes after 1 hour');
  await focusIsAt(ann, 'Apply');
  await warning.waitFor({ state: 'hidden' });
  await button(ann, 'Lock').click();
  await dialog(ben).getByText('Locked: whoever comes').waitFor();
  for (const person of [ann, ben]) await person.check();
});

test('a host closes the room for all, after a question', async (t) => {
  const ann = await stage.person(t);
  const fragment = await start(ann);
  const ben = await stage.person(t, { fragment });
  await ben.say('hello');
  await ann.sees('hello');
  await room(ann);
  await button(ann, 'Close for all').click();
  await focusIsAt(ann, 'Cancel');
  await ann.page.keyboard.press('Enter');
  await button(ann, 'Close for all').click();
  await ann.screenshot('private-close');
  await button(ann, 'Close for all').click();
  for (const person of [ann, ben]) {
    await refusal(person, 'was closed');
    assert.deepEqual(await person.texts(), []);
    assert.equal(await person.page.locator('#invite, #this-room, dialog[open]').count(), 0);
    await person.check();
  }
});

describe('leaving at once', () => {
  async function two(t) {
    const ann = await stage.person(t);
    const fragment = await start(ann);
    const ben = await stage.person(t, { fragment });
    await ann.say('words of Ann');
    await ben.sees('words of Ann');
    return { ann, ben };
  }

  async function isGone(ann, ben) {
    await refusal(ann, 'You have left this private room');
    await ben.sees();
    await ben.until(() => [...document.querySelectorAll('.notice')].some(({ textContent }) => textContent.includes('left')));
    assert.deepEqual(await ann.texts(), []);
    assert.equal(await ann.page.inputValue('#text'), '');
    const asked = await ann.page.evaluate(() => {
      const event = new Event('beforeunload', { cancelable: true });
      dispatchEvent(event);
      return event.defaultPrevented;
    });
    assert.equal(asked, false, 'nothing is left that could be lost');
    await ann.check();
  }

  test('takes what one has said from every browser, and what is typed too', async (t) => {
    const { ann, ben } = await two(t);
    await ann.page.fill('#text', 'a draft');
    await room(ann);
    await dialog(ann).getByText('You are the only host').waitFor();
    await ann.screenshot('private-room-dialog');
    await button(ann, 'Wipe everywhere now').click();
    await isGone(ann, ben);
  });

  test('is done by Escape pressed twice, after a second', async (t) => {
    const { ann, ben } = await two(t);
    await ann.page.clock.install();
    await ann.page.focus('#text');
    await ann.page.clock.pauseAt(Date.now() + 60_000);
    await ann.page.keyboard.press('Escape');
    await ann.page.keyboard.press('Escape');
    await focusIsAt(ann, 'Undo');
    await ann.screenshot('private-leaving');
    await ann.page.clock.resume();
    await isGone(ann, ben);
  });

  test('can be undone, and is not begun where Escape closes something', async (t) => {
    const { ann, ben } = await two(t);
    await ann.page.clock.install();
    await ann.page.focus('#text');
    await ann.page.keyboard.press('Escape');
    await ann.page.keyboard.press('Escape');
    await focusIsAt(ann, 'Undo');
    await ann.page.keyboard.press('Enter');
    await focusIsAt(ann, 'text');
    await heard(ann, 'You are still here');
    await openPerson(ann);
    await ann.page.keyboard.press('Escape');
    await isClosed(ann);
    await ann.page.keyboard.press('Escape');
    assert.equal(await ann.page.locator('.toast').count(), 0);
    await ann.page.clock.runFor(3000);
    await ann.page.setViewportSize({ width: 400, height: 700 });
    await ann.page.click('#people-toggle');
    await ann.page.keyboard.press('Escape');
    await ann.page.keyboard.press('Escape');
    assert.equal(await ann.page.locator('.toast').count(), 0, 'the first has closed the list');
    await ann.page.clock.runFor(3000);
    await ben.say('still two');
    await ann.sees('words of Ann', 'still two');
    for (const person of [ann, ben]) await person.check();
  });
});

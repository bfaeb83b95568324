// Private rooms, in a real browser: started by one click, entered by a link, and nothing of it left in the address.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Stage } from './support/people.mjs';
import { button, closeDialog, dialog, focusIsAt, fragmentOf, heard, isClosed, refusal, shownLink, start, startOpen } from './support/private.mjs';

const COPIES = { permissions: ['clipboard-read', 'clipboard-write'] };
const NETWORK_ERRORS = /Failed to load resource|Failed to fetch dynamically/;

let stage;
before(async () => { stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] }); });
after(() => stage?.stop());

const address = (person) => person.page.evaluate(() => location.href);
const copied = (person) => person.page.evaluate(() => navigator.clipboard.readText());
const section = (person, title) => dialog(person).locator('summary', { hasText: title });

test('one click makes a room, and its link lets others in', async (t) => {
  const ann = await stage.person(t);
  const fragment = await startOpen(ann);
  await dialog(ann).locator('.qr-code').waitFor();
  await ann.screenshot('private-invite');
  await closeDialog(ann);
  await ann.say('before Ben');
  const ben = await stage.person(t, { fragment });
  await ben.sees('before Ben');
  await ben.say('hello');
  await ann.sees('before Ben', 'hello');
  await ann.present(2);
  await ann.screenshot('private-room');
  for (const person of [ann, ben]) {
    assert.equal(await address(person), stage.url, 'the address tells nothing');
    assert.equal(await person.page.textContent('#room'), 'Private room');
    assert.match(await person.page.textContent('#scope'), /^Encrypted/);
    assert.match(await person.page.textContent('#about-room'), /is encrypted in your browser/);
    assert.equal(await person.page.title(), 'Private room – One Time Chat');
    await person.check();
  }
});

describe('inviting', () => {
  test('the link is copied by one key, by the keys for copying, and by a click, and it is seen and heard', async (t) => {
    const ann = await stage.person(t, COPIES);
    const fragment = await startOpen(ann);
    await focusIsAt(ann, 'Copy link');
    await ann.page.keyboard.press('Enter');
    await button(ann, 'Link copied').waitFor();
    await heard(ann, 'Link copied');
    assert.equal(await copied(ann), stage.url + fragment);
    await ann.page.evaluate(() => navigator.clipboard.writeText('something else'));
    await ann.page.keyboard.press('Control+c');
    assert.equal(await copied(ann), stage.url + fragment);
    await closeDialog(ann);
    await ann.page.getByRole('button', { name: 'Invite', exact: true }).press('Enter');
    await button(ann, 'Link copied').or(button(ann, 'Copy link')).waitFor();
    assert.equal(await shownLink(ann), fragment);
    assert.equal(await ann.page.getAttribute('#invite', 'aria-haspopup'), 'dialog');
    await closeDialog(ann);
    await focusIsAt(ann, 'invite');
    await ann.check();
  });

  test('where the page may not copy, the link is selected', async (t) => {
    const ann = await stage.person(t);
    await ann.page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); });
    const fragment = await startOpen(ann);
    await button(ann, 'Copy link').click();
    await heard(ann, 'The link is selected');
    const selected = await dialog(ann).getByLabel('Link to this room').evaluate(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd));
    assert.equal(selected, stage.url + fragment);
  });

  test('a public room has its link in the header as ever, also after a private one', async (t) => {
    const ann = await stage.person(t, COPIES);
    await start(ann);
    assert.equal(await ann.page.isVisible('#copy-link'), false);
    await ann.page.evaluate(() => { location.hash = '#garden'; });
    await ann.until(() => document.querySelector('#room').textContent === '#garden');
    assert.equal(await ann.page.locator('#invite, #this-room').count(), 0);
    assert.match(await ann.page.textContent('#about-server'), /it sees them/);
    await ann.page.click('#copy-link');
    await heard(ann, 'Link copied');
    assert.equal(await copied(ann), `${stage.url}#garden`);
  });
});

describe('a password', () => {
  async function startProtected(person, password) {
    const unprotected = await startOpen(person);
    await section(person, 'Protect with a password').click();
    await dialog(person).getByLabel('Password', { exact: true }).fill(password);
    await person.page.keyboard.press('Enter');
    await person.until(() => /\.[a-z2-7]{2}$/.test(document.querySelector('dialog.private[open] input')?.value ?? ''));
    const fragment = await shownLink(person);
    assert.notEqual(fragment.slice(0, 40), unprotected.slice(0, 40), 'another link');
    return fragment;
  }

  test('makes a new room, whose link asks for it, and a wrong one is told at once', async (t) => {
    const ann = await stage.person(t);
    const fragment = await startProtected(ann, 'cheese');
    assert.match(await dialog(ann).innerText(), /this link and the password/);
    assert.equal(await section(ann, 'Protect with a password').isVisible(), false);
    await closeDialog(ann);
    await ann.say('behind a password');
    const ben = await stage.person(t, { fragment, online: false });
    await dialog(ben).waitFor();
    const field = dialog(ben).getByLabel('Password', { exact: true });
    await field.fill('chees');
    await ben.page.keyboard.press('Enter');
    await dialog(ben).getByRole('alert').getByText('That is not the password').waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await ben.screenshot('private-password');
    await dialog(ben).getByLabel('Show password').check();
    assert.equal(await field.getAttribute('type'), 'text');
    await field.fill('cheese');
    await button(ben, 'Come in').click();
    await ben.sees('behind a password');
    await ann.present(2);
    await ben.check();
  });

  test('is asked for again by a button where nobody has given one', async (t) => {
    const ann = await stage.person(t);
    const fragment = await startProtected(ann, 'cheese');
    const ben = await stage.person(t, { fragment, online: false });
    await dialog(ben).waitFor();
    await closeDialog(ben);
    await refusal(ben, 'needs a password');
    await ben.screenshot('private-unanswered');
    await ben.page.getByRole('button', { name: 'Enter the password' }).click();
    await dialog(ben).getByLabel('Password', { exact: true }).fill('cheese');
    await ben.page.keyboard.press('Enter');
    await ben.present(2);
  });

  test('is not asked for any more where one has gone elsewhere', async (t) => {
    const ann = await stage.person(t);
    const fragment = await startProtected(ann, 'cheese');
    const ben = await stage.person(t, { fragment, online: false });
    await dialog(ben).waitFor();
    await ben.page.evaluate(() => { location.hash = '#garden'; });
    await isClosed(ben);
    await ben.online();
    assert.equal(await ben.page.textContent('#room'), '#garden');
    await ben.check();
  });

  test('takes the box away until the room is there anew', async (t) => {
    const ann = await stage.person(t);
    await startOpen(ann);
    await ann.page.evaluate(() => { // hold it
      const { deriveBits } = SubtleCrypto.prototype;
      const gate = new Promise((resolve) => { window.goOn = resolve; });
      SubtleCrypto.prototype.deriveBits = async function derive(how, ...more) {
        if (how.name === 'PBKDF2') await gate;
        return deriveBits.call(this, how, ...more);
      };
    });
    await section(ann, 'Protect with a password').click();
    await dialog(ann).getByLabel('Password', { exact: true }).fill('cheese');
    await ann.page.keyboard.press('Enter');
    await ann.until(() => document.querySelector('#text').disabled);
    await ann.page.evaluate(() => window.goOn());
    await dialog(ann).waitFor();
    await closeDialog(ann);
    await ann.say('now');
    await ann.check();
  });

  test('is offered only as long as nobody else is in', async (t) => {
    const ann = await stage.person(t);
    const fragment = await startOpen(ann);
    assert.equal(await section(ann, 'Protect with a password').isVisible(), true);
    const ben = await stage.person(t, { fragment });
    await ben.present(2);
    await section(ann, 'Protect with a password').waitFor({ state: 'hidden' });
  });
});

describe('a link for one person', () => {
  test('lets in one, who is seen to come, and then nobody', async (t) => {
    const ann = await stage.person(t, COPIES);
    await startOpen(ann);
    await section(ann, 'Invite one person').click();
    await button(ann, 'Make a link for one').click();
    await heard(ann, 'Link for one person copied');
    const fragment = fragmentOf(await copied(ann));
    assert.match(fragment, /^#~![\w-]{59}$/);
    const state = dialog(ann).locator('.invitations li span').nth(1);
    assert.equal(await state.textContent(), 'not used yet');
    await ann.screenshot('private-once');
    const ben = await stage.person(t, { fragment });
    await ben.present(2);
    await dialog(ann).getByText('used', { exact: true }).waitFor();
    assert.equal(await dialog(ann).locator('.invitations button').count(), 0);
    await ben.until(() => document.querySelector('#invite') !== null && !document.querySelector('#invite').hidden);
    const cid = await stage.person(t, { fragment, online: false });
    await refusal(cid, 'lets nobody in');
    await cid.screenshot('private-uninvited');
    assert.deepEqual(await cid.page.locator('#refusal button:visible').allInnerTexts(), ['Try again', 'Start a private room']);
    await ben.check();
  });

  test('can be taken back', async (t) => {
    const ann = await stage.person(t, COPIES);
    await startOpen(ann);
    await section(ann, 'Invite one person').click();
    await button(ann, 'Make a link for one').press('Enter');
    await dialog(ann).locator('.invitations li').waitFor();
    const fragment = fragmentOf(await copied(ann));
    await button(ann, 'Take back link 1').press('Enter');
    await dialog(ann).getByText('taken back').waitFor();
    await heard(ann, 'Link 1 for one person: taken back');
    await focusIsAt(ann, 'Make a link for one');
    const ben = await stage.person(t, { fragment, online: false });
    await refusal(ben, 'lets nobody in');
    await ann.check();
  });
});

describe('where there is no room', () => {
  test('a link that is not whole says so, and offers a new room', async (t) => {
    const ann = await stage.person(t, { fragment: '#~abc', online: false });
    await refusal(ann, 'a part of it is missing');
    assert.deepEqual(await ann.page.locator('#refusal button:visible').allInnerTexts(), ['Start a private room']);
    await ann.screenshot('private-cut');
    await ann.page.getByRole('button', { name: 'Start a private room' }).click();
    await dialog(ann).waitFor();
    await closeDialog(ann);
    await ann.online();
    assert.equal(await ann.page.isVisible('#refusal'), false);
    await ann.check();
  });

  test('what cannot be loaded is loaded again by a button, and the link is not lost', async (t) => {
    const ann = await stage.person(t);
    const fragment = await start(ann);
    const ben = await stage.person(t);
    await ben.page.route('**/private-*.js', (route) => route.abort());
    await ben.page.evaluate((link) => { location.hash = link; }, fragment);
    await refusal(ben, 'could not be loaded');
    assert.deepEqual(await ben.page.locator('#refusal button:visible').allInnerTexts(), ['Try again']);
    await ben.page.unroute('**/private-*.js');
    await ben.page.click('#again');
    await ben.present(2);
    await ben.check(NETWORK_ERRORS);
  });

  test('a page without HTTPS says what to do', async (t) => {
    const page = new URL(stage.url);
    page.hostname = 'chat.example';
    const ann = await stage.person(t);
    await ann.page.goto(page.href);
    await ann.online();
    await ann.page.click('#private-room');
    await refusal(ann, 'need HTTPS');
    assert.equal(await ann.page.locator('#refusal button:visible').count(), 0);
    assert.equal(await ann.page.locator('dialog[open]').count(), 0);
  });
});

test('where no entry of the history can be written, a private room is opened, and to stay in it shows nothing of it', async (t) => {
  const ann = await stage.person(t);
  await ann.page.addInitScript(() => { // which browsers refuse where it is done too often
    History.prototype.replaceState = History.prototype.pushState = () => { throw new DOMException('too often', 'SecurityError'); };
  });
  await ann.page.reload();
  await ann.online();
  await start(ann);
  await ann.say('hello');
  await ann.page.evaluate(() => { location.hash = '#garden'; });
  await ann.page.click('#leaving-stay');
  await ann.until(() => location.hash === '#~');
  await isClosed(ann);
  await ann.say('still here');
  await ann.check();
});

test('who stays instead of opening a private room gets none later', async (t) => {
  const ann = await stage.person(t, { fragment: '#garden' });
  await ann.say('hello');
  await ann.page.click('#private-room');
  await ann.page.click('#leaving-stay');
  await ann.until(() => location.hash === '#garden');
  await ann.page.evaluate(() => { location.hash = '#not%20a%20name'; });
  await ann.page.click('#leaving-leave');
  await refusal(ann, 'names no room');
  await ann.check();
});

test('a dialog is left by its button and beside it, and nothing below it is reached', async (t) => {
  const ann = await stage.person(t);
  await startOpen(ann);
  await button(ann, 'Close').click();
  await isClosed(ann);
  await ann.page.click('#invite');
  await dialog(ann).waitFor();
  await ann.page.mouse.click(5, 400);
  await isClosed(ann);
  await focusIsAt(ann, 'invite');
});

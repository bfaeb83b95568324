// What is typed belongs to its room, and nothing typed or said is lost without a word.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

const NETWORK_ERRORS = /Failed to load resource/;

let stage;
let rooms = 0;
const newRoom = () => `#drafts${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

const goTo = (person, fragment) => person.page.evaluate((wanted) => { location.hash = wanted; }, fragment);
const inRoom = (person, fragment) => person.until((wanted) => document.querySelector('#room').textContent === wanted, fragment);
const asked = (person) => person.page.locator('#leaving').waitFor({ state: 'visible' });
const box = (person) => person.page.inputValue('#text');
const hash = (person) => person.page.evaluate(() => location.hash);
const addressIs = (person, fragment) => person.until((wanted) => location.hash === wanted, fragment);

/** The questions that the browser itself asks; each is answered by `accept`. */
function questions(person, accept = true) {
  const types = [];
  person.page.on('dialog', async (dialog) => {
    types.push(dialog.type());
    await (accept ? dialog.accept() : dialog.dismiss());
  });
  return types;
}

test('a draft stays in its room and is there again when one comes back', async (t) => {
  const [secret, other] = [newRoom(), newRoom()];
  const [ann, ben] = [await stage.person(t, { fragment: secret }), await stage.person(t, { fragment: '#lobby' })];
  await ann.page.fill('#text', 'the key is under the mat');
  await ann.page.$eval('#text', (text) => text.setSelectionRange(4, 7));
  await goTo(ann, '#lobby');
  await inRoom(ann, 'Lobby');
  await ann.online();
  assert.equal(await box(ann), '');
  assert.equal(await ann.page.isDisabled('#send'), true);
  await ann.page.focus('#text');
  await ann.page.keyboard.press('Enter');
  await ann.page.keyboard.press('Control+z');
  assert.equal(await box(ann), '', 'nor does undo bring it here');
  await ann.page.keyboard.press('Control+Shift+z');
  assert.equal(await box(ann), '');
  await ann.page.keyboard.type('hello lobby');
  await goTo(ann, other);
  await inRoom(ann, other);
  assert.equal(await box(ann), '');
  await goTo(ann, secret);
  await inRoom(ann, secret);
  assert.equal(await box(ann), 'the key is under the mat');
  assert.deepEqual(await ann.page.$eval('#text', ({ selectionStart, selectionEnd }) => [selectionStart, selectionEnd]), [4, 7]);
  assert.equal(await ann.page.isDisabled('#send'), false);
  await ann.page.click('#new-room');
  await ann.until((room) => document.querySelector('#room').textContent !== room, secret);
  assert.equal(await box(ann), '', 'a new room does not carry it');
  await goTo(ann, '#~refused');
  await ann.phase('refused');
  assert.equal(await box(ann), '');
  await goTo(ann, '#lobby');
  await inRoom(ann, 'Lobby');
  assert.equal(await box(ann), 'hello lobby');
  await ann.page.click('#send');
  await ben.sees('hello lobby');
  assert.deepEqual(await ann.texts(), ['hello lobby']);
  await ann.check();
});

test('a line that comes back goes to the room it was said in', async (t) => {
  const [one, other] = [newRoom(), newRoom()];
  const ann = await stage.person(t, { fragment: one });
  await ann.context.setOffline(true);
  await ann.phase('waiting');
  await ann.type('said in the dark');
  await ann.page.fill('#text', 'and a draft');
  await goTo(ann, other);
  await asked(ann);
  await ann.page.click('#leaving-leave');
  await inRoom(ann, other);
  assert.equal(await box(ann), '');
  assert.equal(await ann.page.textContent('#trouble'), '');
  await ann.context.setOffline(false);
  await goTo(ann, one);
  await inRoom(ann, one);
  assert.equal(await box(ann), 'said in the dark\nand a draft');
  assert.match(await ann.page.textContent('#trouble'), /^You left before this was sent/);
  await ann.page.press('#text', 'End');
  await ann.page.type('#text', '!');
  assert.equal(await ann.page.textContent('#trouble'), '');
  await ann.check(NETWORK_ERRORS);
});

test('where one has said something, another room is entered only after a question', async (t) => {
  const [one, other] = [newRoom(), newRoom()];
  const [ann, ben] = [await stage.person(t, { fragment: one }), await stage.person(t, { fragment: one })];
  await ann.say('mine');
  for (const [go, target] of [
    [() => ann.page.click('#new-room'), null], [() => goTo(ann, other), other], [() => goTo(ann, '#~refused'), '#~refused'], [() => goTo(ann, ''), ''],
  ]) {
    await go();
    await asked(ann);
    assert.equal(await ann.page.textContent('#leaving-title'), `Leave ${one}?`);
    if (target !== null) assert.equal(await hash(ann), target);
    await ann.page.keyboard.press('Escape');
    await addressIs(ann, one);
    assert.equal(await ann.page.locator('#leaving').isVisible(), false);
  }
  await ann.page.click('#new-room');
  await asked(ann);
  await ann.screenshot('leaving');
  await ann.page.click('#leaving-stay');
  await addressIs(ann, one);
  await ben.sees('mine');
  await ben.say('still here?');
  await ann.sees('mine', 'still here?');
  await ann.page.click('#new-room');
  await asked(ann);
  await ann.page.click('#leaving-leave');
  await ann.until((room) => document.querySelector('#room').textContent !== room, one);
  await ben.sees('still here?');
  await ben.present(1);
  await ann.check();
});

test('to stay leaves Back and Forward as they were', async (t) => {
  const fragments = [newRoom(), newRoom(), newRoom(), newRoom()];
  const ann = await stage.person(t, { fragment: fragments[0], whole: true });
  for (const fragment of fragments.slice(1)) {
    await goTo(ann, fragment);
    await inRoom(ann, fragment);
  }
  await ann.page.evaluate(() => history.go(-2));
  await inRoom(ann, fragments[1]);
  await ann.online();
  await ann.say('mine');
  const length = await ann.page.evaluate(() => history.length);
  for (const [steps, there] of [[-1, 0], [1, 2], [2, 3]]) {
    await ann.page.evaluate((number) => history.go(number), steps);
    await asked(ann);
    assert.equal(await hash(ann), fragments[there]);
    await ann.page.keyboard.press('Escape');
    await addressIs(ann, fragments[1]);
  }
  assert.equal(await ann.page.evaluate(() => history.length), length);
  await ann.page.evaluate(() => history.go(1));
  await asked(ann);
  await ann.page.evaluate(() => history.go(1)); // once more, before there is an answer
  await addressIs(ann, fragments[3]);
  await ann.page.click('#leaving-stay');
  await addressIs(ann, fragments[1]);
  await ann.page.evaluate(() => history.go(1));
  await asked(ann);
  await ann.page.evaluate(() => history.go(-1)); // back without an answer is one
  await ann.page.locator('#leaving').waitFor({ state: 'hidden' });
  await ann.sees('mine');
  await ann.page.evaluate(() => history.go(2));
  await asked(ann);
  await ann.page.click('#leaving-leave');
  await inRoom(ann, fragments[3]);
  await ann.page.evaluate(() => history.go(-1));
  await inRoom(ann, fragments[2]);
  await ann.check();
});

test('the browser asks before the page goes, only where something would be lost', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  const types = questions(ann);
  await ann.page.focus('#text');
  await ann.page.keyboard.type('x');
  await ann.page.keyboard.press('Backspace');
  await ann.page.reload();
  assert.deepEqual(types, [], 'nothing said, nothing typed');
  await ann.online();
  await ann.page.keyboard.type('a draft');
  await ann.page.reload();
  assert.deepEqual(types, ['beforeunload']);
  await ann.online();
  await ann.page.keyboard.type('a draft elsewhere');
  await goTo(ann, '#lobby');
  await inRoom(ann, 'Lobby');
  await ann.page.reload();
  assert.equal(types.length, 2, 'a draft in another room is one too');
  await ann.online();
  await ann.say('something');
  await ann.page.goto(`${stage.url}favicon.svg`);
  assert.equal(types.length, 3);
  await ann.check(NETWORK_ERRORS);
});

test('who answers no stays, with all that was said', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.say('mine');
  const answered = ann.page.waitForEvent('dialog').then(async (dialog) => {
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
  });
  await ann.page.close({ runBeforeUnload: true });
  await answered;
  await ben.say('yours');
  for (const person of [ann, ben]) await person.sees('mine', 'yours');
});

test('what stood in the box before the page started is a draft, and is sent where that was asked for', async (t) => {
  for (const wantsToSend of [false, true]) {
    const fragment = newRoom();
    const ben = await stage.person(t, { fragment });
    const ann = await stage.person(t, { online: false });
    await ann.online();
    await ann.page.goto('about:blank');
    await ann.context.addInitScript((wants) => {
      globalThis.oneTimeChat = { wantsToSend: wants, started: false };
      new MutationObserver((_, observer) => {
        const text = document.querySelector('#text');
        if (!text) return;
        observer.disconnect();
        text.value = 'typed early';
      }).observe(document, { childList: true, subtree: true });
    }, wantsToSend);
    await ann.page.goto(stage.url + fragment);
    await ann.online();
    assert.equal(await ann.page.evaluate(() => globalThis.oneTimeChat.started), true);
    if (wantsToSend) await ben.sees('typed early');
    else assert.equal(await box(ann), 'typed early');
    await ann.check();
  }
});

test('what was pressed early for one room is not said in another', async (t) => {
  const [one, other] = [newRoom(), newRoom()];
  const ben = await stage.person(t, { fragment: other });
  const ann = await stage.person(t, { online: false });
  await ann.online();
  await ann.page.goto('about:blank');
  let letGo;
  const held = new Promise((resolve) => { letGo = resolve; });
  await ann.page.route(/\/main[^/]*\.js$/, async (route) => { await held; await route.continue(); });
  await ann.page.goto(stage.url + one, { waitUntil: 'commit' });
  await ann.until(() => globalThis.oneTimeChat?.join);
  await ann.page.fill('#text', 'the key is under the mat');
  await ann.page.click('#send');
  await goTo(ann, other);
  letGo();
  await inRoom(ann, other);
  await ann.online();
  await ann.present(2);
  await ben.say('who is there?');
  await ann.sees('who is there?');
  assert.deepEqual(await ben.texts(), ['who is there?']);
  assert.equal(await box(ann), '');
  await goTo(ann, one);
  await inRoom(ann, one);
  assert.equal(await box(ann), 'the key is under the mat', 'it is not lost either');
  await ann.check();
});

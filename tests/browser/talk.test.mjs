// Lines are answered and reacted to, people are mentioned, commands are typed, and the screen is searched: by keyboard, by mouse and by touch.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { accessible } from './support/axe.mjs';
import { Stage } from './support/people.mjs';

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

let stage;
let rooms = 0;
const newRoom = () => `#talk${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

const ready = (person) => person.until(() => document.querySelector('.talk-tools') && [...document.styleSheets].some(({ href }) => /talk/.test(href)));

async function two(t, options = {}) {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment, ...options }), await stage.person(t, { fragment })];
  for (const person of [ann, ben]) await ready(person);
  for (const person of [ann, ben]) await person.present(2);
  return { fragment, ann, ben };
}

const has = (person, selector, text) => person.until(([where, wanted]) => [...document.querySelectorAll(where)].some(({ textContent }) => textContent.includes(wanted)), [selector, text]);
const hasNot = (person, selector) => person.until((where) => document.querySelector(where) === null, selector);
const heard = (person, text) => person.until((wanted) => document.querySelector('#announcer').textContent.replace(/[\u2068\u2069]/g, '').includes(wanted), text);
const focusIn = (person, selector) => person.until((wanted) => document.activeElement.matches(wanted), selector);
const focused = (person) => person.page.evaluate(() => `${document.activeElement.closest('.line')?.querySelector('.text').textContent ?? ''}:${document.activeElement.textContent || document.activeElement.id}`);
const fits = (person) => person.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

for (const [what, options, press] of [['mouse', {}, 'click'], ['touch', PHONE, 'tap']]) {
  test(`by ${what}: a line is answered, and the quote leads to it, follows it and tells its end`, async (t) => {
    const { fragment, ann, ben } = await two(t, options);
    await ben.say('the question');
    for (let number = 0; number < 30; number += 1) await ben.say(`line ${number}\nwith more`);
    await ann.until(() => document.querySelectorAll('.line').length === 31);
    await ann.page.locator('.line .text', { hasText: 'the question' })[press]();
    await ann.page.locator('.line-actions').waitFor();
    await accessible(ann, 'actions');
    await ann.screenshot(`talk-actions-${what}`);
    await ann.page.locator('.line-actions button', { hasText: 'Reply' })[press]();
    await has(ann, '.replying', 'the question');
    await focusIn(ann, '#text');
    await accessible(ann, 'answering');
    assert.equal(await fits(ann), true);
    await ann.page.locator('.replying button')[press]();
    await ann.until(() => document.querySelector('.replying').hidden);
    await ann.page.locator('.line .text', { hasText: 'the question' })[press]();
    await ann.page.locator('.line-actions button', { hasText: 'Reply' })[press]();
    await ann.say('the answer');
    assert.equal(await ann.page.isVisible('.replying'), false);
    const late = await stage.person(t, { fragment });
    await ready(late);
    for (const person of [ann, ben, late]) await has(person, 'button.quote', 'the question');
    await ann.page.locator('button.quote')[press]();
    assert.equal(await focused(ann).then((text) => text.split(':')[0]), 'the question');
    await ann.until(() => {
      const { top, bottom } = document.activeElement.getBoundingClientRect();
      const log = document.querySelector('#log').getBoundingClientRect();
      return top >= log.top && bottom <= log.bottom;
    });
    await ann.page.keyboard.press('Escape');
    await focusIn(ann, '.quote');
    await ben.page.locator('.own .text', { hasText: 'the question' }).click();
    await ben.page.locator('.line-actions button', { hasText: 'Edit' }).click();
    await ben.page.fill('.line-actions textarea', 'another question');
    await ben.page.keyboard.press('Enter');
    for (const person of [ann, ben, late]) await has(person, 'button.quote', 'another question');
    await accessible(ann, 'answered');
    await ben.page.locator('.own .text', { hasText: 'another question' }).click();
    await ben.page.locator('.line-actions button', { hasText: 'Withdraw' }).click();
    for (const person of [ann, ben, late]) await has(person, 'p.quote', 'vanished');
    const later = await stage.person(t, { fragment });
    await has(later, 'p.quote', 'not here');
    for (const person of [ann, ben, late, later]) await person.check();
  });

  test(`by ${what}: reactions are counted, pressed and taken back, and go with who leaves`, async (t) => {
    const { fragment, ann, ben } = await two(t, options);
    await ben.say('good news');
    await ann.until(() => document.querySelector('.line .text'));
    await ann.page.locator('.line .text')[press]();
    await ann.page.locator('.line-actions button[title="React with 🎉"]')[press]();
    await has(ben, '.reaction', '🎉 1');
    assert.equal(await ben.page.getAttribute('.reaction', 'aria-pressed'), 'false');
    assert.match(await ben.page.getAttribute('.reaction', 'aria-label'), new RegExp(`🎉 1: .*${await ann.name()}`));
    await ben.page.click('.reaction');
    for (const person of [ann, ben]) await has(person, '.reaction[aria-pressed="true"]', '🎉 2');
    await ann.page.locator('.line .text')[press]();
    await ann.page.locator('.line-actions button[title="Another emoji"]')[press]();
    await ann.page.fill('.emoji-box', 'no emoji');
    await ann.page.locator('.line-actions button', { hasText: 'React' })[press]();
    assert.match(await ann.page.textContent('.line-actions [role=alert]'), /not one emoji/);
    await accessible(ann, 'another emoji');
    await ann.page.fill('.emoji-box', '👩🏽‍🚀');
    await ann.page.keyboard.press('Enter');
    await has(ben, '.reaction', '👩🏽‍🚀 1');
    await accessible(ann, 'reactions');
    assert.equal(await fits(ann), true);
    await ann.screenshot(`talk-reactions-${what}`);
    const late = await stage.person(t, { fragment });
    await has(late, '.reaction', '🎉 2');
    await ann.page.locator('.reaction', { hasText: '🎉' })[press]();
    for (const person of [ann, ben, late]) await has(person, '.reaction', '🎉 1');
    await ann.close();
    await hasNot(late, '.reaction[data-emoji="👩🏽‍🚀"]');
    assert.equal(await late.page.textContent('.reaction'), '🎉 1');
    for (const person of [ben, late]) await person.check();
  });

  test(`by ${what}: people are mentioned, marked and told so`, async (t) => {
    const { ann, ben } = await two(t, options);
    const [anns, bens] = [await ann.name(), await ben.name()];
    await ann.page.focus('#text');
    await ann.page.keyboard.type(`hey @${bens.slice(0, 2).toLowerCase()}`);
    await ann.page.locator('[role=option]').waitFor();
    await accessible(ann, 'offered');
    assert.equal(await ann.page.getAttribute('#text', 'aria-activedescendant'), await ann.page.getAttribute('[aria-selected=true]', 'id'));
    assert.equal(await fits(ann), true);
    await ann.screenshot(`talk-offered-${what}`);
    await ann.page.locator('[role=option]')[press]();
    assert.equal(await ann.page.inputValue('#text'), `hey @${bens} `);
    await focusIn(ann, '#text');
    await ann.page.keyboard.type('look');
    await ann.page.keyboard.press('Control+Enter');
    await has(ben, '.mentions .mention', 'Mentions you');
    await heard(ben, `You are mentioned: ${anns}: hey @${bens} look`);
    assert.equal(await ann.page.locator('.mention').count(), 0);
    await accessible(ben, 'mentioned');
    await ben.say(`@${anns}s and @${bens} are others`);
    await ann.until(() => document.querySelectorAll('.line').length === 2);
    assert.equal(await ann.page.locator('.mention').count(), 0, 'neither a longer name nor one’s own');
    for (const person of [ann, ben]) await person.check();
  });

  test(`by ${what}: what is on screen is searched`, async (t) => {
    const { ann, ben } = await two(t, options);
    await ben.say('A needle here');
    for (let number = 0; number < 30; number += 1) await ben.say(`hay ${number}\nand more`);
    await ben.say('needle, NEEDLE (needle)');
    await ann.until(() => document.querySelectorAll('.line').length === 32);
    await ann.page.locator('.talk-tools button', { hasText: 'Search' })[press]();
    await focusIn(ann, '.search-box');
    await ann.page.keyboard.type('needle');
    await has(ann, '.search-count', '4 of 4');
    await heard(ann, '4 of 4');
    await accessible(ann, 'search');
    assert.equal(await fits(ann), true);
    assert.equal(await ann.page.evaluate(() => CSS.highlights.get('search').size), 4);
    await ann.screenshot(`talk-search-${what}`);
    await ann.page.keyboard.press('Enter');
    await has(ann, '.search-count', '1 of 4');
    await ann.until(() => {
      const [log, first] = ['#log', '.line'].map((selector) => document.querySelector(selector).getBoundingClientRect());
      return first.top >= log.top && first.bottom <= log.bottom;
    });
    await ann.page.locator('.search button[title="Previous"]')[press]();
    await has(ann, '.search-count', '4 of 4');
    await ben.say('one more needle');
    await has(ann, '.search-count', '4 of 5');
    await ann.page.fill('.search-box', '(needle)');
    await has(ann, '.search-count', '1 of 1');
    await ann.page.fill('.search-box', '[.*');
    await has(ann, '.search-count', 'Nothing found');
    await ann.page.keyboard.press('Escape');
    await focusIn(ann, '#text');
    assert.deepEqual(await ann.page.evaluate(() => [document.querySelector('.search').hidden, CSS.highlights.has('search')]), [true, false]);
    for (const person of [ann, ben]) await person.check();
  });
}

test('a browser without highlights marks what is found by elements, and takes them away again', async (t) => {
  const { ann, ben } = await two(t);
  await ben.say('Needle and needle');
  await ann.sees('Needle and needle');
  await ann.page.evaluate(() => { delete globalThis.Highlight; });
  await ann.type('/search NEEDLE');
  await ann.until(() => document.querySelectorAll('mark').length === 2);
  assert.deepEqual(await ann.page.$$eval('mark', (marks) => marks.map(({ textContent, className }) => `${textContent} ${className}`)), ['Needle ', 'needle current']);
  await ann.page.keyboard.press('Enter');
  await has(ann, 'mark.current', 'Needle');
  await accessible(ann, 'marks');
  await ann.page.keyboard.press('Escape');
  await hasNot(ann, 'mark');
  assert.equal(await ann.page.$eval('.line .text', ({ childNodes }) => childNodes.length), 1);
  await ann.sees('Needle and needle');
  for (const person of [ann, ben]) await person.check();
});

test('by keyboard: the arrows go through all lines, and what can be done with each is done', async (t) => {
  const { ann, ben } = await two(t);
  const press = (...keys) => keys.reduce((done, key) => done.then(() => ann.page.keyboard.press(key)), Promise.resolve());
  await ben.say('from Ben');
  await ann.sees('from Ben');
  await ann.page.focus('#text');
  await press('ArrowUp');
  assert.equal(await focused(ann), 'from Ben:Reply', 'there is none of our own');
  await press('Enter');
  await focusIn(ann, '#text');
  await heard(ann, `Replying to ${await ben.name()}`);
  await ann.page.keyboard.type('draft');
  await press('Escape');
  assert.deepEqual([await ann.page.isVisible('.replying'), await ann.page.inputValue('#text')], [false, 'draft']);
  await press('Enter');
  await ben.sees('from Ben', 'draft');
  await ben.say('last');
  await ann.sees('from Ben', 'draft', 'last');
  await press('ArrowUp');
  assert.equal(await focused(ann), 'draft:Edit');
  await press('ArrowRight', 'ArrowRight');
  assert.equal(await focused(ann), 'draft:Reply');
  await press('ArrowUp');
  assert.equal(await focused(ann), 'from Ben:Reply');
  await press('ArrowDown', 'ArrowDown');
  assert.equal(await focused(ann), 'last:Reply');
  await press('ArrowRight', 'Enter');
  await has(ben, '.reaction', '👍 1');
  await focusIn(ann, '#text');
  await press('Shift+ArrowUp');
  assert.equal(await focused(ann), 'last:Reply');
  await press('ArrowDown');
  await focusIn(ann, '#text');
  await press('Shift+ArrowUp');
  await ben.page.locator('.own .text', { hasText: 'last' }).click();
  await ben.page.locator('.line-actions button', { hasText: 'Withdraw' }).click();
  await ann.sees('from Ben', 'draft');
  await focusIn(ann, '#text');
  await ann.page.keyboard.type('hi @');
  await ann.page.locator('[role=option]').waitFor();
  await press('Escape');
  await hasNot(ann, '[role=option]');
  await ann.page.keyboard.type('x');
  await hasNot(ann, '[role=option]');
  await press('Backspace', 'Backspace');
  await ann.page.keyboard.type('@');
  await ann.page.locator('[role=option]').waitFor();
  await press('ArrowDown', 'ArrowUp', 'Tab');
  assert.equal(await ann.page.inputValue('#text'), `hi @${await ben.name()} `);
  for (const person of [ann, ben]) await person.check();
});

test('what one has begun to say in other words is not lost by a click elsewhere', async (t) => {
  const { ann, ben } = await two(t);
  await ben.say('from Ben');
  await ann.sees('from Ben');
  await ann.say('mine');
  const text = (wanted) => ann.page.locator('.line .text', { hasText: wanted });
  const edit = ann.page.locator('.line-actions button', { hasText: 'Edit' });
  await text('mine').click();
  await edit.click();
  await text('from Ben').click();
  assert.equal(await ann.page.locator('.edit-box').count(), 0, 'nothing was begun');
  await text('mine').click();
  await edit.click();
  await ann.page.fill('.edit-box', 'half a sent');
  for (const other of ['from Ben', 'mine']) {
    await text(other).click();
    await focusIn(ann, '.edit-box');
    assert.equal(await ann.page.inputValue('.edit-box'), 'half a sent');
  }
  await ann.page.focus('#text');
  await ann.page.keyboard.press('ArrowUp');
  await focusIn(ann, '.edit-box');
  await ann.page.keyboard.type('ence');
  await ann.page.keyboard.press('Enter');
  await ben.sees('from Ben', 'half a sentence (edited)');
  for (const person of [ann, ben]) await person.check();
});

test('commands', async (t) => {
  const { ann, ben } = await two(t);
  const anns = await ann.name();
  await ann.type('/me waves');
  await ben.sees('waves');
  for (const person of [ann, ben]) assert.equal(await person.page.textContent('.act .actor').then((text) => text.trim()), `* ${anns}`);
  await heard(ben, `${anns} waves`);
  await ann.say('/usr/bin is no command');
  await ann.type('//me');
  await ben.sees('waves', '/usr/bin is no command', '/me');
  for (const [typed, answer] of [['/dance', /no command \/dance/], ['/nick you', /words of this page/], ['/me', /behind \/me/], ['/DANCE now', /no command \/dance/]]) {
    await ann.type(typed);
    assert.match(await ann.page.textContent('#trouble'), answer);
    assert.equal(await ann.page.inputValue('#text'), typed);
    await accessible(ann, typed);
  }
  await ann.type('/help');
  await ann.page.locator('dialog.help[open]').waitFor();
  await accessible(ann, 'help');
  await ann.page.keyboard.press('Escape');
  await hasNot(ann, 'dialog.help');
  await focusIn(ann, '#text');
  await ann.type('/search usr');
  await has(ann, '.search-count', '1 of 1');
  await ann.page.keyboard.press('Escape');
  await ann.type('/clear');
  await ann.sees();
  await heard(ann, 'The view is empty');
  await ben.say('after');
  await ann.sees('after');
  await ben.sees('waves', '/usr/bin is no command', '/me', 'after');
  for (const person of [ann, ben]) await person.check();
});

test('of a flood of reactions only some are shown, and hostile ones not at all', async (t) => {
  const { fragment, ann, ben } = await two(t);
  await ann.say('target');
  const { id, sender } = await ben.page.evaluate(() => new Promise((resolve) => {
    const { fetch } = window;
    window.fetch = async (...request) => {
      const body = JSON.parse(request[1].body);
      const message = body.commands?.map(([, , each]) => each).find(({ kind }) => kind === 'reaction');
      if (message) resolve({ id: message.of.id, sender: message.of.sender });
      return fetch(...request);
    };
    document.querySelector('.line .text').click();
    document.querySelector('.line-actions button[title$="👍"]').click();
  }));
  await has(ann, '.reaction', '👍 1');
  for (let number = 0; number < 3; number += 1) {
    const mallory = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
    t.after(() => mallory.leave());
    const emoji = Array.from({ length: 8 }, (_, index) => String.fromCodePoint(0x1f600 + number * 8 + index));
    const message = { ts: 1, kind: 'reaction', name: `<b>M${number}</b>`, of: { sender, id }, revision: 1 };
    const many = [
      { ...message, id: 'a', emoji: ['<img src=x>', 'x'.repeat(9000), 7, '\u202e'] }, { ...message, id: 'b', emoji, revision: 2 },
      { ...message, id: 'c', emoji: 'all', revision: 3 }, { ...message, id: 'd', of: { sender: 'me', id }, emoji: ['🐟'], revision: 4 },
    ];
    const { status } = await mallory.post('send', { ...mallory.credentials, commands: many.map((each) => ['send', mallory.id, each]) });
    assert.equal(status, 200);
  }
  await has(ann, '.reactions', '+13');
  assert.equal(await ann.page.locator('.reaction').count(), 12);
  assert.equal(await ben.page.locator('.reaction[aria-pressed="true"]').count(), 1, 'one’s own is among them');
  assert.doesNotMatch(await ann.page.textContent('.reactions'), /🐟|img|x/);
  await accessible(ann, 'a flood');
  await ann.page.locator('.line .text').click();
  for (const person of [ann, ben]) await person.check();
});

test('who writes a command before the page has all of itself waits for that, and sends nothing else', async (t) => {
  const fragment = newRoom();
  const ben = await stage.person(t, { fragment });
  const ann = await stage.person(t, { fragment });
  await ann.type('/me is early');
  await ben.sees('is early');
  await has(ben, '.actor', await ann.name());
  await ann.check();
});

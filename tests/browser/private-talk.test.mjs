// In a private room people answer lines, react to them and mention each other: those who were there, at Chromium and at Firefox, a
// newcomer, and everybody after the daemon was killed see the same.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible } from './support/axe.mjs';
import { Firefox } from './support/firefox.mjs';
import { Stage } from './support/people.mjs';
import { start } from './support/private.mjs';

let stage, firefox;
before(async () => {
  stage = await Stage.set('lighttpd');
  firefox = await Firefox.start();
});
after(async () => {
  await firefox?.stop();
  await stage?.stop();
});

const ready = (person) => person.until(() => document.querySelector('.talk-tools') !== null);

/** What is shown of all lines: actor, quote, text and reactions of each. */
async function sees(person, wanted) {
  await person.until((expected) => {
    const textOf = (element) => element?.textContent.trim().replace(/\s+/g, ' ') ?? '';
    const quoted = (quote) => (quote ? `> ${textOf(quote.lastElementChild ?? quote)}` : '');
    const shown = [...document.querySelectorAll('.line')].map((line) => [
      line.querySelector('.actor') ? '*' : '', quoted(line.querySelector('.quote')), textOf(line.querySelector('.text')),
      [...line.querySelectorAll('.reaction')].map(textOf).sort().join(' '),
    ].filter(Boolean).join(' | '));
    return JSON.stringify(shown) === JSON.stringify(expected);
  }, wanted).catch(async () => assert.deepEqual(await person.page.$$eval('.line .body', (lines) => lines.map(({ textContent }) => textContent)), wanted));
}

async function act(person, text, name) {
  await person.page.evaluate(([wanted, label]) => {
    [...document.querySelectorAll('.line .text')].find(({ textContent }) => textContent === wanted).click();
    [...document.querySelectorAll('.line-actions button')].find(({ textContent, title }) => textContent === label || title === label).click();
  }, [text, name]);
}

test('all see the same', async (t) => {
  const ann = await stage.person(t);
  const fragment = await start(ann);
  const ben = await firefox.person(t, stage.url, { fragment });
  const people = [ann, ben];
  for (const person of people) await ready(person);
  for (const person of people) await person.present(2);
  await ann.type('the question');
  await sees(ben, ['the question']);
  await act(ben, 'the question', 'Reply');
  await ben.type('the answer');
  await ben.type('/me nods');
  await sees(ann, ['the question', '> the question | the answer', '* | nods']);
  await act(ann, 'the answer', 'React with 👍');
  await act(ben, 'the answer', 'React with 👍');
  await act(ben, 'the question', 'React with 🎉');
  const all = ['the question | 🎉 1', '> the question | the answer | 👍 2', '* | nods'];
  for (const person of people) await sees(person, all);
  await accessible(ann, 'talk in a private room');
  const cid = await stage.person(t, { fragment, viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  people.push(cid);
  await cid.present(3);
  await sees(cid, all);
  await stage.daemon.kill();
  await act(cid, 'nods', 'React with ❤️');
  await stage.daemon.start();
  const after = ['the question | 🎉 1', '> the question | the answer | 👍 2', '* | nods | ❤️ 1'];
  for (const person of people) await sees(person, after);
  const anns = await ann.name();
  await cid.type(`@${anns} are you there?`);
  await ann.until(() => document.querySelector('.mention') !== null);
  await act(ann, 'the question', 'Edit');
  await ann.page.fill('.line-actions textarea', 'the last question');
  await ann.page.keyboard.press('Enter');
  const last = [after[0].replace('question', 'last question (edited)'), after[1].replace('question', 'last question'), after[2], `@${anns} are you there?`];
  const dan = await stage.person(t, { fragment });
  people.push(dan);
  for (const person of people) await sees(person, last);
  for (const query of ['the', 'nothing of that']) {
    await ben.type(`/search ${query}`);
    await ben.until((wanted) => new RegExp(wanted).test(document.querySelector('.search-count').textContent), query === 'the' ? ' of 3' : 'Nothing');
    await ben.page.keyboard.press('Escape');
  }
  await ben.closeTab();
  for (const person of [ann, cid, dan]) await sees(person, ['the last question (edited)', `@${anns} are you there?`]);
  for (const person of [ann, cid, dan]) await person.check(/Failed to load resource|status of 5/);
});

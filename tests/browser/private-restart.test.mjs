// Three people in a private room, at Chromium and at Firefox, while the daemon and the front server are killed and begin anew.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Firefox } from './support/firefox.mjs';
import { Stage } from './support/people.mjs';

let stage, firefox;
before(async () => {
  stage = await Stage.set('lighttpd');
  firefox = await Firefox.start();
});
after(async () => {
  await firefox?.stop();
  await stage?.stop();
});

const names = (person) => person.page.$$eval('.person .name', (elements) => elements.map(({ textContent }) => textContent).sort());

async function openRoom(t) {
  const ann = await stage.person(t);
  await ann.page.click('#private-room');
  const dialog = ann.page.locator('dialog.private[open]');
  const link = await dialog.locator('input').first().inputValue();
  await ann.page.keyboard.press('Escape');
  const fragment = link.slice(link.indexOf('#'));
  return [ann, await firefox.person(t, stage.url, { fragment }), await stage.person(t, { fragment })];
}

/** Each says a line; whoever is not online says it once they are. */
async function sayAll(people, what, said) {
  for (const [number, person] of people.entries()) {
    await person.type(`${what} of ${number}`);
    said.push(`${what} of ${number}`);
  }
  for (const person of people) {
    await person.until((wanted) => document.querySelectorAll('.line').length >= wanted, said.length);
    assert.deepEqual((await person.texts()).sort(), [...said].sort(), 'everything, once');
  }
}

test('three people stay who they are, and miss nothing', async (t) => {
  const people = await openRoom(t);
  for (const person of people) await person.present(3);
  const said = [];
  await sayAll(people, 'before', said);
  const known = await names(people[0]);
  for (const person of people) assert.deepEqual(await names(person), known);
  await stage.daemon.kill();
  await people[0].type('while the daemon is away');
  said.push('while the daemon is away');
  await stage.daemon.start();
  await sayAll(people, 'after the daemon', said);
  await stage.front.restart('SIGKILL');
  await sayAll(people, 'after the front server', said);
  await stage.daemon.kill();
  await stage.front.restart('SIGKILL');
  await stage.daemon.start();
  await sayAll(people, 'after both', said);
  for (const person of people) {
    await person.present(3);
    assert.deepEqual(await names(person), known, 'the same people');
    assert.deepEqual((await person.notices()).filter((notice) => !/ joined/.test(notice)), []);
    assert.deepEqual(await person.texts(), await people[0].texts(), 'in the same order');
    await person.check(/Failed to load resource|WebSocket|status of 5|cross-origin|NetworkError/i);
  }
});

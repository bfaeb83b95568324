// Private rooms, in a real browser: started by one click, entered by a link, and nothing of it left in the address.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

let stage;
before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

const address = (person) => person.page.evaluate(() => location.href);
const dialog = (person) => person.page.locator('dialog.private[open]');

/** Starts a private room; returns the fragment of its link. */
async function start(person) {
  await person.page.click('#private-room');
  await dialog(person).waitFor();
  const link = await dialog(person).locator('input').inputValue();
  assert.match(link, /#~[\w-]{38}$/);
  return link.slice(link.indexOf('#'));
}

async function close(person) {
  await person.page.keyboard.press('Escape');
  await dialog(person).waitFor({ state: 'detached' }).catch(() => {});
}

test('one click makes a room, and its link lets others in', async (t) => {
  const ann = await stage.person(t);
  const fragment = await start(ann);
  await ann.screenshot('private-invite');
  await close(ann);
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
    await person.check();
  }
});

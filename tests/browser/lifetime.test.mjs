// A line that vanishes by itself, in a real browser: chosen below the box, counted down, gone for both.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

let stage;
before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

test('a line with an end is counted down and vanishes for all', async (t) => {
  const [ann, ben] = [await stage.person(t, { fragment: '#lifetime' }), await stage.person(t, { fragment: '#lifetime' })];
  await ann.present(2);
  const choice = ann.page.getByLabel('Vanishes');
  await choice.selectOption('after 10 seconds');
  await ann.say('for ten seconds');
  await choice.selectOption('when I leave');
  await ann.say('to stay');
  await ben.sees('for ten seconds', 'to stay');
  for (const person of [ann, ben]) {
    const left = person.page.locator('.line', { hasText: 'for ten seconds' }).locator('.left');
    assert.match(await left.textContent(), /^0:(0\d|10) left$/);
  }
  await ann.screenshot('lifetime');
  await ann.page.setViewportSize({ width: 390, height: 700 });
  await ann.screenshot('lifetime-phone');
  for (const person of [ann, ben]) {
    await person.sees('to stay');
    await person.check();
  }
});

// Pictures of the page, for people to look at: written into screenshots/ of the build directory.

import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

const SCENES = [
  ['desktop-light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['desktop-dark', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
  ['phone-light', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, colorScheme: 'light' }],
  ['phone-dark', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, colorScheme: 'dark' }],
];

const TALK = [
  [0, 'Morning! Did the cable get through the wall?'],
  [1, 'Yes, at last. The drill bit is toast though.'],
  [1, 'Pictures later, the light is awful in there.'],
  [2, 'I have a spare bit, 12 mm. Shall I bring it on Thursday?'],
  [0, 'Perfect. Same place, around seven?'],
  [1, 'Seven works 👍'],
  [2, 'نلتقي يوم الخميس إذن'],
  [0, 'And the ladder?'],
  [1, 'Already in the car.'],
];

let stage;
before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

async function isPicture(name) {
  const { size } = await stat(join(process.env.OTC_BUILD, 'screenshots', `${name}.png`));
  assert.ok(size > 10_000, `${name} has ${size} bytes`);
}

test('three people on desktop and phone, in light and dark', async (t) => {
  const people = [];
  for (const [, options] of SCENES.slice(0, 3)) people.push(await stage.person(t, options));
  for (const person of people) await person.present(3);
  for (const [who, text] of TALK) await people[who].say(text);
  for (const [index, person] of people.entries()) {
    await person.sees(TALK.map(([, text]) => text));
    await person.screenshot(SCENES[index][0]);
    await isPicture(SCENES[index][0]);
  }
  const dark = await stage.person(t, SCENES[3][1]);
  await dark.sees(TALK.map(([, text]) => text));
  await dark.screenshot('phone-dark');
  await isPicture('phone-dark');
  await dark.page.tap('#people-toggle');
  await dark.screenshot('phone-dark-people');
  await isPicture('phone-dark-people');
});

test('alone, refused, disconnected', async (t) => {
  const alone = await stage.person(t, { ...SCENES[2][1], fragment: '#quiet-garden' });
  await alone.present(1);
  await alone.screenshot('phone-alone');
  await isPicture('phone-alone');
  const refused = await stage.person(t, { ...SCENES[0][1], fragment: '#~private', online: false });
  await refused.phase('refused');
  await refused.screenshot('desktop-refused');
  await isPicture('desktop-refused');
  await stage.daemon.kill();
  await alone.phase('waiting');
  await alone.type('Can you hear me?');
  await alone.screenshot('phone-disconnected');
  await isPicture('phone-disconnected');
});

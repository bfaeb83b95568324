// The same talk at Firefox: as it is, as the wary set it, and together with people at Chromium.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Firefox, NO_SITE_DATA, RESIST_FINGERPRINTING } from './support/firefox.mjs';
import { Stage } from './support/people.mjs';

let stage;
// Longer than a test may take: who goes must say so.
before(async () => { stage = await Stage.set('lighttpd', { args: ['--grace', '600'] }); });
after(() => stage?.stop());

/** All of them say something in turn, and all see all of it in that order. */
async function talk(people) {
  const said = await people[0].texts();
  for (const [number, person] of [...people, ...people].entries()) {
    const line = `line ${number} – “quoted” <b> 🎉`;
    await person.say(line);
    said.push(line);
    for (const each of people) await each.sees(said);
  }
}

const BROWSERS = {
  'Firefox as it is': {},
  'Firefox that resists fingerprinting': RESIST_FINGERPRINTING,
  'Firefox that blocks all cookies and site data': NO_SITE_DATA,
};

for (const [browser, preferences] of Object.entries(BROWSERS)) {
  describe(browser, () => {
    let firefox;
    let rooms = 0;
    before(async () => { firefox = await Firefox.start(preferences); });
    after(() => firefox?.stop());

    /** Two at this Firefox and one at Chromium, in a room of their own. */
    async function three(t) {
      const fragment = `#firefox-${Object.keys(BROWSERS).indexOf(browser)}-${(rooms += 1)}`;
      const people = [await firefox.person(t, stage.url, { fragment }), await firefox.person(t, stage.url, { fragment }), await stage.person(t, { fragment })];
      for (const person of people) await person.present(3);
      return people;
    }

    test('two talk with one at Chromium', async (t) => {
      const people = await three(t);
      await talk(people);
      assert.equal(new Set(await Promise.all(people.map((person) => person.name()))).size, 3);
      for (const person of people) await person.check();
    });

    test('who closes the tab takes along what was said there, each time', async (t) => {
      const [ann, ben, cleo] = await three(t);
      const fragment = new URL(ann.page.url()).hash;
      await ann.say('stays');
      const leavers = [ben];
      while (leavers.length < 4) leavers.push(await firefox.person(t, stage.url, { fragment }));
      for (const [number, leaver] of leavers.entries()) {
        await leaver.say(`goes ${number}`);
        await ann.sees('stays', `goes ${number}`);
        await leaver.closeTab();
        for (const person of [ann, cleo]) {
          await person.sees('stays');
          await person.present(2 + leavers.length - 1 - number);
          assert.match((await person.notices()).at(-1), / left/);
        }
      }
      for (const person of [ann, cleo]) await person.check();
    });

    test('a reloaded page is a new person, and the old one is gone', async (t) => {
      const [ann, ben, cleo] = await three(t);
      await ann.say('mine');
      for (const person of [ben, cleo]) await person.sees('mine');
      await ann.reload();
      for (const person of [ann, ben, cleo]) {
        await person.sees([]);
        await person.present(3);
      }
      await talk([ann, ben, cleo]);
    });
  });
}

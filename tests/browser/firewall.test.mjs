// A page behind a real firewall that reads along: Apache with ModSecurity and its core rules.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

const REFUSED = 'you will find it in /etc/passwd; cat /etc/shadow as well';

let stage;
before(async () => { stage = await Stage.set('apache-modsecurity'); });
after(() => stage.stop());

test('a line that the firewall refuses is given back with a reason, and the talk goes on', async (t) => {
  const fragment = '#firewall';
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.say('before');
  for (const text of [REFUSED, 'after', 'and more']) await ann.type(text);
  await ben.sees('before', 'after', 'and more');
  await ann.sees('before', 'after', 'and more');
  await ann.until((text) => document.querySelector('#text').value === text, REFUSED);
  assert.match(await ann.page.textContent('#trouble'), /network does not let this message through/);
  assert.equal(await ann.page.getAttribute('#status', 'data-phase'), 'online');
  const cat = await stage.person(t, { fragment });
  await cat.sees('before', 'after', 'and more');
  await ben.say('well');
  await ann.sees('before', 'after', 'and more', 'well');
});

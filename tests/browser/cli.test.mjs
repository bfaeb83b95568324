// A browser and onetimechat-cli in one room: each is to the other as a browser is to a browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Cli } from '../lib/cli.mjs';
import { Stage } from './support/people.mjs';
import { startOpen } from './support/private.mjs';

let stage;
before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

test('in a private room that the browser has started', async (t) => {
  const ann = await stage.person(t);
  const fragment = await startOpen(ann);
  await ann.page.keyboard.press('Escape');
  await ann.say('of the browser');
  const cli = Cli.start(t, ['--json', '--name', 'Command Line', stage.url + fragment]);
  assert.equal((await cli.event('said')).text, 'of the browser');
  cli.order({ say: 'of the program\nin two lines' });
  await ann.sees('of the browser', 'of the program\nin two lines');
  await cli.event('held', ({ by, of }) => by === 1 && of === 1);
  await ann.until(() => [...document.querySelectorAll('.person .name')].some(({ textContent }) => textContent === 'Command Line'));
  cli.done();
  assert.equal(await cli.code(), 0);
  await ann.sees('of the browser');
  await ann.check();
});

test('in a private room that the program has started', async (t) => {
  const cli = Cli.start(t, ['--json', '--new', stage.url], { env: { ONETIMECHAT_PASSWORD: 'correct horse' } });
  const { link } = await cli.event('link');
  cli.order({ say: 'welcome' });
  const ben = await stage.person(t, { fragment: link.slice(stage.url.length), online: false });
  await ben.page.fill('input[type=password]', 'correct horse');
  await ben.page.keyboard.press('Enter');
  await ben.sees('welcome');
  await ben.say('thanks');
  assert.equal((await cli.event('said')).text, 'thanks');
  await ben.check();
});

test('in a public room', async (t) => {
  const ann = await stage.person(t, { fragment: '#garden' });
  const cli = Cli.start(t, ['--json', '--name', 'Ann', `${stage.url}#garden`]);
  await cli.event('entered');
  cli.order({ say: 'one' });
  await ann.sees('one');
  await ann.say('two');
  await cli.event('said', ({ text }) => text === 'two');
  await ann.sees('one', 'two');
  cli.signal('SIGTERM');
  assert.equal(await cli.code(), 0);
  await ann.sees('two');
  assert.match((await ann.notices()).at(-1), /Ann.* left/);
});

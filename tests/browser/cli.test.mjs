// A browser and onetimechat-cli in one room: each is to the other as a browser is to a browser.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const ROOMS = {
  public: async (t) => {
    const ann = await stage.person(t, { fragment: '#files' });
    return { ann, link: `${stage.url}#files` };
  },
  private: async (t) => {
    const ann = await stage.person(t);
    const fragment = await startOpen(ann);
    await ann.page.keyboard.press('Escape');
    return { ann, link: stage.url + fragment };
  },
};

for (const [kind, open] of Object.entries(ROOMS)) {
  test(`files go both ways in a ${kind} room, and are the same bytes`, async (t) => {
    const { ann, link } = await open(t);
    const box = await mkdtemp(join(tmpdir(), 'otc-cli-'));
    t.after(() => rm(box, { recursive: true, force: true }));
    const cli = Cli.start(t, ['--json', '--name', 'Command Line', '--receive', box, link]);
    await cli.event('entered');
    await ann.present(2);
    await ann.until(() => document.querySelector('.attach:not([hidden])') !== null);
    const ofThePage = randomBytes(150_001);
    await ann.page.setInputFiles('#composer input[type=file]', [{ name: 'of the page.bin', mimeType: 'application/zip', buffer: ofThePage }]);
    await ann.page.click('.tray .main');
    const received = await cli.event('file', ({ state }) => state === 'received');
    assert.equal(received.path, join(box, 'of the page.bin'));
    assert.equal(sha256(await readFile(received.path)), sha256(ofThePage));

    const ofTheProgram = randomBytes(150_002);
    const path = join(box, 'of the program.bin');
    await writeFile(path, ofTheProgram);
    cli.order({ file: path, text: 'what the page gets' });
    await ann.page.locator('.file button', { hasText: /^Get$/ }).last().click();
    const save = ann.page.locator('.file a[download="of the program.bin"]');
    const [download] = await Promise.all([ann.page.waitForEvent('download'), save.click()]);
    assert.equal(download.suggestedFilename(), 'of the program.bin');
    assert.equal(sha256(await readFile(await download.path())), sha256(ofTheProgram));
    cli.done();
    assert.equal(await cli.code(), 0, 'since the page has got it');
    await ann.check();
  });
}

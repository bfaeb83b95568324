// Each state that talk, files, search, messages to one alone, the list of people and the settings bring, on small screens, zoomed in and
// in forced colours: nothing is cut off or lies below something else, all that can be used is reached, and the focus is seen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible } from './support/axe.mjs';
import { Person, Stage, startBrowser } from './support/people.mjs';

const BEEPS = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
const SCREENS = {
  '320': { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
  '320-dark': { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true, colorScheme: 'dark' },
  'desk-200': { viewport: { width: 640, height: 512 }, deviceScaleFactor: 2 },
  'desk-400': { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
  'forced': { viewport: { width: 1280, height: 800 }, forcedColors: 'active' },
  'forced-320': { viewport: { width: 320, height: 568 }, forcedColors: 'active', colorScheme: 'dark' },
};
const LONG = 'Maximiliana Donaudampfschifffahrtsgesell';
const WEBM = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex');

let stage, browser;
before(async () => {
  stage = await Stage.set('lighttpd', { args: ['--rate', '0', '--rate-bytes', '0'] });
  browser = await startBrowser(BEEPS);
});
after(async () => {
  await browser?.close();
  await stage?.stop();
});

// What is wrong with what is shown, in sentences. Both run in the page; the second moves the focus, for which lists close.
function helpers() {
  const scope = document.querySelector('dialog[open]') ?? document.body;
  const isSeen = (one) => {
    const { width, height } = one.getBoundingClientRect();
    return width > 1 && height > 1 && one.checkVisibility({ visibilityProperty: true }) && getComputedStyle(one).clipPath === 'none';
  };
  return {
    scope, isSeen,
    called: (one) => `${one.localName}.${one.className} ${(one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40)}`,
    controls: [...scope.querySelectorAll('button, a[href], input, select, textarea, summary, audio, [role=option]')].filter((one) => isSeen(one) && !one.disabled),
  };
}

function unreached() {
  const { scope, isSeen, called, controls } = window.helpers();
  const found = ['html', 'body', '.bar', '#log', '.composer', '#people', 'dialog[open]', '.tray', '.search']
    .flatMap((selector) => [...document.querySelectorAll(selector)]).filter((one) => isSeen(one) && one.scrollWidth > one.clientWidth + 1)
    .map((one) => `scrolls sideways: ${called(one)}`);
  const places = [...document.querySelectorAll('*')].filter(({ scrollTop }) => scrollTop > 0).map((one) => [one, one.scrollTop]);
  const offered = document.querySelector('.mention-list'); // it may lie above something, until a key closes it
  for (const one of controls) {
    one.scrollIntoView({ block: 'nearest' });
    const { left, right, top, bottom } = one.getBoundingClientRect();
    if (left < -0.5 || right > innerWidth + 0.5) found.push(`out of the window sideways: ${called(one)}`);
    const at = document.elementFromPoint((left + right) / 2, (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2);
    const isIt = at && (one.contains(at) || at.contains(one) || one.labels?.[0]?.contains(at));
    if (!isIt && !offered?.contains(at)) found.push(`not reached: ${called(one)}, under ${at && called(at)}`);
  }
  for (const one of [...scope.querySelectorAll('h2, h3, p, label, .text, .file-state, .file-name, .name, .doing, button, li')].filter(isSeen)) {
    const { overflowX, textOverflow } = getComputedStyle(one);
    if (one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && overflowX !== 'visible' && textOverflow !== 'ellipsis') found.push(`cut: ${called(one)}`);
  }
  if (document.documentElement.scrollTop + document.body.scrollTop > 0) found.push('the page itself is higher than the window');
  for (const one of [document.documentElement, document.body]) one.scrollTop = 0;
  for (const [one, top] of places) one.scrollTop = top;
  return found;
}

function unmarked() {
  const { called, controls, isSeen } = window.helpers();
  const focused = document.activeElement;
  const found = [];
  for (const one of controls.filter((each) => !each.matches('[role=option], audio'))) {
    if (!isSeen(one)) continue;
    document.activeElement.blur();
    const before = JSON.stringify([one, one.closest('.composer-row')].map((each) => each && [getComputedStyle(each).outline, getComputedStyle(each).borderColor]));
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) continue;
    const after = JSON.stringify([one, one.closest('.composer-row')].map((each) => each && [getComputedStyle(each).outline, getComputedStyle(each).borderColor]));
    if (before === after) found.push(`the focus is not seen: ${called(one)}`);
  }
  focused?.focus({ preventScroll: true });
  return found;
}

const OFFERED = 'a file with a name as long as names of files may be here.zip';

const nameOf = (person) => person.page.$eval('.person:has(.you) .name', ({ textContent }) => textContent);
const pick = (person, ...files) => person.page.setInputFiles('#composer input[type=file]', files);
const ownFiles = (person) => person.page.locator('.line.own .file').count();
const offer = async (person, file) => {
  const before = await ownFiles(person);
  await pick(person, file);
  await person.page.click('.tray .main');
  await person.until((number) => document.querySelectorAll('.line.own .file').length > number, before);
};
const fileOf = (person, name) => person.page.locator('.line .file', { hasText: name }).last();

async function picture(person) {
  const bytes = await person.page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 700 });
    const context = canvas.getContext('2d');
    context.fillStyle = 'rgb(30, 120, 90)';
    context.fillRect(0, 0, 500, 700);
    return [...new Uint8Array(await (await new Promise((resolve) => { canvas.toBlob(resolve); })).arrayBuffer())];
  });
  return { name: 'a-picture-with-quite-a-long-name-that-goes-on.png', mimeType: 'image/png', buffer: Buffer.from(bytes) };
}

// The list of people, which is a panel of its own where there is little room.
async function openList(person) {
  if (!(await person.page.isVisible('#people'))) await person.page.click('#people-toggle');
}

async function closeList(person) {
  if (await person.page.isVisible('#people-close')) await person.page.click('#people-close');
}

async function about(person, name, deed) {
  await openList(person);
  await person.page.locator('.person', { hasText: name }).locator('.person-more').click();
  await person.page.locator('dialog[open]').getByRole('button', { name: deed, exact: true }).click();
}

const press = (person, selector, text) => person.page.locator(selector, { hasText: text }).click();
const close = (person) => person.page.keyboard.press('Escape');

// How each state is come to from the one before, and what is left of it afterwards.
const STATES = {
  settings: async ({ ann }) => {
    await ann.page.click('#settings-open');
    await ann.page.getByLabel('Show that I am typing').waitFor();
  },
  typing: async ({ ann, ben }) => {
    await close(ann);
    await ben.page.locator('#text').pressSequentially('hm');
    await ann.until(() => /is typing/.test(document.querySelector('.typing').textContent));
  },
  'what can be done about somebody': async ({ ann, ben }) => {
    await ben.page.fill('#text', '');
    await openList(ann);
    await ann.page.locator('.person', { hasText: LONG }).locator('.person-more').click();
    await ann.page.locator('dialog[open]').waitFor();
  },
  'to one alone': async ({ ann }) => {
    await press(ann, 'dialog[open] button', 'Write to them alone');
    await closeList(ann);
    await ann.page.fill('#text', 'a message for one alone, with a longwordthatdoesnotendsoonanddoesnotfit');
    await ann.page.locator('.addressee').waitFor();
  },
  'said to one alone': async ({ ann, ben }) => {
    await ann.page.press('#text', 'Control+Enter');
    await ben.until(() => document.querySelector('.line.alone') !== null);
    await ann.until(() => document.querySelector('.line.alone .state')?.textContent.includes('✓'));
  },
  'an edit of that': async ({ ann }) => {
    await ann.page.locator('.line.alone .text').click();
    await press(ann, '.line-actions button', 'Edit');
    await ann.page.locator('.edit-box').waitFor();
  },
  'seen by': async ({ ann }) => {
    await press(ann, '.line-actions button', 'Cancel');
    await press(ann, '.addressee button', 'To all again');
    await ann.say('said to all');
    await ann.until(() => [...document.querySelectorAll('.line.own .state')].at(-1).textContent.includes('✓✓'));
    await ann.page.locator('.line .text', { hasText: 'said to all' }).click();
    await ann.until(() => /Has arrived at/.test(document.querySelector('.held-by').textContent));
  },
  'another emoji': async ({ ann }) => {
    await ann.page.locator('.line-actions [aria-label="Another emoji"]').click();
    await ann.page.locator('.emoji-box').waitFor();
  },
  'people to mention': async ({ ann }) => {
    await press(ann, '.line-actions button', 'Cancel');
    await ann.page.fill('#text', '');
    await ann.page.locator('#text').pressSequentially('@');
    await ann.page.locator('.mention-list').waitFor();
  },
  search: async ({ ann }) => {
    await close(ann);
    await ann.page.fill('#text', '');
    await press(ann, '.talk-tools button', 'Search');
    await ann.page.keyboard.type('said');
    await ann.until(() => / of /.test(document.querySelector('.search-count').textContent));
  },
  'whom one ignores': async ({ ann, cat }) => {
    await close(ann);
    await cat.say('of no interest');
    await about(ann, 'Cat', 'Ignore');
    await closeList(ann);
    await ann.until(() => /1 message of/.test(document.querySelector('.hidden-lines').textContent));
  },
  'whom one ignores, in the list': async ({ ann }) => {
    await openList(ann);
    await ann.until(() => [...document.querySelectorAll('.doing')].some(({ textContent }) => textContent === 'ignored'));
  },
  'files that are chosen': async ({ ann }) => {
    await closeList(ann);
    await press(ann, '.hidden-lines button', 'Show');
    await pick(ann, await picture(ann), { name: 'notes.bin', mimeType: 'application/zip', buffer: Buffer.alloc(200_000) });
    await ann.until(() => document.querySelectorAll('.tray-file').length === 2);
  },
  'files of ours, and a picture': async ({ ann }) => {
    await ann.page.click('.tray .main');
    await ann.page.waitForSelector('.line.own .file-picture > [role=img]');
    await ann.until(() => document.querySelectorAll('.line.own .file').length === 2);
  },
  'a file of ours that goes': async ({ ann, ben }) => {
    await offer(ann, { name: 'large.bin', mimeType: 'application/zip', buffer: Buffer.alloc(2_000_000) });
    await fileOf(ben, 'large.bin').getByRole('button', { name: /^Get/ }).click();
    await ann.until(() => document.querySelector('.line.own:last-of-type .file progress, .line.own .file progress:not([hidden])')?.value > 0);
  },
  'a file that is offered': async ({ ann, ben }) => {
    await fileOf(ben, 'large.bin').getByRole('button', { name: /^Stop/ }).click();
    await offer(ben, { name: OFFERED, mimeType: 'application/zip', buffer: Buffer.alloc(1_500_000) });
    await fileOf(ann, OFFERED).getByRole('button', { name: /^Get/ }).waitFor();
  },
  'a file that comes': async ({ ann }) => {
    await fileOf(ann, OFFERED).getByRole('button', { name: /^Get/ }).click();
    await ann.until(() => [...document.querySelectorAll('.line:not(.own) .file progress')].at(-1)?.value > 0);
  },
  'a file that was stopped': async ({ ann }) => {
    await fileOf(ann, OFFERED).getByRole('button', { name: /^Stop/ }).click();
    await fileOf(ann, OFFERED).getByRole('button', { name: /^Get/ }).waitFor();
  },
  'a file that is here': async ({ ann, ben }) => {
    await offer(ben, { name: 'small.zip', mimeType: 'application/zip', buffer: Buffer.alloc(3000) });
    await fileOf(ann, 'small.zip').getByRole('button', { name: /^Get/ }).click();
    await fileOf(ann, 'small.zip').locator('a[download]').waitFor();
  },
  'a picture of another': async ({ ann, ben }) => {
    await offer(ben, await picture(ben));
    await ann.page.waitForSelector('.line:not(.own) .file-picture > [role=img]');
  },
  'a voice note': async ({ ann, ben }) => {
    await offer(ben, { name: 'voice.webm', mimeType: 'audio/webm', buffer: WEBM });
    await ann.page.waitForSelector('.line:not(.own) .file audio');
  },
  'a voice note that is recorded': async ({ ann }) => {
    await ann.page.click('[aria-label="Record a voice note"]');
    await ann.until(() => /^Recording: [1-9]/.test(document.querySelector('.tray .file-state').textContent));
  },
  'an emoji by its name': async ({ ann }) => {
    await press(ann, '.tray button', 'Cancel');
    const loaded = ann.page.waitForResponse(/emoji-names-/);
    await ann.page.fill('#text', ':t');
    await (await loaded).finished();
    await ann.type('well done :tada:');
    await ann.until(() => document.querySelector('.line.own:last-child .text')?.textContent.includes('well done'));
  },
};

async function people(t, fragment, options) {
  const scene = {};
  for (const [name, more] of Object.entries({ ann: options, ben: {}, cat: {} })) {
    scene[name] = await Person.open(browser, stage.url, { fragment, ...more });
    t.after(() => scene[name].close());
  }
  for (const person of Object.values(scene)) await person.until(() => document.querySelector('.attach:not([hidden])') && document.querySelectorAll('.person .small').length === 3);
  for (const [person, name] of [[scene.ben, LONG], [scene.cat, 'Cat']]) await person.type(`/nick ${name}`);
  for (const person of [scene.ben, scene.cat]) await person.until((former) => document.querySelector('.person:has(.you) .name').textContent === former, person === scene.cat ? 'Cat' : LONG);
  return scene;
}

for (const [screen, options] of Object.entries(SCREENS)) {
  test(`on ${screen}`, async (t) => {
    const scene = await people(t, `#states-${screen}`, options);
    assert.equal(await nameOf(scene.ben), LONG);
    const found = [];
    for (const [state, come] of Object.entries(STATES)) {
      await come(scene);
      const { page } = scene.ann;
      const note = (faults) => found.push(...faults.map((fault) => `${state}: ${fault}`));
      await page.keyboard.press('Shift'); // so that the focus is shown
      await scene.ann.screenshot(`states-${screen}-${state.replace(/\W+/g, '-')}`);
      await page.evaluate(`window.helpers = ${helpers}`);
      note(await page.evaluate(unreached));
      await accessible(scene.ann, state).catch(({ actual, message }) => note(actual ?? [message]));
      note(await page.evaluate(unmarked));
    }
    assert.equal(found.join('\n'), '');
    for (const person of Object.values(scene)) await person.check();
  });
}

// That the page can be installed, and that this costs nothing at the start.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, Stage } from './support/people.mjs';

let stage;

before(async () => { stage = await Stage.set('lighttpd', { base: '/deep/sub' }); });
after(() => stage?.stop());

const FILES = /\.(webmanifest|png)$/;

test('the browser can install it, and nothing of that is asked for before one is online', async (t) => {
  const context = await stage.browser.newContext();
  t.after(() => context.close());
  await context.addInitScript(() => { window.violations = []; document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => window.violations.push(violatedDirective)); });
  const asked = [];
  context.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const person = await Person.openTab(context, stage.url, { fragment: '#garden' });
  assert.equal(await person.page.locator('link[rel=manifest]').count(), 0);
  assert.deepEqual(asked.filter((path) => FILES.test(path)), []);
  await person.page.waitForSelector('link[rel=manifest]', { state: 'attached' });
  const browser = await context.newCDPSession(person.page);
  const { url, data, errors } = await browser.send('Page.getAppManifest');
  assert.equal(url, new URL('manifest.webmanifest', stage.url).href);
  assert.deepEqual(errors, []);
  assert.equal(new URL(JSON.parse(data).start_url, url).href, stage.url, 'the room is no part of it');
  const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
  // Such a context is as good as a private window, where browsers install nothing.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), []);
  const icon = await person.page.getAttribute('link[rel=apple-touch-icon]', 'href');
  assert.equal((await context.request.get(new URL(icon, stage.url).href)).status(), 200);
  await person.check();
});

test('the icons show what favicon.svg does', async (t) => {
  const person = await stage.person(t);
  const www = join(process.env.OTC_SOURCE, 'www');
  const svg = await readFile(join(www, 'favicon.svg'), 'utf8');
  const icons = [['icon-192.png', 192, 1], ['icon-512.png', 512, 1], ['icon-maskable.png', 512, 0.62], ['apple-touch-icon.png', 180, 0.72]];
  for (const [name, size, share] of icons) {
    const png = (await readFile(join(www, name))).toString('base64');
    const difference = await person.page.evaluate(async ({ svg, png, size, share }) => {
      async function pixels(draw) {
        const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
        const pen = canvas.getContext('2d');
        pen.fillStyle = '#fff';
        pen.fillRect(0, 0, size, size);
        await draw(pen);
        return pen.getImageData(0, 0, size, size).data;
      }
      async function picture(src) {
        const image = Object.assign(new Image(), { src });
        await image.decode();
        return image;
      }
      const [width, margin] = [Math.round(size * share), Math.round((size - Math.round(size * share)) / 2)];
      const wanted = await pixels(async (pen) => pen.drawImage(await picture(`data:image/svg+xml,${encodeURIComponent(svg)}`), margin, margin, width, width));
      const found = await pixels(async (pen) => pen.drawImage(await picture(`data:image/png;base64,${png}`), 0, 0));
      return wanted.reduce((sum, value, index) => sum + Math.abs(value - found[index]), 0) / wanted.length;
    }, { svg, png, size, share });
    assert.ok(difference < 1, `${name} differs by ${difference} of 255`);
  }
});

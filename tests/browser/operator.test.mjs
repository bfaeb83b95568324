// What an operator turns off in index.html: public rooms, or private ones.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Stage } from './support/people.mjs';

/** A site where all rooms are of one kind. */
async function siteOf(t, kind) {
  const stage = await Stage.set('lighttpd');
  t.after(() => stage.stop());
  const path = join(stage.front.page, 'index.html');
  const shipped = await readFile(path, 'utf8');
  const page = shipped.replace('content="public private"', `content="${kind}"`);
  assert.notEqual(page, shipped);
  await writeFile(path, page);
  await writeFile(`${path}.gz`, gzipSync(page));
  await writeFile(`${path}.br`, brotliCompressSync(page));
  return stage;
}

/** All requests of a person from now on, each with its body. */
function requestsOf(person) {
  const requests = [];
  person.page.on('request', (request) => requests.push(`${request.url()} ${request.postData() ?? ''}`));
  return requests;
}

const SECRET = 'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKl';
const toChat = (requests) => requests.filter((request) => /\/chat\/[a-z]+[? ]/.test(request));
const says = (person, part) => person.until((wanted) => document.querySelector('#refusal-text').textContent.includes(wanted), part);

test('where public rooms are off, neither the lobby nor a named room is joined, and a private one is offered', async (t) => {
  const stage = await siteOf(t, 'private 2');
  const ann = await stage.person(t, { online: false });
  const requests = requestsOf(ann);
  for (const fragment of ['', '#garden']) {
    await ann.page.goto('about:blank');
    await ann.page.goto(stage.url + fragment);
    await says(ann, 'private rooms only');
    assert.equal(await ann.page.getAttribute('#status', 'data-phase'), 'refused');
    for (const hidden of ['#new-room', '#copy-link']) assert.equal(await ann.page.locator(hidden).isVisible(), false, hidden);
    assert.equal(await ann.page.locator('#text').isDisabled(), true);
  }
  await ann.page.evaluate(() => new Promise((resolve) => {
    addEventListener('hashchange', () => setTimeout(resolve)); // behind the page's own
    location.hash = '#orchard';
  }));
  assert.deepEqual(toChat(requests), [], 'boot.js has not joined either');
  await ann.screenshot('operator-private');
  await ann.page.click('#refusal a');
  await ann.online();
  await ann.page.locator('dialog.private[open]').waitFor();
  assert.equal(await ann.page.textContent('#room'), 'Private room');
  const link = await ann.page.locator('dialog.private[open] input[readonly]').first().inputValue();
  const ben = await stage.person(t, { fragment: link.slice(link.indexOf('#')) });
  await ben.present(2);
  assert.equal(await ben.page.locator('#new-room').isVisible(), false);
  const cid = await stage.person(t, { fragment: link.slice(link.indexOf('#')) });
  await cid.until((part) => document.querySelector('#about-room').textContent.includes(part), 'This room is full');
  for (const person of [ann, ben]) await person.present(2);
  await ben.page.evaluate(() => { location.hash = '#~cut'; });
  await says(ben, 'not whole');
  assert.deepEqual(await ben.page.$$eval('#refusal :is(a, button):not([hidden])', (ways) => ways.map(({ textContent }) => textContent)), ['Start a private room'], 'once');
  for (const person of [ann, ben, cid]) await person.check();
});

test('where private rooms are off, a private link is refused, told nobody and not left in the address', async (t) => {
  const stage = await siteOf(t, 'public');
  const ann = await stage.person(t, { fragment: '#~', online: false }); // in no room
  const requests = requestsOf(ann);
  for (const fragment of [`#~${SECRET}`, `#%7E${SECRET}`, `#~!${SECRET}`]) {
    await ann.page.goto('about:blank');
    await ann.page.goto(stage.url + fragment);
    await says(ann, 'turned private rooms off');
    assert.equal(await ann.page.evaluate(() => location.href), stage.url);
    assert.equal(await ann.page.locator('#private-room').isVisible(), false);
  }
  assert.deepEqual(toChat(requests), []);
  assert.ok(requests.every((request) => !request.replace(/#.*? /, ' ').includes(SECRET.slice(0, 12))), 'no part of the secret in any request');
  await ann.screenshot('operator-public');
  await ann.page.click('#refusal a');
  await ann.online();
  assert.equal(await ann.page.textContent('#room'), 'Lobby');
  await ann.check();
});

test('a private room is not started by a press that came before the page was told', async (t) => {
  const stage = await siteOf(t, 'public');
  const ann = await stage.person(t);
  await ann.page.$eval('#private-room', (button) => button.click());
  await says(ann, 'turned private rooms off');
  assert.deepEqual(await ann.page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/private-')).length), 0);
  await ann.check();
});

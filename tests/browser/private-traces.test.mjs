// What a private room leaves behind in the browser: nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './support/people.mjs';

let stage;
before(async () => { stage = await Stage.set('lighttpd', { whole: true }); });
after(() => stage?.stop());

const address = (person) => person.page.evaluate(() => location.href);

/** Starts a private room; returns the fragment of its link. */
async function start(person) {
  await person.page.click('#private-room');
  const dialog = person.page.locator('dialog.private[open]');
  const link = await dialog.getByLabel('Link to this room').inputValue();
  await person.page.keyboard.press('Escape');
  return link.slice(link.indexOf('#'));
}

test('nothing of the room is left after one has gone elsewhere and back, nor after a reload', async (t) => {
  const ann = await stage.person(t);
  const fragment = await start(ann);
  const ben = await stage.person(t, { fragment });
  await ben.say('of Ben');
  await ann.sees('of Ben');
  await ann.say('of Ann');
  await ben.sees('of Ben', 'of Ann');
  await ben.page.fill('#text', 'half a thought');
  await ben.page.goto('about:blank');
  await ann.sees('of Ann');
  assert.match((await ann.notices()).at(-1), / left$/);
  await ben.page.goBack({ waitUntil: 'commit' });
  await ben.phase('refused');
  assert.equal(await ben.page.evaluate(() => window.restored), 1, 'from the back-forward cache');
  await ben.sees();
  assert.equal(await ben.page.inputValue('#text'), '');
  assert.doesNotMatch(await ben.page.content(), /of Ann|of Ben|half a thought/);
  await ann.page.reload();
  await ann.phase('refused');
  assert.match(await ann.page.textContent('#refusal-text'), /You have left this private room/);
  assert.equal(await address(ann), stage.url);
  assert.equal((await stage.daemon.status()).clients, 0, 'and nobody is taken to the lobby');
  for (const person of [ann, ben]) await person.check();
});

test('an address that is no whole link opens nothing, and nothing of it is sent', async (t) => {
  const ann = await stage.person(t, { fragment: '#~cutshort', online: false });
  await ann.phase('refused');
  assert.match(await ann.page.textContent('#refusal-text'), /not whole/);
  assert.equal(await address(ann), stage.url);
  const link = `#~${'A'.repeat(38)}`;
  for (const junk of ['&utm_source=x', '**', ')', '?x=1']) {
    const ben = await stage.person(t, { fragment: link + junk });
    assert.equal(await ben.page.textContent('#room'), 'Private room', junk);
  }
});

test('nor does one that has lost its first sign, or a piece of its password check', async (t) => {
  const ann = await stage.person(t, { fragment: '#~', online: false });
  const sent = [];
  ann.page.on('request', (request) => { if (request.method() === 'POST') sent.push(request.url()); });
  for (const [fragment, sentence] of [[`#${'aB'.repeat(19)}`, /changed on its way/], [`#${'aB'.repeat(29)}a`, /changed on its way/], [`#~${'A'.repeat(38)}.`, /not whole/]]) {
    await ann.page.goto('about:blank');
    await ann.page.goto(stage.url + fragment);
    await ann.phase('refused');
    assert.match(await ann.page.textContent('#refusal-text'), sentence, fragment);
    assert.equal(await address(ann), stage.url);
  }
  assert.deepEqual(sent, []);
  await ann.check();
});

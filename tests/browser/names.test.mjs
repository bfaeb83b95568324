// Whom one talks to, as it is seen and heard.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Stage } from './support/people.mjs';

let stage;
let rooms = 0;
const newRoom = () => `#names${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

async function client(t, fragment) {
  const one = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
  t.after(() => one.leave());
  return one;
}

const list = (person) => person.page.$$eval('.person', (items) => items.map(({ innerText }) => innerText.split('\n').slice(1).join(' ').trim()));
const bylines = (person) => person.page.$$eval('.line:not(.own) .byline', (all) => all.map((byline) => [...byline.querySelectorAll('.name, .likeness')].map(({ textContent }) => textContent)));

test('who looks like somebody else is marked where the name stands, and the mark stays', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  const [ben, mallory] = [await client(t, fragment), await client(t, fragment)];
  const tables = [];
  ann.page.on('request', (request) => { if (request.url().includes('confusables')) tables.push(request.url()); });
  await ben.say('the real one', { kind: 'text', name: 'Deft Mole' });
  await ann.sees('the real one');
  assert.deepEqual(tables, [], 'the table of all letters is not fetched for names within ASCII');
  const four = mallory.id.slice(0, 4);
  await mallory.say('from elsewhere', { kind: 'text', name: 'DeftMoIe' });
  await ann.sees('the real one', 'from elsewhere');
  await ann.until(() => document.querySelector('.person .likeness'));
  assert.match(await ann.page.textContent('#announcer'), new RegExp(`^DeftMoIe \\(${four}\\) \\(looks like Deft Mole\\)`));
  await mallory.say('in other letters', { kind: 'text', name: 'Dеft Mоlе' });
  await ann.sees('the real one', 'from elsewhere', 'in other letters');
  await ann.until(() => [...document.querySelectorAll('.person')].some(({ textContent }) => textContent.includes('Dеft Mоlе') && textContent.includes('looks like')));
  assert.equal(tables.length, 1);
  assert.ok((await ann.page.$$eval('.person .likeness', (all) => all.map(({ textContent }) => textContent))).includes('looks like Deft Mole'));
  await ann.screenshot('names-alike');
  await ann.until(() => document.querySelectorAll('.line .likeness').length === 2);
  await mallory.say('as somebody else', { kind: 'text', name: 'Brave Otter' });
  await ann.sees('the real one', 'from elsewhere', 'in other letters', 'as somebody else');
  const shown = await bylines(ann);
  assert.deepEqual(shown[0], ['Deft Mole']);
  assert.deepEqual(shown[1], [`DeftMoIe (${four})`, 'looks like Deft Mole']);
  assert.deepEqual(shown[2], [`Dеft Mоlе (${four})`, 'looks like Deft Mole']); // said before that could be known
  assert.deepEqual(shown[3], ['Brave Otter']);
  assert.ok((await ann.notices()).some((text) => text.includes('is now Brave Otter')), String(await ann.notices()));
  await ann.screenshot('names-renamed');
  await ann.check();
});

test('nobody is called as the page calls people', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  const mallory = await client(t, fragment);
  const four = mallory.id.slice(0, 4);
  const own = await ann.name();
  for (const [index, name] of ['You', 'Yоu', `${own} (you)`, own.replace('a', 'а').replace('e', 'е').toUpperCase(), 'Guest 1234', `${own}\u200b`].entries()) {
    await mallory.say(`text ${index}`, { kind: 'text', name });
    await ann.until((wanted) => document.querySelectorAll('.line').length === wanted, index + 1);
    const [last] = (await bylines(ann)).at(-1);
    assert.ok(last.endsWith(`(${four})`), last);
  }
  assert.equal((await list(ann)).filter((text) => text.endsWith('(you)')).length, 1);
  await ann.check();
});

test('a name in another script is a name like any other once the table is there', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  const sakura = await client(t, fragment);
  await sakura.say('こんにちは', { kind: 'text', name: 'さくら' });
  await ann.until(() => [...document.querySelectorAll('.person .name')].some(({ textContent }) => textContent === 'さくら'));
  await ann.check();
});

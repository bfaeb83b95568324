// Links in what people say: what is shown, and where they lead.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { Stage } from './support/people.mjs';

let stage;
let rooms = 0;
const newRoom = () => `#links${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

async function client(t, fragment) {
  const one = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
  t.after(() => one.leave());
  return one;
}

// The characters of each link from left to right, line by line, as they lie on the screen.
const seen = (person) => person.page.$$eval('.line:not(.own) .text a', (links) => links.map((link) => {
  const places = [];
  const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement !== link) continue;
    for (let index = 0; index < node.length; index += 1) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      const { left, top } = range.getBoundingClientRect();
      places.push({ left, top: Math.round(top), character: node.data[index] });
    }
  }
  places.sort((a, b) => a.top - b.top || a.left - b.left);
  return places.map(({ character }) => character).join('');
}));

const EVIL = 'https://evil.example/#nigol/moc.knab.www//:sptth';

test('nothing beside a link turns what it shows', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const ann = await stage.person(t, { fragment, viewport: { width: 1600, height: 1400 } });
  const around = [
    ['', ''], ['\u202e', '\u202c'], ['\u202e', ''], ['\u202d\u202e ', ''], ['\u202b', '\u202c'], ['\u2067', '\u2069'], ['\u2067', ''], ['\u2069\u202e', '\u2069'],
    ['\u2068\u202e', ''], ['\u200f', '\u200f'], ['\u061c', '\u061c'], ['שלום ', ' שלום'], ['שלום (', ')'], ['\u202eשלום\u2067 ', ' שלום'], ['12 ', ' שלום 34'],
    ['\u202e line before\n', ''], ['\u2067line before\n', ''],
  ];
  for (const [index, [before, behind]] of around.entries()) {
    await scripted.say(`${before}${EVIL}${behind}`, { kind: 'text', name: ['Ann', '\u202eAnn', 'שלום', '\u2067Ann'][index % 4] });
  }
  await ann.until((number) => document.querySelectorAll('.line .text a').length === number, around.length); // once what finds them has come
  assert.deepEqual(await seen(ann), around.map(() => EVIL));
  for (const address of await ann.page.$$eval('.line .text a', (links) => links.map(({ href }) => href))) assert.equal(address, EVIL);
  const styles = await ann.page.$$eval('.line .text a', (links) => links.map((link) => `${getComputedStyle(link).unicodeBidi} ${getComputedStyle(link).direction}`));
  assert.deepEqual([...new Set(styles)], ['isolate ltr']);
  await ann.screenshot('links-turned');
  await ann.check();
});

test('where a browser writes the host another way, that is shown, but not copied', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment, permissions: ['clipboard-read', 'clipboard-write'] }), await stage.person(t, { fragment })];
  const text = 'look: https://bаnk.example/login (mine) and https://bücher.example, www.plain.example';
  await ben.type(text);
  await ann.until(() => document.querySelectorAll('.text a').length === 3);
  const shown = await ann.page.$$eval('.text a', (links) => links.map(({ innerText, hostname }) => [innerText, hostname]));
  assert.deepEqual(shown, [
    ['https://bаnk.example/login (xn--bnk-6cd.example)', 'xn--bnk-6cd.example'],
    ['https://bücher.example (xn--bcher-kva.example)', 'xn--bcher-kva.example'],
    ['www.plain.example', 'www.plain.example'],
  ]);
  await ann.page.evaluate(() => getSelection().selectAllChildren(document.querySelector('.line .text')));
  await ann.page.keyboard.press('Control+c');
  assert.equal(await ann.page.evaluate(() => navigator.clipboard.readText()), text);
  await ann.screenshot('links-hosts');
  await ann.check();
});

test('addresses of all scripts end where they end', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ben.say('https://en.wikipedia.org/wiki/Mercury_(planet) 请看https://example.com/abc，谢谢');
  await ann.until(() => document.querySelectorAll('.text a').length === 2);
  assert.deepEqual(await ann.page.$$eval('.text a', (links) => links.map(({ textContent }) => textContent)), ['https://en.wikipedia.org/wiki/Mercury_(planet)', 'https://example.com/abc']);
});

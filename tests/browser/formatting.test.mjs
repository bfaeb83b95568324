// Markdown and emoji in what people say: what is shown of it, and that nothing else comes of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ChatClient, overHttp } from '../lib/client.mjs';
import { accessible } from './support/axe.mjs';
import { Firefox } from './support/firefox.mjs';
import { Stage } from './support/people.mjs';
import { start } from './support/private.mjs';

let stage;
let rooms = 0;
const newRoom = () => `#formatting${(rooms += 1)}`;

before(async () => { stage = await Stage.set('lighttpd'); });
after(() => stage?.stop());

async function client(t, fragment) {
  const one = await new ChatClient(overHttp(stage.url), { room: fragment.slice(1) }).start();
  t.after(() => one.leave());
  return one;
}

let ts = Date.now();

/** Each a millisecond later than the last, so that they stand in this order. */
const say = (scripted, text) => scripted.say(text, { kind: 'text', name: 'Eve', ts: (ts += 1) });

const formatted = (number) => document.querySelectorAll('.formatted').length >= number;

/** A text of each kind that says something is formatted. */
const SHOWN = [
  'Shall we *really* ship **today**, with ~~all~~ most of it? See `make check`.',
  '> Is it done?\nYes, and look at https://example.org/a_b_c or [the notes](https://example.com/notes).',
  'To do:\n- build\n  - the daemon\n  - the page\n- test\n\n1. commit\n2. rest',
  '```js\nfunction hello(name) {\n\treturn `Hello ${name}, this is a line of code that is much wider than what there is room for on a small screen`;\n}\n```',
  '# What is left\nNothing.\n\n---\n\nThat is *all*.',
  'שלום **עולם** `code` סוף',
  '🎉',
  'Plain text, as it was.',
];

// What of the log is an element, and is none of the page's own kinds.
const strange = () => [...document.querySelectorAll('#lines .text *')]
  .map((element) => `${element.localName}[${element.getAttributeNames().filter((name) => !['class', 'dir'].includes(name)).sort()}]`)
  .filter((each) => ![
    'p[]', 'em[]', 'strong[]', 'del[]', 'code[]', 'blockquote[]', 'ul[]', 'ol[start,style]', 'li[]', 'hr[]', 'bdi[]', 'span[]', 'div[]', 'a[href,rel,target]',
    'pre[aria-label,role]', 'pre[aria-label,role,tabindex]', 'button[aria-label,title,type]', 'svg[aria-hidden,viewBox]', 'path[d]',
  ].includes(each));

const within = (person, selector) => person.page.$$eval(selector, (elements) => elements.map(({ textContent }) => textContent));

test('people see what they expect, those who come first and later', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const ann = await stage.person(t, { fragment });
  for (const text of SHOWN) await say(scripted, text);
  await ann.until((number) => document.querySelectorAll('.line').length === number, SHOWN.length);
  await ann.until(formatted, 6);
  const late = await stage.person(t, { fragment, colorScheme: 'dark', viewport: { width: 320, height: 1500 } });
  await late.until(formatted, 6);
  for (const person of [ann, late]) {
    assert.deepEqual(await within(person, '.formatted strong'), ['today', 'עולם']);
    assert.deepEqual(await within(person, '.formatted em'), ['really', 'all']);
    assert.deepEqual(await within(person, '.formatted del'), ['all']);
    assert.deepEqual(await within(person, '.formatted :not(pre) > code'), ['make check', 'code']);
    assert.deepEqual(await within(person, '.formatted blockquote'), ['Is it done?']);
    assert.deepEqual(await within(person, '.formatted blockquote + p'), ['Yes, and look at https://example.org/a_b_c or the notes (example.com).']);
    assert.deepEqual(await within(person, '.formatted ul ul li'), ['the daemon', 'the page']);
    assert.deepEqual(await within(person, '.formatted ol > li'), ['commit', 'rest']);
    assert.deepEqual(await within(person, '.text.emoji'), ['🎉']);
    assert.deepEqual(await person.page.$$eval('.text:not(.formatted):not(.emoji)', ([element]) => [element.innerHTML]), ['Plain text, as it was.']);
    assert.equal(await person.page.$eval('pre code', (code) => getComputedStyle(code).tabSize), '4');
    assert.deepEqual(await person.page.evaluate(strange), []);
    assert.ok(await person.page.$eval('#log', (log) => log.scrollWidth <= log.clientWidth), 'nothing but code is wider than there is room for');
    await person.screenshot(`formatting-${person === ann ? 'light' : 'dark'}`);
    await accessible(person, 'formatted');
    await person.check();
  }
  await ann.page.emulateMedia({ forcedColors: 'active' });
  await ann.screenshot('formatting-forced');
});

/** Somebody whose page gets what formats texts when `letThrough` is called, and has `asked` for it. */
async function early(t, fragment) {
  const ann = await stage.person(t, { fragment, online: false });
  let letThrough;
  const allowed = new Promise((resolve) => { letThrough = resolve; });
  await ann.page.route(/formatting-\w+\.js/, async (route) => {
    await allowed;
    await route.continue();
  });
  const asked = ann.page.waitForRequest(/formatting-\w+\.js/);
  await ann.page.reload();
  await ann.online();
  return { ann, asked, letThrough };
}

test('what is read stays where it is when texts are formatted', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const { ann, asked, letThrough } = await early(t, fragment);
  const texts = Array.from({ length: 60 }, (_, index) => `*line ${index}*\n\`\`\`\n${'code\n'.repeat(index % 3)}\`\`\``);
  for (const text of texts) await say(scripted, text);
  await ann.sees(texts);
  await asked;
  const read = (text) => [...document.querySelectorAll('.text')].find(({ textContent }) => /line 30\b/.test(textContent)).getBoundingClientRect().top - text;
  await ann.page.evaluate(() => {
    const row = [...document.querySelectorAll('.text')].find(({ textContent }) => /line 30\b/.test(textContent));
    const log = document.querySelector('#log');
    log.scrollTop += row.getBoundingClientRect().top - log.getBoundingClientRect().top - 3;
    return new Promise((resolve) => { log.addEventListener('scroll', () => requestAnimationFrame(resolve), { once: true }); });
  });
  const top = await ann.page.evaluate(read, 0);
  letThrough();
  await ann.until(formatted, texts.length);
  await ann.page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
  assert.ok(Math.abs(await ann.page.evaluate(read, top)) <= 2, `moved by ${await ann.page.evaluate(read, top)}`);
  await ann.check();
});

test('until it is there, and where it never comes, texts are as they were written', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const { ann, asked, letThrough } = await early(t, fragment);
  await say(scripted, '*one* & `two`');
  await ann.sees('*one* & `two`');
  await asked;
  assert.equal(await ann.page.evaluate(() => document.querySelectorAll('.text *').length), 0);
  letThrough();
  await ann.sees('one & two');
  await say(scripted, '**three**');
  await ann.sees('one & two', 'three');
  await ann.check();
});

test('hostile Markdown makes nothing but text and links to where they say', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const ann = await stage.person(t, { fragment });
  const requests = [];
  ann.page.on('request', (request) => requests.push(request.url()));
  const hostile = [
    '*a* <img src=x onerror=alert(1)>', '*a* <style>*{display:none}</style>', '*a* <script>alert(1)</script>', '*a* [x](javascript:alert(1))', '*a* [x](data:text/html,<script>alert(1)</script>)',
    '*a* [x](https://a.example"onmouseover="alert(1))', '*a* ![x](https://evil.example/track.png)', '*a* ![x](data:image/svg+xml,<svg/onload=alert(1)>)', '*a* <a href="javascript:alert(1)">x</a>',
    '```"><img src=x onerror=alert(1)>\na\n```', '[x]: javascript:alert(1)\n*a* [x]', '*a* <javascript:alert(1)>', '*a* [**https://bank.example**](https://evil.example/)', '*a* &lt;b&gt; &#60;b&#62;',
    '- <iframe src="https://evil.example">', '> <meta http-equiv=refresh content="0;url=https://evil.example">', '# <form action="https://evil.example"><input name=a autofocus>', '|<b>a</b>|b|\n|-|-|\n|*c*|d|',
  ];
  for (const text of hostile) await say(scripted, text);
  await ann.until(formatted, hostile.length);
  assert.deepEqual(await ann.page.evaluate(strange), []);
  const links = await ann.page.$$eval('.text a', (elements) => elements.map(({ innerText, href }) => `${innerText} → ${href}`));
  assert.deepEqual(links, [
    'https://a.example → https://a.example/', 'x (evil.example) → https://evil.example/track.png', 'https://bank.example (evil.example) → https://evil.example/',
    'https://evil.example → https://evil.example/', 'https://evil.example → https://evil.example/', 'https://evil.example → https://evil.example/',
  ]);
  const rest = await ann.texts();
  assert.equal(rest[0], 'a <img src=x onerror=alert(1)>');
  assert.equal(rest[13], 'a &lt;b&gt; &#60;b&#62;');
  assert.deepEqual(requests.filter((url) => !url.startsWith(stage.url)), []);
  await ann.check();
});

test('floods of signs neither stop the page nor are lost', async (t) => {
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const ann = await stage.person(t, { fragment });
  await say(scripted, '*ready*');
  await ann.until(formatted, 1);
  const floods = ['[', '> ', '- ', '*a **b ', '`', '*', '![](', '<b>'].map((sign) => sign.repeat(30_000 / sign.length));
  for (const text of floods) await say(scripted, `${text} *a*`);
  await ann.until((number) => document.querySelectorAll('.line').length === number, floods.length + 1);
  const shown = await ann.texts();
  for (const [index, text] of floods.entries()) assert.ok(shown[index + 1].length >= text.trim().length - 1 - (/^[*`]/.test(text) ? text.length : 0), text.slice(0, 5));
  await ann.say('still here');
  await ann.check();
});

test('a block of code is copied, is reached by keyboard where it is wide, and is no click on the line', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment, viewport: { width: 390, height: 844 }, permissions: ['clipboard-read', 'clipboard-write'] });
  const code = `\tif (a) {\n\t\treturn '${'x'.repeat(200)}';\n\t}`;
  await ann.type(`*see*\n\`\`\`\n${code}\n\`\`\`\n\`\`\`\nshort\n\`\`\``);
  await ann.until(formatted, 1);
  await ann.until(() => document.querySelectorAll('pre[tabindex]').length === 1);
  const [wide, page] = await ann.page.$eval('pre', (pre) => [pre.scrollWidth > pre.clientWidth, document.documentElement.scrollWidth <= innerWidth]);
  assert.deepEqual([wide, page], [true, true]);
  await ann.page.focus('pre');
  await ann.page.keyboard.press('ArrowRight');
  await ann.until(() => document.querySelector('pre').scrollLeft > 0);
  await ann.page.keyboard.press('Tab');
  assert.equal(await ann.page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Copy code');
  await ann.page.keyboard.press('Enter');
  await ann.until(() => document.querySelector('.copy.copied') && /Code copied/.test(document.querySelector('#announcer').textContent));
  assert.equal(await ann.page.evaluate(() => navigator.clipboard.readText()), code);
  assert.equal(await ann.page.locator('.own [role=group]:not(pre)').count(), 0);
  await ann.screenshot('formatting-copied');
  await ann.until(() => !document.querySelector('.copy.copied'));
  await ann.page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); });
  await ann.page.click('.copy');
  await ann.until(() => /is selected/.test(document.querySelector('#announcer').textContent));
  assert.equal(await ann.page.evaluate(() => getSelection().toString()), code);
  await ann.check();
});

test('a line in other words is formatted anew, and those who hear the page hear no signs', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.type('**one**');
  for (const person of [ann, ben]) await person.sees('one');
  await ann.until(() => document.querySelector('.own .state .visually-hidden')); // what is loaded later is there
  await ann.page.focus('#text');
  for (const key of ['ArrowUp', 'Enter']) await ann.page.keyboard.press(key);
  await ann.page.fill('.own [role=group] textarea', '`two` *or* more');
  await ann.page.keyboard.press('Enter');
  for (const person of [ann, ben]) {
    await person.sees('two or more (edited)');
    assert.deepEqual(await within(person, '.text code'), ['two']);
  }
  await ben.page.evaluate(() => { document.querySelector('#announcer').textContent = ''; });
  await ann.say('plain');
  await ann.type('so **very** `good`');
  await ben.until(() => /so very good/.test(document.querySelector('#announcer').textContent));
  for (const person of [ann, ben]) await person.check();
});

test('a long text is folded, and is opened', async (t) => {
  const fragment = newRoom();
  const ann = await stage.person(t, { fragment });
  await ann.type('- *a*\n'.repeat(60));
  await ann.until(formatted, 1);
  const height = () => ann.page.$eval('.text', (text) => text.clientHeight);
  const folded = await height();
  await ann.page.click('.unfold');
  assert.ok(await height() > 2 * folded);
  assert.equal(await ann.page.locator('.formatted li').count(), 60);
  await ann.check();
});

test('in a private room it is the same', async (t) => {
  const ann = await stage.person(t);
  const fragment = await start(ann);
  const ben = await stage.person(t, { fragment });
  await ann.present(2);
  await ann.type('**safe**');
  for (const person of [ann, ben]) {
    await person.until(formatted, 1);
    assert.deepEqual(await within(person, '.formatted strong'), ['safe']);
    await person.check();
  }
});

test('an emoji is sent for its name', async (t) => {
  const fragment = newRoom();
  const [ann, ben] = [await stage.person(t, { fragment }), await stage.person(t, { fragment })];
  await ann.say('first');
  await ann.type('*ready*');
  await ann.until(formatted, 1);
  const loaded = ann.page.waitForResponse(/emoji-names-/);
  await ann.page.fill('#text', ':t');
  await (await loaded).finished();
  await ann.type('`:tada:` :tada: 10:30:45');
  await ann.type(':tada: :heart:');
  await ben.until(() => document.querySelectorAll('.line').length === 4);
  await ben.until(() => document.querySelector('.text.emoji'));
  assert.deepEqual(await ben.texts(), ['first', 'ready', ':tada: 🎉 10:30:45', '🎉 ❤️']);
  assert.ok(await ben.page.evaluate(() => [...document.querySelectorAll('.text')].map((text) => parseFloat(getComputedStyle(text).fontSize)).every((size, index, sizes) => size > sizes[0] === (index === 3))));
  for (const person of [ann, ben]) await person.check();
});

test('Firefox shows the same', async (t) => {
  const firefox = await Firefox.start();
  t.after(() => firefox.stop());
  const fragment = newRoom();
  const scripted = await client(t, fragment);
  const ann = await firefox.person(t, stage.url, { fragment });
  for (const text of SHOWN) await say(scripted, text);
  await ann.until(formatted, 6);
  assert.deepEqual(await within(ann, '.formatted strong'), ['today', 'עולם']);
  assert.deepEqual(await within(ann, '.formatted blockquote'), ['Is it done?']);
  assert.deepEqual(await within(ann, '.text.emoji'), ['🎉']);
  assert.deepEqual(await ann.page.evaluate(strange), []);
  await ann.check();
});

// What the page must be made of, read from its files.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

const www = new URL('../../www/', import.meta.url);
const read = (path) => readFile(new URL(path, www), 'utf8');
const html = await read('index.html');
const inTree = (await readdir(www, { recursive: true })).map((path) => path.replaceAll('\\', '/')).filter((path) => !/^(dist|tools|node_modules)\b/.test(path));
const sheets = await Promise.all(inTree.filter((path) => path.endsWith('.css')).map(async (path) => [path, await read(path)]));
const modules = inTree.filter((path) => path.startsWith('js/') && path.endsWith('.js')).map((path) => path.slice('js/'.length));
const sources = new Map(await Promise.all(modules.map(async (name) => [name, await read(`js/${name}`)])));
// Not a module, and apart from all others: see there.
const FIRST = 'boot.js';

// Those that touch the DOM; all others must run without one.
const WITH_DOM = ['announcer.js', 'chunks.js', 'composer.js', 'doctor.js', 'header.js', 'line.js', 'log.js', 'main.js', 'people.js', 'timeline.js'];
const importsOf = (source) => [...source.matchAll(/^(?:import|export) .*?from '\.\/([\w.-]+)';/gms)].map(([, name]) => name);

test('the page needs nothing but its own files, by relative addresses', async () => {
  const references = [...html.matchAll(/\b(?:src|href)="([^"#][^"]*)"/g)].map(([, address]) => address);
  assert.ok(references.length > 5);
  for (const address of references) {
    assert.doesNotMatch(address, /^\/|:/, address);
    await read(address);
  }
  for (const [name, css] of sheets) {
    assert.doesNotMatch(css, /url\(/, name);
    for (const [, path] of css.matchAll(/@import\s+([^;]+);/g)) assert.match(path, /^["']\.\//, name);
  }
  for (const [name, source] of [...sources, ['index.html', html], ...sheets]) {
    assert.doesNotMatch(source, /https?:\/\/\w/, name);
  }
});

test('index.html names the first script and main.js, which reaches every module', () => {
  const scripts = [...html.matchAll(/<script\b[^>]*\bsrc="js\/([^"]+)"/g)].map(([, name]) => name);
  assert.deepEqual(scripts.sort(), [FIRST, 'main.js']);
  const reached = new Set(scripts);
  for (const name of reached) {
    for (const [, path] of sources.get(name).matchAll(/\b(?:from|import)\b\s*\(?\s*'(\.[^']+)'/g)) {
      reached.add(new URL(path, `file:///${name}`).pathname.slice(1));
    }
  }
  assert.deepEqual([...reached].sort(), [...modules].sort());
});

test('the first script is read by every browser, and delays nothing', async () => {
  assert.match(html, new RegExp(`<script async src="js/${FIRST.replace('.', '\\.')}">`));
  assert.doesNotMatch(sources.get(FIRST).replace(/\/\/.*/g, ''), /=>|`|\b(?:let|const|class|import\s|export\s|async)\b|\?\?|\?\./, 'ES5 alone');
});

test('no form of the page can make it navigate', () => {
  for (const [, attributes] of html.matchAll(/<button\b([^>]*)>/g)) assert.match(attributes, /type="button"/, attributes);
  assert.doesNotMatch(html, /type="(?:submit|image)"/);
});

test('there is no inline script, handler or style', () => {
  assert.doesNotMatch(html, /\son\w+\s*=/i);
  assert.doesNotMatch(html, /\sstyle\s*=|<style/i);
  for (const [, attributes, content] of html.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/gi)) {
    assert.match(attributes, /\bsrc=/);
    assert.equal(content, '');
  }
  assert.doesNotMatch(html, /="javascript:/i);
});

test('texts never become markup or code, and nothing is stored', () => {
  const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc|setAttribute\('on|DOMParser|createContextualFragment|localStorage|sessionStorage|indexedDB|\.cookie\b|\bcaches\b|serviceWorker/;
  for (const [name, source] of sources) assert.doesNotMatch(source, forbidden, name);
});

test('what is not the view knows no DOM', () => {
  for (const [name, source] of sources) {
    if (WITH_DOM.includes(name) || name === FIRST) continue;
    assert.doesNotMatch(source, /\b(?:document|window|navigator|location|localStorage)\./, name);
    for (const imported of importsOf(source)) assert.ok(!WITH_DOM.includes(imported), `${name} imports ${imported}`);
  }
});

test('only main.js wires the view to the session', () => {
  for (const name of WITH_DOM.filter((each) => each !== 'main.js')) {
    for (const imported of importsOf(sources.get(name))) {
      assert.ok(!['session.js', 'transport.js', 'requests.js', 'conversation.js', 'outbox.js'].includes(imported), `${name} imports ${imported}`);
    }
  }
});

test('everything that can be used has a name for those who hear the page', () => {
  for (const [, attributes, content] of html.matchAll(/<button\b([^>]*)>([^]*?)<\/button>/g)) {
    const named = /aria-label="[^"]+"/.test(attributes) || content.replace(/<svg[^]*?<\/svg>|<[^>]+>/g, '').trim() !== '';
    assert.ok(named || /id="newest"/.test(attributes), attributes);
  }
  for (const [, id] of html.matchAll(/<(?:textarea|input)\b[^>]*\bid="([^"]+)"/g)) assert.match(html, new RegExp(`<label[^>]*for="${id}"`));
  for (const [, ids] of html.matchAll(/aria-(?:labelledby|describedby|controls)="([^"]+)"/g)) {
    for (const id of ids.split(' ')) assert.match(html, new RegExp(`id="${id}"`));
  }
  assert.match(html, /<html lang="en">/);
  assert.match(html, /<title>[^<]+<\/title>/);
  assert.match(html, /<noscript>/);
});

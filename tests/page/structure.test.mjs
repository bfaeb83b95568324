// What the page must be made of, read from its files.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { test } from 'node:test';
import { en } from '../../www/js/words/en.js';
import { page } from '../../www/js/words/en-page.js';

const www = new URL('../../www/', import.meta.url);
const read = (path) => readFile(new URL(path, www), 'utf8');
const html = await read('index.html');
const files = (await readdir(www, { recursive: true })).filter((path) => !/(^|\/)(node_modules|dist|tools)(\/|$)/.test(path));
const withText = async (ending) => new Map(await Promise.all(files.filter((path) => path.endsWith(ending)).map(async (path) => [path, await read(path)])));
const sheets = await withText('.css');
const sources = await withText('.js');

test('the page needs nothing but its own files, by relative addresses', async () => {
  const references = [...html.matchAll(/\b(?:src|href)="([^"#][^"]*)"/g)].map(([, address]) => address);
  assert.ok(references.length > 2);
  for (const address of references) {
    assert.doesNotMatch(address, /^\/|:/, address);
    await read(address);
  }
  for (const [name, css] of sheets) assert.doesNotMatch(css, /@import (?!"[\w-]+\.css";)|url\(/, name);
  for (const [name, source] of [...sources, ['index.html', html], ...sheets]) {
    assert.doesNotMatch(source.replaceAll('http://www.w3.org/2000/svg', ''), /https?:\/\/\w/, name); // the name of SVG is none
  }
});

test('the page has the version of the whole', async () => {
  const [, version] = /^AC_INIT\(\[onetimechat\], \[([\d.]+)\]\)/m.exec(await read('../configure.ac'));
  for (const name of ['package.json', 'package-lock.json']) assert.equal(JSON.parse(await read(name)).version, version, name);
});

test('every module and every sheet is reached from the page, and there is no other', () => {
  const reached = new Set([...html.matchAll(/(?:src|href|data-style)="((?:js|css)\/[^"]+)"/g)].map(([, path]) => path));
  for (const path of reached) {
    const imports = /^(?:import|export) [^;]*?from '([^']+)';|^import '([^']+)';|import\('([^']+)'\)|^@import "([^"]+)";/gms;
    for (const [, ...found] of (sources.get(path) ?? sheets.get(path)).matchAll(imports)) {
      const address = found.find(Boolean);
      if (address.startsWith('.') || path.endsWith('.css')) reached.add(posix.join(posix.dirname(path), address)); // else it is a package
    }
  }
  reached.add('js/words/en-forms.js'); // for those who translate
  assert.deepEqual([...reached].sort(), [...sources.keys(), ...sheets.keys()].sort());
});

test('the first script is read by every browser, and delays nothing', () => {
  assert.match(html, /<script async src="js\/boot\.js">/);
  const code = sources.get('js/boot.js').replace(/\/\/.*/g, '');
  assert.doesNotMatch(code, /=>|`|\b(?:let|const|class|import\s|export\s|async)\b|\?\?|\?\./, 'ES5 alone');
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

test('everything that can be used has a name for those who hear the page', () => {
  for (const [, attributes, content] of html.matchAll(/<button\b([^>]*)>([^]*?)<\/button>/g)) {
    const named = /aria-label="[^"]+"/.test(attributes) || content.replace(/<svg[^]*?<\/svg>|<[^>]+>/g, '').trim() !== '';
    assert.ok(named || /id="newest"/.test(attributes), attributes);
  }
  for (const [, id] of html.matchAll(/<(?:textarea|input)\b[^>]*\bid="([^"]+)"/g)) assert.match(html, new RegExp(`<label[^>]*for="${id}"`));
  for (const [, ids] of html.matchAll(/aria-(?:labelledby|describedby|controls)="([^"]+)"/g)) {
    for (const id of ids.split(' ')) assert.match(html, new RegExp(`id="${id}"`));
  }
  assert.match(html, /<html lang="en"[ >]/);
  assert.match(html, /<title\b[^>]*>[^<]+<\/title>/);
  assert.match(html, /<noscript>/);
});

test('every sentence of index.html stands in words/, under the name it has there', () => {
  const within = (language, path) => path.split('.').reduce((found, key) => found?.[key], language);
  const at = (path) => within(page, path) ?? within(en, path);
  const plain = (text) => text.trim().replaceAll(/\s+/g, ' ');
  let texts = html.replace(/<!--[^]*?-->/g, '');
  for (const [whole, path, text] of texts.matchAll(/<[^>]*\sdata-words="([\w.]+)"[^>]*>([^<]*)/g)) {
    if (text.trim() !== '') assert.equal(plain(text), at(path), path);
    assert.equal(typeof at(path), 'string', path);
    texts = texts.replace(whole, '');
  }
  for (const [, name, path, rest] of html.matchAll(/\sdata-words-([a-z-]+)="([\w.]+)"([^>]*)/g)) {
    assert.equal(rest.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1], at(path), path);
  }
  const left = texts.replaceAll(/<[^>]*>/g, ' ');
  assert.equal(plain(left), '', 'a text without data-words');
});

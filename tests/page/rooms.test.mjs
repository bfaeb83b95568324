// The page's rooms: which folder of www/js may know which, what of it needs no page, and where its sentences stand.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  PAGELESS, ROOMS, cycles, failingAlone, faultsIn, forbiddenImports, pageGlobals, readModules, sentencesOutsideWords, unknownRooms,
} from './support/rooms.mjs';

// Texts that look like sentences to the check and are none, each with the reason.
const NO_SENTENCES = {
  'view/row.js': { 'noopener noreferrer nofollow': 'a value of the attribute rel' },
};

describe('the page', () => {
  const root = fileURLToPath(new URL('../../www/js', import.meta.url));
  const modules = readModules(root);

  test('every module is in a known room, and every room has one', () => {
    assert.deepEqual(unknownRooms(modules), []);
    for (const room of Object.keys(ROOMS)) assert.ok([...modules.keys()].some((path) => dirname(path) === room || path === `${room}.js`), room);
  });
  test('no room imports from one that it may not know', () => assert.deepEqual(forbiddenImports(modules), []));
  test('no modules import each other in a circle', () => assert.deepEqual(cycles(modules), []));
  test('only the view and main.js know the page', () => assert.deepEqual(pageGlobals(modules), []));
  test('all else runs in plain Node', async () => assert.deepEqual(await failingAlone(root, modules), []));
  test('sentences stand in words/ alone', () => assert.deepEqual(sentencesOutsideWords(modules, NO_SENTENCES), []));
});

// A small page that is as it should be, and each thing that the checks must notice in it.
const GOOD = {
  'wire/answers.js': 'export const isOne = (value) => typeof value === "object" && Math.abs(value.a) > 0;',
  'wire/requests.js': 'import { isOne } from "./answers.js"; export const post = (url) => [new URL(url), isOne({})];',
  'path/path.js': 'import { isOne } from "../wire/answers.js"; export const path = isOne;',
  'transport/transport.js': 'import { path } from "../path/path.js"; import "../wire/requests.js"; export const send = (c = new AbortController()) => [c, path];',
  'tabs/shared.js': 'import { path } from "../path/path.js"; export { path };',
  'words/en.js': 'export const en = { online: "You are online", joined: (name) => `${name} has joined` };',
  'kinds/text.js': 'import { en } from "../words/en.js"; export const read = (document) => document.title ?? en.online;',
  'chat/session.js': `import { isOne } from '../wire/answers.js'; import { send } from '../transport/transport.js'; import { read } from '../kinds/text.js';
    export function say() { throw new Error('This is told to developers: no session is there'); }
    export const fail = (reject) => { reject(new TypeError(\`not of a kind that \${send} knows\`)); return [isOne, read, 'no_such_thing', 'GET / HTTP']; };`,
  'view/log.js': `import { en } from '../words/en.js'; import { read } from '../kinds/text.js';
    export function show(part) { part.textContent = en.online; part.className = 'small quiet'; part.append('–', read({})); window.scrollTo(0, 0); return document; }`,
  'view/doctor/doctor.js': 'import { show } from "../log.js"; import { en } from "../../words/en.js"; export const open = () => show(en);',
  'main.js': 'import "./chat/session.js"; import "./view/log.js"; import "./tabs/shared.js"; import("./view/doctor/doctor.js"); document.title = location.href;',
  'boot.js': 'addEventListener("error", function () { document.documentElement.className = "broken"; });',
};

const FAULTS = {
  'a module in no room': [{ 'others/odd.js': '' }, /^others\/odd\.js is in no known room$/],
  'a module beside main.js': [{ 'util.js': '' }, /^util\.js is in no known room$/],
  'wire that knows the path': [{ 'wire/faults.js': 'import "../path/path.js";' }, /^wire\/faults\.js imports path\/path\.js$/],
  'transport that knows the chat': [{ 'transport/back.js': 'export * from "../chat/session.js";' }, /^transport\/back\.js imports chat\/session\.js$/],
  'chat that knows the view': [{ 'chat/odd.js': 'export { show } from "../view/log.js";' }, /^chat\/odd\.js imports view\/log\.js$/],
  'chat that knows the view later': [{ 'chat/odd.js': 'export const later = () => import("../view/log.js");' }, /^chat\/odd\.js imports view\/log\.js$/],
  'chat that sends by itself': [{ 'chat/odd.js': 'import "../wire/requests.js";' }, /^chat\/odd\.js imports wire\/requests\.js$/],
  'kinds that know the chat': [{ 'kinds/odd.js': 'import "../chat/session.js";' }, /^kinds\/odd\.js imports chat\/session\.js$/],
  'words that know anything': [{ 'words/odd.js': 'import "../kinds/text.js";' }, /^words\/odd\.js imports kinds\/text\.js$/],
  'a view that knows the session': [{ 'view/odd.js': 'import "../chat/session.js";' }, /^view\/odd\.js imports chat\/session\.js$/],
  'a view that knows the doctor': [{ 'view/odd.js': 'import "./doctor/doctor.js";' }, /^view\/odd\.js imports view\/doctor\/doctor\.js$/],
  'somebody who knows main.js': [{ 'view/odd.js': 'import "../main.js";' }, /^view\/odd\.js imports main\.js: nobody does$/],
  'an import of a package': [{ 'chat/odd.js': 'import "left-pad";' }, /^chat\/odd\.js imports left-pad: only the page's own files/],
  'a computed import': [{ 'view/odd.js': 'export const load = (name) => import(name);' }, /^view\/odd\.js imports something computed/],
  'an import of what is not there': [{ 'view/odd.js': 'import "./gone.js";' }, /^view\/odd\.js imports view\/gone\.js, which is not there$/],
  'a first script that needs others': [{ 'boot.js': 'import("./main.js");' }, /^boot\.js imports \.\/main\.js: it stands alone$/],
  'a circle': [{ 'wire/a.js': 'import "./b.js";', 'wire/b.js': 'import "./c.js";', 'wire/c.js': 'import "./a.js";' }, /^wire\/a\.js → wire\/b\.js → wire\/c\.js → wire\/a\.js$/],
  'a module that imports itself': [{ 'wire/a.js': 'import "./a.js";' }, /^wire\/a\.js → wire\/a\.js$/],
  'a document below the view': [{ 'chat/odd.js': 'export const title = () => document.title;' }, /^chat\/odd\.js mentions document$/],
  'a question whether there is one': [{ 'wire/odd.js': 'export const known = typeof navigator !== "undefined";' }, /^wire\/odd\.js mentions navigator$/],
  'the global object': [{ 'tabs/odd.js': 'export const at = () => globalThis.location.href;' }, /^tabs\/odd\.js mentions location$/],
  'the global object, in brackets': [{ 'tabs/odd.js': 'export const at = () => globalThis["localStorage"];' }, /^tabs\/odd\.js mentions localStorage$/],
  'a timer of one\'s own': [{ 'path/odd.js': 'export const later = (call) => setTimeout(call, 1);' }, /^path\/odd\.js mentions setTimeout$/],
  'a sentence': [{ 'chat/odd.js': 'export const why = "Connection lost";' }, /^chat\/odd\.js:1 says “Connection lost”$/],
  'a sentence in a template': [{ 'kinds/odd.js': 'export const who = (id) => `Guest ${id}`;' }, /^kinds\/odd\.js:1 says “Guest …”$/],
  'a sentence without a capital': [{ 'view/odd.js': 'export const why = "not known yet";' }, /^view\/odd\.js:1 says “not known yet”$/],
  'a sentence in another language': [{ 'view/odd.js': 'export const why = "Связь потеряна";' }, /^view\/odd\.js:1 says “Связь потеряна”$/],
  'a sentence over lines': [{ 'view/odd.js': '\nexport const why = ok => ok ? "" : "Try " +\n"again, You there";' }, /^view\/odd\.js:3 says “again, You there”$/],
  'a word that is shown': [{ 'view/odd.js': 'export const copied = (button) => { button.textContent = "copied"; };' }, /^view\/odd\.js:1 says “copied”$/],
  'a word that is shown, or another': [{ 'view/odd.js': 'export const copied = (button, ok) => { button.title = ok ? "copied" : "–"; };' }, /^view\/odd\.js:1 says “copied”$/],
  'a word that is read out': [{ 'view/odd.js': 'export const name = (part) => part.setAttribute("aria-label", "people");' }, /^view\/odd\.js:1 says “people”$/],
  'a word that is put in': [{ 'main.js': `${GOOD['main.js']} document.body.append("Lobby");` }, /^main\.js:1 says “Lobby”$/],
};

describe('the checks', () => {
  let root;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'otc-rooms-'));
    // Elsewhere node takes a .js file for a module only where it is told so.
    await writeFile(join(root, 'package.json'), '{"type":"module"}');
  });
  after(() => rm(root, { recursive: true, force: true }));

  async function place(files) {
    const dir = await mkdtemp(join(root, 'js-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
    }
    return dir;
  }

  const faultsOf = async (files, allowed) => faultsIn(readModules(await place(files)), allowed);

  test('find nothing where all is well', async () => assert.deepEqual(await faultsOf(GOOD), []));

  test('find what fails alone, and only that', async () => {
    const bad = 'export const first = [][0].length;';
    const dir = await place({ ...GOOD, 'kinds/odd.js': bad, 'wire/odd.js': 'navigator.onLine;', 'view/odd.js': bad });
    const [first, second, ...more] = await failingAlone(dir, readModules(dir));
    assert.match(first, /^wire\/odd\.js fails alone: navigator is not defined$/);
    assert.match(second, /^kinds\/odd\.js fails alone: Cannot read/);
    assert.deepEqual(more, []);
  });

  for (const [what, [files, expected]] of Object.entries(FAULTS)) {
    test(`find ${what}`, async () => {
      const found = await faultsOf({ ...GOOD, ...files });
      assert.ok(found.some((sentence) => expected.test(sentence)), `${expected} in ${JSON.stringify(found)}`);
    });
  }

  test('let pass what is allowed with a reason, and tell when it is needed no longer', async () => {
    const files = { ...GOOD, 'view/odd.js': 'export const rel = "one two three";' };
    assert.deepEqual(await faultsOf(files, { 'view/odd.js': { 'one two three': 'a value of an attribute' } }), []);
    const [unneeded] = await faultsOf(GOOD, { 'view/odd.js': { 'one two three': 'a value of an attribute' } });
    assert.match(unneeded, /need not be allowed/);
  });

  test('know every room without a page by a room of that name', () => {
    for (const room of PAGELESS) assert.ok(room in ROOMS, room);
  });
});

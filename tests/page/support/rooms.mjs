// Reads the page's modules and says where they leave their rooms. Each check gives a list of sentences, empty where all is well.

import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { parse } from 'acorn';
import { ancestor, full } from 'acorn-walk';
import { analyze } from 'eslint-scope';

const ECMA = 2022;

/** The rooms, and which others each may import from. 'wire: pure' are those modules of wire that only read what they are given. */
export const ROOMS = {
  site: [],
  wire: [],
  path: ['wire'],
  transport: ['wire', 'path'],
  tabs: ['wire', 'path'],
  words: [],
  kinds: ['words'],
  chat: ['kinds', 'words', 'wire: pure', 'transport'],
  crypto: [],
  private: ['chat', 'crypto', 'kinds', 'words', 'wire: pure'],
  view: ['kinds', 'words', 'site'],
  'view/attention': ['view', 'view/private', 'words'],
  'view/doctor': ['view', 'words'],
  'view/talk': ['view', 'kinds', 'words'],
  'view/formatting': ['view', 'kinds', 'words', 'packages'],
  'view/settings': ['view', 'words'],
  'view/private': ['view', 'words'],
  'view/private/dialogs': ['view', 'view/private', 'words'],
  files: ['chat', 'crypto', 'kinds', 'transport', 'wire: pure'],
  'view/files': ['view', 'files', 'kinds', 'words'],
  packages: ['crypto'],
  embed: ['kinds'],
  'view/embed': ['view', 'embed', 'site', 'words'],
};

/** The rooms whose modules run without a page. */
export const PAGELESS = ['site', 'wire', 'path', 'transport', 'tabs', 'words', 'kinds', 'chat', 'crypto', 'private', 'files', 'embed'];

/** In no room: those that join them, the second of which the first loads, and the classic script that starts first and stands alone. */
const JOINERS = ['main.js', 'private.js'];
const STARTER = 'boot.js';

// The language's own names, and those that browsers and Node both know. All else is handed to a module.
const LANGUAGE = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)'));
const SHARED = new Set([
  'AbortController', 'AbortSignal', 'Blob', 'DOMException', 'MessageChannel', 'TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams', 'atob', 'btoa', 'crypto', 'structuredClone',
]);
// The room of what passes on packages that others have written.
const PACKAGES = 'packages';
// What the page's bundles share, which is an object of our own.
const OURS = { words: new Set(['oneTimeChat']) };
const GLOBAL_OBJECTS = new Set(['globalThis', 'self', 'window']);

// One module is a room of its own, whose rules others keep, too.
const roomOf = (path) => (path === 'site.js' ? 'site' : posix.dirname(path));
const isOutside = (path) => JOINERS.includes(path) || path === STARTER;

function importsIn(ast) {
  const found = [];
  full(ast, ({ type, source }) => {
    if (!['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'].includes(type) || !source) return;
    found.push(source.type === 'Literal' ? source.value : null);
  });
  return found;
}

/** The names that a module uses without having declared them, also where it takes them from the global object. */
function globalsIn(ast, sourceType) {
  const { globalScope } = analyze(ast, { ecmaVersion: ECMA, sourceType });
  const free = new Set(globalScope.through.map(({ identifier }) => identifier));
  const names = new Set([...free].map(({ name }) => name));
  full(ast, ({ type, object, property, computed }) => {
    if (type !== 'MemberExpression' || !free.has(object) || !GLOBAL_OBJECTS.has(object.name)) return;
    if (!computed) names.add(property.name);
    else if (property.type === 'Literal') names.add(property.value);
    else names.add(`${object.name}[…]`);
  });
  names.delete('globalThis');
  return names;
}

/** The page's modules below `root`: path to { ast, source, imports, globals }. Paths are relative and have slashes. */
export function readModules(root) {
  const paths = readdirSync(root, { recursive: true }).map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith('.js')).sort();
  return new Map(paths.map((path) => {
    const source = readFileSync(join(root, path), 'utf8');
    const sourceType = path === STARTER ? 'script' : 'module';
    const ast = parse(source, { ecmaVersion: ECMA, sourceType, ranges: true, locations: true });
    const imports = importsIn(ast).map((address) => ({
      address, target: address?.startsWith('.') ? posix.join(posix.dirname(path), address) : null,
    }));
    return [path, { source, ast, imports, globals: globalsIn(ast, sourceType) }];
  }));
}

const foreign = (globals, allowed) => [...globals].filter((name) => !allowed.some((set) => set.has(name))).sort();

/** Whether a module, with all that it imports, does nothing but compute: it knows the language and no more. */
function isPure(modules, path, seen = new Set()) {
  if (seen.has(path)) return true;
  seen.add(path);
  const { globals, imports } = modules.get(path);
  return foreign(globals, [LANGUAGE]).length === 0 && imports.every(({ target }) => modules.has(target) && isPure(modules, target, seen));
}

function mayImport(modules, from, to) {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === other) return true;
  const allowed = ROOMS[room];
  return allowed.includes(other) || (allowed.includes(`${other}: pure`) && isPure(modules, to));
}

export function unknownRooms(modules) {
  return [...modules.keys()].filter((path) => !isOutside(path) && !(roomOf(path) in ROOMS)).map((path) => `${path} is in no known room`);
}

export function forbiddenImports(modules) {
  const found = [];
  for (const [path, { imports }] of modules) {
    for (const { address, target } of imports) {
      if (path === STARTER) found.push(`${path} imports ${address}: it stands alone`);
      else if (target === null && address && roomOf(path) === PACKAGES) continue;
      else if (target === null) found.push(`${path} imports ${address ?? 'something computed'}: only the page's own files, by relative addresses`);
      else if (!modules.has(target)) found.push(`${path} imports ${target}, which is not there`);
      else if (path === JOINERS[0] && target === JOINERS[1]) continue;
      else if (isOutside(target)) found.push(`${path} imports ${target}: nobody does`);
      else if (!JOINERS.includes(path) && roomOf(path) in ROOMS && !mayImport(modules, path, target)) found.push(`${path} imports ${target}`);
    }
  }
  return found;
}

/** Circles of files that import each other, each told once. */
export function cycles(modules) {
  const found = [];
  const done = new Set();
  const visit = (path, trail) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path) || !modules.has(path)) return;
    for (const { target } of modules.get(path).imports) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of modules.keys()) visit(path, []);
  return found;
}

export function pageGlobals(modules) {
  return [...modules].filter(([path]) => PAGELESS.includes(roomOf(path)))
    .flatMap(([path, { globals }]) => foreign(globals, [LANGUAGE, SHARED, OURS[roomOf(path)] ?? new Set()]).map((name) => `${path} mentions ${name}`));
}

/** Imports each module that must run without a page, in a process of its own without the names of a page that Node has. */
export async function failingAlone(root, modules) {
  const paths = PAGELESS.flatMap((room) => [...modules.keys()].filter((path) => roomOf(path) === room));
  const script = `
    for (const name of ['navigator', 'localStorage', 'sessionStorage']) delete globalThis[name];
    for (const [path, address] of ${JSON.stringify(paths.map((path) => [path, pathToFileURL(join(root, path)).href]))}) {
      await import(address).catch((error) => console.log(path + ' fails alone: ' + error.message.split('\\n')[0]));
    }`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env: { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined } });
  return stdout.split('\n').filter(Boolean);
}

// --- Sentences --------------------------------------------------------------

const WORD = String.raw`\p{L}[\p{L}\p{M}’'-]*`;
const END = String.raw`[.,:;!?…]?`;
// "Retry now", "Guest …": a capital first, and a word behind it; or three words in a row, however they begin.
const SENTENCES = [
  new RegExp(String.raw`(?:^|[\s“"(])(?:\p{Lu}[\p{L}\p{M}’'-]+|[AI])${END} (?:${WORD}|…)`, 'u'),
  new RegExp(String.raw`(?:^|\s)${WORD}${END} ${WORD}${END} ${WORD}${END}(?:\s|$)`, 'u'),
];
const A_WORD = new RegExp(String.raw`\p{L}{2,}`, 'u');

// What is put here is shown or read out, even a single word.
const SHOWING_PROPERTIES = new Set(['textContent', 'innerText', 'title', 'placeholder', 'ariaLabel', 'ariaDescription', 'alt', 'label']);
const SHOWING_ATTRIBUTES = new Set(['title', 'placeholder', 'alt', 'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext']);
const SHOWING_CALLS = new Set(['append', 'prepend', 'replaceChildren', 'createTextNode', 'say', 'announce', 'alert', 'confirm', 'prompt']);

function calledName({ callee }) {
  return callee.type === 'MemberExpression' ? callee.property.name : callee.name;
}

/** Whether `node`, whose parents are `parents`, is told to developers alone: a part of new Error(...). */
function isForDevelopers(parents) {
  return parents.some((parent) => parent.type === 'NewExpression' && /Error$/.test(calledName(parent) ?? ''));
}

/** Whether the value of `node` itself is shown to people, as far as its surroundings tell. */
function isShown(node, parents) {
  for (let index = parents.length - 1; index >= 0; index -= 1) {
    const parent = parents[index];
    if (parent.type === 'ConditionalExpression' && parent.test !== node) node = parent;
    else if (['LogicalExpression', 'TemplateLiteral'].includes(parent.type)) node = parent;
    else if (parent.type === 'BinaryExpression' && parent.operator === '+') node = parent;
    else if (parent.type === 'AssignmentExpression') {
      return parent.right === node && parent.left.type === 'MemberExpression' && SHOWING_PROPERTIES.has(parent.left.property.name);
    } else if (parent.type === 'CallExpression' && parent.arguments.includes(node)) {
      const name = calledName(parent);
      if (name === 'setAttribute') return parent.arguments[1] === node && SHOWING_ATTRIBUTES.has(parent.arguments[0].value);
      return SHOWING_CALLS.has(name);
    } else return false;
  }
  return false;
}

function textOf({ type, value, quasis }) {
  if (type === 'TemplateLiteral') return quasis.map(({ value: { cooked } }) => cooked).join('…');
  return typeof value === 'string' ? value : null;
}

/**
 * What people read, written outside of words/. `allowed` has for a path the texts that are none though they look so, each
 * with its reason; an entry that nothing needs is told as well.
 */
export function sentencesOutsideWords(modules, allowed = {}) {
  const found = [];
  const used = new Set();
  for (const [path, { ast }] of modules) {
    if (roomOf(path) === 'words') continue;
    const look = (node, _, ancestors) => {
      const parents = ancestors.slice(0, -1);
      const parent = parents.at(-1);
      const text = textOf(node);
      if (text === null || /^(Import|Export)/.test(parent?.type) || isForDevelopers(parents)) return;
      const suspect = SENTENCES.some((pattern) => pattern.test(text)) || (A_WORD.test(text) && isShown(node, parents));
      if (!suspect) return;
      if (allowed[path]?.[text]) used.add(`${path} ${text}`);
      else found.push(`${path}:${node.loc.start.line} says “${text}”`);
    };
    ancestor(ast, { Literal: look, TemplateLiteral: look });
  }
  for (const [path, texts] of Object.entries(allowed)) {
    for (const text of Object.keys(texts)) if (!used.has(`${path} ${text}`)) found.push(`${path} does not say “${text}”: it need not be allowed`);
  }
  return found;
}

/** What all checks find that only read. */
export function faultsIn(modules, allowed) {
  return [
    ...unknownRooms(modules), ...forbiddenImports(modules), ...cycles(modules), ...pageGlobals(modules), ...sentencesOutsideWords(modules, allowed),
  ];
}

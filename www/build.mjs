// Builds the page for those who visit it:
//
//   node build.mjs SOURCE OUT
//
// index.html says what there is: each script it names becomes one file, with all that it imports; its style
// sheets become one. A module behind import() becomes a file of its own, loaded when it is wanted. Names carry
// a hash of the content, so that browsers keep files for ever. The bytes depend on the sources alone.

import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { minify } from 'terser';
import { writeCompressed } from './compress.mjs';
import { Packages } from './packages.mjs';

// What boot.js tells those who have an older one.
const TARGET = ['chrome97', 'edge97', 'firefox104', 'safari15.4'];
const INLINE_AT_MOST = 1024; // bytes of an image that is put into index.html, where it costs no request
const HASH_LENGTH = 12;
// The folder for shared hosting has a page of its own, since its daemon answers elsewhere.
const ENDPOINT = /(<meta name="onetimechat-endpoint" content=")chat\/(">)/;
const SHARED_HOSTING = ['shared-hosting/index.html', '$1chat.fcgi/$2'];

const [source, out] = process.argv.slice(2).map((path) => resolve(path));
const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')); // as in configure.ac
const files = new Map(); // what is written: name -> content
const packages = new Packages({ source, modules });

const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/** Takes a file into the page. Returns the name it has there. */
function add(path, content) {
  const extension = extname(path);
  const name = `${basename(path, extension)}-${sha256(content).slice(0, HASH_LENGTH)}${extension}`;
  files.set(name, content);
  return name;
}

async function bundle(options) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: source, bundle: true, minify: true, write: false, metafile: true, charset: 'utf8',
    target: TARGET, legalComments: 'none', nodePaths: [modules], logLevel: 'warning',
    define: { 'globalThis.ONE_TIME_CHAT_VERSION': JSON.stringify(version) }, ...options,
  });
  packages.note(metafile);
  return Buffer.from(outputFiles[0].contents);
}

// Not esbuild's own splitting: what two bundles share would become a third file, and one more request at the
// start. So a module that both import is there twice, each with its own state.
const apart = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /^\./ }, async ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return null;
      return { path: `./${await addScript(relative(source, resolve(resolveDir, path)))}`, external: true };
    });
  },
};

// terser finds another 4 % in what esbuild has made small.
async function smaller(code, isModule) {
  const ecma = isModule ? 2020 : 5;
  const { code: made } = await minify(code.toString(), { module: isModule, ecma, compress: { ecma, passes: 3 }, format: { ecma, comments: false } });
  return Buffer.from(made);
}

/** Bundles a script with all that it imports. Returns its name. */
async function addScript(path, isModule = true) {
  // What is no module is read by browsers that are too old for the rest.
  const [format, target] = isModule ? ['esm', TARGET] : ['iife', 'es5'];
  return add(path, await smaller(await bundle({ entryPoints: [path], format, target, plugins: [apart, packages.byTheBrowser, packages.leftOut] }), isModule));
}

/** Bundles style sheets into one. Returns its name. */
async function addSheet(paths) {
  const contents = paths.map((path) => `@import "./${path}";`).join('\n');
  return add(paths[0], await bundle({ stdin: { contents, loader: 'css', resolveDir: source } }));
}

function dataAddress(svg) {
  const text = svg.replace(/>\s+</g, '><').trim().replaceAll('"', "'");
  return `data:image/svg+xml,${text.replace(/[%#<>\s]/g, (char) => (char === ' ' ? char : encodeURIComponent(char)))}`;
}

async function addImage(path) {
  const content = await readFile(join(source, path));
  const small = extname(path) === '.svg' && content.length <= INLINE_AT_MOST;
  return small ? dataAddress(content.toString()) : add(path, content);
}

/** `text` with each match of `pattern` replaced by what the asynchronous `replacement` gives for it. */
async function replaceAsync(text, pattern, replacement) {
  const values = [];
  for (const match of text.matchAll(pattern)) values.push(await replacement(...match));
  return text.replace(pattern, () => values.shift());
}

async function withScripts(html) {
  return replaceAsync(html, /<script\b([^>]*?)\bsrc="([^"]+)"/g, async (_, attributes, path) => {
    return `<script${attributes}src="${await addScript(path, attributes.includes('type="module"'))}"`;
  });
}

async function withSheet(html) {
  const pattern = /<link rel="stylesheet" href="([^"]+)">\n?/g;
  const paths = [...html.matchAll(pattern)].map(([, path]) => path);
  const name = await addSheet(paths);
  let first = true;
  return html.replace(pattern, () => {
    if (!first) return '';
    first = false;
    return `<link rel="stylesheet" href="${name}">\n`;
  });
}

// The sheet of a part that is loaded later; the part says which.
async function withLaterSheets(html) {
  return replaceAsync(html, /\bdata-style="([^"]+)"/g, async (_, path) => `data-style="${await addSheet([path])}"`);
}

// A script that boot.js has browsers fetch beside the first ones, for those whom it concerns.
async function withEarlyScript(html) {
  return replaceAsync(html, /\bdata-early="([^"]+)"/g, async (_, path) => `data-early="${await addScript(path)}"`);
}

async function withImages(html) {
  return replaceAsync(html, /(<img\b[^>]*?\bsrc=|<link rel="icon" href=)"([^"]+)"/g, async (_, before, path) => (
    `${before}"${await addImage(path)}"`));
}

// Nothing in it is preformatted. The names of its sentences are for those who translate.
function minified(html) {
  return html.replace(/<!--[^]*?-->/g, '').replace(/<link rel="modulepreload"[^>]*>/g, '').replace(/ data-words(-[a-z-]+)?="[^"]*"/g, '').replace(/\s*\n\s*/g, '\n');
}

async function addPages() {
  const html = minified(await readFile(join(source, 'index.html'), 'utf8'));
  const page = await withImages(await withLaterSheets(await withSheet(await withEarlyScript(await withScripts(html)))));
  const [name, endpoint] = SHARED_HOSTING;
  if (!ENDPOINT.test(page)) throw new Error('index.html does not say where the daemon answers');
  files.set('index.html', Buffer.from(page));
  files.set(name, Buffer.from(page.replace(ENDPOINT, endpoint)));
}

// What browsers ask for when somebody installs the page keeps its name, as the page names it to them only then.
async function addForInstalling() {
  for (const name of (await readdir(source)).filter((each) => /\.(webmanifest|png)$/.test(each)).sort()) {
    files.set(name, await readFile(join(source, name)));
  }
}

async function write() {
  const sums = [];
  for (const [name, content] of files) {
    const path = join(out, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    sums.push([name, content], ...await writeCompressed(path, name, content));
  }
  const lines = sums.map(([name, content]) => `${sha256(content)}  ${name}\n`);
  const byName = (one, other) => (one.slice(66) < other.slice(66) ? -1 : 1);
  await writeFile(join(out, 'SHA256SUMS'), lines.sort(byName).join(''));
  await copyFile(join(source, 'site.json'), join(out, 'site.json')); // the operator's to change, so in no list and not compressed
}

await addPages();
await addForInstalling();
const licences = await packages.licences();
if (licences !== '') files.set('LICENSES.txt', Buffer.from(licences));
await write();

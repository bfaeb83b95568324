// How much of www/js/ the tests under node run, by lines:
//
//   node tests/coverage.mjs SOURCE PERCENT FOLDER      (what NODE_V8_COVERAGE had named)
//
// prints a line for each file that has some that never ran, names these, and fails below PERCENT of all lines. Left out is what
// needs a browser (view/, boot.js, main.js, private.js): tests/browser/ runs the built page, where lines mean nothing. Blank lines
// and comments do not count. V8 tells ranges of characters and how often each ran; a line has run where any process has run all of it.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';

const [source, least, folder] = process.argv.slice(2);
const IN_BROWSERS = /^(view\/|(boot|main|private)\.js$)/;
const root = join(source, 'www', 'js');

/** The lines of a file that hold code: `[number, from, to]`, as indices of its text. */
function linesOf(text) {
  const isCode = new Uint8Array(text.length);
  parse(text, { ecmaVersion: 'latest', sourceType: 'module', onToken: ({ start, end }) => isCode.fill(1, start, end) });
  let from = 0;
  return text.split('\n').map((line, index) => {
    const begin = from;
    from += line.length + 1;
    return [index + 1, begin + line.length - line.trimStart().length, begin + line.trimEnd().length];
  }).filter(([, begin, end]) => isCode.subarray(begin, end).includes(1));
}

const files = readdirSync(root, { recursive: true }).filter((name) => name.endsWith('.js') && !IN_BROWSERS.test(name)).sort();
const seen = new Map(files.map((name) => {
  const text = readFileSync(join(root, name), 'utf8');
  return [name, { text, lines: linesOf(text), ran: new Set() }];
}));

/** Notes which lines one process has run. Ranges within a range say more than it does, and come behind it. */
function note({ lines, text, ran }, functions) {
  const counts = new Uint8Array(text.length);
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) counts.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  for (const [number, begin, end] of lines) if (!counts.subarray(begin, end).includes(0)) ran.add(number);
}

for (const name of readdirSync(folder)) {
  for (const { url, functions } of JSON.parse(readFileSync(join(folder, name), 'utf8')).result) {
    if (!url.startsWith('file:')) continue;
    const path = fileURLToPath(url.replace(/[?#].*/, ''));
    const file = path.startsWith(`${root}/`) && seen.get(path.slice(root.length + 1));
    if (file) note(file, functions);
  }
}

let [all, ran] = [0, 0];
for (const [name, file] of seen) {
  const missing = file.lines.map(([number]) => number).filter((number) => !file.ran.has(number));
  all += file.lines.length;
  ran += file.lines.length - missing.length;
  if (missing.length > 0) console.log(`${name}: ${missing.length} of ${file.lines.length}: ${missing.join(' ')}`);
}
const percent = 100 * ran / all;
console.log(`lines of www/js without what needs a browser: ${percent.toFixed(1)} % (${ran} of ${all})`);
process.exitCode = percent < Number(least) ? 1 : 0;

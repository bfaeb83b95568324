// Builds onetimechat-cli, the program for the command line, of the page's modules and those in cli/:
//
//   node build-cli.mjs SOURCE OUT
//
// It becomes one file, which needs nothing but node. The bytes depend on the sources alone.

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { Packages } from './packages.mjs';

const [source, out] = process.argv.slice(2).map((path) => resolve(path));
const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
const packages = new Packages({ source, modules });

// No module for node, which takes only files whose names say so for one.
const { outputFiles: [{ text }], metafile } = await esbuild.build({
  absWorkingDir: source, entryPoints: ['cli/main.mjs'], bundle: true, write: false, metafile: true, charset: 'utf8', format: 'cjs',
  platform: 'node', target: 'node18', legalComments: 'none', nodePaths: [modules], logLevel: 'warning', plugins: [packages.byTheBrowser],
  define: { 'globalThis.ONE_TIME_CHAT_VERSION': JSON.stringify(version) },
});
packages.note(metafile);

const own = await readFile(join(source, '..', 'LICENSE'), 'utf8').catch(() => '');
const licences = [own.trim(), await packages.licences()].filter((each) => each !== '').join(`\n\n${'-'.repeat(72)}\n\n`);
const path = join(out, 'onetimechat-cli');
await mkdir(out, { recursive: true });
await writeFile(path, `${text}\n${licences.split('\n').map((line) => `// ${line}`.trimEnd()).join('\n')}\n`);
await chmod(path, 0o755);

// Builds onetimechat-cli, the program for the command line, of the page's modules and those in cli/:
//
//   node build-cli.mjs SOURCE OUT
//
// It becomes one file, which needs nothing but node. The bytes depend on the sources alone.

import { chmod, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { Packages } from './packages.mjs';

const source = await realpath(process.argv[2]);
const out = resolve(process.argv[3]);
const modules = await realpath(join(dirname(fileURLToPath(import.meta.url)), 'node_modules'));
const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
const packages = new Packages({ source, modules });

// No module for node, which takes only files whose names say so for one.
const { outputFiles: [{ text }], metafile } = await esbuild.build({
  absWorkingDir: source, entryPoints: ['cli/main.mjs'], bundle: true, write: false, metafile: true, charset: 'utf8', format: 'cjs',
  platform: 'node', target: 'node18', legalComments: 'none', nodePaths: [modules], logLevel: 'warning', plugins: [packages.byTheBrowser],
  define: { 'globalThis.ONE_TIME_CHAT_VERSION': JSON.stringify(version) },
});
packages.note(metafile);

const licences = `One Time Chat ${version}, MIT license. What others have written of this, and under which licences:\n\n${await packages.licences()}`;
const path = join(out, 'onetimechat-cli');
await mkdir(out, { recursive: true });
// Where the packages lie differs from one build to the next, and is named in comments.
const code = text.replaceAll(relative(source, modules), 'node_modules');
await writeFile(path, `${code}\n${licences.trimEnd().split('\n').map((line) => `// ${line}`.trimEnd()).join('\n')}\n`);
await chmod(path, 0o755);

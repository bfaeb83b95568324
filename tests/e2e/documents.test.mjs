// The documents: links and references lead somewhere, and of each command in them it is known which test runs it.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { run } from '../lib/process.mjs';

const source = process.env.OTC_SOURCE;
const textOf = (name) => readFileSync(join(source, name), 'utf8');
const namesIn = (dir, ending) => readdirSync(join(source, dir)).filter((name) => name.endsWith(ending)).map((name) => join(dir, name)).sort();

const DOCUMENTS = ['.', 'conf', 'src', 'tests', 'tests/bench', 'tests/bench/measured', 'www'].flatMap((dir) => namesIn(dir, '.md'));
const MANUALS = ['src/onetimechat.7', 'src/onetimechatd.8', 'www/cli/onetimechat-cli.1'];
const KNOWN = ['README.md', 'conf/README.md', 'src/README.md', 'tests/README.md', 'www/README.md']; // that there are at least

const COMMAND = /^ {4}((?:sudo|sh|make|podman|cd|autoreconf|\.\/configure|lighttpd|onetimechat-cli|OTC_BUILD=\S*) \S.*?)(?: +#.*)?$/;

// A command, as it begins; the test that runs it, or this file, which does so below; and a word by which that test can be seen to do so.
const RUN_BY = [
  ['sh conf/quickstart.sh', 'tests/e2e/quickstart.test.mjs', 'quickstart.sh'],
  ['sh tests/run.sh', '.ci/run', 'tests/run.sh'],
  ['autoreconf -fi && ./configure && make bench', 'tests/bench/bench.test.mjs', 'driver/bench.mjs'],
  ['autoreconf -fi', 'tests/run.sh', 'autoreconf -fi'],
  ['./configure && make && make check && sudo make install', 'tests/run.sh', 'distcheck'],
  ['./configure --prefix=$HOME/chat && make && make install', 'tests/e2e/user-install.test.mjs', 'make -s install'],
  ['lighttpd -f $HOME/chat/', 'tests/e2e/user-install.test.mjs', 'lighttpd-user.conf'],
  ['sh conf/check-page.sh', 'tests/e2e/check-page.test.mjs', 'check-page.sh'],
  ['cd /usr/local/share/doc/onetimechat/examples', 'tests/e2e/user-install.test.mjs', "'examples'"],
  ['cd /usr/local/', 'tests/e2e/documents.test.mjs', 'mkdtemp'],
  ["sudo sed -i 's/\\(onetimechat-rooms", 'tests/e2e/documents.test.mjs', 'sudo sed'],
  ['sudo rm -f index.html', 'tests/e2e/documents.test.mjs', 'sudo rm'],
  ['sudo apt-get install gcc', 'tests/e2e/documents.test.mjs', 'quickstart.sh'],
  ['onetimechat-cli ', 'tests/e2e/cli.test.mjs', 'cli'],
  ['make 2>&1', 'tests/e2e/cli.test.mjs', 'cli'],
  ['make deb', 'tests/e2e/deb.test.mjs', "'deb'"],
  ['sudo apt-get install ./deb/', 'tests/e2e/deb.test.mjs', 'apt-get install'],
  ['make container', 'tests/e2e/container.test.mjs', "'container'"],
  ['podman run --read-only --cap-drop all', 'tests/e2e/container.test.mjs', "'--read-only', '--cap-drop', 'all'"],
  ['sudo mkdir -p /usr/local/etc/onetimechat', 'tests/e2e/documents.test.mjs', 'mkdtemp'],
  ['sudo openssl req -x509', 'tests/e2e/documents.test.mjs', 'sudo openssl'],
  ['make fuzzers', 'tests/run.sh', 'fuzzers'],
  ['sh ../tests/fuzz/seeds.sh', 'tests/run.sh', 'fuzz/seeds.sh'],
  ['make check TESTS=', 'tests/run.sh', 'make_check plain check'],
  ['OTC_BUILD=$PWD OTC_SOURCE=$PWD/.. node --test', 'tests/run.sh', 'OTC_BUILD='],
];

// What no test can run here: no systemd runs, and no authority gives certificates.
const RUN_BY_NONE = ['sudo systemctl ', 'sudo certbot ', 'sudo ln -sf /etc/letsencrypt/', 'sudo cp onetimechatd.service '];

/** As GitHub makes anchors of headings. */
const anchorOf = (heading) => heading.toLowerCase().replace(/`/g, '').replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
const withoutCode = (text) => text.replaceAll(/^```[^]*?^```$/gm, '');
const headingsIn = (text) => [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);

/** What is wrong with the relative links of a document, and with the manuals of ours that it names. */
function faultyLinks(name, text) {
  const faults = [];
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(link)) continue;
    const [path, anchor] = link.split('#');
    const file = path === '' ? name : join(dirname(name), path);
    if (!existsSync(join(source, file))) faults.push(`${link}: no such file`);
    else if (anchor !== undefined && !headingsIn(path === '' ? text : textOf(file)).map(anchorOf).includes(anchor)) faults.push(`${link}: no such heading`);
  }
  for (const [, manual, section] of text.matchAll(/`(onetimechat[\w-]*)\((\d)\)`/g)) {
    if (!MANUALS.some((path) => path.endsWith(`/${manual}.${section}`))) faults.push(`${manual}(${section}): no such manual`);
  }
  return faults;
}

test('all documents are looked at, and what is wrong in one is found', () => {
  for (const name of KNOWN) assert.ok(DOCUMENTS.includes(name), name);
  const text = '# A heading\n```\n# no heading\n```\n[a](none.md) [b](#a-heading) [c](#no-heading) [d](src/README.md#none) `onetimechatd(7)`';
  assert.deepEqual(faultyLinks('README.md', text), [
    'none.md: no such file', '#no-heading: no such heading', 'src/README.md#none: no such heading', 'onetimechatd(7): no such manual',
  ]);
});

for (const name of DOCUMENTS) {
  const text = textOf(name);

  test(`${name}: links lead somewhere`, () => assert.deepEqual(faultyLinks(name, text), []));

  test(`${name}: each command is known, and run by a test where that can be`, () => {
    for (const line of text.split('\n')) {
      const command = COMMAND.exec(line)?.[1];
      if (command === undefined || RUN_BY_NONE.some((begin) => command.startsWith(begin))) continue;
      const [, by, word] = RUN_BY.find(([begin]) => command.startsWith(begin)) ?? [];
      assert.ok(by !== undefined, `${command}: which test runs it?`);
      assert.ok(textOf(by).includes(word), `${by} does not run ${command}`);
    }
  });
}

test('manuals refer to each other, and to sections of their own, by names that there are', () => {
  for (const path of MANUALS) {
    const text = textOf(path);
    for (const [, name, section] of text.matchAll(/^\.Xr (onetimechat\S*) (\d)/gm)) assert.ok(MANUALS.some((other) => other.endsWith(`/${name}.${section}`)), `${path}: ${name}(${section})`);
    for (const [, name] of text.matchAll(/^\.Sx (.*?)(?: \.)?$/gm)) assert.match(text, new RegExp(`^\\.S[hs] ${name}$`, 'm'), `${path}: ${name}`);
  }
});

/** The options that a manual lists. */
const optionsIn = (manual) => [...textOf(manual).matchAll(/^\.It (Fl -.*)$/gm)].flatMap(([, line]) => [...line.matchAll(/Fl -([a-z-]+)/g)].map(([, name]) => name)).sort();

test('the manuals list each option that there is', () => {
  const daemon = [...textOf('src/daemon/option_table.c').matchAll(/^ {4}\{"([a-z-]+)", /gm)].map(([, name]) => name);
  assert.deepEqual(optionsIn('src/onetimechatd.8'), [...daemon, 'version', 'help'].sort());
  const cli = [...textOf('www/cli/options.mjs').matchAll(/^ {2}'?([a-z-]+)'?: \{ type: /gm)].map(([, name]) => name);
  assert.deepEqual(optionsIn('www/cli/onetimechat-cli.1'), cli.sort());
});

test('files that say which document to read name one that there is, with that heading', () => {
  const files = [
    ...['conf', 'www', 'www/js/embed', 'www/js/view/embed'].flatMap((dir) => ['.in', '.fcgi', '.sh', '.html', '.js'].flatMap((ending) => namesIn(dir, ending))), 'conf/htaccess',
  ];
  const references = files.flatMap((path) => [...textOf(path).matchAll(/\b((?:\w+\/)*[A-Z]+\.md)\b(?:,\s+(?:(?:\/\/|#) )?"([^"]+)")?/g)].map(([, document, heading]) => ({ path, document, heading })));
  assert.ok(references.length > 8, `${references.length}`);
  for (const { path, document, heading } of references) {
    assert.ok(existsSync(join(source, document)), `${path}: ${document}`);
    if (heading !== undefined) assert.ok(headingsIn(textOf(document)).includes(heading), `${path}: ${document}, ${heading}`);
  }
});

test('the packages to install are those that the quick start installs', () => {
  const [, named] = /^ {4}sudo apt-get install (gcc .*)$/m.exec(textOf('conf/README.md'));
  const script = textOf('conf/quickstart.sh');
  const [, list] = /for package in ([^;]*);/.exec(script);
  const installed = [...list.replaceAll('\\', ' ').trim().split(/\s+/), ...[...script.matchAll(/missing="\$missing (\w+)"/g)].map(([, name]) => name)];
  const notToBuild = ['libc6-dev', 'curl', 'ca-certificates']; // the first comes with gcc where recommended packages do
  assert.deepEqual(named.split(' ').sort(), installed.filter((name) => !notToBuild.includes(name)).sort());
});

/** Runs the one line of a document that begins so, as an administrator would, in `dir`. */
async function runLine(name, begin, dir) {
  const lines = textOf(name).split('\n').filter((line) => line.startsWith(`    ${begin}`));
  assert.equal(lines.length, 1, begin);
  const { code, output } = await run('sh', ['-ec', lines[0].replaceAll('sudo ', '')], { cwd: dir });
  assert.equal(code, 0, output);
}

test('the commands that set which rooms there are, and make a certificate, do so', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'otc-documents-'));
  t.after(() => rmSync(dir, { recursive: true }));
  for (const file of ['index.html', 'index.html.gz', 'index.html.br']) writeFileSync(join(dir, file), textOf('www/index.html'));
  await runLine('conf/SITE.md', "sudo sed -i 's/\\(onetimechat-rooms", dir);
  await runLine('conf/SITE.md', 'sudo rm -f index.html', dir);
  assert.deepEqual(readdirSync(dir), ['index.html']);
  assert.match(readFileSync(join(dir, 'index.html'), 'utf8'), /<meta name="onetimechat-rooms" content="private">/);
  await runLine('conf/README.md', 'sudo openssl req', dir);
  assert.match(readFileSync(join(dir, 'site.pem'), 'utf8'), /BEGIN CERTIFICATE/);
  assert.match(readFileSync(join(dir, 'site.pem.key'), 'utf8'), /BEGIN PRIVATE KEY/);
});

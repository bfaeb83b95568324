#!/usr/bin/env node
// onetimechat-cli: One Time Chat from the command line, in the page's own modules. Nothing is kept.

import './ground.mjs';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { UsageError, readOptions } from './options.mjs';
import { EXIT, Run } from './run.mjs';
import { harmless } from './harmless.mjs';
import { words } from './words.mjs';

process.title = 'onetimechat-cli'; // a link is a secret, and others can see how a program was called

const wholly = (stream) => new Promise((resolve) => { stream.write('', resolve); });

async function exit(code) {
  await Promise.all([wholly(process.stdout), wholly(process.stderr)]);
  process.exit(code);
}

// Nothing that others send should bring us here.
function fault(error) {
  process.stderr.write(`onetimechat-cli: ${harmless(words.fault)} ${harmless(String(error?.stack ?? error))}\n`);
  exit(EXIT.fault);
}

function isDirectory(path) {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function optionsOr(exitWith) {
  try {
    return readOptions(process.argv.slice(2), process.env, (path) => readFileSync(path, 'utf8'), isDirectory);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`onetimechat-cli: ${harmless(error.message)} ${words.usage.hint}\n`);
    return exitWith(EXIT.usage);
  }
}

function start(options) {
  const origin = performance.timeOrigin;
  process.stdin.setEncoding('utf8');
  const run = new Run(options, {
    input: process.stdin,
    isTerminal: process.stdin.isTTY === true,
    out: (text) => process.stdout.write(text),
    note: (text) => process.stderr.write(text),
    columns: { out: () => process.stdout.columns, note: () => process.stderr.columns },
    fetch: (...request) => fetch(...request),
    timers: { set: (call, ms) => setTimeout(call, ms), clear: (timer) => clearTimeout(timer) },
    clock: () => origin + performance.now(),
    now: () => performance.now(),
    random: Math.random,
    wall: () => Date.now(),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(EXIT.unreachable)); // somebody insists
      run.end();
    });
  }
  process.stdout.on('error', () => run.end(EXIT.closed));
  process.stderr.on('error', () => {}); // nobody wants to read it
  return run.status();
}

const options = optionsOr((code) => {
  exit(code);
  return null;
});
if (options?.help) {
  process.stdout.write(words.help);
  exit(EXIT.inOrder);
} else if (options?.version) {
  process.stdout.write(`onetimechat-cli ${globalThis.ONE_TIME_CHAT_VERSION}\n`);
  exit(EXIT.inOrder);
} else if (options) {
  process.on('uncaughtException', fault);
  start(options).then(exit, fault);
}

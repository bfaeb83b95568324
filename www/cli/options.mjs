// What the command line and the environment ask for.

import { parseArgs } from 'node:util';
import { cleanName } from '../js/kinds/fields.js';
import { words } from './words.mjs';

/** Something is wrong with how the program was called; the message says what. */
export class UsageError extends Error {}

const DEFAULT_TIMEOUT_S = 30;
const DEFAULT_SEND_TIMEOUT_S = 1800;
const MOST_TIMEOUT_S = 86_400;
const DEFAULT_LIMIT = 256 * 1024 * 1024; // bytes

const OPTIONS = {
  json: { type: 'boolean' },
  whole: { type: 'boolean' },
  listen: { type: 'boolean' },
  commands: { type: 'boolean' },
  send: { type: 'string', multiple: true },
  'send-timeout': { type: 'string' },
  receive: { type: 'string' },
  'receive-limit': { type: 'string' },
  new: { type: 'boolean' },
  name: { type: 'string' },
  'link-file': { type: 'string' },
  'password-file': { type: 'string' },
  endpoint: { type: 'string' },
  timeout: { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
};

// Not by parseArgs's own strictness, whose sentences differ from one node to the next. It takes what begins with a dash for an
// option, and not for the value of one.
function tokensOf(args) {
  const { tokens, positionals, values } = parseArgs({ args, options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  for (const { kind, name, rawName, value, inlineValue } of tokens) {
    if (kind !== 'option') continue;
    if (name === 'password') throw new UsageError(words.usage.passwordShown);
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : null;
    if (!option) throw new UsageError(words.usage.unknown(rawName));
    if (option.type === 'string' && (value === undefined || value === '' || (!inlineValue && value.startsWith('-')))) throw new UsageError(words.usage.valueMissing(rawName));
    if (option.type === 'boolean' && value !== undefined) throw new UsageError(words.usage.noValue(rawName));
  }
  return { positionals, values };
}

function secondsOf(option, value) {
  const number = Number(value);
  if (!/^[\d.]+$/.test(value) || !(number <= MOST_TIMEOUT_S)) throw new UsageError(words.usage.timeout(option));
  return number * 1000;
}

function limitOf(value = String(DEFAULT_LIMIT)) {
  if (!/^\d{1,15}$/.test(value)) throw new UsageError(words.usage.limit);
  return Number(value);
}

function directoryOf(path, isDirectory) {
  if (path !== undefined && !isDirectory(path)) throw new UsageError(words.usage.directory(path));
  return path ?? null;
}

function nameOf(value) {
  if (value === undefined) return null;
  const name = cleanName(value);
  if (name === '') throw new UsageError(words.usage.name);
  return name;
}

function firstLineOf(path, readFile) {
  let text;
  try {
    text = readFile(path);
  } catch ({ code }) {
    throw new UsageError(words.usage.file(path, code));
  }
  const [line] = text.split(/\r?\n/);
  if (line === '') throw new UsageError(words.usage.emptyFile(path));
  return line;
}

/**
 * `{ address, fragment }` of a link: the page, and what stands behind it with its `#`, '' for nothing. The latter may be a
 * secret, and is as it was written.
 */
export function partsOf(link) {
  const [, address, fragment] = /^([^#]*)(#?[^]*)$/.exec(link.trim());
  let url;
  try {
    url = new URL(address);
  } catch {
    throw new UsageError(words.usage.address);
  }
  if (!['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '') throw new UsageError(words.usage.address);
  return { address: url.href, fragment: fragment === '#' ? '' : fragment };
}

/**
 * `{ address, fragment, isJson, isWhole, stays, hasCommands, isNew, name, password, endpoint, timeout, sends, sendTimeout, receives, limit }`, timeouts in milliseconds;
 * `{ help: true }` or `{ version: true }`. Throws a UsageError. `readFile(path)` gives a text, `isDirectory(path)` says whether files can be put there.
 */
export function readOptions(args, env, readFile, isDirectory) {
  const { positionals, values } = tokensOf(args);
  if (values.help) return { help: true };
  if (values.version) return { version: true };
  const links = [...positionals, ...(values['link-file'] === undefined ? [] : [firstLineOf(values['link-file'], readFile)])];
  if (links.length > 1) throw new UsageError(words.usage.twoLinks);
  const [link = env.ONETIMECHAT_LINK] = links;
  if (!link) throw new UsageError(words.usage.noLink);
  if (values.whole && values.json) throw new UsageError(words.usage.wholeJson);
  if (values.commands && (values.whole || values.json)) throw new UsageError(words.usage.commands);
  const { address, fragment } = partsOf(link);
  if (values.new && fragment !== '') throw new UsageError(words.usage.newWithRoom);
  return {
    address,
    fragment,
    isJson: values.json === true,
    isWhole: values.whole === true,
    stays: values.listen === true,
    hasCommands: values.commands === true,
    isNew: values.new === true,
    name: nameOf(values.name),
    password: values['password-file'] === undefined ? env.ONETIMECHAT_PASSWORD ?? '' : firstLineOf(values['password-file'], readFile),
    endpoint: values.endpoint ?? null,
    timeout: secondsOf('--timeout', values.timeout ?? String(DEFAULT_TIMEOUT_S)),
    sends: values.send ?? [],
    sendTimeout: secondsOf('--send-timeout', values['send-timeout'] ?? String(DEFAULT_SEND_TIMEOUT_S)),
    receives: directoryOf(values.receive, isDirectory),
    limit: limitOf(values['receive-limit']),
  };
}

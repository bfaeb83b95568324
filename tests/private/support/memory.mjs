// What a thief of a tab's memory finds: every array of bytes and every text that can be reached from an object, also through private
// fields, maps and closures. And what has been in it: arrays that nothing leads to any more, until their place is used again.

import { Session } from 'node:inspector';
import { frame } from './second-way.mjs';

const textOf = (bytes) => Buffer.from(bytes).toString('latin1');
const STEP = textOf(frame('otc1 chain'));
const SCOPES_OF_ALL = ['Global', 'Script', 'Module'];

class Walk {
  #session = new Session();
  #seen = new Set();
  arrays = [];
  texts = new Set();

  constructor(without) {
    for (const object of [globalThis, process, crypto, crypto.subtle, ...without]) this.#seen.add(object);
    this.#session.connect();
  }

  #post(method, parameters) {
    let answer;
    this.#session.post(method, parameters, (error, result) => {
      if (error) throw new Error(error.message);
      answer = result;
    });
    return answer;
  }

  // The object itself, where it was not met before.
  #isNew(objectId) {
    globalThis.walked = undefined;
    this.#post('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function () { globalThis.walked = this; }' });
    const object = globalThis.walked;
    delete globalThis.walked;
    if (this.#seen.has(object)) return false;
    this.#seen.add(object);
    const bytes = object instanceof ArrayBuffer ? new Uint8Array(object) : object;
    if (!(bytes instanceof Uint8Array)) return true;
    this.arrays.push(Uint8Array.from(bytes));
    return false;
  }

  go(root) {
    globalThis.walkedRoot = root;
    const { result } = this.#post('Runtime.evaluate', { expression: 'globalThis.walkedRoot' });
    delete globalThis.walkedRoot;
    const queue = [result];
    while (queue.length > 0) queue.push(...this.#next(queue.pop()));
    this.#session.disconnect();
    return this;
  }

  #next({ type, objectId, value, subtype, description }) {
    if (type === 'string') this.texts.add(value);
    if (!objectId || (subtype !== 'internal#entry' && subtype !== 'internal#scopeList' && subtype !== 'internal#scope' && !this.#isNew(objectId))) return [];
    if (subtype === 'internal#scope' && SCOPES_OF_ALL.some((name) => description.startsWith(name))) return [];
    const { result, privateProperties = [], internalProperties = [] } = this.#post('Runtime.getProperties', { objectId, ownProperties: true });
    const inside = internalProperties.filter(({ name }) => ['[[Entries]]', '[[Scopes]]', '[[BoundThis]]', '[[BoundArgs]]', '[[PromiseResult]]'].includes(name));
    return [...result.filter(({ name }) => name !== '__proto__'), ...privateProperties, ...inside].map((property) => property.value).filter(Boolean);
  }
}

/** `{ arrays, texts }` of all that can be reached from `root`, though not by way of the objects in `without`. */
export const reachableFrom = (root, without = []) => new Walk(without).go(root);

const isZeros = (bytes) => bytes.every((byte) => byte === 0);

// Calls `instead(original, this, parameters)` in place of a method, as long as the test lasts.
function replace(t, object, name, instead) {
  const original = object[name];
  const isOwn = Object.hasOwn(object, name);
  object[name] = function (...parameters) {
    return instead((...others) => original.apply(this, others), this, parameters);
  };
  t.after(() => (isOwn ? Object.assign(object, { [name]: original }) : delete object[name]));
}

/**
 * What WebCrypto is given from now on, as long as the test `t` lasts: `keys` are `{ name, bytes, was, isOnce, isLink }`, by algorithm, `isOnce` where they have been used
 * without a nonce, `isLink` where a step of a chain followed from them; `signed` are the bytes that were signed or verified, and `made` what followed from links.
 */
export function givenTo(t, { subtle } = crypto) {
  const given = { keys: [], signed: [], made: [] };
  const entries = new Map(); // CryptoKey -> entry
  replace(t, subtle, 'importKey', async (original, _, [format, bytes, algorithm, ...more]) => {
    const entry = bytes instanceof Uint8Array && format === 'raw' ? { name: algorithm.name ?? algorithm, bytes, was: bytes.slice(), isOnce: false, isLink: false } : null;
    const key = await original(format, bytes, algorithm, ...more);
    if (entry) given.keys.push(entry);
    entries.set(key, entry);
    return key;
  });
  for (const name of ['encrypt', 'decrypt']) replace(t, subtle, name, (original, _, [algorithm, key, data]) => {
    const entry = entries.get(key);
    if (entry && isZeros(algorithm.iv)) entry.isOnce = true;
    return original(algorithm, key, data);
  });
  for (const [name, place] of [['sign', 2], ['verify', 3]]) replace(t, subtle, name, (original, _, parameters) => {
    if (parameters[0].name === 'ECDSA') given.signed.push(parameters[place]);
    return original(...parameters);
  });
  replace(t, subtle, 'deriveBits', async (original, _, [algorithm, key, length]) => {
    const buffer = await original(algorithm, key, length);
    const entry = entries.get(key);
    if (!entry || !algorithm.info || textOf(algorithm.info) !== STEP) return buffer;
    entry.isLink = true;
    given.made.push(new Uint8Array(buffer));
    return buffer;
  });
  return given;
}

/** Every array of bytes that is copied, or copied into, from now on, as long as the test `t` lasts. */
export function copiedIn(t) {
  const arrays = [];
  replace(t, Uint8Array.prototype, 'set', (original, array, parameters) => {
    arrays.push(array);
    return original(...parameters);
  });
  replace(t, Uint8Array.prototype, 'slice', (original, _, parameters) => {
    const copy = original(...parameters);
    arrays.push(copy);
    return copy;
  });
  return arrays;
}

// What a thief of a tab's memory finds: every array of bytes and every text that can be reached from an object, also through private
// fields, maps and closures.

import { Session } from 'node:inspector';

const SCOPES_OF_ALL = ['Global', 'Script', 'Module'];

class Walk {
  #session = new Session();
  #seen = new Set();
  arrays = [];
  texts = new Set();

  constructor(without) {
    for (const object of [globalThis, process, crypto, ...without]) this.#seen.add(object);
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

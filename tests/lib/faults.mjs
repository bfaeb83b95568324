// What proxies, gateways and captive portals do to requests and answers, each a fault for proxy.mjs. The times are milliseconds:
// here a delay is the fault itself.

import { page, rendered, whole } from './proxy.mjs';

/** What an exchange can be told that was done to it. */
export const FAULT_NAMES = [
  'delay', 'buffer', 'truncate', 'duplicate', 'reorder', 'cut', 'cache', 'coarseCache', 'inject', 'rewrite', 'limitBody', 'reset', 'deaf',
];

const NOTHING = Buffer.alloc(0);

function passed(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

function withBody(answer, body, headers = answer.headers) {
  return { ...answer, headers: { ...headers, 'content-length': body.length }, body };
}

/** The request comes late, the answer too. */
export function delay({ before = 0, after = 0 }) {
  return async (exchange, next) => {
    exchange.did('delay');
    await passed(before);
    const answer = await next();
    await passed(after);
    return answer;
  };
}

/** The answer is passed on only when all of it is here, and then kept back for `hold`. */
export function buffer({ hold = 0 }) {
  return async (exchange, next) => {
    const answer = await next();
    if (answer.raw) return answer;
    const body = await whole(answer.body);
    exchange.did('buffer');
    await passed(hold);
    return withBody(answer, body);
  };
}

/**
 * Only the part `share` (0 to 1) of an answer comes. `at` says of what: 'header', 'body' (its length is the one announced), or
 * 'short': the length is made to fit, so that nothing but the content tells.
 */
export function truncate({ at, share }) {
  return async (exchange, next) => {
    const answer = await next();
    if (answer.raw) return answer;
    const body = await whole(answer.body);
    exchange.did('truncate');
    if (at === 'short') return withBody(answer, body.subarray(0, Math.floor(share * body.length)));
    const bytes = await rendered(withBody(answer, body));
    const header = bytes.length - body.length;
    const from = at === 'header' ? 0 : header;
    const length = at === 'header' ? header : body.length;
    return { raw: bytes.subarray(0, from + Math.floor(share * length)) };
  };
}

/** The server gets the request twice, the second time `apart` later; the client gets the first answer or the second. */
export function duplicate({ apart = 0, give = 'first' }) {
  return async (exchange, next) => {
    exchange.did('duplicate');
    // The answer that is not given is read to its end, as a proxy would.
    const copy = (answer) => answer.then((got) => whole(got.body)).catch(() => NOTHING);
    const first = next();
    const second = passed(apart).then(() => {
      exchange.upstreamSignal = undefined; // a copy goes its own way, whether the client is still there or not
      return next();
    });
    if (give === 'first') {
      copy(second);
      return first;
    }
    copy(first);
    return second;
  };
}

/** Another request overtakes this one, if one comes within `patience`. */
export function reorder({ patience }) {
  return async (exchange, next) => {
    await Promise.race([exchange.proxy.nextPassedOn().then(() => exchange.did('reorder')), passed(patience)]);
    return next();
  };
}

/** An answer that has not begun after `limit` never comes: the connection is reset, closed, or a 504 takes its place. */
export function cut({ limit, how = 'close' }) {
  return async (exchange, next) => {
    const abandoned = new AbortController();
    exchange.gone.addEventListener('abort', () => abandoned.abort());
    exchange.upstreamSignal = abandoned.signal;
    const answer = next();
    const winner = await Promise.race([answer, passed(limit)]);
    if (winner) return winner;
    answer.catch(() => {});
    abandoned.abort();
    if (exchange.gone.aborted) return { raw: NOTHING };
    exchange.did('cut');
    return how === 'page' ? page(504, 'Gateway Time-out') : { raw: NOTHING, reset: how === 'reset' };
  };
}

/**
 * A POST is answered from `store`, a Map, though it must not be. What is not in it, or with `fresh`, comes from the server and is
 * kept. A cache goes by the whole address; with `coarse` it passes over the query.
 */
export function cache({ store, fresh = false, coarse = false }) {
  return async (exchange, next) => {
    const address = coarse ? exchange.path.split('?')[0] : exchange.path;
    const kept = store.get(address);
    if (kept && !fresh) {
      exchange.did(coarse ? 'coarseCache' : 'cache');
      return kept;
    }
    const answer = await next();
    if (answer.raw || answer.status !== 200) return answer;
    const got = withBody(answer, await whole(answer.body));
    store.set(address, got);
    return got;
  };
}

const PAGES = {
  login: () => page(200, 'Please log in'),
  redirect: () => page(302, 'Found', { location: '/login-of-the-hotel' }),
  proxyLogin: () => page(407, 'Proxy Authentication Required', { 'proxy-authenticate': 'Basic realm="proxy"' }),
  tooLarge: () => page(413, 'Payload Too Large'),
  badGateway: () => page(502, 'Bad Gateway'),
  timeOut: () => page(504, 'Gateway Time-out'),
  networkLogin: () => page(511, 'Network Authentication Required'),
};
export const PAGE_NAMES = Object.keys(PAGES);

/** A page takes the place of the answer; with `reached` the server has had the request all the same. */
export function inject({ which, reached = false }) {
  return async (exchange, next) => {
    if (reached) {
      const answer = await next();
      if (!answer.raw) await whole(answer.body);
    }
    exchange.did('inject');
    return PAGES[which]();
  };
}

/** Takes headers of the answer away, or gives them other values; `chunked` sends the body without its length. */
export function rewrite({ strip = [], set = {}, chunked = false }) {
  return async (exchange, next) => {
    const answer = await next();
    if (answer.raw) return answer;
    exchange.did('rewrite');
    const away = chunked ? [...strip, 'content-length'] : strip;
    const kept = Object.entries(answer.headers).filter(([name]) => !away.includes(name));
    return { ...answer, headers: { ...Object.fromEntries(kept), ...set } };
  };
}

/** A body over `most` bytes gets a 413 of the proxy, or a reset. */
export function limitBody({ most, how = 'page' }) {
  return async (exchange, next) => {
    if (exchange.body.length <= most) return next();
    exchange.did('limitBody');
    return how === 'reset' ? { raw: NOTHING, reset: true } : page(413, 'Payload Too Large');
  };
}

/** The connection is reset: before the server had the request, after, or in the answer. */
export function reset({ when }) {
  return async (exchange, next) => {
    if (when === 'before') {
      exchange.did('reset');
      return { raw: NOTHING, reset: true };
    }
    const answer = await next();
    if (answer.raw) return answer;
    const bytes = await rendered(answer);
    exchange.did('reset');
    return { raw: when === 'after' ? NOTHING : bytes.subarray(0, Math.floor(bytes.length * 0.8)), reset: true };
  };
}

/** The server is not told that the client has gone. */
export function deaf() {
  return (exchange, next) => {
    exchange.upstreamSignal = undefined;
    exchange.gone.addEventListener('abort', () => exchange.did('deaf'));
    return next();
  };
}

// One request to the daemon and what its answer means. Whatever stands between the page and the daemon may
// answer in its place, so only JSON objects of the expected kind count as its word.

import { placeIn, placeOf } from './answers.js';

const MOST_RETRY_AFTER_S = 300;
const MOST_MOVES = 3;              // from node to node
const NO_NODE = new Set([502, 503, 504]); // a front server says that
// The contract's. Firewalls have JSON with an `error` too.
const CODES = new Set([
  'bad_json', 'bad_type', 'bad_method', 'bad_request', 'bad_token', 'busy', 'elsewhere', 'foreign_origin', 'full', 'no_such_endpoint', 'not_alone', 'rate_limited', 'too_large', 'unknown_client',
]);

// Set where nobody is to learn anything from the requests.
const UNOBSERVED = { address: (endpoint) => endpoint, began: (_request) => null, lineCame: (_seen, _line) => {}, ended: (_seen, _outcome) => {} };

class CutShort extends Error {}

async function textOf(response) {
  try {
    return await response.text();
  } catch {
    throw new CutShort();
  }
}

// Some proxies take the type away, so anything but a web page may be JSON.
function isWebPage(response) {
  return /^text\/html\b/i.test(response.headers.get('content-type') ?? '');
}

async function bodyOf(response) {
  if (response.status === 204) return {};
  if (isWebPage(response)) return null;
  const text = await textOf(response);
  try {
    const body = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : null;
  } catch {
    if (response.ok && text.startsWith('{')) throw new CutShort();
    return null;
  }
}

function retryAfterOf(response) {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? Math.min(seconds, MOST_RETRY_AFTER_S) : null;
}

// The browser hides where to, and even the status.
function isRedirect({ type, status }) {
  return type === 'opaqueredirect' || (status >= 300 && status < 400);
}

// An answer may have been there for a while (early-join.js).
function timeOf({ headers, late }) {
  const date = Date.parse(headers?.get('date') ?? '') + (late ?? 0);
  return { ...(Number.isNaN(date) ? {} : { date }), ...(late === undefined ? {} : { late }) };
}

function meaningOf(response, body) {
  if (response.ok && body !== null) return { ok: true, body };
  if (!CODES.has(body?.error)) return { ok: false, code: 'not_understood', status: response.status };
  const refusal = { ok: false, code: body.error, status: response.status, retryAfter: retryAfterOf(response) };
  return body.error === 'elsewhere' ? { ...refusal, place: placeOf(body.node) } : refusal;
}

async function linesOf(response, readBody) {
  try {
    await readBody(response.body);
    return { ok: true, body: {} };
  } catch {
    throw new CutShort();
  }
}

async function outcomeOf(response, readBody) {
  if (isRedirect(response)) return { ok: false, code: 'redirected' }; // a login page, never the daemon
  if (readBody && response.ok && response.body && !isWebPage(response)) return linesOf(response, readBody);
  return meaningOf(response, await bodyOf(response));
}

/**
 * Returns `post(endpoint, body, { signal, guardMs, onHeader, readLines, onLine })`, which never throws. It gives `{ ok: true, body }`, or
 * `{ ok: false, code }` with the daemon's error code (then with `status` and `retryAfter` in seconds or null), or
 * with `aborted` (by the signal), `timed_out` (after `guardMs`), `unreachable`, `cut_short` (an answer that ends in
 * the middle), `redirected`, or `not_understood` (with the `status`: a proxy's 413 means what it says).
 * Of an answer with a Date, `date` is what it would be now, in Unix milliseconds; `late` says for how many an answer had been there.
 * Where many nodes are one chat, a `join` goes where it is sent, and what follows in the name of that id to the same node, below
 * `post.placeOf(id)`, or below the `place` that is given. A node that is not there has forgotten everybody: `unknown_client`.
 * `onHeader()`, which may be missing, is called as soon as the answer begins. With `readLines` (json-lines.js) a good answer is one
 * of lines: `onLine(object, bytes)` gets each as it comes, and `guardMs` is for each of them; `body` is then empty. `path` sees each request.
 */
export function createPost({ base, fetch, timers, path = UNOBSERVED }) {
  const places = new Map();       // of nodes, by the ids with which we are at them

  async function ask(address, text, { signal, guardMs, onHeader, readLines, onLine }) {
    const request = new AbortController();
    let ended = null;
    const end = (code) => {
      ended ??= code;
      request.abort();
    };
    const onAbort = () => end('aborted');
    signal.addEventListener('abort', onAbort);
    let guard = null;
    const watch = () => {
      timers.clear(guard);
      guard = timers.set(() => end('timed_out'), guardMs);
    };
    const hear = (line, bytes) => {
      if (ended) return;
      watch();
      onLine(line, bytes);
    };
    watch();
    try {
      const response = await fetch(new URL(address, base).href, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: text,
        cache: 'no-store',
        redirect: 'manual',
        referrerPolicy: 'no-referrer',
        signal: request.signal,
      });
      onHeader?.();
      const outcome = await outcomeOf(response, readLines && ((stream) => readLines(stream, hear)));
      return ended ? { ok: false, code: ended } : { ...outcome, ...timeOf(response) };
    } catch (error) {
      return { ok: false, code: ended ?? (error instanceof CutShort ? 'cut_short' : 'unreachable') };
    } finally {
      timers.clear(guard);
      signal.removeEventListener('abort', onAbort);
      request.abort(); // of an answer that is not read to its end
    }
  }

  async function postTo(place, endpoint, body, options) {
    if (options.signal.aborted) return { ok: false, code: 'aborted' };
    const text = JSON.stringify(body);
    const bytes = new TextEncoder().encode(text).length;
    const seen = path.began({ endpoint, bytes, hold: body.hold });
    const { onLine } = options;
    const observed = onLine && ((line, lineBytes) => {
      path.lineCame(seen, line);
      onLine(line, lineBytes);
    });
    const outcome = await ask(place + path.address(endpoint), text, { ...options, onLine: observed });
    path.ended(seen, outcome);
    return outcome;
  }

  async function join(body, options) {
    /** @type {any} */
    let answer = await postTo('', 'join', body, options);
    for (let moves = 0; answer.place && moves < MOST_MOVES; moves += 1) answer = await postTo(answer.place, 'join', body, options);
    const [id, place] = placeIn(answer.ok ? answer.body : {});
    places.set(id, place);
    return answer.code === 'elsewhere' ? { ...answer, code: 'busy' } : answer;
  }

  async function post(endpoint, body, options) {
    if (endpoint === 'join') return join(body, options);
    const place = options.place ?? post.placeOf(body.id);
    /** @type {any} */
    const answer = await postTo(place, endpoint, body, options);
    const isGone = place && answer.code === 'not_understood' && NO_NODE.has(answer.status);
    return isGone ? { ok: false, code: 'unknown_client', status: 410, retryAfter: null } : answer;
  }
  post.placeOf = (id) => places.get(id) ?? '';
  return post;
}

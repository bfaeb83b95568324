// One request to the daemon and what its answer means. Whatever stands between the page and the daemon may
// answer in its place, so only JSON objects of the expected kind count as its word.

const MOST_RETRY_AFTER_S = 300;

async function bodyOf(response) {
  if (response.status === 204) return {};
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) return null;
  const body = JSON.parse(await response.text()); // cut short by a proxy it throws: then it is no answer
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : null;
}

function retryAfterOf(response) {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? Math.min(seconds, MOST_RETRY_AFTER_S) : null;
}

function meaningOf(response, body) {
  if (response.ok && body !== null) return { ok: true, body };
  if (typeof body?.error !== 'string') return { ok: false, code: 'not_understood', status: response.status };
  return { ok: false, code: body.error, status: response.status, retryAfter: retryAfterOf(response) };
}

/**
 * Returns `post(endpoint, body, { signal, guardMs })`, which never throws. It gives `{ ok: true, body }`, or
 * `{ ok: false, code }` with the daemon's error code (then with `status` and `retryAfter` in seconds or null), or
 * with `aborted` (by the signal), `timed_out` (after `guardMs`), `unreachable`, or `not_understood` (with the
 * `status`: a proxy's 413 means what it says).
 */
export function createPost({ base, fetch, timers }) {
  return async function post(endpoint, body, { signal, guardMs }) {
    const request = new AbortController();
    let ended = null;
    const end = (code) => {
      ended ??= code;
      request.abort();
    };
    const onAbort = () => end('aborted');
    if (signal.aborted) return { ok: false, code: 'aborted' };
    signal.addEventListener('abort', onAbort);
    const guard = timers.set(() => end('timed_out'), guardMs);
    try {
      const response = await fetch(new URL(endpoint, base).href, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        cache: 'no-store',
        redirect: 'error', // a login page, never the daemon
        referrerPolicy: 'no-referrer',
        signal: request.signal,
      });
      const meaning = meaningOf(response, await bodyOf(response));
      return ended ? { ok: false, code: ended } : meaning;
    } catch (error) {
      return { ok: false, code: ended ?? (error instanceof SyntaxError ? 'not_understood' : 'unreachable') };
    } finally {
      timers.clear(guard);
      signal.removeEventListener('abort', onAbort);
    }
  };
}

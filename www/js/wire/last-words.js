// A request that is sent while the page goes away, which an ordinary one would not survive.

/**
 * Sends `body`, an object, to `url`. `beacon(url, blob)` is the browser's `sendBeacon`, which may be missing, refuse (a
 * full queue, a content blocker) or throw; then it is left to a `fetch` that is kept alive. Never throws.
 */
export function sendLast(url, body, { beacon, fetch }) {
  const content = new Blob([JSON.stringify(body)], { type: 'application/json' });
  try {
    if (beacon?.(url, content)) return;
  } catch { /* the other way, then */ }
  try {
    fetch(url, { method: 'POST', body: content, keepalive: true, cache: 'no-store', referrerPolicy: 'no-referrer' }).catch(() => {});
  } catch { /* the server notices by itself, in a while */ }
}

// A request that is sent while the page goes away, which an ordinary one would not survive.

/**
 * Sends `body`, an object, to `url`. Never throws. `fetch` does it where it `keepsAlive` requests, since of the beacons of
 * tabs that are closed Firefox loses a third. Where it cannot, or fails, `beacon(url, blob)` does, the
 * browser's `sendBeacon`, which may be missing, refuse (a full queue, a content blocker) or throw.
 */
export function sendLast(url, body, { fetch, keepsAlive, beacon }) {
  const text = JSON.stringify(body);
  const sendBeacon = () => {
    try {
      return beacon?.(url, new Blob([text], { type: 'application/json' })) === true;
    } catch {
      return false;
    }
  };
  if (!keepsAlive && sendBeacon()) return;
  const headers = { 'Content-Type': 'application/json' };
  try {
    fetch(url, { method: 'POST', headers, body: text, keepalive: true, cache: 'no-store', referrerPolicy: 'no-referrer' }).catch(sendBeacon);
  } catch {
    sendBeacon(); // if that fails too, the server notices by itself, in a while
  }
}

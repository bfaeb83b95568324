// What a path did to a request, by name, from what became of it.

const NOTICED_S = 1;
const GIVEN_UP = new Set([408, 502, 504]);  // what proxies say when they have waited long enough

// A poll that was parked, and then was not.
function wasParked({ hold, start, end }) {
  return hold > 0 && end - start >= NOTICED_S * 1000;
}

function pageOf(status) {
  switch (status) {
    case 407: return 'proxy_login';
    case 413: return 'too_large';
    case 502: case 503: case 504: return 'gateway';
    case 511: return 'portal';
    default: return 'page';
  }
}

/**
 * `outcome` as `post` gives it, `request` with `hold`, `start` and `end`. Null where the daemon has answered
 * what was asked: `cut` (a parked poll ended without an answer), `lost` (no answer to another request, or at once),
 * `silent` (nothing at all came, not even an end), `half`, `redirect`, `damaged`, `page`, `proxy_login`,
 * `too_large`, `gateway`, `portal`, `foreign` (the daemon takes the page for another site's).
 */
export function faultOf({ ok, code, status }, request) {
  if (ok) return null;
  switch (code) {
    case 'unreachable': return wasParked(request) ? 'cut' : 'lost';
    case 'timed_out': return 'silent';
    case 'cut_short': return 'half';
    case 'redirected': return 'redirect';
    case 'bad_json': case 'bad_type': return 'damaged'; // the page's own requests are neither
    case 'foreign_origin': return 'foreign';
    case 'not_understood': return GIVEN_UP.has(status) && wasParked(request) ? 'cut' : pageOf(status);
    default: return null;
  }
}

/** Whether an outcome is a page of somebody else who wants to be seen first: with success, as portals do, or 511. */
export function isPage({ code, status }) {
  return code === 'redirected' || (code === 'not_understood' && (status === 511 || status < 300));
}

// What the page knows of itself: its version, and the hash of the list of its files, SHA256SUMS, which build.mjs writes. All of
// that comes from the server that the page came from, so it tells honest copies apart, and nothing of one that cheats.

const LIST = 'SHA256SUMS';
const LINE = /^[0-9a-f]{64} {2}(\S+)$/;
const SHOWN_BYTES = 8;

// build.mjs puts it there; a page that runs from its sources has none.
export const VERSION = globalThis.ONE_TIME_CHAT_VERSION ?? null;

const nameOf = (address) => new URL(address).pathname.split('/').at(-1);
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The names in a list of hashes; none where it is no such list. */
function namesIn(text) {
  const found = text.trim().split('\n').map((line) => LINE.exec(line)?.[1]);
  return new Set(found.every(Boolean) ? found : []);
}

/**
 * `{ hash }` of the list of the files that this page is made of, the first digits; or `{ why }` there is none: `unbuilt`, `insecure` (browsers hash
 * nothing then), `missing`, or `other` where the site has another page by now. `base` is the page's address, `loaded` those of its files:
 * their names tell their content, so a list that names them all is theirs. `subtle` is WebCrypto's.
 */
export async function readAbout({ version, base, loaded, fetch, subtle }) {
  if (version === null) return { why: 'unbuilt' };
  if (!subtle) return { why: 'insecure' };
  try {
    const answer = await fetch(new URL(LIST, base), { cache: 'no-cache' });
    const bytes = await answer.arrayBuffer();
    const names = namesIn(new TextDecoder().decode(bytes));
    if (!answer.ok || names.size === 0) return { why: 'missing' };
    if (!loaded.every((address) => names.has(nameOf(address)))) return { why: 'other' };
    return { hash: toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)).slice(0, SHOWN_BYTES)) };
  } catch { // the network
    return { why: 'missing' };
  }
}

/** The command that compares what a site serves with a release, for the page at `base`. */
export const checkCommand = (base) => `sh conf/check-page.sh ${new URL('.', base).href}`;

// The site that a link leads to: where its page is, where the daemon answers, and which rooms its operator has turned on. The page
// itself is asked, as a browser would do it. What stands behind # is never sent.

import { words } from './words.mjs';

const LONGEST_PAGE = 1_000_000; // bytes
const AGAIN_MS = 1000;
const ROOMS = /^(public|private|public private)(?: (\d+))?$/;

/** The site cannot be had; `isFinal` where trying again is in vain. */
export class SiteError extends Error {
  constructor(message, { isFinal = true } = {}) {
    super(message);
    this.isFinal = isFinal;
  }
}

const metaOf = (html, name) => new RegExp(`<meta\\s+name="${name}"\\s+content="([^"]*)"`, 'i').exec(html)?.[1];

/** `{ endpoint, kind, most }` of the page's text, as main.js reads them; null where it is no page of ours. */
export function settingsOf(html) {
  const endpoint = metaOf(html, 'onetimechat-endpoint');
  if (endpoint === undefined) return null;
  const [, kind, most] = ROOMS.exec(metaOf(html, 'onetimechat-rooms')) ?? [];
  return { endpoint: endpoint || 'chat/', kind, most: Number(most) || undefined };
}

/** Where the daemon answers: on the page's own site. */
export function baseOf(endpoint, page) {
  const url = new URL(endpoint, page);
  if (url.origin !== new URL(page).origin) throw new SiteError(words.reach.foreign);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

async function textOf(response) {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > LONGEST_PAGE) break;
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

// From http: to https:, and to the slash behind a directory, a site may lead; elsewhere it must not.
function leadsTo(address, reached) {
  const [from, to] = [new URL(address), new URL(reached || address)];
  if (from.hostname !== to.hostname) throw new SiteError(words.reach.elsewhere(address));
  if (from.protocol === 'https:' && to.protocol !== 'https:') throw new SiteError(words.reach.insecure(address));
  to.hash = '';
  return to.href;
}

async function ask(address, fetch, signal) {
  try {
    const response = await fetch(address, { redirect: 'follow', cache: 'no-store', headers: { Accept: 'text/html' }, signal });
    return { response, text: response.ok ? await textOf(response) : '' };
  } catch (error) {
    throw new SiteError(words.reach.unreachable(address, error.cause?.code ?? ''), { isFinal: false });
  }
}

async function visit(address, fetch, signal) {
  const { response, text } = await ask(address, fetch, signal);
  const page = leadsTo(address, response.url);
  if (!response.ok) throw new SiteError(words.reach.status(page, response.status), { isFinal: response.status < 500 });
  const settings = settingsOf(text);
  if (!settings) throw new SiteError(words.reach.noPage(page));
  return { page, base: baseOf(settings.endpoint, page), kind: settings.kind, most: settings.most };
}

/**
 * A promise of `{ page, base, kind, most }`; rejects with a SiteError. Until `signal` is aborted it tries again where that may help:
 * `onTrouble(error)` is told, `pause(ms)` gives a promise. With an `endpoint` the page is not asked.
 */
export async function siteAt(address, { endpoint, fetch, signal, pause, onTrouble }) {
  if (endpoint !== null) return { page: address, base: baseOf(endpoint, address), kind: 'public private', most: undefined };
  for (;;) {
    try {
      return await visit(address, fetch, signal);
    } catch (error) {
      if (!(error instanceof SiteError) || error.isFinal || signal.aborted) throw error;
      onTrouble(error);
      await pause(AGAIN_MS);
      if (signal.aborted) throw error;
    }
  }
}

// Another site, with pages that show the chat in a frame; and people who see it there.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

// The page that conf/SITE.md has operators copy, for the chat at `url`; it keeps what it is told.
async function example(url) {
  const text = await readFile(join(process.env.OTC_SOURCE, 'conf', 'SITE.md'), 'utf8');
  const [, html] = /```html\n(<iframe[^]*?)```/.exec(text);
  return html.replace('https://chat.example/talk/', url).replace('https://chat.example', new URL(url).origin);
}

const KEEPING = `<script>
  window.told = [];
  addEventListener('message', ({ data, origin }) => {
    told.push({ data, origin });
    document.documentElement.dataset.told = told.length;
  });
</script>`;

// A page of the same site in a frame beside the chat's. It passes on what it is told, as its own.
const BESIDE = '<iframe id="beside" src="/beside"></iframe>';

/** A site on a free port. `origin` is another one than `otherOrigin`, and neither is of the same site as the chat's or the other. */
export class OtherSite {
  static async start() {
    const site = new OtherSite();
    site.server = createServer((request, response) => site.#answer(request, response));
    await new Promise((resolve) => site.server.listen(0, '127.0.0.1', resolve));
    const { port } = site.server.address();
    site.origin = `http://localhost:${port}`;
    site.otherOrigin = `http://127.0.0.1:${port}`;
    return site;
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.origin);
    const pages = {
      '/': async () => `${KEEPING}${await example(searchParams.get('chat'))}${BESIDE}`,
      '/silent': () => `${KEEPING}<iframe id="chat" src="${searchParams.get('chat')}"></iframe>${BESIDE}`,
      '/around': () => `<iframe id="chat" src="${this.origin}/?chat=${searchParams.get('chat')}" width="600" height="600"></iframe>`,
      '/beside': () => '<script>onmessage = ({ data }) => parent.frames[0].postMessage(data, "*");</script>',
    };
    const page = await pages[pathname]?.();
    response.writeHead(page === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(page === undefined ? '' : `<!DOCTYPE html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><body>${page}</body></html>`);
  }

  /** The address of a page with the chat at `url` in a frame: `/` is as in conf/SITE.md, `/silent` says nothing, `/around` has the first in a frame. */
  page(url, { path = '/', origin = this.origin } = {}) {
    return `${origin}${path}?chat=${encodeURIComponent(url)}`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

/** The operator of a front server allows these origins. */
export async function allow(front, origins) {
  const path = join(front.page, 'site.json');
  for (const ending of ['.gz', '.br']) await rm(path + ending, { force: true });
  await writeFile(path, JSON.stringify({ embed: origins }));
}

/** Turns a person who looks at another site's page into one who looks at the frame in it: `host` is the page around, then. */
export async function inFrame(person) {
  const { page: host } = person;
  const frame = await (await host.waitForSelector('#chat')).contentFrame();
  Object.assign(person, { host, page: frame });
  if (!host.browserContext) return person;
  frame.bringToFront = () => host.bringToFront(); // Firefox
  // Keys would go to the page around.
  person.type = (text) => frame.evaluate((value) => {
    const box = document.querySelector('#text');
    box.value = value;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('#send').click();
  }, text);
  return person;
}

const around = (person) => Object.assign(Object.create(person), { page: person.host });

/** Sends a message to the frame, from the page around or from the frame beside it. */
export const ask = ({ host }, message, from = 'around') => host.evaluate(([json, by]) => {
  const [chat, beside] = ['#chat', '#beside'].map((id) => document.querySelector(id).contentWindow);
  (by === 'around' ? chat : beside).postMessage(JSON.parse(json), '*');
}, [JSON.stringify(message), from]);

/** What the page around has been told. */
export const told = ({ host }) => host.evaluate(() => window.told.map(({ data }) => data));

/** Waits until the page around has been told that, and what the last count of it is, if it has one. */
export const isTold = (person, type, count = null) => around(person).until(([wanted, number]) => {
  const last = window.told.map(({ data }) => data).filter((data) => data.type === wanted).at(-1);
  return last !== undefined && (number === null || last.count === number);
}, [type, count]);

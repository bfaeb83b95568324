// People at real browsers: Chromium, the pages open in it, and what they show.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Daemon } from '../../lib/daemon.mjs';
import { Front } from '../../lib/front.mjs';
import { guarded } from '../../lib/process.mjs';

const GUARD_MS = 180_000; // against hanging only

/** A name for this machine that is not localhost, so that browsers do not trust the way to it. */
export const UNTRUSTED_HOST = 'chat.example';

// Chromium without its windows and menus takes half the processor's time. What only the whole of it has, such as the
// back-forward cache and notifications, is tested there.
const WHOLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SHELL = '/usr/bin/chromium-headless-shell';

/** Starts a browser that keeps pages in its back-forward cache, as people's browsers do; `args` are more of its own. */
export function startBrowser(args = [], { whole = false } = {}) {
  return chromium.launch({
    executablePath: whole || process.env.CHROMIUM || !existsSync(SHELL) ? WHOLE : SHELL,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', `--host-resolver-rules=MAP ${UNTRUSTED_HOST} 127.0.0.1`, ...args,
    ],
  });
}

// Runs in the page before its own scripts.
export function watch() {
  window.violations = [];
  window.restored = 0;
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    window.violations.push(`${violatedDirective} ${blockedURI}`);
  });
  window.addEventListener('pageshow', ({ persisted }) => { window.restored += persisted ? 1 : 0; });
}

/** One person with a browser of their own: nothing is shared with the others. */
export class Person {
  errors = [];

  static async open(browser, url, { fragment, online, ...options } = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
    context.setDefaultTimeout(GUARD_MS);
    await context.addInitScript(watch);
    return Person.openTab(context, url, { fragment, online });
  }

  /** Another person in the browser of the first, in a tab of their own. */
  static async openTab(context, url, { fragment = '', online = true } = {}) {
    const person = new Person();
    person.url = url;
    person.context = context;
    person.page = await context.newPage();
    person.page.on('pageerror', (error) => person.errors.push(String(error)));
    person.page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) person.errors.push(message.text());
    });
    await person.page.goto(url + fragment);
    if (online) await person.online();
    return person;
  }

  /** Waits until `expression`, a function run in the page, is true. Asking at each frame would make the page draw each. */
  until(expression, argument) {
    return this.page.waitForFunction(expression, argument, { polling: 30 });
  }

  online() {
    return this.until(() => document.querySelector('#status').dataset.phase === 'online');
  }

  phase(wanted) {
    return this.until((phase) => document.querySelector('#status').dataset.phase === phase, wanted);
  }

  present(number) {
    return this.until((wanted) => document.querySelectorAll('.person').length === wanted, number);
  }

  async type(text) {
    await this.page.fill('#text', text);
    await this.page.press('#text', 'Control+Enter'); // on a touch screen Enter alone makes a new line
  }

  /** Says something and waits until the server has it. */
  async say(text) {
    await this.type(text);
    await this.until((wanted) => [...document.querySelectorAll('.line.own:not(.waiting) .text')].at(-1)?.textContent === wanted, text);
  }

  /** The texts in the log, in the order shown. */
  texts() {
    return this.page.$$eval('.line .text', (elements) => elements.map(({ textContent }) => textContent));
  }

  notices() {
    return this.page.$$eval('.notice', (elements) => elements.map(({ textContent }) => textContent));
  }

  /** Waits until the log holds exactly these texts in this order. */
  async sees(...texts) {
    const wanted = texts.flat();
    try {
      await this.until((expected) => {
        const shown = [...document.querySelectorAll('.line .text')].map(({ textContent }) => textContent);
        return shown.length === expected.length && shown.every((text, index) => text === expected[index]);
      }, wanted);
    } catch (error) {
      assert.deepEqual(await this.texts(), wanted, error.message);
    }
  }

  name() {
    return this.page.$eval('.person:has(.you) .name', ({ textContent }) => textContent);
  }

  /** Resolves to the moment (Unix milliseconds) at which no line with `text` is shown any more. */
  async vanished(text) {
    const handle = await this.page.evaluateHandle((wanted) => {
      const shown = () => [...document.querySelectorAll('.line .text')].some(({ textContent }) => textContent === wanted);
      const moment = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (shown()) return;
          observer.disconnect();
          resolve(Date.now());
        });
        observer.observe(document.querySelector('#lines'), { childList: true, subtree: true });
      });
      return { moment };
    }, text);
    return { moment: guarded(handle.evaluate(({ moment }) => moment), `the end of ${text}`) };
  }

  /** No error, no violation of the page's security policy, nothing stored. `expected` matches errors that belong to the test. */
  async check(expected = null) {
    const errors = this.errors.filter((text) => !expected?.test(text));
    assert.deepEqual(errors, []);
    assert.deepEqual(await this.page.evaluate(() => window.violations), []);
    assert.deepEqual(await this.context.cookies(), []);
    assert.deepEqual(await this.stored(), { cookie: '', local: 0, session: 0, databases: 0, caches: 0, workers: 0 });
  }

  /** What the page has left in the browser. Where that keeps nothing, asking what it keeps is an error. */
  stored() {
    return this.page.evaluate(async () => {
      const none = (count) => Promise.resolve().then(count).catch((error) => {
        if (['SecurityError', 'UnknownError', 'NotSupportedError'].includes(error.name)) return 0;
        throw error;
      });
      return {
        cookie: document.cookie,
        local: await none(() => localStorage.length),
        session: await none(() => sessionStorage.length),
        databases: await none(async () => (await indexedDB.databases()).length),
        caches: await none(async () => (await caches.keys()).length),
        workers: await none(async () => (await navigator.serviceWorker.getRegistrations()).length),
      };
    });
  }

  /** Closes the tab as a person does: the page may still run its `pagehide`. */
  async closeTab() {
    await this.page.close({ runBeforeUnload: true });
  }

  async screenshot(name) {
    const folder = join(process.env.OTC_BUILD, 'screenshots');
    await mkdir(folder, { recursive: true });
    await (this.host ?? this.page).screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  }

  async close() {
    await (this.host ?? this.page).close(); // tells the others, as a context that is closed does not always
    await this.context.close();
  }
}

/** A daemon, a front server of a kind and a browser for the tests of a file. Call `stop` in the end. */
export class Stage {
  static async set(kind, { base = '', args = [], changes = [], embed = '', unbuilt = false, whole = false } = {}) {
    const stage = new Stage();
    stage.daemon = await Daemon.start({ args });
    try {
      stage.front = await Front.start(kind, { socket: stage.daemon.socket, base, changes, embed, unbuilt });
      stage.browser = await startBrowser([], { whole });
    } catch (error) {
      await stage.stop();
      throw error;
    }
    stage.url = stage.front.url;
    return stage;
  }

  /** A person who is gone when the test `t` ends; `whole`: with a browser that can go back to a page as it was. */
  async person(t, { whole = false, ...options } = {}) {
    if (whole) this.wholeBrowser ??= await startBrowser([], { whole });
    const person = await Person.open(whole ? this.wholeBrowser : this.browser, this.url, options);
    t.after(() => person.close());
    return person;
  }

  async stop() {
    await this.wholeBrowser?.close();
    await this.browser?.close();
    await this.front?.stop();
    await this.daemon?.stop();
  }
}

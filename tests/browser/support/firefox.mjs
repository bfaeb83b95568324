// People at a real Firefox, driven by WebDriver BiDi. What they do and see is as in people.mjs.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { temporaryDirectory } from '../../lib/daemon.mjs';
import { GUARD_MS, Process } from '../../lib/process.mjs';
import { Person, watch } from './people.mjs';

// Nothing leaves this machine: what is not for the loopback address goes to a proxy that is not there.
const NOWHERE = { host: '127.0.0.1', port: 9 };

const QUIET = {
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.contentblocking.introCount': 99,
  'browser.discovery.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage': 'about:blank',
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'identity.fxaccounts.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'messaging-system.rsexperimentloader.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.proxy.type': 1,
  'network.proxy.http': NOWHERE.host,
  'network.proxy.http_port': NOWHERE.port,
  'network.proxy.ssl': NOWHERE.host,
  'network.proxy.ssl_port': NOWHERE.port,
  'network.proxy.socks': NOWHERE.host,
  'network.proxy.socks_port': NOWHERE.port,
  'network.proxy.socks_remote_dns': true,
  'network.proxy.no_proxies_on': '127.0.0.1, localhost',
  'network.speculative-connection.enabled': false,
  'network.trr.mode': 5,
  'privacy.trackingprotection.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': 'data:,',
  'toolkit.telemetry.unified': false,
  'intl.accept_languages': 'en-GB, en',
};

/** No cookies and no other data of sites: the page may not even open a BroadcastChannel. */
export const NO_SITE_DATA = { 'network.cookie.cookieBehavior': 2 };

export const RESIST_FINGERPRINTING = { 'privacy.resistFingerprinting': true };

export class Firefox {
  /** Starts Firefox with a profile of its own, with further `preferences`. Call `stop` in the end. */
  static async start(preferences = {}) {
    const firefox = new Firefox();
    firefox.home = await temporaryDirectory('otc-firefox-');
    try {
      await firefox.#launch({ ...QUIET, ...preferences });
    } catch (error) {
      await firefox.stop();
      throw error;
    }
    return firefox;
  }

  async #launch(preferences) {
    const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
    await writeFile(join(this.home, 'user.js'), lines.join(''));
    // What it writes beside its profile goes away with it.
    const env = { ...process.env, HOME: this.home, XDG_CACHE_HOME: this.home, XDG_CONFIG_HOME: this.home, XDG_RUNTIME_DIR: this.home, MOZ_CRASHREPORTER_DISABLE: '1' };
    this.process = new Process(process.env.FIREFOX ?? '/usr/bin/firefox-esr', [
      '--headless', '--no-remote', '--width', '1280', '--height', '800', '--profile', this.home, '--remote-debugging-port', '0',
    ], { env, cwd: this.home });
    const line = await this.process.waitForLine(/^WebDriver BiDi listening on (ws:\S+)$/);
    this.browser = await puppeteer.connect({
      browserWSEndpoint: `${/ws:\S+/.exec(line)[0]}/session`, protocol: 'webDriverBiDi', defaultViewport: null, protocolTimeout: 2 * GUARD_MS,
    });
  }

  /** A person who is gone when the test `t` ends. */
  async person(t, url, options) {
    const person = await FirefoxPerson.open(this.browser, url, options);
    t.after(() => person.close());
    return person;
  }

  async stop() {
    await this.browser?.disconnect();
    await this.process?.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}

/** One person at Firefox, in a container of their own: nothing is shared with the others. */
export class FirefoxPerson extends Person {
  static async open(browser, url, { fragment = '', online = true } = {}) {
    const person = new FirefoxPerson();
    person.url = url;
    person.context = await browser.createBrowserContext();
    person.page = await person.context.newPage();
    person.page.setDefaultTimeout(GUARD_MS);
    person.page.on('pageerror', (error) => person.errors.push(String(error)));
    person.page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) person.errors.push(message.text());
    });
    // What was said there would vanish: yes.
    person.page.on('dialog', (dialog) => dialog.accept().catch(() => {}));
    await person.page.evaluateOnNewDocument(watch);
    await person.page.goto(url + fragment);
    if (online) await person.online();
    return person;
  }

  until(expression, argument) {
    return this.page.waitForFunction(expression, { polling: 'mutation' }, argument);
  }

  async type(text) {
    await this.page.focus('#text');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  /** The list of people is drawn with the next frame, and a tab in the background gets one after seconds or minutes. */
  async present(number) {
    await this.page.bringToFront();
    await super.present(number);
  }

  async reload() {
    await this.page.reload();
    await this.online();
  }
}

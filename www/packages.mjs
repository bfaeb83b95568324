// What others have written, as it becomes part of what is built.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export class Packages {
  #source; #modules;
  #used = new Set();

  /** `source` is the folder of the sources, `modules` that of the packages. */
  constructor({ source, modules }) {
    this.#source = source;
    this.#modules = modules;
  }

  // X-Wing takes X25519 from a package that reckons it in JavaScript, which few browsers need: see there.
  get byTheBrowser() {
    const path = join(this.#source, 'js/packages/x25519.js');
    return {
      name: 'by the browser',
      setup(build) {
        build.onResolve({ filter: /^@hpke\/dhkem-x25519$/ }, ({ importer }) => (importer.includes('/hybridkem-x-wing/') ? { path } : null));
      },
    };
  }

  // Markdown without the packages that this page does not need.
  get leftOut() {
    const path = join(this.#source, 'js/packages/left-out.js');
    return {
      name: 'left out',
      setup(build) {
        build.onResolve({ filter: /^(?:entities|linkify-it|punycode\.js)$/ }, ({ importer }) => (importer.includes('/markdown-it/') ? { path } : null));
      },
    };
  }

  /** Takes note of the packages that have become part of a bundle. */
  note({ inputs }) {
    for (const path of Object.keys(inputs)) {
      const found = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
      if (found) this.#used.add(found[1]);
    }
  }

  /** The licences of those, and of data that lies in the sources; '' where there are none. */
  async licences() {
    const texts = [];
    const folder = join(this.#source, 'licenses');
    for (const name of (await readdir(folder)).sort()) texts.push(await readFile(join(folder, name), 'utf8'));
    for (const name of [...this.#used].sort()) {
      const { version } = JSON.parse(await readFile(join(this.#modules, name, 'package.json'), 'utf8'));
      const licence = (await readdir(join(this.#modules, name))).find((each) => /^licen[cs]e(?:\.\w+)?$/i.test(each));
      const text = await readFile(join(this.#modules, name, licence), 'utf8');
      texts.push(`${name} ${version}\n\n${text.trim()}\n`);
    }
    return texts.join(`\n${'-'.repeat(72)}\n\n`);
  }
}

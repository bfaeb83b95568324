// What axe-core finds wrong on a page for those who see, hear or operate it in another way.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails where axe-core finds anything on the page of `person` as it stands; `where` tells the states apart. */
export async function accessible(person, where) {
  const found = await person.page.evaluate(async (code) => {
    // Indirect, so that it runs as a script of the window's. Trusted Types refuse that to the page, not to the debugger who calls this.
    if (!window.axe) Function(code).call(window);
    const { violations, passes } = await window.axe.run(document, { resultTypes: ['violations'] });
    return { rules: passes.length, violations: violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target).join(', ')}`) };
  }, source);
  assert.ok(found.rules > 0, 'axe-core has looked');
  assert.deepEqual(found.violations, [], where);
}

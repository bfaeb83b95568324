// The operator's colour, made so that all that it is used for can be read.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { rulesOf, shadesOf } from '../../www/js/view/tint.js';
import { channels, contrast } from './support/colours.mjs';

const css = await readFile(new URL('../../www/css/base.css', import.meta.url), 'utf8');
const valuesOf = (name) => [...css.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, hex]) => hex);

// Each part of a colour at seven heights: 343 colours.
const heights = [0, 1, 2, 3, 4, 5, 6].map((part) => Math.round(part * 42.5).toString(16).padStart(2, '0'));
const colours = heights.flatMap((red) => heights.flatMap((green) => heights.map((blue) => `#${red}${green}${blue}`)));

for (const [index, scheme] of ['light', 'dark'].entries()) {
  test(`every colour can be read in the ${scheme} scheme, and what stands on it`, () => {
    const [page, surface, raised, text, muted, onAccent] = ['page', 'surface', 'raised', 'text', 'muted', 'on-accent'].map((name) => valuesOf(name)[index]);
    const readable = (one, other, what) => {
      const found = contrast(channels(one), channels(other));
      assert.ok(found >= 4.5, `${what}: ${one} on ${other}: ${found}`);
    };
    for (const colour of colours) {
      const { accent, own } = shadesOf(colour, scheme);
      for (const ground of [page, surface, raised, own]) readable(accent, ground, colour);
      readable(onAccent, accent, colour);
      for (const ink of [text, muted]) readable(ink, own, colour);
    }
  });
}

test('a colour that can be read stays what it is', () => {
  assert.equal(shadesOf('#3f5bd8', 'light').accent, '#3f5bd8');
  assert.equal(shadesOf('#9db0ff', 'dark').accent, '#9db0ff');
  assert.notEqual(shadesOf('#9db0ff', 'light').accent, '#9db0ff');
});

test('there is a rule for each scheme, which the settings can answer', () => {
  const rules = rulesOf('#1a7f37');
  assert.equal(rules.length, 2);
  for (const [index, scheme] of ['light', 'dark'].entries()) {
    assert.match(rules[index], new RegExp(`^@media \\(prefers-color-scheme: ${scheme}\\) \\{ :root \\{ --accent: #[0-9a-f]{6}; --own: #[0-9a-f]{6}; \\} \\}$`));
  }
});

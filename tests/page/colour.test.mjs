import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { coloursOf, contrast } from '../../www/js/view/colour.js';

const css = await readFile(new URL('../../www/css/base.css', import.meta.url), 'utf8');

// The value of a custom property: the first is of the light scheme, the second of the dark one.
function surfaces(name) {
  return [...css.matchAll(new RegExp(`--${name}: #([0-9a-f]{6});`, 'g'))]
    .map(([, digits]) => [0, 2, 4].map((start) => Number.parseInt(digits.slice(start, start + 2), 16)));
}

const schemes = ['page', 'surface', 'raised'].map(surfaces);

test('the style sheet has a light and a dark value of each surface', () => {
  for (const values of schemes) assert.equal(values.length, 2);
});

test('contrast is that of WCAG', () => {
  assert.equal(contrast([255, 255, 255], [0, 0, 0]), 21);
  assert.ok(Math.abs(contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.48) < 0.01);
});

test('every colour can be read on every surface it is put on, in both schemes', () => {
  const step = 51;
  for (let red = 0; red <= 255; red += step) {
    for (let green = 0; green <= 255; green += step) {
      for (let blue = 0; blue <= 255; blue += step) {
        const id = [red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('').padEnd(32, '0');
        const { light, dark } = coloursOf(id);
        for (const [lightSurface, darkSurface] of schemes) {
          assert.ok(contrast(light, lightSurface) >= 4.5, `${id} on light ${lightSurface}`);
          assert.ok(contrast(dark, darkSurface) >= 4.5, `${id} on dark ${darkSurface}`);
        }
      }
    }
  }
});

test('a colour that can be read already is the first six digits of the id', () => {
  assert.deepEqual(coloursOf(`a01020${'f'.repeat(26)}`).light, [0xa0, 0x10, 0x20]);
  assert.deepEqual(coloursOf(`a0f020${'f'.repeat(26)}`).dark, [0xa0, 0xf0, 0x20]);
});

test('the text colours of the style sheet have the contrast of WCAG AA', () => {
  const used = [
    ...schemes.flatMap((surface) => ['text', 'muted', 'accent', 'good', 'busy', 'bad'].map((name) => [name, surface])),
    ['text', surfaces('own')], ['text', surfaces('bad-wash')], ['on-accent', surfaces('accent')],
  ];
  for (const [name, [lightSurface, darkSurface]] of used) {
    const [light, dark] = surfaces(name);
    assert.ok(contrast(light, lightSurface) >= 4.5, `${name} on light ${lightSurface}: ${contrast(light, lightSurface)}`);
    assert.ok(contrast(dark, darkSurface) >= 4.5, `${name} on dark ${darkSurface}: ${contrast(dark, darkSurface)}`);
  }
});

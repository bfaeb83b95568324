import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { COLOURS, colourOf } from '../../www/js/view/colour.js';
import { channels, contrast, distance } from './support/colours.mjs';

// How far any two of the 16 must be apart in OKLab, where white and black are 1 apart and about 0.02 is just seen.
const APART = { normal: 0.1, protanopia: 0.045, deuteranopia: 0.045 };

const css = await readFile(new URL('../../www/css/base.css', import.meta.url), 'utf8');

// The value of a custom property: the first is of the light scheme, the second of the dark one.
function surfaces(name) {
  return [...css.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, hex]) => channels(hex));
}

const schemes = ['page', 'surface', 'raised'].map(surfaces);
const themes = [['light', 0], ['dark', 1]].map(([name, index]) => ({
  name, colours: COLOURS.map((colour) => channels(colour[name])), surfaces: schemes.map((values) => values[index]),
}));

test('the style sheet has a light and a dark value of each surface', () => {
  for (const values of schemes) assert.equal(values.length, 2);
});

test('contrast is that of WCAG', () => {
  assert.equal(contrast([255, 255, 255], [0, 0, 0]), 21);
  assert.ok(Math.abs(contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.48) < 0.01);
});

test('distance is that of OKLab', () => {
  assert.ok(Math.abs(distance([255, 255, 255], [0, 0, 0]) - 1) < 0.001);
  assert.ok(Math.abs(distance([255, 0, 0], [0, 255, 0]) - 0.5197) < 0.001);
  assert.ok(distance([255, 0, 0], [118, 92, 0], 'protanopia') < distance([255, 0, 0], [118, 92, 0]) / 2);
});

test('there are 16 colours, and each can be read on every surface and carries the initials', () => {
  for (const { name, colours, surfaces: grounds } of themes) {
    assert.equal(new Set(colours.map(String)).size, 16);
    for (const colour of colours) {
      for (const ground of grounds) assert.ok(contrast(colour, ground) >= 4.5, `${colour} on ${ground} (${name}): ${contrast(colour, ground)}`);
    }
  }
});

test('any two colours tell people apart, also where red or green is not seen', () => {
  for (const { name, colours } of themes) {
    for (const [eyes, least] of Object.entries(APART)) {
      for (const [index, one] of colours.entries()) {
        for (const other of colours.slice(index + 1)) {
          const apart = distance(one, other, eyes);
          assert.ok(apart >= least, `${one} and ${other} (${name}, ${eyes}): ${apart}`);
        }
      }
    }
  }
});

test('no colour is near grey', () => {
  for (const { name, colours } of themes) {
    for (const colour of colours) {
      const grey = colour.map(() => colour.reduce((sum, value) => sum + value, 0) / 3);
      assert.ok(distance(colour, grey) > 0.04, `${colour} (${name})`);
    }
  }
});

test('the first six digits of the id choose the colour, each of them, and nothing else does', () => {
  const id = 'a01020'.padEnd(32, '7');
  assert.equal(colourOf(id), colourOf('a01020'.padEnd(32, 'f')));
  for (let place = 0; place < 6; place += 1) {
    const all = Array.from({ length: 16 }, (_, digit) => colourOf(id.slice(0, place) + digit.toString(16) + id.slice(place + 1)));
    assert.equal(new Set(all).size, 16, `digit ${place}`);
  }
});

test('ids are spread evenly over the colours', () => {
  const counts = new Map(COLOURS.map((colour) => [colour, 0]));
  for (let number = 0; number < 65_536; number += 1) {
    const colour = colourOf(number.toString(16).padStart(6, '0'));
    counts.set(colour, counts.get(colour) + 1);
  }
  assert.deepEqual([...new Set(counts.values())], [4096], 'of all ids in a row each colour gets the same share');
  counts.forEach((_, colour) => counts.set(colour, 0));
  for (let number = 0; number < 16_000; number += 1) {
    const colour = colourOf(createHash('sha256').update(`token ${number}`).digest('hex').slice(0, 32));
    counts.set(colour, counts.get(colour) + 1);
  }
  const surprise = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  assert.ok(surprise < 37.7, `chi squared ${surprise} of 15 degrees of freedom: one in a thousand exceeds 37.7`);
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

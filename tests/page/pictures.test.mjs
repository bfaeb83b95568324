// What a picture says of itself is read from its first bytes, before anything decodes it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSound, SOUNDS } from '../../www/js/files/sounds.js';
import { pictureOf, scaled } from '../../www/js/files/picture-header.js';

const bytes = (...parts) => Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)));
const u32 = (value) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const u16 = (value) => [value >> 8, value & 255];
const le16 = (value) => [value & 255, value >> 8];
const le24 = (value) => [...le16(value & 0xffff), value >> 16];

const png = (width, height) => bytes([0x89], 'PNG\r\n\x1a\n', u32(13), 'IHDR', u32(width), u32(height), [8, 6, 0, 0, 0]);
const gif = (width, height) => bytes('GIF89a', le16(width), le16(height), [0, 0, 0]);
const segment = (marker, length) => [0xff, marker, ...u16(length), ...Array(length - 2).fill(0xc0)];
const jpeg = (width, height, ...before) => bytes([0xff, 0xd8], ...before, [0xff, 0xc2], u16(17), [8], u16(height), u16(width), [3, 1, 2, 3, 4, 5, 6]);
const webp = (kind, ...rest) => bytes('RIFF', u32(0), 'WEBP', kind, u32(0), ...rest, Array(20).fill(0));

test('each sort of picture tells its size', () => {
  const pictures = [
    [png(640, 480), 'image/png', 640, 480],
    [png(50_000, 50_000), 'image/png', 50_000, 50_000],
    [gif(3, 70), 'image/gif', 3, 70],
    [jpeg(4000, 3000), 'image/jpeg', 4000, 3000],
    [jpeg(10, 20, segment(0xe1, 3000), [0xff], segment(0xc4, 40), segment(0xdb, 67)), 'image/jpeg', 10, 20],
    [webp('VP8X', [0, 0, 0, 0], le24(99_999), le24(1)), 'image/webp', 100_000, 2],
    [webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a], le16(800), le16(600)), 'image/webp', 800, 600],
    [webp('VP8L', [0x2f, 99 & 255, 0x40, 0x06, 0x00]), 'image/webp', 100, 26],
  ];
  for (const [picture, type, width, height] of pictures) assert.deepEqual(pictureOf(picture), { type, width, height });
});

test('all else is no picture, however it begins, and wherever it ends', () => {
  for (const other of ['', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'BM', '%PDF-1.7', 'GIF8', '\xff\xd8\xff', 'RIFF1234WEBPVP8?', '\x00\x00\x00 ftypheic']) assert.equal(pictureOf(bytes(other, ...(other.startsWith('RIFF') ? [Array(40).fill(0)] : []))), null, other);
  for (const none of [png(0, 5), png(5, 0), gif(0, 0), jpeg(0, 9)]) assert.equal(pictureOf(none), null);
  for (const whole of [png(64, 64), gif(64, 64), jpeg(64, 64, segment(0xe0, 16)), webp('VP8X', [0, 0, 0, 0], le24(9), le24(9))]) {
    for (let length = 0; length < whole.length; length += 1) {
      const found = pictureOf(whole.subarray(0, length));
      assert.ok(found === null || found.width > 0, `${length}`);
    }
  }
  const endless = new Uint8Array(1024 * 1024).fill(0xff);
  endless[1] = 0xd8;
  assert.equal(pictureOf(endless), null);
  assert.equal(pictureOf(jpeg(5, 5, Array(2000).fill([0xff, 0xe1, 0, 0]).flat())), null, 'segments of no length lead nowhere');
});

test('what is shown has no side longer than is allowed, and none of nothing', () => {
  assert.deepEqual(scaled({ width: 4000, height: 1000 }, 2000), { width: 2000, height: 500 });
  assert.deepEqual(scaled({ width: 10, height: 20 }, 2000), { width: 10, height: 20 });
  assert.deepEqual(scaled({ width: 1, height: 40_000 }, 1280), { width: 1, height: 1280 });
});

test('a sound is played if it begins as its type does', () => {
  const beginnings = { 'audio/webm': [0x1a, 0x45, 0xdf, 0xa3, 1], 'audio/ogg': 'OggS\0', 'audio/mp4': '\0\0\0\x18ftypM4A ' };
  assert.deepEqual(SOUNDS, Object.keys(beginnings));
  for (const type of SOUNDS) {
    for (const [of, beginning] of Object.entries(beginnings)) assert.equal(isSound(bytes(beginning), type), of === type, `${of} as ${type}`);
    assert.equal(isSound(new Uint8Array(0), type), false);
  }
});

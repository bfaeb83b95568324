import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessagePort } from 'node:worker_threads';
import { LineSplitter, readLines } from '../../www/js/wire/json-lines.js';

const bytesOf = (text) => new TextEncoder().encode(text);

function streamOf(...parts) {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

async function linesOf(...parts) {
  const lines = [];
  await readLines(streamOf(...parts), (line, bytes) => lines.push([line, bytes]));
  return lines;
}

test('however the bytes are cut, the lines and their lengths are the same', async () => {
  const text = '{"a":"é€😀"}\n{"b":[1,2]}\r\n{}\n';
  const bytes = bytesOf(text);
  const expected = [[{ a: 'é€😀' }, 18], [{ b: [1, 2] }, 13], [{}, 3]];
  assert.deepEqual(await linesOf(bytes), expected);
  assert.deepEqual(await linesOf(...Array.from(bytes, (byte) => Uint8Array.of(byte))), expected);
  for (let at = 0; at <= bytes.length; at += 1) assert.deepEqual(await linesOf(bytes.subarray(0, at), bytes.subarray(at)), expected);
});

test('what is no line of JSON objects throws, after the lines before it', async () => {
  for (const wrong of ['\n', '[]\n', 'null\n', '{"a":1\n', '{}', '<html>\n', '"x"\n']) {
    const lines = [];
    await assert.rejects(readLines(streamOf(bytesOf(`{}\n${wrong}`)), (line) => lines.push(line)), JSON.stringify(wrong));
    assert.deepEqual(lines, [{}]);
  }
  await assert.rejects(linesOf(Uint8Array.of(0x22, 0xff, 0x22, 10)));
  await assert.rejects(linesOf(Uint8Array.of(0xc3), Uint8Array.of(10)));
});

test('many lines at once leave turns to other work', async (t) => { // how many: node itself takes several messages in one
  const { mock } = t.mock.method(MessagePort.prototype, 'postMessage');
  const lines = await linesOf(bytesOf('{"a":"as long as lines are: what people say in a chat is short"}\n'.repeat(10_000)));
  assert.equal(lines.length, 10_000);
  const bytes = lines.reduce((sum, [, length]) => sum + length, 0);
  assert.ok(mock.callCount() > bytes / 20_000, `${mock.callCount()} turns in ${bytes} bytes`);
});

test('a line that never ends is not kept for ever', () => {
  const splitter = new LineSplitter();
  const part = new Uint8Array(65_536).fill(0x78);
  const feed = () => [...splitter.feed(part)];
  for (let count = 0; count < 16; count += 1) assert.deepEqual(feed(), []);
  assert.equal(splitter.half, true);
  assert.throws(feed, RangeError);
});

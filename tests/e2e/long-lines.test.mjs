// A line holds up to 60 KB where the path carries it: said, held by the others, and sent to those who come later.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frontFor, daemonFor } from '../lib/scene.mjs';
import { Talker } from '../lib/talker.mjs';

const LONGEST = 60_000;
const LINES = { 'one byte a character': 'x'.repeat(LONGEST), 'three bytes a character': '€'.repeat(LONGEST / 3), 'words': 'lines \u00e9\n'.repeat(LONGEST / 10) };

for (const kind of ['lighttpd', 'apache-fcgid']) {
  describe(`behind ${kind}`, () => {
    async function talker(t, front) {
      const one = new Talker(front.url, { room: 'long', chat: front.chat });
      one.start();
      t.after(() => one.stop());
      await one.until(() => one.status?.phase === 'online', 'online');
      return one;
    }

    test('a line of 60 KB arrives as it was typed, and its author knows it', async (t) => {
      const daemon = kind === 'lighttpd' ? await daemonFor(t) : null;
      const front = await frontFor(t, kind, daemon ? { socket: daemon.socket } : {});
      const [ann, ben] = [await talker(t, front), await talker(t, front)];
      const texts = Object.values(LINES).map((text) => text.trimEnd());
      for (const text of texts) {
        assert.ok(ann.session.excess(text) <= 0, `${ann.session.excess(text)} bytes too long`);
        ann.say(text);
        await ben.until(() => ben.texts.at(-1) === text, 'the line');
      }
      const cat = await talker(t, front);
      await cat.until(() => cat.texts.length === texts.length, 'the history');
      assert.deepEqual(cat.texts, texts);
      const holders = () => ann.lines.map((line) => line.holders?.size ?? 0);
      await ann.until(() => holders().every((count) => count === 2), 'receipts');
      assert.deepEqual(ann.returned, []);
    });
  });
}

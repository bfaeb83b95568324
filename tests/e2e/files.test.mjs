// Files over the real daemon and a front server, while people talk.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Transfers } from '../../www/js/files/transfers.js';
import { Daemon } from '../lib/daemon.mjs';
import { Front } from '../lib/front.mjs';
import { newRoom, privateTalker } from '../lib/private-talker.mjs';
import { Talker } from '../lib/talker.mjs';
import { bytesIn, bytesOf } from '../page/support/files.mjs';

const MB = 1_000_000;
const GUARD_MS = 400_000; // against hanging only
const MOST_BODY = 60 * 1024;

let daemon, front;
before(async () => {
  daemon = await Daemon.start();
  front = await Front.start('lighttpd', { socket: daemon.socket });
});
after(async () => {
  await front?.stop();
  await daemon?.stop();
});

// What one sends, in the order in which it begins and ends: { kind, at: 'begun' or 'ended' }.
function watched(events) {
  return async (url, options) => {
    const kinds = (JSON.parse(options.body).commands ?? []).map(([, , { kind }]) => kind);
    const tell = (at) => events.push(...kinds.map((kind) => ({ kind, at, bytes: options.body.length })));
    tell('begun');
    const answer = await fetch(url, options);
    tell('ended');
    return answer;
  };
}

// `makeTalker(fetch, number)` makes one who talks; all of them are in when it returns.
async function withFiles(t, count, makeTalker) {
  const all = [];
  for (let number = 0; number < count; number += 1) {
    const events = [];
    const talker = makeTalker(watched(events), number);
    talker.start();
    t.after(() => talker.stop());
    await talker.until(() => talker.status?.phase === 'online', 'being in');
    const { post, path, timers, random } = talker.network;
    const files = new Transfers({ session: talker.session, post, path, timers, random, now: () => performance.now(), onNews: () => talker.look() });
    t.after(() => files.end());
    all.push({
      talker, files, events,
      get offer() { return talker.lines.find(({ kind }) => kind === 'file'); },
      get state() { return this.offer && files.of(this.offer); },
      /** Waits until `holds()`, looking whenever something has become of a file, or was said. */
      until: (holds, what) => talker.until(holds, what, GUARD_MS),
    });
  }
  for (const { talker } of all) await talker.until(() => talker.session.others === count - 1, 'everybody');
  return all;
}

const offer = async ([ann, ...others], content) => {
  assert.equal(await ann.files.offer(new Blob([content]), { name: 'notes.bin', type: 'application/zip', text: '' }), true);
  for (const one of others) await one.until(() => one.offer !== undefined, 'the offer');
};

test('2 MB go while people talk: each line is sent before the next piece, and comes long before the file', async (t) => {
  const all = await withFiles(t, 2, (fetch) => new Talker(front.url, { room: 'files', fetch }));
  const [ann, ben] = all;
  const content = bytesOf(2 * MB);
  await offer(all, content);
  ben.files.get(ben.offer);
  const LINES = 12;
  for (let number = 0; number < LINES; number += 1) {
    await ben.until(() => ben.state.part >= number / (LINES + 1), 'the next part');
    ann.events.length = 0;
    ann.talker.say(`line ${number}`);
    await ben.until(() => ben.talker.texts.includes(`line ${number}`), 'the line');
    assert.notEqual(ben.state.phase, 'here');
    const next = ann.events.find(({ kind, at }) => at === 'begun' && kind !== undefined && kind !== 'receipt');
    assert.equal(next.kind, 'text', 'nothing else has begun since');
    ben.talker.say(`answer ${number}`);
    await ann.until(() => ann.talker.texts.includes(`answer ${number}`), 'the answer');
  }
  await ben.until(() => ben.state.phase === 'here', 'the file');
  assert.deepEqual(await bytesIn(ben.state.blob), content);
  assert.ok(all.every(({ events }) => events.every(({ bytes }) => bytes < MOST_BODY)));
  assert.deepEqual(ann.talker.returned, []);
});

test('in a private room a file goes on after the daemon was killed, and is whole', async (t) => {
  const room = await newRoom();
  const all = await withFiles(t, 3, (fetch, number) => privateTalker(front.url, { ...room, identity: number === 0 ? room.opener : null, fetch }));
  const [, ben, cem] = all;
  const content = bytesOf(MB);
  await offer(all, content);
  for (const one of [ben, cem]) one.files.get(one.offer);
  await ben.until(() => ben.state.part > 0.3, 'a part');
  await daemon.kill();
  await daemon.start();
  for (const one of [ben, cem]) {
    await one.until(() => one.state?.phase === 'here', 'the file');
    assert.deepEqual(await bytesIn(one.state.blob), content);
  }
});

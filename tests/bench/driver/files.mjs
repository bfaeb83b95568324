// How long a line takes while a file goes: of two people in a private room, by the page's own code in node.

import { Transfers } from '../../../www/js/files/transfers.js';
import { Daemon } from '../../lib/daemon.mjs';
import { Front } from '../../lib/front.mjs';
import { newRoom, privateTalker } from '../../lib/private-talker.mjs';

const FILE_BYTES = 2_000_000;
const LINES = 60;
const GUARD_MS = 300_000; // against hanging only

/** One with files: `{ talker, files, offer, state, until(holds, what) }`. */
function person(url, options) {
  const talker = privateTalker(url, options);
  talker.start();
  const { post, path, timers, random } = talker.network;
  const files = new Transfers({ session: talker.session, post, path, timers, random, now: () => performance.now(), onNews: () => talker.look() });
  return {
    talker, files,
    get offer() { return talker.lines.find(({ kind }) => kind === 'file'); },
    get state() { return this.offer && files.of(this.offer); },
    until: (holds, what) => talker.until(holds, what, GUARD_MS),
  };
}

/** The time of each of `LINES` lines, said in turns, one as soon as that before was read; the file's parts at which they are said are spread evenly. */
async function timesOfLines(pair, partOf) {
  const times = [];
  for (let number = 0; number < LINES; number += 1) {
    const [one, other] = number % 2 ? pair : pair.toReversed();
    await pair[1].until(() => partOf() >= number / LINES, 'the next part');
    const began = performance.now();
    one.talker.say(`line ${number}`);
    await other.until(() => other.talker.texts.includes(`line ${number}`), 'the line');
    times.push(performance.now() - began);
  }
  return times;
}

/** The 95th percentile of the milliseconds from saying a line to the other's having it, while a file of 2 MB goes. */
export async function lineWhileFileGoes() {
  const daemon = await Daemon.start();
  const front = await Front.start('lighttpd', { socket: daemon.socket });
  const room = await newRoom();
  const pair = [0, 1].map((number) => person(front.url, { ...room, identity: number === 0 ? room.opener : null }));
  try {
    for (const { talker } of pair) await talker.until(() => talker.session.others === 1, 'both');
    await pair[0].files.offer(new Blob([new Uint8Array(FILE_BYTES)]), { name: 'file.bin', type: 'application/octet-stream', text: '' });
    await pair[1].until(() => pair[1].offer !== undefined, 'the offer');
    pair[1].files.get(pair[1].offer);
    const times = await timesOfLines(pair, () => (pair[1].state.phase === 'here' ? 1 : pair[1].state.part));
    if (pair[1].state.phase === 'here') throw new Error('the file was there before all was said');
    return times.sort((a, b) => a - b)[Math.ceil(LINES * 0.95) - 1];
  } finally {
    for (const { talker, files } of pair) {
      files.end();
      talker.stop();
    }
    await front.stop();
    await daemon.stop();
  }
}

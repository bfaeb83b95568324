// Files at pages without a DOM: sessions in one hub, each with its transfers.

import { createHash } from 'node:crypto';
import { Transfers } from '../../../www/js/files/transfers.js';
import { settle } from './clock.mjs';
import { makeRig } from './rig.mjs';

const MOST_STEPS = 20_000;
const STEP_MS = 20;

/** Bytes that are the same each time, and nowhere the same. */
export function bytesOf(length, seed = 1) {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('base64url');

export const bytesIn = async (blob) => new Uint8Array(await blob.arrayBuffer());

/** The transfers of a page of a rig (rig.mjs). */
export function transfersOf({ session }, { clock, network, ...more }) {
  const transfers = new Transfers({
    session, post: network.post, path: network.path, timers: clock.timers, now: clock.now, random: () => 0.5, onNews: () => {}, ...more,
  });
  return transfers;
}

/** A rig with so many pages that are in, `{ page, files }` each, as `all`. `open()` gives one more. */
export async function pagesWithFiles(count, options) {
  const rig = makeRig(options);
  async function open({ change = (made) => made, ...more } = {}) {
    let network;
    const page = rig.page({ network: (made) => { network = change(made); return network; }, ...more });
    page.session.start();
    await settle();
    const files = transfersOf(page, { clock: rig.clock, network });
    return {
      page, files, network, session: page.session,
      get offers() { return page.session.lines.filter(({ kind }) => kind === 'file'); },
      get id() { return page.id; },
      get last() { return this.offers.at(-1); },
      get state() { return this.last && files.of(this.last); },
    };
  }
  const all = [];
  for (let index = 0; index < count; index += 1) all.push(await open());
  // Whatever takes real time, such as what is digested, has its turn at each step.
  async function until(holds, what = 'it never is so') {
    for (let step = 0; step < MOST_STEPS; step += 1) {
      for (const { files } of all) files.sync();
      if (await holds()) return;
      await rig.clock.pass(STEP_MS);
      await new Promise(setImmediate);
    }
    throw new Error(what);
  }
  return { ...rig, all, open, until, settle };
}

/** What was sent of files, as `{ from, to, of, bytes }`. */
export const partsIn = (hub) => hub.requests.filter(({ endpoint }) => endpoint === 'send')
  .flatMap(({ body }) => body.commands.map(([, from, message]) => ({ from, ...message }))).filter(({ kind }) => kind === 'part');

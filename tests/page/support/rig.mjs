// Pages without a DOM in one hub, on one clock: sessions with everything they tell a page written down.

import { Later } from '../../../www/js/chat/later.js';
import { Talk } from '../../../www/js/chat/talk.js';
import { Path } from '../../../www/js/path/path.js';
import { createPost } from '../../../www/js/wire/requests.js';
import { Session } from '../../../www/js/chat/session.js';
import { Stream } from '../../../www/js/transport/stream.js';
import { Transport } from '../../../www/js/transport/transport.js';
import { ManualClock, settle } from './clock.mjs';
import { Hub } from './hub.mjs';

const BASE = 'https://site.example/chat/';

/** `through(fetch, clock)` is the network between the pages and the hub: a `fetch` made of the hub's. */
export function makeRig({ random = () => 0.5, through = (fetch) => fetch } = {}) {
  const clock = new ManualClock();
  const hub = new Hub(clock);
  const fetch = through(hub.fetchFor(), clock);
  let count = 0;
  const nextId = (prefix) => `${prefix}${String((count += 1)).padStart(24, '0')}`;

  function makeNetwork() {
    const path = new Path({ now: clock.now, random });
    return {
      post: createPost({ base: BASE, fetch, timers: clock.timers, path }), path, makeStream: (options) => new Stream(options), loadLater: async () => Later, loadTalk: async () => Talk, timers: clock.timers, wall: clock.wall, random,
    };
  }

  function page({ room = 'lobby', clockError = 0, network: change = (network) => network, ...more } = {}) {
    const told = { statuses: [], changes: [], returned: [], reasons: [] };
    const network = change(makeNetwork());
    const session = new Session({
      room,
      network,
      clock: () => clock.now() + clockError,
      makeToken: () => nextId('token'),
      makeId: () => nextId('m'),
      on: {
        status: (status) => told.statuses.push(status),
        changes: (changes) => told.changes.push(...changes),
        returned: (texts, why) => {
          told.returned.push(...texts);
          told.reasons.push(why);
        },
      },
      ...more,
    });
    return {
      session,
      told,
      path: network.path,
      get status() { return told.statuses.at(-1); },
      get texts() { return session.lines.filter(({ events }) => !events).map(({ content }) => content.text); },
      get waiting() { return session.lines.filter(({ state }) => state === 'waiting').map(({ content }) => content.text); },
      get id() { return session.people.find(({ own }) => own).id; },
    };
  }

  /** A transport alone, with batches put in by hand. */
  function transport(more = {}) {
    const told = { statuses: [], commands: [], accepted: [], putOff: [], refused: [] };
    const batches = [];
    const line = new Transport({
      ...makeNetwork(), now: clock.now, room: 'lobby', token: nextId('token'), makeToken: () => nextId('token'),
      outgoing: {
        next: async () => batches[0] ?? null,
        accepted: (batch) => told.accepted.push(batches.splice(batches.indexOf(batch), 1)[0]),
        putOff: (batch, ms) => told.putOff.push([batches.splice(batches.indexOf(batch), 1)[0], ms]),
        refused: (batch, why) => told.refused.push([batches.splice(batches.indexOf(batch), 1)[0], why]),
        dueAt: () => null,
      },
      onCommands: (commands, { joined }) => told.commands.push(...commands.map((command) => ({ command, joined }))),
      onStatus: (status) => told.statuses.push(status),
      ...more,
    });
    return { line, told, batches, get status() { return told.statuses.at(-1); } };
  }

  const polls = () => hub.requests.filter(({ endpoint }) => endpoint === 'poll').map(({ body }) => body);
  const requestsTo = (wanted) => hub.requests.filter(({ endpoint }) => endpoint === wanted).length;
  return { clock, hub, page, transport, polls, requestsTo };
}

/** A rig, a new one where none is given, with so many pages that came in one after the other, as `all`. */
export async function pagesOf(number, rig = makeRig()) {
  const all = [];
  for (let index = 0; index < number; index += 1) {
    const page = rig.page();
    page.session.start();
    await settle();
    all.push(page);
  }
  return { ...rig, all };
}

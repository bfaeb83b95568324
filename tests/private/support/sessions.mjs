// Sessions in private rooms, as pages have them, at a hub and a clock made by hand.

import assert from 'node:assert/strict';
import { Talk } from '../../../www/js/chat/talk.js';
import { Path } from '../../../www/js/path/path.js';
import { PrivateSession } from '../../../www/js/private/private-session.js';
import { Stream } from '../../../www/js/transport/stream.js';
import { createPost } from '../../../www/js/wire/requests.js';
import { PARTS, newRoom } from '../../lib/private-talker.mjs';
import { settle } from '../../page/support/clock.mjs';
import { makeRig } from '../../page/support/rig.mjs';
import { suite } from './suite.mjs';

const TURNS = 6;
const TURN_MS = 2;
const MOST_TURNS = 600;
const STEP_MS = 50;

/** A private room: `open()` gives the page of one more person, the first one's being its opener's; `pass(milliseconds)` lets time go by, `until(holds, what)` as much as it takes. */
export async function makePrivateRig() {
  const { clock, hub } = makeRig();
  const { entrance, opener } = await newRoom();
  const fetch = hub.fetchFor();
  let count = 0;
  const next = (what) => `${what}${String((count += 1)).padStart(24, '0')}`;
  let identity = opener;

  function open() {
    const path = new Path({ now: clock.now, random: () => 0.5 });
    const post = createPost({ base: 'https://site.example/chat/', fetch, timers: clock.timers, path });
    const network = { post, path, makeStream: (options) => new Stream(options), loadTalk: async () => Talk, timers: clock.timers, wall: clock.wall, random: () => 0.5 };
    const told = { waits: 0, out: [] };
    const on = { changes: () => {}, status: () => {}, returned: () => {}, waits: () => { told.waits += 1; }, out: (why) => told.out.push(why) };
    const own = { ...entrance, admission: { ...entrance.admission, key: entrance.admission.key.slice() } }; // which leaving wipes
    const session = new PrivateSession({
      parts: PARTS, suite, entrance: own, identity, network, clock: clock.now, makeToken: () => next('token'), makeId: () => next('m'), on,
    });
    identity = null;
    return {
      session, told, entrance: own, network,
      get others() { return session.people.filter((person) => !person.own); },
      get notices() { return session.lines.flatMap(({ events }) => events ?? []); },
    };
  }

  // What is sealed takes real time, whatever the clock says.
  async function pass(milliseconds, step = 500) {
    for (let passed = 0; passed <= milliseconds; passed += step) {
      for (let turn = 0; turn < TURNS; turn += 1) {
        await settle();
        await new Promise((resolve) => { setTimeout(resolve, TURN_MS); });
      }
      if (passed < milliseconds) await clock.pass(step);
    }
  }

  // However long that takes.
  async function until(holds, what) {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      if (holds()) return;
      await pass(STEP_MS, STEP_MS);
    }
    assert.fail(what);
  }

  return { hub, clock, open, pass, until };
}

// Pages of a private room without a DOM: sessions at the hub of a room (circles.mjs) and on its clock, beside circles that have none.

import { Path } from '../../../www/js/path/path.js';
import { Stream } from '../../../www/js/transport/stream.js';
import { createPost } from '../../../www/js/wire/requests.js';
import { PrivateSession } from '../../../www/js/private/private-session.js';
import { PARTS } from '../../lib/private-talker.mjs';
import { ManualClock, settle } from '../../page/support/clock.mjs';
import { Room } from './circles.mjs';
import { suite } from './suite.mjs';

const WATCHED = ['encrypt', 'decrypt', 'sign', 'verify', 'digest', 'deriveBits', 'deriveKey', 'importKey', 'exportKey', 'generateKey'];
const calls = { begun: 0, over: 0 };

// WebCrypto works beside the event loop: who waits for its turn alone does not wait for that.
for (const name of WATCHED) {
  const original = Object.getPrototypeOf(crypto.subtle)[name];
  crypto.subtle[name] = async (...parameters) => {
    calls.begun += 1;
    try {
      return await original.apply(crypto.subtle, parameters);
    } finally {
      calls.over += 1;
    }
  };
}

/** Lets everything run that waits for no time. */
async function quiet() {
  let before;
  do {
    before = calls.begun;
    await settle();
  } while (calls.begun !== before || calls.over !== calls.begun);
}

export const openRoom = () => Room.open({ clock: new ManualClock(undefined, quiet) });

/** Lets all in the room, pages and circles, hear and say until nobody has anything to say. */
export async function settled(room) {
  let before;
  do {
    before = room.hub.requests.length;
    await room.settle();
    await quiet();
  } while (room.hub.requests.length !== before);
}

/** The same, and lets time pass. */
export async function pass(room, milliseconds, step = 1000) {
  for (let passed = 0; passed < milliseconds; passed += step) {
    await room.clock.pass(Math.min(step, milliseconds - passed));
    await settled(room);
  }
}

/** A page comes in; `through(fetch)` is its network. */
export async function pageOf(room, { identity = null, through = (fetch) => fetch } = {}) {
  const { clock, hub } = room;
  const { admission } = room.entrance;
  const entrance = { ...room.entrance, admission: { ...admission, key: admission.key.slice() } }; // who leaves wipes it
  const path = new Path({ now: clock.now, random: () => 0.5 });
  const session = new PrivateSession({
    parts: PARTS, suite, entrance, identity, clock: clock.now, makeToken: () => room.makeId('token'), makeId: () => room.makeId(),
    network: {
      post: createPost({ base: 'https://site.example/chat/', fetch: through(hub.fetchFor()), timers: clock.timers, path }),
      path, makeStream: (options) => new Stream(options), timers: clock.timers, wall: clock.wall, random: () => 0.5,
    },
    on: { changes: () => {}, status: () => {}, waits: () => {}, out: () => {}, returned: () => {} },
  });
  session.start();
  await settled(room);
  return new Page(session);
}

class Page {
  constructor(session) {
    this.session = session;
  }

  get id() {
    return this.session.people.find(({ own }) => own).id;
  }

  get texts() {
    return this.session.lines.filter(({ events }) => !events).map(({ content }) => content.text);
  }

  line(text) {
    return this.session.lines.find(({ content }) => content?.text === text);
  }

  /** What notices tell of that one, in order: [what, name]. */
  toldOf(id) {
    return this.session.lines.flatMap(({ events = [] }) => events).filter((event) => event.id === id).map(({ what, name }) => [what, name]);
  }

  /** Says a line that lasts for so many seconds. */
  say(text, lifetime) {
    this.session.lifetime = lifetime;
    this.session.say(text);
  }
}

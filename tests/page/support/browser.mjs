// A browser without one: tabs that see the same locks and channels, each with a session of its own, in one hub
// and on one clock. A tab can be closed, crash, or hang and come back.

import { Path } from '../../../www/js/path/path.js';
import { createPost } from '../../../www/js/wire/requests.js';
import { Session } from '../../../www/js/chat/session.js';
import { Stream } from '../../../www/js/transport/stream.js';
import { createSharedPost } from '../../../www/js/tabs/shared-post.js';
import { ManualClock } from './clock.mjs';
import { Hub } from './hub.mjs';

const BASE = 'https://site.example/chat/';

/** The Web Locks API as far as it is used, exclusive locks only. */
export class Locks {
  #queues = new Map(); // by name: the requests, the first of which holds the lock

  forTab(tab) {
    return {
      request: (name, { signal }, callback) => this.#request({ name, tab, callback, signal }),
      query: async () => ({ held: this.#requests((place) => place === 0), pending: this.#requests((place) => place > 0) }),
    };
  }

  /** Lets go of all that a tab has or wants, as the end of a page does. */
  drop(tab) {
    for (const [name, queue] of this.#queues) {
      const first = queue[0];
      this.#queues.set(name, queue.filter((request) => request.tab !== tab));
      if (first !== this.#queues.get(name)[0]) this.#grant(name);
    }
  }

  holder(name) {
    return this.#queues.get(name)?.[0]?.tab;
  }

  get names() {
    return [...this.#queues.keys()];
  }

  #requests(wanted) {
    return [...this.#queues].flatMap(([name, queue]) => queue.filter((_, place) => wanted(place)).map(() => ({ name, mode: 'exclusive' })));
  }

  #request(request) {
    const queue = this.#queues.get(request.name) ?? [];
    this.#queues.set(request.name, queue);
    return new Promise((resolve, reject) => {
      Object.assign(request, { resolve });
      request.signal.addEventListener('abort', () => {
        const place = this.#queues.get(request.name).indexOf(request);
        if (place > 0) this.#queues.get(request.name).splice(place, 1);
        if (place !== 0) reject(new DOMException('aborted', 'AbortError'));
      });
      queue.push(request);
      if (queue[0] === request) this.#grant(request.name);
    });
  }

  #grant(name) {
    const request = this.#queues.get(name)[0];
    if (!request) return;
    setImmediate(async () => {
      request.resolve(await request.tab.whenAwake(() => request.callback()));
      const queue = this.#queues.get(name);
      if (queue[0] !== request) return;
      queue.shift();
      this.#grant(name);
    });
  }
}

/** One BroadcastChannel for each name and tab. `heard` is all that was ever said, as [tab, message]. */
export class Channels {
  heard = [];
  /** Set to true to let nobody say anything any more. */
  fail = false;
  #open = new Set();

  forTab(tab) {
    return (name) => {
      const channel = { name, tab, onmessage: null, postMessage: (data) => this.#say(channel, data), close: () => this.#open.delete(channel) };
      this.#open.add(channel);
      return channel;
    };
  }

  drop(tab) {
    for (const channel of this.#open) if (channel.tab === tab) this.#open.delete(channel);
  }

  /** How many a tab has open. */
  count(tab) {
    return [...this.#open].filter((channel) => channel.tab === tab).length;
  }

  /** Says something from outside all tabs. */
  inject(data) {
    this.#say(null, data);
  }

  #say(from, data) {
    if (this.fail || (from && !this.#open.has(from))) throw new DOMException('closed', 'InvalidStateError');
    this.heard.push([from?.tab, data]);
    const copy = structuredClone(data);
    for (const channel of this.#open) {
      if (channel === from || (from && channel.name !== from.name)) continue;
      setImmediate(() => channel.tab.whenAwake(() => this.#open.has(channel) && channel.onmessage?.({ data: copy })));
    }
  }
}

class Tab {
  #dead = false;
  #asleep = null;                 // what came while it hung

  constructor(browser, room, session) {
    const { clock, hub, locks, channels } = browser;
    this.hub = hub;
    this.told = { statuses: [], returned: [] };
    this.requests = [];
    const timers = {
      set: (call, milliseconds) => clock.timers.set(() => this.whenAwake(call), milliseconds),
      clear: (timer) => clock.timers.clear(timer),
    };
    const fetch = hub.fetchFor();
    this.path = new Path({ now: clock.now, random: browser.random });
    this.post = createPost({
      base: BASE,
      path: this.path,
      timers,
      fetch: async (url, request) => {
        this.requests.push({ endpoint: new URL(url).pathname.split('/').at(-1), url, body: JSON.parse(request.body) });
        return this.#once(fetch(url, request));
      },
    });
    this.shared = createSharedPost({
      post: this.post, path: this.path, base: BASE, timers, now: clock.now,
      locks: browser.sharing ? locks.forTab(this) : undefined, openChannel: channels.forTab(this), tab: browser.nextId('tab'),
    });
    this.session = new Session({
      room,
      network: { post: this.shared.post, path: this.path, makeStream: (options) => new Stream(options), timers, random: browser.random },
      clock: clock.now,
      makeToken: () => browser.nextId('token'),
      makeId: () => browser.nextId('m'),
      on: { changes: () => {}, status: (status) => this.told.statuses.push(status), returned: (texts) => this.told.returned.push(...texts) },
      ...session,
    });
    this.drop = () => { locks.drop(this); channels.drop(this); };
  }

  // An answer reaches a tab that is there, once it is awake.
  #once(answer) {
    return new Promise((resolve, reject) => {
      answer.then((value) => this.whenAwake(() => resolve(value)), (error) => this.whenAwake(() => reject(error)));
    });
  }

  whenAwake(call) {
    if (this.#dead) return undefined;
    if (this.#asleep) return new Promise((resolve) => this.#asleep.push(() => resolve(call())));
    return call();
  }

  get status() { return this.told.statuses.at(-1); }
  get texts() { return this.session.lines.filter(({ events }) => !events).map(({ content }) => content.text); }
  get id() { return this.session.people.find(({ own }) => own).id; }
  get polls() { return this.requests.filter(({ endpoint }) => endpoint === 'poll').map(({ body }) => body); }

  /** Goes as a closed page does. */
  close() {
    const credentials = this.session.stop();
    this.shared.rest();
    if (credentials) this.hub.leave(credentials.id);
    this.crash();
  }

  /** Goes without a word. */
  crash() {
    this.#dead = true;
    this.drop();
  }

  hang() { this.#asleep = []; }

  wake() {
    const waiting = this.#asleep;
    this.#asleep = null;
    for (const call of waiting) call();
  }
}

export function makeBrowser({ random = () => 0.5, maxPolls = 16, sharing = true, makeHub = (clock) => new Hub(clock) } = {}) {
  const clock = new ManualClock();
  const hub = makeHub(clock);
  if (maxPolls) hub.init = { ...hub.init, max_polls: maxPolls };
  let count = 0;
  const browser = {
    clock, hub, random, sharing,
    locks: new Locks(),
    channels: new Channels(),
    nextId: (prefix) => `${prefix}${String((count += 1)).padStart(24, '0')}`,
    /** A tab whose session has started. */
    open(room = 'lobby', session = {}) {
      const tab = new Tab(browser, room, session);
      tab.session.start();
      return tab;
    },
    /** The polls parked at the hub, as the sets of clients they speak for. */
    get parked() {
      const polls = new Map();
      for (const { id, parked } of hub.clients.values()) if (parked) polls.set(parked, [...(polls.get(parked) ?? []), id]);
      return [...polls.values()];
    },
  };
  return browser;
}

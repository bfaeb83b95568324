// A person without a browser: the page's own session, transport and outbox, with node's fetch.

import { EventEmitter, once } from 'node:events';
import { Later } from '../../www/js/chat/later.js';
import { Path } from '../../www/js/path/path.js';
import { createPost } from '../../www/js/wire/requests.js';
import { randomId } from '../../www/js/chat/random-id.js';
import { Session } from '../../www/js/chat/session.js';
import { Stream } from '../../www/js/transport/stream.js';
import { guarded } from './process.mjs';

export class Talker {
  status = null;
  /** Why we are not in a private room any more. */
  out = null;
  said = [];
  /** Whether a stream has ever carried the news. */
  streamed = false;
  /** Lines that came back because they could not be sent. */
  returned = [];
  #events = new EventEmitter();

  /**
   * `url` is the page's address, `chat` where the daemon answers below it. `haste` divides the times that the page waits for by itself, `random` is what it draws its
   * back-off from. `makeSession(options)` makes another session than that of a public room.
   */
  constructor(url, { room, chat = 'chat/', haste = 1, random = Math.random, fetch = globalThis.fetch, makeSession = (options) => new Session(options) }) {
    const timers = { set: (call, ms) => setTimeout(call, ms / haste), clear: clearTimeout };
    this.#events.setMaxListeners(0);
    this.path = new Path({ now: () => performance.now(), random });
    const post = createPost({ base: `${url}${chat}`, fetch, timers, path: this.path });
    this.network = { post, path: this.path, makeStream: (options) => new Stream(options), loadLater: async () => Later, timers, wall: Date.now, random };
    this.session = makeSession({
      room,
      network: this.network,
      clock: Date.now,
      makeToken: () => randomId(32),
      makeId: () => randomId(12),
      on: {
        changes: () => {
          this.streamed ||= this.path.facts.streaming === 'on';
          this.#events.emit('news');
        },
        status: (status) => {
          this.status = status;
          this.#events.emit('news');
        },
        waits: () => this.#events.emit('news'),
        out: (why) => {
          this.out = why;
          this.#events.emit('news');
        },
        returned: (texts) => {
          this.returned.push(...texts);
          this.#events.emit('news');
        },
      },
    });
  }

  start() {
    this.session.start();
  }

  say(text) {
    this.said.push(text);
    this.session.say(text);
  }

  /** Says an own line in other words; takes it back where `text` is null. */
  async alter(index, text) {
    await this.until(() => this.session.later, 'being in');
    const later = await this.session.later;
    const line = this.lines.find(({ own, content }) => own && content.text === this.said[index]);
    this.said.splice(index, 1, ...(text === null ? [] : [text]));
    if (text === null) later.withdraw(line);
    else later.reword(line, text);
  }

  get me() {
    return this.session.people.find(({ own }) => own)?.id ?? null;
  }

  get lines() {
    return this.session.lines.filter(({ events }) => !events);
  }

  get texts() {
    return this.lines.map(({ content }) => content.text);
  }

  /** The texts of one member, in the order shown. */
  textsOf(id) {
    return this.lines.filter(({ sender }) => sender === id).map(({ content }) => content.text);
  }

  /** Waits for the next change of what is shown. */
  async news(what) {
    await guarded(once(this.#events, 'news'), what);
  }

  /** Waits until `holds()` is true, looking again whenever something has happened. */
  async until(holds, what, guard = 240_000) {
    const waiting = new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#events.off('news', look);
        resolve();
      };
      this.#events.on('news', look);
      look();
    });
    await guarded(waiting, what, guard);
  }

  /** Something has happened beside what is said. */
  look() {
    this.#events.emit('news');
  }

  stop() {
    this.session.stop();
  }
}

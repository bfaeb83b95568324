// From the options to the exit status.

import { Later } from '../js/chat/later.js';
import { Talk } from '../js/chat/talk.js';
import { Path } from '../js/path/path.js';
import { Stream } from '../js/transport/stream.js';
import { createPost } from '../js/wire/requests.js';
import { obey } from './commands.mjs';
import { entranceOf } from './entrance.mjs';
import { LONGEST, linesOf, wholeOf } from './input.mjs';
import { follow } from './orders.mjs';
import { SiteError, siteAt } from './site.mjs';
import { JsonTelling, TextTelling } from './telling.mjs';
import { Visit } from './visit.mjs';
import { words } from './words.mjs';

export const EXIT = { inOrder: 0, usage: 1, unreachable: 2, refused: 3, notSaid: 4, closed: 5, fault: 6 };

const JSON_AROUND = 6; // signs that one of a text may take as JSON
const HEARD_MS = 6000; // those in a private room say after two seconds or so that they have heard a line

export class Run {
  #options; #io;
  #telling;
  #visit = null;
  #page = null;
  #isOver = false;
  #over; #endNow;
  #reaching = new AbortController();

  /** `options` are of options.mjs, `io`: { input, out(text), note(text), columns, fetch, timers, clock, now, random, wall }. */
  constructor(options, io) {
    this.#options = options;
    this.#io = io;
    this.#telling = options.isJson ? new JsonTelling({ ...io, now: io.clock }) : new TextTelling({ ...io, now: io.clock });
    this.#over = new Promise((resolve) => { this.#endNow = resolve; });
  }

  /** A promise of the exit status. */
  async status() {
    const timer = this.#io.timers.set(() => this.#reaching.abort(), this.#options.timeout);
    let code;
    try {
      code = await this.#stay();
    } catch (error) {
      if (!(error instanceof SiteError)) throw error;
      code = this.#say(EXIT.unreachable, error.message);
    } finally {
      this.#io.timers.clear(timer);
    }
    if (this.#options.isJson) this.#tell({ type: 'end', code });
    return code;
  }

  /** Ends the visit now, as well as can be: somebody asks for it, or nobody reads any more (`EXIT.closed`). */
  end(code = EXIT.inOrder) {
    this.#isOver = true;
    this.#reaching.abort();
    this.#endNow(code);
  }

  #tell(event) {
    this.#telling.tell(event);
  }

  // Why the program ends otherwise than in order.
  #say(code, text, why) {
    this.#tell({ type: 'out', ...(why ? { why } : {}), text });
    return code;
  }

  async #stay() {
    const { fetch } = this.#io;
    const site = await siteAt(this.#options.address, {
      endpoint: this.#options.endpoint, fetch, signal: this.#reaching.signal,
      pause: (milliseconds) => this.#pause(milliseconds),
      onTrouble: ({ message }) => this.#tell({ type: 'trouble', what: 'unreachable', text: `${message} ${words.reach.again}` }),
    }).catch((error) => {
      if (this.#isOver) return null; // and nobody has seen us
      throw error;
    });
    if (!site) return this.#over;
    this.#page = site.page;
    const opened = await entranceOf({ ...this.#options, kind: site.kind, most: site.most });
    if (opened.refusal) return this.#say(EXIT.refused, words.refusal[opened.refusal], opened.refusal);
    if (opened.needsNone) this.#tell({ type: 'trouble', what: 'no password', text: words.room.noPassword });
    return this.#visitRoom(opened, site);
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = this.#io.timers.set(resolve, milliseconds);
      this.#reaching.signal.addEventListener('abort', () => {
        this.#io.timers.clear(timer);
        resolve();
      });
    });
  }

  async #visitRoom(opened, { page, base }) {
    const { fetch, timers, now, random, wall, clock } = this.#io;
    const path = new Path({ now, random });
    const post = createPost({ base, fetch, timers, path });
    const network = { post, path, makeStream: (options) => new Stream(options), loadLater: async () => Later, loadTalk: async () => Talk, timers, wall, random };
    const { name, receives: dir, limit } = this.#options;
    this.#visit = new Visit({ opened, page, network, clock, name, dir, limit, tell: (event) => this.#tell(event) });
    this.#visit.start();
    const code = await Promise.race([this.#over, this.#talk()]);
    return this.#left(code);
  }

  async #left(code) {
    const visit = this.#visit;
    const failed = visit.failed + visit.waiting;
    const isAway = visit.out !== null || code === EXIT.unreachable;
    const saidGoodbye = await visit.leave();
    if (code !== EXIT.inOrder) return code;
    if (failed > 0) return this.#say(EXIT.notSaid, words.said.notSaid(failed));
    if (visit.files.failed > 0) return this.#say(EXIT.notSaid, words.files.notSent(visit.files.failed));
    return saidGoodbye || isAway ? code : this.#say(EXIT.unreachable, words.reach.noGoodbye);
  }

  // ---- in the room ----------------------------------------------------------

  async #talk() {
    const visit = this.#visit;
    const isThere = await visit.until(() => visit.isThere, this.#options.timeout);
    if (!isThere && visit.out === null) return this.#noWayIn();
    await visit.until(() => visit.isIn, Infinity);
    const ended = await Promise.race([this.#feed(), visit.until(() => false, Infinity)]);
    if (visit.out !== null) return this.#wentOut();
    if (this.#options.stays && !ended.isLeaving) await visit.until(() => false, Infinity);
    return visit.out === null ? this.#finish() : this.#wentOut();
  }

  #noWayIn() {
    if (this.#visit.reason === 'full') return this.#say(EXIT.refused, words.refusal.full, 'full');
    return this.#say(EXIT.unreachable, words.reach.notIn);
  }

  #wentOut() {
    const { out } = this.#visit;
    return this.#say(EXIT.refused, words.refusal[out], out);
  }

  async #feed() {
    const { input } = this.#io;
    const { isJson, isWhole, sends } = this.#options;
    for (const path of sends) await this.#visit.offer(path, '');
    const longest = isJson ? LONGEST * JSON_AROUND : LONGEST;
    for await (const piece of isWhole ? wholeOf(input, longest) : linesOf(input, longest)) {
      if (this.#isOver || this.#visit.out !== null) break;
      if (await this.#take(piece, longest)) return { isLeaving: true };
      await this.#visit.until(() => this.#visit.hasRoom, Infinity);
    }
    return { isLeaving: false };
  }

  async #take(piece, longest) {
    if (piece === null) return this.#visit.fail(words.said.tooLongLine(longest)) ?? false;
    if (this.#options.isJson) return follow(piece, this.#visit, { tell: (event) => this.#tell(event), page: this.#page });
    if (!this.#options.isWhole && (this.#options.hasCommands || this.#io.isTerminal)) return obey(piece, this.#visit, (event) => this.#tell(event));
    this.#visit.deeds.say(piece);
    return false;
  }

  // As long as lines are taken, however slowly the server allows it.
  async #settle() {
    const visit = this.#visit;
    let before;
    do {
      before = visit.waiting;
      await visit.until(() => visit.isSettled || visit.waiting < before, this.#options.timeout);
    } while (!visit.isSettled && visit.waiting < before && visit.out === null);
  }

  // All has been said: it must have been taken, and in a private room somebody must have been able to read it.
  async #finish() {
    const visit = this.#visit;
    await this.#settle();
    const mustBeHeard = visit.out === null && visit.hasSaid && visit.waiting === 0; // what waits still is counted when we leave
    const code = mustBeHeard ? await this.#beHeard() : EXIT.inOrder;
    if (visit.out !== null) return this.#wentOut();
    if (code !== EXIT.inOrder) return code;
    await this.#exchange();
    if (visit.out !== null) return this.#wentOut();
    const { lacking } = visit.files;
    return lacking > 0 && visit.failed + visit.waiting + visit.files.failed === 0 ? this.#say(EXIT.notSaid, words.files.notGot(lacking)) : EXIT.inOrder;
  }

  async #beHeard() {
    const visit = this.#visit;
    if (!await visit.until(() => visit.isMet, this.#options.timeout)) {
      if (visit.out !== null) return EXIT.refused;
      return visit.isFull ? this.#say(EXIT.refused, words.refusal.noPlace, 'full') : this.#say(EXIT.notSaid, words.said.unheard);
    }
    await visit.until(() => visit.isHeld, HEARD_MS);
    return EXIT.inOrder;
  }

  // As long as somebody gets on with a file, but not for ever.
  async #exchange() {
    const { files } = this.#visit;
    const { now } = this.#io;
    const { timeout, sendTimeout } = this.#options;
    const end = now() + sendTimeout;
    let before;
    do {
      before = files.progress;
      await this.#visit.until(() => files.isSettled || files.progress !== before, Math.min(timeout, end - now()));
    } while (!files.isSettled && files.progress !== before && this.#visit.out === null && now() < end);
  }
}

// One stay in one room: takes the transport's commands into the conversation and the outbox, and what is
// typed the other way. It knows neither DOM nor network.

import { KINDS } from '../kinds/kinds.js';
import { readInit } from '../wire/answers.js';
import { Conversation } from './conversation.js';
import { PLAIN } from './envelope.js';
import { LookAlike } from './look-alike.js';
import { Names } from './names.js';
import { Outbox } from './outbox.js';
import { Stay } from './stay.js';

export class Session {
  #room; #network; #clock; #on; #envelope;
  #stay;
  #conversation;
  #outbox;
  /** For how many seconds lines that are said from now on are to be seen; undefined: as long as we are here. */
  lifetime;
  #later = null; // a promise of what is loaded later: it hears of what comes meanwhile once it is there

  /**
   * `network`: { post, path, makeStream, loadLater, timers, wall, random }, `makeToken()` and `makeId()` make random ids, `clock()` is in milliseconds and
   * never set, `wall()` the computer's own time, `envelope` is what messages travel in, `loadLater()`, which may be missing, gives a promise of the
   * class Later, or of nothing where it cannot be had. `on`: { changes(list), status(status), returned(texts, why) }; the last
   * gets the texts that cannot be sent, `why` is `server`, `path` or `network`.
   */
  constructor({ room, network, clock, makeToken, makeId, on, envelope = PLAIN }) {
    this.#room = room;
    this.#network = network;
    this.#clock = clock;
    this.#envelope = envelope;
    this.#outbox = new Outbox(makeId, envelope);
    this.#on = on;
    const lookAlike = new LookAlike({ onLoaded: () => this.#show(this.#conversation.reviewNames()) });
    this.#conversation = new Conversation({ names: new Names(lookAlike) });
    this.#stay = new Stay({
      room, network, clock, makeToken, outgoing: this.#outgoing(),
      on: { open: (batch) => this.#opened(batch), taken: (batch) => this.#takeIn(batch), status: on.status },
    });
  }

  get room() {
    return this.#room;
  }

  get people() {
    return this.#conversation.people;
  }

  get lines() {
    return this.#conversation.lines;
  }

  /** How many others are here. */
  get others() {
    return this.#conversation.others;
  }

  /** Whether there are lines of our own, sent or waiting. */
  get hasSaid() {
    return this.lines.some(({ own }) => own);
  }

  /** The texts that still wait to be said to all. */
  get unsent() {
    return this.lines.filter(({ own, state, kind }) => own && state === 'waiting' && kind !== 'alone').map(({ content }) => content.text);
  }

  start() {
    this.#later?.then((later) => later?.wake());
    this.#stay.start();
  }

  stop() {
    this.#later?.then((later) => later?.rest());
    return this.#stay.stop();
  }

  leave(say) {
    this.#later?.then((later) => later?.rest());
    this.#stay.leave(say);
  }

  /** The stay at the server (Stay), for what is loaded later. */
  get server() {
    return this.#stay;
  }

  /** As Stay.current. */
  get stay() {
    return this.#stay.current;
  }

  get credentials() {
    return this.#stay.credentials;
  }

  retry() {
    this.#stay.retry();
  }

  probe() {
    this.#stay.probe();
  }

  /** By how many bytes a text is too long for one message; less than nothing where more would fit. */
  excess(text) {
    return this.#outbox.excess(text, this.#network.path.mostBatch);
  }

  /** Says what was typed, or what else its kind composes, now or as soon as there is a connection; `manner` is what else it tells (kinds/manner.js). False where there is nothing in it. */
  say(typed, manner, kind) {
    const item = this.#outbox.say(typed, this.#stay.clock.now, kind);
    if (!item) return false;
    Object.assign(item.content, manner);
    if (this.lifetime) item.content.ttl = this.lifetime;
    try {
      this.#on.changes(this.#conversation.say(item));
    } finally { // a fault in showing it must not keep it from being sent
      this.#stay.flush();
    }
    return true;
  }

  /** A promise of what was loaded later (later.js); of nothing, or none at all, where it is not there. */
  get later() {
    return this.#later;
  }

  #outgoing() {
    return {
      next: (most) => this.#nextBatch(most),
      accepted: (batch) => this.#show(this.#outbox.accepted(batch).flatMap((id) => this.#conversation.delivered(id))),
      putOff: (batch, milliseconds) => this.#outbox.putOff(batch, milliseconds, this.#clock()),
      refused: (batch, why) => this.#show(this.#giveBack(this.#outbox.refused(batch, why, this.#clock()), why)),
      dueAt: () => this.#outbox.dueAt(),
    };
  }

  // What has come is taken in before: of it depends what is still to be sent.
  async #nextBatch(most) {
    await this.#stay.idle;
    const batch = await this.#outbox.next({ now: this.#clock(), serverNow: this.#stay.clock.now, latest: this.#conversation.latest, most });
    if (batch) this.#show(batch.stamped.flatMap(({ id, ts }) => this.#conversation.stamped(id, ts)));
    return batch;
  }

  #giveBack(items, why = 'server') {
    const texts = items.map(({ content }) => content.text).filter(Boolean);
    if (texts.length > 0) this.#on.returned(texts, why);
    return items.flatMap(({ id, undo }) => undo?.() ?? this.#conversation.withdrawn(id));
  }

  #show(changes) {
    if (changes.length > 0) this.#on.changes(changes);
  }

  // Messages out of their envelopes; one that does not open is passed over.
  async #opened({ commands, ...rest }) {
    const opened = await Promise.all(commands.map(async (command) => {
      if (command[0] !== 'add') return command;
      const [name, sender, sealed] = command;
      return [name, sender, await this.#envelope.open(sender, sealed).catch(() => null)];
    }));
    return { commands: opened, ...rest };
  }

  #takeIn({ commands, joined, late }) {
    const changes = [];
    for (const command of commands) changes.push(...this.#changesOf(command, joined, late));
    this.#show(changes);
    this.#stay.flush();
    this.#tellLater(commands);
  }

  #tellLater(commands) {
    this.#later ??= this.#network.loadLater?.().then((Later) => !Later ? null : new Later({
      ...this.#network,
      conversation: this.#conversation,
      outbox: this.#outbox,
      kinds: KINDS,
      envelope: this.#envelope,
      credentials: () => this.credentials,
      now: this.#clock,
      serverNow: () => this.#stay.clock.now,
      say: (kind, content, undo) => {
        this.#outbox.put(kind, content, this.#stay.clock.now, undo);
        this.#stay.flush();
      },
      onNews: (changes) => this.#show(changes),
    }));
    this.#later?.then((later) => later?.took(commands));
  }

  #changesOf(command, joined, late) {
    const [name, id, parameter] = command;
    switch (name) {
      case 'init': return this.#enter(readInit(command), joined, late);
      case 'fetch': return this.#newcomer(id);
      case 'add': return this.#heard(id, parameter);
      case 'rm': return this.#gone(id, parameter);
      default: return [];
    }
  }

  #enter(init, joined, late) {
    if (init.now !== null) this.#stay.clock.told(init.now + late);
    const changes = this.#conversation.enter(init);
    const tooLong = this.#outbox.entered({
      me: this.#conversation.me,
      members: init.members,
      maxMessage: init.maxMessage,
      again: joined,
      now: this.#stay.clock.now,
    });
    return [...changes, ...this.#giveBack(tooLong)];
  }

  #newcomer(id) {
    if (id === this.#conversation.me?.id) return [];
    const changes = this.#conversation.joined(id);
    this.#outbox.asked(id, this.#conversation.others, this.#stay.clock.now);
    return changes;
  }

  #heard(sender, message) {
    if (sender !== this.#conversation.me?.id) return this.#conversation.heard(sender, message, this.#stay.clock.now);
    return this.#echoed(message?.id);
  }

  #echoed(id) {
    this.#outbox.echoed(id);
    const before = this.#conversation.orderOf(id);
    const changes = this.#conversation.echoed(id, this.#stay.clock.now);
    const order = this.#conversation.orderOf(id);
    if (order !== before) this.#outbox.placed(id, order);
    return changes;
  }

  #gone(id, why) {
    const changes = this.#conversation.left(id, why, this.#stay.clock.now);
    this.#outbox.gone(id, this.#conversation.others);
    return changes;
  }
}

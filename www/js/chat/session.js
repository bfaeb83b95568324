// One stay in one room: takes the transport's commands into the conversation and the outbox, and what is
// typed the other way. It knows neither DOM nor network.

import { Transport } from '../transport/transport.js';
import { readInit } from '../wire/answers.js';
import { Conversation } from './conversation.js';
import { PLAIN } from './envelope.js';
import { LookAlike } from './look-alike.js';
import { Names } from './names.js';
import { OrderedQueue } from './ordered-queue.js';
import { Outbox } from './outbox.js';
import { ServerClock } from './server-clock.js';

export class Session {
  #room; #network; #clock; #on; #envelope;
  #token; #makeToken;
  #stay = null; // { id, token } when a transport was stopped
  #serverClock;
  #incoming = null;
  #conversation;
  #outbox;
  #transport = null;

  /**
   * `network`: { post, path, makeStream, timers, random }, `makeToken()` and `makeId()` make random ids, `clock()` is in milliseconds and
   * never set, `envelope` is what messages travel in. `on`: { changes(list), status(status), returned(texts, why) }; the last
   * gets the texts that cannot be sent, `why` is `server`, `path` or `network`.
   */
  constructor({ room, network, clock, makeToken, makeId, on, envelope = PLAIN }) {
    this.#room = room;
    this.#network = network;
    this.#clock = clock;
    this.#makeToken = makeToken;
    this.#token = makeToken();
    this.#envelope = envelope;
    this.#serverClock = new ServerClock(clock);
    this.#outbox = new Outbox(makeId, envelope);
    this.#on = on;
    const lookAlike = new LookAlike({ onLoaded: () => this.#show(this.#conversation.reviewNames()) });
    this.#conversation = new Conversation({ names: new Names(lookAlike) });
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

  /** Whether there are lines of our own, sent or waiting. */
  get hasSaid() {
    return this.lines.some(({ own }) => own);
  }

  /** The texts that still wait. */
  get unsent() {
    return this.lines.filter(({ own, state }) => own && state === 'waiting').map(({ content }) => content.text);
  }

  /** Goes in, or in again after `stop`, as the same person. */
  start() {
    this.stop();
    this.#incoming = new OrderedQueue({
      work: (batch) => this.#opened(batch),
      deliver: (batch) => this.#takeIn(batch),
      onError: () => this.#transport.fault(),
    });
    this.#transport = new Transport({
      ...this.#network,
      now: this.#clock,
      room: this.#room,
      token: this.#token,
      stay: this.#stay,
      makeToken: this.#makeToken,
      outgoing: this.#outgoing(),
      onCommands: (commands, { joined, late }) => this.#incoming.push({ commands, joined, late }),
      onDate: (date) => this.#serverClock.dated(date),
      onStatus: (status) => this.#on.status(status),
    });
    this.#transport.start();
  }

  /** Ends everything, until `start`. Others see us as long as no `leave` is sent: returns what that must carry, as `stay`. */
  stop() {
    if (!this.#transport) return this.stay;
    this.#token = this.#transport.token;
    this.#stay = this.#transport.stay;
    this.#transport.stop();
    this.#incoming.end();
    this.#transport = null;
    return this.stay;
  }

  /** Ends the stay for good. `say(credentials)` is called where a `leave` is due, perhaps later: a join may be under way. */
  leave(say) {
    if (!this.stay) this.#transport?.onceJoined(say);
    const stay = this.stop();
    if (stay) say(stay);
  }

  /** What a `leave` must carry: also while we try to get in again, since others may see us still. Null where nobody does. */
  get stay() {
    return this.#transport ? this.#transport.stay : this.#stay;
  }

  /** What requests in our name must carry; null as long as we are not in. */
  get credentials() {
    return this.#transport?.credentials ?? null;
  }

  retry() {
    this.#transport?.retry();
  }

  probe() {
    this.#transport?.probe();
  }

  /** By how many bytes a text is too long for one message; 0 where it fits. */
  excess(text) {
    return this.#outbox.excess(text, this.#network.path.mostBatch);
  }

  /** Says what was typed, now or as soon as there is a connection. False where there is nothing in it. */
  say(typed) {
    const item = this.#outbox.say(typed, this.#serverClock.now);
    if (!item) return false;
    try {
      this.#on.changes(this.#conversation.say(item));
    } finally { // a fault in showing it must not keep it from being sent
      this.#transport?.flush();
    }
    return true;
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
    await this.#incoming.idle;
    const batch = await this.#outbox.next({ now: this.#clock(), serverNow: this.#serverClock.now, latest: this.#conversation.latest, most });
    if (batch) this.#show(batch.stamped.flatMap(({ id, ts }) => this.#conversation.stamped(id, ts)));
    return batch;
  }

  #giveBack(items, why = 'server') {
    if (items.length > 0) this.#on.returned(items.map(({ content }) => content.text), why);
    return items.flatMap(({ id }) => this.#conversation.withdrawn(id));
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
    this.#transport.flush();
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
    if (init.now !== null) this.#serverClock.told(init.now + late);
    const changes = this.#conversation.enter(init);
    const tooLong = this.#outbox.entered({
      me: this.#conversation.me,
      members: init.members,
      maxMessage: init.maxMessage,
      again: joined,
      now: this.#serverClock.now,
    });
    return [...changes, ...this.#giveBack(tooLong)];
  }

  #newcomer(id) {
    if (id === this.#conversation.me?.id) return [];
    const changes = this.#conversation.joined(id);
    this.#outbox.asked(id, this.#conversation.others, this.#serverClock.now);
    return changes;
  }

  #heard(sender, message) {
    if (sender !== this.#conversation.me?.id) return this.#conversation.heard(sender, message, this.#serverClock.now);
    return this.#echoed(message?.id);
  }

  #echoed(id) {
    this.#outbox.echoed(id);
    const before = this.#conversation.orderOf(id);
    const changes = this.#conversation.echoed(id, this.#serverClock.now);
    const order = this.#conversation.orderOf(id);
    if (order !== before) this.#outbox.placed(id, order);
    return changes;
  }

  #gone(id, why) {
    const changes = this.#conversation.left(id, why, this.#serverClock.now);
    this.#outbox.gone(id, this.#conversation.others);
    return changes;
  }
}

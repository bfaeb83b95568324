// One stay in one room: takes the transport's commands into the conversation and the outbox, and what is
// typed the other way. It knows neither DOM nor network.

import { Conversation } from './conversation.js';
import { Outbox } from './outbox.js';
import { readInit } from '../wire/answers.js';
import { Transport } from '../transport/transport.js';

export class Session {
  #room; #network; #clock; #on;
  #token; #makeToken;
  #conversation = new Conversation();
  #outbox;
  #transport = null;
  #clockOffset = 0; // the server's clock less ours

  /**
   * `network`: { post, path, timers, random }, `makeToken()` and `makeId()` make random ids, `clock()` is Unix time
   * in milliseconds. `on`: { changes(list), status(status), returned(texts, why) }; the last gets the texts that
   * cannot be sent, `why` is `server` or `path`.
   */
  constructor({ room, network, clock, makeToken, makeId, on }) {
    this.#room = room;
    this.#network = network;
    this.#clock = clock;
    this.#makeToken = makeToken;
    this.#token = makeToken();
    this.#outbox = new Outbox(makeId);
    this.#on = on;
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

  /** Goes in, or in again after `stop`, as the same person. */
  start() {
    this.#transport?.stop();
    this.#transport = new Transport({
      ...this.#network,
      now: this.#clock,
      room: this.#room,
      token: this.#token,
      makeToken: this.#makeToken,
      outgoing: this.#outgoing(),
      onCommands: (commands, { joined }) => this.#takeIn(commands, joined),
      onStatus: (status) => this.#on.status(status),
    });
    this.#transport.start();
  }

  /** Ends the stay; returns what the `leave` must carry, or null where we were not in. */
  stop() {
    if (!this.#transport) return null;
    this.#token = this.#transport.token;
    const credentials = this.#transport.credentials;
    this.#transport.stop();
    this.#transport = null;
    return credentials;
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
    const item = this.#outbox.say(typed, this.#now());
    if (!item) return false;
    this.#on.changes(this.#conversation.say(item));
    this.#transport?.flush();
    return true;
  }

  #now() {
    return this.#clock() + this.#clockOffset;
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

  #nextBatch(most) {
    const batch = this.#outbox.next({ now: this.#clock(), serverNow: this.#now(), latest: this.#conversation.latest, most });
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

  #takeIn(commands, joined) {
    const changes = [];
    for (const command of commands) changes.push(...this.#changesOf(command, joined));
    this.#show(changes);
    this.#transport.flush();
  }

  #changesOf(command, joined) {
    const [name, id, parameter] = command;
    switch (name) {
      case 'init': return this.#enter(readInit(command), joined);
      case 'fetch': return this.#newcomer(id);
      case 'add': return this.#heard(id, parameter);
      case 'rm': return this.#gone(id, parameter);
      default: return [];
    }
  }

  #enter(init, joined) {
    if (init.now !== null) this.#clockOffset = init.now - this.#clock();
    const changes = this.#conversation.enter(init);
    const tooLong = this.#outbox.entered({
      me: this.#conversation.me,
      members: init.members,
      maxMessage: init.maxMessage,
      again: joined,
      now: this.#now(),
    });
    return [...changes, ...this.#giveBack(tooLong)];
  }

  #newcomer(id) {
    if (id === this.#conversation.me?.id) return [];
    const changes = this.#conversation.joined(id);
    this.#outbox.asked(id, this.#conversation.others, this.#now());
    return changes;
  }

  #heard(sender, message) {
    if (sender !== this.#conversation.me?.id) return this.#conversation.heard(sender, message, this.#now());
    const id = message?.id;
    return this.#outbox.echoed(id) ? this.#conversation.delivered(id) : [];
  }

  #gone(id, why) {
    const changes = this.#conversation.left(id, why, this.#now());
    this.#outbox.gone(id, this.#conversation.others);
    return changes;
  }
}

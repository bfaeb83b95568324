// Circles in one room without a network: a hub passes on what they say, and a test says who says and hears something when. Time
// passes only when the test says so.

import { entranceBy } from '../../../www/js/crypto/admission.js';
import { random } from '../../../www/js/crypto/primitives.js';
import { newIdentity, fingerprint } from '../../../www/js/crypto/identity.js';
import { Circle } from '../../../www/js/private/circle.js';
import { wrap } from '../../../www/js/private/envelopes.js';
import { ManualClock } from '../../page/support/clock.mjs';
import { Hub, idOf } from '../../page/support/hub.mjs';
import { suite } from './suite.mjs';

const MOST_BYTES = 90_000;
const MOST_TURNS = 500;

export class Room {
  members = [];
  /** What the server does with a message: (from, message) => a list of [from, message] in its place. */
  relay = (from, message) => [[from, message]];
  #ids = 0;

  constructor(clock) {
    this.clock = clock;
    this.hub = new Hub(clock);
  }

  static async open({ password = '', clock = new ManualClock() } = {}) {
    const room = new Room(clock);
    room.opener = await newIdentity();
    room.link = { secret: random(16), opener: await fingerprint(room.opener.publicKey), room: null, check: null };
    room.entrance = await entranceBy(room.link, password);
    return room;
  }

  makeId = (prefix = 'm') => `${prefix}${String((this.#ids += 1)).padStart(23, '0')}`;

  /** Somebody comes in. */
  async join({ entrance = this.entrance, identity, most = 100 } = {}) {
    const member = new Member(this, { entrance, identity: identity ?? await newIdentity(), token: this.makeId('token'), most });
    this.members.push(member);
    member.comeIn();
    return member;
  }

  /** One whom the server lets in and who has no circle: what it says is what a test makes up. */
  outsider() {
    return new Outsider(this, this.makeId('token'));
  }

  /** Lets everybody hear and say until nobody has anything to say. */
  async settle() {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      let isQuiet = true;
      for (const member of this.members) if (await member.turn()) isQuiet = false;
      if (isQuiet) return;
    }
    throw new Error('they never come to rest');
  }

  /** Lets time pass, and everybody do what is due. */
  async pass(milliseconds, step = 1000) {
    for (let passed = 0; passed < milliseconds; passed += step) {
      await this.clock.pass(Math.min(step, milliseconds - passed));
      await this.settle();
    }
  }

  /** The server begins anew, knows nobody, and everybody joins again. */
  restart() {
    this.hub.restart();
    for (const member of this.members) member.comeIn();
  }
}

export class Outsider {
  #room; #client;

  constructor(room, token) {
    this.#room = room;
    this.#client = room.hub.join(token, room.entrance.name);
    this.id = this.#client.id;
  }

  /** Says the bytes of that sort (envelopes.js), to all or to one. */
  say(sort, bytes, to) {
    this.#room.hub.say(this.id, wrap(sort, bytes, { id: this.#room.makeId(), to }));
  }

  /** The messages that it has heard: `[from, message]`. */
  get heard() {
    return this.#client.queue.filter(({ command: [name] }) => name === 'add').map(({ command: [, from, message] }) => [from, message]);
  }
}

export class Member {
  events = [];
  sent = [];                  // messages, in order
  isFrozen = false;
  #room; #identity; #token;
  #client;
  #taken = 0;                 // of the client's commands

  constructor(room, { entrance, identity, token, most }) {
    this.#room = room;
    this.#identity = identity;
    this.#token = token;
    this.id = idOf(token);
    this.circle = new Circle({
      suite, entrance, identity, relay: this.id, most, now: room.clock.now, random: () => 0.5, makeId: () => room.makeId(), tell: (event) => this.events.push(event),
    });
  }

  get identity() {
    return this.#identity;
  }

  comeIn() {
    this.#client = this.#room.hub.join(this.#token, this.#room.entrance.name);
    this.#taken = 0;
    this.isJoining = true;
  }

  leave({ saysBye = true } = {}) {
    const words = this.circle.lastWords;
    if (saysBye && words) this.#room.hub.say(this.id, words.message);
    this.#room.members = this.#room.members.filter((member) => member !== this);
    this.#room.hub.leave(this.id, saysBye ? 'left' : 'gone');
  }

  /** Says a line; returns its id. */
  say(text, { isKept = true } = {}) {
    const id = this.#room.makeId();
    this.circle.say({
      id, isKept, content: () => ({ kind: 'text', ts: this.#room.clock.now(), text }),
      onSent: () => this.events.push({ type: 'sent', id }), onRefused: (why) => this.events.push({ type: 'refused', id, why }),
    });
    return id;
  }

  /** Hears what has come and says what waits. False where there was neither. */
  async turn() {
    if (this.isFrozen) return false;
    const commands = this.#client.queue.filter(({ number }) => number > this.#taken);
    for (const { number, command } of commands) {
      this.#taken = number;
      await this.hear(command);
    }
    await this.circle.tick();
    const batch = await this.circle.next(MOST_BYTES);
    if (batch) this.#send(batch);
    return commands.length > 0 || batch !== null;
  }

  /** The server says that `from` has said this, to this one alone. */
  told(from, message) {
    return this.hear(['add', from, message]);
  }

  async hear([name, id, parameter]) {
    if (name === 'init') this.circle.enter({ name: parameter.name, members: parameter.members, joined: this.isJoining });
    if (name === 'init') this.isJoining = false;
    if (name === 'fetch') this.circle.newcomer(id);
    if (name === 'rm') this.circle.gone(id, parameter);
    if (name === 'add') await this.circle.heard(id, JSON.parse(JSON.stringify(parameter)));
  }

  #send(batch) {
    for (const message of batch.messages) {
      this.sent.push(message);
      for (const [from, passed] of this.#room.relay(this.id, message)) if (this.#room.hub.clients.has(from)) this.#room.hub.say(from, passed);
    }
    this.circle.post.accepted(batch);
  }

  of(type) {
    return this.events.filter((event) => event.type === type);
  }

  /** What this one has heard of another, in order. */
  heardOf({ id }) {
    return this.of('said').filter((event) => event.id === id).map(({ content }) => content.text);
  }
}

// Random histories of a private room: people come and go, are let in, removed and appointed, hosts decide at once, queues and
// connections are lost, and for a while the server loses, repeats and delays messages. Then all is well for some minutes, and in
// the end everybody who is there reads everybody, has the same documents and the same link, and nobody who was removed is in.
//
// OTC_SEEDS=5 runs that one, OTC_SEEDS=1-100 more of them. Keys are random, so a seed gives the same acts, not the same bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entranceBy, entranceByInvitation } from '../../www/js/crypto/admission.js';
import { readLink } from '../../www/js/crypto/link.js';
import { namesIn } from '../../www/js/crypto/rights.js';
import { randomFrom } from '../lib/mixture.mjs';
import { seedsOr } from '../lib/mixture-run.mjs';
import { isIn, outs } from './support/attackers.mjs';
import { Room } from './support/circles.mjs';

const ACTS = 40;
const MOST = 12;            // people
const LEAST = 4;

/** A room whose acts a seed chooses. `loss`: the share of messages that the server loses. */
class History {
  #random; #loss; #count = 0;
  #late = [];               // messages that the server still has
  log = [];

  static async begin(seed, loss) {
    const history = new History();
    history.#random = randomFrom(`history ${seed}`);
    history.#loss = loss;
    const room = history.room = await Room.open();
    history.names = new Map();
    history.opener = await history.#join({ identity: room.opener });
    await room.settle();
    for (let number = 0; number < 3; number += 1) await history.#join({});
    await room.settle();
    room.relay = (from, message) => history.#passed(from, message);
    return history;
  }

  nameOf({ id }) {
    return this.names.get(id);
  }

  async #join(how) {
    const member = await this.room.join({ most: 60, ...how });
    this.names.set(member.id, this.#count === 0 ? 'opener' : `${this.#count}`);
    this.#count += 1;
    return member;
  }

  #pick(list) {
    return list[Math.floor(this.#random() * list.length)];
  }

  #passed(from, message) {
    const chance = this.#random();
    if (chance < this.#loss) return [];
    if (chance < this.#loss * 1.5) return [[from, message], [from, message]];
    if (chance >= this.#loss * 3) return [[from, message]];
    this.#late.push([from, message]);
    return [];
  }

  #deliverLate() {
    for (const [from, message] of this.#late.splice(0)) if (this.room.hub.clients.has(from)) this.room.hub.say(from, message);
  }

  /** Whoever is told that they are out goes, and who is told that nobody answers. */
  sendAway() {
    for (const member of [...this.room.members]) {
      if (outs(member).length === 0 && (member.of('unanswered').length === 0 || member.circle.present.length > 0)) continue;
      this.log.push(`${this.nameOf(member)} is out: ${outs(member)}`);
      member.isFrozen = false;
      member.leave({ saysBye: this.#random() < 0.5 });
    }
  }

  async act() {
    const { room, opener } = this;
    const inside = room.members.filter((member) => member.circle.present.length > 0 || member === opener);
    const hosts = inside.filter(({ circle }) => circle.state.isOpener);
    const [member, host] = [this.#pick(inside.length > 0 ? inside : room.members), this.#pick(hosts.length > 0 ? hosts : [opener])];
    const isMany = room.members.length > LEAST;
    const acts = [
      [0.2, 'join', async () => room.members.length < MOST && member.circle.state.link && this.#join({ entrance: await entranceBy(readLink(member.circle.state.link)) })],
      [0.08, 'leave', () => isMany && member !== opener && member.leave({ saysBye: this.#random() < 0.6 })],
      [0.1, 'lock', () => host.circle.lock(this.#random() < 0.5)],
      [0.08, 'appoint', () => host.circle.appoint(this.#pick(host.circle.present))],
      [0.06, 'remove', () => isMany && host.circle.remove(this.#pick(host.circle.present.filter((id) => id !== opener.id)))],
      [0.04, 'all remove', () => isMany && Promise.all(hosts.map((each) => each.circle.remove(this.#pick(each.circle.present.filter((id) => id !== opener.id)))))],
      [0.1, 'admit', () => inside.forEach((each) => each.circle.state.knocks.forEach(({ id }) => this.#random() < 0.5 && each.circle.admit(id)))],
      [0.06, 'invite', async () => member.circle.state.link && this.#join({ entrance: await entranceByInvitation(readLink(await member.circle.invite())) })],
      [0.06, 'lose a queue', () => room.hub.overflow(member.id)],
      [0.04, 'freeze', () => { member.isFrozen = !member.isFrozen; }],
      [0.04, 'limit', () => host.circle.limit(this.#pick([0, 60, 600]))],
      [0.04, 'lose a connection', () => { room.hub.leave(member.id, 'gone'); member.comeIn(); }],
      [1, 'say', () => member.say(`of ${this.nameOf(member)}`)],
    ];
    let chance = this.#random();
    const [, what, work] = acts.find(([share]) => (chance -= share) < 0);
    this.log.push(`${this.nameOf(member)}, host ${this.nameOf(host)}: ${what}`);
    await work();
    await this.#someTurns();
  }

  async #someTurns() {
    for (let turns = Math.floor(this.#random() * 5); turns > 0; turns -= 1) {
      for (const member of [...this.room.members]) if (this.#random() < 0.7) await member.turn();
    }
    if (this.#random() < 0.5) await this.room.clock.pass(Math.floor(this.#random() * 8000));
    if (this.#random() < 0.6) this.#deliverLate();
    this.sendAway();
  }

  /** All is well from now on. */
  async heal() {
    this.#loss = 0;
    for (const member of this.room.members) member.isFrozen = false;
    this.#deliverLate();
    await this.pass(30_000, 2000);
    if (this.opener.circle.state.isLocked) await this.opener.circle.lock(false);
    for (const member of this.room.members) member.say(`the last of ${this.nameOf(member)}`);
    await this.pass(750_000, 5000);
  }

  async pass(milliseconds, step) {
    for (let passed = 0; passed < milliseconds; passed += 30_000) {
      await this.room.pass(Math.min(30_000, milliseconds), step);
      this.sendAway();
    }
  }

  /** What is not as it should be. */
  get faults() {
    const { members } = this.room;
    const pairs = members.flatMap((one) => members.filter((other) => other !== one).map((other) => [one, other]));
    const deaf = pairs.filter(([one, other]) => !isIn(one, other) || !one.heardOf(other).includes(`the last of ${this.nameOf(other)}`));
    const removed = this.opener.circle.documents.flatMap((document) => namesIn(document.removed));
    return [
      ...deaf.map(([one, other]) => `${this.nameOf(one)} does not read ${this.nameOf(other)}`),
      ...members.filter(({ identity }) => removed.includes(identity.name)).map((member) => `${this.nameOf(member)} was removed, and is here`),
      ...new Set(members.map(({ circle }) => circle.state.link)).size > 1 ? ['links differ'] : [],
      ...new Set(members.map(({ circle }) => JSON.stringify(circle.documents))).size > 1 ? ['documents differ'] : [],
    ];
  }
}

for (const seed of seedsOr(8)) {
  for (const loss of [0, 0.05]) {
    test(`history ${seed}, ${loss === 0 ? 'with all messages' : 'with messages lost, repeated and late'}`, async () => {
      const history = await History.begin(seed, loss);
      for (let act = 0; act < ACTS; act += 1) await history.act();
      await history.heal();
      assert.deepEqual(history.faults, [], history.log.join('\n'));
    });
  }
}

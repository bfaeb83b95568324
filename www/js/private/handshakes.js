// How two people come to have a pair: the cards that we show, and the answers to those of others.

import { openCard, sealCard } from '../crypto/card.js';
import { openKeys, readKeys, sealKeys } from '../crypto/keys.js';
import { Pair } from '../crypto/pair.js';

const KEM_LASTS_MS = 60_000;
const MOST_KEMS = 200;
const MOST_TAKEN = 500;       // answers to one card

export class Handshakes {
  #suite; #identity; #room; #relay; #keyring;
  #number = 0;                // of our last card
  #isWiped = false;
  #kems = new Map();          // number -> { privateKey, admission, to, until, taken }, the latter being which `keys` were taken: once each

  /** `suite` is the HPKE suite, `room` the room in bytes, `relay` our id at the server. */
  constructor({ suite, identity, room, relay, keyring }) {
    this.#suite = suite;
    this.#identity = identity;
    this.#room = room;
    this.#relay = relay;
    this.#keyring = keyring;
  }

  get number() {
    return this.#number;
  }

  /** A new card of ours under that admission key, sealed, to all or `to` one; its KEM key lives for a minute. */
  async showCard(now, admission, to) {
    this.wipeOld(now);
    const { privateKey, publicKey } = await this.#suite.kem.generateKeyPair();
    this.#number += 1;
    this.#kems.set(this.#number, { privateKey, admission, to, until: now + KEM_LASTS_MS, taken: new Set() });
    const kem = new Uint8Array(await this.#suite.kem.serializePublicKey(publicKey));
    if (this.#isWiped) this.wipe(); // meanwhile
    return sealCard({ admission, room: this.#room, relay: this.#relay, identity: this.#identity, number: this.#number, kem });
  }

  /**
   * `{ identity, number, kem, admission, fragment }` of a card that `relay` shows, the latter two telling of the key that it came under
   * (Keyring.all). Null where it came under none of ours.
   */
  async readCard(sealed, relay) {
    for (const { key: admission, fragment = null } of this.#keyring.all) {
      try {
        return { ...await openCard(sealed, { admission, room: this.#room, relay }), admission, fragment };
      } catch { /* another key, then */ }
    }
    return null;
  }

  /** `{ message, pair }`: the answer to a card of `to`, and the pair that it makes once it is there. Null where their key is none. */
  async answer(card, to, note) {
    const sealed = await sealKeys({
      suite: this.#suite, admission: card.admission, room: this.#room, from: this.#relay, to,
      identity: this.#identity, number: this.#number, card, note,
    }).catch(() => null);
    if (!sealed) return null;
    const { message, secret } = sealed;
    const pair = await Pair.of({ secret, room: this.#room, from: this.#relay, to, number: this.#number, answered: card.number, sent: true });
    return { message, pair };
  }

  /** Whether the key that an answer needs is gone; such a one is of no use. Throws where it is no answer at all. */
  isTooLate(message) {
    return !this.#kems.has(readKeys(message).answered);
  }

  /** `{ identity, pair, note, admission }` of an answer of `from` to a card of ours, the latter being the key that the card was shown under. Null where it was taken before. Throws where it is not genuine. */
  async takeAnswer(message, from) {
    const { number, answered } = readKeys(message);
    const { privateKey, admission, taken } = this.#kems.get(answered);
    const once = `${from} ${number}`;
    if (taken.has(once)) return null;
    if (taken.size >= MOST_TAKEN) throw new Error('too many answers to one card');
    const opened = await openKeys(message, {
      suite: this.#suite, admission, room: this.#room, from, to: this.#relay, receiver: this.#identity.publicKey, privateKey,
    });
    if (!this.#keyring.mayAnswer(admission, opened.identity.name)) {
      opened.secret.fill(0);
      throw new Error('not the one who has invited us');
    }
    taken.add(once);
    const pair = await Pair.of({ secret: opened.secret, room: this.#room, from, to: this.#relay, number, answered, sent: false });
    return { identity: opened.identity, pair, note: opened.note, admission };
  }

  /** Takes away the keys of cards that nobody will answer any more. */
  wipeOld(now) {
    for (const [number, { until }] of this.#kems) {
      if (until > now && this.#kems.size < MOST_KEMS) break; // they are in order
      this.#wipe(number);
    }
  }

  /** The cards to that one, or to all where it is undefined, have been answered by everybody who was to. */
  areAnswered(to) {
    for (const [number, kem] of this.#kems) if (kem.to === to) this.#wipe(number);
  }

  /** When `wipeOld` has something to do; null for never. */
  get wipeAt() {
    const [first] = this.#kems.values();
    return first?.until ?? null;
  }

  #wipe(number) {
    this.#suite.kem.forget(this.#kems.get(number).privateKey);
    this.#kems.delete(number);
  }

  wipe() {
    this.#isWiped = true;
    this.wipeOld(Infinity);
  }
}

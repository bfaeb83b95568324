// One stay in a private room, as Session is in a public one: what the circle of those who are in tells becomes lines and people,
// and what is typed goes to the circle.

import { jsonSize } from '../chat/envelope.js';
import { toHex, utf8 } from '../crypto/bytes.js';
import { knockNumbers, pairNumbers } from '../crypto/comparison.js';
import { newIdentity } from '../crypto/identity.js';
import { sealedLineSize } from '../crypto/line.js';
import { sha256 } from '../crypto/primitives.js';
import { friendlyName } from '../words/en-names.js';
import { asideWay, commandsOf } from './aside-way.js';
import { changesOf } from './changes-of.js';
import { Circle } from './circle.js';
import { wrappedSize } from './envelopes.js';
import { Orders } from './orders.js';

const NAME_MS = 15_000;              // within which who has come should have told a name
const LEAST_PAUSE_MS = 50;          // between two looks at what is due
const RESERVED = 1500;              // of a line, for what goes along with it
const ASSUMED_MAX_MESSAGE = 64_000; // until the server tells its own

/** The id that the server gives to who has that token. */
async function relayOf(token) {
  return toHex((await sha256(utf8(token))).slice(0, 16));
}

export class PrivateSession {
  #parts; #suite; #entrance; #identity; #most; #network; #clock; #makeId; #on;
  #stay; #conversation;
  #circle = null;
  #alterations; #holders; #lifetimes; #asides;
  #name;
  #times;
  #orders = new Orders();
  #said = new Map();          // message id -> item of an own line, as long as it counts
  #maxMessage = ASSUMED_MAX_MESSAGE;
  #changes = [];              // not shown yet
  #heardNow = [];             // the same of what may vanish by itself
  #verified = new Set();      // names (fingerprints)
  #silent = new Set();        // ids
  #nameless = new Map();      // id -> when their coming is told without a name
  #near = new Set();          // ids of others who are there for the server, let in or not
  #last = Promise.resolve();  // of what is done one after the other
  #timer = null;

  /**
   * `parts`: what the page has anyway, { readInit, Stay, Conversation, Names, LookAlike, TimeStamps, KINDS, Alterations, Holders, Lifetimes, LateAsides }. `suite`: HPKE with X-Wing. `entrance` is that of
   * Circle, with `name`, the room as the server knows it; `identity` is ours where it is in the link, `most` how many people there may be, `name` how we want to be called. The rest as for Session,
   * but for `on.waits()`, when we are to wait until somebody lets us in, `on.out(why)`, when we are not in any more (Circle), and changes of the type
   * `room`, where `state` has changed.
   */
  constructor({ parts, suite, entrance, identity = null, most, name, network, clock, makeToken, makeId, on }) {
    this.#parts = parts;
    this.#suite = suite;
    this.#entrance = entrance;
    this.#identity = identity;
    this.#most = most;
    // The server has given another.
    this.#name = name ?? friendlyName(() => crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32);
    this.#network = network;
    this.#clock = clock;
    this.#makeId = makeId;
    this.#on = on;
    const lookAlike = new parts.LookAlike({ onLoaded: () => this.#show(this.#conversation.reviewNames()) });
    this.#conversation = new parts.Conversation({ names: new parts.Names(lookAlike) });
    this.#times = new parts.TimeStamps();
    this.#holders = new parts.Holders(this.#conversation);
    this.#alterations = new parts.Alterations({
      conversation: this.#conversation, kinds: parts.KINDS, outbox: { item: (id) => this.#said.get(id) },
      say: (kind, content, undo) => this.#alter(kind, content, undo), onNews: (changes) => this.#changes.push(...changes),
      loadTalk: network.loadTalk, onTalk: (changes) => this.#show(changes),
    });
    this.#lifetimes = new parts.Lifetimes({
      conversation: this.#conversation, expire: (lines) => this.#alterations.expire(lines), serverNow: () => this.#stay.clock.now,
      now: clock, wall: network.wall, timers: network.timers, onNews: (changes) => this.#show(changes),
    });
    const said = (say) => {
      if (this.#circle) say(this.#circle, makeId);
      this.#stay.flush();
    };
    const onNews = (changes) => {
      this.#changes.push(...changes);
      this.#showAll();
    };
    this.#asides = new parts.LateAsides({
      onNews,
      conversation: this.#conversation, kinds: parts.KINDS, lifetimes: this.#lifetimes, timers: network.timers, makeId, now: clock,
      serverNow: () => this.#stay.clock.now, way: asideWay(said), call: (name) => said(() => this.#circle.rename(this.#name = name)),
    });
    this.#stay = new parts.Stay({
      room: entrance.name, network, clock, makeToken, outgoing: this.#outgoing(),
      on: { open: (batch) => this.#inTurn(() => this.#takeIn(batch)), taken: () => this.#done(), status: on.status },
    });
  }

  isPrivate = true;
  /** Whether we are to wait until somebody lets us in. */
  isWaiting = false;
  /** As Session.lifetime. */
  lifetime;

  /** As the server knows it. */
  get room() {
    return this.#entrance.name;
  }

  /** As Conversation.people, with `isLost`, `isSilent`, `isOpener`, `isVerified` and `mayGo` (Circle.about) of others. */
  get people() {
    return this.#conversation.people.map((person) => ({ ...person, ...(person.own ? {} : this.#more(person.id)) }));
  }

  #more(id) {
    const { name = null, isOpener = false, mayGo = false } = this.#circle.about(id) ?? {};
    return { isOpener, mayGo, isVerified: this.#verified.has(name), isSilent: this.#silent.has(id) };
  }

  /** Whether nobody is there who could let us in, so far as we know. */
  get isDeserted() {
    const { knocks } = this.state;
    return [...this.#near].every((near) => knocks.some(({ id }) => id === near));
  }

  get lines() {
    return this.#conversation.lines;
  }

  get others() {
    return this.#conversation.others;
  }

  /** As Session.later. */
  get later() {
    const shown = (alter) => {
      const altered = alter();
      this.#showAll();
      return altered;
    };
    return Promise.resolve({
      reword: (line, typed) => shown(() => this.#alterations.reword(line, typed)),
      withdraw: (line) => shown(() => this.#alterations.withdraw(line)),
      asides: this.#asides.there,
      talk: this.#alterations.talk,
    });
  }

  get hasSaid() {
    return this.lines.some(({ own }) => own);
  }

  get unsent() {
    return this.lines.filter(({ own, state }) => own && state === 'waiting').map(({ content }) => content.text);
  }

  start() {
    this.#lifetimes.wake();
    this.#stay.start();
  }

  stop() {
    this.#network.timers.clear(this.#timer);
    this.#asides.rest();
    this.#lifetimes.rest();
    return this.#stay.stop();
  }

  leave(say) {
    this.#network.timers.clear(this.#timer);
    this.#lifetimes.rest();
    this.#asides.rest();
    this.#stay.leave((credentials) => say(this.#withGoodbye(credentials)));
    this.#inTurn(() => {
      this.#circle?.wipe();
      (this.#entrance.admission ?? this.#entrance.invitation).key.fill(0);
    });
  }

  /** The ids of others whom the server counts as here, let in or not: what is said to all reaches them. */
  get near() {
    return this.#near;
  }

  /** As Session.server. */
  get server() {
    return this.#stay;
  }

  /** What a `leave` must carry, a signed goodbye with it. */
  get stay() {
    return this.#withGoodbye(this.#stay.current);
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

  excess(text) {
    const item = { id: '', ts: 1e15, kind: 'text', content: { text } };
    const plain = jsonSize(this.#parts.KINDS.write(item, { name: '' })) + RESERVED;
    return wrappedSize(sealedLineSize(plain)) - Math.min(this.#maxMessage, this.#network.path.mostBatch);
  }

  say(typed, manner, kind = 'text') {
    const content = this.#parts.KINDS.of(kind).compose(typed);
    if (content === null) return false;
    Object.assign(content, manner);
    const ttl = this.#lifetimes.of(this.lifetime);
    if (ttl) content.ttl = ttl;
    const item = { id: this.#makeId(), kind, ts: Math.round(this.#stay.clock.now), content };
    this.#said.set(item.id, item);
    try {
      this.#show(this.#conversation.say(item));
    } finally {
      this.#put(item);
    }
    return true;
  }

  // ---- the room: who may what -----------------------------------------------

  /** As Circle.state. */
  get state() {
    return this.#circle?.state ?? { isOpener: this.#identity !== null, mayAppoint: false, isLocked: false, lifetime: 0, title: '', link: this.#entrance.admission?.link ?? null, invitations: [], knocks: [] };
  }

  // What is done resolves to true where it was done, else to false, as before we are in.

  lock(isLocked) { return this.#do(() => this.#circle.lock(isLocked)); }

  /** All lines are to be seen for so many seconds at most, 0 for no end. */
  limit(seconds) { return this.#do(() => this.#circle.limit(seconds)); }

  /** The room is to be called that; '' for nothing. */
  call(title) { return this.#do(() => this.#circle.call(title)); }

  /** Closes the room for all. */
  close() { return this.#do(() => this.#circle.close()); }

  remove(id) { return this.#do(() => this.#circle.remove(id)); }

  /** Makes somebody an opener, too. */
  appoint(id) { return this.#do(() => this.#circle.appoint(id)); }

  /** Lets in one who knocks. */
  admit(id) { return this.#do(() => this.#circle.admit(id)); }

  turnAway(id) { return this.#do(() => this.#circle.turnAway(id)); }

  /** Makes a single-use invitation: a promise of its fragment, or of false. */
  invite() { return this.#do(() => this.#circle.invite()); }

  withdraw(fragment) { return this.#do(() => this.#circle.withdraw(fragment)); }

  async #do(work) {
    const result = await this.#inTurn(() => this.#circle !== null && work());
    this.#done();
    return result;
  }

  // ---- who is who -----------------------------------------------------------

  /** A promise of `{ numbers, key }`: the twelve numbers (comparison.js) that both of us see, and the fingerprint of their key; of null for nobody. */
  async numbersWith(id) {
    const about = this.#circle?.about(id);
    return about && { numbers: await pairNumbers(this.#identity.publicKey, about.publicKey), key: about.name };
  }

  /** The five numbers of one who knocks, or of ourselves without `id`. */
  async knockNumbers(id) {
    const key = id === undefined ? this.#identity.publicKey : this.state.knocks.find((knock) => knock.id === id)?.publicKey;
    return key ? knockNumbers(key) : null;
  }

  /** That we have compared these numbers with who has that `key`, or take that back. It holds however they come again. */
  verify(key, isVerified) {
    this.#verified[isVerified ? 'add' : 'delete'](key);
    this.#show([{ type: 'people' }]);
  }

  // ---- what is sent ---------------------------------------------------------

  #alter(kind, content, undo) {
    const item = { id: this.#makeId(), kind, ts: Math.round(this.#stay.clock.now), content, undo };
    this.#said.set(item.id, item);
    this.#put(item);
  }

  #put(item) {
    if (!this.#circle) return; // when there is one
    this.#circle.say({
      id: item.id,
      prepare: () => this.#stamp(item),
      content: () => this.#contentOf(item),
      onSent: () => this.#sent(item),
      onRefused: (why) => this.#refused(item, why),
    });
    this.#stay.flush();
  }

  // Its turn has come to be sealed.
  #stamp(item) {
    item.begun = true;
    if (!item.isSent) {
      item.ts = this.#times.next(this.#stay.clock.now);
      item.order = this.#orders.next(this.#stay.clock.now);
    }
    this.#changes.push(...this.#conversation.stamped(item.id, item.ts, item.order));
  }

  // Of a line that was taken back nothing is left, nor of what it was to be changed to; and of wordings only the last.
  #contentOf(item) {
    const line = this.#said.get(item.content.of);
    const reworded = line && item.kind === 'edit' ? { ...item, content: { ...item.content, ...line.content } } : item;
    const { id, name, ...content } = this.#parts.KINDS.write(line?.kind === 'withdraw' ? line : reworded, { name: '' });
    return { ...content, order: item.order };
  }

  #sent(item) {
    item.isSent = true;
    this.#heardNow.push(['add', this.#circle.relay, { id: item.id, ttl: item.content.ttl }]);
    this.#changes.push(...this.#conversation.delivered(item.id));
  }

  #refused(item, why) {
    this.#said.delete(item.id);
    if (item.content.text) this.#on.returned([item.content.text], why);
    this.#changes.push(...(item.undo?.() ?? this.#conversation.withdrawn(item.id)));
  }

  #outgoing() {
    return {
      next: async (most) => {
        await this.#stay.idle;
        const batch = await this.#inTurn(() => this.#circle?.next(Math.min(most, this.#maxMessage)) ?? null);
        this.#showAll();
        return batch;
      },
      accepted: (batch) => this.#told(() => this.#circle.post.accepted(batch)),
      putOff: (batch, milliseconds) => this.#circle.post.putOff(batch, milliseconds, this.#clock()),
      refused: (batch, why) => this.#told(() => this.#circle.post.refused(batch, why)),
      dueAt: () => this.#circle?.post.dueAt() ?? null,
    };
  }

  #told(tell) {
    tell();
    this.#showAll();
    this.#schedule();
  }

  // The circle does one thing after the other.
  #inTurn(work) {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  #done() {
    this.#showAll();
    this.#stay.flush();
    this.#schedule();
  }

  #schedule() {
    const { timers } = this.#network;
    timers.clear(this.#timer);
    if (!this.#circle || !this.credentials) return;
    const at = Math.min(this.#circle.tickAt(), ...this.#nameless.values());
    this.#timer = timers.set(() => this.#inTurn(() => this.#tick()).then(() => this.#done()), Math.max(LEAST_PAUSE_MS, at - this.#clock()));
  }

  #tick() {
    for (const [id, at] of this.#nameless) {
      if (at > this.#clock()) continue;
      this.#nameless.delete(id);
      this.#changes.push(...this.#conversation.nameless(id, this.#stay.clock.now));
    }
    return this.#circle.tick();
  }

  #showAll() {
    this.#show(this.#changes.splice(0));
    const heard = this.#heardNow.splice(0);
    this.#lifetimes.took(heard); // only now are they in the conversation, and shown
    this.#asides.took(heard);
  }

  #show(changes) {
    if (changes.length > 0) this.#on.changes(changes);
  }

  #withGoodbye(credentials) {
    const words = this.#circle?.lastWords;
    return credentials && words ? { ...credentials, commands: [['send', credentials.id, words.message]] } : credentials;
  }

  // ---- what comes -----------------------------------------------------------

  async #takeIn({ commands, joined, late }) {
    for (const command of commands) {
      const [name, id, parameter] = command;
      this.#keepNear(name, id);
      if (name === 'init') await this.#enter(this.#parts.readInit(command), joined, late);
      else if (name === 'fetch') this.#circle.newcomer(id);
      else if (name === 'rm') this.#circle.gone(id);
      else if (name === 'add') await this.#heard(id, parameter);
    }
  }

  #keepNear(name, id) {
    if (name === 'fetch') this.#near.add(id);
    else if (name !== 'rm' || !this.#near.delete(id)) return;
    if (this.isWaiting) this.#changes.push({ type: 'people' });
  }

  async #enter(init, joined, late) {
    if (init.id !== await relayOf(this.#stay.token)) throw new Error('an id that is not ours');
    if (init.now !== null) this.#stay.clock.told(init.now + late);
    if (init.maxMessage) this.#maxMessage = init.maxMessage;
    if (this.#circle?.relay !== init.id) await this.#begin(init);
    else this.#changes.push(...this.#conversation.resume());
    this.#heardNow.push(['init', init.id]);
    this.#near = new Set(init.members.filter((id) => id !== init.id));
    this.#changes.push({ type: 'people' });
    this.#circle.enter({ name: this.#name, members: init.members, joined });
  }

  // As somebody new, of whom nobody has heard yet.
  async #begin(init) {
    const identity = (this.#circle === null ? this.#identity : null) ?? await newIdentity();
    this.#circle?.wipe();
    this.#silent.clear();
    this.#identity = identity;
    this.#circle = new Circle({
      suite: this.#suite, entrance: this.#entrance, identity, relay: init.id, most: this.#most, now: this.#clock, makeId: this.#makeId, tell: (event) => this.#take(event),
    });
    this.#changes.push(...this.#conversation.enter({ id: init.id, name: this.#name, members: [] }));
    if (this.#holders.clear()) this.#changes.push({ type: 'held' });
    for (const item of this.#said.values()) this.#put(item);
  }

  async #heard(sender, message) {
    await this.#circle.heard(sender, message);
    const item = sender === this.#circle.relay && this.#said.get(message?.id);
    if (item) this.#echoed(item);
  }

  #echoed(item) {
    this.#changes.push(...this.#conversation.echoed(item.id, this.#stay.clock.now));
    this.#heardNow.push(['add', this.#circle.relay, { id: item.id, ttl: item.content.ttl }]);
  }

  #take(event) {
    this.#note(event);
    this.#changes.push(...changesOf(event, {
      conversation: this.#conversation, now: this.#stay.clock.now, relay: this.#circle.relay, makeId: this.#makeId, orderOf: (order) => this.#orders.heard(order),
    }));
    const { type, id } = event;
    const commands = commandsOf(event, this.#circle.relay);
    this.#alterations.took(commands);
    this.#heardNow.push(...commands);
    if (type === 'came') this.#nameless.set(id, this.#clock() + NAME_MS);
    if (type === 'rights') this.#lifetimes.room = this.#circle.state.lifetime;
    if (type === 'gone' ? this.#holders.gone(id) : type === 'holds' && this.#holders.held(id, event.ids)) this.#changes.push({ type: 'held' });
  }

  // What is so from then on, beside the conversation.
  #note({ type, id, why }) {
    if (type === 'named') this.isWaiting = false; // who lets us in greets us
    if (type === 'silent') this.#silent.add(id);
    if (['lost', 'gone', 'heard again'].includes(type)) this.#silent.delete(id);
    if (type === 'out') this.#on.out(why);
    if (type !== 'locked') return;
    this.isWaiting = true;
    this.#on.waits();
  }
}

// Wires private rooms together. It is loaded when one is opened, and is given what the page has anyway.

import { entranceBy, entranceByInvitation } from './crypto/admission.js';
import { fingerprint, newIdentity } from './crypto/identity.js';
import { SECRET_BYTES, readLink } from './crypto/link.js';
import { random } from './crypto/primitives.js';
import { suite } from './packages/hpke.js';
import { PrivateSession } from './private/private-session.js';
import { Bar } from './view/private/bar.js';
import { Exit } from './view/private/exit.js';
import { mark } from './view/private/marks.js';
import { NextSteps } from './view/private/next-steps.js';
import { additions, words } from './words/en-private.js';

const element = (id) => document.getElementById(id);

const loadQrCode = async () => (await import('./packages/qr-code.js')).modulesOf;
const loadQrReader = async () => (await import('./packages/qr-reader.js')).textIn;
const loadWords = async () => (await import('./packages/word-list.js')).wordlist;

const LINKED = ['unanswered', 'uninvited']; // refusals after which the link may be tried again

const addressOf = (fragment) => `${location.origin}${location.pathname}${location.search}${fragment}`;

export class PrivateRooms {
  #parts; #page; #announce;
  #bar; #steps; #exit;
  #door = null;       // { knocks, waiting }, once somebody has waited at one
  #atDoor = null;     // a promise of it
  #dialogs = null;    // { invite, compare, person, room }, once one of them was opened
  #loading = null;
  #session = null;
  #password = null;   // the dialog that asks for one
  #link = null;       // the fragment that was asked for
  #isNew = false;
  #title = '';        // what the room is called

  /**
   * `parts`: the classes of the page (private-session.js). `page`: { words, people, most, insist, loadSheet, announce(sentence), enter(request), wipe() }: its sentences, its list of people, how many there may be in a room, what tries a load again, what loads a style sheet; `enter` opens a
   * room as `open` does, `wipe` leaves this one, and drops what is typed there.
   */
  constructor(parts, page) {
    this.#parts = parts;
    this.#page = page;
    this.#announce = page.announce;
    for (const [name, sentences] of Object.entries(additions)) Object.assign(page.words[name], sentences);
    this.#makeView();
  }

  /**
   * Opens the room of a fragment, or a new one without, which may have a password: a promise of `{ makeSession }`, or of `{ refusal }`. It asks for a password
   * where the link says so, as long as `isWanted()`.
   */
  async open({ link, password = '' }, isWanted) {
    this.#link = link;
    this.#isNew = !link;
    return link ? this.#openLink(link, isWanted) : this.#openNew(password);
  }

  /** A session that was made is under way. */
  entered(session) {
    this.#session = session;
    this.#title = session.state.title;
    this.#page.people.onShown = (people, items) => this.#showPeople(people, items);
    this.#bar.show();
    this.#exit.start();
    this.refresh([]);
    if (this.#isNew) this.#invite();
  }

  /** Who may what has changed, or who knocks: `changes` of the type `room`. */
  refresh(changes) {
    const { isLocked, link, knocks, title } = this.#session.state;
    this.#bar.refresh({ isLocked, canInvite: link !== null, title: title || this.#page.words.header.private });
    if (title !== this.#title) this.#announce(words.called(title));
    this.#title = title;
    for (const { told } of changes) if (told) this.#tell(words.about[told]);
    this.#showKnocks(knocks, changes.flatMap(({ knock }) => knock ?? []));
    if (this.#session.isWaiting && !this.#door) this.#showWaiting();
    this.#dialogs?.invite.refresh(this.#inviteState);
    this.#dialogs?.room.refresh();
  }

  /** We are to wait until somebody lets us in. */
  waits() {
    this.refresh([]);
    this.#showWaiting();
  }

  #showWaiting() {
    this.#withDoor(({ waiting }) => {
      if (!this.#session.isWaiting) return;
      waiting.show();
      waiting.refresh(this.#session.isDeserted);
    });
  }

  /** There is no room, for that reason. */
  refused(refusal) {
    if (!LINKED.includes(refusal)) this.#link = null;
    this.#steps.show(refusal);
    this.#announce(this.#page.words.refusal[refusal]);
  }

  /** The page is in another room, or in none. */
  left() {
    this.#session = null;
    this.#page.people.onShown = () => {};
    this.#door?.waiting.end({ isIn: false });
    this.#exit.stop();
    this.#password?.close();
    for (const dialog of Object.values(this.#dialogs ?? {})) dialog.close();
    this.#door?.knocks.refresh([]);
    this.#bar.hide();
  }

  // ---- what is shown --------------------------------------------------------

  #makeView() {
    const announce = this.#announce;
    const part = { room: element('room'), copyLink: element('copy-link'), people: element('people-toggle'), scope: element('scope'), aboutRoom: element('about-room'), aboutServer: element('about-server') };
    this.#bar = new Bar(part, { onInvite: () => this.#invite(), onRoom: () => this.#withDialogs(({ room }) => room.show()) });
    this.#steps = new NextSteps(element('refusal'), {
      start: () => element('private-room').click(),
      again: () => this.#page.enter({ link: this.#link }),
    });
    this.#exit = new Exit({ announce, wipe: () => this.#page.wipe() });
  }

  // Who waits as well can let in nobody.
  #showKnocks(knocks, fresh) {
    if (this.#session.isWaiting) this.#door?.knocks.refresh([]);
    else if (this.#door || knocks.length > 0) this.#withDoor((door) => door.knocks.refresh(this.#session.state.knocks, fresh));
  }

  // Calls `use(door)` at once where that is there, else when it is, if we are in the same room then.
  #withDoor(use) {
    if (this.#door) {
      use(this.#door);
      return;
    }
    const session = this.#session;
    this.#atDoor ??= this.#page.insist(() => import('./view/private/door.js')).then((parts) => this.#makeDoor(parts));
    this.#atDoor.then((door) => {
      if (door && session === this.#session) use(door);
    });
  }

  #makeDoor(parts) {
    if (!parts) { // the network; it may be there later
      this.#atDoor = null;
      return null;
    }
    const announce = this.#announce;
    const knocks = new parts.KnockBar(element('composer'), {
      announce, words,
      wordsOf: (id) => this.#wordsOf(id),
      admit: (id) => this.#session.admit(id),
      turnAway: (id) => this.#session.turnAway(id),
      focusOn: () => element('text').focus(),
    });
    const place = { content: () => element('content'), text: () => element('text'), send: () => element('send'), present: () => element('present') };
    this.#door = { knocks, waiting: new parts.Waiting(place, { announce, words, ownWords: () => this.#wordsOf() }) };
    return this.#door;
  }

  #tell(sentence) {
    element('about-room').append(' ', sentence);
    this.#announce(sentence);
  }

  // ---- the dialogs ----------------------------------------------------------

  #invite() {
    return this.#withDialogs(({ invite }) => invite.show(this.#inviteState));
  }

  async #loadDialogs() {
    const [dialogs] = await Promise.all([import('./view/private/dialogs/dialogs.js'), this.#page.loadSheet(document.body, element('copy-link').dataset.style)]);
    return dialogs;
  }

  async #withDialogs(use) {
    const session = this.#session;
    this.#loading ??= this.#loadDialogs();
    const parts = await this.#loading.catch(() => null);
    if (!parts) { // the network; they may be there later
      this.#loading = null;
      element('trouble').textContent = this.#page.words.connection.missing;
      return;
    }
    this.#dialogs ??= this.#makeDialogs(parts);
    if (session && session === this.#session) use(this.#dialogs);
  }

  #makeDialogs({ InviteDialog, CompareDialog, PersonDialog, RoomDialog }) {
    const announce = this.#announce;
    const find = (id) => this.#session?.people.find((person) => person.id === id && !person.own);
    const compare = new CompareDialog({
      find, announce,
      load: { words: loadWords, qrCode: loadQrCode, qrReader: loadQrReader },
      numbersWith: (id) => this.#session.numbersWith(id),
      verify: (key, isVerified) => this.#session.verify(key, isVerified),
    });
    return {
      compare,
      invite: new InviteDialog({
        address: addressOf, announce, loadQrCode,
        protect: (password) => this.#page.enter({ password }),
        invitations: { make: () => this.#changed((session) => session.invite()), withdraw: (fragment) => this.#changed((session) => session.withdraw(fragment)) },
      }),
      person: new PersonDialog({
        find, announce,
        state: () => this.#session.state,
        compare: (id) => compare.show(id),
        remove: (id) => this.#session.remove(id),
        appoint: (id) => this.#session.appoint(id),
        more: (...about) => this.#page.people.actions(...about),
      }),
      room: new RoomDialog({
        announce,
        state: () => this.#roomState,
        lock: (isLocked) => this.#session.lock(isLocked),
        limit: (seconds) => this.#session.limit(seconds),
        call: (title) => this.#session.call(title),
        close: () => this.#session.close(),
        wipe: () => this.#page.wipe(),
      }),
    };
  }

  #showPeople(people, items) {
    if (!this.#session) return;
    this.#bar.isAlone = people.length < 2 && !this.#session.isWaiting;
    const { isOpener } = this.#session.state;
    for (const person of people) mark(items.get(person.id).item, person.own ? { ...person, isOpener } : person, (id) => this.#withDialogs(({ person: dialog }) => dialog.show(id)));
    if (this.#door?.waiting.isShown && people.length > 1 && !this.#session.isWaiting) {
      this.#door.waiting.end({ isIn: true });
      this.refresh([]);
    }
    this.#door?.waiting.refresh(this.#session.isDeserted);
    this.#dialogs?.person.refresh();
    this.#dialogs?.invite.refresh(this.#inviteState);
  }

  // ---- what is so -----------------------------------------------------------

  get #inviteState() {
    const { link, invitations } = this.#session.state;
    return { link, invitations, isGuarded: Boolean(readLink(String(link)).check), isAlone: this.#session.people.length < 2 };
  }

  get #roomState() {
    const { isOpener, isLocked, lifetime, title } = this.#session.state;
    const others = this.#session.people.filter(({ own }) => !own);
    return { isOpener, isLocked, lifetime, title, isLastHost: isOpener && others.length > 0 && !others.some((person) => person.isOpener) };
  }

  // What becomes of invitations is told where others are the cause, not where we are.
  async #changed(work) {
    const session = this.#session;
    const result = await work(session);
    if (session === this.#session) this.refresh([]);
    return result;
  }

  // The five words of one who knocks, or our own.
  async #wordsOf(id) {
    try {
      const [list, numbers] = await Promise.all([loadWords(), this.#session.knockNumbers(id)]);
      return numbers && numbers.map((number) => list[number]).join(' ');
    } catch { // the network
      return null;
    }
  }

  // ---- coming in ------------------------------------------------------------

  async #openNew(password) {
    const identity = await newIdentity();
    const link = { secret: random(SECRET_BYTES), opener: await fingerprint(identity.publicKey), room: null };
    return this.#made(await entranceBy(link, password), identity);
  }

  async #openLink(fragment, isWanted) {
    const link = readLink(fragment);
    if (link.fault) return { refusal: link.fault };
    if (link.inviter) return this.#made(await entranceByInvitation(link));
    if (!link.check) return this.#made(await entranceBy(link));
    const dialogs = await this.#loadDialogs().catch(() => null);
    if (!dialogs || !isWanted()) return { refusal: 'unloaded' };
    this.#password = new dialogs.PasswordDialog();
    const entrance = await this.#password.ask(async (password) => {
      const opened = await entranceBy(link, password);
      return opened.check === link.check ? opened : null;
    }, isWanted);
    return entrance ? this.#made(entrance) : { refusal: 'unanswered' };
  }

  #made(entrance, identity = null) {
    const parts = this.#parts;
    return { makeSession: (options) => new PrivateSession({ ...options, parts, suite, entrance, identity, most: this.#page.most }) };
  }
}

// Wires the page together: the address to a session, the session to the page.

import { Drafts } from './chat/drafts.js';
import { Conversation } from './chat/conversation.js';
import { LookAlike } from './chat/look-alike.js';
import { Names } from './chat/names.js';
import { isRandom, roomOf, newRoomFragment, LOBBY, PRIVATE_ROOM } from './chat/room.js';
import { randomId } from './chat/random-id.js';
import { Session } from './chat/session.js';
import { Stay } from './chat/stay.js';
import { TimeStamps } from './chat/time-stamps.js';
import { KINDS } from './kinds/kinds.js';
import { watchConnections } from './path/connections.js';
import { Path } from './path/path.js';
import { lateSharing } from './tabs/late-sharing.js';
import { StreamOnOffer } from './transport/stream-on-offer.js';
import { Announcer } from './view/announcer.js';
import { Composer } from './view/composer.js';
import { ConnectionDialog, loadSheet } from './view/connection-dialog.js';
import { Header } from './view/header.js';
import { Leaving } from './view/leaving.js';
import { Log } from './view/log.js';
import { optional } from './view/optional.js';
import { People } from './view/people.js';
import { readInit } from './wire/answers.js';
import { EarlyJoin } from './wire/early-join.js';
import { sendLast } from './wire/last-words.js';
import { createPost } from './wire/requests.js';
import { texts } from './view/row.js';
import { words } from './words/words.js';

// Shared with boot.js, which keeps what is pressed, and asks for a room, before all this is there.
const early = (globalThis.oneTimeChat ??= {});

// In browsers that are too old this must not start: boot.js says so in words, and may come later. What is named here
// came to browsers after what they need to read this script.
const lacksNothing = Array.prototype.findLast && Object.hasOwn && globalThis.HTMLDialogElement;
if (!lacksNothing || early.isOld?.()) throw new Error('this browser is too old');

// What the operator wants. Nobody is kept from talking by a file that hangs; when it comes late, it is shown, and the rooms stay.
early.site ??= fetch('site.json').then((answer) => (answer.ok && !answer.redirected ? answer.json() : null)).catch(() => null);
early.waits = true;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const wishes = early.site.then(async (given) => Object.keys(given).length && (await import('./view/operator.js')).show(given, early, words)).catch(() => {});
const given = await Promise.race([early.site, pause(1500)]);
const saysRooms = given?.rooms || given?.room !== undefined; // then nobody comes into the lobby against that
const site = await Promise.race([wishes, pause(saysRooms ? 30_000 : 1500)]) || { room: saysRooms ? null : 'lobby' };
early.waits = false;

const TOKEN_BYTES = 24;
const MESSAGE_ID_BYTES = 12;
const TAB_ID_BYTES = 12;
const LOAD_AFTER_MS = 2000;
const LOAD_AGAIN_MS = 20_000;
const MEASURE_AFTER_MS = 20_000;

const element = (id) => document.getElementById(id);

// Only this page's own site: whatever the page is served with, nothing is sent elsewhere.
function endpoint() {
  const wanted = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="onetimechat-endpoint"]'))?.content || 'chat/';
  const url = new URL(wanted, document.baseURI);
  if (url.origin !== location.origin) throw new Error('onetimechat-endpoint must be on the site of this page');
  return url.href;
}

const base = endpoint();
// Nobody sets it, as people and computers set that of Date.
const origin = performance.timeOrigin || Date.now() - performance.now();
const clock = () => origin + performance.now();
const timers = { set: (call, ms) => setTimeout(call, ms), clear: (timer) => clearTimeout(timer) };
const path = new Path({ now: () => performance.now(), random: Math.random });
const earlyJoin = new EarlyJoin(early.join ?? null, { fetch: (address, how) => fetch(address, how), now: () => performance.now() });
const post = createPost({ base, fetch: (...request) => earlyJoin.fetch(...request), timers, path });
const shared = lateSharing({
  post,
  timers,
  load: async (joined) => (await import('./tabs/shared-post.js')).createSharedPost({
    post, base, path, timers, joined,
    now: () => performance.now(),
    locks: optional(() => navigator.locks),
    openChannel: optional(() => BroadcastChannel) ? (name) => new BroadcastChannel(name) : null,
    tab: randomId(TAB_ID_BYTES),
  }),
});
// What is loaded later is tried a few times: a network that fails for a moment must not take it away for the whole stay.
const insist = (load, times = 5) => load().catch(() => times > 1
  && pause(LOAD_AGAIN_MS).then(() => insist(load, times - 1)));
const loadLater = () => insist(async () => (await import('./chat/later.js')).Later);
const loadStream = async () => (await import('./transport/stream.js')).Stream;
let gotTalk;
const talkLoaded = new Promise((resolve) => { gotTalk = resolve; });
const network = {
  post: shared.post, path, makeStream: (options) => new StreamOnOffer(loadStream, options), loadLater, loadTalk: () => talkLoaded, timers,
  wall: () => Date.now(), random: Math.random,
};

// What the operator has set: `kind` is one word, `public` or `private`, where the others are turned off; only such a site loads what is said of that.
const [, kind, most] = /^(public|private|public private)(?: (\d+))?$/.exec(/** @type {HTMLMetaElement} */ (document.querySelector('meta[name="onetimechat-rooms"]'))?.content) ?? [];
if (!/ /.test(kind)) insist(async () => (await import('./view/turned-off.js')).turnOff(kind, words.refusal));

/** @type {any} */
let session = null;
let saidLeave = null; // the id
let unread = 0;
let measuring = false;
let talking = null;
let settings = null;
let attention = null;
let frame = null;
const isFramed = parent !== window;

const announcer = new Announcer(element('announcer'));
const log = new Log({ scroller: element('log'), content: element('content'), list: element('lines'), button: element('newest') });
const people = new People({
  panel: element('people'), list: element('people-list'), count: element('present'), toggle: element('people-toggle'), close: element('people-close'),
});
const header = new Header({
  room: element('room'), scope: element('scope'), start: element('start'), aboutRoom: element('about-room'), newRoom: element('new-room'),
  status: element('status'), signIn: element('sign-in'), statusText: element('status-text'), countdown: element('countdown'), retry: element('retry'),
  present: element('present'), copyLink: element('copy-link'), link: element('link'), linkDialog: element('link-dialog'), linkClose: element('link-close'),
  refusal: element('refusal'), refusalText: element('refusal-text'), again: element('again'),
}, { now: clock, onRetry: () => session?.retry(), announce: (sentence) => announcer.say(sentence) });
let measurement = null;
let lastStatus = { phase: 'connecting' };
const connection = new ConnectionDialog({
  opener: element('connection-open'), dialog: element('connection'), close: element('connection-close'), said: element('connection-said'),
  more: element('connection-more'),
}, async (part) => {
  const [{ Doctor }, { Measurement }] = await Promise.all([import('./view/doctor/doctor.js'), import('./path/measurement.js')]);
  measurement = new Measurement({ post, path, credentials: () => session?.credentials ?? null, now: () => performance.now() });
  return new Doctor(part, { path, status: lastStatus, onOpen: () => measurement.thorough(), onClose: () => measurement.stop() });
});
const composer = new Composer({
  text: element('text'), send: element('send'), trouble: element('trouble'), keys: element('keys'),
  drafts: new Drafts(),
  excess: (text) => session.excess(text),
  submit: (text) => (talking || text[0] !== '/' ? (talking ?? session).say(text) : talkLoaded.then(() => talking && composer.send()) && false),
  onEdited: update,
});
const leaving = new Leaving({
  dialog: element('leaving'), title: element('leaving-title'), stay: element('leaving-stay'), leave: element('leaving-leave'),
}, {
  stay: {
    room: () => (session.isPrivate ? '~' : session.room), // an address
    isHere: (fragment) => session !== null && (session.isPrivate ? fragment === PRIVATE_ROOM : roomOf(fragment, kind, site.room).room === session.room),
    hasSaid: () => session?.hasSaid ?? false,
    hasDrafts: () => composer.hasDrafts,
  },
  open,
});

// How the page's own parts tell rooms from each other: no name is like that of a private one.
const nameOf = ({ isPrivate, room }) => (isPrivate ? `~${room}` : room);

function showPeople() {
  people.refresh(() => session?.people ?? []);
  frame?.update();
}

function seen() {
  unread = 0;
  showTitle();
}

function showTitle() {
  // What a private room is called is no business of the browser's history.
  document.title = words.page.tab(!session ? '' : session.isPrivate ? words.header.private : element('room').textContent, unread);
  frame?.update();
}

function showStatus(status) {
  lastStatus = status;
  header.showStatus(status);
  connection.showStatus(status);
  talking?.update();
  if (status.phase === 'online') measureOnce();
}

// In a quiet moment, and not everybody's after a restart of the server at the same one. The dialog is there then when
// the network fails, which is when it is wanted.
function measureOnce() {
  if (measuring) return;
  measuring = true;
  setTimeout(() => connection.load(), LOAD_AFTER_MS);
  setTimeout(() => insist(loadTalking).then(gotTalk), LOAD_AFTER_MS);
  for (const load of [loadFormatting, loadAttention]) setTimeout(() => insist(load), LOAD_AFTER_MS);
  setTimeout(() => measurement?.buffering(), MEASURE_AFTER_MS * (1 + Math.random()));
}

async function loadTalking() {
  const [{ Talking }, { Talk }] = await Promise.all([import('./view/talk/talking.js'), import('./chat/talk.js')]);
  talking = new Talking({ stay: () => session, status: () => lastStatus, log, people, announcer, form: element('composer'), network, now: clock, loadFiles: () => insist(() => import('./view/files/files.js')) });
  return Talk;
}

async function loadAttention() {
  const { Attention } = await import('./view/attention/attention.js');
  attention = new Attention({ stay: () => session, log, announcer, composer, words });
}

async function loadFormatting() {
  const { Formatting } = await import('./view/formatting/formatting.js');
  new Formatting({ texts, log, announcer, composer, lines: () => session?.lines ?? [] });
}

// With them comes every language but English.
async function loadSettings() {
  const { Settings } = await import('./view/settings/settings.js');
  return settings ??= new Settings({ log, words, insist, offered: site.languages, rows: () => attention?.rows({ typing: talking?.typing }) ?? [] }, () => {
    showStatus(lastStatus);
    showTitle();
    showPeople();
    update();
  });
}

// In a frame of another site's page nothing is opened before that is known to be one that may show this.
async function loadFrame() {
  composer.show(null);
  const { frameFor } = await import('./view/embed/frame.js');
  frame = await frameFor({
    words, refuse, seen, stay: () => session, isOpening: () => wanted !== null, unread: () => unread,
    go: (fragment) => leaving.replace(fragment),
    leave: () => leaveFor('left'),
    appear: (theme) => insist(loadSettings).then((loaded) => loaded?.appear(theme)),
  });
  frame.begin();
  return frame;
}

// Something has been said, or typed.
function update(changes) {
  leaving.update();
  talking?.update(changes);
  attention?.update(changes);
}

function showChanges(told) {
  const changes = talking?.shown(told) ?? told;
  log.apply(changes);
  announcer.apply(changes);
  update(changes);
  if (changes.some(({ type }) => type === 'room')) privateRooms.refresh(changes);
  if (changes.some(({ type }) => type === 'people')) showPeople();
  if (!document.hidden && !frame) return; // whether a frame is in sight, that finds out
  unread += changes.filter(({ type, line }) => type === 'added' && !line.events && !line.own && !line.earlier).length;
  showTitle();
}

// Every room is entered with a new token: nobody can tell that the same person was in both, and a line still on
// its way to the one room cannot end up in the other.
function enter(makeSession) {
  const entered = makeSession({
    network,
    clock,
    makeToken: () => randomId(TOKEN_BYTES),
    makeId: () => randomId(MESSAGE_ID_BYTES),
    on: {
      changes: (changes) => { if (session === entered) showChanges(changes); },
      status: (status) => { if (session === entered) showStatus(status); },
      waits: () => { if (session === entered) privateRooms.waits(); },
      out: (why) => { if (session === entered) leaveFor(why); },
      returned: (texts, why) => composer.giveBack(nameOf(entered), texts, why), // wherever one is by then
    },
  });
  session = entered;
}

function enterPublic(room) {
  enter((options) => new Session({ ...options, room, makeToken: () => earlyJoin.tokenFor(room) ?? options.makeToken() }));
  header.showRoom(room === LOBBY ? null : isRandom(room) ? '' : room, newRoomFragment());
  session.start();
}

let wanted = null; // the private room that is being opened: { link }, {} for a new one, or { password } for one that is protected
let privateRooms = null;

async function loadPrivateRooms() {
  const [{ PrivateRooms }, later] = await Promise.all([
    import('./private.js'), import('./chat/later.js'), loadSheet(document.body, element('private-room').dataset.style),
  ]);
  return new PrivateRooms({ readInit, Stay, Conversation, Names, LookAlike, TimeStamps, KINDS, ...later }, {
    words,
    people,
    insist,
    loadSheet,
    most: Number(most) || undefined,
    announce: (sentence) => announcer.say(sentence),
    enter: enterAnew,
    wipe() {
      const room = nameOf(session);
      leaveFor('gone');
      composer.forget(room);
    },
  });
}

function enterAnew(request) {
  leaveRoom();
  composer.show(null); // until there is one, there is nobody to say anything to
  return enterPrivate(request);
}

// Its link is not kept in the address, where everybody who comes by would see it.
async function enterPrivate(request) {
  wanted = request;
  if (!globalThis.crypto?.subtle) return refuse('insecure');
  header.showRoom(PRIVATE_ROOM, newRoomFragment());
  try {
    privateRooms ??= await loadPrivateRooms();
  } catch { // the network; it may be there later
    if (wanted === request) refuse('unloaded');
    return;
  }
  const isWanted = () => wanted === request;
  const { makeSession, refusal } = await privateRooms.open(request, isWanted);
  if (!isWanted()) return;
  if (refusal) return refuse(refusal);
  enter(makeSession);
  session.start();
  composer.show(nameOf(session));
  showTitle();
  privateRooms.entered(session);
}

function sayLeave() {
  const stay = session?.stay;
  if (!stay || stay.id === saidLeave) return;
  sendLeave(stay);
  saidLeave = stay.id;
}

function sendLeave(credentials, place = post.placeOf(credentials.id)) {
  const beacon = (address, data) => navigator.sendBeacon(address, data);
  const keepsAlive = optional(() => 'keepalive' in Request.prototype);
  sendLast(new URL(`${place}leave`, base).href, credentials, { fetch: (address, how) => fetch(address, how), keepsAlive, beacon });
}

function refuse(refusal) {
  header.showRefusal(refusal, newRoomFragment());
  privateRooms?.refused(refusal);
  showStatus({ phase: 'refused' });
}

function leaveRoom() {
  if (session?.isPrivate) composer.forget(nameOf(session));
  else if (session?.unsent.length > 0) composer.giveBack(nameOf(session), session.unsent, 'left');
  session?.leave((credentials) => { if (credentials.id !== saidLeave) sendLeave(credentials); });
  session = null;
  wanted = null;
  unread = 0;
  log.clear();
  announcer.say(); // nothing: what was said last stands in it
  privateRooms?.left();
}

// We are not in the private room any more, whatever we want.
function leaveFor(why) {
  leaveRoom();
  refuse(why);
  composer.show(null);
  showPeople();
  leaving.update();
  showTitle();
}

function open(asksForPrivate = false) {
  if (isFramed && !frame?.isAdmitted) return; // nobody has said so
  leaveRoom();
  const { room, link, refusal } = roomOf(leaving.fragment, kind, site.room);
  if (link) leaving.hideLink();
  if (room) enterPublic(room);
  else if (!refusal || (asksForPrivate && kind !== 'public')) enterPrivate(link ? { link } : {});
  else refuse(refusal === 'none' && !site.opened ? 'unloaded' : refusal);
  if (earlyJoin.tokenFor(room) === null) earlyJoin.discard(sendLeave); // it was for another room
  site.opened?.(room, refusal);
  composer.show(room ?? null);
  showPeople();
  showTitle();
  if (room && !isFramed && optional(() => matchMedia('(pointer: fine)').matches)) composer.focus();
}

element('settings-open').addEventListener('click', () => loadSettings().then((loaded) => loaded.show(), () => { element('trouble').textContent = words.connection.missing; }));
if (!/^en/.test(navigator.language) || site.languages) insist(loadSettings);
element('again').addEventListener('click', () => enterAnew(wanted));
element('private-room').addEventListener('click', () => leaving.goPrivate());
element('start').addEventListener('click', () => leaving.goPrivate());

// When a tab is closed Firefox breaks off, wherever it is, one of those who listen, so two of them say it.
addEventListener('pagehide', sayLeave);
addEventListener('pagehide', () => {
  sayLeave();
  if (session?.isPrivate) leaveFor('gone'); // the browser may keep the page, but nothing of what was said in it
  session?.stop();
  shared.rest();
});
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  saidLeave = null; // one is the same person again
  session?.start();
});
addEventListener('online', () => {
  path.forget();
  session?.retry();
});
addEventListener('offline', () => session?.probe());
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  if (frame) frame.update(); // the tab may be seen, and this not
  else seen();
  session?.retry();
  session?.probe();
});

watchConnections({ base, path, Observer: globalThis.PerformanceObserver });
// What is typed before all this is there is meant for the room of the page that came, whichever one it is by now.
const meantFor = earlyJoin.room === LOBBY ? site.room : earlyJoin.room;
if (meantFor !== null) composer.show(meantFor);
// Nobody may ever look at a page that a browser prepares.
if (isFramed) insist(loadFrame).then((loaded) => loaded || refuse('framed'));
else if (document.prerendering) document.addEventListener('prerenderingchange', () => open(), { once: true });
else open();

early.started = true;
early.onStarted?.();
if (early.pressed) element(early.pressed).click();
if (early.wantsToSend && (meantFor ?? session?.room) === session?.room) composer.send();

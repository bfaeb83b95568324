// English: what the scripts of the page say. What index.html says from the beginning stands in en-page.js, what the
// connection dialog finds out in en-connection.js.

import { isolated } from './isolated.js';
import { spoken } from './spoken.js';

const LONGEST_LIST = 3;

function number(value) {
  return value.toLocaleString('en');
}

function counted(value, one, many) {
  return `${number(value)} ${value === 1 ? one : many}`;
}

function listed(names) {
  if (names.length <= LONGEST_LIST) {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  }
  const others = names.length - LONGEST_LIST + 1;
  return `${names.slice(0, LONGEST_LIST - 1).join(', ')} and ${number(others)} others`;
}

function called({ name, like }) {
  return like ? `${isolated(name)} (${en.people.looksLike(like)})` : isolated(name);
}

export const en = /* @__PURE__ */ spoken('main', {
  /** In which language, and with which habits, dates are written: the browser's own. */
  locale: [],

  page: {
    /** `room` is what it is called; '' in no room. */
    tab: (room, unread) => `${unread > 0 ? `(${number(unread)}) ` : ''}${room === '' ? '' : `${room} – `}One Time Chat`,
  },

  header: {
    lobby: 'Lobby',
    private: 'Private room',
    /** One whose name is random letters. */
    room: 'Unlisted room',
    scope: {
      lobby: 'Public: anyone can read along',
      room: 'Public: anyone with the link can read',
    },
    noRoom: 'Not in a room',
    copyLink: 'Copy link',
    copied: 'Copied',
    linkCopied: 'Link copied',
    connecting: 'Connecting…',
  },

  /** What the status line says of a transport status; a countdown may follow it. */
  status: ({ phase, reason }) => (phase === 'waiting' ? en.waiting[reason] ?? en.waiting.unreachable : en.phase[phase] ?? en.header.connecting),
  phase: {
    online: 'Online',
    reconnecting: 'Reconnecting…',
    refused: 'Not connected',
  },
  waiting: {
    full: 'The chat is full. Trying again',
    limited: 'Too many requests from your network. Trying again',
    unreachable: 'Connection lost. Reconnecting',
    portal: 'Your network asks you to sign in. Trying again',
    foreign: 'The server takes this page for another site’s. Trying again',
    fault: 'Something went wrong in this page. Trying again',
  },
  countdown: (milliseconds) => `in ${Math.max(1, Math.ceil(milliseconds / 1000))} s`,

  about: {
    lobby: 'Here in the lobby whoever opens this page reads along and can write, so say nothing that is not for everyone.',
    room: 'Whoever has the link to this room, or guesses its name, reads along and can write. The server could read it, too. What is said in a private room it cannot.',
  },

  /** Why an address opens no room. What else there is to be said of private ones is put beside it when they are loaded (en-private.js). */
  refusal: {
    gone: 'You have left this private room. To come in again, open its link.',
    insecure: 'Private rooms need HTTPS, without which browsers do not encrypt. Ask the operator of this site to turn it on.',
    unloaded: 'Private rooms could not be loaded: there is no way through at the moment.',
    name: 'This address names no room. A room is 1 to 64 letters (A to Z), digits, dashes or underscores.',
  },

  /** Of a notice, what only private rooms tell: by `what`, functions of the name and the event (en-private.js). */
  remarks: {},

  people: {
    you: 'You',
    yourself: ' (you)',
    /** Someone whose name is not known yet. */
    guest: (id) => `Guest ${id.slice(0, 4)}`,
    /** Behind a name that somebody else had first, or one that looks like it. */
    looksLike: (name) => `looks like ${isolated(name)}`,
    present: (count) => (count === 1 ? 'Only you are here' : `${number(count)} people here`),
    presentLabel: (sentence) => (sentence === '' ? 'People' : `People: ${sentence}`),
  },

  log: {
    /** An own line that the server has not taken yet. */
    waiting: 'Waiting here',
    /** Behind a text that was said in other words before. */
    edited: ' (edited)',
    showAll: (characters) => `Show all ${number(characters)} characters`,
    showLess: 'Show less',
    earlier: (count) => counted(count, 'earlier message', 'earlier messages'),
    fresh: (count) => counted(count, 'new message', 'new messages'),
    /** Behind a link: the host it opens, where the text writes it in another way. */
    host: (host) => ` (${host})`,
    spoken: (name, like, text) => `${called({ name, like })}: ${text}`,
  },

  /**
   * One line for a run of comings and goings: `events` are `{ name, like, what }`, what is joined, left, gone or renamed; the
   * last has `from`, the former `{ name, like }`.
   */
  notice(events) {
    const of = (wanted) => events.filter(({ what }) => what === wanted);
    const [joined, renamed, left, gone] = [of('joined'), of('renamed'), of('left'), of('gone')];
    const names = (those) => listed(those.map(called));
    const parts = [];
    if (joined.length > 0) parts.push(`${names(joined)} joined`);
    if (renamed.length > LONGEST_LIST) parts.push(`${names(renamed.map(({ from }) => from))} have other names`);
    else parts.push(...renamed.map((event) => `${called(event.from)} is now ${called(event)}`));
    for (const event of events) if (en.remarks[event.what]) parts.push(en.remarks[event.what](called(event), event));
    if (left.length > 0) parts.push(`${names(left)} left`);
    if (gone.length > 0) parts.push(`${names(gone)} ${gone.length === 1 ? 'is' : 'are'} gone: connection lost`);
    return parts.join(' · ');
  },

  composer: {
    keys: 'Enter sends, Shift and Enter makes a new line.',
    /** Where there is but a touch screen. */
    touchKeys: 'Enter makes a new line, the button sends.',
    tooLong: (excess) => `This is ${counted(excess, 'byte', 'bytes')} too long for one message. Shorten it or send it in parts.`,
    /** Why a message is back in the box. */
    returned: {
      server: 'The server did not take this message. It is back in the box.',
      path: 'Your network lets no message of this size through. It is back in the box: send it in parts.',
      network: 'Your network does not let this message through. It is back in the box: say it in other words.',
      left: 'You left before this was sent. It is back in the box.',
    },
  },

  leaving: {
    /** `room` as an address names it, or with ~ before it. */
    title: (room) => `Leave ${room === 'lobby' ? 'the lobby' : room[0] === '~' ? 'the private room' : `#${room}`}?`,
  },

  /** Until what fills the dialog is there. */
  connection: {
    loading: 'One moment…',
    missing: 'This part of the page could not be loaded: there is no way through at the moment. Try again later.',
  },
});

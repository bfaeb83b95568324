// English: every sentence of the page but what the connection dialog finds out, which stands in connection-en.js.

import { isolated } from './isolated.js';

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

const waiting = {
  full: 'The chat is full. Trying again',
  limited: 'Too many requests from your network. Trying again',
  unreachable: 'Connection lost. Reconnecting',
  portal: 'Your network asks you to sign in. Trying again',
  fault: 'Something went wrong in this page. Trying again',
};

export const en = {
  page: {
    title: 'One Time Chat',
    description: 'A chat that leaves no trace: messages live only in the browsers of those who talk.',
    /** `room` is null in no room, '' in the lobby. */
    tab: (room, unread) => `${unread > 0 ? `(${number(unread)}) ` : ''}${room === null ? '' : room === '' ? 'Lobby – ' : `#${room} – `}One Time Chat`,
    noScript: 'One Time Chat needs JavaScript: your browser is the only place where messages are kept.',
  },

  boot: {
    lost: 'A part of this page has not arrived, or does not run.',
    old: 'Your browser is too old for this page. It needs Chrome or Edge 97, Firefox 104, Safari 15.4, or a later one.',
    reload: 'Reload',
    wait: 'The page is still loading. It sends this as soon as it can.',
  },

  header: {
    actions: 'Room',
    lobby: 'Lobby',
    lobbyScope: 'Public: anyone can read along',
    roomScope: 'Anyone with the link can read',
    noRoom: 'No such room',
    copyLink: 'Copy link',
    copied: 'Copied',
    linkCopied: 'Link copied',
    newRoom: 'New room',
    people: 'People',
    signIn: 'Open sign-in page',
    retry: 'Retry now',
    connection: 'Connection',
    connecting: 'Connecting…',
  },

  /** What the status line says of a transport status; a countdown may follow it. */
  status({ phase, reason }) {
    switch (phase) {
      case 'online': return 'Online';
      case 'waiting': return waiting[reason] ?? waiting.unreachable;
      case 'reconnecting': return 'Reconnecting…';
      case 'refused': return 'Not connected';
      default: return en.header.connecting;
    }
  },
  countdown: (milliseconds) => `in ${Math.max(1, Math.ceil(milliseconds / 1000))} s`,

  about: {
    title: 'A chat that leaves no trace',
    lobby: 'This is the lobby. Whoever opens this page reads along and can write, so say nothing here that is not for everyone. For a talk among a few, open a new room and pass on its link.',
    room: 'Whoever has the link to this room, or guesses its name, reads along and can write. Rooms are not encrypted yet: the server could read them too.',
    kept: 'Messages are kept only in the browsers of those who are here. When you leave, yours vanish for everyone.',
    server: 'The server passes messages on and stores nothing. While it does, it sees them, your address and the room’s name.',
    copies: 'Nobody can be kept from copying what they read.',
  },

  /** Why an address opens no room. */
  refusal: {
    private: 'This is a link to a private room, which this page cannot open.',
    name: 'This address names no room. A room is 1 to 64 letters (A to Z), digits, dashes or underscores.',
    toLobby: 'Go to the lobby',
  },

  people: {
    title: 'People here',
    close: 'Close',
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
    label: 'Conversation',
    sending: 'Sending…',
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
    if (left.length > 0) parts.push(`${names(left)} left`);
    if (gone.length > 0) parts.push(`${names(gone)} ${gone.length === 1 ? 'is' : 'are'} gone: connection lost`);
    return parts.join(' · ');
  },

  composer: {
    label: 'Message',
    placeholder: 'Write a message',
    send: 'Send',
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
    /** `room` as an address names it. */
    title: (room) => (room === 'lobby' ? 'Leave the lobby?' : `Leave #${room}?`),
    loss: 'What you have said there vanishes for everybody.',
    stay: 'Stay',
    leave: 'Leave',
  },

  /** The connection dialog as it lies in the page. */
  connection: {
    title: 'Your connection',
    close: 'Close',
    loading: 'One moment…',
    missing: 'This part of the page could not be loaded: there is no way through at the moment. Try again later.',
    picture: 'The last minute',
    lanes: 'Above, questions for news; below, all other requests.',
    waiting: 'waiting',
    streaming: 'streaming',
    news: 'news came',
    answered: 'answered',
    lost: 'lost',
    administrator: 'For the administrator',
    copy: 'Copy report',
    promise: 'The report holds no names, rooms, addresses or messages.',
    report: 'Report',
  },

  link: {
    title: 'Link to this room',
    explanation: 'Your browser does not let this page copy. The link is selected: copy it from here.',
    label: 'Link',
    close: 'Close',
  },
};

// English: what index.html says before any script has run, under the names it has there; a test holds the two to each other.
// Only what puts another language in its place loads it.

import { spoken } from './spoken.js';

export const page = spoken('page', {
  page: {
    title: 'One Time Chat',
    description: 'A chat that leaves no trace: messages live only in the browsers of those who talk.',
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
    newRoom: 'New room',
    privateRoom: 'Private room',
    people: 'People',
    signIn: 'Open sign-in page',
    retry: 'Retry now',
    connection: 'Connection',
    settings: 'Settings',
  },

  about: {
    title: 'One Time Chat leaves no trace',
    start: 'Start a private room',
    kept: 'Messages are kept only in the browsers of those who are here. When you leave, yours vanish for everyone.',
    server: 'The server passes messages on and stores nothing. While it does, it sees them, your address and the room’s name.',
    copies: 'Nobody can be kept from copying what they read.',
  },

  refusal: {
    again: 'Try again',
    toLobby: 'Go to the lobby',
  },

  people: {
    title: 'People here',
    close: 'Close',
  },

  log: {
    label: 'Conversation',
  },

  composer: {
    label: 'Message',
    placeholder: 'Write a message',
    send: 'Send',
  },

  leaving: {
    loss: 'What you have said there vanishes for everybody.',
    stay: 'Stay',
    leave: 'Leave',
  },

  connection: {
    title: 'Your connection',
    close: 'Close',
  },

  link: {
    title: 'Link to this room',
    explanation: 'Your browser does not let this page copy. The link is selected: copy it from here.',
    label: 'Link',
    close: 'Close',
  },
});

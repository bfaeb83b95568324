// English: what is said of answering lines, reacting to them, commands, mentions and the search.

import { isolated } from './isolated.js';
import { spoken } from './spoken.js';

const number = (value) => value.toLocaleString('en');
const MOST_NAMES = 20;

function listed(names) {
  const shown = names.slice(0, MOST_NAMES).map(isolated).join(', ');
  const others = names.length - MOST_NAMES;
  return others > 0 ? `${shown} and ${number(others)} ${others === 1 ? 'other' : 'others'}` : shown;
}

export const talk = spoken('talk', {
  /** What can be done with a line. */
  actions: 'Message',
  keys: 'Arrow up changes, withdraws or answers messages. A message that begins with a slash is a command: /help lists them.',
  edit: 'Edit',
  withdraw: 'Withdraw',
  withdrawn: 'Withdrawn',
  tooLong: 'This is too long for one message.',
  hasLeft: 'This person has left: nothing was changed. What you have written stays here.',
  save: 'Save',
  cancel: 'Cancel',
  reply: 'Reply',
  react: 'React',
  reactWith: (emoji) => `React with ${emoji}`,
  otherEmoji: 'Another emoji',
  oneEmoji: 'One emoji',
  noEmoji: 'This is not one emoji.',
  tooManyEmoji: 'You have reacted with as many emoji as there may be.',

  /** Above the box, while an answer is written. */
  replying: (name) => `Replying to ${isolated(name)}`,
  noReply: 'Do not reply',
  replyLost: 'The message that you were replying to has vanished.',

  /** At an answer. */
  inReplyTo: 'In reply to',
  notHere: 'A message that is not here',
  vanished: 'A message that has vanished',
  spokenReply: (name, sentence) => `${sentence} (in reply to ${isolated(name)})`,

  reactions: 'Reactions',
  reactors: (emoji, names, isOwn) => `${emoji} ${number(names.length + (isOwn ? 1 : 0))}: ${[...(isOwn ? ['You'] : []), ...(names.length > 0 ? [listed(names)] : [])].join(', ')}`,
  /** How many there are of one emoji, and how many more emoji than are shown. */
  reacted: (count) => number(count),
  moreReactions: (count) => `+${number(count)}`,

  mentionsYou: 'Mentions you',
  fresh: (count) => `${number(count)} new ${count === 1 ? 'message' : 'messages'}`,
  spokenMention: (sentence) => `You are mentioned: ${sentence}`,
  spokenAction: (name, text) => `${isolated(name)} ${text}`,

  people: 'People to mention',
  offered: (count) => (count === 1 ? '1 person: Enter takes the name' : `${number(count)} people: arrows choose, Enter takes`),

  /** What /help tells of: how each is typed, and what it does. */
  commands: {
    me: { typed: '/me waves', does: 'says what you do: * Your name waves' },
    clear: { typed: '/clear', does: 'empties this view; others still see what you said, and new messages come' },
    search: { typed: '/search words', does: 'finds words in what is on screen' },
    nick: { typed: '/nick Name', does: 'takes another name' },
    away: { typed: '/away', does: 'tells that you are away, until you say something' },
    help: { typed: '/help', does: 'shows this' },
    slash: { typed: '//word', does: 'says /word: a message that begins with a slash' },
  },
  shortcuts: {
    send: { typed: 'Enter', does: 'sends' },
    newLine: { typed: 'Shift Enter', does: 'makes a new line' },
    lastOwn: { typed: '↑ in the empty box', does: 'goes to your last message: edit, withdraw, reply, react' },
    last: { typed: 'Shift ↑ in the empty box', does: 'goes to the last message' },
    others: { typed: '↑ ↓ there', does: 'go on to other messages' },
    actions: { typed: '← →', does: 'go through what can be done with one' },
    back: { typed: 'Esc', does: 'goes back to the box; there it ends a reply' },
    mention: { typed: '@', does: 'offers those who are here' },
    found: { typed: 'Enter, Shift Enter in the search', does: 'go to the next and the previous place' },
  },
  help: 'Help',
  helpTitle: 'Commands and keys',
  commandsTitle: 'Commands',
  keysTitle: 'Keys',
  close: 'Close',
  unknown: (word) => `There is no command /${word}. /help lists them; // at the beginning says a message that begins with a slash.`,
  nothingToDo: 'Say what you do behind /me.',
  cleared: 'The view is empty. Others still see what was said.',

  search: 'Search',
  searchFor: 'Search in what is on screen',
  next: 'Next',
  previous: 'Previous',
  found: (at, count, isMore) => (count === 0 ? 'Nothing found' : `${number(at)} of ${number(count)}${isMore ? ' or more' : ''}`),
});

// English: what is said of answering lines, reacting to them, commands, mentions and the search.

import { isolated } from './isolated.js';

const number = (value) => value.toLocaleString('en');
const MOST_NAMES = 20;

function listed(names) {
  const shown = names.slice(0, MOST_NAMES).map(isolated);
  return names.length > MOST_NAMES ? `${shown.join(', ')} and ${number(names.length - MOST_NAMES)} others` : shown.join(', ');
}

export const talk = {
  /** What can be done with a line. */
  actions: 'Message',
  keys: 'Arrow up changes, withdraws or answers messages. A message that begins with a slash is a command: /help lists them.',
  edit: 'Edit',
  withdraw: 'Withdraw',
  withdrawn: 'Withdrawn',
  tooLong: 'This is too long for one message.',
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
  moreReactions: (count) => `+${number(count)}`,

  mentionsYou: 'Mentions you',
  fresh: (count) => `${number(count)} new messages`,
  spokenMention: (sentence) => `You are mentioned: ${sentence}`,
  action: (name) => `* ${isolated(name)}`,
  spokenAction: (name, text) => `${isolated(name)} ${text}`,

  people: 'People to mention',
  offered: (count) => (count === 1 ? '1 person: Enter takes the name' : `${number(count)} people: arrows choose, Enter takes`),

  /** Commands. `does` is what each does, as /help tells it. */
  commands: [
    ['/me waves', 'says what you do: * Your name waves'],
    ['/clear', 'empties this view; others still see what you said, and new messages come'],
    ['/search words', 'finds words in what is on screen'],
    ['/nick Name', 'takes another name'],
    ['/away', 'tells that you are away, until you say something'],
    ['/help', 'shows this'],
    ['//word', 'says /word: a message that begins with a slash'],
  ],
  shortcuts: [
    ['Enter', 'sends'],
    ['Shift Enter', 'makes a new line'],
    ['↑ in the empty box', 'goes to your last message: edit, withdraw, reply, react'],
    ['Shift ↑ in the empty box', 'goes to the last message'],
    ['↑ ↓ there', 'go on to other messages'],
    ['← →', 'go through what can be done with one'],
    ['Esc', 'goes back to the box; there it ends a reply'],
    ['@', 'offers those who are here'],
    ['Enter, Shift Enter in the search', 'go to the next and the previous place'],
  ],
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
};

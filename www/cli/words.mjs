// English: what the program says. What the page says as well is taken from there.

import { en } from '../js/words/en.js';
import { additions, words as ofPrivate } from '../js/words/en-private.js';
import { words as ofTurnedOff } from '../js/words/en-turned-off.js';

Object.assign(en.remarks, additions.remarks);

const seconds = (milliseconds) => en.countdown(milliseconds);

export const words = {
  help: `Usage: onetimechat-cli [options] LINK

Joins the room of LINK, prints what is said there, and says each line of standard input.
LINK is the address of a page with a room behind #, a link to a private room, or an
invitation; without it, ONETIMECHAT_LINK.

  --json                one JSON object a line, out and in
  --whole               all of standard input is one message
  --listen              stay after the end of standard input
  --new                 start a private room at the page LINK, and print its link
  --name NAME           what to be called there
  --link-file FILE      read LINK from a file
  --password-file FILE  read the room's password from a file (or ONETIMECHAT_PASSWORD)
  --endpoint PATH       where the daemon answers; by default, what the page says
  --timeout SECONDS     how long to try to get in, and at the end to get a line through; 30
  --version, --help

Exit status: 0 left in order, 1 wrong usage, 2 not reached or not understood, 3 refused,
4 something could not be said, 5 standard output was closed, 6 a fault of the program.
See onetimechat-cli(1).
`,

  fault: 'This is a fault of the program:',

  usage: {
    hint: 'Try onetimechat-cli --help.',
    unknown: (option) => `There is no option ${option}.`,
    valueMissing: (option) => `${option} needs a value.`,
    noValue: (option) => `${option} takes no value.`,
    noLink: 'Which room? Give the address of a page, or a link.',
    twoLinks: 'Give one link.',
    address: 'A link begins with https:// or http://, and has no user name in it.',
    timeout: '--timeout wants a number of seconds, up to 86400.',
    name: 'Nothing of that name could be shown.',
    newWithRoom: '--new wants the address of a page, without a room behind it.',
    passwordShown: 'Others on this computer could read a password here. Use --password-file or ONETIMECHAT_PASSWORD.',
    wholeJson: '--whole and --json do not go together: a JSON object can hold many lines.',
    file: (path, code) => `${path} cannot be read (${code}).`,
    emptyFile: (path) => `${path} has nothing in its first line.`,
  },

  reach: {
    unreachable: (page, why) => `${page} cannot be reached${why ? ` (${why})` : ''}.`,
    status: (page, status) => `${page} answers ${status}.`,
    noPage: (page) => `${page} is no page of One Time Chat.`,
    elsewhere: (page) => `${page} leads to another site.`,
    insecure: (page) => `${page} leads away from HTTPS.`,
    foreign: 'The page has its messages sent to another site.',
    again: 'Trying again.',
    notIn: 'There was no way in.',
    noGoodbye: 'There was no way to say goodbye: others will see that the connection is lost.',
  },

  refusal: {
    ...en.refusal,
    ...additions.refusal,
    ...ofTurnedOff.refusal,
    gone: 'This link has lost its end. Copy all of it, or ask for it again.',
    unanswered: 'This room has a password: give it by --password-file or ONETIMECHAT_PASSWORD.',
    password: 'The password is wrong.',
    full: 'The chat is full.',
    noPlace: 'The room is full, so nobody has heard what was said.',
    'turned off': 'The operator of this site has turned private rooms off.',
  },

  room: {
    full: ofPrivate.about.full,
    unanswered: ofPrivate.about.unanswered,
    locked: (five) => `Somebody inside must let you in. Tell them your five words by another way: ${five}`,
    knock: ofPrivate.knock.said,
    newLink: (link) => `The room has a new link: ${link}`,
    noPassword: 'This link needs no password.',
  },

  said: {
    time: (date) => `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`,
    edited: '(edited) ',
    alone: '(to you alone) ',
    notice: (event) => en.notice([event]),
    guest: en.people.guest,
    called: (name, like) => (like ? `${name}, ${en.people.looksLike(like)}` : name),
    tooLong: (excess) => en.composer.tooLong(excess),
    tooLongLine: (most) => `A line of over ${most} characters was not said.`,
    returned: {
      server: 'The server did not take this: ',
      path: 'The network lets no message of this size through: ',
      network: 'The network does not let this message through: ',
    },
    notSaid: (count) => (count === 1 ? 'One line was not said.' : `${count} lines were not said.`),
    unheard: 'Somebody is in the room, but has not answered: nobody has heard what was said.',
    notUnderstood: {
      json: 'This is no JSON object.',
      what: 'Nobody knows what this is to do.',
      line: 'There is no such line of your own.',
      early: 'This cannot be done yet.',
      private: 'This can be done in private rooms only.',
    },
  },

  status: ({ phase, reason, retryAt }, now) => `${en.status({ phase, reason })}${phase === 'waiting' ? ` ${seconds(retryAt - now)}` : ''}`,
};

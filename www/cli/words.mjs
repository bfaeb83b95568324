// English: what the program says. What the page says as well is taken from there.

import { en } from '../js/words/en.js';
import { files as ofFiles } from '../js/words/en-files.js';
import { others as ofOthers } from '../js/words/en-others.js';
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
  --commands            lines that begin with a slash are commands, as in a terminal
  --send FILE           offer a file, also several times; at the end wait for those present
  --send-timeout S      how long to wait for them at most; 1800
  --receive DIR         save the files of others there
  --receive-limit N     and no more bytes of them than that; 268435456
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

  commands: `/msg NAME text        to that one alone; the name, or in quotation marks
/file PATH [text]     offers a file to all
/me text  /nick NAME  /away  /back
/reply text           answers the last message of somebody else
/react EMOJI          reacts to it
/edit text            says your last message in other words
/withdraw             takes it back
/people  /quit  /help
//word                says /word
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
    timeout: (option) => `${option} wants a number of seconds, up to 86400.`,
    limit: '--receive-limit wants a number of bytes.',
    directory: (path) => `${path} is no directory that can be written to.`,
    commands: '--commands is for lines: not with --json, nor with --whole.',
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
    answers: '(in reply) ',
    answerAlone: 'What is answered to one alone is for that one alone: say it to them.',
    whom: 'Nobody here, or not one alone, is called that. /people says who is here.',
    nobody: 'They are not here. Nothing was sent.',
    nothing: 'There is nothing to say.',
    noLine: 'There is no such message.',
    noCommand: (word) => `There is no command /${word}. /help lists them; // at the beginning says a line that begins with a slash.`,
    named: ofOthers.renamed,
    away: ({ name, away, own }) => (own ? (away ? ofOthers.goneAway : ofOthers.cameBack) : `${name} is ${away ? 'away' : 'back'}`),
    reactions: ({ reactions, text }) => `${reactions.map(({ emoji, by }) => `${emoji} ${by}`).join(' ') || 'no more reactions'}: ${text.slice(0, 60)}`,
    notice: (event) => en.notice([event]),
    guest: en.people.guest,
    called: (name, like) => (like ? `${name}, ${en.people.looksLike(like)}` : name),
    tooLong: (excess) => en.composer.tooLong(excess),
    tooLongLine: (most) => `A line of over ${most} characters was not said.`,
    returned: {
      server: 'The server did not take this: ',
      left: 'They left before this had arrived: ',
      refused: 'This could not be sent: ',
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

  files: {
    offered: ({ file: { name, size }, text }) => `offers ${name} (${ofFiles.size(size)})${text === name ? '' : `: ${text}`}`,
    received: (name, path) => `${name} is saved as ${path}`,
    given: (name, by, of) => `${name}: ${ofFiles.given(by, of)}`,
    lost: {
      spoilt: (name) => `${name}: ${ofFiles.lost}`,
      gone: (name) => `${name} vanished before all of it had come.`,
      late: (name) => `${name} had not all come when we left.`,
      unfit: (name) => `${name}: ${ofFiles.unfit}`,
      limit: (name) => `${name} is not fetched: it would be over the limit for files.`,
      save: (name, code) => `${name} could not be saved (${code}).`,
    },
    notAFile: (path) => `${path} is no file.`,
    notOffered: (path) => `${path} could not be offered.`,
    tooMuch: 'So many bytes cannot be offered at once. Withdraw some files first.',
    notSent: (count) => (count === 1 ? 'One file could not be sent or saved.' : `${count} files could not be sent or saved.`),
    notGot: (count) => (count === 1 ? 'One file did not reach everybody.' : `${count} files did not reach everybody.`),
  },

  status: ({ phase, reason, retryAt }, now) => `${en.status({ phase, reason })}${phase === 'waiting' ? ` ${seconds(retryAt - now)}` : ''}`,
};

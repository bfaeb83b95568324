// English: what private rooms say. Loaded with them.

import { isolated } from './isolated.js';
import { spoken } from './spoken.js';

/** What the page's other parts say of private rooms, put beside their own sentences in en.js: under the same names. */
export const additions = spoken('additions', {
  /** Why a link opens no room, or why one is not in it any more. */
  refusal: {
    cut: 'This link is not whole: a part of it is missing. Copy all of it, or ask for it again.',
    spoilt: 'This link was changed on its way and opens no room. Ask for it again.',
    removed: 'You were removed from this room. What you said there has vanished for everybody.',
    withdrawn: 'This link does not work any more: the room has a new one. Ask those inside for it.',
    closed: 'This room was closed. Everything that was said in it has vanished.',
    'turned away': 'Somebody inside did not let you in.',
    uninvited: 'This invitation lets nobody in. It was used or taken back, or the one who made it is not there now. Try again later, or ask for another.',
    unanswered: 'One needs a password to come in here. Whoever gave you the link knows it.',
  },

  /** Notices about somebody. */
  remarks: {
    unreadable: (name) => `A message that is said to be of ${name} cannot be read`,
    withheld: (name, { by }) => (by === ''
      ? `Something that ${name} said has not come here: it may be kept back on the way`
      : `${isolated(by)} has got something of ${name} that has not come here: it may be kept back on the way`),
    ruled: (name) => `${name} knows of other decisions of the hosts than are known here: some may be kept back on the way`,
    /** `other` is null for you, '' for one who is not here any more. */
    notSeen: (name, { other }) => `${name} does not see ${other === null ? 'you' : other === '' ? 'somebody who was here' : isolated(other)}: not everybody may see the same`,
    seesAnother: (name) => `${name} sees somebody who is not seen here: not everybody may see the same`,
    seesOthers: (name) => `${name} does not see the same people as you: not everybody may see the same`,
    removed: (name) => `${name} was removed`,
  },
});

export const words = spoken('private', {
  loading: 'One moment…',

  /** The room has got another name; '' for none any more. */
  called: (title) => (title === '' ? 'The room has no name any more' : `The room is called ${isolated(title)}`),

  scope: {
    open: 'Encrypted: only those let in can read',
    locked: 'Locked: newcomers must be let in',
  },
  about: {
    room: 'What is said here is encrypted in your browser: only those who are here can read it. Whoever has the link can come in, so pass it on with care. Once all have left, it opens an empty room, and nobody can read what was recorded on the way.',
    unanswered: 'Somebody is here, but nobody answers. Your link may be an old one: ask for a new one.',
    full: 'This room is full at the moment. You come in as soon as somebody leaves.',
    server: 'The server passes messages on and stores nothing. It sees your address, when something is said, about how much, and who is here; not what is said, nor who says it under which name.',
  },

  bar: {
    invite: 'Invite',
    room: 'This room',
    locked: 'This room, locked',
  },

  /** Behind a refusal. */
  next: {
    start: 'Start a private room',
    again: 'Try again',
    password: 'Enter the password',
  },

  knock: {
    title: 'Who wants to come in',
    wants: 'Somebody wants to come in.',
    said: (five) => `Somebody wants to come in. Their words: ${five}`,
    theirs: 'Their words:',
    admit: 'Let in',
    admitThis: (five) => `Let in ${five}`,
    turnAway: 'Turn away',
    turnAwayThis: (five) => `Turn away ${five}`,
    hint: 'Ask by another way whether it is the one you think: they see the same words.',
    more: (count) => `${count} more are waiting.`,
    noWords: 'the words could not be loaded',
  },

  waiting: {
    title: 'Somebody inside must let you in',
    explanation: 'This room is locked. Those inside see that somebody wants to come in, and these five words. Tell them the words by another way, by phone say, so that they know it is you.',
    label: 'Your five words',
    patience: 'Until then you see nothing of what is said. Stay on this page; it goes on by itself.',
    present: 'Waiting to be let in',
    deserted: 'Nobody is inside any more: all have left, or have lost the connection. You can be let in only if one of them comes back.',
    over: 'You are in.',
  },

  person: {
    more: (name) => `More about ${isolated(name)}`,
    host: 'host',
    verified: 'verified',
    lost: 'lost connection',
    silent: 'not heard from for minutes',
  },

  exit: {
    leaving: 'Leaving…',
    undo: 'Undo',
    undone: 'You are still here',
  },
});

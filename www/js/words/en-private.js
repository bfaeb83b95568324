// English: what private rooms say. Loaded with them.

import { isolated } from './isolated.js';

/** What the page's other parts say of private rooms, put beside their own sentences in en.js: under the same names. */
export const additions = {
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
    withheld: (name, { by }) => `${isolated(by)} has got something of ${name} that has not come here: it may be kept back on the way`,
    notSeen: (name, { other }) => `${name} does not see ${isolated(other)}: not everybody may see the same`,
    seesAnother: (name) => `${name} sees somebody who is not seen here: not everybody may see the same`,
    removed: (name) => `${name} was removed`,
  },
};

export const words = {
  close: 'Close',
  cancel: 'Cancel',
  copied: 'Copied',
  loading: 'One moment…',

  scope: {
    open: 'Encrypted: only those let in can read',
    locked: 'Locked: newcomers must be let in',
  },
  about: {
    room: 'What is said here is encrypted in your browser: only those who are here can read it. Whoever has the link can come in, so pass it on with care. Nobody can open this room by its link once all have left, nor read what was recorded on the way.',
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

  invite: {
    title: 'Invite somebody',
    explanation: 'Whoever has this link can come in and read what is said. Pass it on by a way that you trust.',
    guarded: 'Whoever has this link and the password can come in and read what is said. Tell the password by another way than the link.',
    link: 'Link to this room',
    copy: 'Copy link',
    copied: 'Link copied',
    selected: 'Your browser does not let this page copy. The link is selected: copy it from here.',
    share: 'Share…',
    qrCode: 'The link as a QR code',
    history: 'A browser that opens the link may keep it in its history. That does no harm once all have left: the link opens nothing that was said before.',
  },

  protect: {
    title: 'Protect with a password',
    explanation: 'This starts the room anew under another link, which opens nothing without the password; what you have said so far vanishes.',
    label: 'Password',
    show: 'Show password',
    do: 'Start anew with this password',
  },

  once: {
    title: 'Invite one person, once',
    explanation: 'Such a link lets in the first who opens it, and nobody after. It works only while you are here.',
    make: 'Make a link for one',
    link: 'Link for one person',
    made: 'Link for one person copied',
    list: 'Links for one person',
    number: (index) => `Link ${index}`,
    state: { open: 'not used yet', taken: 'somebody is coming in', used: 'used', withdrawn: 'taken back' },
    changed: (index, state) => `Link ${index} for one person: ${state}`,
    copy: 'Copy',
    copyThis: (index) => `Copy link ${index}`,
    withdraw: 'Take back',
    withdrawThis: (index) => `Take back link ${index}`,
  },

  password: {
    title: 'Password',
    explanation: 'This room is protected by a password. Ask for it whoever gave you the link.',
    label: 'Password',
    show: 'Show password',
    enter: 'Come in',
    checking: 'One moment…',
    wrong: 'That is not the password of this room.',
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
    over: 'You are in.',
  },

  person: {
    more: (name) => `More about ${isolated(name)}`,
    host: 'host',
    verified: 'verified',
    lost: 'lost connection',
    silent: 'not heard from for minutes',
    you: 'You are a host of this room.',
    isHost: 'A host: may lock the room, remove people, and close it.',
    isVerified: 'Verified: you have compared words with them.',
    isNotVerified: 'Not verified: you have not compared words with them yet.',
    isLost: 'They have lost the connection. What they said vanishes unless they come back within two minutes.',
    isSilent: 'Nothing has been heard of them for minutes. Their browser may sleep, or something on the way keeps back what they say.',
    compare: 'Compare words',
    appoint: 'Make a host',
    appointQuestion: (name) => `${isolated(name)} can then lock the room, remove people, and close it, as you can. You cannot take that back.`,
    appointed: (name) => `${isolated(name)} is a host now`,
    remove: 'Remove',
    removeQuestion: (name) => `Nothing said from now on reaches ${isolated(name)}. What they said vanishes, and the room gets a new link: the old one lets nobody in.`,
    removed: (name) => `${isolated(name)} was removed`,
    first: (name) => `${isolated(name)} started this room and cannot be removed.`,
    gone: 'They are not here any more.',
  },

  compare: {
    title: (name) => `Compare words with ${isolated(name)}`,
    explanation: 'Read these words to each other by phone or face to face: both of you must see the same twelve, in the same order. If they are the same, nobody stands between you and passes for one of you.',
    label: 'The twelve words',
    missing: 'The words could not be loaded: there is no way through at the moment. Close this and try again.',
    same: 'They are the same',
    differ: 'Not the same',
    done: 'You have marked them verified. That holds as long as you are here, also if they come back.',
    undo: 'Not verified after all',
    verified: (name) => `${isolated(name)} is verified`,
    warning: (name) => `Then whoever you talk to here may not be ${isolated(name)}, or somebody stands between you and reads along. Look once more: if the words still differ, say nothing more here, and start another private room with a link that you pass on by another way.`,
    back: 'Back to the words',
    qrCode: 'The words as a QR code, to be scanned by the other',
    scan: 'Scan theirs',
    stop: 'Stop the camera',
    camera: 'The picture of your camera',
    aim: 'Hold the camera over the code on their screen, in this same dialog.',
    noCamera: 'There is no camera that this page may use. Compare the words instead.',
    other: 'This is a QR code of something else.',
    isSame: 'The code is the same.',
    isNotSame: 'The code is not the same.',
  },

  room: {
    title: 'This room',
    lock: 'Lock',
    unlock: 'Unlock',
    isOpen: 'Open: whoever has the link comes in.',
    isLocked: 'Locked: whoever comes must be let in by somebody inside.',
    locked: 'The room is locked',
    unlocked: 'The room is not locked any more',
    close: 'Close for all',
    closeExplanation: 'Everybody is sent out, and everything that was said vanishes.',
    closeQuestion: 'Close the room for all? Everybody is sent out, everything that was said vanishes, and its link opens nothing any more.',
    wipe: 'Wipe everywhere now',
    wipeExplanation: 'You leave at once: what you said vanishes from every browser here, and this one forgets its keys. Pressing Escape twice does the same.',
    lastHost: 'You are the only host. If you leave, nobody can lock the room, remove anybody, or close it. You can make somebody else a host in the list of people.',
  },

  exit: {
    leaving: 'Leaving…',
    undo: 'Undo',
    undone: 'You are still here',
  },
};

// English: what is said of the others, and to one of them alone. Loaded once one is online.

import { isolated } from './isolated.js';
import { spoken } from './spoken.js';

const number = (value) => value.toLocaleString('en');
const listed = (names) => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

export const others = spoken('others', {
  /** What can be done about somebody: the button in the list of people, and the dialog. */
  more: (name) => `More about ${isolated(name)}`,
  you: 'You',
  aboutYou: 'Your name, and whether you are away',
  close: 'Close',
  cancel: 'Cancel',

  /** Another name for oneself. */
  rename: 'Change name',
  name: 'Your name',
  save: 'Save',
  /** Why a name cannot be taken; each with the name. */
  refused: {
    blank: () => 'Nothing of this name could be seen.',
    like: (name) => `Somebody here is or was called ${isolated(name)}, or nearly: you would be taken for them.`,
    reserved: () => 'This name would be taken for words of this page. Use no brackets, and neither “you” nor “guest”.',
    notNow: () => others.notNow,
  },
  renamed: (name) => `You are now called ${isolated(name)}`,

  /** To one alone. */
  write: 'Write to them alone',
  to: (name) => `To ${isolated(name)} alone`,
  toYou: 'To you alone',
  toAll: 'To all again',
  readable: { public: 'Nobody else here sees it. The server could read it.', private: 'Nobody else can read it.' },
  notNow: 'That is not possible now: there is no way through. Try again later.',
  notHere: (name) => `${isolated(name)} is not here any more. Nothing was sent.`,
  fate: {
    sent: { sign: '✓', sentence: 'Accepted by the server' },
    held: { sign: '✓✓', sentence: 'It has arrived' },
    left: { sign: '✗', sentence: 'They left before it had arrived' },
    refused: { sign: '✗', sentence: 'It could not be sent' },
  },
  fateOf: ({ isHeld, fate }) => others.fate[isHeld ? 'held' : fate ?? 'sent'],

  /** Two servers may have the same room for a while. */
  cutOff: 'Some may not hear you yet: the server cannot reach the other servers.',

  /** Who is doing what. */
  typing: (names) => (names.length === 0 ? '' : names.length > 2 ? `${number(names.length)} people are typing` : `${listed(names.map(isolated))} ${names.length === 1 ? 'is' : 'are'} typing`),
  types: 'typing',
  away: 'away',
  goAway: 'I am away',
  goneAway: 'The others see that you are away',
  comeBack: 'I am back',
  cameBack: 'The others see that you are back',

  /** Whom one does not want to hear. */
  ignore: 'Ignore',
  heed: 'Ignore no more',
  ignored: 'ignored',
  ignoring: (name) => `You see nothing more of ${isolated(name)}`,
  heeded: (name) => `You see again what ${isolated(name)} says`,
  hidden: (count, name) => `${number(count)} ${count === 1 ? 'message' : 'messages'} of ${isolated(name)} hidden`,
  hiddenOfMany: (count, people) => `${number(count)} ${count === 1 ? 'message' : 'messages'} of ${number(people)} people hidden`,
  showHidden: 'Show',
  allHeeded: 'You see everybody’s messages again',

  /** Many have come and gone, of whom not each was told. */
  manyMoved: (count) => `${number(count)} more came, went or took another name`,

  /** Who has an own line. */
  heldBy: (names) => `Has arrived at ${listed(names.map(isolated))}.`,
  heldByNobody: 'Nobody has said yet that it has arrived.',
  heldNotBy: (names) => `Not yet at ${listed(names.map(isolated))}.`,
  heldInCrowd: 'In a room of so many nobody says what has arrived.',
  /** So many names that not all are said. */
  rest: (count) => `${number(count)} ${count === 1 ? 'other' : 'others'}`,
});

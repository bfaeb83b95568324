// English: what is said of files.

import { isolated } from './isolated.js';
import { spoken } from './spoken.js';

const number = (value, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });

const sized = (bytes) => (bytes < 1000 ? `${number(bytes)} bytes` : bytes < 1_000_000 ? `${number(bytes / 1000)} KB` : `${number(bytes / 1_000_000, 1)} MB`);

export const files = spoken('files', {
  attach: 'Attach files',
  chosen: 'Files to send',
  record: 'Record a voice note',
  recording: (seconds, most) => `Recording: ${number(seconds)} of ${number(most)} seconds`,
  stopRecording: 'Stop recording',
  noMicrophone: 'There is no microphone, or the browser does not let this page use it.',
  voiceNote: (seconds) => `Voice note, ${number(seconds)} s`,
  voiceName: 'voice note',

  describe: (name) => `Description of ${isolated(name)}, for those who cannot see it`,
  describeHint: 'Describe this picture',
  remove: (name) => `Remove ${isolated(name)}`,
  send: (count) => (count === 1 ? 'Send file' : `Send ${number(count)} files`),
  cancel: 'Cancel',
  sent: 'Offered to all who are here',

  /** Why one cannot be sent. */
  tooLarge: (name, most) => `${isolated(name)} is larger than ${sized(most)}.`,
  empty: (name) => `${isolated(name)} is empty.`,
  tooMany: (most) => `${number(most)} files at once are the most.`,
  notToOne: 'Files and voice notes are for all who are here: none is sent while you write to one person alone.',
  failed: (name) => `${isolated(name)} could not be sent. Try again.`,
  /** What one should know before it is sent. */
  untouched: 'Sent as it is, with whatever it says about its making, such as the place.',

  size: sized,
  get: 'Get',
  getAgain: 'Try again',
  save: 'Save',
  stop: 'Stop',
  withdraw: 'Withdraw',
  getOf: (name) => `Get ${isolated(name)}`,
  saveOf: (name) => `Save ${isolated(name)}`,
  stopOf: (name) => `Stop ${isolated(name)}`,
  receiving: (name) => `Receiving ${isolated(name)}`,
  giving: (name) => `Sending ${isolated(name)}`,

  /** What has become of it. */
  waiting: 'Waits for others',
  coming: (part) => `${number(part * 100)} %`,
  checked: 'Checking',
  stopped: 'Stopped',
  lost: 'It did not come whole.',
  unfit: 'This cannot be fetched.',
  offered: 'Nobody has asked for it yet',
  given: (done, takers) => (done === takers ? `${number(done)} got it` : `${number(done)} of ${number(takers)} got it`),
  notShown: 'Not shown: it is not what it says it is, or too large.',
});

// English: what is said of code in a message.

import { spoken } from './spoken.js';

export const formatting = spoken('formatting', {
  /** A block of code, heard; `info` is the language that its writer named, or ''. */
  code: (info) => (info ? `Code, ${info}` : 'Code'),
  copy: 'Copy code',
  copied: 'Code copied',
  selected: 'Your browser does not let this page copy. The code is selected: copy it from here.',
});

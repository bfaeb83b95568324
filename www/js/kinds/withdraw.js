// Takes an earlier line of the same sender back. It may come before that line does, which is then not shown at all. It is
// loaded later (chat/alterations.js), so it is in no list of kinds.

import { isMessageId } from './fields.js';

export const withdraw = {
  name: 'withdraw',
  isLine: false,

  /** `of` is the id of the line. */
  read: ({ of }) => (isMessageId(of) ? { of } : null),
  write: ({ of }) => ({ of }),
};

// Says an earlier line of the same sender in other words. It may come before that line does, and more than once: the
// highest revision holds. History has the last wording alone. It is loaded later (chat/alterations.js), so it is in no list of kinds.

import { isMessageId } from './fields.js';

export const edit = {
  name: 'edit',
  isLine: false,

  /** `of` is the id of the line, `text` the wording as kinds/text.js will read it. */
  read: ({ of, text, revision }) => (
    isMessageId(of) && typeof text === 'string' && Number.isSafeInteger(revision) && revision > 0 ? { of, text, revision } : null),
  write: ({ of, text, revision }) => ({ of, text, revision }),
};

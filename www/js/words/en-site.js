// English: what stands beside what an operator says of the site. Only sites where one does load it.

import { spoken } from './spoken.js';

export const words = spoken('site', {
  terms: 'Terms of use',
  /** In place of the way to the lobby. */
  toFirst: 'Go to the first page',
  /** Where the page opens no room by itself. */
  noRoom: 'There is no room here that everybody shares: start one of your own, or open the link to one.',
});

// English: what is said where the page is shown in a frame of another site's. Only frames load it.

import { spoken } from './spoken.js';

export const framed = spoken('framed', {
  /** A link that opens the page without the site around it. */
  alone: 'Open the chat by itself',
  refusal: {
    framed: 'This chat does not open here: its operator has not allowed the site around it to show it.',
    left: 'You have left the room. What you said there has vanished for everybody.',
  },
});

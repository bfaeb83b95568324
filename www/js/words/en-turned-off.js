// English: what is said of rooms that the operator has turned off. Only sites where that is so load it.

import { spoken } from './spoken.js';

export const words = spoken('turned-off', {
  /** In place of what the page says of its rooms, where there are private ones alone. */
  server: 'The server passes on what is encrypted, and stores nothing.',
  start: 'Start a private room',

  /** By the kind of rooms that there are. */
  refusal: {
    private: 'On this site there are private rooms only: its operator has turned the others off. Whoever has the link to one can come in; nobody else can.',
    public: 'The operator of this site has turned private rooms off. Your link was sent nowhere; what it opens is not here.',
  },
});

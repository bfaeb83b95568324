// English: what draws attention to what is new, and the choices about that.

import { spoken } from './spoken.js';

const number = (value) => value.toLocaleString('en');
const messages = (count) => `${number(count)} ${count === 1 ? 'message' : 'messages'}`;

export const attention = spoken('attention', {
  /** In the log, above the first line that came while nobody looked. */
  fresh: 'New since you looked',

  /** Said on coming back: so many messages, and who came and went meanwhile, as a notice words it; 0 and '' for none. */
  missed: (count, notice) => `While you were away: ${[...(count > 0 ? [messages(count)] : []), ...(notice ? [notice] : [])].join(' · ')}`,
  show: 'Show',
  close: 'Close',

  /** A notification of the system's. What was said never stands in it. */
  notification: {
    title: 'One Time Chat',
    plain: 'New message',
    from: (name) => `New message from ${name}`,
  },

  choices: {
    title: 'Sound and notifications',
    sound: 'Sound for a new message',
    soundMore: 'Only while this page is out of sight.',
    notify: 'Desktop notifications',
    notifyMore: 'Only while this page is out of sight. They say that there is a message, not what it says.',
    withName: 'Name who wrote in them',
    refused: 'Your browser does not let this page show notifications. Where it asks about them is in its settings for this site.',
    failed: 'Your browser cannot show notifications of this page.',
    aloud: 'Screen readers say',
    said: { all: 'every message', mentions: 'messages with my name', none: 'no message' },
    enter: 'Enter sends',
    enterMore: 'Otherwise it makes a new line, and the button sends.',
    typing: 'Show that I am typing',
    typingMore: 'The others see that you type, never what. Turned off, nothing of it is sent.',
  },
});

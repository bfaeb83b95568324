// English: what is said of own lines: how far each has got, and how long one may still get.

const number = (value) => value.toLocaleString('en');

export const ownLines = {
  /** The server has taken it, and no more is known. `sign` is seen, `sentence` is heard. */
  accepted: { sign: '✓', sentence: 'Accepted by the server' },

  /** So many of the others who are here hold it. */
  held: (count, others) => ({
    sign: count === others ? '✓✓' : `${number(count)}/${number(others)}`,
    sentence: `Held by ${number(count)} of ${number(others)} present`,
  }),

  /** For how long a message is to be seen: the seconds, '' for as long as its writer is here. */
  vanishes: 'Vanishes',
  after: (seconds) => ({ '': 'when I leave', 10: 'after 10 seconds', 60: 'after 1 minute', 600: 'after 10 minutes', 3600: 'after 1 hour' })[seconds],
  leftToSee: (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`,

  /** What is left for one message, in characters such as those in it; less than nothing where it is too long. */
  left: (characters) => (characters < 0 ? `${number(-characters)} too many` : `${number(characters)} left`),
  leftSpoken: (characters) => (characters < 0
    ? `This is about ${number(-characters)} characters too long for one message.`
    : `About ${number(characters)} characters are left for this message.`),
};

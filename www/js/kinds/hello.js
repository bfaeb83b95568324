// A greeting: it says a name, and has no line of its own.

export const hello = {
  name: 'hello',
  isLine: false,
  read: () => ({}),
  write: () => ({}),
};

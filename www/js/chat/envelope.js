// The seam between chat and transport: every message goes through an envelope on its way out and on its way in. The
// plain one changes nothing. One that encrypts may take its time: the order is kept, and sizes are counted of what it gives.
//
//   seal(message)           a promise of the message as it is sent; it may be asked again for one that is tried again
//   open(sender, message)   a promise of the message as it was said, or null where it is not to be believed
//   size(message)           the bytes that it will take as it is sent

/** The bytes a value takes as JSON in UTF-8, which is what the server's limits count. */
export function jsonSize(value) {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

export const PLAIN = {
  seal: async (message) => message,
  open: async (sender, message) => message,
  size: jsonSize,
};

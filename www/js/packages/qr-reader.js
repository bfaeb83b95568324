// Reading QR codes.

import decode from 'qr/decode.js';

/** The text of the code in an image, `{ width, height, data }`; null where none can be read. */
export function textIn(image) {
  try {
    return decode(image);
  } catch {
    return null;
  }
}

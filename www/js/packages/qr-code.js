// QR codes.

import encode from 'qr';

/** The rows of the code of a text: true for what is dark. There is no margin. */
export const modulesOf = (text) => encode(text, 'raw', { border: 0, ecc: 'medium' });

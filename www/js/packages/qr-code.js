// QR codes.

import encode from 'qr';

const MARGIN = 4; // modules, as the standard wants

/** The rows of the code of a text, with its margin: true for what is dark. */
export const modulesOf = (text) => encode(text, 'raw', { border: MARGIN, ecc: 'medium' });
